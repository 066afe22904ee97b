"""One decision in full."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Static

from depcalc.render.text import wrap
from depcalc.tui import detail
from depcalc.tui.inks import plain
from depcalc.tui.rows import SHARED
from depcalc.tui.views.base import Reader, View

WIDEST = 110


class DetailView(View):
    """Every number behind one row, its source, what would flip it, where the project uses it."""

    title = "Detail"
    reads = True
    BINDINGS: ClassVar = [
        Binding("escape,backspace", "app.back", "Back", key_display="esc", tooltip="back"),
        Binding("n", "app.step(1)", "Next", tooltip="the next row"),
        Binding("N", "app.step(-1)", "Previous", show=False, tooltip="the row before"),
        Binding("m", "mark", "Mark", tooltip="mark for what-if"),
        Binding("d", "app.decide", "Decide", tooltip="record the verdict"),
        Binding("v", "app.waive", "Waive", tooltip="waive the package"),
        Binding("L", "app.record", "Ledger", show=False, tooltip="own code, to the ledger"),
    ]

    def __init__(self) -> None:
        super().__init__(id="detail")
        self.name_ = ""
        self._said = Text()
        self._of: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        with Reader():
            yield Static(id="all", markup=False)

    def main(self) -> Reader:
        return self.query_one(Reader)

    def package(self) -> str:
        return "" if self.name_ == SHARED else self.name_

    def text(self) -> str:
        return self._said.plain

    def show(self, name: str) -> None:
        """Another package, from the top."""
        self.name_ = name
        self.main().scroll_home(animate=False)
        self.redraw()

    @on(Resize)
    def redraw(self) -> None:
        width, app = min(self.area.width - 4, WIDEST), self.held
        explained = id(app.explained.get(self.name_)), app.explain_error
        of = (self.name_, width, self.style_, id(app.report), *explained)
        if width > 0 and self.name_ and of != self._of:
            self._of, self._said = of, self._made(width)
            self.query_one("#all", Static).update(self._said)

    def _made(self, width: int) -> Text:
        app, report = self.held, self.held.report
        if report is None:
            return Text("Not priced yet.")
        if self.name_ == SHARED:
            return detail.shared(report.shared[0], report, width, self.style_)
        place, paths = app.places_by_name.get(self.name_), app.paths_to(self.name_)
        decision = app.decision(self.name_)
        if decision is None and place is not None:
            return detail.indirect(place, paths, report, width, self.style_)
        explained = app.explained.get(self.name_)
        if explained is not None:
            return detail.full(explained, place, paths, width, self.style_)
        if decision is None:
            return Text("It is not in the tree.")
        said = app.explain_error or "Working out what would flip it ..."
        lines = [wrap(plain(line, self.style_), width) for line in said.splitlines()]
        made = detail.pane(decision, width, self.style_)
        return Text.assemble(("\n".join([*lines, "", ""]), "dim"), made)

    def action_mark(self) -> None:
        """Into what-if and out again."""
        if self.held.decision(self.name_):
            self.held.mark(self.name_)
