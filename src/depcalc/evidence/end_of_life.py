"""Release lines that their project has ended. Advisories need to name only those that are still looked after, so
that nothing said of an ended one is no evidence. Shown, never an input."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from packaging.version import Version

from depcalc import packaged

TABLE = "end_of_life.csv"
SOURCE = "end-of-life table"


@dataclass(frozen=True, slots=True)
class Ended:
    """A line, like 4.2, and the day from which on it gets no fixes."""

    line: str
    day: date
    source: str

    def warns(self, name: str) -> str:
        """What a reader must know of a pin in it."""
        return (
            f"{name}: its release line {self.line} ended on {self.day}; advisories need no longer name it, "
            "so that their silence is no evidence"
        )


def ended_line(name: str, version: Version | None, as_of: date) -> Ended | None:
    """The line of this version, where it had ended by `as_of`."""
    if version is None or name not in _named():
        return None
    for size in range(len(version.release), 0, -1):
        line = ".".join(map(str, version.release[:size]))
        if found := load_lines().get((name, line)):
            return found if found.day <= as_of else None
    return None


@cache
def load_lines() -> Mapping[tuple[str, str], Ended]:
    """By package and line."""
    with packaged.path(TABLE).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return MappingProxyType({(row["name"], row["line"]): _ended(row) for row in rows})


@cache
def _named() -> frozenset[str]:
    """Packages with a line in the table: few, so that most are not looked at twice."""
    return frozenset(name for name, _ in load_lines())


def _ended(row: Mapping[str, str]) -> Ended:
    return Ended(row["line"], date.fromisoformat(row["ended"]), f"{SOURCE}: {row['source']}")
