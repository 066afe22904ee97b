"""Poetry's constraint language, as far as choosing between locked versions of one name needs it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_PART = re.compile(r"\s*(\^|~=|~|===|==|!=|<=|>=|<|>|=)?\s*v?([^\s,|^~=!<>]+)\s*,?")
_MAX_LENGTH = 2_000
_EQUAL = ("", "=", "==")


def allows(constraint: str, version: str) -> bool:
    """Whether `constraint` (`^1.2`, `>=1,<2 || >3`, a bare version) admits `version`; True where either
    cannot be read, so that no candidate is lost."""
    wanted, alternatives = _version(version), _alternatives(constraint)
    if wanted is None or alternatives is None:
        return True
    return any(one.contains(wanted, prereleases=True) for one in alternatives)


@lru_cache(maxsize=1_000)
def _version(text: str) -> "Version | None":
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return Version(text)
    except (InvalidVersion, ValueError):
        return None


@lru_cache(maxsize=100)
def _alternatives(constraint: str) -> "tuple[SpecifierSet, ...] | None":
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415

    if len(constraint) > _MAX_LENGTH:
        return None
    try:
        return tuple(SpecifierSet(",".join(_clauses(one))) for one in constraint.split("||"))
    except (InvalidSpecifier, ValueError):
        return None


def _clauses(text: str) -> Iterator[str]:
    at = 0
    text = " ".join(text.split())
    while at < len(text):
        found = _PART.match(text, at)
        if not found:
            raise ValueError(f"not a constraint: {text!r}")
        yield from _clause(found[1] or "", found[2])
        at = found.end()


def _clause(operator: str, version: str) -> tuple[str, ...]:
    if version == "*":
        return ()
    if operator in _EQUAL:
        return (f"=={version}",)
    if operator in ("^", "~"):
        return (f">={version}", f"<{_next_line(operator, version)}")
    return (f"{operator}{version}",)


def _next_line(operator: str, version: str) -> str:
    """The first version that `^` (keep the first number that is not 0) or `~` (keep the minor) excludes."""
    numbers = [int(number) for number in re.findall(r"\d+", re.split(r"[a-z+-]", version, maxsplit=1)[0])]
    if not numbers:
        raise ValueError(f"not a version: {version!r}")
    if operator == "~":
        place = min(1, len(numbers) - 1)
    else:
        place = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1]))
