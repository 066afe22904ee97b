"""What the app holds, and the questions it asks: threads compute, a message brings the answer back."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import App

from depcalc.tui import dials
from depcalc.tui.desk import Desk, Superseded
from depcalc.tui.messages import Answered, Failed, Progressed
from depcalc.tui.reading import read
from depcalc.tui.rows import Row, named, waiting
from depcalc.tui.telling import trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from depcalc.render.style import Style
    from depcalc.tui.desk import Alive
    from depcalc.tui.engine import Engine
    from depcalc.tui.messages import Told
    from depcalc.tui.project import Project
    from depcalc.tui.writing import Change, Target
    from depcalc.values.advice import Advice
    from depcalc.values.lock import Key
    from depcalc.values.notice import Notice
    from depcalc.values.placement import Placement
    from depcalc.values.plan import Plan
    from depcalc.values.report import Decision, Report
    from depcalc.values.settings import Settings
    from depcalc.values.survey import Survey
    from depcalc.values.whatif import WhatIf


class Work(App[None]):
    """State and questions; drawing is `DepcalcApp`'s."""

    project = ""
    target: Target | None = None

    def __init__(
        self, engine: Engine, settings: Settings, look: Style, today: date, notices: tuple[Notice, ...] = ()
    ) -> None:
        super().__init__()
        self.engine, self.settings, self.look, self.today = engine, settings, look, today
        self.about = notices
        self.desk = Desk()
        self.drawn = Event()
        self.narrow: Callable[[Report], Report] | None = None  # `--direct`: hides what is indirect
        self.changes: list[Change] = []
        self.budget: float | None = None
        self._empty()

    def _empty(self) -> None:
        """Nothing is known yet."""
        self.places: tuple[Placement, ...] = ()
        self.places_by_name: dict[str, Placement] = {}
        self.survey: Survey | None = None
        self.report: Report | None = None
        self.decisions: dict[str, Decision] = {}
        self.rows: list[Row] = []
        self.preview = False
        self.failed: Failed | None = None
        self.explained: dict[str, Report] = {}
        self.explain_error = ""
        self._paths: dict[str, tuple[tuple[Key, ...], ...]] = {}
        self.medians: Mapping[str, float] = {}
        self.choices: dict[str, str] = {}
        self.medians_after: Mapping[str, float] = {}
        self.after = self.settings
        self.tried: WhatIf | None = None
        self.trying = self.try_preview = False
        self.planned: Plan | None = None
        self.planning = self.plan_preview = False
        self.advice: Advice | None = None
        self.asking, self.ask_error = False, ""
        self.stage, self.done, self.total, self.since = "", 0, 0, time.monotonic()

    # -------------------------------------------------------------- asking

    def start(self, opened: Callable[[], Project] | None = None) -> None:
        """Read the project: names first, then facts, then figures on few worlds, then all of them. `opened` reads
        its settings, where those that are held may be out of date."""
        self._empty()
        self.desk.forget_all()
        self.stage = "reading the lock"
        self._ask("survey", lambda alive: read(self, alive, opened))
        self.draw()

    def _ask(self, kind: str, work: Callable[[Alive], None]) -> None:
        """In a thread; what was asked before of this kind is not waited for."""
        self.desk.ask(kind, lambda alive: self._safely(kind, alive, work))

    def _safely(self, kind: str, alive: Alive, work: Callable[[Alive], None]) -> None:
        """Trouble becomes a message."""
        try:
            work(alive)
        except Superseded:
            raise
        except (
            Exception
        ) as error:  # the end of a thread, as `main` is of a process: silence would look like waiting
            self.post_if(alive, trouble(kind, error))

    def explain(self, name: str) -> None:
        """What the detail view alone shows: what would flip it, the years to come."""
        survey = self.survey
        if survey is None or self.report is None or self.preview or name in self.explained:
            return
        if self.decision(name) is None:
            return
        self.explain_error = ""

        def work(alive: Alive) -> None:
            with self.desk.long(alive):
                report = self.engine.appraise(survey, self.settings, name)
            only = tuple(d for d in report.decisions if d.package == name)
            about = replace(report, decisions=only)
            self.post_if(lambda: self.survey is survey, Answered("explained", about))

        self._ask("explain", work)

    def ask_whatif(self) -> None:
        """The same sums with the choices and assumptions as they stand; few worlds first."""
        survey = self.survey
        if survey is None or self.report is None:
            return
        if not self.choices and self.after == self.settings:
            self.desk.forget("whatif")
            self.tried, self.trying, self.try_preview = None, False, False
            self.draw()
            return
        self.trying = True
        before, after, choices = self.settings, self.after, dict(self.choices)

        def work(alive: Alive) -> None:
            few, fewer = dials.preview_of(before), dials.preview_of(after)
            if few is not None and fewer is not None and alive():
                made = self.engine.whatif(survey, few, fewer, choices)
                self.post_if(alive, Answered("whatif", made, preview=True))
            with self.desk.long(alive):
                if alive():
                    made = self.engine.whatif(survey, before, after, choices)
                    self.post_if(alive, Answered("whatif", made))

        self._ask("whatif", work)
        self.draw()

    def post_if(self, alive: Alive, message: Told) -> None:
        """Unless a newer question has been asked, by now or by the time it is read. From any thread; once the screen
        is gone nobody listens."""
        message.alive = alive
        if alive():
            with suppress(RuntimeError):  # the loop has ended
                self.post_message(message)

    def ask_plan(self) -> None:
        """Where the next dollars do most."""
        survey, budget = self.survey, self.budget
        if survey is None or self.report is None or self.planning:
            return
        self.planning = True

        def work(alive: Alive) -> None:
            few = dials.preview_of(self.settings)
            if few is not None:
                self.post_if(alive, Answered("plan", self.engine.plan(survey, few, budget), preview=True))
            with self.desk.long(alive):
                if alive():
                    self.post_if(alive, Answered("plan", self.engine.plan(survey, self.settings, budget)))

        self._ask("plan", work)

    def ask_about(self, words: str) -> None:
        """One package that may not be in the tree."""
        name, _, rest = words.partition(" ")
        uses = tuple(part.strip() for part in rest.split(",") if part.strip())
        survey, settings = self.survey, self.settings
        self.asking, self.ask_error, self.advice = True, "", None

        def work(alive: Alive) -> None:
            from depcalc.tui.engine import survey_or_nothing  # noqa: PLC0415

            held = survey_or_nothing(self.engine, settings, survey)
            self.post_if(alive, Answered("advice", self.engine.advise(held, settings, name, uses)))

        self._ask("advice", work)
        self.draw()

    # -------------------------------------------------------------- answers

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        if message.alive():
            self.stage, self.done, self.total = message.stage, message.done, message.total
            self.tick()

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        if message.alive():
            getattr(self, f"_take_{message.kind}")(cast(Any, message.value), message.preview)
            self.draw()

    def _take_project(self, project: Project, _: bool) -> None:
        self.engine, self.settings, self.project, self.about, self.target = project
        self.after = self.settings

    def _take_names(self, names: tuple[str, ...], _: bool) -> None:
        self.rows = named(names, self.look)
        self.call_after_refresh(self.drawn.set)

    def _take_survey(self, survey: Survey, _: bool) -> None:
        self.survey, self.places = survey, survey.placements
        self.places_by_name = {place.name: place for place in survey.placements}
        self.rows = waiting(survey.placements, self.look)

    def _take_report(self, report: Report, preview: bool) -> None:
        from depcalc.tui.pricing import priced  # noqa: PLC0415

        self.report, self.preview = report, preview
        self.decisions = {d.package: d for d in report.decisions}
        self.rows = priced(report, self.look, shared=not self.direct)
        if not preview:
            self.stage = ""

    def _take_medians(self, medians: Mapping[str, float], _: bool) -> None:
        if self.after == self.settings:
            self.medians_after = medians
        self.medians = medians

    def _take_explained(self, report: Report, _: bool) -> None:
        for decision in report.decisions:
            self.explained[decision.package] = report

    def _take_whatif(self, made: WhatIf, preview: bool) -> None:
        self.tried, self.trying, self.try_preview = made, preview, preview

    def _take_plan(self, plan: Plan, preview: bool) -> None:
        if plan.budget == self.budget:
            self.planned, self.planning, self.plan_preview = plan, preview, preview

    def _take_advice(self, advice: Advice, _: bool) -> None:
        self.advice, self.asking = advice, False

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if not message.alive():
            return
        said = "\n".join(filter(None, (message.what, message.hint)))
        if message.kind == "survey":
            self.failed, self.stage = message, ""
        elif message.kind == "advice":
            self.asking, self.ask_error = False, said
        elif message.kind == "explain":
            self.explain_error = said
        else:
            self.trying = self.planning = self.try_preview = self.plan_preview = False
            self.notify(said, severity="error", markup=False)
        self.draw()

    # -------------------------------------------------------------- looking up

    @property
    def direct(self) -> bool:
        """What is indirect stays hidden; totals include it."""
        return self.narrow is not None

    def told(self, report: Report) -> Report:
        """A report as the commands tell it."""
        return self.narrow(report) if self.narrow else report

    def decision(self, name: str) -> Decision | None:
        """The row of a package, None where it has none."""
        return self.decisions.get(name)

    def paths_to(self, name: str) -> tuple[tuple[Key, ...], ...]:
        """The shortest ways to a package, worked out once."""
        if name not in self._paths and self.survey is not None and name in self.places_by_name:
            self._paths[name] = self.engine.paths(self.survey, name)
        return self._paths.get(name, ())

    # -------------------------------------------------------------- what the screen does

    def draw(self) -> None:
        """Show what is held now."""

    def tick(self) -> None:
        """Show what is going on."""
