"""YAML as pixi and conda-lock write it: every scalar is the text that stands there, no number, no date.

A line scanner reads the plain block style these tools use. What it does not know goes to PyYAML where that is
installed, again without a look at what a scalar may mean; without PyYAML such a file is refused.
"""

import re
from collections.abc import Iterable
from importlib import import_module
from itertools import accumulate
from typing import TypeVar

from depcalc.errors import LockError
from depcalc.lockfiles._reading import Table, line_at, refuse_busy

_MAX_DEPTH = 40
_ODD = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff]")
_KEY = r"[A-Za-z0-9_][A-Za-z0-9_.+/\[\],-]{0,250}"
_FIRST = r"[^\s?:,\[\]{}#&*!|>'\"%@`-]"
_WORD = r"[^ \n]*(?<!:)"
_PLAIN = rf"{_FIRST}{_WORD}(?: +[^ \n#]{_WORD})*"
_VALUE = rf"""{_PLAIN}|'[^'\n]*(?:''[^'\n]*)*'|"[^"\\\n]*"|\{{\}}|\[\]"""
_LINE = re.compile(rf"( *)(?:(- )?({_KEY}):(?: +({_VALUE}))?|- ({_VALUE})|(?:#[^\n]*)?)(?:\n|\Z)")
_LINE_NUMBER = re.compile(r"line (\d+)")
_HINT = 'Let the tool that wrote it write it again, or read any YAML with: pip install "depcalc[yaml]".'
_Tree = dict[str, object]
_Container = TypeVar("_Container", _Tree, list[object])


class _OddError(Exception):
    """Not the block style that these tools write."""


def load_yaml(text: str, *, path: str) -> Table:
    """The document as a table of texts, lists and tables; what is no such document is a `LockError`."""
    refuse_busy(text, path=path)
    scanned, odd_line = scan_yaml(text)
    found = _by_library(text, path, odd_line) if scanned is None else scanned
    if not isinstance(found, dict):
        raise LockError("not a table of keys", at=path, hint="Is this a lockfile?")
    return Table(found, "")


def item_lines(text: str, key: str) -> list[int]:
    """1-based lines on which the items of the top-level list `key` start."""
    before, _, rest = f"\n{text}".partition(f"\n{key}:")
    end = re.search(r"^\w", rest, re.MULTILINE)
    section = rest[: end.start()] if end else rest
    dash = re.search(r"\n *- ", section)
    if not dash:
        return []
    first, *between, _ = section.split(dash[0])
    return list(accumulate(part.count("\n") + 1 for part in (f"{before}\n{first}", *between)))


def _by_library(text: str, path: str, odd_line: int) -> object:
    """By PyYAML's parser, the fast one where it is built with libyaml. Its events are put together here, for
    its own way of doing that overflows the stack on deep nesting."""
    try:
        yaml = import_module("yaml")
    except ImportError as error:
        raise LockError("not the YAML that this tool writes", at=f"{path}:{odd_line}", hint=_HINT) from error
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return _tree(yaml.parse(text, Loader=loader))
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, _OddError) as error:
        line = _LINE_NUMBER.search(str(error))
        at = f"{path}:{line[1] if line else odd_line}"
        raise LockError("not valid YAML", at=at, hint="Let the tool that wrote it write it again.") from error


def _tree(events: Iterable[object]) -> object:
    """One document without aliases, every scalar as its text."""
    frames: list[list[object]] = [[]]
    for event in events:
        match type(event).__name__:
            case "ScalarEvent":
                frames[-1].append(getattr(event, "value", ""))
            case "SequenceStartEvent" | "MappingStartEvent" if len(frames) < _MAX_DEPTH:
                frames.append([])
            case "SequenceEndEvent":
                items = frames.pop()
                frames[-1].append(items)
            case "MappingEndEvent":
                items = frames.pop()
                frames[-1].append(_table(items[::2], items[1::2]))
            case "SequenceStartEvent" | "MappingStartEvent" | "AliasEvent":
                raise _OddError("nested too deeply, or with aliases")
    if len(frames[0]) != 1:
        raise _OddError("not one document")
    return frames[0][0]


