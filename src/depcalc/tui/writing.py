"""Changes to the project's configuration: collected, shown as an exact difference, written only on a yes."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from depcalc.config.write import with_row, with_setting
from depcalc.errors import ConfigError

REVIEW_DAYS = 180
ChangeKind: TypeAlias = Literal["decision", "waiver", "ledger", "setting"]
Target: TypeAlias = Callable[[], tuple[Path, str, str]]
Write: TypeAlias = Callable[
    [Path, str, str], bool
]  # file, what was read, what is to be there; False: it changed
Save: TypeAlias = Callable[[Path, str], None]
SAME: Mapping[str, tuple[str, ...]] = {  # what makes an entry the one that is there already
    "decision": ("package",),
    "waiver": ("package", "advisory", "rule"),
    "ledger": ("package", "path"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `[[tool.depcalc.KIND]]`, key by key; a "setting" is one key of `[tool.depcalc]` itself."""

    kind: ChangeKind
    entry: tuple[tuple[str, str | float | date | tuple[str, ...]], ...]

    @property
    def package(self) -> str:
        return str(dict(self.entry).get("package", ""))

    @property
    def words(self) -> str:
        """One line about it."""
        entry = dict(self.entry)
        if self.kind == "setting":
            return " ".join(f"{key} = {value}" for key, value in self.entry)
        said = entry.get({"decision": "verdict", "waiver": "expires", "ledger": "path"}[self.kind], "")
        asks = entry.get("asks", ())
        more = f" ({', '.join(asks)})" if isinstance(asks, tuple) and asks else ""
        return f"{self.kind}: {self.package} {said}".rstrip() + more


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written where; `before` is what the change was made from."""

    path: Path
    before: str
    after: str

    @property
    def lines(self) -> list[str]:
        """The difference as lines of a patch."""
        old, new = self.before.splitlines(), self.after.splitlines()
        name = self.path.name
        return list(difflib.unified_diff(old, new, name, name, lineterm="", n=2))


def decided(package: str, verdict: str, asks: Sequence[str], today: date) -> Change:
    """A choice made today, to be looked at again in half a year."""
    entry = (("package", package), ("verdict", verdict), ("asks", tuple(asks)), ("date", today))
    return Change("decision", (*entry, ("review", today + timedelta(days=REVIEW_DAYS))))


def known_rule(name: str) -> bool:
    """Does the gate know a rule of this name? A waiver of another one would be refused by every command."""
    from depcalc.values.rules import named  # noqa: PLC0415

    return named(name) is not None


def preview(changes: Sequence[Change], target: Target) -> Preview:
    """The configuration with the changes, comments and layout kept. Writes nothing."""
    path, prefix, text = target()
    after = text
    for change in changes:
        after = _with(after, prefix, change)
    return Preview(path, text, after)


def apply(made: Preview, target: Target, write: Write) -> None:
    """Write what was previewed, and nothing else: a file that changed meanwhile is refused."""
    path, _, text = target()
    if (path, text) != (made.path, made.before) or not write(made.path, made.before, made.after):
        raise ConfigError(
            f"{path} changed since the preview; nothing was written", "press w to see the change again"
        )


def _with(text: str, prefix: str, change: Change) -> str:
    entry = {key: list(value) if isinstance(value, tuple) else value for key, value in change.entry}
    if change.kind == "setting":
        ((key, value),) = entry.items()
        return with_setting(text, prefix, key, value)
    return with_row(text, prefix, change.kind, entry, SAME[change.kind])
