"""In place of every view but Ask where there is no project to show: what is wrong, where, what to do next."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.tui.messages import Failed
from depcalc.tui.views.base import Reader, View

LONGEST = 2000
ENVIRONMENT = (
    "An installed environment alone is not priced: it does not say what was asked for and what came along."
    " `pip freeze > requirements.txt` in it writes a list that is; all of it then counts as asked for."
)


class NothingView(View):
    """Nothing to analyse, or why it cannot be read. No figure stands here."""

    title = "No project"
    reads = True
    BINDINGS: ClassVar = [
        Binding("r", "app.again", "Read again", tooltip="read again"),
        Binding("o", "app.folder", "Another folder", tooltip="another folder"),
        Binding("e", "environment", "Environment", tooltip="an installed environment"),
        Binding("v", "app.where", "Where", show=False, tooltip="where a bug happened"),
    ]

    def __init__(self) -> None:
        super().__init__(id="nothing")

    def compose(self) -> ComposeResult:
        with Reader():
            yield Static(id="says", markup=False)

    def main(self) -> Reader:
        return self.query_one(Reader)

    def text(self) -> str:
        return said(self.held.failed, self.style_).plain

    def redraw(self) -> None:
        self.query_one("#says", Static).update(said(self.held.failed, self.style_))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Words about an environment are for where there is no lock."""
        failed = self.held.failed
        return action != "environment" or (failed is not None and failed.empty)

    def action_environment(self) -> None:
        """What to do where there is an environment and no lock."""
        self.held.notify(ENVIRONMENT, markup=False, timeout=12)


def heading(failed: Failed) -> str:
    """For the line above."""
    return "nothing to analyse" if failed.empty else "cannot be read"


def said(failed: Failed | None, style: Style) -> Text:
    """What, where, what next; the keys that lead on."""
    if failed is None:
        return Text("Not priced yet.")
    what, hint = (clean(text, longest=LONGEST, ascii_only=style.ascii) for text in (failed.what, failed.hint))
    if failed.empty:
        return Text.assemble(
            ("Nothing to analyse here.\n\n", "bold"),
            f"{what}.\n{hint}\n\n",
            "o  choose another folder     r  read again\n",
            "e  an installed environment  5  ask about a package\n",
            "q  quit",
        )
    more = "v  where it happened     " if failed.where else ""
    return Text.assemble(
        (f"{what}\n\n", "bold"),
        f"{hint}\n\n" if hint else "",
        f"r  try again     {more}o  choose another folder     q  quit",
    )
