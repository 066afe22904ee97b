"""What an index was found to say, added to the evidence of each package, and who told of its advisories.

The rule where sources disagree: files and their days as the project's own lock has them, else as the index has
them, else as public locks show them; whether a release is yanked as the index says, for that happens after a lock
was written. What the other one said stays visible. Works offline too, on a snapshot that was updated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from depcalc.evidence.advisories import parse_version
from depcalc.evidence.gather import Wanted
from depcalc.evidence.online.refreshing import Fresh
from depcalc.evidence.ports import INDEX, OSV
from depcalc.evidence.records import Citation, Project, Wheel
from depcalc.evidence.releases import LOCK
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.notice import Notice

T = TypeVar("T")
YEAR = timedelta(days=365)
More: TypeAlias = tuple[str, Known[float | str]]


def add_index(
    found: Sequence[Evidence],
    wanted: Sequence[Wanted],
    snapshot: Snapshot,
    *,
    as_of: date,
    until: date | None = None,
) -> tuple[tuple[Evidence, ...], tuple[Notice, ...]]:
    """The evidence of `gather`, one for each of `wanted` and in its order, with the facts of the index.

    as_of  no release of a later day counts in the project's activity
    until  a day that somebody asked for: what the index said after it, status and yanked too, is left out
    """
    names = {w.looked_up for w in wanted if w.public}
    projects = snapshot.projects(names)
    rows = snapshot.wheels(projects)
    made: list[Evidence] = []
    notices: list[Notice] = []
    for e, w in zip(found, wanted, strict=True):
        project = projects.get(w.looked_up) if w.public else None
        if project is None:
            made.append(e)
            continue
        current = until is None or until >= date.fromisoformat(project.day)
        made.append(_with_index(e, project, rows.get(project.package, ()), as_of, current))
        notices += _warnings(e, project) if current else ()
    return tuple(made), tuple(dict.fromkeys(notices))


def name_osv(found: Sequence[Evidence], wanted: Sequence[Wanted], fresh: Fresh) -> tuple[Evidence, ...]:
    """Facts on advisories say that OSV was asked as well, of the packages of which it answered."""
    return tuple(
        _told_by_osv(e, fresh.advisories[w.looked_up][1])
        if w.public and w.looked_up in fresh.advisories
        else e
        for e, w in zip(found, wanted, strict=True)
    )


def _told_by_osv(e: Evidence, day: date) -> Evidence:
    return replace(
        e,
        advisories=_also(e.advisories, day),
        open_advisories=_also(e.open_advisories, day),
        upgrade=_also(e.upgrade, day),
    )


def _also(known: Known[T], day: date) -> Known[T]:
    """What the lock does not let us say, OSV does not either."""
    if known.source == LOCK.text:
        return known
    source = f"{known.source} and {OSV.name} {day}"
    return Gap(source, known.reason) if isinstance(known, Gap) else replace(known, source=source, day=day)


def _with_index(e: Evidence, project: Project, rows: Sequence[Wheel], as_of: date, current: bool) -> Evidence:
    cite = Citation(f"{INDEX.name} {project.day}", date.fromisoformat(project.day))
    then = [row for row in rows if row.uploaded and row.uploaded <= as_of.isoformat()]
    own = _same(e.version, rows if current else then)
    native = None if own is None or own.pure is None else not own.pure
    size = own.wheel_bytes if own else None
    yanked, was_yanked = _yanked(e, project, cite) if current else (e.yanked, ())
    return replace(
        e,
        uploaded=_unless_locked(e.uploaded, _day(own), cite),
        native=_unless_locked(e.native, native, cite),
        wheel_bytes=_unless_locked(e.wheel_bytes, size, cite),
        wheel_native=_unless_locked(e.wheel_native, None if size is None else native, cite),
        yanked=yanked,
        newest_upload=_unless_locked(
            e.newest_upload, _day(max(then, key=lambda row: row.uploaded or "", default=None)), cite
        ),
        more=(
            *e.more,
            *was_yanked,
            *_another_day(e, own, cite),
            *_shown(project, then, cite, as_of, current),
        ),
    )


def _same(version: str, rows: Sequence[Wheel]) -> Wheel | None:
    pin = parse_version(version)
    return next((row for row in rows if pin is not None and parse_version(row.version) == pin), None)


def _unless_locked(known: Known[T], value: T | None, cite: Citation) -> Known[T]:
    """What the project's own lock says of its files stands; else the index rules."""
    return known if value is None or _from_lock(known) else cite.fact(value)


def _from_lock(known: Known[T]) -> bool:
    return isinstance(known, Fact) and known.source == LOCK.text


def _another_day(e: Evidence, row: Wheel | None, cite: Citation) -> Iterator[More]:
    """The lock rules; where the index has another day it is said."""
    there = _day(row)
    if there and _from_lock(e.uploaded) and isinstance(e.uploaded, Fact) and e.uploaded.value != there:
        yield "uploaded_also", cite.fact(there.isoformat())


def _yanked(e: Evidence, project: Project, cite: Citation) -> tuple[Known[bool], tuple[More, ...]]:
    pin = parse_version(e.version)
    if pin is None:
        return e.yanked, ()
    now = pin in {parse_version(version) for version in project.yanked.split("|") if version}
    other = isinstance(e.yanked, Fact) and e.yanked.value != now
    said: tuple[More, ...] = (
        (("yanked_also", LOCK.fact("no" if now else "yes", "measured")),) if other else ()
    )
    return cite.fact(now), said


def _shown(
    project: Project, rows: Sequence[Wheel], cite: Citation, as_of: date, current: bool
) -> Iterator[More]:
    """Release activity and status: shown, never an input."""
    if rows:
        recent = sum((row.uploaded or "") > (as_of - YEAR).isoformat() for row in rows)
        yield "releases_12_months", cite.fact(float(recent))
        yield "releases", cite.fact(float(len(rows)))
        yield "first_release", cite.fact(min(row.uploaded or "" for row in rows))
    if current and project.status:
        yield (
            "index_status",
            cite.fact(f"{project.status}: {project.reason}" if project.reason else project.status),
        )


def _warnings(e: Evidence, project: Project) -> Iterator[Notice]:
    if project.status == "quarantined":
        why = f": {project.reason}" if project.reason else ""
        yield Notice(
            "quarantined", f"{e.name} is quarantined by its index since {project.day} or before{why}"
        )


def _day(row: Wheel | None) -> date | None:
    return date.fromisoformat(row.uploaded) if row and row.uploaded else None
