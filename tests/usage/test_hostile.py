"""Hostile text and archives: bounded time, a notice, the rest of the answer intact."""

import contextlib
import io
import struct
import tarfile
import time
import warnings
import zipfile
from pathlib import Path

import pytest
from tests.usage.small import names, run

from depcalc.installed import guard
from depcalc.installed.archives import Caps, RefusedError, read_archive
from depcalc.usage import pool
from depcalc.usage.budget import Budget, Walk, Workers
from depcalc.usage.flatten import flatten
from depcalc.usage.packed import Shelf
from depcalc.usage.pool import Pool, Task
from depcalc.usage.scan import scan_project
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import load
from depcalc.values.fact import Fact
from depcalc.values.lock import Key

CAPS = Caps()
SECONDS = 20  # far above what any of these takes


def summary(text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    return flatten(data, "lib", is_package=False, runs_main=False, target=Target())


def everything(name: str) -> bool:
    return True


SOURCES = {
    "deep-brackets": "(" * 5_000 + ")" * 5_000,
    "long-sum": "x = " + " + ".join(["a"] * 60_000),
    "long-elif": "if a: pass\n" + "".join(f"elif a == {i}: pass\n" for i in range(20_000)),
    "nested-attributes": "x = a" + ".b" * 20_000,
    "nested-calls": "x = " + "f(" * 90 + "1" + ")" * 90,
    "many-assignments": "".join(f"a{i} = {i}\n" for i in range(30_000)),
    "one-name-often": "a = b()\n" * 30_000,
    "many-functions": "".join(f"def f{i}(): return f{i + 1}()\n" for i in range(10_000)),
    "nul": "x = 1\0",
    "other-codec": b"# -*- coding: utf-7 -*-\nx = 1\n",
    "not-the-codec": b"# -*- coding: ascii -*-\nx = '\xff'\n",
    "newer-syntax": "match x\n  case 1: pass\ntype X[T = int] = T\n",
    "python-2": "print 'x'\n",
    "long-line": "x = '" + "a" * 200_000 + "'\n",
    "large-file": "x = '" + "a" * 700_000 + "'\n",
    "huge-file": "x = 1\n" * 700_000,
    "surrogates": "x = '\\udc80'\n",
    "empty": "",
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_hostile_source_costs_little_and_is_counted(source):
    started = time.monotonic()
    found = summary(SOURCES[source])
    assert time.monotonic() - started < SECONDS
    assert found.lines > 0 or source == "empty"


@pytest.mark.parametrize("source", sorted(set(SOURCES) - {"huge-file", "long-sum"}))
def test_the_rest_of_the_slice_stays_intact(source):
    text = SOURCES[source]
    bad = text if isinstance(text, str) else text.decode("latin-1")
    library = {
        "lib/__init__.py": "from . import bad\ndef f(): g()\ndef g(): pass\ndef h(): pass",
        "lib/bad.py": bad,
    }
    live = names(run(library, "import lib\nlib.f()"))
    assert {"lib.f", "lib.g"} <= live
    assert "lib.h" not in live


GRAPHS = {
    "chain-of-classes": "".join(f"class C{i}(C{i - 1}):\n    def m{i}(self): pass\n" for i in range(1, 3_000))
    .replace("C0)", "object)", 1),
    "many-bases": "".join(f"class B{i}: pass\n" for i in range(400))
    + f"class C({', '.join(f'B{i}' for i in range(400))}): pass\n",
    "ring-of-imports": "from lib import a as b\nfrom lib import b as a\ndef f(): a()\n",
    "class-that-names-itself": "x = 1\nclass A:\n" + "    x = f(x)\n" * 3_000,
    "ring-of-returns": "".join(f"def r{i}(): return r{(i + 1) % 200}()\n" for i in range(200)) + "x = r0().y\n",
    "dense-dispatch": "".join(f"class D{i}:\n    def go(self): return x.go()\n" for i in range(800))
    + "x = [" + ", ".join(f"D{i}()" for i in range(800)) + "][0]\n",
}  # fmt: skip


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_hostile_class_or_call_graph_ends(graph):
    started = time.monotonic()
    run(GRAPHS[graph] + "def f(): pass\n", "import lib\nlib.f()")
    assert time.monotonic() - started < SECONDS


def test_modules_that_import_each_other_in_every_way_end():
    many = 8
    files = {f"lib/m{i}.py": "".join(f"from lib.m{j} import *\nfrom lib.m{j} import x\n" for j in range(many))
             for i in range(many)}  # fmt: skip
    files["lib/m0.py"] += "def f(): pass\n"
    started = time.monotonic()
    assert "lib.m0.f" in names(
        run({"lib/__init__.py": "", **files}, "import lib.m1\nlib.m1.x()\nlib.m1.f()\n")
    )
    assert time.monotonic() - started < SECONDS


def test_a_package_over_budget_is_taken_whole_and_the_others_are_not(tmp_path):
    site = install(tmp_path / "site", {"acme": {"acme.py": "import other\ndef a(): other.b()\ndef z(): pass"},
                                       "other": {"other.py": "def b(): pass\ndef c(): pass"}})  # fmt: skip
    project = tmp_path / "p"
    project.mkdir()
    (project / "main.py").write_text("import acme\nacme.a()\n")
    usage = scan_project(project, site_packages=site, wheels=None, packages=[Key("acme", "1"), Key("other", "1")],
                         cache=None, jobs=0, budget=Budget(walk=Walk(steps=1)))  # fmt: skip
    acme = usage.of("acme")
    assert isinstance(acme.slice, Fact)
    assert acme.slice.value.functions == acme.slice.value.functions_total == 2
    assert any(what.startswith("budget") for what, _ in acme.slice.value.notes)


def install(site: Path, packages: dict[str, dict[str, str]]) -> Path:
    for name, files in packages.items():
        info = site / f"{name}-1.dist-info"
        info.mkdir(parents=True)
        for path, text in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text)
        (info / "RECORD").write_text("".join(f"{p},,\n" for p in files))
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1\n\n")
    return site


# ------------------------------------------------------------------ workers


SLOW = b"x = f(a.b, [c.d for c in e if c.g], {h: i.j})\n" * 20_000


@pytest.fixture
def hurried(monkeypatch):
    """A third of a second for any file: the slow one takes several times that, a sound one a hundredth."""
    monkeypatch.setattr(guard, "BYTES_PER_SECOND", 1 << 40)
    return 0.3


def test_a_file_that_takes_too_long_is_opaque_and_the_next_one_is_read(hurried):
    tasks = [
        Task(0, "slow", "slow", False, False, SLOW),
        Task(1, "acme", "acme", False, False, b"def f(): pass"),
    ]
    with Pool(1, Target(), Workers(seconds=hurried, memory_bytes=1 << 30)) as workers:
        found = {task.module: load(data, Shelf()) for task, data in workers.flatten(tasks)}
    assert found["slow"].trouble == pool.KILLED
    assert found["slow"].lines > 0
    assert found["acme"].trouble == ""
    assert [s.qual for s in found["acme"].signatures] == ["", "f"]


def test_a_worker_reads_what_the_parser_needs_more_for():
    text = b'# -*- coding: latin-1 -*-\nx = "\\N{EM DASH}"\ny = "\\d"\ndef f(): pass\nassert (f, "always")\n'
    with Pool(1, Target(), Workers()) as workers:
        [(_, data)] = list(workers.flatten([Task(0, "acme", "acme", False, False, text)]))
    assert load(data, Shelf()).trouble == ""


def test_memory_is_bounded():
    wide = b"x = (" + b"1," * 1_200_000 + b")\n"
    wide = wide.replace(b"1," * 40_000, b"1," * 40_000 + b"\n")
    with Pool(1, Target(), Workers(memory_bytes=400 << 20)) as workers:
        [(_, data)] = list(workers.flatten([Task(0, "acme", "acme", False, False, wide)]))
    assert load(data, Shelf()).lines > 0


def test_a_package_that_kills_workers_uses_up_its_own_budget_only(hurried):
    tasks = [Task(i, "bad", f"bad{i}", False, False, SLOW) for i in range(4)]
    tasks.append(Task(9, "acme", "acme", False, False, b"y = 1\n"))
    with Pool(1, Target(), Workers(seconds=hurried, kills=1)) as workers:
        found = {task.module: load(data, Shelf()).trouble for task, data in workers.flatten(tasks)}
    assert found.pop("acme") == ""
    assert sorted(found.values()) == [pool.KILLED, *[pool.NOT_TRIED] * 3]


# ------------------------------------------------------------------ archives


def wheel(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return path


@pytest.mark.parametrize(
    "name", ["../x.py", "/x.py", "a\\x.py", "c:x.py", "a/../x.py", "d/" * 60 + "x.py", "x" * 600]
)
def test_an_unsafe_member_name_is_skipped(tmp_path, name):
    found = read_archive(wheel(tmp_path / "a.whl", {name: b"x", "ok.py": b"y"}), everything, CAPS)
    assert list(found.files) == ["ok.py"]
    assert found.skipped


def test_a_bomb_is_refused(tmp_path):
    bomb = wheel(tmp_path / "a.whl", {"x.py": b"\0" * (6 << 20)})
    with pytest.raises(RefusedError, match="inflates too much"):
        read_archive(bomb, everything, CAPS)


def test_a_member_that_lies_about_its_size_is_refused_or_skipped(tmp_path):
    path = wheel(tmp_path / "a.whl", {"x.py": b"a" * 5_000})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    with contextlib.suppress(RefusedError):
        assert "x.py" not in read_archive(path, everything, CAPS).files


def test_overlapping_members_are_refused(tmp_path):
    path = wheel(tmp_path / "a.whl", {"x.py": b"a" * 200, "y.py": b"b" * 200}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 42 : at + 46] = struct.pack("<I", 10)
    path.write_bytes(data)
    with pytest.raises(RefusedError):
        read_archive(path, everything, CAPS)


def test_links_encryption_duplicates_and_other_codecs_are_skipped(tmp_path):
    path = tmp_path / "a.whl"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        link = zipfile.ZipInfo("l.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "x")
        archive.writestr("d.py", "1")
        archive.writestr("d.py", "2")
        archive.writestr(zipfile.ZipInfo("b.py"), "x", zipfile.ZIP_BZIP2)
    found = read_archive(path, everything, CAPS)
    assert list(found.files) == ["d.py"]
    assert len(found.skipped) == 3


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"\x1f\x8b" + b"\0" * 30])
def test_a_broken_archive_is_refused_or_empty(tmp_path, data):
    for name in ("a.whl", "a.tar.gz"):
        path = tmp_path / name
        path.write_bytes(data)
        with contextlib.suppress(RefusedError):
            assert read_archive(path, everything, CAPS).files == {}


def test_tar_members_that_are_no_files_are_skipped(tmp_path):
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("l", tarfile.SYMTYPE), ("f", tarfile.FIFOTYPE), ("c", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type = kind
            archive.addfile(member)
        member = tarfile.TarInfo("ok.py")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    found = read_archive(path, everything, CAPS)
    assert list(found.files) == ["ok.py"]
    assert len(found.skipped) == 3


def test_a_tar_that_inflates_too_much_is_refused(tmp_path):
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("x.py")
        member.size = 3 << 20
        archive.addfile(member, io.BytesIO(b"\0" * member.size))
    with pytest.raises(RefusedError, match="inflates too much"):
        read_archive(path, everything, Caps(tar_bytes=1 << 20))


@pytest.mark.parametrize(
    "source", ["deep-brackets", "nul", "other-codec", "long-line", "python-2", "many-functions"]
)
def test_a_hostile_file_leaves_the_answer_for_other_packages_intact(tmp_path, source):
    evil = SOURCES[source]
    good = {"good.py": "def a(): b()\ndef b(): pass\ndef c(): pass\n"}
    site = install(tmp_path / "site", {"evil": {"evil.py": ""}, "good": good})
    (site / "evil.py").write_bytes(evil if isinstance(evil, bytes) else evil.encode())
    (tmp_path / "p").mkdir()
    (tmp_path / "p/main.py").write_text("import evil, good\nevil.f(1).a(2)\ngood.a()\n")
    usage = scan_project(tmp_path / "p", site_packages=site, wheels=None, packages=[Key("evil", "1"), Key("good", "1")],
                         cache=None, jobs=1)  # fmt: skip
    found = usage.of("good").slice
    assert isinstance(found, Fact)
    assert (found.value.functions, found.value.functions_total) == (2, 3)
    bad = usage.of("evil").slice
    assert isinstance(bad, Fact)
    assert bad.value.package_lines > 0
