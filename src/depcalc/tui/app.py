"""The app: five views over one held survey, and everything a key can do."""

import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Click, Resize
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Footer, Static

from depcalc.errors import DepcalcError
from depcalc.render.phrases import FLAGS
from depcalc.render.style import MARKS, Style
from depcalc.render.text import clean
from depcalc.tui import dials, exports, writing
from depcalc.tui.dialogs import Choose, Confirm, Field, Form, Window
from depcalc.tui.engine import Engine
from depcalc.tui.heads import head, tabs, working
from depcalc.tui.inks import DARK_THEME, LIGHT_THEME, THEMES, plain
from depcalc.tui.letters import Letters
from depcalc.tui.rows import SHARED, Wanted, kinds
from depcalc.tui.views.asking import AskView
from depcalc.tui.views.base import View
from depcalc.tui.views.details import DetailView
from depcalc.tui.views.graph import GraphView
from depcalc.tui.views.listing import ListView
from depcalc.tui.views.planning import PlanView
from depcalc.tui.views.trying import WhatIfView
from depcalc.tui.work import Work
from depcalc.tui.writing import Change
from depcalc.values.notice import Notice
from depcalc.values.settings import Settings

VIEWS: dict[str, type[View]] = {
    "list": ListView,
    "graph": GraphView,
    "whatif": WhatIfView,
    "plan": PlanView,
    "ask": AskView,
    "detail": DetailView,
}
TABS = ("list", "graph", "whatif", "plan", "ask")
LEAST_WIDTH, LEAST_HEIGHT = 40, 10
REVIEW_DAYS, WAIVER_DAYS = 180, 90
GLOBAL_KEYS = """\
  1 2 3 4 5     list, graph, what-if, plan, ask
  [ ]           previous, next view  tab     next pane
  w W           write what is chosen, forget it
  e             export this view: JSON, markdown, SVG
  y o           copy the line, open the package's page
  D             what the data does not know
  r             read the project again
  t             light, dark          ctrl+p  all commands
  q ctrl+c      quit
"""
MEANINGS = {
    "keep": "carrying it is the best open option",
    "replace": "the standard library, the tree or a successor does it",
    "vendor": "copy the part used, own it",
    "rewrite": "own code for the part used",
    "drop": "nothing uses it",
    "shared": "indirect packages that several rows need",
    "unknown": "too little is known to say",
}


