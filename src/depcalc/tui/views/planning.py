"""The plan: what to do first with so many dollars, and where they end."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Static

from depcalc.render.plan import left, render_plan
from depcalc.render.style import Style
from depcalc.render.text import clean, cut, scrub, wrap
from depcalc.render.wording import amount, between, count, dollars, listed, spread
from depcalc.tui import steps, writing
from depcalc.tui.columns import Column, joined, taken, titles
from depcalc.tui.dialogs import Window
from depcalc.tui.inks import plain, slider
from depcalc.tui.lines import EDGE, Lines
from depcalc.tui.views.base import Said, View
from depcalc.values.plan import Plan, Step

CUT = "\0cut"
LOW = 12  # lines; below it the steps need every one
WIDE = 60  # cells; below it the line of the sum so far goes


def budget_words(budget: float | None, *, short: bool = False) -> str:
    """A budget, or none."""
    if budget is None:
        return "all that pays" if short else "everything that pays"
    return f"{dollars(budget)}, first year" if short else f"{dollars(budget)} in the first year"


def summary(plan: Plan) -> str:
    """What the budget buys."""
    done = [step for step in plan.steps if step.state in ("in", "part")]
    return (
        f"Buys an estimated {dollars(plan.removed.mean)}/yr less expected loss of {dollars(plan.loss_before.mean)}"
        f" ({between(plan.removed)}) for {dollars(plan.spent)} with {count(len(done), 'step')}.{left(plan)}"
    )


class PlanView(View):
    """Steps in order, the line where the money ends, decisions to keep."""

    title = "Plan"
    notes = "Nothing is written before you saw the exact change and said yes."
    BINDINGS: ClassVar = [
        Binding("left,h,minus", "money(-1)", "Less", key_display="←", tooltip="less money"),
        Binding("right,l,plus", "money(1)", "More", key_display="→", tooltip="more money"),
        Binding("space", "choose", "Choose", tooltip="keep what it decides"),
        Binding("enter", "details", "Details", key_display="enter", tooltip="details, reasons"),
        Binding("v", "app.waive", "Waive", show=False, tooltip="waive the package"),
        Binding("escape", "app.show('list')", "Back", show=False, tooltip="to the list"),
    ]
    DEFAULT_CSS = """
    PlanView #budget { height: auto; max-height: 40%; padding: 0 1; }
    PlanView #step { height: auto; max-height: 30%; padding: 0 1; color: $text-muted; }
    PlanView #titles { height: 1; color: $text-muted; text-style: bold; }
    PlanView.stale Lines, PlanView.stale #budget { text-style: dim; }
    """

    def __init__(self) -> None:
        super().__init__(id="plan")
        self._steps: dict[str, Step] = {}
        self._columns: list[Column] = []
        self._of: Plan | None = None
        self._scale = steps.budgets(0.0)

    def compose(self) -> ComposeResult:
        yield Static(id="budget", markup=False)
        yield Said("titles")
        yield Lines(self._drawn, self._about, "steps")
        yield Static(id="step", markup=False)

    @property
    def grid(self) -> Lines:
        return self.query_one(Lines)

    def main(self) -> Lines:
        return self.grid

    def package(self) -> str:
        plan, key = self.held.planned, self.grid.key
        names = plan.steps[int(key)].packages if plan and key in self._steps else ()
        return names[0] if names else ""

    def line(self) -> str:
        step = self._steps.get(self.grid.key)
        return f"{step.what}  {amount(step.cost)}" if step else ""

    def text(self) -> str:
        plan = self.held.planned
        return render_plan(plan, Style(width=100, ascii=self.style_.ascii)) if plan else ""

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def redraw(self) -> None:
        if not self.area.width:
            return
        app = self.held
        self.set_class(app.planning or app.plan_preview, "stale")
        plan = app.planned
        if plan is None and app.report is not None:
            app.ask_plan()
        if plan is not self._of:
            self._of = plan
            shown = scrub(plan.steps, lambda text: plain(text, self.style_)) if plan else ()
            self._steps = {str(n): step for n, step in enumerate(shown)}
            self._scale = steps.budgets(plan.whole) if plan else self._scale
        self._say(plan)
        self._fill(plan)
        self._about()

    def _say(self, plan: Plan | None) -> None:
        app, width = self.held, self.area.width - 2
        at = steps.place(self._scale, app.budget) / (len(self._scale) - 1)
        short = width < WIDE
        said = budget_words(app.budget, short=short)
        line = f"Budget  {slider(at, 8 if short else 20, self.style_)}  {said}"
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
        grid, width = self.grid, self.area.width - EDGE
        self._columns = _columns(width)
        keys = list(self._steps)
        if plan and plan.budget is not None and any(s.state in ("part", "beyond") for s in plan.steps):
            ends = (n for n, step in enumerate(plan.steps) if step.state in ("beyond", "not worth it"))
            keys.insert(next(ends, len(keys)), CUT)
        grid.put(keys, grid.key)
        self.query_one("#titles", Said).say(titles(self._columns) if keys else Text())

    def _drawn(self, key: str) -> Text:
        if key == CUT:
            return self._cut()
        step, style = self._steps[key], self.style_
        writes = self._writes(key)
        chosen = writes and all(change in self.held.changes for change in writes)
        mark = ("*" if style.ascii else "✓") if chosen else " "
        texts = {
            "n": f"{mark}{int(key) + 1:3}",
            "what": step.what + (", in part" if step.state == "part" else ""),
            "cost": amount(step.cost),
            "spent": amount(step.spent),
            "less": "-" if step.urgent else amount(step.removed.mean),
        }
        dim = "dim" if step.state in ("beyond", "not worth it") else ""
        cells = [Text(cut(texts[one.key], one.width), dim) for one in self._columns]
        return joined(self._columns, cells)

    def _cut(self) -> Text:
        line, plan = "-" if self.style_.ascii else "─", self.held.planned
        said = f"{line * 2} {dollars((plan.budget if plan else None) or 0.0)} ends here "
        return Text((said + line * (width := taken(self._columns)))[:width], "bold")

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
        width, low = self.area.width - 2, self.area.height < LOW
        self.query_one("#step", Static).update(Text(cut(text, width) if low else wrap(text, width)))

    # -------------------------------------------------------------- keys

    def action_money(self, by: int) -> None:
        """Less or more to spend."""
        self.held.spend(steps.moved(self._scale, self.held.budget, by))

    def _writes(self, key: str) -> tuple[writing.Change, ...]:
        """What choosing the step would write, in the names as they are."""
        plan = self.held.planned
        if plan is None or key not in self._steps:
            return ()
        return steps.decides(plan.steps[int(key)], self.held.medians.get("cooldown"), self.held.today)

    def action_choose(self) -> None:
        """What a step decides goes with the changes to write, or out of them."""
        step, writes = self._steps.get(self.grid.key), self._writes(self.grid.key)
        if step is None:
            return
        if not writes:
            self.held.notify(steps.no_decision(step), markup=False)
            return
        self.held.toggle(writes)

    @on(Lines.Chosen)
    async def action_details(self) -> None:
        """Of the package that the step is about; where it is about none, why the step is here."""
        step = self._steps.get(self.grid.key)
        if self.package() in self.held.decisions:
            await self.held.action_details()
        elif step is not None:
            said = steps.reasons(
                step,
                self.held.decisions.values(),
                self._writes(self.grid.key),
                lambda text: plain(text, self.style_),
            )
            self.held.push_screen(Window(f"Step {int(self.grid.key) + 1}", Text(said)))


def _columns(width: int) -> list[Column]:
    """What a step is, then its money; in a narrow window the sum so far goes."""
    money = [Column("cost", "1st yr", 7), Column("spent", "So far", 7), Column("less", "Less/yr", 7)]
    if width < WIDE:
        del money[1]
    what = Column("what", "Step", max(8, width - 4 - 2 - taken(money)), "<")
    return [Column("n", "", 4, "<", 0), what._replace(gap=2), *money]
