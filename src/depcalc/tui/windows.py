"""Help, filter, notices, export, the clipboard and the browser: what opens over a view or leaves it."""

from rich.text import Text

from depcalc.render.phrases import FLAGS
from depcalc.render.style import MARKS, Style
from depcalc.render.text import clean
from depcalc.tui import exports
from depcalc.tui.changes import Changes
from depcalc.tui.dialogs import Choose, Confirm, Window
from depcalc.tui.inks import DARK_THEME, LIGHT_THEME, plain
from depcalc.tui.rows import Wanted, kinds
from depcalc.tui.views.listing import ListView

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
COLUMN_HELP = """\
  $/yr      estimated, the lock as it stands, with what leaves with it
  Advised   the same under the verdict       Saves   the difference
  Crowd     what everybody together spends a year on searching it
  Need      your own search a year for a rewrite no riskier than keeping
            it; 0: already there; -: no budget gets there
  Lvs       packages that leave with it
"""


class Windows(Changes):
    """Everything that is no view."""

    def view_text(self) -> str:
        """The view in front as plain text."""
        return self.view.text()

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
