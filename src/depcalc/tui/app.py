"""The app: five views over one held survey, and everything a key can do."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import SystemCommand
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Footer, Input, Static

from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.tui import dials
from depcalc.tui.heads import head, tabs, working
from depcalc.tui.inks import DARK_THEME, LIGHT_THEME, THEMES
from depcalc.tui.rows import SHARED
from depcalc.tui.views.base import Said, View
from depcalc.tui.views.listing import ListView
from depcalc.tui.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from textual.app import ComposeResult
    from textual.events import Click, Resize
    from textual.screen import Screen

    from depcalc.tui import writing
    from depcalc.tui.engine import Engine
    from depcalc.tui.project import Project
    from depcalc.values.notice import Notice
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings

TABS = {"list": "List", "graph": "Graph", "whatif": "What-if", "plan": "Plan", "ask": "Ask"}
LEAST_WIDTH, LEAST_HEIGHT = 40, 10


def view_of(name: str) -> type[View]:
    """The class of a view; its module loads when it is first wanted, so that the first frame comes sooner."""
    if name == "list":
        return ListView
    from depcalc.tui.views import asking, details, graph, planning, trying  # noqa: PLC0415

    return {
        "graph": graph.GraphView,
        "whatif": trying.WhatIfView,
        "plan": planning.PlanView,
        "ask": asking.AskView,
        "detail": details.DetailView,
    }[name]


class DepcalcApp(Windows):
    """Holds a survey; every figure on it comes from the same pure calls as the commands'."""

    TITLE = "depcalc"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 3
    BINDINGS: ClassVar = [
        Binding("1", "show('list')", "List", show=False, priority=True),
        Binding("2", "show('graph')", "Graph", show=False, priority=True),
        Binding("3", "show('whatif')", "What-if", show=False, priority=True),
        Binding("4", "show('plan')", "Plan", show=False, priority=True),
        Binding("5", "show('ask')", "Ask", show=False, priority=True),
        Binding("left_square_bracket", "turn(-1)", "Previous view", show=False),
        Binding("right_square_bracket", "turn(1)", "Next view", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("o", "page", "Open page", show=False),
        Binding("e", "export", "Export", show=False),
        Binding("w", "write", "Write", show=False),
        Binding("W", "forget", "Forget changes", show=False),
        Binding("D", "notices", "Notices", show=False),
        Binding("r", "again", "Read again", show=False),
        Binding("t", "light", "Light or dark", show=False),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]
    CSS = """
    Screen { background: $background; }
    #head, #tabs { background: $panel; }
    #status { color: $text-muted; display: none; }
    #status.busy { display: block; }
    #body { height: 1fr; }
    #tiny { display: none; padding: 0 1; }
    Screen.tiny #tiny { display: block; }
    Screen.tiny #body, Screen.tiny #head, Screen.tiny #tabs, Screen.tiny Footer { display: none; }
    Screen.tiny #status { display: none; }
    Footer { height: 1; }
    Toast { padding: 0 1; width: auto; max-width: 60%; }
    VerticalScroll, OptionList { scrollbar-size-vertical: 1; }
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        look: Style | None = None,
        *,
        today: date,
        name: str = "",
        notices: tuple[Notice, ...] = (),
        target: writing.Target | None = None,
        write: writing.Write | None = None,
        save: writing.Save | None = None,
        folder: Path = Path(),
        narrow: Callable[[Report], Report] | None = None,
        elsewhere: Callable[[str], Project] | None = None,
    ) -> None:
        super().__init__(engine, settings, look or Style(), today, notices)
        self.project, self.target, self.write_file, self.folder = name, target, write, folder
        self.save = save
        self.narrow, self.elsewhere = narrow, elsewhere
        self._before = self._before_ask = "list"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = LIGHT_THEME if self.look.light else DARK_THEME
        if self.look.ascii:
            from depcalc.tui.letters import Letters  # noqa: PLC0415

            self._filters.append(Letters())

    def compose(self) -> ComposeResult:
        yield Said("head")
        yield Said("tabs")
        with Vertical(id="body"):
            yield ContentSwitcher(ListView(), id="views", initial="list")
        yield Said("status")
        yield Static(id="tiny", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.view.main().focus()
        self.call_after_refresh(self.start)
        self.set_interval(1.0, self.tick)

    # -------------------------------------------------------------- drawing

    def draw(self) -> None:
        """The lines around, and the view in front; the others when they are shown."""
        if not self.is_running or not self.screen_stack:
            return
        self._lines()
        self.view.redraw()
        self.tick()

    def _lines(self) -> None:
        base = self.screen_stack[0]
        base.query_one("#head", Said).say(
            head(
                self.report.path if self.report and not self.project else self.project,
                self.report,
                self.places,
                self.look,
                width=self.size.width,
                today=self.today,
                preview=self.preview,
                online=self.settings.online,
            )
        )
        names, titles = list(TABS), list(TABS.values())
        at = names.index(self.view.id) if self.view.id in TABS else -1
        base.query_one("#tabs", Said).say(tabs(titles, at, self.size.width))

    def tick(self) -> None:
        """What is going on, with its time."""
        if not self.is_running or not self.screen_stack:
            return
        said = working(self.stage, self.done, self.total, time.monotonic() - self.since, self.look)
        status = self.screen_stack[0].query_one("#status", Said)
        status.set_class(bool(said), "busy")
        status.say(Text(f" {said}", no_wrap=True))

    def on_resize(self, event: Resize) -> None:
        """Too small says so; the lines around are as wide as the window."""
        width, height = event.size
        base = self.screen_stack[0]
        base.set_class(width < LEAST_WIDTH or height < LEAST_HEIGHT, "tiny")
        base.query_one("#tiny", Static).update(
            Text(
                f"depcalc needs {LEAST_WIDTH} x {LEAST_HEIGHT}.\nThis window is {width} x {height}.\n"
                'q quits; "depcalc scan" prints\nthe table instead.'
            )
        )
        self._lines()
        if len(self.screen_stack) == 1 and base.focused is None and not base.has_class("tiny"):
            base.set_focus(self.view.main())

    async def on_click(self, event: Click) -> None:
        """A name on the line of views."""
        if event.widget is not None and event.widget.id == "tabs":
            short = self.size.width < 60
            x = 1
            for name, title in TABS.items():
                x += len(title[:4] if short else title) + 4
                if event.x < x:
                    await self.action_show(name)
                    return

    def state(self) -> Text | None:
        """In place of the list: nothing found, or why it cannot be read."""
        if self.failed is None:
            return None
        if self.failed.empty:
            return Text.assemble(
                ("Nothing to analyse here.\n\n", "bold"),
                f"{clean(self.failed.what, longest=2000)}.\n{clean(self.failed.hint, longest=2000)}\n\n",
                "o  choose another folder     r  read again\n5  ask about a package       q  quit",
            )
        more = "v  where it happened     " if self.failed.where else ""
        return Text.assemble(
            (f"{clean(self.failed.what, longest=2000)}\n\n", "bold"),
            f"{clean(self.failed.hint, longest=2000)}\n\n",
            f"r  try again     {more}o  choose another folder     q  quit",
        )

    # -------------------------------------------------------------- views

    async def action_show(self, name: str) -> None:
        """One of the views, made when it is first wanted."""
        switcher = self.screen_stack[0].query_one("#views", ContentSwitcher)
        if self.view.id not in (name, "detail"):
            self._before = self.view.id or "list"
        if name == "ask" != self.view.id:
            self._before_ask = self.view.id or "list"
        if not switcher.query(f"#{name}"):
            await switcher.add_content(view_of(name)(), set_current=True)
        switcher.current = name
        self._shown()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A figure that is typed, or pressed over a window, turns to no other view."""
        return action != "show" or not (self.typing or len(self.screen_stack) > 1)

    @property
    def typing(self) -> bool:
        """The keys go into a line of text."""
        return isinstance(self.focused, Input)

    def _shown(self) -> None:
        self.screen_stack[0].set_focus(self.view.main())  # at once: the next key may be here already
        self.draw()

    async def action_turn(self, by: int) -> None:
        """The view beside."""
        names = list(TABS)
        at = names.index(self.view.id) if self.view.id in TABS else 0
        await self.action_show(names[(at + by) % len(names)])

    async def action_back(self) -> None:
        """Where the details were asked for."""
        await self.action_show(self._before)

    async def action_leave_ask(self) -> None:
        """Where one was when something came up to ask about."""
        await self.action_show(self._before_ask)

    async def action_details(self) -> None:
        """Everything about what the cursor is on."""
        name = self.package_here()
        row = self.view.grid.key if isinstance(self.view, ListView) else ""
        if not name and row != SHARED:
            return
        await self.action_show("detail")
        self._detail(name or SHARED)

    def _detail(self, name: str) -> None:
        self.view.show(name)
        self.explain(name)

    def action_step(self, by: int) -> None:
        """The next or previous row of the list, in full."""
        here = self.package_here()
        listing = self.screen_stack[0].query_one(ListView)
        names = [row.name for row in listing.shown if row.key != SHARED]
        if names:
            at = names.index(here) if here in names else 0
            name = names[(at + by) % len(names)]
            listing.grid.put_cursor(name)
            self._detail(name)

    # -------------------------------------------------------------- what-if and plan

    def mark(self, name: str) -> None:
        """Into what-if with its next best option, or out again."""
        decision = self.decision(name)
        if decision is None:
            self.notify("Not priced yet.", markup=False)
            return
        self.choose(name, "" if name in self.choices else dials.first_choice(decision))

    def choose(self, name: str, option: str) -> None:
        """One option for one package, "" for none."""
        self.choices.pop(name, None)
        if option:
            self.choices[name] = option
        self.ask_whatif()

    def assume(self, after: Settings) -> None:
        """Other assumptions."""
        if after != self.after:
            self.after = after
            if self.survey is not None:
                self.medians_after = dict(self.engine.values(self.survey, after))
            self.ask_whatif()

    def home_of(self, dial: dials.Dial) -> dials.Home | None:
        """Where a dial would stand had nobody touched it, everything else as it is tried."""
        if self.survey is None:
            return None
        rest = dials.back(self.after, self.settings, dial.key)
        return dials.Home(rest, dials.value(dial, rest, self.engine.values(self.survey, rest)))

    def reset(self) -> None:
        """As it was; marked packages stay marked, with what is advised."""
        for name, decision in ((name, self.decision(name)) for name in list(self.choices)):
            if decision is not None:
                self.choices[name] = dials.as_advised(decision)
        self.after, self.medians_after = self.settings, self.medians
        self.ask_whatif()

    def spend(self, budget: float | None) -> None:
        """Another budget."""
        if budget != self.budget:
            self.budget, self.planning = budget, False
            self.ask_plan()
            self.draw()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every command, in the palette too."""
        yield from super().get_system_commands(screen)
        for name, title in TABS.items():
            yield SystemCommand(f"View: {title}", "Show it", partial(self.action_show, name))
        for title, text, run in (
            ("Export", "This view as JSON, markdown or SVG", self.action_export),
            ("Write", "Preview and write chosen decisions, waivers and ledger entries", self.action_write),
            ("Reset what-if", "All options and assumptions as they were; marks stay", self.reset),
            ("Copy line", "To the clipboard", self.action_copy),
            ("Open page", "Of the package under the cursor, in your browser", self.action_page),
            ("Read again", "The project from the start", self.action_again),
            ("Notices", "What the data does not know", self.action_notices),
            ("Light or dark", "The other theme", self.action_light),
        ):
            yield SystemCommand(title, text, run)
