"""What the screens ask of the pipeline. Tests hand in another one; numpy and networkx load at the first call."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from depcalc.errors import EmptyScopeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from depcalc.pipeline.appraising import Priced
    from depcalc.pipeline.surveying import Progress
    from depcalc.pipeline.whatif import Side
    from depcalc.values.advice import Advice
    from depcalc.values.lock import Key
    from depcalc.values.plan import Plan
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings
    from depcalc.values.survey import Survey
    from depcalc.values.whatif import WhatIf

TRIED = 2  # few worlds and all of them


class Engine(Protocol):
    """Reads the project once; everything after that is pure."""

    def names(self, settings: Settings) -> tuple[str, ...]: ...

    def survey(self, settings: Settings, progress: Progress) -> Survey: ...

    def nothing(self, settings: Settings, why: str) -> Survey: ...

    def appraise(self, survey: Survey, settings: Settings, focus: str | None = None) -> Report: ...

    def values(self, survey: Survey, settings: Settings) -> Mapping[str, float]: ...

    def paths(self, survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]: ...

    def whatif(
        self, survey: Survey, before: Settings, after: Settings, choices: Mapping[str, str]
    ) -> WhatIf: ...

    def plan(self, survey: Survey, settings: Settings, budget: float | None) -> Plan: ...

    def advise(self, survey: Survey, settings: Settings, asked: str, uses: Sequence[str]) -> Advice: ...

    def page(self, survey: Survey, settings: Settings, name: str) -> str: ...


class Held:
    """Answers for one survey, so that a key pays only for what it changes. For several threads.

    What the list shows is kept; of what was tried, the last few.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._survey: Survey | None = None
        self._shown: list[Priced] = []
        self._tried: list[Priced] = []
        self._advised: list[tuple[Priced, Side]] = []

    def price(self, survey: Survey, settings: Settings, *, shown: bool = False) -> Priced:
        """The tree under these settings, worked out where it is not held."""
        from depcalc.pipeline.appraising import price  # noqa: PLC0415

        with self._lock:
            if survey is not self._survey:
                self._survey, self._shown, self._tried, self._advised = survey, [], [], []
            known = [*self._shown, *self._tried]
        found = next((one for one in known if one.settings == settings), None)
        if found is None:
            near = next((one for one in known if one.settings.draws == settings.draws), None)
            found = price(survey, settings, near=near)
        with self._lock:
            if survey is self._survey and not any(one is found for one in known):
                self._keep(found, shown=shown)
        return found

    def advised(self, priced: Priced) -> Side:
        """What a what-if is held against, worked out once for what the list shows."""
        from depcalc.pipeline.whatif import advised_side  # noqa: PLC0415

        with self._lock:
            known = next((side for one, side in self._advised if one is priced), None)
        made = known or advised_side(priced)
        with self._lock:
            if known is None and any(one is priced for one in self._shown):
                self._advised.append((priced, made))
        return made

    def _keep(self, found: Priced, *, shown: bool) -> None:
        if shown:
            self._shown.append(found)
        else:
            self._tried = [found, *self._tried][:TRIED]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The real one, for the project at `path`."""

    path: Path
    lockfiles: tuple[str, ...]
    environ: Mapping[str, str]
    held: Held = field(default_factory=Held, compare=False)

    def names(self, settings: Settings) -> tuple[str, ...]:
        """The direct requirements, from the lock alone: no numpy, no networkx, nothing looked up."""
        from depcalc.lockfiles import merge, read_locks  # noqa: PLC0415
        from depcalc.scope import select  # noqa: PLC0415

        selection = select(merge(read_locks(self.lockfiles or (self.path,))), settings.scope)
        return tuple(sorted({direct.name for direct in selection.directs}))

    def survey(self, settings: Settings, progress: Progress) -> Survey:
        """Everything known from outside: the one call that touches the world."""
        from depcalc import pipeline  # noqa: PLC0415

        return pipeline.survey(
            self.path, settings, lockfiles=self.lockfiles, environ=self.environ, progress=progress
        )

    def nothing(self, settings: Settings, why: str) -> Survey:
        """A survey of an empty tree, to ask about a package without a project."""
        from depcalc.pipeline import newcomer  # noqa: PLC0415

        return newcomer.without_project(self.path.as_posix(), settings, why)

    def appraise(self, survey: Survey, settings: Settings, focus: str | None = None) -> Report:
        """The decisions; `focus` names the one that is explained."""
        from depcalc import pipeline  # noqa: PLC0415

        if focus is None:
            return self.held.price(survey, settings, shown=True).report
        return pipeline.appraise(survey, settings, focus=focus)

    def values(self, survey: Survey, settings: Settings) -> Mapping[str, float]:
        """Medians in force."""
        from depcalc.pipeline.priors import table  # noqa: PLC0415

        return {key: row.p50 for key, row in table(survey, settings).rows.items()}

    def paths(self, survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]:
        """The shortest ways to a package."""
        from depcalc import pipeline  # noqa: PLC0415

        return pipeline.paths(survey, name)

    def whatif(self, survey: Survey, before: Settings, after: Settings, choices: Mapping[str, str]) -> WhatIf:
        """The same sums with other choices or assumptions; closed options are priced and marked."""
        from depcalc.pipeline import whatif  # noqa: PLC0415

        first, second = self.held.price(survey, before), self.held.price(survey, after)
        old = None if first is second else self.held.advised(first)
        return whatif.compare(survey, first, second, choices, closed=True, old=old)

    def plan(self, survey: Survey, settings: Settings, budget: float | None) -> Plan:
        """Where the next dollars do most."""
        from depcalc.pipeline import planning  # noqa: PLC0415

        return planning.steps_of(self.held.price(survey, settings), budget)

    def advise(self, survey: Survey, settings: Settings, asked: str, uses: Sequence[str]) -> Advice:
        """Whether to add one package; `asked` is NAME or NAME==VERSION."""
        from packaging.utils import InvalidName, canonicalize_name  # noqa: PLC0415

        from depcalc.pipeline import advising, using  # noqa: PLC0415

        written, _, version = asked.partition("==")
        try:
            name = canonicalize_name(written, validate=True)
        except InvalidName as error:
            raise UsageError(
                f"{written[:100]!r} is no name of a package", "for example acme-web==1.4.2"
            ) from error
        folder = self.path if self.path.is_dir() else self.path.parent
        named = using.slice_of_names(name, uses, folder, settings, self.environ) if settings.usage else None
        return advising.advise(survey, settings, asked, name, version, uses=uses, named=named)

    def page(self, survey: Survey, settings: Settings, name: str) -> str:
        """The address of a package's page, "" where it is on no public index."""
        from depcalc.evidence.public import find_public_hosts, is_public  # noqa: PLC0415

        hosts = find_public_hosts()
        origins = [package.origin for package in survey.lock.packages if package.key.name == name]
        known = all(
            is_public(one, default_index=settings.default_index, public_hosts=hosts) for one in origins
        )
        return f"https://{hosts[0]}/project/{name}/" if hosts and origins and known else ""


def survey_or_nothing(engine: Engine, settings: Settings, survey: Survey | None) -> Survey:
    """The held survey; without a project the package is judged by itself."""
    return survey or engine.nothing(settings, EmptyScopeError("no lock found").message)
