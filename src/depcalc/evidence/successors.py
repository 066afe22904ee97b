"""What could take a package's place: our own tables of the standard library and of successors."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from depcalc import packaged
from depcalc.values.evidence import Successor

STDLIB = "stdlib.csv"
FILES = (STDLIB, "successors.csv")


@cache
def load_successors() -> Mapping[str, Successor]:
    """By the name of the package to be replaced; no name is in both tables."""
    return MappingProxyType({row["name"]: _successor(row) for name in FILES for row in _rows(name)})


def _rows(name: str) -> Iterator[dict[str, str]]:
    """The table of the standard library has no kind, no last release and no forks."""
    with packaged.path(name).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {"kind": "stdlib", "last_release": "", "fork": "", **row}


def _successor(row: Mapping[str, str]) -> Successor:
    return Successor(
        kind=row["kind"],
        target=row["target"],
        min_python=row["min_python"],
        coverage=row["coverage"],
        lacks=tuple(row["lacks"].split()),
        reason=row["reason"],
        last_release=_day(row["last_release"]),
        fork=bool(row["fork"]),
        glue_base_kloc=float(row["glue_base_kloc"]),
        glue_per_slice=float(row["glue_per_slice"]),
        note=row["note"],
        does_not=row["does_not"],
        since=_day(row["since"]),
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
