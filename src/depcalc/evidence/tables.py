"""Our own long tables, read once; a row becomes a value when it is asked for. A run asks for a few hundred rows of
thousands, and to make a value of each would take longer than all the rest of the facts."""

import csv
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from depcalc import packaged
from depcalc.errors import SnapshotError

T = TypeVar("T")
BROKEN = "a table that came with depcalc is damaged: install it again"


class Table(Mapping[str, T]):
    """The rows of CSV files by their first column, a name without quotes. Each row is one line, and they are in the
    order of their names."""

    def __init__(self, make: Callable[[Mapping[str, str]], T], *files: str) -> None:
        self._make = make
        self._files = [_read(file) for file in files]

    def __getitem__(self, name: str) -> T:
        for file, columns, lines in self._files:
            at = bisect_left(lines, name)  # of rows in the order of their names
            line = lines[at] if at < len(lines) else ""
            if line.partition(",")[0] == name:
                return self._made(file, columns, line)
        raise KeyError(name)

    def _made(self, file: str, columns: list[str], line: str) -> T:
        try:
            values = next(csv.reader([line])) if '"' in line else line.split(",")
            return self._make(dict(zip(columns, values, strict=True)))
        except (KeyError, ValueError, csv.Error) as error:
            raise SnapshotError(f"{file}: {line[:80].strip()!r} is no row of it: {error}", BROKEN) from error

    def __iter__(self) -> Iterator[str]:
        return (line.partition(",")[0] for _, _, lines in self._files for line in lines)

    def __len__(self) -> int:
        return sum(len(lines) for _, _, lines in self._files)


def _read(file: str) -> tuple[str, list[str], list[str]]:
    """(file, columns, its rows)."""
    try:
        head, *lines = packaged.path(file).read_text(encoding="utf-8").splitlines() or [""]
        columns = head.split(",")
        if len(columns) < 2:  # a name and something of it
            raise SnapshotError(f"{file} is empty", BROKEN)
        return file, columns, lines
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{file}: no UTF-8: {error.reason}", BROKEN) from error
