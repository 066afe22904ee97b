"""The kinds of value a setting can have: how text becomes one, and what makes one acceptable.

A kind raises ValueError with half a sentence; who asks adds the file, line and key. Files give typed values
and go straight to `check`; flags and environment variables give text, which `parse` turns into the same.
"""

import difflib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from packaging.utils import InvalidName, canonicalize_name

LARGEST = 10**18  # whole numbers beyond it do not fit a float


@dataclass(frozen=True, slots=True)
class Kind:
    """`check` takes a typed value, `parse` the text of a flag or variable."""

    check: Callable[[Any], Any]
    parse: Callable[[str], Any] = str


def guess(word: str, known: Iterable[str]) -> str:
    """Half a sentence with the nearest known words, "" where none is near."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.7)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _wrong(expected: str, found: object) -> ValueError:
    shown = str(found).lower() if isinstance(found, bool) else repr(found)
    return ValueError(f"expected {expected}, found {shown}")


def _parse_number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            raise _wrong("a number", text) from None


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong("a date like 2026-11-20", text) from None


def _parse_switch(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise _wrong("true or false", text)
    return words[text.lower()]


def _in_reach(value: int | float) -> bool:
    return math.isfinite(value) if isinstance(value, float) else abs(value) < LARGEST


def number(
    *, above: float | None = None, least: float | None = None, most: float = 1e12, whole: bool = False
) -> Kind:
    """A finite number from `least`, or from `above` (itself not allowed), to `most`."""
    kind = "a whole number" if whole else "a number"
    expected = f"{kind} above {above:g}" if above is not None else f"{kind} of at least {least or 0:g}"
    expected += f" and at most {most:,.0f}"

    def check(raw: Any) -> int | float:
        if isinstance(raw, bool) or not isinstance(raw, int if whole else (int, float)):
            raise _wrong(expected, raw)
        if (
            not _in_reach(raw)
            or raw > most
            or (above is not None and raw <= above)
            or (least is not None and raw < least)
        ):
            raise _wrong(expected, raw)
        return int(raw) if whole else float(raw)

    return Kind(check, _parse_number)


def choice(*words: str) -> Kind:
    """One of a few words."""

    def check(raw: Any) -> str:
        if raw not in words:
            raise ValueError(
                f"expected {', '.join(words[:-1])} or {words[-1]}, found {raw!r}{guess(str(raw), words)}"
            )
        return str(raw)

    return Kind(check)


def _check_text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise _wrong("some text", raw)
    return raw.strip()


def _check_name(raw: Any) -> str:
    try:
        return canonicalize_name(_check_text(raw), validate=True)
    except InvalidName:
        raise _wrong("the name of a package", raw) from None


def _check_texts(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) and item.strip() for item in raw):
        raise _wrong("a list of texts", raw)
    return tuple(item.strip() for item in raw)


def _check_day(raw: Any) -> date:
    if type(raw) is not date:  # a datetime is a date too, and not what is meant
        raise _wrong("a date like 2026-11-20, without quotes", raw)
    return raw


def _check_switch(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _wrong("true or false", raw)
    return raw


def _check_pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    pairs = [item.partition("=") for item in _check_texts(raw)]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            raise _wrong("NAME=VALUE", name + equals + value)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


MOST_SEEDS = 2**63


def _check_seed(raw: Any) -> int:
    if raw == "median":
        return 0
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < MOST_SEEDS:
        raise _wrong('a whole number of at least 0, or "median"', raw)
    return raw


def _parse_seed(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


TEXT = Kind(_check_text)
NAME = Kind(_check_name)
TEXTS = Kind(_check_texts, _split)
DAY = Kind(_check_day, _parse_day)
SWITCH = Kind(_check_switch, _parse_switch)
PAIRS = Kind(_check_pairs, _split)
SEED = Kind(_check_seed, _parse_seed)
POSITIVE = number(above=0)
NOT_NEGATIVE = number(least=0)
