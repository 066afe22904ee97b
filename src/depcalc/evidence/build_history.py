"""Download lists of every month, and what could be read from the tables on each of their days: base rates.

A base rate counts only what was known by its day. docs/calibration.md names the assumptions they move.
"""

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from depcalc.evidence.compact import History, Month, pack

Lists: TypeAlias = dict[str, dict[str, int]]  # day of a list -> package -> downloads, by falling downloads
Rate: TypeAlias = tuple[str, str, float, int, float]  # day, key, value, events, what they are out of
Event: TypeAlias = tuple[str, str]  # day, package

BANDS = ((1, 100), (101, 500), (501, 1000), (1001, 5000), (5001, 15000))
TAKEN_RANKS = 8000  # no takeover of a listed package is on record below this rank
WINDOW_YEARS = 2
HALF_EVENT = 0.5  # Jeffreys' prior for a rate: no event seen is not a rate of nought


def read_lists(lines: Sequence[Mapping[str, str]]) -> Lists:
    """The lists by day, each sorted by downloads and then by name."""
    found: Lists = {}
    for line in lines:
        found.setdefault(line["date"], {})[line["package"]] = int(line["downloads"])
    return {day: dict(sorted(found[day].items(), key=lambda row: (-row[1], row[0]))) for day in sorted(found)}


def months(lists: Lists) -> list[Month]:
    """One row for each list, oldest first."""
    return [Month(n, day, len(row), min(row.values())) for n, (day, row) in enumerate(lists.items())]


def histories(lists: Lists) -> list[History]:
    """One row for each package that any list held, by name."""
    seen: dict[str, dict[int, tuple[int, int]]] = {}
    for place, row in enumerate(lists.values()):
        for rank, (name, count) in enumerate(row.items(), start=1):
            seen.setdefault(name, {})[place] = (count, rank)
    return [pack(name, seen[name]) for name in sorted(seen)]


def base_rates(
    lists: Lists, advisories: Sequence[tuple[str, str, bool]], takeovers: Sequence[Event], as_of: str
) -> list[Rate]:
    """Rates on the day of every list with two years of lists before it, then monthly up to `as_of`.

    advisories   (day of disclosure, package, a fix is recorded)
    """
    days = list(lists)
    told = sorted(advisories)
    ranks = {day: {name: n for n, name in enumerate(row, start=1)} for day, row in lists.items()}
    found: list[Rate] = []
    counted = [d for d in days if _before(d, WINDOW_YEARS) >= days[0]]
    for day in [*counted, *_months_after(days[-1], as_of), as_of]:
        newest = days[bisect_right(days, day) - 1]
        recent = [a for a in told if _before(day, WINDOW_YEARS) < a[0] <= day]
        found += _advisories(day, ranks[newest], [package for _, package, _ in recent])
        found.append(_fixed(day, [fixed for disclosed, _, fixed in told if disclosed <= day]))
        found.append(_takeovers(day, days, ranks, takeovers))
        found += _growth(day, lists, newest)
    return sorted(set(found))


def _months_after(day: str, last: str) -> Iterator[str]:
    """The first of each month after `day`, up to `last`."""
    year, month = int(day[:4]), int(day[5:7])
    while (first := f"{year + month // 12}-{month % 12 + 1:02}-01") <= last:
        yield first
        year, month = year + month // 12, month % 12 + 1


def _before(day: str, years: int) -> str:
    """The same day `years` earlier; 29 February counts as 28."""
    here = date.fromisoformat(day)
    return here.replace(year=here.year - years, day=min(here.day, 28)).isoformat()


def _advisories(day: str, rank: Mapping[str, int], packages: Sequence[str]) -> Iterator[Rate]:
    """Advisories per package and year by today's rank."""
    hits = [rank[package] for package in packages if package in rank]
    for low, high in BANDS:
        n = sum(low <= r <= high for r in hits)
        years = WINDOW_YEARS * max(0, min(high, len(rank)) - low + 1)
        if years:
            yield day, f"advisories.{low}-{high}", n / years, n, float(years)


def _fixed(day: str, fixed: Sequence[bool]) -> Rate:
    return day, "fix_prior", sum(fixed) / max(1, len(fixed)), sum(fixed), float(len(fixed))


def _takeovers(
    day: str, days: Sequence[str], ranks: Mapping[str, Mapping[str, int]], takeovers: Sequence[Event]
) -> Rate:
    """Takeovers per listed package and year, by the rank each had when it became known."""
    start = _before(day, WINDOW_YEARS)
    lengths = [
        min(TAKEN_RANKS, len(ranks[d])) for d in days[bisect_left(days, start) : bisect_right(days, day)]
    ]
    years = WINDOW_YEARS * statistics.fmean(lengths)
    hits = [e for e in takeovers if start < e[0] <= day]
    n = sum(
        ranks[days[bisect_right(days, known) - 1]].get(name, TAKEN_RANKS + 1) <= TAKEN_RANKS
        for known, name in hits
    )
    return day, "hijack", (n + HALF_EVENT) / years, n, years


def _growth(day: str, lists: Lists, newest: str) -> Iterator[Rate]:
    """Median growth over a year of the packages that both lists hold."""
    earlier = [d for d in lists if d <= _before(newest, 1)]
    if earlier:
        now, then = lists[newest], lists[earlier[-1]]
        grown = [count / then[name] for name, count in now.items() if name in then]
        if grown:
            yield day, "median_growth", round(statistics.median(grown), 6), len(grown), float(len(now))
