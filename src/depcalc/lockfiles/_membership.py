"""Which extras and groups a `pylock.toml` package belongs to, read from its marker.

Only `'x' in extras` and `'x' in dependency_groups` are decided; every other comparison may go either way, and
a marker that cannot be read belongs to everyone.
"""

import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"""\s*([()]|[=!~<>]+|"[^"]*"|'[^']*'|[\w.]+)""")
_MEMBER = re.compile(r"""["']([^"']*)["']\s+(?:not\s+)?in\s+(extras|dependency_groups)\b""")
_MAX_LENGTH = 2_000
_MAX_MEMBERS = 20
_MAX_DEPTH = 50
Chosen = frozenset[tuple[str, str]]  # ("extras" | "dependency_groups", name) that are switched on


def named_in(marker: str) -> set[tuple[str, str]]:
    """The extras and groups that a marker asks about; () where it is beyond reading."""
    found = {(kind, name) for name, kind in _MEMBER.findall(marker[:_MAX_LENGTH])}
    return found if len(found) <= _MAX_MEMBERS and len(marker) <= _MAX_LENGTH else set()


def may_hold(marker: str, chosen: Iterable[tuple[str, str]]) -> bool:
    """Whether a package is installed on some platform when exactly these are switched on."""
    if not named_in(marker):
        return True
    try:
        return _Reading(marker, frozenset(chosen)).value() is not False
    except ValueError:
        return True


class _Reading:
    """One pass over the tokens of a marker: true, false, or None for "it depends"."""

    def __init__(self, marker: str, chosen: Chosen) -> None:
        self._tokens = list(_tokens(marker))
        self._chosen = chosen
        self._at = self._depth = 0

    def value(self) -> bool | None:
        value = self._either()
        if self._at != len(self._tokens):
            raise ValueError("something follows the marker")
        return value

    def _either(self) -> bool | None:
        values = [self._both()]
        while self._skip("or"):
            values.append(self._both())
        return True if True in values else (None if None in values else False)

    def _both(self) -> bool | None:
        values = [self._one()]
        while self._skip("and"):
            values.append(self._one())
        return False if False in values else (None if None in values else True)

    def _one(self) -> bool | None:
        if not self._skip("("):
            return self._comparison()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        value = self._either()
        if not self._skip(")"):
            raise ValueError("a bracket is open")
        self._depth -= 1
        return value

    def _comparison(self) -> bool | None:
        left, operator = self._next(), self._next()
        is_not = operator == "not"
        if is_not:
            operator = self._next()
        right = self._next()
        if operator != "in" or right not in ("extras", "dependency_groups"):
            return None
        return ((right, left.strip("\"'")) in self._chosen) is not is_not

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise ValueError("the marker ends too soon")
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self, token: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += found
        return found


def _tokens(marker: str) -> Iterator[str]:
    at, marker = 0, marker.rstrip()
    while at < len(marker):
        found = _TOKEN.match(marker, at)
        if not found:
            raise ValueError("not a marker")
        yield found[1]
        at = found.end()
