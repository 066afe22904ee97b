"""Adds to the configuration file and leaves its comments and layout as they are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depcalc.config.find import find_config
from depcalc.errors import ConfigError
from depcalc.files import parse_toml

NEW_FILE = "depcalc.toml"


def with_ledger(text: str, prefix: str, entry: Mapping[str, Any], search: Mapping[str, Any] | None) -> str:
    """The text of a configuration file with a ledger entry, or with one more search of an entry that is there.

    prefix  what stands before the name of each table, "tool.depcalc" in pyproject.toml
    entry   `package`, `version`, `kind`, `path` and `symbols`; package and path say which entry it is
    search  `date`, `usd` and `found`, None for none
    """
    import tomlkit  # noqa: PLC0415 - only what writes needs it

    document = tomlkit.parse(text)
    table: Any = document
    for part in filter(None, prefix.split(".")):
        table = table.setdefault(part, tomlkit.table(is_super_table=True))
    rows = table.setdefault("ledger", tomlkit.aot())
    inline = not isinstance(rows, tomlkit.items.AoT)
    row = next(
        (r for r in rows if (r.get("package"), r.get("path")) == (entry["package"], entry["path"])), None
    )
    if row is None:
        row = tomlkit.inline_table() if inline else tomlkit.table()
        row.update({key: value for key, value in entry.items() if value not in ("", [])})
        rows.append(row)
    if search is not None:
        made = tomlkit.inline_table()
        made.update(search)
        row.setdefault("hardening", tomlkit.array()).append(made)
    made_text = tomlkit.dumps(document)
    parse_toml(made_text)  # what is written must be read again
    return made_text


def config_target(path: Path) -> tuple[Path, str, str]:
    """(file, prefix, text) of the configuration that is in force at `path`; a new `depcalc.toml` beside it, or
    `[tool.depcalc]` of the `pyproject.toml` there, where none is."""
    found = find_config(path)
    if found.folder is not None:
        name = "pyproject.toml" if found.prefix else NEW_FILE
        return found.folder / name, found.prefix, found.text
    folder = path if path.is_dir() else path.parent
    shared = folder / "pyproject.toml"
    if not shared.is_file():
        return folder / NEW_FILE, "", ""
    try:
        return shared, "tool.depcalc", shared.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shared} cannot be read: {error}") from error
