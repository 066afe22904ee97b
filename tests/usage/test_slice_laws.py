"""Laws of the slice on libraries made at random."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.usage.small import known, names, run, straight
from tests.usage.test_traps import TRAPS

import depcalc
from depcalc.usage.reach import reach

NAMES = st.sampled_from("abcdefgh")
BODIES = st.one_of(
    NAMES.map(lambda n: f"{n}()"),
    NAMES.map(lambda n: f"x.{n}()"),
    NAMES.map(lambda n: f"K{n}().{n}()"),
    NAMES.map(lambda n: f"getattr(x, {n!r})()"),
    NAMES.map(lambda n: f"return K{n}"),
    st.just("getattr(x, y)()"),
    st.just("pass"),
)


WIDER = st.one_of(
    BODIES,
    NAMES.map(lambda n: f"[c().{n}() for c in K{n}.__subclasses__()]"),
    NAMES.map(lambda n: f"x.{n} = K{n}"),
    st.sampled_from(
        [
            "getattr(x, 'go_' + y)()",
            "exec(x)",
            "dir(Ka)",
            "h(late)",
            "import_module('lib.p_' + y)",
            "return 'a'",
        ]
    ),
)


@st.composite
def definitions(draw, bodies=BODIES):
    """A function, a class with methods, a table or a registration."""
    name = draw(NAMES)
    match draw(st.sampled_from(["function", "class", "table", "registration"])):
        case "function":
            return f"def {name}(x=None, y=None):\n    {draw(bodies)}\n"
        case "class":
            base = draw(st.one_of(st.just(""), NAMES.map(lambda n: f"(K{n})")))
            methods = draw(st.lists(st.tuples(NAMES, bodies), min_size=1, max_size=3))
            inside = "".join(f"    def {m}(self, x=None, y=None):\n        {b}\n" for m, b in methods)
            return f"class K{name}{base}:\n{inside}"
        case "table":
            return f"T{name} = {{'k': {draw(NAMES)}}}\n"
    return f"REG['{name}'] = {draw(NAMES)}\n"


libraries = st.lists(definitions(), min_size=1, max_size=12)
uses = st.lists(
    st.one_of(NAMES.map(lambda n: f"lib.{n}()"), NAMES.map(lambda n: f"lib.K{n}().{n}()")), max_size=4
)


def text(parts):
    return "REG = {}\n" + "".join(parts)


@settings(max_examples=150, deadline=None)
@given(libraries, uses, uses)
def test_another_use_never_shrinks_a_slice(library, some, more):
    before = names(run(text(library), "import lib\n" + "\n".join(some)))
    after = names(run(text(library), "import lib\n" + "\n".join([*some, *more])))
    assert before <= after


@settings(max_examples=150, deadline=None)
@given(libraries, uses)
def test_a_rewrite_never_needs_what_cannot_run(library, used):
    project = "import lib\n" + "\n".join(used)
    assert names(run(text(library), project, "demand")) <= names(run(text(library), project, "exec"))


def marked(found):
    """All that a run marks: functions, modules, classes, those with an instance."""
    return (
        names(found),
        *({c.signature.qual for c in classes} for classes in (found.defined, found.instantiated)),
        {m.name for m in found.imported},
    )


@settings(max_examples=150, deadline=None)
@given(libraries, uses)
def test_what_may_run_is_the_same_whether_or_not_the_price_was_asked_first(library, used):
    project = "import lib\n" + "\n".join(used)
    assert marked(run(text(library), project)) == marked(straight(text(library), project))


wider = st.lists(definitions(WIDER), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(wider, wider, wider, uses)
def test_so_it_is_with_plug_ins_that_import_time_code_loads_and_names_that_are_computed(
    one, two, three, used
):
    imports = "from importlib import import_module\nfrom lib import late\nfrom lib import *\n"
    loads = "for n in names:\n    import_module('lib.p_' + n)\n"
    files = {
        "lib/__init__.py": imports + text(one) + loads,
        "lib/late.py": imports + text(two) + "def go_a(): pass\n",
        "lib/p_x.py": imports + text(three),
    }
    project = "import lib\n" + "\n".join(used)
    assert marked(run(files, project)) == marked(straight(files, project))


@pytest.mark.parametrize("trap", TRAPS)
def test_in_every_trap_what_may_run_is_the_same_whether_or_not_the_price_was_asked_first(trap):
    library, project, *_ = TRAPS[trap]
    assert marked(run(library, project)) == marked(straight(library, project))


def test_a_computed_import_needs_the_module_that_is_named_and_may_run_any_that_fits():
    files = {
        "lib/__init__.py": "import importlib\ndef f(n): return importlib.import_module('lib.d_' + n).go()\n",
        "lib/d_one.py": "def go(): pass\n",
        "lib/d_two.py": "def go(): pass\n",
        "lib/other.py": "def go(): pass\n",
    }
    needs = names(run(files, "import lib\nlib.f('one')\n", "demand"))
    runs = names(run(files, "import lib\nlib.f('one')\n"))
    assert needs == {"lib.f", "lib.d_one.go"}
    assert runs == needs | {"lib.d_two.go"}


LOADS = {  # how module-level code of the library comes to import `lib.p_x`
    "by shape": "import importlib\nfor n in unknown:\n    importlib.import_module('lib.p_' + n)\n",
    "by a string elsewhere": "import importlib, lib.table\nfor n in unknown:\n    importlib.import_module(n)\n",
    "by an entry point": "from importlib.metadata import entry_points\nfor e in entry_points(group='lib.plugins'):\n"
    "    e.load()\n",
}
LATE = {  # what the library asks -> what a plug-in answers, which only module-level code imports
    "its subclasses": (
        "class B: pass\ndef f(): return [c().go() for c in B.__subclasses__()]\n",
        "import lib\nclass P(lib.B):\n    def go(self): pass\n",
    ),
    "members of a shape": (
        "class B:\n    def run(self, n): return getattr(self, 'go' + n)()\ndef f(): B().run(x)\n",
        "import lib\nclass P(lib.B):\n    def go(self): pass\nP()\n",
    ),
    "members by strings": (
        "class B:\n    def run(self, n): return getattr(self, n)()\ndef f(): B().run('go')\n",
        "import lib\nclass P(lib.B):\n    def go(self): pass\nP()\n",
    ),
    "all members": (
        "class B:\n    def run(self): return dir(self)\ndef f(): B().run()\n",
        "import lib\nclass P(lib.B):\n    def go(self): pass\nP()\n",
    ),
    "what super means": (
        "class B:\n    def go(self): pass\nclass A(B):\n    def go(self): super().go()\ndef f(): A().go()\n",
        "import lib\nclass C(lib.B):\n    def go(self): pass\nclass P(lib.A, C): pass\nP()\n",
    ),
    "what an attribute holds": (
        "class H:\n    def go(self): pass\nclass B:\n    def __init__(self): self.h = H()\n"
        "    def run(self): self.h.go()\ndef f(): B().run()\n",
        "import lib\nclass J:\n    def go(self): pass\nclass P(lib.B):\n    def __init__(self): self.h = J()\nP()\n",
    ),
}


@pytest.mark.parametrize("how", LOADS)
@pytest.mark.parametrize("what", LATE)
def test_a_plug_in_that_import_time_code_loads_is_there_when_the_library_asks(what, how):
    library, plug_in = LATE[what]
    files = {
        "lib/__init__.py": library + LOADS[how],
        "lib/table.py": "TABLE = {'x': 'lib.p_x'}\n",
        "lib/p_x.py": plug_in,
    }
    found = known(files, "import lib\nlib.f()\n", entry_points={"lib.plugins": ("lib.p_x:P",)})
    *_, st = reach(found)
    assert any(n.startswith("lib.p_x.") and n.endswith(".go") for n in names(st))


@pytest.mark.parametrize("named", ["lib.late.go", "lib.late:go"])
def test_a_string_names_a_function_of_a_module_that_nothing_imports(named):
    files = {
        "lib/__init__.py": "import importlib\nfrom lib import table\ndef f(n): return load(table.named(n))\n"
        "def load(n): return getattr(importlib.import_module(n), n)\n",
        "lib/table.py": f"def named(n): return '{named}'\n",
        "lib/late.py": "def go(): pass\n",
        "lib/later.py": "def go(): pass\n",
    }
    live = names(run(files, "import lib\nlib.f('x')\n"))
    assert "lib.late.go" in live
    assert "lib.later.go" not in live


def test_only_a_package_that_imports_by_any_name_has_its_strings_read_as_modules():
    files = {
        "lib/__init__.py": "A = 'lib.late.go'\ndef f(): return A\n",
        "lib/late.py": "def go(): pass\n",
    }
    universe = known(files, "import lib\nlib.f()\n").universe
    assert "lib.late" not in {m.name for m in universe.loaded}


ORDERS = {  # two statements whose order in the walk means nothing
    "a shape, then a module that escapes": (
        "from lib import q\ndef f(x): getattr(x, 'go_' + x)\ndef g(): h(q)\n", "def go_a(): pass\n", "q.go_a"),
    "text that is run, then a module": (
        "def f(x):\n    exec(x)\n    return 'go'\ndef g():\n    late()\ndef late():\n    from lib import q\n",
        "def go(): pass\n", "q.go"),
}  # fmt: skip


@pytest.mark.parametrize("what", ORDERS)
def test_what_comes_first_does_not_matter(what):
    library, module, found = ORDERS[what]
    files = {"lib/__init__.py": library, "lib/q.py": module}
    assert f"lib.{found}" in names(run(files, "import lib\nlib.f()\nlib.g()\n"))
    assert f"lib.{found}" in names(run(files, "import lib\nlib.g()\nlib.f()\n"))


def test_a_global_that_is_only_set_is_not_read_whatever_comes_first():
    files = {
        "lib/__init__.py": "from lib import q\ndef f(x): x.go = 1\ndef g(): h(q)\n",
        "lib/q.py": "def go(): pass\n",
    }
    for project in ("import lib\nlib.f()\nlib.g()\n", "import lib\nlib.g()\nlib.f()\n"):
        assert "lib.q.go" not in names(run(files, project))


@settings(max_examples=60, deadline=None)
@given(libraries, libraries, uses)
def test_the_order_of_files_changes_nothing(one, other, used):
    files = {"lib/__init__.py": "from .one import *\nfrom .two import *\n" + "from .one import a, b\n",
             "lib/one.py": text(one), "lib/two.py": text(other)}  # fmt: skip
    project = "import lib\n" + "\n".join(used)
    turned = dict(reversed(files.items()))
    assert names(run(files, project)) == names(run(turned, project))


@settings(max_examples=60, deadline=None)
@given(libraries, uses)
def test_a_file_that_does_not_parse_leaves_the_rest_alone(library, used):
    project = "import lib\n" + "\n".join(used)
    alone = names(run({"lib/__init__.py": text(library)}, project))
    beside = names(run({"lib/__init__.py": text(library), "lib/bad.py": "def (:\n"}, project))
    assert beside == alone


@settings(max_examples=60, deadline=None)
@given(libraries, uses)
def test_another_name_for_the_module_changes_nothing(library, used):
    one = names(run({"lib.py": text(library)}, "import lib\n" + "\n".join(used)))
    other = names(run({"acme.py": text(library)}, "import acme as lib\n" + "\n".join(used)))
    assert {n.partition(".")[2] for n in one} == {n.partition(".")[2] for n in other}


def test_the_hash_seed_changes_nothing():
    program = (
        "from tests.usage.small import names, run\n"
        "from tests.usage.test_traps import TRAPS\n"
        "for trap, (lib, project, *_) in TRAPS.items():\n"
        "    print(trap, sorted(names(run(lib, project))), sorted(names(run(lib, project, 'demand'))))\n"
    )
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join([str(root), str(Path(depcalc.__file__).parents[1])])
    outputs = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
                       capture_output=True, check=True, cwd=root).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(outputs) == 1
