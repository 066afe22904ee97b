"""Locks that a merge or a cut has damaged: read as far as they can be, every gap named, or refused with a line."""

from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_poetry, parse_requirements, parse_uv, read_lock
from depcalc.lockfiles._files import Opened
from depcalc.lockfiles.conda import parse_conda
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.formats import FORMATS
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.lockfiles.pixi import parse_pixi
from depcalc.lockfiles.project import parse_project
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.values.lock import Lock

SAMPLES = Path(__file__).parents[1] / "samples"
POETRY = (SAMPLES / "shop-poetry" / "poetry.lock").read_text("utf-8")
PDM = (SAMPLES / "one-project" / "pdm" / "pdm.lock").read_text("utf-8")
PYLOCK = (SAMPLES / "one-project" / "pylock" / "pylock.toml").read_text("utf-8")
UV = (SAMPLES / "shop-uv" / "uv.lock").read_text("utf-8")
PIPFILE_LOCK = (SAMPLES / "one-project" / "pipenv" / "Pipfile.lock").read_text("utf-8")
PIXI = (SAMPLES / "shop-pixi" / "pixi.lock").read_text("utf-8")
CONDA = (SAMPLES / "shop-conda" / "conda-lock.yml").read_text("utf-8")
EXPLICIT = (SAMPLES / "shop-conda" / "conda-linux-64.lock").read_text("utf-8")
REQUIREMENTS = (SAMPLES / "shop-requirements" / "requirements.txt").read_text("utf-8")
CYCLONEDX = (SAMPLES / "one-project" / "cyclonedx" / "acme-shop.cdx.json").read_text("utf-8")
READERS = {
    "uv": (UV, lambda text: parse_uv(text, path="the.lock")),
    "poetry": (POETRY, lambda text: parse_poetry(text, None, path="the.lock")),
    "pdm": (PDM, lambda text: parse_pdm(text, None, path="the.lock")),
    "pylock": (PYLOCK, lambda text: parse_pylock(text, None, path="the.lock")),
}
EVERY = READERS | {
    "pipenv": (PIPFILE_LOCK, lambda text: parse_pipfile_lock(text, None, path="the.lock")),
    "pixi": (PIXI, lambda text: parse_pixi(text, path="the.lock")),
    "conda-lock": (CONDA, lambda text: parse_conda(text, path="the.lock")),
    "explicit": (EXPLICIT, lambda text: parse_conda(text, path="the.lock")),
    "requirements": (REQUIREMENTS, lambda text: parse_requirements(text, path="the.lock")),
    "cyclonedx": (CYCLONEDX, lambda text: parse_cyclonedx(text, path="the.lock")),
}
A_VERSION = {  # a line of each that a merge may have changed on both sides
    "uv": 'version = "2026.1.1"',
    "poetry": 'version = "2026.1.1"',
    "pdm": 'version = "4.16.0"',
    "pylock": 'version = "4.16.0"',
    "pipenv": '            "version": "==4.16.0"',
    "pixi": "  version: 3.13.1",
    "conda-lock": "  version: 3.13.1",
    "explicit": EXPLICIT.splitlines()[5],
    "requirements": "certifi==2026.1.1 \\",
    "cyclonedx": '      "version": "4.16.0",',
}
each_reader = pytest.mark.parametrize("name", READERS)


def names(lock: Lock) -> list[str]:
    return [one.key.name for one in lock.packages]


def damage(lock: Lock) -> list[tuple[str, int | None]]:
    return [(one.code, one.line) for one in lock.notices if one.code in ("damaged", "merge-conflict")]


