"""JSON locks: parsed or refused with the line, each object with the line it begins on."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from depcalc.errors import LockError
from depcalc.lockfiles._reading import Table, line_at, refuse_busy

_STEPS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|\n', re.DOTALL)
_MAX_DEPTH = 60
_HINT = "Fix the file, or let the tool that wrote it write it again."
_Object = dict[str, object]


@dataclass(slots=True)
class Document:
    """`root`, and the 1-based line of each object's opening brace, by identity of the object."""

    root: Table
    _lines: dict[int, int] = field(default_factory=dict)

    def line(self, table: Table) -> int | None:
        return self._lines.get(id(table.data))


def load_json(text: str, *, path: str) -> Document:
    """A JSON object; what is none, or holds a key twice, is a `LockError` that names the line."""
    refuse_busy(text, path=path)
    doubled: list[tuple[int, str]] = []
    closed = 0

    def build(pairs: list[tuple[str, object]]) -> _Object:
        nonlocal closed
        found = dict(pairs)
        if len(found) < len(pairs):
            doubled.append((closed, _twice(pairs)))
        closed += 1
        return found

    try:
        data = json.loads(text, object_pairs_hook=build)
    except RecursionError as error:
        raise LockError("nested too deeply to be a lockfile", at=path) from error
    except json.JSONDecodeError as error:
        hint = "It looks cut off. " + _HINT if error.pos >= len(text.rstrip()) else _HINT
        raise LockError(f"not valid JSON: {error.msg}", at=f"{path}:{error.lineno}", hint=hint) from error
    except ValueError as error:  # a number too long for Python
        raise LockError(f"not valid JSON: {error}", at=path, hint=_HINT) from error
    if not isinstance(data, dict):
        raise LockError("not a JSON object", at=path, hint="Is this a lockfile?")
    opened, closes = _lines(text, path)
    if doubled:
        at, key = doubled[0]
        hint = "It looks damaged by a merge: let the tool that wrote it write it again."
        place = f"{path}:{_line_of_second(text, key, *closes[at])}"
        raise LockError(f"the key {key!r} is there twice", at=place, hint=hint)
    return Document(Table(data, ""), dict(zip(map(id, _objects(data)), opened, strict=True)))


def _twice(pairs: list[tuple[str, object]]) -> str:
    return next(one for one, other in pairwise(sorted(key for key, _ in pairs)) if one == other)


def _lines(text: str, path: str) -> tuple[list[int], list[tuple[int, int]]]:
    """The line of each object in opening order, and (start, end) of each in closing order."""
    line, opened, closes = 1, [], []
    stack: list[int] = []
    for found in _STEPS.finditer(text):
        step = found[0]
        if step == "\n":
            line += 1
        elif step == "{":
            opened.append(line)
            stack.append(found.start())
            if len(stack) > _MAX_DEPTH:
                raise LockError("nested too deeply to be a lockfile", at=f"{path}:{line}")
        elif step == "}":
            closes.append((stack.pop(), found.end()))
    return opened, closes


def _line_of_second(text: str, key: str, start: int, end: int) -> int:
    spelled = re.compile(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:")
    places = [found.start() for found in spelled.finditer(text, start, end)]
    return line_at(text, places[1] if len(places) > 1 else start)


def _objects(data: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Every object of a document, in the order of the opening braces."""
    todo: list[object] = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo += reversed(one.values())
        elif isinstance(one, list):
            todo += reversed(one)
