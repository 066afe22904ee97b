"""Notices, so many of a kind and no more: the last one counts the rest."""

from collections.abc import Iterable
from dataclasses import replace

from depcalc.values.notice import Notice

MAX_NOTICES = 1_000  # of one kind


class Noted:
    """Notices as they come; of each kind the first ones are kept, and the others counted."""

    def __init__(self) -> None:
        self._kept: list[Notice] = []
        self._seen: dict[str, int] = {}
        self._beyond: dict[str, Notice] = {}

    def add(self, notice: Notice) -> None:
        seen = self._seen[notice.code] = self._seen.get(notice.code, 0) + 1
        if seen <= MAX_NOTICES:
            self._kept.append(notice)
        else:
            self._beyond.setdefault(notice.code, notice)

    def all(self) -> list[Notice]:
        more = "and {} more of this kind, the first of them here"
        rest = (
            replace(first, message=more.format(self._seen[code] - MAX_NOTICES))
            for code, first in self._beyond.items()
        )
        return [*self._kept, *rest]


def few(found: Iterable[Notice]) -> list[Notice]:
    """The first of each kind, and how many more there are."""
    noted = Noted()
    for notice in found:
        noted.add(notice)
    return noted.all()