def _table(keys: list[object], values: list[object]) -> _Tree:
    table = {str(key): value for key, value in zip(keys, values, strict=True) if isinstance(key, str)}
    if len(table) < len(keys):
        raise _OddError("a key is no text, or there twice")
    return table


def scan_yaml(text: str) -> tuple[_Tree | None, int]:
    """What PyYAML's base loader makes of a text, or None with the line to look at: then ask PyYAML itself."""
    text = text.replace("\r\n", "\n")
    if odd := _ODD.search(text):
        return None, line_at(text, odd.start())
    scanner = _Scanner()
    try:
        return scanner.read(text) or None, 1
    except _OddError:
        return None, line_at(text, scanner.at)


class _Scanner:
    """Builds the tree line by line. `_open` holds (indent, container) from the root to where we are,
    `_waiting` the key whose value, if it has one, starts on a later line."""

    def __init__(self) -> None:
        self._tree: _Tree = {}
        self._open: list[tuple[int, object]] = [(0, self._tree)]
        self._waiting: tuple[int, _Tree, str] | None = None
        self.at = 0  # where the line starts that is being read

    def read(self, text: str) -> _Tree:
        end = 0
        while end < len(text):
            self.at = end
            found = _LINE.match(text, end)
            if not found:
                raise _OddError
            end = found.end()
            spaces, dash, key, value, item = found.groups()
            if key:
                self._entry(len(spaces), dash, key, value)
            elif item:
                self._list_at(len(spaces)).append(_scalar(item))
        self._settle()
        return self._tree

    def _entry(self, indent: int, dash: str | None, key: str, value: str | None) -> None:
        if dash:
            table: _Tree = {}
            self._list_at(indent).append(table)
            indent += len(dash)
            self._enter(indent, table)
        else:
            table = self._table_at(indent)
            if key in table:
                raise _OddError  # it is there twice
        if value is None:
            self._waiting = (indent, table, key)
        else:
            table[key] = _scalar(value)

    def _list_at(self, indent: int) -> list[object]:
        """The list of an item whose dash stands at `indent`."""
        if self._waiting and indent >= self._waiting[0]:
            return self._begin(indent, list[object]())
        found = self._back_to(indent, dict)
        if not isinstance(found, list):
            raise _OddError
        return found

    def _table_at(self, indent: int) -> _Tree:
        """The table of a key at `indent`."""
        if self._waiting and indent > self._waiting[0]:
            return self._begin(indent, _Tree())
        found = self._back_to(indent, list)
        if not isinstance(found, dict):
            raise _OddError
        return found

    def _begin(self, indent: int, container: _Container) -> _Container:
        """A container that starts here is what the last key was waiting for."""
        self._settle(container)
        self._enter(indent, container)
        return container

    def _settle(self, value: object = "") -> None:
        """The last key waits no longer; a key without a value has the empty text."""
        if self._waiting:
            _, table, key = self._waiting
            table[key] = value
            self._waiting = None

    def _back_to(self, indent: int, ended: type) -> object:
        """The container that goes on at `indent`; one of the type that `ended` is over."""
        self._settle()
        at, container = self._open[-1]
        while at > indent or (at == indent and isinstance(container, ended)):
            self._open.pop()
            if not self._open:
                raise _OddError
            at, container = self._open[-1]
        if at != indent:
            raise _OddError
        return container

    def _enter(self, indent: int, container: object) -> None:
        if len(self._open) == _MAX_DEPTH:
            raise _OddError
        self._open.append((indent, container))


def _scalar(text: str) -> object:
    if text in ("{}", "[]"):
        return {} if text == "{}" else []
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    return text[1:-1] if text[0] == '"' else text
