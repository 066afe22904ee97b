"""Damaged locks, read as far as they can be: every line that is left out is named in a notice.

Lines keep their numbers: what is left out becomes empty lines. What cannot be mended is refused as it was.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from depcalc.errors import LockError
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.values.notice import Notice

_OURS, _BASE, _THEIRS, _END = "<<<<<<<", "|||||||", "=======", ">>>>>>>"
_MOST_NOTICES = 20


class Mended(NamedTuple):
    """A document, the text it was read from, line by line as in the file, and what is missing from it."""

    document: Table
    text: str
    notices: tuple[Notice, ...] = ()


class _Block(NamedTuple):
    header: str
    start: int
    lines: list[str]


def load_mended(text: str, kind: str, *, path: str, head: str = "") -> Mended:
    """A TOML lock whose packages are `[[kind]]` tables; a `LockError` where none of them, or not the key
    `head`, can be saved."""
    try:
        return Mended(load_toml(text, path=path), text)
    except LockError as error:
        mended = _mend(text, kind, path)
        if mended is None or (head and head not in mended.document.data):
            raise error
        return mended


def without_conflicts(text: str, *, path: str) -> tuple[str, tuple[Notice, ...]]:
    """The text with the first side of each whole merge conflict alone, and where the conflicts are."""
    if _OURS not in text:
        return text, ()
    lines, conflicts = _first_sides(text.split("\n"))
    notices = [Notice("merge-conflict", _CONFLICT, path, line) for line in conflicts]
    return "\n".join(lines), _some(notices, path)


def _mend(text: str, kind: str, path: str) -> Mended | None:
    resolved, conflicts = _first_sides(text.split("\n"))
    notices = [Notice("merge-conflict", _CONFLICT, path, line) for line in conflicts]
    kept: list[str] = []
    seen: set[str] = set()
    for block in _blocks(resolved, kind):
        trouble = _trouble(block, seen, kind, path)
        kept += [""] * len(block.lines) if trouble else block.lines
        if trouble:
            notices.append(Notice("damaged", _DAMAGED.format(block.header, trouble), path, block.start))
    mended = "\n".join(kept)
    try:
        document = load_toml(mended, path=path)
        saved = document.tables(kind)
    except LockError:
        return None
    return Mended(document, mended, _some(notices, path)) if saved else None


_CONFLICT = "a merge conflict: its first side is read; resolve it, then let the tool write the lock again"
_DAMAGED = "{} cannot be read and is left out ({}): let the tool write the lock again"


def _first_sides(lines: list[str]) -> tuple[list[str], list[int]]:
    """The lines with the second side of each whole conflict emptied, and where the conflicts begin."""
    kept, found = list(lines), []
    start = second = -1
    for at, line in enumerate(lines):
        if line.startswith(_OURS):
            start, second = at, -1
        elif start >= 0 and second < 0 and line.startswith((_BASE, _THEIRS)):
            second = at
        elif second >= 0 and line.startswith(_END):
            kept[second : at + 1] = [""] * (at + 1 - second)
            kept[start] = ""
            found.append(start + 1)
            start = second = -1
    return kept, found


def _blocks(lines: list[str], kind: str) -> Iterator[_Block]:
    """A block for each `[[kind]]` with the tables that belong to it, and one for each other table."""
    part = re.compile(rf"\[+\s*{re.escape(kind)}\s*\.")
    block = _Block("the head", 1, [])
    for number, line in enumerate(lines, 1):
        if line.startswith("[") and not part.match(line):
            yield block
            block = _Block(line.rstrip()[:80], number, [])
        block.lines.append(line)
    yield block


def _trouble(block: _Block, seen: set[str], kind: str, path: str) -> str:
    """Why a block has to be left out, "" where it is sound."""
    try:
        load_toml("\n".join(block.lines), path=path)
    except LockError as error:
        return error.message.partition(" (at ")[0]
    is_list = block.header.startswith("[[")
    if not is_list and block.header in seen:
        return "it is there twice, and the first one counts"
    seen.add(block.header)
    return ""


def _some(notices: list[Notice], path: str) -> tuple[Notice, ...]:
    ordered = sorted(notices, key=lambda notice: notice.line or 0)
    if len(ordered) <= _MOST_NOTICES:
        return tuple(ordered)
    rest = ordered[_MOST_NOTICES:]
    message = f"{len(rest)} more places are damaged, the first of them here"
    return (*ordered[:_MOST_NOTICES], Notice("damaged", message, path, rest[0].line))
