"""Our own long tables, read once; a row becomes a value when it is asked for. A run asks for a few hundred rows of
thousands, and to make a value of each would take longer than all the rest of the facts."""

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from depcalc import packaged

T = TypeVar("T")


class Table(Mapping[str, T]):
    """The rows of CSV files by their first column, a name without quotes; each row is one line."""

    def __init__(self, make: Callable[[Mapping[str, str]], T], *files: str) -> None:
        self._make = make
        self._files = [_read(file) for file in files]

    def __getitem__(self, name: str) -> T:
        for columns, lines in self._files:
            if line := lines.get(name):
                return self._make(dict(zip(columns, next(csv.reader([line])), strict=True)))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for _, lines in self._files for name in lines)

    def __len__(self) -> int:
        return sum(len(lines) for _, lines in self._files)


def _read(file: str) -> tuple[list[str], dict[str, str]]:
    """(columns, the line of each name)."""
    with packaged.path(file).open(encoding="utf-8") as handle:
        columns = next(handle).rstrip("\n").split(",")
        return columns, {line.partition(",")[0]: line for line in handle}
