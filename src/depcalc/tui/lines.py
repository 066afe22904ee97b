"""Lines that a cursor moves over. Only those in sight are drawn, so that two thousand cost no more than twenty."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual.events import Click

EDGE = 2  # cells beside a line: the sign of the cursor before it, the scrollbar after it
CURSOR = "▌"


class Lines(ScrollView, can_focus=True):
    """`put` says which lines there are; `make` draws one, when it is seen. `moved` is called with the cursor on another
    line, so that what stands beside is drawn in the same frame."""

    BINDINGS: ClassVar = [
        Binding("down,j", "step(1)", "Down", show=False, tooltip="down"),
        Binding("up,k", "step(-1)", "Up", show=False, tooltip="up"),
        Binding("g,home", "first", "First", show=False, tooltip="first"),
        Binding("G,end", "last", "Last", show=False, tooltip="last"),
        Binding("ctrl+d,pagedown", "page(1)", "Page down", show=False, tooltip="a page down"),
        Binding("ctrl+u,pageup", "page(-1)", "Page up", show=False, tooltip="a page up"),
    ]
    COMPONENT_CLASSES: ClassVar = {"lines--cursor", "lines--sign"}
    DEFAULT_CSS = """
    Lines {
        height: 1fr; background: $background; overflow-x: hidden;
        scrollbar-size: 0 1; scrollbar-gutter: stable;
    }
    Lines > .lines--cursor { background: $block-cursor-blurred-background; }
    Lines:focus > .lines--cursor { background: $block-cursor-background; text-style: bold; }
    Lines > .lines--sign { color: $text-muted; }
    Lines:focus > .lines--sign { color: $accent; }
    """

    class Chosen(Message):
        """The line under the cursor was clicked once more."""

    def __init__(self, make: Callable[[str], Text], moved: Callable[[], None], id: str) -> None:
        super().__init__(id=id)
        self.make, self.moved = make, moved
        self.keys: list[str] = []
        self.row = 0
        self._rows: dict[str, int] = {}
        self._drawn: dict[str, Strip] = {}

    @property
    def key(self) -> str:
        """Key of the line that the cursor is on, "" where there is none."""
        return self.keys[self.row] if self.row < len(self.keys) else ""

    def put(self, keys: Sequence[str], at: str = "") -> None:
        """These lines, with the cursor on one of them, else on the first; what was drawn is drawn again."""
        self.keys = list(keys)
        self._rows = {key: row for row, key in enumerate(self.keys)}
        self.row = self._rows.get(at, 0)
        self._drawn.clear()
        if self.virtual_size.height != len(self.keys):
            self.virtual_size = Size(1, len(self.keys))
        self._show()
        self.refresh()

    def put_cursor(self, key: str) -> None:
        """To one of the lines."""
        self.go(self._rows.get(key, 0))

    def go(self, row: int) -> None:
        """To a line; beyond an end is the end."""
        row = max(0, min(row, len(self.keys) - 1))
        if row != self.row:
            self.refresh_line(self.row)
            self.row = row
            self.refresh_line(row)
            self._show()
            self.moved()

    def lines(self) -> str:
        """All of them as plain text."""
        return "\n".join(self.make(key).plain.rstrip() for key in self.keys)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        row, width = y + self.scroll_offset.y, self.size.width
        if row >= len(self.keys):
            return Strip.blank(width, self.rich_style)
        key = self.keys[row]
        if row == self.row:
            return self._cursor_line(key, width)
        if key not in self._drawn:
            self._drawn[key] = self._strip(Text(" "), key, width, self.rich_style)
        return self._drawn[key]

    def _cursor_line(self, key: str, width: int) -> Strip:
        sign = Text.assemble((CURSOR, self.get_component_rich_style("lines--sign", partial=True)))
        return self._strip(sign, key, width, self.get_component_rich_style("lines--cursor"))

    def _strip(self, sign: Text, key: str, width: int, style: Style) -> Strip:
        text = sign.append_text(self.make(key))
        return Strip(text.render(self.app.console)).adjust_cell_length(width).apply_style(style)

    # -------------------------------------------------------------- what changes the look of every line

    def notify_style_update(self) -> None:
        """Another theme, or the focus came or went."""
        self._drawn.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Another width."""
        self._drawn.clear()

    # -------------------------------------------------------------- keys and the mouse

    def _show(self) -> None:
        self.scroll_to_region(Region(0, self.row, 1, 1), animate=False, force=True, x_axis=False)

    def on_click(self, event: Click) -> None:
        """To the line; a click on the line under the cursor chooses it."""
        row = event.y + self.scroll_offset.y
        if row >= len(self.keys):
            return
        if row == self.row:
            self.post_message(self.Chosen())
        self.go(row)

    def action_step(self, by: int) -> None:
        """The next line or the one before."""
        self.go(self.row + by)

    def action_page(self, by: int) -> None:
        """As many lines as the window holds."""
        self.go(self.row + by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """The first line."""
        self.go(0)

    def action_last(self) -> None:
        """The last line."""
        self.go(len(self.keys) - 1)
