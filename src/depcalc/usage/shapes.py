"""Strings with gaps: constant parts of a computed name, matched in linear time, never by a regex of
theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """`parts` in order; `opens` and `closes`: anything may stand before the first, after the last."""

    parts: tuple[str, ...]
    opens: bool
    closes: bool

    @property
    def tells(self) -> bool:
        """Whether it says enough to match by."""
        return any(len(p) > 1 for p in self.parts)

    def matches(self, name: str) -> bool:
        """Whether a name may have come from it."""
        if not self.parts:
            return True
        if not self.opens and not name.startswith(self.parts[0]):
            return False
        at = 0
        for part in self.parts:
            found = name.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return self.closes or name.endswith(self.parts[-1])

    def of(self, names: Iterable[str]) -> list[str]:
        """Those of many names that may have come from it."""
        longest = max(self.parts, key=len, default="")
        return [n for n in names if longest in n and self.matches(n)]

    def filler(self, name: str) -> str:
        """What stands in the gap of a one-gap shape, "" otherwise."""
        if len(self.parts) == 1 and not self.opens and self.closes:
            return name[len(self.parts[0]) :]
        return ""


def make_shape(parts: tuple[str | None, ...]) -> Shape:
    """From parts with None for a gap."""
    if not parts:
        return Shape((), True, True)
    return Shape(tuple(p for p in parts if p)[:MOST_PARTS], parts[0] is None, parts[-1] is None)
