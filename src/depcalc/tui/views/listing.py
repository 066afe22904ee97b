"""The list of decisions, with the one under the cursor beside it where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.widgets import Input, Static

from depcalc.render.text import cells, cut, wrap
from depcalc.tui.columns import COLUMNS, NARROW, Column, arrow, cell, fit, joined, titles
from depcalc.tui.inks import plain
from depcalc.tui.lines import EDGE, Lines
from depcalc.tui.rows import SHARED, SORTS, Row, Wanted, chosen
from depcalc.tui.views.base import Said, View

if TYPE_CHECKING:
    from textual.app import ComposeResult

PANE, PANE_FROM = 42, 110
MORE = "enter: every number, its source, what would flip it"


class ListView(View):
    """Rows at once, figures as they come."""

    title = "List"
    BINDINGS: ClassVar = [
        Binding("enter", "app.details", "Details", key_display="enter", tooltip="every number of it"),
        Binding("slash", "find", "Find", key_display="/", priority=True, tooltip="find, with guesses"),
        Binding("f", "filter", "Filter", tooltip="by verdict or flag"),
        Binding("s", "sort", "Sort", tooltip="the next order"),
        Binding("S", "turn", "Reverse", show=False, tooltip="the order reversed"),
        Binding("space", "mark", "Mark", tooltip="mark for what-if"),
        Binding("n", "step(1)", "Next match", show=False, tooltip="the next match"),
        Binding("N", "step(-1)", "Previous match", show=False, tooltip="the match before"),
        Binding("escape", "clear", "Clear", show=False, tooltip="all rows again"),
        Binding("d", "app.decide", "Decide", show=False, tooltip="record the verdict"),
        Binding("v", "app.waive", "Waive", show=False, tooltip="waive the package"),
    ]
    DEFAULT_CSS = f"""
    ListView #pane {{ width: {PANE}; border-left: solid $panel; padding: 0 1; display: none; }}
    ListView.wide #pane {{ display: block; }}
    ListView #find {{ display: none; height: 1; border: none; padding: 0 1; }}
    ListView #foot {{ height: 1; color: $text-muted; }}
    ListView #titles {{ height: 1; color: $text-muted; text-style: bold; }}
    ListView #unmatched {{ display: none; padding: 1 2; height: 1fr; }}
    ListView.unmatched #unmatched {{ display: block; }}
    ListView.unmatched #table, ListView.unmatched #pane {{ display: none; }}
    """

    def __init__(self) -> None:
        super().__init__(id="list")
        self.wanted = Wanted()
        self.shown: list[Row] = []
        self._rows: dict[str, Row] = {}
        self._columns: list[Column] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="table"):
                yield Said("titles")
                yield Lines(self._drawn, self._about, "rows")
            with VerticalScroll(id="pane", can_focus=False):
                yield Static(id="about", markup=False)
            yield Static(id="unmatched", markup=False)
        yield Said("foot")
        yield Input(placeholder="part of a name", id="find", compact=True)

    @property
    def grid(self) -> Lines:
        return self.query_one("#rows", Lines)

    def main(self) -> Lines:
        return self.grid

    def package(self) -> str:
        row = self._current()
        return row.name if row and row.key != SHARED else ""

    def line(self) -> str:
        row = self._current()
        return "  ".join([row.word, *row.texts.values()]) if row else ""

    def text(self) -> str:
        return f"{titles(self._columns).plain[1:].rstrip()}\n{self.grid.lines()}"

    def _current(self) -> Row | None:
        return self._rows.get(self.grid.key)

    # -------------------------------------------------------------- drawing

    @on(Resize)
    def _resized(self) -> None:
        self.set_class(self.area.width >= PANE_FROM, "wide")
        self.redraw()

    def redraw(self) -> None:
        if not self.area.width:
            return
        width = self.area.width - (PANE if self.area.width >= PANE_FROM else 0)
        self._columns = fit(width - EDGE)
        self.shown = chosen(self.held.rows, self.wanted)
        self._rows = {row.key: row for row in self.shown}
        grid = self.grid
        grid.put(list(self._rows), grid.key if grid.row else "")  # who has not moved stays at the top
        sign = arrow(self.style_, up=self.wanted.upward)
        self.query_one("#titles", Said).say(titles(self._columns, self.wanted.sort, sign))
        self._say()
        self._about()

    def _drawn(self, key: str) -> Text:
        row, held = self._rows[key], self.held
        marked = row.name in held.choices and key != SHARED
        shown = [cell(row, one, held.look, marked=marked, stale=held.preview) for one in self._columns]
        return joined(self._columns, shown)

    @property
    def hidden(self) -> list[str]:
        """Titles of the columns that found no room."""
        return [column.title for column in COLUMNS[len(self._columns) :]]

    def _say(self) -> None:
        self.set_class(not self.shown and self.wanted.filtered, "unmatched")
        if self.has_class("unmatched"):
            self.query_one("#unmatched", Static).update(self._no_match())

    def _no_match(self) -> Text:
        w = self.wanted
        what = " ".join(
            filter(None, (w.verdict, w.flag, f'"{plain(w.find, self.style_)}"' if w.find else ""))
        )
        import difflib  # noqa: PLC0415

        from depcalc.render.wording import listed  # noqa: PLC0415

        names = {row.name: plain(row.name, self.style_) for row in self.held.rows if row.key != SHARED}
        alike = [name for name in names if abs(len(name) - len(w.find)) <= len(w.find) // 2 + 1]
        near = difflib.get_close_matches(w.find, alike, 3, 0.5) if w.find else []
        guess = f"\nDid you mean {listed(names[n] for n in near)}?" if near else ""
        return Text(f"No package matches {what}.{guess}\n\nesc clears the filter")

    def _about(self) -> None:
        """The pane, and the line under the table: the range is never far."""
        row, report = self._current(), self.held.report
        self.query_one("#foot", Said).say(self._foot(row))
        if not self.has_class("wide") or report is None or row is None:
            return
        from depcalc.tui import detail  # noqa: PLC0415 - the first frame needs none of it

        width = PANE - 6
        if row.key == SHARED:
            made = detail.shared(report.shared[0], report, width, self.style_)
        else:
            decision = self.held.decision(row.name)
            made = detail.pane(decision, width, self.style_) if decision else Text()
            made.append(f"\n\n{wrap(MORE, width)}", "dim")
        self.query_one("#about", Static).update(made)

    def _foot(self, row: Row | None) -> Text:
        w, all_ = self.wanted, len(self.held.rows)
        says = []
        if w.filtered:
            what = " ".join(filter(None, (w.verdict, w.flag, plain(w.find, self.style_))))
            says.append(f"{len(self.shown):,} of {all_:,}: {what} (esc)")
        hidden = w.sort not in (one.key for one in self._columns)  # no head shows the order
        if hidden:
            says.append(f"by {next(one.title for one in COLUMNS if one.key == w.sort)}")
        sep = " | " if self.style_.ascii else " · "
        if cost := self._cost(row):
            name, room = plain(row.name if row else "", self.style_), self.area.width - cells(cost) - 4
            named = f"{name if w.filtered else cut(name, max(8, room))}: {cost}"
            says.append(cost if hidden else named)
        return Text(cut(f" {sep.join(says)}", self.area.width), no_wrap=True)

    def _cost(self, row: Row | None) -> str:
        """How sure its verdict is and what it costs today; the range is in sight at every width."""
        report = self.held.report
        if row is None or report is None:
            return ""
        from depcalc.render.phrases import sure  # noqa: PLC0415
        from depcalc.render.wording import dollars, spread  # noqa: PLC0415

        decision = self.held.decision(row.name) if row.key != SHARED else None
        today = decision.option("today") if decision else None
        usd = today.cost if today else report.shared[0].today if row.key == SHARED else None
        if usd is None:
            return ""
        if self.area.width < NARROW:
            return f"90 % within {spread(usd)}"
        how = f"{sure(decision)}; " if decision and sure(decision) else ""
        return f"{how}estimated {dollars(usd.mean)}/yr, 90 % within {spread(usd)}"

    # -------------------------------------------------------------- keys

    @on(Lines.Chosen)
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
        row = self._current()
        if row is not None and row.key == SHARED:
            self.held.notify(
                "Several rows need these: no decision about one of them is in reach.", markup=False
            )
        elif row is not None:
            self.held.mark(row.name)

    def action_step(self, by: int) -> None:
        """The next or the previous match, round the end."""
        if self.shown:
            self.grid.go((self.grid.row + by) % len(self.shown))

    def action_filter(self) -> None:
        """By verdict or flag."""
        self.held.choose_filter(self)

    def action_find(self) -> None:
        """A line to type in; rows follow."""
        line = self.query_one("#find", Input)
        line.display = True
        self.screen.set_focus(line)  # at once: the next key may be here already

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash that is typed starts no search."""
        return action != "find" or not self.held.typing

    def action_clear(self) -> None:
        """All rows again."""
        self.query_one("#find", Input).display = False
        self.query_one("#find", Input).value = ""
        self.want(Wanted(self.wanted.sort, self.wanted.reverse))
        self.grid.focus()

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        w = self.wanted
        self.want(Wanted(w.sort, w.reverse, w.verdict, w.flag, event.value.strip()))

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.query_one("#find", Input).display = False
        self.grid.focus()
