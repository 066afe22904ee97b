"""Packages that another one picks up by itself, so that no text of a project need name them."""

import csv
import functools
from collections.abc import Collection

from depcalc import packaged


def companion_of(package: str, lock: Collection[str]) -> str:
    """Who of the lock picks a package up and how, "" where nobody does."""
    for user, how in companions().get(package, ()):
        if not user or user in lock:
            return f"{user}: {how}" if user else how
    return ""


@functools.cache
def companions() -> dict[str, tuple[tuple[str, str], ...]]:
    """`data/companions.csv`: package -> (user, how); an empty user is the standard library or many packages."""
    out: dict[str, tuple[tuple[str, str], ...]] = {}
    with packaged.path("companions.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            out[row["package"]] = (*out.get(row["package"], ()), (row["used_by"], row["how"]))
    return out
