"""What if: options of marked packages and assumptions, changed in place, beside today and the advice."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Static

from depcalc.render.style import Style
from depcalc.render.text import wrap
from depcalc.render.whatif import render_whatif
from depcalc.render.wording import amount, between, dollars, share
from depcalc.tui import dials
from depcalc.tui.columns import Column, joined, taken, titles
from depcalc.tui.inks import coloured, plain, slider, verdict
from depcalc.tui.lines import EDGE, Lines
from depcalc.tui.rows import WAITING
from depcalc.tui.views.base import Reader, Said, View
from depcalc.values.report import Range
from depcalc.values.whatif import RowChange, WhatIf

PACKAGE, DIAL = "package:", "dial:"
COLUMNS = (
    Column("what", "What", 18, "<", 0),
    Column("was", "As it is", 10, "<"),
    Column("then", "What if", 19, "<"),
    Column("before", "$/yr", 7),
    Column("after", "then", 7),
    Column("change", "change", 7),
)
FIRST_TO_GO = ("before", "after", "was")
FIGURE = 12  # cells for what a slider stands at
TRACK = 24  # cells of a slider between its ends, where there is room
NARROW = {"what": 12, "then": 16, "change": 7}
CLOSED = " closed"


def columns(width: int) -> list[Column]:
    """Those that fit; what is tried and what it changes always do."""
    kept = list(COLUMNS)
    for key in FIRST_TO_GO:
        if taken(kept) > width:
            kept = [column for column in kept if column.key != key]
    if taken(kept) > width:
        return [one._replace(width=NARROW[one.key], gap=min(one.gap, 1)) for one in kept]
    return kept


def _for_dials(columns: list[Column]) -> list[Column]:
    """An assumption has no money of its own: its slider takes that room, or its name where there is no slider."""
    kept = [column for column in columns if column.key in ("what", "was", "then")]
    at = len(kept) - 1 if len(kept) == 3 else 0
    kept[at] = kept[at]._replace(width=kept[at].width + taken(columns) - taken(kept))
    return kept


def signed(usd: float) -> str:
    """A change with its sign."""
    if abs(usd) < 0.005:
        return "0"
    return f"+{amount(usd)}" if usd > 0 else amount(usd)


def lean(made: WhatIf, style: Style) -> WhatIf:
    """What its page needs and no more: cleaning two whole reports would take longer than the sums. The names of
    what was chosen are outside text, too."""
    closed = {row.package for row in made.rows if row.closed}
    report = replace(
        made.after,
        decisions=tuple(d for d in made.after.decisions if d.package in closed),
        packages=(), shared=(), notices=(), own=(), findings=(), joint=(), paths=(), owned=None,
    )  # fmt: skip
    choices = {plain(name, style): option for name, option in made.choices.items()}
    return replace(made, before=report, after=report, choices=choices)


def difference(made: WhatIf, width: int, style: Style) -> Text:
    """Against today, against the advice, and what the assumptions move: always in sight."""
    today, advised = made.against_today, made.against_advised
    lines = [
        _saved("Against today", today),
        _saved("Against the advice", advised) + _odds(made)
        if made.choices
        else "No option chosen: as advised. space in the list marks a package",
        plain(_moved(made), style),
    ]
    return Text("\n".join(wrap(line, width) for line in lines if line))


def _odds(made: WhatIf) -> str:
    return "" if _flat(made.against_advised) else f"; saves in {share(made.p_saves)} of the worlds"


def _flat(usd: Range) -> bool:
    return max(abs(usd.mean), abs(usd.p05), abs(usd.p95)) < 0.005


def _saved(against: str, usd: Range) -> str:
    if _flat(usd):
        return f"{against}: no difference"
    verb = "saves" if usd.mean >= 0 else "costs"
    more = "" if usd.mean >= 0 else " more"
    ends = usd if usd.mean >= 0 else Range(0.0, -usd.p95, -usd.p50, -usd.p05)
    return f"{against}: {verb} {dollars(abs(usd.mean))}/yr{more} ({between(ends)})"


def _moved(made: WhatIf) -> str:
    if not made.changed:
        return ""
    turned = [
        f"{row.package} {row.advised} to {row.verdict}" for row in made.rows if row.verdict != row.advised
    ]
    pair = made.advised
    said = f"; verdicts: {', '.join(turned[:4])}" if turned else "; no verdict changes"
    more = f" and {len(turned) - 4} more" if len(turned) > 4 else ""
    return f"Advised total {amount(pair.before.mean)} to {amount(pair.after.mean)} $/yr{said}{more}"


class WhatIfView(View):
    """Marked packages first, then the assumptions; one list, one cursor."""

    title = "What-if"
    help = """\
  up down j k   pick                left right  change
  0             as it was           R           all as it was, marks stay
  x             unmark the package  enter       details of the package
  a             mark another one    d           record the option
  tab goes to the page below; space in the list marks a package.
  unhardened: a rewrite as people usually do it, searched by nobody
  closed: the gate, or nothing to take its place; priced all the same
