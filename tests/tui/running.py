"""The app with plain functions in place of the pipeline, and what its screen shows as text."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from textual.pilot import Pilot

from depcalc.assumptions import with_settings
from depcalc.cli.tui import save
from depcalc.errors import DepcalcError
from depcalc.render.style import Style
from depcalc.tui.app import DepcalcApp
from depcalc.values.advice import Advice, Brings, Reason
from depcalc.values.fact import Fact
from depcalc.values.lock import Key
from depcalc.values.placement import Placement
from depcalc.values.report import PackageRow, Report
from depcalc.values.settings import Settings
from depcalc.values.survey import SnapshotInfo
from depcalc.values.whatif import Pair, RowChange, WhatIf
from tests.builders import AS_OF, a_decision, a_range, a_report, a_survey
from tests.render.test_plan import a_plan

SIZES = ((40, 10), (80, 24), (120, 34))
TODAY = date(2026, 11, 21)
DRAWS = 4000


def places_of(report: Report) -> tuple[Placement, ...]:
    """The graph that a report made by hand would come from."""
    brought = {name: d.package for d in report.decisions for name in d.leaves_with}
    shared = {name: row.needed_by for row in report.shared for name in row.packages}
    directs = [
        Placement(d.package, d.versions, True, ("",), "production", 1, (), (), d.leaves_with,
                  (d.package, *d.leaves_with))
        for d in report.decisions
    ]  # fmt: skip
    below = [
        Placement(name, ("1.0",), False, ("",), "production", 2, (by,), (by,), (), (name,))
        for name, by in brought.items()
        if name not in {d.package for d in report.decisions}
    ]
    rest = [
        Placement(name, ("1.0",), False, ("",), "production", 2, by, by, (), (name,))
        for name, by in shared.items()
        if name not in brought and name not in {d.package for d in report.decisions}
    ]
    return (*directs, *below, *rest)


def a_tree_report(**changes: Any) -> Report:
    """Figures of single packages that add up to the rows."""
    report = a_report(**changes)
    own = {}
    for d in report.decisions:
        today = d.option("today")
        each = (today.cost.mean if today else 0.0) / (2 * len(d.leaves_with) or 1)
        own |= dict.fromkeys(d.leaves_with, each)
        own[d.package] = (today.cost.mean if today else 0.0) / (2 if d.leaves_with else 1)
    for row in report.shared:
        own |= dict.fromkeys(row.packages, row.today.mean / len(row.packages))
    kept = {row.name: row for row in report.packages}
    rows = tuple(
        replace(kept.get(p.name) or PackageRow(p.name, "1.0", p.direct, p.groups, p.exposure, p.dependents, p.depth,
                                               (), None), today_usd=own.get(p.name, 0.0))
        for p in places_of(report)
    )  # fmt: skip
    return replace(report, packages=rows)


def a_whatif(report: Report, choices: dict[str, str], changed: tuple[Any, ...] = ()) -> WhatIf:
    """Choices cost 100 a year each."""
    pair = Pair(a_range(730), a_range(830), a_range(100))
    rows = tuple(
        RowChange(d.package, d.verdict, d.verdict, choices.get(d.package, d.verdict), d.package in choices,
                  "", pair, pair, a_range(50), a_range(-100, -200, 10))
        for d in report.decisions
    )  # fmt: skip
    return WhatIf(report, report, choices, changed, rows, pair, pair, pair, a_range(1030), a_range(-100, -200, 10),
                  0.1, (), ())  # fmt: skip


def an_advice(**changes: Any) -> Advice:
    made = Advice(
        asked="acme-web", name="acme-web", version="4.2.16", version_from="newest known", verdict="add",
        instead="", confidence="strong", reasons=(Reason("cheapest", "Nothing that is open costs less."),),
        asks=("set a cooldown",), here=None, gates=(), decision=a_decision(package="acme-web"),
        alternatives=(), brings=Fact(Brings(("acme-asgi",), ()), "lock"), near=(), uses=(), slice=None,
        plan=None, facts=(), gaps=(), tool_version="0.1.0", as_of=AS_OF, seed=1, draws=DRAWS,
        profile="team", exposure="internet", policy="lock", python="3.11", python_known=True,
        loss_median=300_000.0, loss_mean=615_000.0, assumptions_digest="a1b2", changed_assumptions=(),
        snapshot=SnapshotInfo("2026-08-18-9f3c", AS_OF), path="shop-api", lockfiles=(),
    )  # fmt: skip
    return replace(made, **changes)


@dataclass
class FakeEngine:
    """Answers at once; `asked` keeps what the screens asked for."""

    report: Report = field(default_factory=a_tree_report)
    error: DepcalcError | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    gate: Callable[[str], None] = lambda what: None
    verdict_at: Callable[[Settings], str] | None = None

    def names(self, settings):
        if self.error:
            raise self.error
        return tuple(sorted(d.package for d in self.report.decisions))

    def survey(self, settings, progress):
        progress("reading your source", 3, 10)
        self.gate("survey")
        return a_survey(placements=places_of(self.report))

    def nothing(self, settings, why):
        return a_survey(placements=())

    def appraise(self, survey, settings, focus=None):
        self.asked.append(("appraise", settings, focus))
        self.gate("preview" if settings.draws else "appraise")
        return replace(self.report, draws=settings.draws or DRAWS)

    def values(self, survey, settings):
        return {key: row.p50 for key, row in with_settings(settings).rows.items()}

    def paths(self, survey, name):
        return ((Key("acme-web", "1.0"), Key(name, "1.0")),)

    def whatif(self, survey, before, after, choices):
        self.asked.append(("whatif", after, dict(choices)))
        self.gate("whatif preview" if after.draws else "whatif")
        changed = (("loss", 300_000.0, after.loss),) if after.loss else ()
        report = replace(self.report, draws=after.draws or DRAWS)
        return a_whatif(report, dict(choices), changed)

    def plan(self, survey, settings, budget):
        self.asked.append(("plan", settings, budget))
        return a_plan(report=replace(self.report, draws=settings.draws or DRAWS), budget=budget)

    def advise(self, survey, settings, asked, uses):
        self.asked.append(("advise", asked, tuple(uses)))
        return an_advice(asked=asked, uses=tuple(uses))

    def page(self, survey, settings, name):
        return f"https://index.example/project/{name}/"


def an_app(engine: FakeEngine | None = None, **options: Any) -> DepcalcApp:
    look = options.pop("look", Style())
    options.setdefault("save", save)
    return DepcalcApp(engine or FakeEngine(), Settings(), look, today=TODAY, name="shop-api", **options)


Scene = Callable[[DepcalcApp, Pilot[None]], Awaitable[None]]


def play(
    scene: Scene,
    app: DepcalcApp | None = None,
    size: tuple[int, int] = (80, 24),
    *,
    settle: bool = True,
    words: bool = False,
) -> None:
    """Runs a scene once everything first asked for is there. `words`: those in passing are shown, too."""

    async def played() -> None:
        made = app or an_app()
        async with made.run_test(size=size, notifications=words) as pilot:
            if settle:
                await settled(made, pilot)
            await scene(made, pilot)

    asyncio.run(played())


async def settled(app: DepcalcApp, pilot: Pilot[None]) -> None:
    """Nothing is being computed, and the screen shows it."""
    for _ in range(4):
        await pilot.pause()
        while app.desk.busy:
            await asyncio.sleep(0.005)
    await pilot.pause()


async def until(app: DepcalcApp, pilot: Pilot[None], words: str) -> None:
    """The screen comes to show these words."""
    for _ in range(1000):
        if words in screen(app):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never shown: {words}\n{screen(app)}")


async def press(app: DepcalcApp, pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(app, pilot)


def screen(app: DepcalcApp) -> str:
    """What the terminal shows, line by line. The one place that looks into Textual."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return "\n".join(lines) + "\n"
