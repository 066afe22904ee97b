"""What could take a package's place: our own tables of the standard library and of successors."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from depcalc.evidence.tables import Table
from depcalc.values.evidence import Successor

STDLIB = "stdlib.csv"
FILES = (STDLIB, "successors.csv")


@cache
def load_successors() -> Mapping[str, Successor]:
    """By the name of the package to be replaced; no name is in both tables."""
    return Table(_successor, *FILES)


def _successor(row: Mapping[str, str]) -> Successor:
    """The table of the standard library has no kind, no last release and no forks."""
    return Successor(
        kind=row.get("kind", "stdlib"),
        target=row["target"],
        min_python=row["min_python"],
        coverage=row["coverage"],
        lacks=tuple(row["lacks"].split()),
        reason=row["reason"],
        last_release=_day(row.get("last_release", "")),
        fork=bool(row.get("fork")),
        glue_base_kloc=float(row["glue_base_kloc"]),
        glue_per_slice=float(row["glue_per_slice"]),
        note=row["note"],
        does_not=row["does_not"],
        since=_day(row["since"]),
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
