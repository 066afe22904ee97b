"""What all views share: the app's state at hand, a line to copy, a text to export."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from depcalc.render.style import Style

if TYPE_CHECKING:
    from depcalc.tui.app import DepcalcApp


class View(Vertical):
    """Shows what the app holds; `redraw` is called whenever that changes."""

    title: ClassVar[str] = ""
    reads: ClassVar[bool] = False  # text that scrolls, where others move a cursor over lines
    notes: ClassVar[str] = ""  # what its help says beside the keys
    DEFAULT_CSS = "View { height: 1fr; }"

    @property
    def held(self) -> "DepcalcApp":
        """The app with its state."""
        return cast("DepcalcApp", self.app)

    @property
    def style_(self) -> Style:
        """How text is laid out here."""
        return self.held.look

    @property
    def area(self) -> Size:
        """Its cells; those it is about to get where it was out of sight, so that its first frame is no old one."""
        return self.size if self.size.width else self.held.screen_stack[0].query_one("#body").size

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


class Said(Static):
    """One line. It is drawn again when it says something else, and nothing around it moves."""

    DEFAULT_CSS = "Said { height: 1; width: 1fr; }"

    def __init__(self, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._said = Text()

    def say(self, text: Text) -> None:
        """Something else."""
        if text != self._said:
            self._said = text
            self.update(text, layout=False)


class Reader(VerticalScroll, can_focus=True):
    """Text that scrolls, with vi's keys beside the arrows."""

    BINDINGS: ClassVar = [
        Binding("down,j", "scroll_down", "Down", show=False, tooltip="down"),
        Binding("up,k", "scroll_up", "Up", show=False, tooltip="up"),
        Binding("g,home", "scroll_home", "Top", show=False, tooltip="top"),
        Binding("G,end", "scroll_end", "End", show=False, tooltip="end"),
        Binding("ctrl+d,pagedown,space", "page_down", "Page down", show=False, tooltip="a page down"),
        Binding("ctrl+u,pageup", "page_up", "Page up", show=False, tooltip="a page up"),
    ]
    DEFAULT_CSS = "Reader { height: 1fr; padding: 0 1; } Reader Static { height: auto; }"
