"""Is a marker certainly false? Three-valued, because a selection holds for every platform and Python.

Only `extra == "..."` and `extra != "..."` are ever known; every other comparison may go either way. uv
writes conflicting extras and groups as made-up extras: `extra-7-project-cpu`, `group-7-project-dev`,
`project-7-project`.
"""

import re
from collections.abc import Callable

MAX_TOKENS = 4000
MAX_DEPTH = 50
Decide = Callable[[str], bool | None]  # the value of an extra: is it on?
_TOKEN = re.compile(r"""\s*(?:([()])|(===|==|!=|<=|>=|~=|<|>)|("[^"]*"|'[^']*')|([\w.]+))""")
_MADE_UP = re.compile(r"(extra|group|project)-(\d+)-(.+)", re.DOTALL)


def certainly_false(marker: str, decide: Decide) -> bool:
    """False also where the marker cannot be read: an edge is only left out when we are sure."""
    tokens = _tokens(marker)
    if tokens is None:
        return False
    try:
        value, rest = _either(tokens, 0, decide, 0)
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


def _either(tokens: list[str], at: int, decide: Decide, depth: int) -> tuple[bool | None, int]:
    value, at = _both(tokens, at, decide, depth)
    while at < len(tokens) and tokens[at] == "or":
        other, at = _both(tokens, at + 1, decide, depth)
        value = True if value or other else (None if None in (value, other) else False)
    return value, at


def _both(tokens: list[str], at: int, decide: Decide, depth: int) -> tuple[bool | None, int]:
    value, at = _one(tokens, at, decide, depth)
    while at < len(tokens) and tokens[at] == "and":
        other, at = _one(tokens, at + 1, decide, depth)
        value = False if value is False or other is False else (None if None in (value, other) else True)
    return value, at


def _one(tokens: list[str], at: int, decide: Decide, depth: int) -> tuple[bool | None, int]:
    if tokens[at] != "(":
        return _comparison(tokens, at, decide)
    if depth == MAX_DEPTH:
        raise IndexError
    value, at = _either(tokens, at + 1, decide, depth + 1)
    if tokens[at] != ")":
        raise IndexError
    return value, at + 1


def _comparison(tokens: list[str], at: int, decide: Decide) -> tuple[bool | None, int]:
    left, operator, right = tokens[at], tokens[at + 1], tokens[at + 2]
    if operator == "not":  # a not in b
        return None, at + 4
    if right == "extra":
        left, right = right, left
    if left != "extra" or operator not in ("==", "!="):
        return None, at + 3
    value = decide(right.strip("\"'"))
    return (value if operator == "==" or value is None else not value), at + 3
