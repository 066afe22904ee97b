"""How widely a package is used: the download list, and what distributions say of it."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from depcalc.evidence.records import Citation, Listed
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.fact import Kind, Known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """The facts of one row of the list, or the gaps of a package outside it."""

    downloads: Known[float]
    downloads_year_ago: Known[float]
    rank: Known[int]
    first_seen: Known[date]
    repository: Known[str]
    debian_kb: Known[float]
    debian_arch: Known[str]


def listing(row: Listed | None, snapshot: Snapshot, as_of: date) -> Listing:
    """Counts made after `as_of` stand in for those of that day, and are then an assumption."""
    if row is None:
        return _unlisted(snapshot)
    counted, debian = snapshot.citation("downloads"), snapshot.citation("debian")
    kind: Kind = "assumed" if counted.day and counted.day > as_of else "sourced"
    first = date.fromisoformat(row.first_seen)
    return Listing(
        downloads=counted.fact(float(row.downloads), kind),
        downloads_year_ago=_known(counted, _float(row.downloads_year_ago), "not in it a year earlier", kind),
        rank=counted.fact(row.rank, kind),
        first_seen=counted.fact(first) if first <= as_of else counted.gap(f"not yet in it on {as_of}"),
        repository=_known(snapshot.citation("repositories"), row.repository, "none found"),
        debian_kb=_known(debian, _float(row.debian_kb), "not packaged there"),
        debian_arch=_known(debian, row.debian_arch, "not packaged there"),
    )


def _unlisted(snapshot: Snapshot) -> Listing:
    few = f"not in the list of {snapshot.list_size:,}: fewer than {snapshot.list_floor:,} downloads a month"
    gap = snapshot.citation("downloads").gap(few)
    repository = snapshot.citation("repositories").gap("kept for listed packages only")
    debian = snapshot.citation("debian").gap("kept for listed packages only")
    return Listing(gap, gap, gap, gap, repository, debian, debian)


def _known(cite: Citation, value: T | None, missing: str, kind: Kind = "sourced") -> Known[T]:
    return cite.gap(missing) if value is None else cite.fact(value, kind)


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)
