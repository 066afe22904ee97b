"""The list of decisions, with the one under the cursor beside it where there is room."""

import difflib
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.events import Resize
from textual.widgets import DataTable, Input, Static

from depcalc.render.text import cut
from depcalc.render.wording import dollars, listed, spread
from depcalc.tui.inks import plain
from depcalc.tui.rows import SHARED, SORTS, Column, Row, Wanted, cell, chosen, fit
from depcalc.tui.views.base import Grid, View

PANE, PANE_FROM = 42, 110
SORT_WORDS = {"today": "$/yr today", "need": "you would need"}


class ListView(View):
    """Rows at once, figures as they come."""

    title = "List"
    help = """\
  up down j k   move                enter   every number of the row
  g G           first, last         / n N   find; next, previous match
  s S           next order, turn    f       by verdict or flag; esc clears
  space         mark for what-if    d       record the verdict as decided
  v             waive the package
"""
    BINDINGS: ClassVar = [
        Binding("enter", "app.details", "Details", priority=False),
        Binding("slash", "find", "Find", key_display="/"),
        Binding("f", "filter", "Filter"),
        Binding("s", "sort", "Sort"),
        Binding("S", "turn", "Reverse", show=False),
        Binding("space", "mark", "Mark"),
        Binding("n", "step(1)", "Next match", show=False),
        Binding("N", "step(-1)", "Previous match", show=False),
        Binding("escape", "clear", "Clear", show=False),
        Binding("d", "app.decide", "Decide", show=False),
        Binding("v", "app.waive", "Waive", show=False),
    ]
    DEFAULT_CSS = f"""
    ListView #pane {{ width: {PANE}; border-left: solid $panel; padding: 0 1; display: none; }}
    ListView.wide #pane {{ display: block; }}
    ListView #find {{ display: none; height: 1; border: none; padding: 0 1; }}
    ListView.finding #find {{ display: block; }}
    ListView #foot {{ height: 1; color: $text-muted; }}
    ListView #nothing {{ display: none; padding: 1 2; height: 1fr; }}
    ListView.nothing #nothing {{ display: block; }}
    ListView.nothing #rows, ListView.nothing #pane {{ display: none; }}
    """

    def __init__(self) -> None:
        super().__init__(id="list")
        self.wanted = Wanted()
        self.shown: list[Row] = []
        self._columns: list[Column] = []
        self._order: list[str] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Grid("rows")
            with VerticalScroll(id="pane", can_focus=False):
                yield Static(id="about", markup=False)
            yield Static(id="nothing", markup=False)
        yield Static(id="foot", markup=False)
        yield Input(placeholder="part of a name", id="find", compact=True)

    @property
    def grid(self) -> Grid:
        return self.query_one("#rows", Grid)

    def main(self) -> Grid:
        return self.grid

    def package(self) -> str:
        row = self._current()
        return row.name if row and row.key != SHARED else ""

    def line(self) -> str:
        row = self._current()
        return "  ".join([row.word, *row.texts.values()]) if row else ""

    def text(self) -> str:
        return self.grid.lines()

    def _current(self) -> Row | None:
        key = self.grid.key
        return next((row for row in self.shown if row.key == key), None)

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def _resized(self) -> None:
        self.set_class(self.size.width >= PANE_FROM, "wide")
        self.redraw()

    def redraw(self) -> None:
        if not self.size.width:
            return
        width = self.size.width - (PANE if self.size.width >= PANE_FROM else 0) - 1
        columns = fit(width)
        self.shown = chosen(self.held.rows, self.wanted)
        order = [row.key for row in self.shown]
        if columns == self._columns and order == self._order:
            self._update()
        else:
            self._fill(columns, order)
        self._say()
        self._about()

    def _fill(self, columns: list[Column], order: list[str]) -> None:
        grid = self.grid
        key = grid.key if grid.cursor_row else ""  # who has not moved stays at the top
        grid.clear(columns=True)
        for column in columns:
            title = Text(column.title, justify="right" if column.align == ">" else "left")
            grid.add_column(title, width=column.width, key=column.key)
        self._columns, self._order = columns, order
        for row in self.shown:
            grid.add_row(*self._cells(row), key=row.key)
        grid.put_cursor(key)

    def _update(self) -> None:
        """Only what is different: no flicker, and the cursor stays."""
        grid = self.grid
        for row in self.shown:
            for column, now in zip(self._columns, self._cells(row), strict=True):
                if grid.get_cell(row.key, column.key) != now:
                    grid.update_cell(row.key, column.key, now)

    def _cells(self, row: Row) -> list[Text]:
        marked, stale = row.name in self.held.choices and row.key != SHARED, self.held.preview
        return [cell(row, column, self.style_, marked=marked, stale=stale) for column in self._columns]

    def _say(self) -> None:
        state = self.held.state()
        self.set_class(bool(state) or (not self.shown and self.wanted.filtered), "nothing")
        if state or self.has_class("nothing"):
            self.query_one("#nothing", Static).update(state or self._no_match())

    def _no_match(self) -> Text:
        w = self.wanted
        what = " ".join(
            filter(None, (w.verdict, w.flag, f'"{plain(w.find, self.style_)}"' if w.find else ""))
        )
        names = {row.name: plain(row.name, self.style_) for row in self.held.rows if row.key != SHARED}
        near = difflib.get_close_matches(w.find, names, 3, 0.5) if w.find else []
        guess = f"\nDid you mean {listed(names[n] for n in near)}?" if near else ""
        return Text(f"No package matches {what}.{guess}\n\nesc clears the filter")

    def _about(self) -> None:
        """The pane, and the line under the table: the range is never far."""
        row, report = self._current(), self.held.report
        self.query_one("#foot", Static).update(self._foot(row))
        if not self.has_class("wide") or report is None or row is None:
            return
        from depcalc.tui import detail  # noqa: PLC0415 - the first frame needs none of it

        width = PANE - 6
        if row.key == SHARED:
            made = detail.shared(report.shared[0], report, width, self.style_)
        else:
            decision = next((d for d in report.decisions if d.package == row.name), None)
            made = detail.pane(decision, width, self.style_) if decision else Text()
        self.query_one("#about", Static).update(made)

    def _foot(self, row: Row | None) -> Text:
        w, all_ = self.wanted, len(self.held.rows)
        says = [f"by {SORT_WORDS.get(w.sort, w.sort)}{', reversed' if w.reverse else ''}"]
        if w.filtered:
            what = " ".join(filter(None, (w.verdict, w.flag, plain(w.find, self.style_))))
            says.insert(0, f"{len(self.shown)} of {all_}: {what} (esc)")
        decision = self.held.decision(row.name) if row and row.key != SHARED else None
        today = decision.option("today") if decision else None
        if decision and today:
            name = plain(decision.package, self.style_)
            says.append(f"{name}: {dollars(today.cost.mean)}/yr, 90 % within {spread(today.cost)}")
        sep = " | " if self.style_.ascii else " · "
        return Text(cut(f" {sep.join(says)}", self.size.width), no_wrap=True)

    # -------------------------------------------------------------- keys

    @on(DataTable.RowHighlighted, "#rows")
    def _moved(self) -> None:
        self._about()

    @on(DataTable.RowSelected, "#rows")
    async def _chosen(self) -> None:
        await self.held.action_details()

    def want(self, wanted: Wanted) -> None:
        """Other rows, or another order."""
        self.wanted = wanted
        self.redraw()

    def action_sort(self) -> None:
        """The next order."""
        w = self.wanted
        self.want(Wanted(SORTS[(SORTS.index(w.sort) + 1) % len(SORTS)], False, w.verdict, w.flag, w.find))

    def action_turn(self) -> None:
        """The other way round."""
        w = self.wanted
        self.want(Wanted(w.sort, not w.reverse, w.verdict, w.flag, w.find))

    def action_mark(self) -> None:
        """Into what-if and out again."""
        if name := self.package():
            self.held.mark(name)

    def action_step(self, by: int) -> None:
        """The next or the previous match, round the end."""
        if self.shown:
            self.grid.move_cursor(row=(self.grid.cursor_row + by) % len(self.shown), animate=False)

    def action_filter(self) -> None:
        """By verdict or flag."""
        self.held.choose_filter(self)

    def action_find(self) -> None:
        """A line to type in; rows follow."""
        self.add_class("finding")
        self.query_one("#find", Input).focus()

    def action_clear(self) -> None:
        """All rows again."""
        self.remove_class("finding")
        self.query_one("#find", Input).value = ""
        self.want(Wanted(self.wanted.sort, self.wanted.reverse))
        self.grid.focus()

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        w = self.wanted
        self.want(Wanted(w.sort, w.reverse, w.verdict, w.flag, event.value.strip()))

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.remove_class("finding")
        self.grid.focus()
