"""The calls into the pipeline, in one place; numpy and networkx are loaded here and not before."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from depcalc.values.lock import Key
from depcalc.values.report import Report
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

if TYPE_CHECKING:
    from depcalc.pipeline.surveying import Progress


def survey(
    path: Path,
    settings: Settings,
    *,
    lockfiles: Sequence[str],
    environ: Mapping[str, str],
    progress: "Progress",
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
