"""Decisions, waivers and ledger entries: collected here, written after the exact change was shown."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widgets import ContentSwitcher

from depcalc.errors import DepcalcError
from depcalc.render.text import clean
from depcalc.tui.inks import plain
from depcalc.tui.views.base import View
from depcalc.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from depcalc.tui import writing

WAIVER_DAYS = 90


class Changes(Work):
    """What is to be written, and the one way it gets there."""

    write_file: writing.Write | None = None
    save: writing.Save | None = None
    folder = Path()

    @property
    def view(self) -> View:
        """The view in front."""
        shown = self.screen_stack[0].query_one("#views", ContentSwitcher).visible_content
        assert isinstance(shown, View)
        return shown

    def package_here(self) -> str:
        """The package that the cursor of the view in front is on."""
        return self.view.package()

    def toggle(self, changes: Sequence[writing.Change]) -> None:
        """To be written, or not any more; what was to be written of the same thing gives way."""
        gone = all(change in self.changes for change in changes)
        about = {(change.kind, change.package) for change in changes}
        kept = [c for c in self.changes if (c.kind, c.package) not in about]
        self.changes = kept if gone else [*kept, *changes]
        self.draw()

    def action_decide(self) -> None:
        """The verdict with what it asks for, or the option being tried, as a decision to write."""
        from depcalc.tui.writing import decided  # noqa: PLC0415

        name = self.package_here()
        decision = self.decision(name)
        option = self.choices.get(name) if self.view.id == "whatif" else None
        option = option or (decision.verdict if decision else "")
        option = "rewrite" if option == "rewrite-unhardened" else option
        if option in ("", "unknown", "today"):
            self.notify("That is no decision that can be written.", markup=False)
            return
        asks = decision.asks if decision and option == decision.verdict else ()
        self.toggle((decided(name, option, asks, self.today),))
        self._count_changes()

    def _count_changes(self) -> None:
        self.notify(f"To write: {len(self.changes)}. w previews the exact change.", markup=False, timeout=3)

    def action_waive(self) -> None:
        """A waiver to write: it needs a reason and an end."""
        from depcalc.tui.dialogs import Field, Form  # noqa: PLC0415

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
            Form(f"Waiver for {plain(name, self.look)}", fields, take=self._wrong_waiver),
            lambda got: self._waived(name, got),
        )

    def _wrong_waiver(self, got: dict[str, str]) -> str:
        """Why every command would refuse it, with what to do; "" where none would."""
        from depcalc.tui.writing import known_rule  # noqa: PLC0415

        try:
            expires = date.fromisoformat(got["expires"])
        except ValueError:
            return f"{clean(got['expires'])} is no date: write it like {self.today}."
        if expires < self.today:
            return f"{expires} is past: the waiver would hold for nothing. Name a day to come."
        if got["rule"] and not known_rule(got["rule"]):
            return f"No rule is called {clean(got['rule'])}: DC001 to DC020, or leave it empty."
        return ""

    def _waived(self, name: str, got: dict[str, str] | None) -> None:
        if got is None:
            return
        from depcalc.tui.writing import Change  # noqa: PLC0415

        entry: list[tuple[str, Any]] = [("package", name)]
        entry += [("rule", got["rule"])] if got["rule"] else []
        expires = date.fromisoformat(got["expires"])
        self._add(Change("waiver", (*entry, ("reason", got["reason"]), ("expires", expires))))

    def action_record(self) -> None:
        """Own code in a package's place, for the ledger."""
        from depcalc.tui.dialogs import Field, Form  # noqa: PLC0415

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
        self.push_screen(
            Form(title, fields, take=lambda got: self._wrong_entry(name, got)),
            lambda got: self._recorded(name, got),
        )

    def _wrong_entry(self, name: str, got: dict[str, str]) -> str:
        """Why this is no entry, with what to do; "" where it is one."""
        from depcalc.pipeline.entries import trouble_with  # noqa: PLC0415

        if got["kind"] not in ("rewrite", "vendor"):
            return f"{clean(got['kind'])}: say rewrite or vendor."
        entry = self._entry(name, got)
        if any((e.package, e.path) == (name, got["path"]) for e in self.settings.ledger):
            return "It is in the ledger already. A search of it: depcalc ledger add NAME --at PATH --searched-usd"
        folder = self.target()[0].parent if self.target else Path()
        trouble = trouble_with(entry, folder, self.places_by_name)
        return clean(". ".join(trouble), longest=400) + "." if trouble else ""

    @staticmethod
    def _entry(name: str, got: dict[str, str]) -> dict[str, Any]:
        symbols = tuple(part.strip() for part in got["symbols"].split(",") if part.strip())
        keys = ("version", "kind", "path")
        return {"package": name, **{key: got[key] for key in keys}, "symbols": symbols}

    def _recorded(self, name: str, got: dict[str, str] | None) -> None:
        if got is None:
            return
        from depcalc.tui.writing import Change  # noqa: PLC0415

        self._add(Change("ledger", tuple(self._entry(name, got).items())))

    def _add(self, change: writing.Change) -> None:
        if change not in self.changes:
            self.changes.append(change)
        self._count_changes()
        self.draw()

    def action_forget(self) -> None:
        """Nothing to write any more."""
        self.changes = []
        self.draw()

    def action_write(self) -> None:
        """The exact change first; it is written on a yes and not otherwise."""
        from depcalc.tui import writing  # noqa: PLC0415
        from depcalc.tui.dialogs import Confirm  # noqa: PLC0415

        if not self.changes or self.target is None:
            self.notify("Nothing to write: choose steps of the plan, or d on a row.", markup=False)
            return
        self.clear_notifications()
        try:
            made = writing.preview(self.changes, self.target)
        except (DepcalcError, OSError) as error:
            self.refused(error)
            return
        if made.after == made.before:
            self.notify("All of it stands in the file already.", markup=False)
            self.changes.clear()
            self.draw()
            return
        title = f"This changes {plain(str(made.path), self.look)}"
        self.push_screen(
            Confirm(title, patch(made.lines), "Write it?"), lambda yes: self._written(made, bool(yes))
        )

    def _written(self, made: writing.Preview, yes: bool) -> None:
        from depcalc.tui import writing  # noqa: PLC0415

        if not yes or self.target is None or self.write_file is None:
            self.notify("Nothing was written.", markup=False)
            return
        try:
            writing.apply(made, self.target, self.write_file)
        except (DepcalcError, OSError) as error:
            self.refused(error)
            return
        self.changes = []
        said = f"Written: {plain(str(made.path), self.look)}. It counts once r has read it."
        self.notify(said, markup=False)
        self.draw()

    def refused(self, error: DepcalcError | OSError) -> None:
        """What could not be done, where, and what to do, until it was read; what was chosen stays chosen."""
        from depcalc.tui.dialogs import Window  # noqa: PLC0415

        parts = (error.message, error.hint) if isinstance(error, DepcalcError) else (str(error),)
        said = "\n\n".join(clean(f"{part[:1].upper()}{part[1:]}.", longest=1000) for part in parts if part)
        self.push_screen(Window("Not written", Text(said)))


def patch(lines: Iterable[str]) -> Text:
    """A difference; plus and minus say it, colour repeats it."""
    text = Text()
    for line in lines:
        style = "bold" if line.startswith("+") else "dim" if line.startswith(("-", "@")) else ""
        text.append(clean(line, longest=2000) + "\n", style)
    return text
