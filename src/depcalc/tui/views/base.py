"""What all views share: the app's state at hand, a line to copy, a text to export."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import DataTable

from depcalc.render.style import Style

if TYPE_CHECKING:
    from depcalc.tui.app import DepcalcApp

NOT_BUILT = "not built"


class View(Vertical):
    """Shows what the app holds; `redraw` is called whenever that changes."""

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""
    DEFAULT_CSS = "View { height: 1fr; }"

    @property
    def held(self) -> "DepcalcApp":
        """The app with its state."""
        return cast("DepcalcApp", self.app)

    @property
    def style_(self) -> Style:
        """How text is laid out here."""
        return self.held.look

    def redraw(self) -> None:
        """Show what is held now."""

    def show(self, name: str) -> None:
        """Turn to one package, where the view is about one."""

    def main(self) -> Widget:
        """What takes the keys."""
        return self

    def package(self) -> str:
        """The package that the cursor is on, "" for none."""
        return ""

    def line(self) -> str:
        """The line that the cursor is on, for the clipboard."""
        return self.package()

    def text(self) -> str:
        """The view as plain text, for an export without a renderer of its own."""
        return ""


class Grid(DataTable[Text]):
    """A table that moves by row, with vi's keys beside the arrows."""

    BINDINGS: ClassVar = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g,home", "scroll_top", "First", show=False),
        Binding("G,end", "scroll_bottom", "Last", show=False),
        Binding("ctrl+d", "page_down", "Page down", show=False),
        Binding("ctrl+u", "page_up", "Page up", show=False),
    ]
    DEFAULT_CSS = "Grid { height: 1fr; background: $background; overflow-x: hidden; }"

    def __init__(self, id: str) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self.cursor_foreground_priority = "renderable"

    @property
    def key(self) -> str:
        """Key of the row that the cursor is on, "" where there is none."""
        if not self.is_valid_coordinate(self.cursor_coordinate):
            return ""
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value or ""

    def put_cursor(self, key: str) -> None:
        """Back to the row it was on, or the first."""
        at = self.get_row_index(key) if key in self.rows else 0
        self.move_cursor(row=at, animate=False)

    def lines(self) -> str:
        """All of it as plain text."""
        titles = [str(column.label) for column in self.ordered_columns]
        rows = [[cell.plain for cell in self.get_row(row.key)] for row in self.ordered_rows]
        return "\n".join("  ".join(row).rstrip() for row in [titles, *rows])


class Reader(VerticalScroll, can_focus=True):
    """Text that scrolls, with vi's keys beside the arrows."""

    BINDINGS: ClassVar = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("g,home", "scroll_home", "Top", show=False),
        Binding("G,end", "scroll_end", "End", show=False),
        Binding("ctrl+d,space", "page_down", "Page down", show=False),
        Binding("ctrl+u", "page_up", "Page up", show=False),
    ]
    DEFAULT_CSS = "Reader { height: 1fr; padding: 0 1; } Reader Static { height: auto; }"
