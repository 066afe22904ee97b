"""Two revisions of a lock side by side, priced with the same facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from depcalc.errors import EmptyScopeError
from depcalc.pipeline.appraising import appraise
from depcalc.pipeline.finding import cooldown_days
from depcalc.pipeline.revisions import laid_out, resolve
from depcalc.pipeline.surveying import survey
from depcalc.values.diff import Change, ChangeKind, Diff
from depcalc.values.notice import Notice
from depcalc.values.report import PackageRow, Report
from depcalc.values.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Which project: a folder or a lock in it, and the locks that were named instead."""

    path: Path
    lockfiles: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.path if self.path.is_dir() else self.path.parent

    def moved(self, to: Path) -> "Place":
        """The same place below another folder."""
        return Place(
            to if self.path.is_dir() else to / self.path.name,
            tuple(_moved(text, self.folder, to) for text in self.lockfiles),
        )


def _moved(lockfile: str, folder: Path, to: Path) -> str:
    prefix, colon, rest = lockfile.rpartition(":")
    place = Path(rest).absolute()
    if place.is_relative_to(folder.absolute()):
        rest = str(to / place.relative_to(folder.absolute()))
    return f"{prefix}{colon}{rest}"


def report_at(place: Place, revision: str, settings: Settings, environ: Mapping[str, str]) -> Report | None:
    """The report of a revision from its files alone: no environment, no source, no history; None where it has
    no lock. Paths are those of the project, not of where it was laid out."""
    bare = replace(settings, usage=False, owned=False, site_packages=None, wheels=None, ledger=())
    with laid_out(place.folder, revision, environ) as made:
        there = place.moved(made)
        if not there.path.exists():
            return None
        try:
            seen = survey(there.path, bare, lockfiles=there.lockfiles, environ={})
        except EmptyScopeError:
            return None
        return _back(appraise(seen, bare), str(made), str(place.folder))


def _back(report: Report, made: str, folder: str) -> Report:
    def back(path: str) -> str:
        return str(Path(folder, Path(path).relative_to(made))) if path.startswith(made) else path

    return replace(
        report,
        path=back(report.path),
        packages=tuple(replace(row, path=back(row.path)) for row in report.packages),
        lockfiles=tuple(replace(lock, path=back(lock.path)) for lock in report.lockfiles),
        notices=tuple(replace(n, path=back(n.path)) for n in report.notices),
    )


def diff(
    place: Place,
    base: str,
    head: str,
    settings: Settings,
    environ: Mapping[str, str],
    today: date,
    progress: Callable[[str], None] = lambda stage: None,
) -> Diff:
    """What differs between two revisions; `revisions.STAGED` and `WORKTREE` are sides, too."""
    sides = [resolve(place.folder, one, environ) for one in (base, head)]
    progress("reading the base")
    before = report_at(place, sides[0], settings, environ)
    progress("reading the change")
    after = report_at(place, sides[1], settings, environ)
    cooldown = cooldown_days(settings)
    changes = _changes(_rows(before), _rows(after), today, cooldown)
    return Diff(base, head, before, after, changes, cooldown, today, other_lock(before, after))


def other_lock(before: Report | None, after: Report | None) -> tuple[Notice, ...]:
    """A side that was read from a file of another kind: what it does not say looks like a change."""
    kinds = [{lock.format: lock.path for lock in side.lockfiles} if side else {} for side in (before, after)]
    if not all(kinds) or kinds[0].keys() == kinds[1].keys():
        return ()
    was, now = (", ".join(sorted(kind)) for kind in kinds)
    message = (
        f"the base was read from {was}, this from {now}: what only one of them records looks like a change"
    )
    return (Notice("other-lock", message, next(iter(kinds[1].values()))),)


def _rows(report: Report | None) -> dict[str, PackageRow]:
    return {row.name: row for row in report.packages} if report else {}


def _changes(
    before: Mapping[str, PackageRow], after: Mapping[str, PackageRow], today: date, cooldown: float
) -> tuple[Change, ...]:
    """Every name whose version or cost differs, by name."""
    return tuple(_each(before, after, today, cooldown))


def _each(
    before: Mapping[str, PackageRow], after: Mapping[str, PackageRow], today: date, cooldown: float
) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old and new and old.pins == new.pins and old.direct == new.direct:
            continue
        yield _change(name, old, new, today, cooldown)


def _change(
    name: str, old: PackageRow | None, new: PackageRow | None, today: date, cooldown: float
) -> Change:
    kind: ChangeKind = "changed" if old and new else "added" if new else "removed"
    here = new or old
    assert here is not None
    ids = [set(row.advisories) if row else set() for row in (old, new)]
    return Change(
        package=name,
        kind=kind,
        before=_versions(old),
        after=_versions(new),
        moved=moved_from(old, new),
        direct=here.direct,
        usd=(new.today_usd if new else 0.0) - (old.today_usd if old else 0.0),
        released=new.uploaded if new else None,
        young=_young(new, today, cooldown),
        opened=tuple(sorted(ids[1] - ids[0])),
        closed=tuple(sorted(ids[0] - ids[1])) if new else (),
        needed_by=here.needed_by_directs,
        malicious=new.malicious if new else "",
        path=here.path,
        line=new.line if new else None,
    )


def _versions(row: PackageRow | None) -> str:
    return (
        ", ".join(dict.fromkeys(pin.partition(" from ")[0] for pin in row.pins)) or row.version if row else ""
    )


def moved_from(old: PackageRow | None, new: PackageRow | None) -> str:
    """Where it comes from now, where it came from elsewhere."""
    if not old or not new:
        return ""
    was, now = ({pin.partition(" from ")[2] for pin in row.pins} for row in (old, new))
    return ", ".join(sorted(now - was))


def _young(row: PackageRow | None, today: date, cooldown: float) -> bool | None:
    if row is None or row.uploaded is None:
        return None
    return (today - row.uploaded).days < cooldown and not row.is_fix
