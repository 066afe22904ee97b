"""Is a marker certainly false? Three-valued, because a selection holds for every platform and Python.

`extra == "..."` and `extra != "..."` are known, and what the scope says of its Python and its platform; every
other comparison may go either way. uv writes conflicting extras and groups as made-up extras:
`extra-7-project-cpu`, `group-7-project-dev`, `project-7-project`.
"""

import re
from collections.abc import Callable

from depcalc.scope.environment import ANYWHERE, Environment

MAX_TOKENS = 4000
MAX_DEPTH = 50
Decide = Callable[[str], bool | None]  # the value of an extra: is it on?
_Read = tuple[bool | None, int]
_TOKEN = re.compile(r"""\s*(?:([()])|(===|==|!=|<=|>=|~=|<|>)|("[^"]*"|'[^']*')|([\w.]+))""")
_MADE_UP = re.compile(r"(extra|group|project)-(\d+)-(.+)", re.DOTALL)


def certainly_false(marker: str, decide: Decide, environment: Environment = ANYWHERE) -> bool:
    """False also where the marker cannot be read: an edge is only left out when we are sure."""
    tokens = _tokens(marker)
    if tokens is None:
        return False
    try:
        value, rest = _Reader(tokens, decide, environment).either(0, 0)
    except IndexError:
        return False
    return value is False and rest == len(tokens)


def made_up_extra(text: str) -> tuple[str, str, str] | None:
    """("extra" | "group" | "project", package name, extra or group) of one of uv's made-up extras."""
    found = _MADE_UP.fullmatch(text)
    if not found or len(found[2]) > 4:
        return None
    kind, length, rest = found[1], int(found[2]), found[3]
    if kind == "project":
        return (kind, rest, "") if len(rest) == length else None
    name, dash, switch = rest[:length], rest[length : length + 1], rest[length + 1 :]
    return (kind, name, switch) if dash == "-" and switch else None


def _tokens(marker: str) -> list[str] | None:
    tokens: list[str] = []
    at = 0
    marker = marker.rstrip()
    while at < len(marker):
        found = _TOKEN.match(marker, at)
        if not found or len(tokens) == MAX_TOKENS:
            return None
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


class _Reader:
    """Reads a marker from a place in its tokens: the value, and the place behind it."""

    def __init__(self, tokens: list[str], decide: Decide, environment: Environment) -> None:
        self._tokens = tokens
        self._decide = decide
        self._environment = environment

    def either(self, at: int, depth: int) -> _Read:
        value, at = self._both(at, depth)
        while at < len(self._tokens) and self._tokens[at] == "or":
            other, at = self._both(at + 1, depth)
            value = True if value or other else (None if None in (value, other) else False)
        return value, at

    def _both(self, at: int, depth: int) -> _Read:
        value, at = self._one(at, depth)
        while at < len(self._tokens) and self._tokens[at] == "and":
            other, at = self._one(at + 1, depth)
            value = False if value is False or other is False else (None if None in (value, other) else True)
        return value, at

    def _one(self, at: int, depth: int) -> _Read:
        if self._tokens[at] != "(":
            return self._comparison(at)
        if depth == MAX_DEPTH:
            raise IndexError
        value, at = self.either(at + 1, depth + 1)
        if self._tokens[at] != ")":
            raise IndexError
        return value, at + 1

    def _comparison(self, at: int) -> _Read:
        left, operator = self._tokens[at], self._tokens[at + 1]
        if operator == "not":  # a not in b
            operator, at = "not in", at + 1
        right = self._tokens[at + 2]
        return self._compared(left, operator, right), at + 3

    def _compared(self, left: str, operator: str, right: str) -> bool | None:
        if "extra" not in (left, right):
            return self._environment.compare(left, operator, right)
        if operator not in ("==", "!="):
            return None
        value = self._decide((left if right == "extra" else right).strip("\"'"))
        return value if operator == "==" or value is None else not value