class DepcalcApp(Work):
    """Holds a survey; every figure on it comes from the same pure calls as the commands'."""

    TITLE = "depcalc"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = [
        Binding("1", "show('list')", "List", show=False),
        Binding("2", "show('graph')", "Graph", show=False),
        Binding("3", "show('whatif')", "What-if", show=False),
        Binding("4", "show('plan')", "Plan", show=False),
        Binding("5", "show('ask')", "Ask", show=False),
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
    #head, #tabs { height: 1; background: $panel; }
    #status { height: 1; color: $text-muted; display: none; }
    #status.busy { display: block; }
    #body { height: 1fr; }
    #tiny { display: none; padding: 0 1; }
    Screen.tiny #tiny { display: block; }
    Screen.tiny #body, Screen.tiny #head, Screen.tiny #tabs, Screen.tiny Footer { display: none; }
    Screen.tiny #status { display: none; }
    Footer { height: 1; }
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
        folder: Path = Path(),
    ) -> None:
        super().__init__(engine, settings, look or Style(), today, notices)
        self.project, self.target, self.write_file, self.folder = name, target, write, folder
        self._before = "list"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = LIGHT_THEME if self.look.light else DARK_THEME
        if self.look.ascii:
            self._filters.append(Letters())

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="tabs", markup=False)
        with Vertical(id="body"):
            yield ContentSwitcher(ListView(), id="views", initial="list")
        yield Static(id="status", markup=False)
        yield Static(id="tiny", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.view.main().focus()
        self.call_after_refresh(self.start)
        self.set_interval(1.0, self.tick)

    # -------------------------------------------------------------- drawing

    @property
    def view(self) -> View:
        """The view in front."""
        switcher = self.screen_stack[0].query_one("#views", ContentSwitcher)
        shown = switcher.visible_content
        assert isinstance(shown, View)
        return shown

    def draw(self) -> None:
        """The lines around, and the view in front; the others when they are shown."""
        if not self.is_running or not self.screen_stack:
            return
        self._lines()
        self.view.redraw()
        self.tick()

    def _lines(self) -> None:
        base = self.screen_stack[0]
        base.query_one("#head", Static).update(
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
        at = TABS.index(self.view.id) if self.view.id in TABS else -1
        titles = [VIEWS[name].title for name in TABS]
        base.query_one("#tabs", Static).update(tabs(titles, at, self.size.width))

    def tick(self) -> None:
        """What is going on, with its time."""
        if not self.is_running or not self.screen_stack:
            return
        said = working(self.stage, self.done, self.total, time.monotonic() - self.since, self.look)
        status = self.screen_stack[0].query_one("#status", Static)
        status.set_class(bool(said), "busy")
        status.update(Text(f" {said}", no_wrap=True))

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

    async def on_click(self, event: Click) -> None:
        """A name on the line of views."""
        if event.widget is not None and event.widget.id == "tabs":
            short = self.size.width < 60
            x = 1
            for name in TABS:
                title = VIEWS[name].title
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
                "r  read again     5  ask about a package     q  quit",
            )
        more = "v  where it happened     " if self.failed.where else ""
        return Text.assemble(
            (f"{clean(self.failed.what, longest=2000)}\n\n", "bold"),
            f"{clean(self.failed.hint, longest=2000)}\n\n",
            f"r  try again     {more}q  quit",
        )

    # -------------------------------------------------------------- views

    async def action_show(self, name: str) -> None:
        """One of the views, made when it is first wanted."""
        switcher = self.screen_stack[0].query_one("#views", ContentSwitcher)
        if self.view.id != name and self.view.id != "detail":
            self._before = self.view.id or "list"
        if not switcher.query(f"#{name}"):
            await switcher.add_content(VIEWS[name](), set_current=True)
        switcher.current = name
        self._shown()

    def _shown(self) -> None:
        self.view.main().focus()
        self.draw()

    async def action_turn(self, by: int) -> None:
        """The view beside."""
        at = TABS.index(self.view.id) if self.view.id in TABS else 0
        await self.action_show(TABS[(at + by) % len(TABS)])

    async def action_back(self) -> None:
        """Where the details were asked for."""
        await self.action_show(self._before)

    async def action_details(self) -> None:
        """Everything about what the cursor is on."""
        name = self.package_here()
        row = self.view.grid.key if isinstance(self.view, ListView) else ""
        if not name and row != SHARED:
            return
        await self.action_show("detail")
        self._detail(name or SHARED)

    def _detail(self, name: str) -> None:
        if isinstance(self.view, DetailView):
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

    def package_here(self) -> str:
        """The package that the cursor of the view in front is on."""
        return self.view.package()

    def view_text(self) -> str:
        """The view in front as plain text."""
        return self.view.text()

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

    def reset(self) -> None:
        """As it was."""
        self.choices.clear()
        self.after, self.medians_after = self.settings, self.medians
        self.ask_whatif()

    def spend(self, budget: float | None) -> None:
        """Another budget."""
        if budget != self.budget:
            self.budget, self.planning = budget, False
            self.ask_plan()
            self.draw()

    # -------------------------------------------------------------- changes to the configuration

    def toggle_decision(self, name: str, option: str) -> None:
        """A decision to be written, or not any more."""
        kept = [c for c in self.changes if not (c.kind == "decision" and c.package == name)]
        if len(kept) == len(self.changes):
            review = self.today + timedelta(days=REVIEW_DAYS)
            entry = (("package", name), ("verdict", option), ("date", self.today), ("review", review))
            kept.append(Change("decision", entry))
        self.changes = kept
        self.draw()

    def action_decide(self) -> None:
        """The verdict, or the option being tried, as a decision to write."""
        name = self.package_here()
        decision = self.decision(name)
        option = self.choices.get(name) if self.view.id == "whatif" else None
        option = option or (decision.verdict if decision else "")
        option = "rewrite" if option == "rewrite-unhardened" else option
        if option in ("", "unknown", "today"):
            self.notify("That is no decision that can be written.", markup=False)
            return
        self.toggle_decision(name, option)
        self._count_changes()

    def _count_changes(self) -> None:
        self.notify(f"To write: {len(self.changes)}. w previews the exact change.", markup=False, timeout=3)

    def action_waive(self) -> None:
        """A waiver to write: it needs a reason and an end."""
        if self.failed is not None and self.failed.where and not self.package_here():
            self.push_screen(Window("Where it happened", Text(clean_lines(self.failed.where))))
            return
        name = self.package_here()
        if not name:
            return
        until = self.today + timedelta(days=WAIVER_DAYS)
        fields = (
            Field("reason", "Reason, for those who read it later"),
            Field("expires", "Until (YYYY-MM-DD)", until.isoformat()),
            Field("rule", "Rule, for example DC012 (empty: all of them)", need=False),
        )
        self.push_screen(
            Form(f"Waiver for {plain(name, self.look)}", fields), lambda got: self._waived(name, got)
        )

    def _waived(self, name: str, got: dict[str, str] | None) -> None:
        if got is None:
            return
        try:
            expires = date.fromisoformat(got["expires"])
        except ValueError:
            self.notify(f"{clean(got['expires'])} is no date", severity="error", markup=False)
            return
        entry: list[tuple[str, Any]] = [("package", name)]
        entry += [("rule", got["rule"])] if got["rule"] else []
        self._add(Change("waiver", (*entry, ("reason", got["reason"]), ("expires", expires))))

    def action_record(self) -> None:
        """Own code in a package's place, for the ledger."""
        decision = self.decision(self.package_here())
        if decision is None:
            return
        fields = (
            Field("kind", "rewrite or vendor", "vendor" if decision.verdict == "vendor" else "rewrite"),
            Field("version", "Version it was taken from", decision.version),
            Field("path", "File or folder where the code lies now"),
            Field("symbols", "Names that were taken, with commas", need=False),
        )
        name = decision.package
        title = f"Ledger entry for {plain(name, self.look)}"
        self.push_screen(Form(title, fields), lambda got: self._recorded(name, got))

    def _recorded(self, name: str, got: dict[str, str] | None) -> None:
        if got is None:
            return
        if got["kind"] not in ("rewrite", "vendor"):
            self.notify("rewrite or vendor", severity="error", markup=False)
            return
        symbols = tuple(part.strip() for part in got["symbols"].split(",") if part.strip())
        entry = (
            ("package", name), ("version", got["version"]), ("kind", got["kind"]), ("path", got["path"]),
            ("symbols", symbols),
        )  # fmt: skip
        self._add(Change("ledger", entry))

    def _add(self, change: Change) -> None:
        self.changes.append(change)
        self._count_changes()
        self.draw()

    def action_forget(self) -> None:
        """Nothing to write any more."""
        self.changes = []
        self.draw()

    def action_write(self) -> None:
        """The exact change first; it is written on a yes and not otherwise."""
        if not self.changes or self.target is None:
            self.notify("Nothing to write: choose steps here, or d on a row.", markup=False)
            return
        try:
            made = writing.preview(self.changes, self.target)
        except (DepcalcError, OSError) as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        title = f"This changes {plain(str(made.path), self.look)}"
        self.push_screen(
            Confirm(title, patch(made.lines), "Write it?"), lambda yes: self._written(made, bool(yes))
        )

    def _written(self, made: writing.Preview, yes: bool) -> None:
        if not yes or self.target is None or self.write_file is None:
            self.notify("Nothing was written.", markup=False)
            return
        try:
            writing.apply(made, self.target, self.write_file)
        except (DepcalcError, OSError) as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        self.changes = []
        said = f"Written: {plain(str(made.path), self.look)}. It counts from the next start."
        self.notify(said, markup=False)
        self.draw()

    # -------------------------------------------------------------- the rest

    def choose_filter(self, listing: ListView) -> None:
        """Verdicts and flags that there are."""
        found = kinds(self.rows)
        options = [("all:", Text("all rows"))]
        for kind, word, n in found:
            mark = f"{self.look.mark(word)} " if kind == "verdict" else "  flag "
            options.append((f"{kind}:{word}", Text(f"{mark}{word}  {n}")))

        def chosen(answer: str | None) -> None:
            kind, _, word = (answer or "").partition(":")
            w = listing.wanted
            if kind:
                verdict, flag = (word if kind == "verdict" else ""), (word if kind == "flag" else "")
                listing.want(Wanted(w.sort, w.reverse, verdict, flag, "" if kind == "all" else w.find))

        self.push_screen(Choose("Show", options), chosen)

    def action_help(self) -> None:
        """Keys of the view in front, keys that work everywhere, marks and flags."""
        text = Text(f"{self.view.title}\n", "bold")
        text.append(self.view.help, "not bold")
        text.append("\nEverywhere\n")
        text.append(GLOBAL_KEYS, "not bold")
        text.append("\nMarks\n")
        for word in MARKS:
            text.append(f"  {self.look.mark(word)} {word:9} {MEANINGS[word]}\n", "not bold")
        text.append("\nColumns\n")
        text.append(COLUMN_HELP, "not bold")
        text.append("\nFlags\n")
        for flag, meaning in FLAGS.items():
            text.append(f"  {flag}: {meaning}\n", "not bold")
        self.push_screen(Window("Help", text))

    def action_notices(self) -> None:
        """What the data does not know, and what else a reader should."""
        lines = [plain(one.message, self.look) for one in self.report.notices] if self.report else []
        text = "\n\n".join(lines) or "Nothing to say."
        self.push_screen(Window("Notices", Text(text)))

    def action_again(self) -> None:
        """Read the project again."""
        if self.is_running:
            self.start()

    def action_light(self) -> None:
        """Light or dark; marks keep their contrast."""
        light = self.theme != LIGHT_THEME
        self.theme = LIGHT_THEME if light else DARK_THEME
        self.look = Style(light=light, ascii=self.look.ascii, colour=self.look.colour)
        self.draw()

    def action_copy(self) -> None:
        """The line that the cursor is on."""
        if line := clean(self.view.line()):
            self.copy_to_clipboard(line)
            self.notify("Copied.", markup=False, timeout=2)

    def action_page(self) -> None:
        """The package's page, after a question: this is the one thing here that leaves the machine."""
        name = self.package_here()
        if not name or self.survey is None:
            return
        address = self.engine.page(self.survey, self.settings, name)
        if not address:
            self.notify("It is on no public index that is known here.", markup=False)
            return
        text = Text(clean(address))
        self.push_screen(
            Confirm("Open in your browser", text, "Open it?"), lambda yes: self._opened(address, bool(yes))
        )

    def _opened(self, address: str, yes: bool) -> None:
        if yes:
            self.open_url(address)

    def action_export(self) -> None:
        """The view in front as a file."""
        options = [("json", Text("JSON")), ("markdown", Text("markdown")), ("svg", Text("SVG picture"))]
        self.push_screen(Choose("Export this view as", options), self._exported)

    def _exported(self, format: str | None) -> None:
        if not format:
            return
        view = self.view.id or "list"
        text = self._export(format, view)
        if not text:
            self.notify("Nothing to export yet.", markup=False)
            return
        path = exports.free_name(self.folder, view, format)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            self.notify(clean(f"{path}: {error.strerror}"), severity="error", markup=False)
            return
        self.notify(f"Written: {plain(str(path), self.look)}", markup=False)

    def _export(self, format: str, view: str) -> str:
        if format == "svg":
            return self.export_screenshot(title="depcalc", simplify=True)
        return exports.as_json(self, view) if format == "json" else exports.as_markdown(self, view)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every command, in the palette too."""
        yield from super().get_system_commands(screen)
        for name in TABS:
            yield SystemCommand(f"View: {VIEWS[name].title}", "Show it", lambda n=name: self.action_show(n))
        for title, text, run in (
            ("Export", "This view as JSON, markdown or SVG", self.action_export),
            ("Write", "Preview and write chosen decisions, waivers and ledger entries", self.action_write),
            ("Reset what-if", "All choices and assumptions as they were", self.reset),
            ("Copy line", "To the clipboard", self.action_copy),
            ("Open page", "Of the package under the cursor, in your browser", self.action_page),
            ("Read again", "The project from the start", self.action_again),
            ("Notices", "What the data does not know", self.action_notices),
            ("Light or dark", "The other theme", self.action_light),
        ):
            yield SystemCommand(title, text, run)


COLUMN_HELP = """\
  $/yr      estimated, the lock as it stands, with what leaves with it
  Advised   the same under the verdict       Saves   the difference
  Crowd     what everybody together spends a year on searching it
  Need      your own search a year for a rewrite no riskier than keeping
            it; 0: already there; -: no budget gets there
  Lvs       packages that leave with it
"""


def clean_lines(text: str) -> str:
    """Several lines, each harmless."""
    return "\n".join(clean(line, longest=2000) for line in text.splitlines())


def patch(lines: Iterable[str]) -> Text:
    """A difference; plus and minus say it, colour repeats it."""
    text = Text()
    for line in lines:
        style = "bold" if line.startswith("+") else "dim" if line.startswith(("-", "@")) else ""
        text.append(clean(line, longest=2000) + "\n", style)
    return text
