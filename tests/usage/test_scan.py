"""The stage as a whole: installed trees and wheels, the cache, workers, and that nothing examined ever runs."""

import contextlib
import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
from tests.usage.test_hostile import install

from depcalc.usage import pool, slices
from depcalc.usage.budget import Workers
from depcalc.usage.flatten import summarise
from depcalc.usage.pool import Pool
from depcalc.usage.scan import scan_project
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import dump, opaque
from depcalc.usage.used_names import MOST_USES
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Key
from depcalc.values.usage import ProjectUsage, Slice

LIBRARY = (
    """
import subprocess
TABLE = {
"""
    + "".join(f"    {i}: {i},\n" for i in range(30))
    + """}
def used():
    return helper()
def helper():
    import other
    other.thing()
    return subprocess.run(['x'])
def unused():
    return eval('1')
"""
)
PACKAGES = {"acme": {"acme/__init__.py": LIBRARY, "acme/more.py": "def z(): pass\n"},
            "other": {"other.py": "def thing(): pass\ndef rest(): pass\n"}}  # fmt: skip
KEYS = [Key("acme", "1"), Key("other", "1")]


@pytest.fixture
def place(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "main.py").write_text("import acme\n\nacme.used()\n")
    install(tmp_path / "site", PACKAGES)
    return tmp_path


def scan(place: Path, **more: object) -> ProjectUsage:
    options = {
        "site_packages": place / "site",
        "wheels": None,
        "cache": None,
        "jobs": 0,
        "packages": KEYS,
        **more,
    }
    return scan_project(place / "project", **options)


def sliced(usage: ProjectUsage, name: str) -> Slice:
    found = usage.of(name).slice
    assert isinstance(found, Fact)
    return found.value


def test_a_slice_says_what_of_how_much(place):
    found = sliced(scan(place), "acme")
    assert (found.functions, found.functions_total) == (2, 4)
    assert (found.modules, found.modules_total) == (1, 2)
    assert found.lines == 7  # two functions with their bodies, one import
    assert found.data_lines == 0  # nobody reads the table
    assert found.symbols == ("acme.used",)
    assert found.reaches == ("other",)
    assert found.reachable == ("acme:helper", "acme:used")
    assert (found.exec_lines, found.package_lines) == (7, 10)  # the table apart in both


def test_a_project_file_of_unknown_content_makes_every_slice_less_certain(place):
    assert not sliced(scan(place), "acme").notes
    (place / "project/broken.py").write_text("def (:\n    import other\n")
    assert sliced(scan(place), "acme").notes == ((slices.UNREAD_ROOTS, 1),)


def test_of_a_package_that_is_half_deleted_nothing_is_measured_and_nothing_is_unused(place):
    library = {"_acme.py": "", "acme/__init__.py": LIBRARY, "acme/tests/test_it.py": ""}
    record = place / "site/acme-1.dist-info/RECORD"
    record.write_text("".join(f"{path},,\n" for path in library))
    (place / "site/_acme.py").write_text("")
    assert sliced(scan(place), "acme").lines == 7  # a test that is gone says nothing
    (place / "site/acme/__init__.py").unlink()
    (place / "project/main.py").write_text("x = 1\n")
    found = scan(place)
    assert found.of("acme").slice == Gap("usage", "not all of its installed files are there")
    assert found.of("acme").status == "uncertain"
    assert [n.code for n in found.notices] == ["files-gone"]


def test_capabilities_come_with_file_and_line_and_only_from_live_code(place):
    found = sliced(scan(place), "acme").capabilities
    assert [(c.tag, c.name, c.path, c.line) for c in found if not c.at_import] == [
        ("subprocess", "subprocess.run", "acme/__init__.py", 40)
    ]


def test_a_package_reached_through_another_is_sliced_with_it(place):
    found = sliced(scan(place), "other")
    assert found.functions == 1
    assert scan(place).of("other").names == ()


BY_NAME = {
    "a constant": "import importlib\ndef used(): return importlib.import_module('other').go()\n",
    "one of several": "import importlib\ndef used(): return [importlib.import_module(n) for n in ('other', 'json')]\n",
    "a name beside it": "import importlib\ndef used(n): return importlib.import_module(n if n else 'other')\n",
    "a statement alone": "def used():\n    import other\n    return __import__(x)\n",
}


@pytest.mark.parametrize(
    ("how", "installed"),
    [(how, there) for how in BY_NAME for there in (True, False) if there or how != "a name beside it"],
)
def test_a_package_that_is_imported_by_name_is_needed_still(place, how, installed):
    (place / "site/acme/__init__.py").write_text(BY_NAME[how])
    if not installed:
        (place / "site/other-1.dist-info/RECORD").unlink()
    assert sliced(scan(place), "acme").reaches == ("other",)


