"""Which directs to leave together: what several need is freed only when all of them leave.

Every direct takes one of four ways: leave it, rewrite it, freeze a copy of it, keep it. Each needs all that the
one before it needs, so the cheapest combination is a minimum cut, and exact.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Rung = tuple[int | None, Collection[str]]
Cut = Callable[[Mapping[str, Sequence[Rung]], Mapping[str, int]], dict[str, int]]
WAYS = ("leave", "rewrite", "vendor", "keep")
MICRO = 1_000_000  # the cut counts whole millionths of a dollar, so that sums are exact


@dataclass(frozen=True, slots=True)
class Ways:
    """What can become of one direct: $/yr of the package alone with its threshold; None where it is closed.

    brings  every package that comes with it, other directs included
    still   those of them that a rewrite goes on needing
    """

    name: str
    brings: frozenset[str] = frozenset()
    still: frozenset[str] = frozenset()
    leave: float | None = None
    rewrite: float | None = None
    vendor: float | None = None

    @property
    def rungs(self) -> tuple[tuple[float | None, frozenset[str]], ...]:
        """(cost, needs) of each of `WAYS`."""
        nothing: frozenset[str] = frozenset()
        return (
            (self.leave, nothing),
            (self.rewrite, self.still),
            (self.vendor, self.brings),
            (0.0, self.brings | {self.name}),
        )

    def needs(self, way: str) -> frozenset[str]:
        """What it needs if it takes that way."""
        return self.rungs[WAYS.index(way)][1]

    @property
    def least(self) -> frozenset[str]:
        """What it needs whichever way it takes."""
        return next(needs for cost, needs in self.rungs if cost is not None)


def decide_together(
    ways: Iterable[Ways], keep: Mapping[str, float], pinned: Collection[str], cut: Cut
) -> dict[str, str]:
    """The way of each direct in the combination that costs least, keeping where money is even.

    keep    $/yr of keeping each package, directs included
    pinned  packages that stay whatever is decided here
    cut     solves the ladders of directs whose needs overlap; it is not called where none do

    Basis: docs/model.md, "The joint decision".
    Holds: no combination costs less; a way that is closed is never taken; the order of `ways` is irrelevant.
    """
    every = sorted(ways, key=lambda one: one.name)
    fixed = set(pinned).union(*(one.least for one in every))
    free = [(one, _ladder(one, fixed)) for one in every]
    chosen: dict[str, int] = {}
    for group in _overlapping(free):
        ladders = dict(group)
        chosen |= _alone(ladders, keep) if len(ladders) == 1 else cut(ladders, _costs(ladders, keep))
    return {name: WAYS[k] for name, k in sorted(chosen.items())}


def _ladder(one: Ways, fixed: Collection[str]) -> list[Rung]:
    """Whole millionths, and only what is not needed anyway."""
    return [
        (None if cost is None else round(MICRO * cost), needs.difference(fixed)) for cost, needs in one.rungs
    ]


def _overlapping(free: Iterable[tuple[Ways, list[Rung]]]) -> list[list[tuple[str, list[Rung]]]]:
    """Directs in groups that share nothing which could be freed."""
    groups: list[tuple[set[str], list[tuple[str, list[Rung]]]]] = []
    for one, ladder in free:
        needs, members = set(ladder[-1][1]), [(one.name, ladder)]
        apart = []
        for group in groups:
            if needs.isdisjoint(group[0]):
                apart.append(group)
            else:
                needs |= group[0]
                members = group[1] + members
        groups = [*apart, (needs, members)]
    return [members for _, members in groups]


def _costs(ladders: Mapping[str, Sequence[Rung]], keep: Mapping[str, float]) -> dict[str, int]:
    names = sorted({need for rungs in ladders.values() for need in rungs[-1][1]})
    return {name: round(MICRO * keep[name]) for name in names}


def _alone(ladders: Mapping[str, Sequence[Rung]], keep: Mapping[str, float]) -> dict[str, int]:
    """Nothing is shared: the cheapest rung, the later one where money is even."""
    costs = _costs(ladders, keep)
    chosen = {}
    for name, rungs in ladders.items():
        sums = [
            (cost + sum(costs[need] for need in needs), -k)
            for k, (cost, needs) in enumerate(rungs)
            if cost is not None
        ]
        chosen[name] = -min(sums)[1]
    return chosen
