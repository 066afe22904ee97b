"""How widely a package was used on a day: the download list of that time, and what distributions say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from depcalc.evidence.compact import History, Month
from depcalc.evidence.records import Citation, Listed
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.fact import Fact, Gap, Known

T = TypeVar("T")


class Listing(NamedTuple):
    """The facts of one row of the list, or the gaps of a package outside it."""

    downloads: Known[float]
    downloads_year_ago: Known[float]
    rank: Known[int]
    first_seen: Known[date]
    repository: Known[str]
    debian_kb: Known[float]
    debian_arch: Known[str]


@dataclass(frozen=True, slots=True)
class Lists:
    """The download lists as they were on one day.

    now, before   the newest of them, and the newest of those made a year before it
    past          later lists exist, so that the counts come from the history
    early         the day lies before the day of the data: facts known only as of that are left out
    """

    cite: Citation
    as_of: date
    past: bool
    early: bool
    now: Month | None
    before: Month | None
    first_days: tuple[str, ...]


def lists_on(snapshot: Snapshot, as_of: date) -> Lists:
    """Which lists had been made by `as_of`."""
    newest = snapshot.citations["downloads"]
    months = snapshot.months(as_of)
    now = months[-1] if months else None
    past = now is None or newest.day is None or now.day < newest.day.isoformat()
    cite = Citation(f"download list {now.day}", date.fromisoformat(now.day)) if now else newest
    early = as_of < snapshot.as_of
    return Lists(cite, as_of, past, early, now, _year_earlier(months), tuple(month.day for month in months))


def _year_earlier(months: Sequence[Month]) -> Month | None:
    if not months:
        return None
    day = date.fromisoformat(months[-1].day)
    then = day.replace(year=day.year - 1, day=min(day.day, 28)).isoformat()
    return next((month for month in reversed(months) if month.day <= then), None)


def listing(row: Listed | None, history: History | None, lists: Lists, snapshot: Snapshot) -> Listing:
    """What the lists of the day said; `history` is needed only where later lists exist."""
    repository, debian_kb, debian_arch = _elsewhere(row, lists, snapshot)
    downloads, earlier, rank, first = _then(history, lists) if lists.past else _now(row, lists, snapshot)
    return Listing(downloads, earlier, rank, first, repository, debian_kb, debian_arch)


Counts = tuple[Known[float], Known[float], Known[int], Known[date]]


def _now(row: Listed | None, lists: Lists, snapshot: Snapshot) -> Counts:
    """From the newest list of all, whose counts are kept in full."""
    if row is None:
        gap = _outside(lists, snapshot.list_size, snapshot.list_floor)
        return gap, gap, gap, gap
    cite, earlier = lists.cite, row.downloads_year_ago
    return (
        cite.fact(float(row.downloads)),
        cite.gap("not in it a year earlier") if earlier is None else cite.fact(float(earlier)),
        cite.fact(row.rank),
        cite.fact(date.fromisoformat(row.first_seen)),
    )


def _then(history: History | None, lists: Lists) -> Counts:
    """From the compact history: counts to four digits."""
    if lists.now is None:
        gap = Gap("download list", f"none is known from before {lists.as_of}")
        return gap, gap, gap, gap
    first: Known[date] = lists.cite.gap("not yet in any list")
    if history is not None and history.first < len(lists.first_days):
        first = lists.cite.fact(date.fromisoformat(lists.first_days[history.first]))
    seen = history.at(lists.now.place) if history else None
    if seen is None:
        gap = _outside(lists, lists.now.listed, lists.now.floor)
        return gap, gap, gap, first
    before = history.at(lists.before.place) if history and lists.before else None
    earlier = lists.cite.gap("not in it a year earlier") if before is None else lists.cite.fact(before[0])
    return lists.cite.fact(seen[0]), earlier, lists.cite.fact(seen[1]), first


def _outside(lists: Lists, listed: int, floor: int) -> Gap:
    return lists.cite.gap(f"not in the list of {listed:,}: fewer than {floor:,} downloads a month")


def _elsewhere(
    row: Listed | None, lists: Lists, snapshot: Snapshot
) -> tuple[Known[str], Known[float], Known[str]]:
    """Repository and Debian's sizes: known for listed packages, and only as of one day."""
    repositories, debian = snapshot.citations["repositories"], snapshot.citations["debian"]
    if row is None or lists.early:
        why = "kept for listed packages only" if row is None else f"not known as of {lists.as_of}"
        return repositories.gap(why), debian.gap(why), debian.gap(why)
    kb = None if row.debian_kb is None else float(row.debian_kb)
    return (
        _known(repositories, row.repository, "none found"),
        _known(debian, kb, "not packaged there"),
        _known(debian, row.debian_arch, "not packaged there"),
    )


def _known(cite: Citation, value: T | None, missing: str) -> Known[T]:
    return cite.gap(missing) if value is None else Fact(value, cite.text, cite.day)
