"""Locks that a merge or a cut has damaged: read as far as they can be, every gap named, or refused with a line."""

from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_poetry
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.values.lock import Lock

SAMPLES = Path(__file__).parents[1] / "samples"
POETRY = (SAMPLES / "shop-poetry" / "poetry.lock").read_text("utf-8")
PDM = (SAMPLES / "one-project" / "pdm" / "pdm.lock").read_text("utf-8")
PYLOCK = (SAMPLES / "one-project" / "pylock" / "pylock.toml").read_text("utf-8")
READERS = {
    "poetry": (POETRY, lambda text: parse_poetry(text, None, path="the.lock")),
    "pdm": (PDM, lambda text: parse_pdm(text, None, path="the.lock")),
    "pylock": (PYLOCK, lambda text: parse_pylock(text, None, path="the.lock")),
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


@each_reader
def test_lines_stay_those_of_the_file(name):
    text, read = READERS[name]
    lines = ("oops\n" + text).splitlines()
    for one in read("oops\n" + text).packages:
        assert one.line
        assert lines[one.line - 1].startswith("[[package")


def test_where_nothing_can_be_saved_the_first_error_is_told():
    with pytest.raises(LockError) as caught:
        parse_poetry("[[package]\nname = 1\n", None, path="the.lock")
    assert caught.value.at == "the.lock:1"


def test_endless_damage_is_summed_up():
    text = "".join(f'[[package]]\nname = "p{i}"\nversion = "1"\nx = \n' for i in range(100))
    lock = parse_poetry(text + POETRY, None, path="the.lock")
    assert len(damage(lock)) == 21
    assert "80 more places" in lock.notices[20].message
