"""What if: options of marked packages and assumptions, changed in place, beside today and the advice."""

from dataclasses import replace
from typing import ClassVar, TypeAlias

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Static

from depcalc.render.style import Style
from depcalc.render.whatif import render_whatif
from depcalc.render.wording import amount
from depcalc.tui import dials
from depcalc.tui.columns import Column, joined, titles
from depcalc.tui.inks import coloured, plain, slider, verdict
from depcalc.tui.lines import EDGE, Lines
from depcalc.tui.rows import WAITING
from depcalc.tui.trials import columns, difference, for_dials, lean, signed
from depcalc.tui.views.base import Reader, Said, View
from depcalc.values.whatif import RowChange, WhatIf

PACKAGE, DIAL = "package:", "dial:"
FIGURE = 12  # cells for what a slider stands at
TRACK = 24  # cells of a slider between its ends, where there is room
CLOSED = " closed"
LOW = 12  # lines; below it the rows need every one
Page: TypeAlias = tuple[WhatIf | None, int, Style | None, Text]
NO_PAGE: Page = (None, 0, None, Text())


class WhatIfView(View):
    """Marked packages first, then the assumptions; one list, one cursor."""

    title = "What-if"
    notes = """\
was: as advised, with the assumptions as they were; $ a year, and change is then less was
tab goes to the page below; space in the list marks a package; R leaves it marked, with what is advised.
unhardened: a rewrite as people usually do it, searched by nobody
closed: the gate, or nothing to take its place; priced all the same"""
    BINDINGS: ClassVar = [
        Binding("left,h,minus", "move(-1)", "Less", key_display="←", tooltip="the step before"),
        Binding("right,l,plus", "move(1)", "More", key_display="→", tooltip="the next step"),
        Binding("enter", "details", "Details", show=False, tooltip="details of it"),
        Binding("0", "back", "As it was", tooltip="this one as it was"),
        Binding("x", "unmark", "Unmark", tooltip="unmark the package"),
        Binding("R", "reset", "Reset", show=False, tooltip="as it was, marks stay"),
        Binding("d", "app.decide", "Decide", show=False, tooltip="record the option"),
        Binding("a", "app.show('list')", "Mark more", show=False, tooltip="mark another one"),
        Binding("escape", "app.show('list')", "Back", show=False, tooltip="to the list"),
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
        self._said: dict[str, Text] = {}
        self._page = NO_PAGE

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
        if not self.area.width:
            return
        self._fill()
        self.set_class(self.held.trying, "stale")
        made, report = self.held.tried, self.held.report
        width = self.area.width - 2
        says = Text("Not priced yet." if report is None else "As it is. Change something below.")
        moved = Text()
        if made is None:
            self._page = NO_PAGE
        else:
            says = difference(made, width, self.style_, short=self.area.height < LOW)
            moved = (
                self._page[3] if self.held.try_preview else self._about(made, width - 1)
            )  # beside the scrollbar
        self._say("difference", says)
        self._say("moved", moved)

    def _say(self, name: str, text: Text) -> None:
        """What is said already is not laid out again."""
        if self._said.get(name) != text:
            self._said[name] = text
            self.query_one(f"#{name}", Static).update(text)

    def _about(self, made: WhatIf, width: int) -> Text:
        """All that `depcalc whatif` says, drawn once for each whole answer; until then the old one stays, dim."""
        if self._page[0] is not made or self._page[1:3] != (width, self.style_):
            style = replace(self.style_, width=width, colour="truecolor")
            self._page = (made, width, self.style_, coloured(render_whatif(lean(made, style), style)))
        return self._page[3]

    def _fill(self) -> None:
        app, grid = self.held, self.grid
        self._columns = columns(self.area.width - EDGE)
        self._changes = {row.package: row for row in app.tried.rows} if app.tried else {}
        marked = [PACKAGE + name for name in sorted(app.choices) if app.decision(name)]
        grid.put([*marked, *(DIAL + dial.key for dial in dials.DIALS)], grid.key)
        titled = [
            one._replace(title=self._note() or one.title) if one.key == "then" else one
            for one in self._columns
        ]
        self.query_one("#titles", Said).say(titles(titled))

    def _note(self) -> str:
        """Above the figures, where it moves nothing: whose they are, as long as they are not the last word."""
        app = self.held
        if app.try_preview and app.tried is not None:
            worlds = f"preview, {app.tried.after.draws:,} worlds"
            return (
                worlds
                if len(worlds) <= min(one.width for one in self._columns if one.key == "then")
                else "preview"
            )
        return "recomputing" if app.trying else ""

    def _moved(self) -> None:
        """Nothing here follows the cursor."""

    def _drawn(self, key: str) -> Text:
        columns = self._columns
        if key.startswith(PACKAGE):
            cells = self._package(key.removeprefix(PACKAGE))
        else:
            columns = for_dials(columns)
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
