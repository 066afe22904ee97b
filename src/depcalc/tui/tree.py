"""Two trees of the same packages. In one, each hangs under the package without which it would be gone; in the
other, under everything that needs it: there, what it needs itself is shown once, and elsewhere it says where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from depcalc.values.placement import Placement
from depcalc.values.report import Report

ROOT = ""  # what directs hang under


@dataclass(frozen=True, slots=True)
class Branch:
    """One package.

    cost     $/yr today of it and all that is gone without it; None before it is priced
    own      of it alone        share    of `cost` in the whole tree
    gone     who is gone without it, the dearest first
    also     who else needs it and would still be there
    """

    name: str
    version: str
    verdict: str
    cost: float | None
    own: float | None
    share: float
    gone: tuple[str, ...]
    also: tuple[str, ...]


class Line(NamedTuple):
    """One line of a tree as it is unfolded now.

    parent   the line it hangs under, ROOT for a direct
    last     for each step of the way here: was it the last one there?
    opens    it can be unfolded        opened    it is
    seen     "above" or "below": it is a repeat, and that is where it is at home; "" for here
    """

    name: str
    parent: str
    last: tuple[bool, ...]
    opens: bool
    opened: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Tree:
    """`below`: name -> what hangs under it. `homes`: name -> the one place where it can be unfolded."""

    roots: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, str]

    def lines(self, opened: AbstractSet[str]) -> Iterator[Line]:
        """From the top; what is not unfolded is never looked at."""
        todo = _children(ROOT, self.roots, ())
        later = set(self.roots)
        while todo:
            name, parent, last = todo.pop()
            below = self.below.get(name, ())
            home = self.homes[name] == parent
            if parent == ROOT:
                later.discard(name)
            open_ = home and name in opened and bool(below)
            seen = "" if home else "below" if name in later else "above"
            yield Line(name, parent, last, home and bool(below), open_, seen)
            if open_:
                todo += _children(name, below, last)

    def way_to(self, name: str) -> list[str]:
        """What has to be unfolded to see a package where it is at home."""
        way: list[str] = []
        while (parent := self.homes.get(name, ROOT)) != ROOT:
            way.append(parent)
            name = parent
        return way


def _children(
    parent: str, names: Sequence[str], last: tuple[bool, ...]
) -> list[tuple[str, str, tuple[bool, ...]]]:
    return [(name, parent, (*last, name == names[-1])) for name in reversed(names)]


def branches(places: Sequence[Placement], report: Report | None) -> dict[str, Branch]:
    """Every package with its figures, where there are any."""
    rows = {row.name: row for row in report.packages} if report else {}
    verdicts = {d.package: d.verdict for d in report.decisions} if report else {}
    own = {name: row.today_usd for name, row in rows.items()}
    cost = {p.name: sum(own.get(n, 0.0) for n in p.gone_with) for p in places}
    whole = (report.totals.today.mean if report else 0.0) or 1.0
    parents = _parents(places)
    return {
        p.name: Branch(
            name=p.name,
            version=rows[p.name].version if p.name in rows else "",
            verdict=verdicts.get(p.name, "shared"),
            cost=cost[p.name] if report else None,
            own=own.get(p.name),
            share=cost[p.name] / whole,
            gone=dearest((n for n in p.gone_with if n != p.name), cost),
            also=tuple(n for n in p.dependents if n != parents.get(p.name) and n not in p.gone_with),
        )
        for p in places
    }


def dearest(names: Iterable[str], cost: Mapping[str, float]) -> tuple[str, ...]:
    """The dearest first, names where they cost the same."""
    return tuple(sorted(names, key=lambda name: (-cost.get(name, 0.0), name)))


def gone_tree(places: Sequence[Placement], made: Mapping[str, Branch], *, direct: bool = False) -> Tree:
    """Each package under the nearest one without which it would be gone; every name stands there once."""
    parents = _parents(places)
    cost = {name: branch.cost or 0.0 for name, branch in made.items()}
    below: dict[str, list[str]] = {}
    for place in places:
        below.setdefault(parents.get(place.name, ROOT), []).append(place.name)
    ordered = {name: dearest(names, cost) for name, names in below.items()}
    roots = ordered.pop(ROOT, ())
    if direct:
        asked = {p.name for p in places if p.direct}
        return Tree(tuple(name for name in roots if name in asked), {}, dict.fromkeys(asked, ROOT))
    return Tree(roots, ordered, {name: parents.get(name, ROOT) for name in made})


def import_tree(
    places: Sequence[Placement], edges: Iterable[tuple[str, tuple[str, ...]]], *, direct: bool = False
) -> Tree:
    """Each package under everything that needs it, by name. What it needs is shown under the project where it is
    direct, else where a reader who unfolds everything meets it first."""
    known = {place.name for place in places}
    below = {} if direct else {name: tuple(n for n in needs if n in known) for name, needs in edges}
    roots = tuple(sorted(p.name for p in places if p.direct or not (direct or p.dependents)))
    homes = dict.fromkeys(roots, ROOT)
    for root in roots:
        todo = [(root, name) for name in reversed(below.get(root, ()))]
        while todo:
            parent, name = todo.pop()
            if name not in homes:
                homes[name] = parent
                todo += [(name, other) for other in reversed(below.get(name, ()))]
    for name in () if direct else sorted(known - homes.keys()):  # a ring that nothing leads to
        homes[name], roots = ROOT, (*roots, name)
    return Tree(roots, below, homes)


def _parents(places: Sequence[Placement]) -> Mapping[str, str]:
    """Name -> the nearest package without which it is gone; a direct hangs under the project."""
    nearest: dict[str, tuple[int, str]] = {}
    direct = {p.name for p in places if p.direct}
    for place in places:
        for name in place.gone_with:
            if name == place.name or name in direct:
                continue
            one = (len(place.gone_with), place.name)
            nearest[name] = min(one, nearest.get(name, one))
    return {name: parent for name, (_, parent) in nearest.items()}
