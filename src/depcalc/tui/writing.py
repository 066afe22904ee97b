"""Changes to the project's configuration: collected, shown as an exact difference, written only on a yes."""

import difflib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from depcalc.config.write import with_ledger
from depcalc.errors import ConfigError

ChangeKind: TypeAlias = Literal["decision", "waiver", "ledger"]
Target: TypeAlias = Callable[[], tuple[Path, str, str]]
Write: TypeAlias = Callable[[Path, str], None]
SAME: Mapping[str, tuple[str, ...]] = {  # what makes an entry the one that is there already
    "decision": ("package",),
    "waiver": ("package", "advisory", "rule"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `[[tool.depcalc.KIND]]`, key by key."""

    kind: ChangeKind
    entry: tuple[tuple[str, str | date | tuple[str, ...]], ...]

    @property
    def package(self) -> str:
        return str(dict(self.entry).get("package", ""))

    @property
    def words(self) -> str:
        """One line about it."""
        what = {"decision": "verdict", "waiver": "expires", "ledger": "path"}[self.kind]
        return f"{self.kind}: {self.package} {dict(self.entry).get(what, '')}".rstrip()


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
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: the change would not be valid TOML: {error}") from error
    return Preview(path, text, after)


def apply(made: Preview, target: Target, write: Write) -> None:
    """Write what was previewed, and nothing else: a file that changed meanwhile is refused."""
    path, _, text = target()
    if (path, text) != (made.path, made.before):
        raise ConfigError(f"{path} changed since the preview", "look at the change again")
    write(made.path, made.after)


def _with(text: str, prefix: str, change: Change) -> str:
    entry = {key: list(value) if isinstance(value, tuple) else value for key, value in change.entry}
    if change.kind == "ledger":
        return with_ledger(text, prefix, entry, None)
    return _with_row(text, prefix, change.kind, entry)


def _with_row(text: str, prefix: str, kind: str, entry: Mapping[str, Any]) -> str:
    """One more table of the array, or the one about the same thing with new values."""
    import tomlkit  # noqa: PLC0415 - only what writes needs it

    document = tomlkit.parse(text)
    table: Any = document
    for part in filter(None, prefix.split(".")):
        table = table.setdefault(part, tomlkit.table(is_super_table=True))
    rows = table.setdefault(kind, tomlkit.aot())
    same = [key for key in SAME[kind] if key in entry or kind == "decision"]
    row = next((r for r in rows if all(r.get(key) == entry.get(key) for key in same)), None)
    if row is None:
        row = tomlkit.table()
        rows.append(row)
    row.update({key: value for key, value in entry.items() if value not in ("", [])})
    return tomlkit.dumps(document)
