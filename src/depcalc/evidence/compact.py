"""Monthly downloads and ranks of one package in a few dozen bytes.

Sixteen bits hold the logarithm of a count, so that it comes back within 0.02 %; 0 is "not in the list".
"""

import math
import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SCALE = 2900  # codes for each factor of e: the largest count of any month stays below 65,536
DIGITS = 4  # what a decoded count is good for


class History(NamedTuple):
    """`first` is the place of the first list that held the package; counts and ranks run on from there."""

    package: str
    first: int
    counts: bytes
    ranks: bytes

    def at(self, place: int) -> tuple[float, int] | None:
        """(downloads a month, rank) in the list at `place`; None where that list left the package out."""
        offset = 2 * (place - self.first)
        if not 0 <= offset < len(self.counts):
            return None
        (code,) = struct.unpack_from("<H", self.counts, offset)
        (rank,) = struct.unpack_from("<H", self.ranks, offset)
        return (decode(code), rank) if code else None


class Month(NamedTuple):
    """One download list: the day it was made, its length, and the downloads of its last row."""

    place: int
    day: str
    listed: int
    floor: int


def pack(package: str, seen: Mapping[int, tuple[int, int]]) -> History:
    """From place -> (downloads, rank)."""
    first, last = min(seen), max(seen)
    rows = [seen.get(place, (0, 0)) for place in range(first, last + 1)]
    return History(package, first, _shorts([encode(n) for n, _ in rows]), _shorts([rank for _, rank in rows]))


def encode(count: int) -> int:
    """0 for "not in the list", else at least 1."""
    return max(1, round(math.log(count) * SCALE)) if count else 0


def decode(code: int) -> float:
    """The count, to four digits."""
    return float(f"{math.exp(code / SCALE):.{DIGITS}g}")


def _shorts(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)
