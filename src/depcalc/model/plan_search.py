"""Search that we pay for: of our own code, and upstream, where it serves everybody who uses the package."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model import own
from depcalc.model.blocks import blocks, in_threads
from depcalc.model.compare import THOUSAND
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.ledger import component
from depcalc.model.library import zero_day
from depcalc.model.options import Upstream, cost_today, upstream
from depcalc.model.plan import Move
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Inputs
from depcalc.values.plan import StepKind

SEARCH = 2  # phase


@dataclass(frozen=True, slots=True)
class Contribution:
    """Money for search and fixes of one package upstream, year after year.

    private  (worlds,) loss that $1,000 a year of it takes away here, $/yr
    orgs     organisations that use the package; None: its reach is not known
    flow     dollars a year up to which the last one takes away a dollar here; 0: none does
    at       (worlds,) loss that a flow takes away here
    """

    name: str
    private: Draws
    orgs: float | None
    flow: float
    at: Callable[[float], Draws]


def contributions(
    packages: Iterable[Inputs], w: Worlds, context: Context, curve: Curve
) -> list[Contribution]:
    """What money for search upstream brings, for every public package, by name.

    Our dollar is worth `own_eff` of the crowd's and counts where upstream ships the fix. It lowers what
    attackers find; advisories to come are left as they are.

    Basis: `own_eff`, `decay`; docs/model.md, "The plan".
    Holds: more money never removes less.
    """

    def block(some: Sequence[Inputs]) -> list[Contribution]:
        return list(_block(upstream(some, w, context), w, curve))

    ordered = sorted((p for p in packages if not p.private), key=lambda p: p.name)
    return [one for some in in_threads(block, blocks(ordered, w.n)) for one in some]


@np.errstate(all="ignore")  # what is not finite is refused where the plan is made
def _block(up: Upstream, w: Worlds, curve: Curve) -> Iterator[Contribution]:
    funded = _Funded(up, w, curve)
    best = own.best_flow(w, lambda flow: funded.loss(flow).mean(1, keepdims=True), len(up.lib.packages))
    private = funded.removed(THOUSAND)
    for k, p in enumerate(up.lib.packages):
        orgs = None if "reach" in p.missing else max(1.0, p.orgs)
        yield Contribution(p.name, private[k], orgs, float(best[k, 0]), funded.of(k))


class _Funded:
    """A block of packages whose search somebody pays more for."""

    def __init__(self, up: Upstream, w: Worlds, curve: Curve) -> None:
        self.up, self.w, self.curve = up, w, curve
        now = cost_today(up, w, zero_day(up.lib, up.att, w, curve))
        self.now, self.rest = now.loss, now.n_day + now.supply

    def loss(self, flow: Draws | float) -> Draws:
        lib, w = self.up.lib, self.w
        stock = lib.stock + w["own_eff"] * flow * lib.fix / (w["decay"] + lib.churn)
        zero = zero_day(replace(lib, stock=stock), self.up.att, w, self.curve)
        made: Draws = w["loss"] * -np.expm1(-(zero + self.rest))
        return made

    def removed(self, flow: Draws | float) -> Draws:
        return self.now - self.loss(flow)

    def of(self, k: int) -> Callable[[float], Draws]:
        """The same for one package alone, priced when somebody asks."""
        return lambda flow: _Funded(self.up.take([k]), self.w, self.curve).removed(flow)[0]


def funded(found: Iterable[Contribution]) -> list[Move]:
    """A step for each contribution that pays here."""
    paying = (one for one in found if one.flow > 0)
    return [_flow("upstream", one.name, one.flow, one.at) for one in paying]


def loss_of(held: Iterable[Held], w: Worlds, context: Context, curve: Curve) -> Draws:
    """(worlds,) of all components of our own as they are."""
    losses = (component(h, h.package, w, context).option(w, curve).loss[0] for h in held)
    return sum(losses, np.zeros(w.n))


def searched(held: Iterable[Held], w: Worlds, context: Context, curve: Curve) -> list[Move]:
    """A step for each component of our own that more search pays for, up to its last dollar."""
    made = (_searched(h, w, context, curve) for h in held)
    return [move for move in made if move.yearly > 0]


def _searched(h: Held, w: Worlds, context: Context, curve: Curve) -> Move:
    code = component(h, h.package, w, context)
    now = code.option(w, curve).loss

    def risk(flow: Draws) -> Draws:
        mean: Draws = code.option(w, curve, flow).loss.mean(1, keepdims=True)
        return mean

    def at(flow: float) -> Draws:
        removed: Draws = (now - code.option(w, curve, flow).loss)[0]
        return removed

    return _flow("harden", h.package.name, float(own.best_flow(w, risk, 1)[0, 0]), at)


def _flow(kind: StepKind, name: str, flow: float, at: Callable[[float], Draws]) -> Move:
    return Move(SEARCH, kind, (name,), at(flow), once=0.0, yearly=flow, work=flow, at=at)
