"""Adds to the configuration file and leaves its comments and layout as they are.

Every change is read again before it is handed out: the new text says what the old one did, and the change.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from depcalc import files
from depcalc.config.find import MOST, find_config
from depcalc.errors import ConfigError
from depcalc.files import parse_toml

NEW_FILE = "depcalc.toml"
_NAME = "package"


def with_row(text: str, prefix: str, table: str, entry: Mapping[str, Any], same: Sequence[str]) -> str:
    """The text with one more `[[table]]`, or with other values in the row that is the same in these keys.

    prefix  what stands before the name of each table, "tool.depcalc" in pyproject.toml
    """
    entry = {key: value for key, value in entry.items() if value not in ("", [])}
    _refuse_bytes(entry)
    rows = _table(parse_toml(text), prefix).get(table, [])
    at = next((n for n, row in enumerate(rows) if _same(row, entry, same)), None)
    if at is None:
        return _appended(text, prefix, table, entry)
    document, found = _rows(text, prefix, table)
    row = found[at]
    for key in [key for key in row if key not in entry]:
        del row[key]
    row.update({key: value for key, value in entry.items() if row.get(key) != value})
    return _read_again(document, text)


def with_ledger(text: str, prefix: str, entry: Mapping[str, Any], search: Mapping[str, Any] | None) -> str:
    """The text with a ledger entry, or with one more search of an entry that is there.

    entry   `package`, `version`, `kind`, `path` and `symbols`; package and path say which entry it is
    search  `date`, `usd` and `found`, None for none
    """
    import tomlkit  # noqa: PLC0415 - only what writes needs it

    same = (_NAME, "path")
    if not any(_same(row, entry, same) for row in _table(parse_toml(text), prefix).get("ledger", [])):
        text = with_row(text, prefix, "ledger", entry, same)
    if search is None:
        return text
    document, rows = _rows(text, prefix, "ledger")
    row = next(row for row in rows if _same(row, entry, same))
    made = tomlkit.inline_table()
    made.update(search)
    row.setdefault("hardening", tomlkit.array()).append(made)
    return _read_again(document, text)


def with_setting(text: str, prefix: str, key: str, value: object) -> str:
    """The text with a key of the table itself at another value."""
    wanted = parse_toml(text)
    table = _table(wanted, prefix)
    new, table[key] = key not in table, value
    if new and (made := _in_table(text, prefix, key, value)) and _reads(made) == wanted:
        return made
    document = _parsed(text)
    _table(document, prefix)[key] = value
    made = re.sub(rf"(?m)^({re.escape(key)} = [^\r\n]*(\r?\n))(?=\[)", r"\1\2", _read_again(document, text))
    if _reads(made) != wanted:
        raise ConfigError(f"{key} = {value} finds no place in the file", "write it there by hand")
    return made


def _in_table(text: str, prefix: str, key: str, value: object) -> str:
    """After the last key of the table, above what is said of the next one; "" where the table has no line."""
    import tomlkit  # noqa: PLC0415

    lines = text.splitlines(keepends=True)
    heads = [n for n, line in enumerate(lines) if line.lstrip().startswith("[")]
    start = next((n for n in heads if re.match(rf"\s*\[{re.escape(prefix)}\]", lines[n])), -1)
    if prefix and start < 0:
        return ""
    end = next((n for n in heads if n > start), len(lines))
    for said in ("#", ""):  # the comment that stands on the next table, then what is empty
        while end > start + 1 and lines[end - 1].strip()[:1] == said:
            end -= 1
    before, after = "".join(lines[:end]), "".join(lines[end:])
    before += "\n" if before and not before.endswith("\n") else ""
    gap = "\n" if after.strip() and not re.match(r"\s*\n", after) else ""
    return _ended_like(f"{before}{key} = {tomlkit.item(value).as_string()}\n{gap}{after}", text)


def _refuse_bytes(entry: Mapping[str, Any]) -> None:
    """Text that came as bytes of no letters, as a name on disk may: TOML has no way to say it."""
    for key, value in entry.items():
        for text in map(str, value if isinstance(value, (list, tuple)) else (value,)):
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise ConfigError(
                    f"{key} {text!r} is not UTF-8, and TOML is", "give it another name"
                ) from error


def _same(row: Any, entry: Mapping[str, Any], keys: Sequence[str]) -> bool:
    """Names count as tools compare them; a key that neither has is the same."""
    return isinstance(row, dict) and all(_value(row, key) == _value(entry, key) for key in keys)


def _value(row: Mapping[str, Any], key: str) -> str:
    value = str(row.get(key, ""))
    return re.sub(r"[-_.]+", "-", value).lower() if key == _NAME else value


def _table(document: Any, prefix: str) -> Any:
    """The table of depcalc in a document, made where it is missing."""
    for part in filter(None, prefix.split(".")):
        document = document.setdefault(part, {})
    return document


def _parsed(text: str) -> Any:
    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(
            f"the configuration cannot be changed: {error}", "write it there by hand"
        ) from error


def _rows(text: str, prefix: str, table: str) -> tuple[Any, Any]:
    document = _parsed(text)
    return document, _table(document, prefix)[table]


def _read_again(document: Any, text: str) -> str:
    import tomlkit  # noqa: PLC0415

    made = _ended_like(tomlkit.dumps(document), text)
    try:
        parse_toml(made)
    except ValueError as error:
        raise ConfigError(f"the change would not be valid TOML: {error}", "write it by hand") from error
    return made


# ---------------------------------------------------------------------- one more table


def _appended(text: str, prefix: str, table: str, entry: Mapping[str, Any]) -> str:
    """After the last table of its kind, else at the end, with an empty line on either side; into the list
    where the tables are written as one."""
    import tomlkit  # noqa: PLC0415

    wanted = parse_toml(text)
    _table(wanted, prefix).setdefault(table, []).append(parse_toml(tomlkit.dumps(entry)))
    header = f"[[{'.'.join(filter(None, (prefix, table)))}]]"
    block = f"{header}\n{tomlkit.dumps(entry)}"
    lines = text.splitlines(keepends=True)
    for at in (_after_last(lines, header), len(lines)):
        made = _ended_like(_between("".join(lines[:at]), block, "".join(lines[at:])), text)
        if _reads(made) == wanted:
            return made
    return _into_list(text, prefix, table, entry)


def _after_last(lines: Sequence[str], header: str) -> int:
    """Behind the last table with this header; what is said above the next one stays with that one."""
    heads = [n for n, line in enumerate(lines) if line.lstrip().startswith("[")]
    ours = [n for n in heads if lines[n].strip().startswith(header)]
    if not ours:
        return len(lines)
    end = next((n for n in heads if n > ours[-1]), len(lines))
    while end > ours[-1] + 1 and lines[end - 1].lstrip()[:1] in ("", "#"):
        end -= 1
    return end


def _between(before: str, block: str, after: str) -> str:
    if before and not before.endswith("\n"):
        before += "\n"
    gap = "\n" if before.strip() and not re.search(r"\n\s*\n\Z", before) else ""
    end = "\n" if after.strip() and not re.match(r"\s*\n", after) else ""
    return f"{before}{gap}{block}{end}{after}"


def _into_list(text: str, prefix: str, table: str, entry: Mapping[str, Any]) -> str:
    import tomlkit  # noqa: PLC0415

    document = _parsed(text)
    rows = _table(document, prefix).setdefault(table, tomlkit.array())
    row = tomlkit.inline_table() if not isinstance(rows, tomlkit.items.AoT) else tomlkit.table()
    row.update(entry)
    rows.append(row)
    return _read_again(document, text)


def _reads(text: str) -> dict[str, Any] | None:
    try:
        return parse_toml(text)
    except ValueError:
        return None


def _ended_like(made: str, text: str) -> str:
    """Lines end as they did."""
    if "\r\n" not in text or re.search(r"(?<!\r)\n", text):
        return made
    return re.sub(r"(?<!\r)\n", "\r\n", made)


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
        return shared, "tool.depcalc", files.read_bytes(shared, MOST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shared} cannot be read: {error}") from error
