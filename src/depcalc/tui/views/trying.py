"""What if: options of marked packages and assumptions, changed in place, beside today and the advice."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import DataTable, Static

from depcalc.render.style import Style
from depcalc.render.text import wrap
from depcalc.render.whatif import render_whatif
from depcalc.render.wording import amount, between, dollars, share
from depcalc.tui import dials
from depcalc.tui.inks import coloured, fitted, plain, slider, verdict
from depcalc.tui.views.base import Grid, View
from depcalc.values.report import Range
from depcalc.values.whatif import RowChange, WhatIf

PACKAGE, DIAL = "package:", "dial:"
WHAT, WORD, MONEY, TRACK = 18, 11, 7, 17


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
        _saved("Against the advice", advised) + f"; saves in {share(made.p_saves)} of the worlds"
        if made.choices
        else "No option chosen: as advised. space in the list marks a package",
        plain(_moved(made), style),
    ]
    return Text("\n".join(wrap(line, width) for line in lines if line))


def _saved(against: str, usd: Range) -> str:
    if max(abs(usd.mean), abs(usd.p05), abs(usd.p95)) < 0.005:
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
  0             as it was           R           everything as it was
  x             unmark the package  enter       details of the package
  a             mark another one    d           record the option as decided
  space in the list marks a package.
"""
    BINDINGS: ClassVar = [
        Binding("left,h,minus", "move(-1)", "Less", key_display="←"),
        Binding("right,l,plus", "move(1)", "More", key_display="→"),
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
    WhatIfView #moved { height: 1fr; padding: 0 1; overflow-y: auto; }
    WhatIfView.stale #difference, WhatIfView.stale #moved { text-style: dim; }
    """

    def __init__(self) -> None:
        super().__init__(id="whatif")
        self._columns: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(id="difference", markup=False)
        yield Grid("dials")
        yield Static(id="moved", markup=False)

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def main(self) -> Grid:
        return self.grid

    def package(self) -> str:
        key = self.grid.key
        return key.removeprefix(PACKAGE) if key.startswith(PACKAGE) else ""

    def line(self) -> str:
        grid = self.grid
        return "  ".join(cell.plain for cell in grid.get_row(grid.key)) if grid.key else ""

    def text(self) -> str:
        made = self.held.tried
        parts = [self.grid.lines()]
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
        grid, key = self.grid, self.grid.key
        rows = dict(self._rows())
        columns = ["What", "As it is", "What if", "$/yr", "then", "change"]
        if list(rows) == [str(k.value) for k in grid.rows] and columns == self._columns:
            for name, cells in rows.items():
                for column, now in zip(columns, cells, strict=True):
                    if grid.get_cell(name, column) != now:
                        grid.update_cell(name, column, now)
            return
        grid.clear(columns=True)
        self._columns = columns
        for column, width in zip(columns, self._widths(), strict=True):
            grid.add_column(column, width=width, key=column)
        for name, cells in rows.items():
            grid.add_row(*cells, key=name)
        grid.put_cursor(key)

    def _widths(self) -> list[int]:
        return [WHAT, WORD, TRACK, MONEY, MONEY, MONEY]

    def _rows(self) -> list[tuple[str, list[Text]]]:
        app = self.held
        changes = {row.package: row for row in app.tried.rows} if app.tried else {}
        rows = []
        for name, option in sorted(app.choices.items()):
            decision = app.decision(name)
            if decision is not None:
                rows.append(
                    (PACKAGE + name, self._package(name, decision.verdict, option, changes.get(name)))
                )
        for dial in dials.DIALS:
            rows.append((DIAL + dial.key, self._dial(dial)))
        return rows

    def _package(self, name: str, now: str, option: str, change: RowChange | None) -> list[Text]:
        fresh = change is not None and change.option == option
        pair = change.chosen if change and fresh else None
        closed = " !" if change and fresh and change.closed else ""
        money = ["…"] * 3
        if pair:
            money = [amount(pair.before.mean), amount(pair.after.mean), signed(pair.change.mean)]
        then = verdict(option.partition("-")[0], self.style_, option + closed)
        cells = [
            Text(fitted(plain(name, self.style_), WHAT).rstrip()),
            verdict(now, self.style_),
            then,
            *(Text(text, justify="right") for text in money),
        ]
        if self.held.trying or self.held.try_preview:
            for cell in cells[3:]:
                cell.stylize("dim")
        return cells

    def _dial(self, dial: dials.Dial) -> list[Text]:
        app = self.held
        was = dials.value(dial, app.settings, app.medians)
        now = dials.value(dial, app.after, app.medians_after)
        blank = [Text("")] * 3
        changed = dials.shown(dial, now) != dials.shown(dial, was)
        then = Text(dials.shown(dial, now), "bold") if changed else Text("", "dim")
        track = Text(slider(dials.part(dial, now), 4, self.style_) + " ", "dim")
        return [Text(dial.label), Text(dials.shown(dial, was)), track.append_text(then), *blank]

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
            app.assume(dials.moved(dial, app.after, app.medians_after, by))

    def action_back(self) -> None:
        """What the cursor is on, as it was."""
        app, key = self.held, self.grid.key
        if name := self.package():
            app.choose(name, "")
        elif key.startswith(DIAL):
            app.assume(dials.back(app.after, app.settings, key.removeprefix(DIAL)))

    def action_unmark(self) -> None:
        """Not this package."""
        if name := self.package():
            self.held.choose(name, "")

    def action_reset(self) -> None:
        """Everything as it was."""
        self.held.reset()

    @on(DataTable.RowSelected, "#dials")
    async def _enter(self) -> None:
        if self.package():
            await self.held.action_details()
