"""Reads the gzipped tables of the shared data folder. Nothing here knows what they are used for."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"


def rows(name: str, folder: Path = DATA) -> Iterator[dict[str, str]]:
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


@dataclass(frozen=True, slots=True)
class Told:
    """One advisory: `day` is the best estimate of its disclosure, `known` a day by which it was public with
    nine chances in ten."""

    package: str
    day: int
    known: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class History:
    """Everything the backtest may look at, days as ordinals.

    lists    snapshot day -> package -> monthly downloads, the list in order of downloads
    fuzzed   package -> day it came to OSS-Fuzz
    """

    told: tuple[Told, ...]
    lists: dict[int, dict[str, float]]
    fuzzed: dict[str, int]


# 90th percentile, in days, of the error of a date made from neighbouring CVE numbers (data.md, section 3), by
# the estimated year; for years without a figure the largest one.
CLOCK_P90 = {2026: 29, 2025: 79, 2024: 227, 2023: 197, 2022: 312}
CLOCK_OTHER = 312
YEAR_MIDPOINT = 183


def date_error(basis: str, year: int) -> int:
    """Days by which a disclosure may really have come later than its estimate."""
    if basis == "cve_number":
        return CLOCK_P90.get(year, CLOCK_OTHER)
    return YEAR_MIDPOINT if basis == "cve_year" else 0


def told(folder: Path = DATA) -> tuple[Told, ...]:
    found = []
    for row in rows("advisories", folder):
        if row["kind"] == "vulnerability":
            day = date.fromisoformat(row["disclosed"])
            late = date_error(row["date_basis"], day.year)
            found.append(Told(row["package"], day.toordinal(), day.toordinal() + late))
    return tuple(found)


@cache
def history(folder: Path = DATA) -> History:
    lists: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows("downloads_history", folder):
        lists[date.fromisoformat(row["date"]).toordinal()][row["package"]] = float(row["downloads"])
    fuzzed = {}
    for row in rows("oss_fuzz", folder):
        for name in row["pypi"].split("|"):
            if name and row["since"]:
                day = date.fromisoformat(row["since"]).toordinal()
                fuzzed[name] = min(day, fuzzed.get(name, day))
    return History(told(folder), dict(lists), fuzzed)
