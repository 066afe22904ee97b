"""The Python and the platform of a scope, as far as it names them: what PEP 508 variables are then known."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from depcalc.errors import UsageError
from depcalc.values.scope import Scope

_LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
_MACOS = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
PLATFORMS: Mapping[str, Mapping[str, str]] = {
    "linux": _LINUX,
    "x86_64-linux": _LINUX | {"platform_machine": "x86_64"},
    "x86_64-manylinux": _LINUX | {"platform_machine": "x86_64"},
    "x86_64-musllinux": _LINUX | {"platform_machine": "x86_64"},
    "x86_64-unknown-linux-gnu": _LINUX | {"platform_machine": "x86_64"},
    "aarch64-linux": _LINUX | {"platform_machine": "aarch64"},
    "aarch64-manylinux": _LINUX | {"platform_machine": "aarch64"},
    "aarch64-musllinux": _LINUX | {"platform_machine": "aarch64"},
    "aarch64-unknown-linux-gnu": _LINUX | {"platform_machine": "aarch64"},
    "macos": _MACOS,
    "arm64-macos": _MACOS | {"platform_machine": "arm64"},
    "aarch64-apple-darwin": _MACOS | {"platform_machine": "arm64"},
    "x86_64-macos": _MACOS | {"platform_machine": "x86_64"},
    "x86_64-apple-darwin": _MACOS | {"platform_machine": "x86_64"},
    "windows": _WINDOWS,
    "x86_64-windows": _WINDOWS | {"platform_machine": "AMD64"},
    "x86_64-pc-windows-msvc": _WINDOWS | {"platform_machine": "AMD64"},
    "arm64-windows": _WINDOWS | {"platform_machine": "ARM64"},
    "aarch64-pc-windows-msvc": _WINDOWS | {"platform_machine": "ARM64"},
}
_PYTHON = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?")
_RELEASE = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")
_QUOTES = "\"'"
_NUMBERS = 6  # places of a release that are compared
_LAST = 10**9  # a patch release after every other
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}
_Release = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """`texts` are variables with their value; `releases` those that are a Python version, each with the least
    and the greatest that it may be."""

    texts: Mapping[str, str]
    releases: Mapping[str, tuple[_Release, _Release]]

    def __bool__(self) -> bool:
        return bool(self.texts or self.releases)

    def compare(self, left: str, operator: str, right: str) -> bool | None:
        """The value of a comparison between tokens of a marker, None where it may go either way."""
        if left in self.releases:
            return self._release(self.releases[left], operator, _unquoted(right))
        if right in self.releases and operator in _SWAPPED:
            return self._release(self.releases[right], _SWAPPED[operator], _unquoted(left))
        one, other = self._text(left), self._text(right)
        if one is None or other is None:
            return None
        if operator in ("in", "not in"):
            return (one in other) == (operator == "in")
        return _ORDERED[operator](one, other) if operator in ("==", "!=") else None

    def _text(self, token: str) -> str | None:
        return _unquoted(token) if token[0] in _QUOTES else self.texts.get(token.replace(".", "_"))

    def _release(self, ends: tuple[_Release, _Release], operator: str, text: str) -> bool | None:
        """The same at both ends, or unknown: between them every comparison changes once at most."""
        if text.endswith(".*") or operator == "~=":
            return _in_series(ends, operator, text)
        if operator not in _ORDERED or not _RELEASE.fullmatch(text):
            return None
        wanted = _padded(_numbers(text))
        low, high = (_ORDERED[operator](end, wanted) for end in ends)
        if operator in ("==", "!=") and ends[0] < wanted < ends[1]:
            return None
        return low if low == high else None


ANYWHERE = Environment({}, {})


def environment_of(scope: Scope) -> Environment:
    """What a scope says; a version or a platform that makes no sense is a `UsageError`."""
    texts = _platform(scope.python_platform) if scope.python_platform else {}
    return Environment(texts, _releases(scope.python_version) if scope.python_version else {})


def _platform(name: str) -> Mapping[str, str]:
    if name in PLATFORMS:
        return PLATFORMS[name]
    near = get_close_matches(name, PLATFORMS, n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    raise UsageError(f"no platform is called {name!r}", f"{guess}It is one of: {', '.join(PLATFORMS)}.")


def _releases(text: str) -> dict[str, tuple[_Release, _Release]]:
    found = _PYTHON.fullmatch(text)
    if not found:
        raise UsageError(f"{text!r} is not a version of Python", "It looks like 3.12 or 3.12.4.")
    major, minor = int(found[1]), int(found[2])
    series = _padded((major, minor))
    least, greatest = (int(found[3]),) * 2 if found[3] else (0, _LAST)
    ends = (_padded((major, minor, least)), _padded((major, minor, greatest)))
    return {"python_version": (series, series), "python_full_version": ends}


def _in_series(ends: tuple[_Release, _Release], operator: str, text: str) -> bool | None:
    """`== 3.12.*`, `!= 3.12.*` and `~= 3.12`: from the release itself to the next of its series."""
    release = text.removesuffix(".*")
    if operator not in ("==", "!=", "~=") or not _RELEASE.fullmatch(release):
        return None
    numbers = _numbers(release)
    head = numbers if operator != "~=" else numbers[:-1]
    if not head:
        return None
    start, stop = _padded(numbers), _padded((*head[:-1], head[-1] + 1))
    inside = [start <= end < stop for end in ends]
    if inside[0] != inside[1] or (not inside[0] and ends[0] < start <= ends[1]):
        return None
    return inside[0] == (operator != "!=")


def _numbers(text: str) -> _Release:
    return tuple(map(int, text.split(".")))


def _padded(numbers: _Release) -> _Release:
    return (*numbers, *(0,) * (_NUMBERS - len(numbers)))


def _unquoted(token: str) -> str:
    return token.strip(_QUOTES)
