"""Every Python trap that lockfiles set has a test that bears its number; docs/lockfiles.md says where."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs" / "lockfiles.md"
TRAPS = {*range(1, 28), *range(35, 43)}  # the numbers between belong to other ecosystems
_HEAD = re.compile(r"^def test_((?:p\d+_)+)", re.MULTILINE)
_ROW = re.compile(r"^\| (`test_\w+\.py`(?:, `test_\w+\.py`)*) \| (P\d[^|]*) \|$", re.MULTILINE)
_RANGE = re.compile(r"P(\d+)(?: to P(\d+))?")


def in_tests() -> dict[str, set[int]]:
    """Test file -> the traps that its tests are named after."""
    files = [
        file for folder in ("lockfiles", "scope", "graph") for file in (TESTS / folder).glob("test_*.py")
    ]
    heads = {file.name: "".join(_HEAD.findall(file.read_text("utf-8"))) for file in files}
    return {name: set(map(int, re.findall(r"\d+", head))) for name, head in heads.items() if head}


def documented() -> dict[tuple[str, ...], set[int]]:
    rows = _ROW.findall(DOCS.read_text("utf-8"))
    return {tuple(re.findall(r"test_\w+\.py", files)): spelled(traps) for files, traps in rows}


def spelled(traps: str) -> set[int]:
    ends = ((int(first), int(last or first)) for first, last in _RANGE.findall(traps))
    return {number for first, last in ends for number in range(first, last + 1)}


def test_every_trap_has_its_test():
    assert set().union(*in_tests().values()) == TRAPS


def test_the_documentation_says_where_each_one_is():
    found = in_tests()
    assert {files: set().union(*(found[file] for file in files)) for files in documented()} == documented()
    assert {file for files in documented() for file in files} == found.keys()