"""
    BINDINGS: ClassVar = [
        Binding("left,h,minus", "move(-1)", "Less", key_display="←"),
        Binding("right,l,plus", "move(1)", "More", key_display="→"),
        Binding("enter", "details", "Details", show=False),
        Binding("0", "back", "As it was"),
        Binding("x", "unmark", "Unmark"),
        Binding("R", "reset", "Reset", show=False),
        Binding("d", "app.decide", "Decide", show=False),
        Binding("a", "app.show('list')", "Mark more", show=False),
        Binding("escape", "app.show('list')", "Back", show=False),
    ]
    DEFAULT_CSS = """
    WhatIfView #difference { height: auto; max-height: 40%; padding: 0 1; }
    WhatIfView #dials { height: auto; max-height: 60%; }
    WhatIfView #titles { color: $text-muted; text-style: bold; }
    WhatIfView.stale #difference, WhatIfView.stale #moved { text-style: dim; }
    """

    def __init__(self) -> None:
        super().__init__(id="whatif")
        self._columns: list[Column] = []
        self._changes: dict[str, RowChange] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="difference", markup=False)
        yield Said("titles")
        yield Lines(self._drawn, self._moved, "dials")
        with Reader():
            yield Static(id="moved", markup=False)

    @property
    def grid(self) -> Lines:
        return self.query_one(Lines)

    def main(self) -> Lines:
        return self.grid

    def package(self) -> str:
        key = self.grid.key
        return key.removeprefix(PACKAGE) if key.startswith(PACKAGE) else ""

    def line(self) -> str:
        return self._drawn(self.grid.key).plain.strip() if self.grid.key else ""

    def text(self) -> str:
        made = self.held.tried
        parts = [f"{titles(self._columns).plain[1:].rstrip()}\n{self.grid.lines()}"]
        if made:
            parts.append(render_whatif(lean(made, self.style_), replace(self.style_, width=100)))
        return "\n\n".join(parts)

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def redraw(self) -> None:
        if not self.size.width:
            return
        self._fill()
        self.set_class(self.held.trying, "stale")
        made, report = self.held.tried, self.held.report
        width = self.size.width - 2
        says = Text("Not priced yet." if report is None else "As it is. Change something below.")
        moved = Text()
        if made is not None:
            says = difference(made, width, self.style_)
            moved = self._about(made, width)
        if self.held.trying or self.held.try_preview:
            note = "recomputing" if self.held.trying and not self.held.try_preview else "preview"
            worlds = f", {made.after.draws:,} worlds" if made and self.held.try_preview else ""
            says.append(f"\n{note}{worlds}", "dim")
        self.query_one("#difference", Static).update(says)
        self.query_one("#moved", Static).update(moved)

    def _about(self, made: WhatIf, width: int) -> Text:
        """All that `depcalc whatif` says."""
        style = replace(self.style_, width=width, colour="truecolor")
        return coloured(render_whatif(lean(made, style), style))

    def _fill(self) -> None:
        app, grid = self.held, self.grid
        self._columns = columns(self.size.width - EDGE)
        self._changes = {row.package: row for row in app.tried.rows} if app.tried else {}
        marked = [PACKAGE + name for name in sorted(app.choices) if app.decision(name)]
        grid.put([*marked, *(DIAL + dial.key for dial in dials.DIALS)], grid.key)
        self.query_one("#titles", Said).say(titles(self._columns))

    def _moved(self) -> None:
        """Nothing here follows the cursor."""

    def _drawn(self, key: str) -> Text:
        columns = self._columns
        if key.startswith(PACKAGE):
            cells = self._package(key.removeprefix(PACKAGE))
        else:
            columns = _for_dials(columns)
            cells = self._dial(dials.BY_KEY[key.removeprefix(DIAL)], columns)
        shown = [cells.get(column.key, Text()) for column in columns]
        for text, column in zip(shown, columns, strict=True):
            text.truncate(column.width, overflow="ellipsis")
        return joined(columns, shown)

    def _package(self, name: str) -> dict[str, Text]:
        app, change = self.held, self._changes.get(name)
        decision, option = app.decision(name), app.choices.get(name, "")
        fresh = change if change and change.option == option else None
        closed = CLOSED if fresh and fresh.closed else ""
        word = option.removeprefix("rewrite-")
        money = (WAITING,) * 3
        if fresh and (pair := fresh.chosen):
            money = (amount(pair.before.mean), amount(pair.after.mean), signed(pair.change.mean))
        dim = "dim" if app.trying or app.try_preview else ""
        return {
            "what": Text(plain(name, self.style_)),
            "was": verdict(decision.verdict if decision else "", self.style_),
            "then": verdict(option.partition("-")[0], self.style_, word + closed),
            **{key: Text(text, dim) for key, text in zip(("before", "after", "change"), money, strict=True)},
        }

    def _dial(self, dial: dials.Dial, columns: list[Column]) -> dict[str, Text]:
        app = self.held
        home = dials.value(dial, app.settings, app.medians)
        was = dials.shown(dial, home)
        now = dials.value(dial, app.after, app.medians_after)
        said = dials.shown(dial, now)
        roomy = any(column.key == "was" for column in columns)
        wide = min(TRACK, columns[-1].width - FIGURE - 3)
        track = f"{slider(dials.part(dial, now, home), wide, self.style_)} " if roomy else ""
        new = Text(said, "bold") if said != was else Text("" if roomy else said, "dim")
        return {
            "what": Text(dial.label),
            "was": Text(was),
            "then": Text.assemble((track, "dim"), new),
        }

    # -------------------------------------------------------------- keys

    def action_move(self, by: int) -> None:
        """One step of what the cursor is on."""
        app, key = self.held, self.grid.key
        if app.report is None:
            return
        if name := self.package():
            if (decision := app.decision(name)) is not None:
                app.choose(name, dials.next_choice(decision, app.choices[name], by))
        elif key.startswith(DIAL):
            dial = dials.BY_KEY[key.removeprefix(DIAL)]
            app.assume(dials.moved(dial, app.after, app.medians_after, by, app.home_of(dial)))

    def action_back(self) -> None:
        """What the cursor is on, as it was."""
        app, key = self.held, self.grid.key
        if (name := self.package()) and (decision := app.decision(name)) is not None:
            app.choose(name, dials.as_advised(decision))
        elif key.startswith(DIAL):
            app.assume(dials.back(app.after, app.settings, key.removeprefix(DIAL)))

    def action_unmark(self) -> None:
        """Not this package."""
        if name := self.package():
            self.held.choose(name, "")

    def action_reset(self) -> None:
        """Everything as it was; what is marked stays marked."""
        self.held.reset()

    @on(Lines.Chosen)
    async def action_details(self) -> None:
        """Of the package that the cursor is on."""
        if self.package():
            await self.held.action_details()
