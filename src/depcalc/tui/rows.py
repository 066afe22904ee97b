"""The list: one row for each decision, and which of them are wanted in which order. No figures are made here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from depcalc.tui.inks import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from depcalc.render.style import Style
    from depcalc.values.placement import Placement

SHARED = "\0shared"  # key of the row that is no package
WAITING = "…"
SORTS = ("today", "saving", "crowd", "need", "package", "verdict")
WORDS = frozenset(("package", "verdict"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `name` is the package as it is, `texts` what is shown, `by` what it is sorted by."""

    key: str
    name: str
    verdict: str
    word: str
    flags: tuple[str, ...]
    texts: Mapping[str, str]
    by: Mapping[str, float | str] = field(default_factory=dict)
    dim: bool = False


def named(names: Iterable[str], style: Style) -> list[Row]:
    """Rows at once: what the lock says, before anything is looked up."""
    return [_unpriced(name, WAITING, style) for name in names]


def waiting(places: Iterable[Placement], style: Style) -> list[Row]:
    """The same with what the graph knows."""
    return [_unpriced(place.name, leaves(place.leaves_with), style) for place in places if place.direct]


def _unpriced(name: str, gone: str, style: Style) -> Row:
    texts = {"package": plain(name, style), "leaves": gone}
    texts |= dict.fromkeys(("today", "advised", "crowd", "need", "saving"), WAITING)
    return Row(name, name, "", f"{WAITING} pricing", (), texts, {"package": name}, dim=True)


def leaves(names: Sequence[str]) -> str:
    """How many packages leave with it."""
    return str(len(names) or "-")


# ------------------------------------------------------------------ order, filter, find


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order. `flag` and `verdict` "" for all, `find` a part of the name."""

    sort: str = "today"
    reverse: bool = False
    verdict: str = ""
    flag: str = ""
    find: str = ""

    @property
    def upward(self) -> bool:
        """The smallest first: words, or figures the other way round."""
        return (self.sort in WORDS) != self.reverse

    @property
    def filtered(self) -> bool:
        return bool(self.verdict or self.flag or self.find)


def chosen(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows that match: the largest first, words from A on, `reverse` the other way round; what several rows
    share is no decision and stands last."""
    kept = [row for row in rows if _matches(row, wanted)]
    kept.sort(key=lambda row: row.name)
    kept.sort(key=_sorter(wanted.sort, "" if wanted.sort in WORDS else 0.0), reverse=not wanted.upward)
    kept.sort(key=lambda row: row.key == SHARED)
    return kept


def _sorter(key: str, missing: float | str) -> Callable[[Row], float | str]:
    return lambda row: row.by.get(key, missing)


def _matches(row: Row, wanted: Wanted) -> bool:
    return (
        wanted.verdict in ("", row.verdict)
        and (not wanted.flag or wanted.flag in row.flags)
        and wanted.find.casefold() in row.name.casefold()
    )


def kinds(rows: Iterable[Row]) -> list[tuple[str, str, int]]:
    """(what it is, word, how many rows): the verdicts and flags that there are."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        for one in (("verdict", row.verdict), *(("flag", flag) for flag in row.flags)):
            found[one] = found.get(one, 0) + 1
    order = {"verdict": 0, "flag": 1}
    return sorted(((kind, word, n) for (kind, word), n in found.items() if word), key=lambda x: order[x[0]])
