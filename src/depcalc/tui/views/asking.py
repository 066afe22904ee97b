"""Ask: a package that is not in the tree, before it is added or rewritten."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
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

It answers from facts at hand; no network is asked."""


class AskView(View):
    """The answer of `depcalc advise`."""

    title = "Ask"
    help = """\
  type a name, enter     ask             tab     to the answer and back
  up down j k            scroll          i       type again
"""
    BINDINGS: ClassVar = [
        Binding("i", "type", "Type"),
        Binding("escape", "leave", "Back", show=False),
    ]
    DEFAULT_CSS = """
    AskView #name { height: 1; border: none; padding: 0 1; }
    AskView #line { height: 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="ask")

    def compose(self) -> ComposeResult:
        yield Input(placeholder="NAME, NAME==VERSION, NAME names,you,use", id="name", compact=True)
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
        if not self.size.width:
            return
        app = self.held
        says, made = "", Text(HOW)
        if app.asking:
            says = "asking"
        if app.advice is not None:
            style = replace(self.style_, width=min(self.size.width - 4, WIDEST), colour="truecolor")
            made = coloured(render_advise(app.advice, style))
        if app.ask_error:
            made = Text(app.ask_error)
        self.query_one("#line", Static).update(Text(f" {says}"))
        self.query_one("#answer", Static).update(made)

    @on(Input.Submitted, "#name")
    def _asked(self, event: Input.Submitted) -> None:
        if words := event.value.strip():
            self.held.ask_about(words)

    def action_type(self) -> None:
        """Another name."""
        self.main().focus()

    async def action_leave(self) -> None:
        """From the line to the answer, from there to the list."""
        if self.main().has_focus:
            self.query_one(Reader).focus()
        else:
            await self.held.action_show("list")
