"""Finds the configuration of a project and remembers where in the file each key stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depcalc import files
from depcalc.errors import ConfigError

MOST = 4 * 2**20  # bytes of a configuration file
HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """The table as read. `shown` is the path as messages write it, "" where there is no file; `prefix` is
    what stands before the name of each table: "tool.depcalc" in pyproject.toml, "" in depcalc.toml."""

    folder: Path | None = None
    shown: str = ""
    prefix: str = ""
    text: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)

    def at(self, key: str, table: str = "", nth: int = 1) -> str:
        """The file and line of a key of the file, or of the nth `[[table]]`; no line where none is found."""
        header = ".".join(part for part in (self.prefix, table) if part)
        line = _line_of(self.text, header, nth, key)
        return f"{self.shown}:{line}" if line else self.shown


def _line_of(text: str, header: str, nth: int, key: str) -> int | None:
    current, seen, line_of_header = "", 1 if not header else 0, None
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""")
    for number, line in enumerate(text.splitlines(), 1):
        if named := HEADER.match(line):
            current = named[1]
            if current == header and (seen := seen + 1) == nth:
                line_of_header = number
        elif current == header and seen == nth and wanted.match(line):
            return number
    return line_of_header


def find_config(path: Path) -> ConfigFile:
    """The configuration nearest to `path`, up to the folder that holds `.git` or the root of the disk."""
    for folder in _folders(path.resolve()):
        own, shared = _read_toml(folder / "depcalc.toml"), _read_toml(folder / "pyproject.toml")
        table = _tool_table(shared[1]) if shared else None
        if own and table is not None:
            raise ConfigError(
                f"{_shown(folder / 'depcalc.toml')} and [tool.depcalc] in pyproject.toml are both there",
                "keep one: delete the table after moving its keys into depcalc.toml, or delete depcalc.toml",
            )
        if own:
            return ConfigFile(folder, _shown(folder / "depcalc.toml"), "", *own)
        if shared and table is not None:
            return ConfigFile(folder, _shown(folder / "pyproject.toml"), "tool.depcalc", shared[0], table)
    return ConfigFile()


def read_named(path: Path) -> ConfigFile:
    """The configuration in a file that was named: `[tool.depcalc]` where it is a `pyproject.toml`."""
    found = _read_toml(path)
    if found is None:
        raise ConfigError(f"{_shown(path)}: no such file")
    if path.name != "pyproject.toml":
        return ConfigFile(path.parent, _shown(path), "", *found)
    return ConfigFile(path.parent, _shown(path), "tool.depcalc", found[0], _tool_table(found[1]) or {})


def _tool_table(document: Mapping[str, Any]) -> dict[str, Any] | None:
    tools = document.get("tool")
    table = tools.get("depcalc") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError("pyproject.toml: tool.depcalc: expected a table")
    return table


def _folders(path: Path) -> Iterator[Path]:
    for folder in (path, *path.parents):
        if folder.is_dir():
            yield folder
            if (folder / ".git").exists():
                return


def _read_toml(path: Path) -> tuple[str, dict[str, Any]] | None:
    try:
        data = files.read_bytes(path, MOST)
        if len(data) > MOST:
            raise ConfigError(
                f"{_shown(path)} is larger than {MOST // 2**20} MiB", "is this a configuration file?"
            )
        text = data.decode("utf-8-sig")
        return text, files.parse_toml(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{_shown(path)} cannot be read: {error}") from error
    except ValueError as error:
        raise ConfigError(f"{_shown(path)} is not valid TOML: {error}") from error


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
