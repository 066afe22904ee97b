"""The plan: what to do first with so many dollars, and where they end."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import DataTable, Static

from depcalc.render.plan import render_plan
from depcalc.render.style import Style
from depcalc.render.text import clean, cut, scrub, wrap
from depcalc.render.wording import amount, between, count, dollars, listed, spread
from depcalc.tui.dials import ladder
from depcalc.tui.inks import plain, slider
from depcalc.tui.views.base import Grid, View
from depcalc.values.plan import Plan, Step

BUDGETS: tuple[float | None, ...] = (0.0, *ladder(2, 7), None)
CUT = "\0cut"
FIGURES = (7, 7, 7)
VERDICTS = {"drop": "drop", "replace": "replace", "vendor": "vendor", "rewrite": "rewrite", "upgrade": "keep"}


def budget_words(budget: float | None) -> str:
    """A budget, or none."""
    return "everything that pays" if budget is None else f"{dollars(budget)} in the first year"


def summary(plan: Plan) -> str:
    """What the budget buys."""
    done = [step for step in plan.steps if step.state in ("in", "part")]
    return (
        f"Buys an estimated {dollars(plan.removed.mean)}/yr less expected loss of {dollars(plan.loss_before.mean)}"
        f" ({between(plan.removed)}) for {dollars(plan.spent)} with {count(len(done), 'step')}."
    )


class PlanView(View):
    """Steps in order, the line where the money ends, decisions to keep."""

    title = "Plan"
    help = """\
  left right    less, more money    space   choose: its packages as decided
  up down j k   move                w       preview and write what is chosen
  enter         details             W       forget what is chosen
  Nothing is written before you have seen the exact change and said yes.
"""
    BINDINGS: ClassVar = [
        Binding("left,h,minus", "money(-1)", "Less", key_display="←"),
        Binding("right,l,plus", "money(1)", "More", key_display="→"),
        Binding("space", "choose", "Choose"),
        Binding("escape", "app.show('list')", "Back", show=False),
    ]
    DEFAULT_CSS = """
    PlanView #budget { height: auto; max-height: 40%; padding: 0 1; }
    PlanView #step { height: auto; max-height: 30%; padding: 0 1; color: $text-muted; }
    PlanView.stale Grid, PlanView.stale #budget { text-style: dim; }
    """

    def __init__(self) -> None:
        super().__init__(id="plan")
        self._steps: dict[str, Step] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="budget", markup=False)
        yield Grid("steps")
        yield Static(id="step", markup=False)

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def main(self) -> Grid:
        return self.grid

    def package(self) -> str:
        step = self._steps.get(self.grid.key)
        return step.packages[0] if step and step.packages else ""

    def line(self) -> str:
        step = self._steps.get(self.grid.key)
        return f"{step.what}  {amount(step.cost)}" if step else ""

    def text(self) -> str:
        plan = self.held.planned
        return render_plan(plan, Style(width=100, ascii=self.style_.ascii)) if plan else ""

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def redraw(self) -> None:
        if not self.size.width:
            return
        app = self.held
        self.set_class(app.planning or app.plan_preview, "stale")
        plan = app.planned
        if plan is None and app.report is not None:
            app.ask_plan()
        if plan is not None:
            plan = replace(plan, steps=scrub(plan.steps, lambda text: plain(text, self.style_)))
        self._say(plan)
        self._fill(plan)
        self._about()

    def _say(self, plan: Plan | None) -> None:
        app, width = self.held, self.size.width - 2
        at = BUDGETS.index(app.budget) / (len(BUDGETS) - 1)
        line = f"Budget  {slider(at, 20, self.style_)}  {budget_words(app.budget)}"
        says = Text(cut(line, width), "bold")
        note = ""
        if app.planning or app.plan_preview:
            note = f"preview, {plan.report.draws:,} worlds. " if plan and app.plan_preview else "planning. "
        what = summary(plan) if plan else ("" if app.report else "Not priced yet.")
        says.append("\n" + wrap(note + what, width), "not bold")
        if app.changes:
            chosen = listed([clean(c.words) for c in app.changes], 3)
            says.append("\n" + wrap(f"To write (w): {chosen}", width), "not bold")
        self.query_one("#budget", Static).update(says)

    def _fill(self, plan: Plan | None) -> None:
        grid, key = self.grid, self.grid.key
        grid.clear(columns=True)
        self._steps = {}
        room = max(16, self.size.width - sum(FIGURES) - 2 * 6 - 8)
        for title, width in zip(
            ("", "Step", "1st yr", "So far", "Less/yr"), (4, room, *FIGURES), strict=True
        ):
            grid.add_column(Text(title, justify="right" if width == FIGURES[0] else "left"), width=width)
        if plan is None:
            return
        cut_done = plan.budget is None
        for n, step in enumerate(plan.steps):
            if step.state in ("beyond", "not worth it") and not cut_done:
                grid.add_row(*self._cut(plan, room), key=CUT)
                cut_done = True
            self._steps[str(n)] = step
            grid.add_row(*self._step(n, step, room), key=str(n))
        if not cut_done:
            grid.add_row(*self._cut(plan, room), key=CUT)
        grid.put_cursor(key)

    def _cut(self, plan: Plan, room: int) -> list[Text]:
        line = "-" if self.style_.ascii else "─"
        said = f"{line * 2} {dollars(plan.budget or 0.0)} ends here "
        return [Text(line * 4), Text((said + line * room)[:room], "bold"), *[Text(line * 7)] * 3]

    def _step(self, n: int, step: Step, room: int) -> list[Text]:
        chosen = {c.package for c in self.held.changes if c.kind == "decision"}
        mark = ("*" if self.style_.ascii else "✓") if chosen & set(step.packages) else " "
        what = step.what + (", in part" if step.state == "part" else "")
        removed = "-" if step.urgent else amount(step.removed.mean)
        texts = (f"{mark} {n + 1}", cut(what, room), amount(step.cost), amount(step.spent), removed)
        dim = "dim" if step.state in ("beyond", "not worth it") else ""
        return [
            Text(text, dim, justify="right" if at > 1 else "left", no_wrap=True)
            for at, text in enumerate(texts)
        ]

    @on(DataTable.RowHighlighted, "#steps")
    def _about(self) -> None:
        step = self._steps.get(self.grid.key)
        text = ""
        if step:
            text = f"{step.what}: {step.state}"
            if not step.urgent:
                text += f"; removes {spread(step.removed)} $/yr"
            if step.frees:
                text += f"; leaves with it: {listed(step.frees, 6)}"
            if step.meanwhile:
                text += f"; until then upgrade {listed(step.meanwhile, 6)}"
        self.query_one("#step", Static).update(Text(wrap(text, self.size.width - 2)))

    # -------------------------------------------------------------- keys

    def action_money(self, by: int) -> None:
        """Less or more to spend."""
        at = BUDGETS.index(self.held.budget) + by
        self.held.spend(BUDGETS[min(max(at, 0), len(BUDGETS) - 1)])

    def action_choose(self) -> None:
        """The packages of a step go with the decisions to write, or out of them."""
        step, plan = self._steps.get(self.grid.key), self.held.planned
        if step is None or plan is None:
            return
        option = VERDICTS.get(step.kind)
        if option is None or not step.packages:
            self.held.notify("This step is no decision about a package.", markup=False)
            return
        real = plan.steps[int(self.grid.key)]
        for name in real.packages:
            self.held.toggle_decision(name, option)

    @on(DataTable.RowSelected, "#steps")
    async def _enter(self) -> None:
        if self.package():
            await self.held.action_details()
