"""What stands around a view: the lines above it, what is going on, a window that is too small."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from depcalc.tui import heads
from depcalc.tui.views.base import Said
from depcalc.tui.views.nothing import heading
from depcalc.tui.windows import Windows

if TYPE_CHECKING:
    from textual.events import Resize

TABS = {"list": "List", "graph": "Graph", "whatif": "What-if", "plan": "Plan", "ask": "Ask"}
LEAST_WIDTH, LEAST_HEIGHT = 40, 10
LOW = 12  # lines; below it the totals stand in the first line


class Around(Windows):
    """Draws what is held around the view in front."""

    wanted = "list"  # the view that was asked for, whether or not there is something to show in it

    @property
    def titled(self) -> str:
        """What the project is called; without a name, where it lies."""
        return self.project or (self.report.path if self.report else "")

    def lines(self) -> None:
        """Above the view."""
        base, width = self.screen_stack[0], self.size.width
        base.query_one("#head", Said).say(
            heads.head(
                self.titled,
                self.report,
                self.places,
                self.look,
                width=width,
                today=self.today,
                preview=self.preview,
                online=self.settings.online,
                failed=heading(self.failed) if self.failed else "",
                low=base.has_class("low"),
            )
        )
        base.set_class(self.failed is not None, "failed")
        base.query_one("#sums", Said).say(
            heads.sums(self.report, self.look, width=width, preview=self.preview)
        )
        base.query_one("#tabs", Said).say(self.tabs())
        warned = "" if base.has_class("low") else heads.warning(self.report, self.look)
        above = base.query_one("#warning", Static)
        if above.display != bool(warned):
            above.display = bool(warned)
            above.update(Text(warned))

    def tabs(self) -> Text:
        """The line of views."""
        names = list(TABS)
        at = names.index(self.wanted) if self.wanted in TABS else -1
        return heads.tabs(list(TABS.values()), at, self.size.width)

    def tick(self) -> None:
        """What is going on, with its time."""
        if not self.is_running or not self.screen_stack:
            return
        said = heads.working(self.stage, self.done, self.total, time.monotonic() - self.since, self.look)
        status = self.screen_stack[0].query_one("#status", Said)
        status.set_class(bool(said), "busy")
        status.say(Text(f" {said}", no_wrap=True))

    def on_resize(self, event: Resize) -> None:
        """Too small says so; the lines around are as wide as the window."""
        width, height = event.size
        base = self.screen_stack[0]
        base.set_class(width < LEAST_WIDTH or height < LEAST_HEIGHT, "tiny")
        base.set_class(height < LOW, "low")
        base.query_one("#tiny", Static).update(
            Text(
                f"depcalc needs {LEAST_WIDTH} x {LEAST_HEIGHT}.\nThis window is {width} x {height}.\n"
                'q quits; "depcalc scan" prints\nthe table instead.'
            )
        )
        self.call_next(self.lines)  # after Textual has taken the size over
        if len(self.screen_stack) == 1 and base.focused is None and not base.has_class("tiny"):
            base.set_focus(self.view.main())

    def front(self, name: str) -> str:
        """What stands in front where a view is wanted: where there is nothing to count, no figure does."""
        if name == "ask" or (name == "graph" and self.places):
            return name
        unpriced = self.report is None and name in ("whatif", "plan")
        return "nothing" if self.failed or unpriced else name
