"""A fast way through the text of a `uv.lock` as uv writes it, with tomllib behind it for everything else.

A lock is a head and one block of lines for each package. A block of the usual shape is read by pattern, any
other by tomllib alone: what is TOML by itself, and holds one package and nothing else, means there what it
means in the file. On any surprise there is no answer, and the whole text is tomllib's.
"""

import re

from depcalc.errors import LockError
from depcalc.lockfiles._reading import MAX_ENTRIES, load_toml

_HEADER = "\n[[package]]\n"
_TEXT = r'[^"\\\x00-\x1f\x7f]+'  # without escapes, on one line
_STRINGS = rf'"{_TEXT}"(?:, "{_TEXT}")*'
_KINDS = "registry|git|url|path|directory|editable|virtual"
_ENTRIES = r"(?:    [^\n]+\n)++"
_LISTS = rf"(?:[A-Za-z0-9_-]++ = \[\n{_ENTRIES}\]\n)++"
_BLOCK = re.compile(
    rf'name = "(?P<name>{_TEXT})"\n'
    rf'(?:version = "(?P<version>{_TEXT})"\n)?'
    rf'source = \{{ (?P<kind>{_KINDS}) = "(?P<where>{_TEXT})" \}}\n'
    rf'(?:resolution-markers = \[\n(?P<forks>(?:    "{_TEXT}",\n)++)\]\n)?'
    rf"(?:dependencies = \[\n(?P<asks>{_ENTRIES})\]\n)?"
    r"(?:sdist = (?P<sdist>[^\n]+)\n)?"
    rf"(?:wheels = \[\n(?P<wheels>{_ENTRIES})\]\n)?"
    rf"(?:\n\[package\.optional-dependencies\]\n(?P<extras>{_LISTS}))?"
    rf"(?:\n\[package\.dev-dependencies\]\n(?P<groups>{_LISTS}))?"
    r"(?P<metadata>\n\[package\.metadata\]\n.*)?\n*",
    re.DOTALL,
)
_ASK = re.compile(
    rf'^    \{{ name = "({_TEXT})"(?:, version = "({_TEXT})")?'
    rf'(?:, source = \{{ ({_KINDS}) = "({_TEXT})" \}})?'
    rf'(?:, extra = \[({_STRINGS})\])?(?:, marker = "({_TEXT})")? \}},\n',
    re.MULTILINE,
)
_FILE = re.compile(
    rf'^    \{{ (url|path|filename) = "({_TEXT})"(?:, hash = "({_TEXT})")?'
    rf'(?:, size = (0|[1-9][0-9]{{0,15}}))?(?:, upload-time = "({_TEXT})")? \}},\n',
    re.MULTILINE,
)
_LIST = re.compile(rf"^([A-Za-z0-9_-]+) = \[\n({_ENTRIES})\]\n", re.MULTILINE)
_STRING = re.compile(f'"({_TEXT})"')
_Table = dict[str, object]


class _OddError(Exception):
    """Not of the shape that uv writes."""


def scan_uv(text: str) -> _Table | None:
    """The document that `tomllib.loads` makes of a text, or None: then ask tomllib itself."""
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        return None
    if text.count(_HEADER) > MAX_ENTRIES:
        return None
    head, *blocks = text.split(_HEADER)
    try:
        document = load_toml(head, path="").data
        packages = [_package(f"{block}\n") for block in blocks]
    except (LockError, _OddError):
        return None
    return None if "package" in document or not packages else {**document, "package": packages}


def _package(block: str) -> _Table:
    try:
        return _usual(block)
    except _OddError:
        return _alone(f"{_HEADER}{block}")


def _alone(text: str) -> _Table:
    """What tomllib makes of one package and nothing else."""
    document = load_toml(text, path="")
    packages = document.tables("package")
    if len(document.data) != 1 or len(packages) != 1:
        raise _OddError
    return dict(packages[0].data)


def _usual(block: str) -> _Table:
    found = _BLOCK.fullmatch(block)
    if not found:
        raise _OddError
    part = found.groupdict()
    table: _Table = {"name": part["name"], "source": {part["kind"]: part["where"]}}
    if version := part["version"]:
        table["version"] = version
    if forks := part["forks"]:
        table["resolution-markers"] = _STRING.findall(forks)
    if asks := part["asks"]:
        table["dependencies"] = _asks(asks)
    if sdist := part["sdist"]:
        (table["sdist"],) = _files(f"    {sdist},\n")
    if wheels := part["wheels"]:
        table["wheels"] = _files(wheels)
    if extras := part["extras"]:
        table["optional-dependencies"] = _lists(extras)
    if groups := part["groups"]:
        table["dev-dependencies"] = _lists(groups)
    if metadata := part["metadata"]:
        table |= _metadata(metadata)
    return table


def _metadata(text: str) -> _Table:
    """What the project itself declares: too free in shape for a pattern."""
    found = _alone(f"{_HEADER}{text}")
    if found.keys() != {"metadata"}:
        raise _OddError
    return found


def _lists(text: str) -> _Table:
    found = _LIST.findall(text)
    lists: _Table = {name: _asks(entries) for name, entries in found}
    if len(lists) != len(found):
        raise _OddError
    return lists


def _asks(text: str) -> list[_Table]:
    return [_ask(*groups) for groups in _each(_ASK, text)]


def _ask(name: str, version: str, kind: str, where: str, extras: str, marker: str) -> _Table:
    entry: _Table = {"name": name}
    if version:
        entry["version"] = version
    if kind:
        entry["source"] = {kind: where}
    if extras:
        entry["extra"] = _STRING.findall(extras)
    if marker:
        entry["marker"] = marker
    return entry


def _files(text: str) -> list[_Table]:
    return [_file(*groups) for groups in _each(_FILE, text)]


def _file(kind: str, where: str, digest: str, size: str, stamp: str) -> _Table:
    entry: _Table = {kind: where}
    if digest:
        entry["hash"] = digest
    if size:
        entry["size"] = int(size)
    if stamp:
        entry["upload-time"] = stamp
    return entry


def _each(pattern: re.Pattern[str], lines: str) -> list[tuple[str, ...]]:
    """One match for each line, or it is not what we think it is."""
    found: list[tuple[str, ...]] = pattern.findall(lines)
    if len(found) != lines.count("\n"):
        raise _OddError
    return found