def test_wheels_are_read_in_place(place):
    folder = place / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "acme-1-py3-none-any.whl", "w") as archive:
        for path, text in PACKAGES["acme"].items():
            archive.writestr(path, text)
        archive.writestr("acme-1.dist-info/METADATA", "Name: acme\nRequires-Dist: other>=1\n\n")
    before = sorted(p.name for p in folder.rglob("*"))
    usage = scan(place, site_packages=None, wheels=folder)
    assert sliced(usage, "acme").functions == 2
    assert usage.of("acme").basis == "archive"
    assert isinstance(usage.of("other").slice, Gap)
    assert sliced(usage, "acme").reaches == ("other",)
    assert sorted(p.name for p in folder.rglob("*")) == before


def test_a_refused_archive_is_a_notice_and_a_gap(place):
    folder = place / "wheels"
    folder.mkdir()
    (folder / "acme-1-py3-none-any.whl").write_bytes(b"no zip")
    usage = scan(place, site_packages=None, wheels=folder)
    assert [n.code for n in usage.notices] == ["archive-refused"]
    assert isinstance(usage.of("acme").slice, Gap)


def test_another_version_than_the_locked_one_is_said(place):
    usage = scan(place, packages=[Key("acme", "2"), Key("other", "1.0")])
    assert [n.code for n in usage.notices] == ["version-differs"]


def test_workers_and_this_process_give_the_same_answer(place):
    assert scan(place, jobs=2) == scan(place, jobs=0)


def test_a_second_run_gives_the_same_answer_without_parsing(place, monkeypatch):
    first = scan(place, cache=place / "cache")
    monkeypatch.setattr(
        Pool, "flatten", lambda self, tasks: iter(()) if not list(tasks) else pytest.fail("parsed again")
    )
    monkeypatch.setattr(slices, "measure", lambda *_: pytest.fail("sliced again"))
    assert scan(place, cache=place / "cache") == first


def test_a_changed_line_that_asks_nothing_new_slices_nothing_again(place, monkeypatch):
    scan(place, cache=place / "cache")
    (place / "project/main.py").write_text("# a comment\nimport acme\n\n\nacme.used()\n")
    monkeypatch.setattr(slices, "measure", lambda *_: pytest.fail("sliced again"))
    usage = scan(place, cache=place / "cache")
    assert usage.of("acme").names[0].line == 5


def test_a_changed_library_is_sliced_again(place):
    scan(place, cache=place / "cache")
    (place / "site/acme/__init__.py").write_text("def used(): pass\n")
    assert sliced(scan(place, cache=place / "cache"), "acme").functions_total == 2


def test_a_broken_cache_costs_time_only(place):
    cache = place / "cache"
    cache.mkdir()
    (cache / "usage.sqlite").write_bytes(b"no database" * 100)
    assert scan(place, cache=cache) == scan(place)