def at(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_p2_tables_that_a_merge_doubled_are_read_once_and_named():
    tail = POETRY[POETRY.index("[extras]") :]
    lock = parse_poetry(POETRY + tail, None, path="the.lock")
    assert names(lock) == names(parse_poetry(POETRY, None, path="the.lock"))
    end = POETRY.count("\n")
    assert damage(lock) == [("damaged", end + 1), ("damaged", end + 4)]


def test_a_key_that_a_merge_doubled_costs_its_package_alone():
    text = POETRY.replace('version = "2026.1.1"', 'version = "2026.1.1"\nversion = "2026.1.2"')
    lock = parse_poetry(text, None, path="the.lock")
    assert "certifi" not in names(lock)
    assert len(lock.packages) == 8
    assert damage(lock) == [("damaged", at(text, '[[package]]\nname = "certifi"'))]


@each_reader
def test_of_a_merge_conflict_the_first_side_is_read(name):
    text, read = READERS[name]
    header = "[[packages]]" if name == "pylock" else "[[package]]"
    block = text[text.index(header) : text.index(header, text.index(header) + 1)]
    theirs = block.replace('version = "', 'version = "9', 1)
    conflict = f"<<<<<<< HEAD\n{block}=======\n{theirs}>>>>>>> feature/x\n"
    lock = read(text.replace(block, conflict, 1))
    assert names(lock) == names(read(text))
    assert [one.key for one in lock.packages] == [one.key for one in read(text).packages]
    assert damage(lock) == [("merge-conflict", at(text, block))]
    assert all(one.line for one in lock.packages)


def test_a_conflict_with_its_base_is_read_too():
    text = POETRY.replace(
        'version = "9.0.0"', '<<<<<<< a\nversion = "9.0.0"\n||||||| b\nversion = "8"\n=======\n>>>>>>> c'
    )
    lock = parse_poetry(text, None, path="the.lock")
    assert next(one.key.version for one in lock.packages if one.key.name == "pytest") == "9.0.0"


@each_reader
def test_a_tail_that_was_cut_off_is_named_or_the_lock_is_refused_with_its_line(name):
    text, read = READERS[name]
    whole = names(read(text))
    for cut in range(len(text) // 2, len(text), 37):
        lock, error = outcome(read, text[:cut])
        if lock:
            assert damage(lock) or names(lock) == whole or _ends_between_blocks(text, cut)
        else:
            assert error.at.rpartition(":")[2].isdigit() or "missing key" in error.message


def outcome(read, text: str) -> tuple[Lock | None, LockError]:
    try:
        return read(text), LockError("")
    except LockError as error:
        return None, error


def _ends_between_blocks(text: str, cut: int) -> bool:
    """Nothing in the file then says that more would follow."""
    return text[:cut].rstrip().endswith(("]", "}", '"')) or text[cut - 1] == "\n"


def test_every_format_is_among_the_damaged():
    assert EVERY.keys() - {"explicit"} | {"project"} == {one.name for one in FORMATS}


@pytest.mark.parametrize("name", EVERY)
def test_of_a_conflict_over_one_line_the_first_side_is_read_and_the_line_is_named(name):
    text, read = EVERY[name]
    line = A_VERSION.get(name, "")
    if name == "pixi":
        line = next(one for one in text.splitlines() if one.startswith("  version: "))
    assert f"\n{line}\n" in text
    theirs = line.replace("1", "2")
    both = f"\n<<<<<<< HEAD\n{line}\n=======\n{theirs}\n>>>>>>> feature/x\n"
    lock, whole = read(text.replace(f"\n{line}\n", both, 1)), read(text)
    assert [one.key for one in lock.packages] == [one.key for one in whole.packages]
    assert damage(lock) == [("merge-conflict", at(text, f"\n{line}\n") + 1)]
    assert {
        after.line - before.line for after, before in zip(lock.packages, whole.packages, strict=True)
    } <= {0, 1, 4}


@pytest.mark.parametrize("name", EVERY)
def test_a_conflict_without_an_end_is_named_or_the_lock_is_refused_with_its_line(name):
    text, read = EVERY[name]
    lines = text.splitlines(keepends=True)
    middle = len(lines) // 2
    lock, error = outcome(read, "".join([*lines[:middle], "<<<<<<< HEAD\n", *lines[middle:]]))
    if lock:
        assert any(one.line for one in lock.notices if one.code in WHERE)
    else:
        assert error.at.rpartition(":")[2].isdigit()


WHERE = ("damaged", "not-a-requirement", "not-a-package")


@pytest.mark.parametrize(
    ("read", "text", "line"),
    [
        (parse_pixi, "version: 6\nenvironments: {}\npackages: []\npackages: []\n", 4),
        (parse_pixi, "version: 6\nenvironments: {}\npackages:\n- conda: a\n  name: a\n  name: b\n", 6),
        (parse_conda, "version: 1\npackage: []\nmetadata: {}\npackage: []\n", 4),
        (parse_conda, 'version: 1\n"a": {b: 1,\n b: 2}\n', 2),
        (parse_cyclonedx, '{"bomFormat": "CycloneDX",\n"specVersion": "1.5",\n"specVersion": "1.6"}', 3),
        (parse_project, '[project]\nname = "a"\n[project]\nname = "b"\n', 3),
    ],
)
def test_a_key_that_is_there_twice_is_refused_with_its_line(read, text, line):
    with pytest.raises(LockError) as caught:
        read(text, path="pyproject.toml")
    assert caught.value.at == f"pyproject.toml:{line}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[options]\ninstall_requires =\n    a\n[options]\ninstall_requires =\n    b\n", 4),
        ("[options]\n<<<<<<< HEAD\ninstall_requires =\n    a\n=======\n>>>>>>> b\n", 2),
        ("install_requires = a\n", 1),
    ],
)
def test_a_damaged_setup_cfg_is_refused_with_its_line(text, line):
    with pytest.raises(LockError) as caught:
        parse_project(text, path="setup.cfg")
    assert caught.value.at == f"setup.cfg:{line}"


