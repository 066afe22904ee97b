"""Bounded reading of files, and TOML tables whose errors name the place."""

import re
import stat
import sys
import tomllib
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from depcalc.errors import LockError
from depcalc.files import dotted_line

MAX_BYTES = 32 * 1024 * 1024
MAX_PARTS = 3_000_000  # lines, and marks that begin or part values: what the time of any parser depends on
MAX_PACKAGES = 20_000
MAX_ENTRIES = 100_000  # of packages, repeated ones and those for each platform included
MAX_NUMBER = 2**63
T = TypeVar("T")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_TOML_LINE = re.compile(r"line (\d+)")
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; never blocks on a pipe or a device."""
    sys.audit("depcalc.look", str(path))
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
            raise LockError(f"expected a file, found {what}", at=str(path))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise LockError("no such file", at=str(path), hint="Check the path.") from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise LockError(f"cannot be read: {reason}", at=str(path)) from error
    if len(data) > limit:
        raise LockError(f"larger than {limit // 1024**2} MiB", at=str(path), hint="Is this a lockfile?")
    return data


def decode_utf8(data: bytes, *, path: str) -> str:
    """UTF-8, as TOML demands; a byte order mark is forgiven."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LockError("not UTF-8 text", at=f"{path}:{line}", hint="Is this a lockfile?") from error


def decode_loosely(data: bytes, *, path: str) -> tuple[str, str]:
    """Text and its encoding: byte order mark, PEP 263 cookie, UTF-8, then Latin-1 as the last resort."""
    named = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "") or _cookie(data)
    if named:
        try:
            return data.decode(named), named
        except (UnicodeDecodeError, LookupError) as error:
            raise LockError(f"not {named} text, which its first bytes announce", at=path) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _cookie(data: bytes) -> str:
    for line in data.split(b"\n", 2)[:2]:
        if found := _COOKIE.match(line):
            return found[1].decode("ascii", "replace")
    return ""


def refuse_busy(text: str, *, path: str) -> None:
    """A text that consists of hardly anything but lines and marks costs out of proportion to its size."""
    if len(text) > MAX_PARTS and sum(map(text.count, "\n,=:[{")) > MAX_PARTS:
        raise LockError(f"more than {MAX_PARTS} values and lines", at=path, hint="Is this a lockfile?")


def refuse_too_many(entries: int, path: str) -> None:
    if entries > MAX_ENTRIES:
        raise LockError(f"more than {MAX_ENTRIES} packages", path, "Is this a lockfile?")


def load_toml(text: str, *, path: str, at: str = "") -> "Table":
    """The document as a table whose places start with `at`; what is not TOML is a `LockError` that names
    the line. Keys of endless depth are refused first: the parser walks all of a key for each of its parts."""
    refuse_busy(text, path=path)
    if line := dotted_line(text):
        raise LockError("nested too deeply to be a lockfile", at=f"{path}:{line}")
    try:
        return Table(tomllib.loads(text), at)
    except RecursionError as error:
        raise LockError("nested too deeply to be a lockfile", at=path) from error
    except ValueError as error:  # TOMLDecodeError, and numbers too long for Python
        what, _, where = str(error).partition(" (at ")
        found = _TOML_LINE.match(where)
        line = int(found[1]) if found else text.count("\n") + 1
        at = f"{path}:{line}" if where else path
        raise LockError(f"not valid TOML: {what}", at=at, hint=_toml_hint(text, what, where)) from error


def _toml_hint(text: str, what: str, where: str) -> str:
    if _CONFLICT.search(text) or what.startswith(("Cannot declare", "Cannot overwrite")):
        return "It looks damaged by a merge: resolve the conflict, then let the tool write the lock again."
    if where.startswith("end of document"):
        return "The file looks cut off: let the tool that wrote it write it again."
    return "Fix the file, or let the tool that wrote it write it again."


def line_at(text: str, place: int) -> int:
    """The 1-based line of a place in the text."""
    return text.count("\n", 0, place) + 1


def header_lines(text: str, header: str) -> list[int]:
    """1-based lines that consist of `header`, e.g. `[[package]]`."""
    *between, _ = f"\n{text}".split(f"\n{header}")
    return list(accumulate(part.count("\n") + 1 for part in between))


class Table:
    """A TOML table that knows where it stands: `expected str, found int (at package[12].version)`."""

    __slots__ = ("at", "data")

    def __init__(self, data: Mapping[str, object], at: str) -> None:
        self.data = data
        self.at = at

    def get(self, key: str, kind: type[T], default: T) -> T:
        value = self.data.get(key, default)
        if kind is int:
            return self._number(key, value)  # type: ignore[return-value]
        if isinstance(value, kind):
            return value
        raise self.wrong(key, kind.__name__, value)

    def _number(self, key: str, value: object) -> int:
        if type(value) is not int:
            raise self.wrong(key, "int", value)
        if not -MAX_NUMBER < value < MAX_NUMBER:
            raise LockError("a number that large means nothing here", at=self._place(key))
        return value

    def need(self, key: str, kind: type[T]) -> T:
        if key not in self.data:
            raise LockError(f"missing key {key!r}", at=self.at)
        return self.get(key, kind, kind())

    def text(self, key: str) -> str:
        return self.get(key, str, "")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, () when absent."""
        values = self.get(key, list, [])
        for i, value in enumerate(values):
            if not isinstance(value, str):
                raise self.wrong(f"{key}[{i}]", "str", value)
        return tuple(values)

    def table(self, key: str) -> "Table":
        """A sub-table, empty when absent."""
        return Table(self.get(key, dict, {}), self._place(key))

    def tables(self, key: str) -> list["Table"]:
        """A list of tables, empty when absent."""
        place = self._place(key)
        return [Table(row, f"{place}[{i}]") for i, row in enumerate(self.rows(key))]

    def rows(self, key: str) -> list[Mapping[str, object]]:
        """A list of tables as they are, empty when absent."""
        found = self.get(key, list, [])
        for i, value in enumerate(found):
            if not isinstance(value, dict):
                raise self.wrong(f"{key}[{i}]", "table", value)
        return found

    def wrong(self, key: str, expected: str, value: object) -> LockError:
        return LockError(f"expected {expected}, found {type(value).__name__}", at=self._place(key))

    def _place(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key
