"""Help, filter, notices, export, the clipboard and the browser: what opens over a view or leaves it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from depcalc.errors import DepcalcError
from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.tui.changes import Changes
from depcalc.tui.inks import DARK_THEME, LIGHT_THEME, plain
from depcalc.tui.rows import Wanted, kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from depcalc.tui.project import Project
    from depcalc.tui.views.listing import ListView


class Windows(Changes):
    """Everything that is no view."""

    elsewhere: Callable[[str | None], Project] | None = None
    at: str | None = None  # which other folder; None: the one it was started for

    def view_text(self) -> str:
        """The view in front as plain text."""
        return self.view.text()

    def choose_filter(self, listing: ListView) -> None:
        """Verdicts and flags that there are."""
        from depcalc.tui.dialogs import Choose  # noqa: PLC0415

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
        from depcalc.tui.dialogs import Window  # noqa: PLC0415
        from depcalc.tui.helping import help_text  # noqa: PLC0415
        from depcalc.tui.views.listing import ListView  # noqa: PLC0415

        hidden = self.screen_stack[0].query_one(ListView).hidden
        text = help_text(type(self.view), type(self), hidden, self.look, self.size.width)
        self.push_screen(Window("Help", text))

    def action_notices(self) -> None:
        """What the data knows and does not know, and what else a reader should."""
        from depcalc.tui.dialogs import Window  # noqa: PLC0415
        from depcalc.tui.knowing import known  # noqa: PLC0415

        text = known(self.told(self.report), self.look) if self.report else Text("Not priced yet.")
        self.push_screen(Window("What the data knows", text))

    def action_where(self) -> None:
        """The traceback of what should not happen."""
        from depcalc.tui.dialogs import Window  # noqa: PLC0415

        where = self.failed.where if self.failed else ""
        if where:
            lines = (clean(line, longest=2000) for line in where.splitlines())
            self.push_screen(Window("Where it happened", Text("\n".join(lines))))

    def action_again(self) -> None:
        """Read the project again, and its settings."""
        if self.is_running:
            self.start(partial(self.elsewhere, self.at) if self.elsewhere else None)

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
        from depcalc.tui.dialogs import Confirm  # noqa: PLC0415

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

    def action_folder(self) -> None:
        """Another project, in place of one that cannot be read."""
        from depcalc.tui.dialogs import Field, Form  # noqa: PLC0415

        if self.elsewhere is None:
            return
        fields = (Field("path", "Folder of a project, or a lockfile"),)
        self.push_screen(Form("Another folder", fields, "enter reads it; esc closes.", self._moved))

    def _moved(self, got: dict[str, str]) -> str:
        """To the folder; "" where that went well, else why not."""
        try:
            there = self.elsewhere(got["path"]) if self.elsewhere else None
        except DepcalcError as error:
            return clean(" ".join(filter(None, (error.message, error.hint))))
        except OSError as error:
            return clean(f"cannot read it: {error.strerror or error}")
        if there is not None:
            self.at = got["path"]
            self.start(lambda: there)
        return ""

    def _opened(self, address: str, yes: bool) -> None:
        if yes:
            self.open_url(address)

    def action_export(self) -> None:
        """The view in front as a file."""
        from depcalc.tui.dialogs import Choose  # noqa: PLC0415

        options = [("json", Text("JSON")), ("markdown", Text("markdown")), ("svg", Text("SVG picture"))]
        self.push_screen(Choose("Export this view as", options), self._exported)

    def _exported(self, format: str | None) -> None:
        if not format:
            return
        from depcalc.tui import exports  # noqa: PLC0415

        view = self.view.id or "list"
        text = self._export(format, view)
        if not text:
            self.notify("Nothing to export yet.", markup=False)
            return
        try:
            path = exports.free_name(self.folder.resolve(), view, format)
            if self.save is not None:
                self.save(path, text)
        except (DepcalcError, OSError) as error:
            self.refused(error)
            return
        self.notify(f"Written: {plain(str(path), self.look)}", markup=False)

    def _export(self, format: str, view: str) -> str:
        from depcalc.tui import exports  # noqa: PLC0415

        if format == "svg":
            return self.export_screenshot(title="depcalc", simplify=True)
        return exports.as_json(self, view) if format == "json" else exports.as_markdown(self, view)
