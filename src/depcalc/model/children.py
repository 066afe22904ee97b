"""Packages that are no row of their own: only their sums by row are kept, in every world."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from depcalc.model.blocks import blocks, in_threads
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import zero_day
from depcalc.model.options import Option, cost_keep, cost_today, upstream
from depcalc.values.costs import Row
from depcalc.values.inputs import Context, Inputs
from depcalc.values.report import Hazard


def hazards_of(o: Option) -> list[Hazard]:
    """Mean hazards of each package of a block, by channel."""
    channels = (part.mean(axis=1).tolist() for part in (o.zero_day, o.n_day, o.supply))
    return [Hazard(*means) for means in zip(*channels, strict=True)]


def add(a: Hazard, b: Hazard) -> Hazard:
    """Hazards of two packages at once."""
    return Hazard(a.zero_day + b.zero_day, a.n_day + b.n_day, a.supply_chain + b.supply_chain)


def less(a: Hazard, b: Hazard) -> Hazard:
    """Hazards of `a` without those of `b`, which it contains."""
    return Hazard(a.zero_day - b.zero_day, a.n_day - b.n_day, a.supply_chain - b.supply_chain)


NONE = Hazard(0.0, 0.0, 0.0)


@dataclass(slots=True)
class Children:
    """Sums over what leaves with one row, (worlds,) $/yr; `twin` is keep under the other curve, of a row that
    has a choice.

    The `shed_` ones are those of them that a rewrite no longer reaches.
    """

    n: int
    today: Draws = field(init=False)
    today_loss: Draws = field(init=False)
    keep: Draws = field(init=False)
    keep_loss: Draws = field(init=False)
    twin: Draws = field(init=False)
    shed: Draws = field(init=False)
    shed_loss: Draws = field(init=False)
    shed_twin: Draws = field(init=False)
    today_hazard: Hazard = NONE
    keep_hazard: Hazard = NONE
    shed_hazard: Hazard = NONE

    def __post_init__(self) -> None:
        for name in ("today", "today_loss", "keep", "keep_loss", "twin", "shed", "shed_loss", "shed_twin"):
            setattr(self, name, np.zeros(self.n))

    def take_in(
        self, today: Option, keep: Option, twin: Draws, hazards: tuple[Hazard, Hazard], shed: bool
    ) -> None:
        """`hazards` are those of today and of keep."""
        self.today += today.cost
        self.today_loss += today.loss
        self.keep += keep.cost
        self.keep_loss += keep.loss
        self.twin += twin
        self.today_hazard = add(self.today_hazard, hazards[0])
        self.keep_hazard = add(self.keep_hazard, hazards[1])
        if shed:
            self.shed += keep.cost
            self.shed_loss += keep.loss
            self.shed_twin += twin
            self.shed_hazard = add(self.shed_hazard, hazards[1])


@dataclass(frozen=True, slots=True)
class Indirect:
    """`rows[k]` belongs to row k, `shared` to what several rows need; `means` name -> (today, keep) $/yr."""

    rows: tuple[Children, ...]
    shared: Children
    means: dict[str, tuple[float, float]]


def cost_indirect(
    rows: Sequence[Row],
    indirect: Sequence[Inputs],
    w: Worlds,
    context: Context,
    curve: Curve,
    other: Curve,
) -> Indirect:
    """Today and keep of every indirect package, summed by the row it leaves with."""
    home = {name: k for k, row in enumerate(rows) for name in row.children}
    shed = {name for row in rows for name in row.shed}
    twins = {name for row in rows if row.has_choice for name in row.children}
    sums = [Children(w.n) for _ in range(len(rows) + 1)]
    means: dict[str, tuple[float, float]] = {}

    @np.errstate(all="ignore")  # what is not finite is refused where the report is made
    def cost(block: Sequence[Inputs]) -> tuple[Option, Option, Option]:
        up = upstream(block, w, context)
        kept = cost_keep(up, w, zero_day(up.lib, up.att, w, curve))
        twin = kept
        if any(p.name in twins for p in block):
            twin = kept.with_zero_day(w, zero_day(up.lib, up.att, w, other))
        return cost_today(up, w, kept.zero_day), kept, twin

    parts = blocks(indirect, w.n)
    for block, (now, kept, twin) in zip(parts, in_threads(cost, parts), strict=True):
        again, hazards = twin.cost, list(zip(hazards_of(now), hazards_of(kept), strict=True))
        for j, p in enumerate(block):
            today, keep = now.of(j), kept.of(j)
            sums[home.get(p.name, len(rows))].take_in(today, keep, again[j], hazards[j], p.name in shed)
            means[p.name] = (float(today.cost.mean()), float(keep.cost.mean()))
    return Indirect(tuple(sums[:-1]), sums[-1], means)
