"""Ask: a package that is not in the tree, before it is added or rewritten."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import DescendantFocus, Key, Resize
from textual.widgets import Input, Static

from depcalc.render.advise import render_advise
from depcalc.tui.inks import coloured
from depcalc.tui.views.base import Reader, View
from depcalc.tui.views.details import WIDEST

HOW = """\
Type a name and press enter, for example

  acme-web                   before it is added
  acme-web==1.4.2            this release
  acme-web get,Session.post  only these names of it

It answers from facts at hand; no network is asked.

While you type, letters and figures are text: esc goes back to where you were,
? on an empty line shows help, ctrl+q quits."""
TYPING = "esc goes back   enter asks   f1 help"
READING = "esc goes back   i types again"


class Line(Input):
    """Where a name is typed. Keys are text here, but for a question mark that begins no name."""

    BINDINGS: ClassVar = [Binding("f1", "app.help", "Help", key_display="f1")]

    def on_key(self, event: Key) -> None:
        """Help, as long as there is nothing to be taken for a part of."""
        if event.character == "?" and not self.value:
            event.stop()
            event.prevent_default()
            self.app.action_help()  # type: ignore[attr-defined]


class AskView(View):
    """The answer of `depcalc advise`."""

    title = "Ask"
    reads = True
    notes = "Type a name, enter asks; tab goes to the answer and back. ? on an empty line shows this help."
    BINDINGS: ClassVar = [
        Binding("i", "type", "Type", tooltip="type again"),
        Binding("escape", "app.leave_ask", "Back", key_display="esc", tooltip="where you were"),
    ]
    DEFAULT_CSS = """
    AskView #name { height: 1; border: none; padding: 0 1; }
    AskView #line { height: 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="ask")

    def compose(self) -> ComposeResult:
        yield Line(placeholder="NAME, NAME==VERSION, NAME names,you,use; esc leaves", id="name", compact=True)
        yield Static(id="line", markup=False)
        with Reader():
            yield Static(id="answer", markup=False)

    def main(self) -> Input:
        return self.query_one("#name", Input)

    def package(self) -> str:
        return self.held.advice.name if self.held.advice else ""

    def text(self) -> str:
        advice = self.held.advice
        return render_advise(advice, replace(self.style_, width=100)) if advice else ""

    @on(Resize)
    def redraw(self) -> None:
        if not self.area.width:
            return
        app = self.held
        made = Text(HOW)
        typing = self.main().has_focus
        says = "asking" if app.asking else TYPING if typing else READING
        if app.advice is not None:
            style = replace(self.style_, width=min(self.area.width - 4, WIDEST), colour="truecolor")
            made = coloured(render_advise(app.advice, style))
        if app.ask_error:
            made = Text(app.ask_error)
        self.query_one("#line", Static).update(Text(f" {says}"))
        self.query_one("#answer", Static).update(made)

    @on(Input.Submitted, "#name")
    def _asked(self, event: Input.Submitted) -> None:
        if words := event.value.strip():
            self.held.ask_about(words)
            self.query_one(Reader).focus()

    @on(DescendantFocus)
    def _turned(self) -> None:
        """What esc and letters do depends on who listens."""
        self.redraw()

    def action_type(self) -> None:
        """Another name."""
        self.main().focus()
