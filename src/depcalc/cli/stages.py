"""The calls into the pipeline, in one place; numpy and networkx are loaded here and not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

STAGED, WORKTREE = ":staged", ":worktree"  # sides of a diff that are no revision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from depcalc.evidence.online.in_use import Verified
    from depcalc.evidence.online.kept import Chosen
    from depcalc.evidence.online.updating import Updated
    from depcalc.pipeline.surveying import Progress
    from depcalc.values.advice import Advice
    from depcalc.values.checked import Checked
    from depcalc.values.diff import Diff
    from depcalc.values.lock import Key
    from depcalc.values.plan import Plan
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings
    from depcalc.values.survey import SnapshotInfo, Survey
    from depcalc.values.whatif import WhatIf


def survey(
    path: Path,
    settings: Settings,
    *,
    lockfiles: Sequence[str],
    environ: Mapping[str, str],
    progress: Progress,
) -> Survey:
    """Everything known about the project from outside."""
    from depcalc import pipeline  # noqa: PLC0415

    return pipeline.survey(path, settings, lockfiles=lockfiles, environ=environ, progress=progress)


def appraise(survey: Survey, settings: Settings, *, focus: str | None = None) -> Report:
    """The decisions; `focus` names the one that is explained."""
    from depcalc import pipeline  # noqa: PLC0415

    return pipeline.appraise(survey, settings, focus=focus)


def paths(survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]:
    """The shortest ways to a package."""
    from depcalc import pipeline  # noqa: PLC0415

    return pipeline.paths(survey, name)


def check(
    path: Path,
    settings: Settings,
    *,
    lockfiles: Sequence[str],
    new_only: bool,
    base: str,
    strict: bool,
    today: date,
    environ: Mapping[str, str],
    progress: Progress,
) -> Checked:
    """Findings against the policy."""
    from depcalc.pipeline.checking import Asked, check  # noqa: PLC0415
    from depcalc.pipeline.comparing import Place  # noqa: PLC0415

    place = Place(path, tuple(lockfiles))
    return check(place, settings, Asked(new_only, base, strict), environ, today, progress)


def diff(
    path: Path,
    settings: Settings,
    *,
    lockfiles: Sequence[str],
    base: str,
    head: str,
    today: date,
    environ: Mapping[str, str],
) -> Diff:
    """Two revisions of the lock."""
    from depcalc.pipeline.comparing import Place, diff  # noqa: PLC0415

    return diff(Place(path, tuple(lockfiles)), base, head, settings, environ, today)


def public_names(
    path: Path, lockfiles: Sequence[str], settings: Settings, environ: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """Names of the project's packages that may be looked up, and its default index."""
    from depcalc.pipeline.names import public_names  # noqa: PLC0415

    return public_names(lockfiles or (path,), settings, environ)


def data_in_use(
    environ: Mapping[str, str], folder: Path
) -> tuple[Chosen, SnapshotInfo, tuple[tuple[str, str], ...]]:
    """The snapshot in use, open; the bundled one; whom an update asks."""
    from depcalc.evidence.indexes import outside_settings  # noqa: PLC0415
    from depcalc.evidence.online.in_use import in_use  # noqa: PLC0415

    return in_use(outside_settings(environ, (folder,)))


def data_verify(environ: Mapping[str, str]) -> tuple[Verified, ...]:
    """Every snapshot here, and whether it is whole."""
    from depcalc.evidence.online.in_use import verify  # noqa: PLC0415

    return verify(environ)


def data_update(
    names: Sequence[str],
    environ: Mapping[str, str],
    *,
    folder: Path,
    now: datetime,
    default_index: str,
    progress: Progress,
) -> Updated:
    """A new snapshot, or why there is none."""
    from depcalc.evidence.indexes import outside_settings  # noqa: PLC0415
    from depcalc.evidence.online.updating import update  # noqa: PLC0415

    environ = outside_settings(environ, (folder,))
    return update(names, environ, now=now, default_index=default_index, progress=progress)


def advise(
    survey: Survey,
    settings: Settings,
    asked: str,
    name: str,
    version: str,
    *,
    uses: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
) -> Advice:
    """Whether to add one package; the part that would be used is measured where its source is at hand."""
    from depcalc.pipeline import advising, using  # noqa: PLC0415

    named = using.slice_of_names(name, uses, folder, settings, environ) if settings.usage else None
    return advising.advise(survey, settings, asked, name, version, uses=uses, named=named)


def without_project(path: Path, settings: Settings, why: str) -> Survey:
    """A survey of an empty tree."""
    from depcalc.pipeline import newcomer  # noqa: PLC0415

    return newcomer.without_project(path.as_posix(), settings, why)


def plan(survey: Survey, settings: Settings, budget: float | None) -> Plan:
    """Where the next dollars do most."""
    from depcalc.pipeline import planning  # noqa: PLC0415

    return planning.plan(survey, settings, budget)


def whatif(
    survey: Survey, before: Settings, after: Settings, choices: Mapping[str, str], *, closed: bool
) -> WhatIf:
    """The same sums with other choices or assumptions."""
    from depcalc.pipeline import whatif as trying  # noqa: PLC0415

    return trying.whatif(survey, before, after, choices, closed=closed)
