"""Size, native code and upload days of releases: from the lock, else from what public locks have shown."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from packaging.version import Version

from depcalc.evidence.advisories import open_in, parse_version
from depcalc.evidence.records import Citation, Wheel
from depcalc.values.evidence import Advisory, Successor
from depcalc.values.fact import Gap, Kind, Known
from depcalc.values.lock import Files

LOCK = Citation("lock")
NO_SIZE = LOCK.gap("no wheel size in the lock or in public locks")
NO_KIND = LOCK.gap("no wheel with a size is of a known kind")
NO_WHEEL = LOCK.gap("no wheel listed in the lock or in public locks")
NO_DAY = LOCK.gap("no upload day in the lock or in public locks")
NO_SDIST = LOCK.gap("no source archive in public locks")
SUCCESSORS = "successor table"


class Release(NamedTuple):
    """What is known of the release files of one version.

    wheel_native   of the wheel that gave the bytes, which may be a neighbour's and of the other kind
    """

    wheel_bytes: Known[int]
    wheel_native: Known[bool]
    native: Known[bool]
    uploaded: Known[date]
    sdist_bytes: Known[float]


class _Seen(NamedTuple):
    """One place that shows a release, and how far to trust it."""

    cite: Citation
    kind: Kind
    wheel_bytes: int | None
    native: bool | None
    uploaded: date | None = None
    sdist_bytes: float | None = None


def release(version: Version | None, files: Files, wheels: Sequence[Wheel], cite: Citation) -> Release:
    """The lock first, then the same version, then size and native code of the nearest one."""
    seen = [_in_lock(files)]
    if (same := _same(version, wheels)) is not None:
        seen.append(_in_row(same, cite, "same version"))
    if all(s.wheel_bytes is None for s in seen) and (near := _nearest(version, wheels)) is not None:
        which = "newest" if version is None else "nearest"
        guess = _in_row(near, cite, f"{which} version {near.version}")
        seen.append(guess._replace(kind="assumed", uploaded=None, sdist_bytes=None))
    return _release(seen)


def from_lock(files: Files) -> Release:
    """What the project's own lock records."""
    return _release([_in_lock(files)])


def _release(seen: Sequence[_Seen]) -> Release:
    """Field by field the first that is known."""
    sized = [s for s in seen if s.wheel_bytes is not None][:1]
    return Release(
        _first(sized, "wheel_bytes", NO_SIZE),
        _first(sized, "native", NO_KIND),
        _first(seen, "native", NO_WHEEL),
        _first(seen, "uploaded", NO_DAY),
        _first(seen, "sdist_bytes", NO_SDIST),
    )


def _first(seen: Sequence[_Seen], field: str, missing: Gap) -> Known[Any]:
    for one in seen:
        if (value := getattr(one, field)) is not None:
            return one.cite.fact(value, one.kind)
    return missing


def _in_lock(files: Files) -> _Seen:
    native = None if files.pure is None else not files.pure
    return _Seen(LOCK, "measured", files.wheel_bytes, native, files.uploaded)


def _in_row(row: Wheel, cite: Citation, which: str) -> _Seen:
    native = None if row.pure is None else not row.pure
    day = date.fromisoformat(row.uploaded) if row.uploaded else None
    cited = Citation(f"{cite.text}, {which}", cite.day)
    sdist = None if row.sdist_bytes is None else float(row.sdist_bytes)
    return _Seen(cited, "sourced", row.wheel_bytes, native, day, sdist)


def newest_upload(
    wheels: Sequence[Wheel], advisories: Sequence[Advisory], successor: Successor | None, cite: Citation
) -> Known[date]:
    """The last sign of life of the project that a table knows.

    A fix newer than every release seen shows that the project lives on unseen, so the days seen say nothing.
    """
    days = [row.uploaded for row in wheels if row.uploaded]
    if days and not _fixed_later(wheels[-1], advisories):
        return cite.fact(date.fromisoformat(max(days)))
    if successor is not None and successor.last_release is not None:
        return Citation(SUCCESSORS).fact(successor.last_release)
    return cite.gap("a fix newer than every release seen exists" if days else "no dated release seen")


def _fixed_later(row: Wheel, advisories: Sequence[Advisory]) -> bool:
    """Does an advisory with a fix hold this release?"""
    fixed = [advisory for advisory in advisories if advisory.fixed]
    version = parse_version(row.version) if fixed else None
    return version is not None and bool(open_in(version, fixed))


def _same(version: Version | None, wheels: Sequence[Wheel]) -> Wheel | None:
    if version is None:
        return None
    text = str(version)
    for row in reversed(wheels):  # most pins are of late releases
        if row.version == text:
            return row
    return next((row for row in wheels if parse_version(row.version) == version), None)


def _nearest(version: Version | None, wheels: Sequence[Wheel]) -> Wheel | None:
    """The row with a size whose release numbers are closest, first number first; the newer of two.
    Without a version the newest."""
    sized = [row for row in wheels if row.wheel_bytes]
    if version is None or not sized:
        return sized[-1] if sized else None
    return min(reversed(sized), key=lambda row: _apart(Version(row.version), version))


def _apart(a: Version, b: Version) -> list[int]:
    return [abs(x - y) for x, y in zip_longest(a.release, b.release, fillvalue=0)]