def test_the_second_side_of_a_conflict_in_an_include_is_not_read_either():
    text = "<<<<<<< HEAD\na==1\n=======\na==2\n>>>>>>> b\n"
    opened = lambda name, including: Opened(name, text)  # noqa: E731
    lock = parse_requirements("-r more.txt\nb==1\n", path="requirements.txt", open_file=opened)
    assert [one.key[:2] for one in lock.packages] == [("a", "1"), ("b", "1")]
    assert [(one.path, one.line) for one in lock.notices if one.code == "merge-conflict"] == [("more.txt", 1)]


@each_reader
def test_lines_stay_those_of_the_file(name):
    text, read = READERS[name]
    damaged = text.replace("\n[[pack", "\n[[oops\n[[pack", 1)
    lines, lock = damaged.splitlines(), read(damaged)
    assert damage(lock) == [("damaged", at(damaged, "[[oops"))]
    for one in lock.packages:
        assert one.line
        assert lines[one.line - 1].startswith("[[package")


def test_a_uv_lock_that_has_lost_its_head_is_refused_with_the_line_of_the_damage():
    with pytest.raises(LockError) as caught:
        parse_uv("version 1\n" + UV, path="uv.lock")
    assert caught.value.at == "uv.lock:1"


def test_where_nothing_can_be_saved_the_first_error_is_told():
    with pytest.raises(LockError) as caught:
        parse_poetry("[[package]\nname = 1\n", None, path="the.lock")
    assert caught.value.at == "the.lock:1"


def test_endless_damage_is_summed_up():
    text = "".join(f'[[package]]\nname = "p{i}"\nversion = "1"\nx = \n' for i in range(100))
    lock = parse_poetry(text + POETRY, None, path="the.lock")
    assert len(damage(lock)) == 21
    assert "80 more places" in lock.notices[20].message


@pytest.mark.parametrize(("name", "text"), [("uv.lock", ""), ("Pipfile.lock", '{"default": {"a": 1}}')])
def test_an_error_names_the_file_it_is_about(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(LockError, match=name):
        read_lock(tmp_path)
