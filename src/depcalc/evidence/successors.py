"""What could take a package's place: our own table."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from depcalc import packaged
from depcalc.values.evidence import Successor


@cache
def load_successors() -> Mapping[str, Successor]:
    """By the name of the package to be replaced."""
    with packaged.path("successors.csv").open(encoding="utf-8", newline="") as handle:
        return MappingProxyType({row["name"]: _successor(row) for row in csv.DictReader(handle)})


def _successor(row: dict[str, str]) -> Successor:
    return Successor(
        kind=row["kind"],
        target=row["target"],
        min_python=row["min_python"],
        coverage=row["coverage"],
        lacks=tuple(row["unless"].split()),
        reason=row["reason"],
        last_release=date.fromisoformat(row["last_release"]) if row["last_release"] else None,
        fork=bool(row["fork"]),
        glue_base_kloc=float(row["glue_base_kloc"]),
        glue_per_slice=float(row["glue_per_slice"]),
        note=row["note"],
    )
