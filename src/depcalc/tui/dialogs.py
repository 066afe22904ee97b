"""Windows over a view: help, a choice, a form, the exact change before it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from depcalc.tui.views.base import Reader

BOX = """
    {name} {{ align: center middle; }}
    {name} > .box {{
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: solid $primary; background: $surface; padding: 0 1;
    }}
    {name} Reader {{ height: auto; max-height: 100%; padding: 0; }}
    {name} OptionList {{ height: auto; max-height: 16; border: none; background: $surface; }}
    {name} OptionList:focus {{ border: none; }}
    {name} Input {{ height: 1; border: none; background: $panel; }}
    {name} .change {{ height: auto; max-height: 100%; background: $surface; }}
    {name} .hint {{ color: $text-muted; height: auto; }}
    {name} > .box {{ border-title-style: bold; border-subtitle-color: $text; }}
    {name} #say {{ dock: bottom; background: $surface; max-height: 4; }}
"""


def boxed(title: str, says: str) -> Vertical:
    """A frame with its title above and what to press below: however long the text, both are in sight."""
    box = Vertical(classes="box")
    box.border_title, box.border_subtitle = Text(title), Text(says)
    return box


class Window(ModalScreen[str]):
    """Text in a box; escape and q close it."""

    BINDINGS: ClassVar = [Binding("escape,q,question_mark,f1", "dismiss('')", "Close", key_display="esc")]
    DEFAULT_CSS = BOX.format(name="Window")

    def __init__(self, title: str, text: Text) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with boxed(self._title, "esc closes"), Reader():
            yield Static(self._text, markup=False)

    def on_mount(self) -> None:
        self.query_one(Reader).focus()


class Choose(ModalScreen[str]):
    """One of several; "" when it is closed."""

    BINDINGS: ClassVar = [
        Binding("escape,q", "dismiss('')", "Close", key_display="esc"),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]
    DEFAULT_CSS = BOX.format(name="Choose")

    def __init__(self, title: str, options: Sequence[tuple[str, Text]]) -> None:
        super().__init__()
        self._title, self._options = title, options

    def compose(self) -> ComposeResult:
        with boxed(self._title, "enter chooses, esc closes"):
            yield OptionList(*(Option(text) for _, text in self._options))

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def action_down(self) -> None:
        """The next one."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """The one before."""
        self.query_one(OptionList).action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._options[event.option_index][0])


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form; `need`: it may not stay empty."""

    key: str
    label: str
    value: str = ""
    need: bool = True


HINT = "enter: the next line, then take it"
Take: TypeAlias = Callable[[dict[str, str]], str]


class Form(ModalScreen[dict[str, str] | None]):
    """A few lines to fill in; None when it is closed. `take` says what is wrong with them, "" for nothing."""

    BINDINGS: ClassVar = [Binding("escape", "dismiss(None)", "Close", key_display="esc")]
    AUTO_FOCUS = ""  # it would scroll to the middle of the first line
    DEFAULT_CSS = BOX.format(name="Form")

    def __init__(
        self, title: str, fields: Sequence[Field], hint: str = HINT, take: Take | None = None
    ) -> None:
        super().__init__()
        self._title, self._fields, self._hint, self._take = title, fields, hint, take

    def compose(self) -> ComposeResult:
        with boxed(self._title, "esc closes"):
            with VerticalScroll(can_focus=False, classes="change"):
                for n, field in enumerate(self._fields):
                    yield Static(Text(field.label), id=f"label-{n}", markup=False)
                    yield Input(field.value, id=f"field-{n}", compact=True)
            yield Static(Text(self._hint), classes="hint", id="say", markup=False)

    def on_mount(self) -> None:
        self.query_one("#field-0", Input).focus(scroll_visible=False)

    @on(DescendantFocus)
    def _turned(self, event: DescendantFocus) -> None:
        """In a low window, too, a line stands below what it is for."""
        label = self.query_one(f"#{(event.widget.id or '').replace('field', 'label')}")
        lines = self.query_one(VerticalScroll)
        lines.call_after_refresh(lines.scroll_to_widget, label, top=True, animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        at = int((event.input.id or "field-0").removeprefix("field-"))
        if at + 1 < len(self._fields):
            self.query_one(f"#field-{at + 1}", Input).focus()
            return
        values = [self.query_one(f"#field-{n}", Input).value.strip() for n in range(len(self._fields))]
        missing = [n for n, f in enumerate(self._fields) if f.need and not values[n]]
        if missing:
            said = ", ".join(self._fields[n].label for n in missing)
            self.query_one("#say", Static).update(Text(f"Still to say: {said}"))
            self.query_one(f"#field-{missing[0]}", Input).focus()
            return
        got = {field.key: value for field, value in zip(self._fields, values, strict=True)}
        if self._take is not None and (trouble := self._take(got)):
            self.query_one("#say", Static).update(Text(trouble))
            return
        self.dismiss(got)


class Confirm(ModalScreen[bool]):
    """The exact change, and a question; anything but y is no."""

    BINDINGS: ClassVar = [
        Binding("y", "dismiss(True)", "Write"),
        Binding("n,escape,q", "dismiss(False)", "No", key_display="n"),
    ]
    DEFAULT_CSS = BOX.format(name="Confirm")

    def __init__(self, title: str, text: Text, question: str) -> None:
        super().__init__()
        self._title, self._text, self._question = title, text, question

    def compose(self) -> ComposeResult:
        with (
            boxed(self._title, f"{self._question}   y yes   n no"),
            Reader(classes="change"),
        ):
            yield Static(self._text, markup=False)

    def on_mount(self) -> None:
        self.query_one(Reader).focus()
