"""A file that nothing imports is only counted: the same lines and functions as when it is read whole."""

import os
from pathlib import Path

import pytest
from tests.usage.small import TARGET, package

from depcalc.usage.flatten import flatten
from depcalc.usage.packed import Shelf
from depcalc.usage.summary import dump, load
from depcalc.usage.universe import Universe

TEXTS = {
    "docstrings": '''
"""Says
much."""
def f():
    """Says."""
    return 1
class K:
    """Too."""
    x = 1
''',
    "nested": """
class A:
    class B:
        def f(self):
            def g():
                async def h(): pass
""",
    "dead branches": """
import sys
if TYPE_CHECKING:
    def f(): pass
elif sys.version_info < (3,):
    def g(): pass
else:
    def h(): pass
if DEBUG:
    def i(): pass
else:
    def j(): pass
""",
    "main": 'if __name__ == "__main__":\n    def f(): pass\n',
    "blocks": """
try:
    def a(): pass
except E:
    def b(): pass
else:
    def c(): pass
finally:
    def d(): pass
for x in y:
    def e(): pass
else:
    def f(): pass
while x:
    def g(): pass
with x:
    def h(): pass
match x:
    case 1:
        def i(): pass
try:
    pass
except* E:
    def j(): pass
""",
    "in a function": """
async def f():
    if x:
        class K:
            def g(self): pass
    async with x:
        def h(): pass
    async for y in x:
        def i(): pass
""",
    "overloads": """
@overload
def f(x: int): ...
@typing.overload
def f(x: str): ...
@cache
def f(x): return x
""",
    "a table": "T = {\n"
    + "    'k': (1, [2]),\n" * 25
    + "}\nclass K:\n    U = [\n"
    + "        1,\n" * 25
    + "    ]\n",
    "nothing": "",
    "not Python": "def (:\nimport acme\n",
    "a NUL": "x = 1\0\n",
}


def found(text: str | bytes, runs_main: bool, only_count: bool):
    data = text if isinstance(text, bytes) else text.encode()
    how = {"is_package": False, "runs_main": runs_main, "target": TARGET, "only_count": only_count}
    summary = load(dump(flatten(data, "lib", **how)), Shelf())
    scopes = sorted((s.kind, g.qual) for s, g in zip(summary.scopes, summary.signatures, strict=True))
    return summary.trouble, summary.lines, summary.physical_lines, summary.data_lines, scopes


@pytest.mark.parametrize("runs_main", [False, True])
@pytest.mark.parametrize("what", TEXTS)
def test_a_file_is_counted_as_it_is_read(what, runs_main):
    assert found(TEXTS[what], runs_main, only_count=True) == found(TEXTS[what], runs_main, only_count=False)


def test_a_test_too_deep_to_count_makes_the_file_opaque_here_too():
    text = "if " + "not " * 2_000 + "x:\n    def f(): pass\n"
    assert found(text, False, only_count=True) == found(text, False, only_count=False)


def test_the_standard_library_is_counted_as_it_is_read():
    files = sorted(Path(os.__file__).parent.glob("[a-m]*.py"))
    assert len(files) > 50
    for file in files:
        data = file.read_bytes()
        assert found(data, False, only_count=True) == found(data, False, only_count=False), file.name


def universe(files):
    texts, asked = {}, []
    made = package("lib", files, texts)

    def read(modules, only_count=False):
        asked.append(([m.name for m in modules], only_count))
        return [
            flatten(texts[m].encode(), m.name, is_package=m.is_package, runs_main=False, target=TARGET,
                    only_count=only_count)
            for m in modules
        ]  # fmt: skip

    return Universe([made], read), made.modules, asked


FILES = {"lib/__init__.py": "from lib import a\n", "lib/a.py": "import lib.b\n", "lib/b.py": "def f(): pass\n",
         "lib/c.py": "def g(): pass\n"}  # fmt: skip


def test_only_what_nothing_imports_is_just_counted():
    all_of_it, modules, asked = universe(FILES)
    all_of_it.close([modules["lib"]])
    asked.clear()
    counted = {m.name: summary.lines for m, summary in all_of_it.each(list(modules.values()))}
    assert counted == {"lib": 1, "lib.a": 1, "lib.b": 1, "lib.c": 1}
    assert asked == [(["lib.c"], True)]
    assert modules["lib.c"].summary is None


def test_what_a_late_module_imports_is_read_with_it_and_counts_as_loaded_once_asked_for():
    all_of_it, modules, asked = universe(FILES)
    late = []
    all_of_it.on_load = late.append
    all_of_it.load(modules["lib"])
    assert {name for names, _ in asked for name in names} == {"lib", "lib.a", "lib.b"}
    assert late == [modules["lib"]] == list(all_of_it.loaded)
    asked.clear()
    assert all_of_it.load(modules["lib.b"]).scopes[1].kind == "function"
    assert late == [modules["lib"], modules["lib.b"]]
    assert not asked
