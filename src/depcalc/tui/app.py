"""The app: five views over one held survey, and everything a key can do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Footer, Input, Static

from depcalc.render.style import Style
from depcalc.tui import dials
from depcalc.tui.around import TABS, Around
from depcalc.tui.heads import tab_at
from depcalc.tui.inks import DARK_THEME, LIGHT_THEME, THEMES
from depcalc.tui.rows import SHARED
from depcalc.tui.views.base import Said, View
from depcalc.tui.views.listing import ListView
from depcalc.tui.views.nothing import NothingView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from textual.app import ComposeResult, SystemCommand
    from textual.events import Click
    from textual.screen import Screen

    from depcalc.tui import writing
    from depcalc.tui.engine import Engine
    from depcalc.tui.project import Project
    from depcalc.values.notice import Notice
    from depcalc.values.report import Report
    from depcalc.values.settings import Settings

INTERRUPTED = 130


def view_of(name: str) -> type[View]:
    """The class of a view; its module loads when it is first wanted, so that the first frame comes sooner."""
    if name in ("list", "nothing"):
        return ListView if name == "list" else NothingView
    from depcalc.tui.views import asking, details, graph, planning, trying  # noqa: PLC0415

    return {
        "graph": graph.GraphView,
        "whatif": trying.WhatIfView,
        "plan": planning.PlanView,
        "ask": asking.AskView,
        "detail": details.DetailView,
    }[name]


class DepcalcApp(Around):
    """Holds a survey; every figure on it comes from the same pure calls as the commands'."""

    TITLE = "depcalc"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 3
    BINDINGS: ClassVar = [
        Binding("1", "show('list')", "View: List", show=False, priority=True, tooltip="list"),
        Binding("2", "show('graph')", "View: Graph", show=False, priority=True, tooltip="graph"),
        Binding("3", "show('whatif')", "View: What-if", show=False, priority=True, tooltip="what-if"),
        Binding("4", "show('plan')", "View: Plan", show=False, priority=True, tooltip="plan"),
        Binding("5", "show('ask')", "View: Ask", show=False, priority=True, tooltip="ask"),
        Binding("left_square_bracket", "turn(-1)", "Previous view", show=False),
        Binding("right_square_bracket", "turn(1)", "Next view", show=False),
        Binding("w", "write", "Write", show=False, tooltip="preview, write"),
        Binding("W", "forget", "Forget changes", show=False, tooltip="write nothing"),
        Binding("e", "export", "Export", show=False, tooltip="export this view"),
        Binding("y", "copy", "Copy", show=False, tooltip="copy the line"),
        Binding("o", "page", "Open page", show=False, tooltip="the package's page"),
        Binding("D", "notices", "What the data knows", show=False, tooltip="what is known"),
        Binding("r", "again", "Read again", show=False, tooltip="read all of it again"),
        Binding("t", "light", "Light or dark", show=False),
        Binding("ctrl+p", "command_palette", "All commands", show=False, priority=True),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="this help"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+c", "interrupt", "Interrupt", show=False, priority=True, tooltip="quit, exit 130"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]
    CSS = """
    Screen { background: $background; }
    #head, #sums, #tabs { background: $panel; }
    #warning { display: none; height: auto; padding: 0 1; text-style: bold; }
    #status { color: $text-muted; display: none; }
    #status.busy { display: block; }
    #body { height: 1fr; }
    #tiny { display: none; padding: 0 1; }
    Screen.tiny #tiny { display: block; }
    Screen.tiny #body, Screen.tiny .around, Screen.tiny Footer { display: none; }
    Screen.low #sums, Screen.failed #sums { display: none; }
    Footer { height: 1; }
    ToastRack { margin-bottom: 3; }
    Toast { padding: 0 1; width: auto; max-width: 60%; }
    SearchIcon { display: none; }
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
        elsewhere: Callable[[str | None], Project] | None = None,
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
        yield Said("head", "around")
        yield Said("sums", "around")
        yield Said("tabs", "around")
        yield Static(id="warning", classes="around", markup=False)
        with Vertical(id="body"):
            yield ContentSwitcher(ListView(), NothingView(), id="views", initial="list")
        yield Said("status", "around")
        yield Static(id="tiny", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.view.main().focus()
        self.call_after_refresh(self.start)
        self.set_interval(1.0, self.tick)

    async def on_click(self, event: Click) -> None:
        """A name on the line of views."""
        if event.widget is not None and event.widget.id == "tabs":
            at = tab_at(list(TABS.values()), self.tabs(), event.x)
            if at >= 0:
                await self.action_show(list(TABS)[at])

    # -------------------------------------------------------------- views

    async def action_show(self, name: str) -> None:
        """One of the views, made when it is first wanted."""
        switcher = self.screen_stack[0].query_one("#views", ContentSwitcher)
        if self.wanted not in (name, "detail"):
            self._before = self.wanted
        if name == "ask" != self.wanted:
            self._before_ask = self.wanted
        self.wanted = name
        front = self.front(name)
        if not switcher.query(f"#{front}"):
            await switcher.add_content(view_of(front)(), set_current=True)
        switcher.current = front
        self._shown()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A figure that is typed, or pressed over a window, turns to no other view; what leads on from trouble is there
        where there is trouble."""
        if action in ("folder", "where"):
            return self.failed is not None and (action == "folder" or bool(self.failed.where))
        return action != "show" or not (self.typing or len(self.screen_stack) > 1)

    @property
    def typing(self) -> bool:
        """The keys go into a line of text."""
        return isinstance(self.focused, Input)

    def draw(self) -> None:
        """The lines around, and the view in front; the others when they are shown."""
        if not self.is_running or not self.screen_stack:
            return
        self.lines()
        if self.view.id != self.front(self.wanted):
            self.call_later(self.action_show, self.wanted)
        self.view.redraw()
        self.tick()

    def _shown(self) -> None:
        self.screen_stack[0].set_focus(self.view.main())  # at once: the next key may be here already
        self.draw()

    async def action_turn(self, by: int) -> None:
        """The view beside."""
        names = list(TABS)
        at = names.index(self.wanted) if self.wanted in TABS else 0
        await self.action_show(names[(at + by) % len(names)])

    def action_interrupt(self) -> None:
        """As a signal would: at once, and nothing is lost."""
        self.exit(return_code=INTERRUPTED)

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
        for view in self.screen_stack[0].query("#detail").results(View):
            view.show(name or SHARED)  # before it is in front, where the page of another one would be seen
        await self.action_show("detail")
        self._detail(name or SHARED)

    def _detail(self, name: str) -> None:
        self.view.show(name)
        self.explain(name)

    def _take_report(self, report: Report, preview: bool) -> None:
        super()._take_report(report, preview)
        if self.wanted == "detail":  # opened before there was all of it, or read again
            for view in self.screen_stack[0].query("#detail").results(View):
                self.explain(view.package())

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
        from depcalc.tui.palette import commands  # noqa: PLC0415

        yield from commands(self)