def test_an_interrupt_keeps_what_was_parsed(place, monkeypatch):
    parsed = []
    real = Pool.flatten

    def interrupted(self, tasks):
        for done in real(self, tasks):
            yield done
            parsed.append(done[0].module)
            if len(parsed) == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(Pool, "flatten", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scan(place, cache=place / "cache")

    def watched(self, tasks):
        given = list(tasks)
        parsed.extend(task.module for task in given)
        return real(self, given)

    monkeypatch.setattr(Pool, "flatten", watched)
    del parsed[:]
    scan(place, cache=place / "cache")
    assert "main" not in parsed


SPY = """
import sys
from pathlib import Path
ran = []
def spy(event, args):
    if event in ("exec", "import", "subprocess.Popen", "os.system", "socket.connect"):
        text = str(getattr(args[0], "co_filename", args[0]))
        if "examined" in text or text in ("acme", "trap", "other"):
            ran.append((event, text))
    elif event == "open" and isinstance(args[0], str) and set(args[1] or "") & set("wax+") and "cache" not in args[0]:
        ran.append((event, args[0]))
sys.addaudithook(spy)
place = Path(sys.argv[1])
before = sorted(p for p in place.rglob("*") if "cache" not in p.parts)
from depcalc.usage.scan import scan_project
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import dump, opaque
from depcalc.usage.used_names import MOST_USES
from depcalc.values.lock import Key
usage = scan_project(place / "project", site_packages=place / "site", wheels=place / "wheels",
                     packages=[Key("acme", "1"), Key("trap", "1")], cache=place / "cache", jobs=int(sys.argv[2]))
assert usage.of("trap").status == "used" and usage.of("acme").status == "used"
assert sorted(p for p in place.rglob("*") if "cache" not in p.parts) == before
assert not ran, ran
"""
TRAP = """
import os, pathlib
pathlib.Path(__file__).with_name("RAN").write_text("x")
os.system("touch RAN")
raise SystemExit("the examined tree was executed")
"""


@pytest.mark.parametrize("jobs", [0, 2])
def test_nothing_of_the_examined_trees_is_imported_executed_or_written(tmp_path, jobs):
    place = tmp_path / "examined"
    (place / "project").mkdir(parents=True)
    (place / "project/main.py").write_text("import acme, trap\nacme.used()\ntrap.f()\n" + TRAP)
    (place / "project/sitecustomize.py").write_text(TRAP)
    (place / "project/conftest.py").write_text(TRAP)
    install(place / "site", {"acme": PACKAGES["acme"]})
    (place / "site/evil.pth").write_text("import os; os.system('touch RAN')\n")
    (place / "wheels").mkdir()
    with zipfile.ZipFile(place / "wheels/trap-1-py3-none-any.whl", "w") as archive:
        archive.writestr("trap.py", "def f(): pass\n" + TRAP)
        archive.writestr("setup.py", TRAP)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SPY), str(place), str(jobs)],
        cwd=place / "project", capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(slices.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list(place.rglob("RAN"))


def test_what_the_project_stores_on_a_library_object_is_seen(place):
    (place / "site/acme/__init__.py").write_text(
        "class Plain:\n    def go(self): pass\n"
        "class Better:\n    def go(self): pass\n"
        "class Base:\n    def __init__(self): self.tool = Plain()\n    def run(self): self.tool.go()\n"
        "def better(): return Better()\n"
    )
    (place / "project/main.py").write_text(
        "import acme\n\nclass Ours(acme.Base):\n    def __init__(self): self.tool = acme.better()\n\nOurs().run()\n"
    )
    assert "acme:Better.go" in sliced(scan(place), "acme").reachable
    (place / "project/main.py").write_text(
        "import acme\n\nbase = acme.Base()\nbase.tool = acme.better()\nbase.run()\n"
    )
    assert "acme:Better.go" in sliced(scan(place), "acme").reachable


def test_many_uses_are_bounded_and_no_name_is_lost(place):
    text = "import acme\n" + "from acme import used\n" * 2_000 + "from acme import helper\n"
    (place / "project/main.py").write_text(text)
    found = scan(place).of("acme")
    assert len(found.names) == MOST_USES
    assert found.n_uses > 2_000
    assert {u.name for u in found.names} >= {"acme.used", "acme.helper"}


def test_a_package_only_the_tests_import_says_so(place):
    (place / "project/tests").mkdir()
    (place / "project/tests/test_it.py").write_text("import other\nother.thing()\n")
    assert scan(place).of("other").kinds == ("tests",)
    assert scan(place).of("acme").kinds == ("runtime",)


def test_a_library_file_that_is_not_read_is_counted_with_its_reason(place):
    (place / "site/acme/more.py").write_bytes(b"x = 1\0\n" * 50)
    (place / "site/acme/__init__.py").write_text(LIBRARY + "from acme import more\n")
    found = sliced(scan(place), "acme")
    assert found.opaque_files == 1
    assert ("a file holds a NUL byte", 1) in found.notes
    assert found.lines >= 50


def test_a_file_that_was_killed_is_tried_again_another_day(place, monkeypatch):
    def killed(data, module, **how):
        return dump(opaque(pool.KILLED, 3)) if module == "acme" else summarise(data, module, **how)

    with monkeypatch.context() as patch:
        patch.setattr(pool, "summarise", killed)
        assert sliced(scan(place, cache=place / "cache"), "acme").opaque_files == 1
    assert sliced(scan(place, cache=place / "cache"), "acme").opaque_files == 0


def test_progress_is_told(place):
    told = []
    scan(place, progress=lambda *step: told.append(step))
    assert [what for what, _, _ in told] == [
        "reading the project", "following what a rewrite needs", "following what else may run", "counting the rest"
    ]  # fmt: skip
    assert all(done <= total for _, done, total in told)


def test_no_worker_waits_while_the_walks_go_on(place, monkeypatch):
    seen, made = [], []
    real_reach, real_start = slices.reach, Pool._start

    def started(self, *more):
        made.append(self)
        real_start(self, *more)

    def walked(*more):
        states = real_reach(*more)
        for _ in range(2):
            seen.append([len(p._workers) for p in made])
            yield next(states)

    monkeypatch.setattr(Pool, "_start", started)
    monkeypatch.setattr(slices, "reach", walked)
    assert isinstance(scan(place, jobs=1).of("acme").slice, Fact)
    assert len(seen) == 2
    assert made
    assert not any(map(any, seen))


def test_a_pool_that_rested_parses_again():
    task = pool.Task(0, "p", "m", False, False, b"x = 1\n")
    with Pool(1, Target(), Workers()) as workers:
        first = list(workers.flatten([task]))
        workers.rest()
        assert list(workers.flatten([task])) == first


def test_what_was_counted_once_is_read_whole_when_the_project_imports_it(place):
    assert sliced(scan(place, cache=place / "cache"), "acme").reachable == ("acme:helper", "acme:used")
    (place / "project/main.py").write_text("import acme.more\n\nacme.more.z()\n")
    assert "acme.more:z" in sliced(scan(place, cache=place / "cache"), "acme").reachable


def test_what_makes_the_price_less_certain_is_counted_where_the_price_comes_from(place):
    """`used` reads one attribute by an unknown name, a statement that a rewrite can do without another."""
    library = "def used(x, y):\n    return getattr(x, y)\nfor n in dir():\n    setattr(unknown, n, 1)\n"
    (place / "site/acme/__init__.py").write_text(library)
    found = sliced(scan(place), "acme")
    assert ("attributes by unknown names", 1) in found.notes
    assert found.exec_lines == 4


def test_no_more_may_run_than_there_is_where_a_counted_file_turns_out_too_deep_to_read(place):
    """`deep` is found by a string of another module: it was counted before the walk asked for it."""
    files = {
        "__init__": "import importlib\nfrom acme.names import n\ndef used(t=n()): importlib.import_module(t)\n",
        "names": "def n(): return 'acme.deep'\n",
        "deep": "x = " + " + ".join(["a"] * 5_000) + "\n",
    }
    for name, text in files.items():
        (place / f"site/acme/{name}.py").write_text(text)
    (place / "site/acme-1.dist-info/RECORD").write_text("".join(f"acme/{n}.py,,\n" for n in files))
    found = sliced(scan(place, jobs=1), "acme")
    assert found.opaque_files == 1
    assert found.lines <= found.package_lines
    assert found.exec_lines <= found.package_lines


def test_an_entry_of_the_cache_with_a_turned_bit_is_made_anew(place):
    fresh = sliced(scan(place, cache=place / "cache"), "acme")
    with contextlib.closing(sqlite3.connect(place / "cache/usage.sqlite")) as database, database:
        for key, data in database.execute("select key, data from entries").fetchall():
            turned = bytearray(data)
            turned[len(turned) // 2] ^= 1
            database.execute("update entries set data = ? where key = ?", (bytes(turned), key))
    assert sliced(scan(place, cache=place / "cache"), "acme") == fresh


def test_tests_that_ship_with_a_package_are_no_part_of_its_size_until_something_imports_them(place):
    before = sliced(scan(place), "acme")
    tests = {"acme/tests/__init__.py": "", "acme/tests/test_more.py": "def test_it(): pass\n" * 50}
    install(place / "with_tests", {**PACKAGES, "acme": {**PACKAGES["acme"], **tests}})
    site = {"site_packages": place / "with_tests"}
    assert sliced(scan(place, **site), "acme") == before
    (place / "project/main.py").write_text("import acme\nimport acme.tests.test_more\n\nacme.used()\n")
    found = sliced(scan(place, **site), "acme")
    assert (found.package_lines, found.functions_total) == (
        before.package_lines + 50,
        before.functions_total + 50,
    )
    assert found.modules_total == before.modules_total + 2


@pytest.mark.parametrize("jobs", [0, 1])
def test_a_file_nested_too_deeply_to_be_written_down_is_opaque_and_the_others_are_not(place, jobs):
    chain = "if A:\n    pass\n" + "".join(f"elif B.c{n}:\n    f{n}()\n" for n in range(1300))
    (place / "site/acme/more.py").write_text(chain)
    (place / "project/main.py").write_text("import acme\nimport acme.more\n\nacme.used()\n")
    found = sliced(scan(place, jobs=jobs), "acme")
    assert ("a file is nested too deeply", 1) in found.notes
    assert "acme:used" in found.reachable
    assert found.opaque_files == 1


def test_what_a_file_imports_that_could_not_be_read_has_no_slice(place):
    (place / "project/newer.py").write_text("import other\nother.thing(\n")
    found = scan(place)
    assert found.of("other").slice == Gap("usage", "newer.py imports it and could not be read")
    assert found.of("other").status == "used"
    assert isinstance(found.of("acme").slice, Fact)


def test_a_test_that_could_not_be_read_leaves_the_slices_alone(place):
    (place / "project/tests").mkdir()
    (place / "project/tests/test_newer.py").write_text("import acme\nacme.used(\n")
    assert sliced(scan(place), "acme").functions == 2
