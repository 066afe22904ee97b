"""survey: lock, scope, graph and evidence of one project. What is uncertain about the outside ends here."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from depcalc.assumptions import with_settings
from depcalc.collector import uncollected
from depcalc.errors import EmptyScopeError
from depcalc.evidence.advisories import parse_version
from depcalc.evidence.gather import Wanted, gather, newest_versions
from depcalc.evidence.in_use import add_usage
from depcalc.evidence.indexes import outside_settings
from depcalc.evidence.local import add_local
from depcalc.evidence.online.kept import open_newest
from depcalc.evidence.online.looking import look_up
from depcalc.evidence.ports import status_of
from depcalc.evidence.priors import read_priors
from depcalc.evidence.second_opinion import PIP_AUDIT, Opinion, ask_pip_audit
from depcalc.evidence.snapshot import Snapshot
from depcalc.graph import name_edges, place
from depcalc.pipeline import locks
from depcalc.pipeline.fetching import fetched_sources
from depcalc.pipeline.owning import project_owned
from depcalc.pipeline.recorded import read_own
from depcalc.pipeline.rooms import with_rooms
from depcalc.pipeline.using import project_usage
from depcalc.pipeline.wanted import mirror_of_project, wanted
from depcalc.scope import count, select
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice
from depcalc.values.placement import Placement
from depcalc.values.scope import Selection
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey
from depcalc.values.usage import ProjectUsage


class Progress(Protocol):
    """Told what is going on: a stage, and where it can be counted, how far it is."""

    def __call__(self, stage: str, done: int = 0, total: int = 0, /) -> None: ...


def _silent(stage: str, done: int = 0, total: int = 0, /) -> None:
    """Nobody listens."""


def survey(
    path: Path,
    settings: Settings,
    *,
    lockfiles: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    progress: Progress = _silent,
) -> Survey:
    """Everything known of the project at `path`: a folder with a lock, or a lockfile itself.

    lockfiles  [FORMAT:]PATH of the locks to read instead, as the user wrote them; several count as one
    Reads files, the newest snapshot here and, through git, the lock's history; nothing of the project is run. The
    network is asked with `settings.online` alone.
    """
    progress("reading the lock")
    read = locks.read(lockfiles or (path,), settings.site_packages)
    lock = read.lock
    selection = select(lock, settings.scope)
    placements = place(selection)
    if not placements:
        raise EmptyScopeError(
            f"nothing in scope: {lock.path} has no production packages", _what_else(selection)
        )
    progress("looking up facts")
    steps = int(with_settings(settings)["map.upgrade_steps"])
    environ = outside_settings(os.environ if environ is None else environ, (path, *read.folders))
    edges = name_edges(selection)
    versions = wanted(lock, selection, settings, read.texts, environ)
    settings = replace(settings, default_index=mirror_of_project(settings, read.texts))
    chosen = open_newest(environ)
    with uncollected(), chosen.snapshot as below:
        looked = look_up(
            [one for group in versions.values() for one in group],
            below,
            environ,
            online=settings.online,
            as_of=settings.as_of,
            max_steps=steps,
            default_index=settings.default_index,
            progress=progress,
        )
        snapshot, as_of = looked.snapshot, looked.as_of
        progress("reading the project's own files")
        local = add_local(looked.evidence, lock, environ, read.environment, until=settings.as_of)
        opinion = _second_opinion(local.evidence, settings, environ, read.folders[0], below, steps, progress)
        fetched = fetched_sources(path, lock, versions, read.environment, settings, below, environ, progress)
        progress("reading your source")
        usage = project_usage(path, lock, read.environment, settings, environ, progress, fetched.folders)
        progress("looking for code of others")
        owned = project_owned(path, lock, read.environment, settings, environ, progress)
        found = with_rooms(opinion.evidence, lock, read.environment)
        evidence, more = _priced(versions, _with_usage(found, usage, placements, lock, dict(edges)))
        successors = _successors(evidence, {p.name for p in placements}, snapshot, as_of=as_of, steps=steps)
        priors = read_priors(snapshot, as_of)
        info = snapshot.info()
        own = read_own(settings, read.folders[0], snapshot, environ, as_of=as_of, steps=steps)
    return Survey(
        path=path.as_posix(),
        lock=lock,
        lockfiles=read.infos,
        selection=selection,
        counts=count(lock),
        placements=placements,
        evidence=evidence,
        successors=successors,
        edges=edges,
        snapshot=info,
        as_of=as_of,
        policy=local.policy.policy,
        notices=(
            *lock.notices,
            *locks.first_folder_only(read.folders),
            *selection.notices,
            *chosen.notices,
            *looked.notices,
            *local.notices,
            *opinion.notices,
            *fetched.notices,
            *(usage.notices if usage else ()),
            *(owned.notices if owned else ()),
            *more,
        ),
        priors=priors,
        usage=usage,
        updates_per_year=local.history.updates_per_year,
        own=own,
        owned=owned,
    )


def _second_opinion(
    found: Sequence[Evidence],
    settings: Settings,
    environ: Mapping[str, str],
    folder: Path,
    snapshot: Snapshot,
    steps: int,
    progress: Progress,
) -> Opinion:
    """What pip-audit adds, where the network may be asked; it knows nothing of earlier days."""
    if not settings.online or settings.as_of:
        return Opinion(tuple(found), (), status_of(PIP_AUDIT, 0, 0, ""))
    progress("asking pip-audit")
    return ask_pip_audit(
        found, environ, folder, snapshot, default_index=settings.default_index, max_steps=steps
    )


def _what_else(selection: Selection) -> str:
    if not selection.outside:
        return "The lock holds no packages that anything requires."
    named = ", ".join(f"{name} ({n} packages)" for name, n in selection.outside[:6])
    return f"There is more under {named}: use --all, --group or --extra."


def _with_usage(
    found: Sequence[Evidence],
    usage: ProjectUsage | None,
    places: Sequence[Placement],
    lock: Lock,
    needs: Mapping[str, Sequence[str]],
) -> Sequence[Evidence]:
    if usage is None:
        return found
    directs = {place.name for place in places if place.direct}
    known = lock.edges_from != "none"
    return add_usage(found, usage, directs, needs if known else {}, directs_known=known)


def _priced(
    versions: Mapping[str, Sequence[Wanted]], found: Sequence[Evidence]
) -> tuple[tuple[Evidence, ...], tuple[Notice, ...]]:
    """One entry for each name: of several locked versions the worst, which some platform gets."""
    by_name: dict[str, list[Evidence]] = {}
    for e in found:
        by_name.setdefault(e.name, []).append(e)
    chosen, notices = [], []
    for name in versions:
        same = by_name[name]
        worst = max(same, key=_badness)
        chosen.append(_with_others(worst, same))
        if len(same) > 1:
            others = ", ".join(e.version for e in same)
            message = f"{name} is locked in several versions ({others}): priced at {worst.version}"
            notices.append(Notice("several-versions", message))
    return tuple(chosen), tuple(notices)


def _with_others(worst: Evidence, same: Sequence[Evidence]) -> Evidence:
    """What is open in the other locked versions of it, too: each of them is installed somewhere."""
    known = {one.advisory.id for one in value_or(worst.open_advisories, ())}
    others = [
        (e.version, one)
        for e in same
        for one in value_or(e.open_advisories, ())
        if e is not worst and one.advisory.id not in known
    ]
    return replace(worst, also_open=tuple(others)) if others else worst


def _badness(e: Evidence) -> tuple[bool, int, int, tuple[int, ...]]:
    """Malicious first, then most open advisories that matter; the newest among equals."""
    still = value_or(e.open_advisories, ())
    heavy = sum(1 for a in still if a.advisory.severity in ("critical", "high"))
    version = parse_version(e.version)
    return bool(e.bad_pin or e.bad_name), heavy, len(still), version.release if version else ()


def _successors(
    evidence: Sequence[Evidence], in_tree: set[str], snapshot: Snapshot, *, as_of: date, steps: int
) -> tuple[Evidence, ...]:
    """Evidence on packages that could come in as a replacement, at the newest version known."""
    targets = {
        e.successor.value.target
        for e in evidence
        if isinstance(e.successor, Fact) and e.successor.value.kind == "successor"
    }
    names = sorted(targets - in_tree)
    newest = newest_versions(snapshot, names, as_of=as_of)
    wanted = [Wanted(name, newest.get(name, "")) for name in names]
    return gather(wanted, snapshot, as_of=as_of, max_steps=steps)[0]
