"""Own code on record: what it costs as it is, what its searches bought, and what the next dollar would."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model import hazards, own
from depcalc.model.children import hazards_of
from depcalc.model.compare import THOUSAND, curves
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import Library, column, zero_day
from depcalc.model.options import Option, Upstream, option, shared_flaws, upstream
from depcalc.model.summary import summary
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Inputs
from depcalc.values.report import OwnSums

DOLLAR = 1.0  # a year, by which the yield of the next one is measured


def cost_held(held: Sequence[Held], w: Worlds, context: Context, curve: str = "") -> tuple[OwnSums, ...]:
    """Each component of our own as it stands, with the searches on record and the best one from now on.

    Basis: docs/model.md, "Hardening on record".
    Holds: a search without a find never raises the loss, an older one is worth less; code that changes more
    is never better hardened by the same record.
    """
    this, _ = curves(w)
    return tuple(_sums(h, w, context, this) for h in held)


@dataclass(frozen=True, slots=True)
class Component:
    """One component, arrays of (1, worlds). `work` leaves out what was spent once."""

    kind: str
    up: Upstream
    code: own.Own
    n_day: Draws
    work: Draws

    def option(self, w: Worlds, curve: Curve, flow: Draws | float = 0.0) -> Option:
        """With `flow` dollars a year of search from now on."""
        if self.kind == "rewrite":
            zero = self.code.hazard(self.up.att, curve, flow)
        else:
            zero = zero_day(_searched_copy(self, flow), self.up.att, w, curve)
        return option(w, zero, self.n_day, np.zeros_like(zero), self.work + flow)


def _searched_copy(c: Component, flow: Draws | float) -> Library:
    """The library as our copy of it is: our own search stands behind the part that we use."""
    lib = c.up.lib
    spent = c.code.factor * (c.code.recorded + flow / c.code.fade)
    return replace(lib, kappa=c.code.kappa / lib.reach, stock=lib.stock + spent / lib.reach)


def component(h: Held, p: Inputs, w: Worlds, context: Context) -> Component:
    """One component with the inputs of `p`: those of `h`, or the same with other searches on record."""
    up = upstream([p], w, context)
    if h.kind == "rewrite":
        code, _ = own.rewrite(up.lib, w, [h.kloc])
        return Component(h.kind, up, code, shared_flaws(up, w), own.upkeep_work([p], w, code.kloc))
    n_day = hazards.coming(up.lib, up.att, w, up.lags.vendor) * hazards.frozen(up.lib, w) + up.load.all_
    once = w["vendor_hours"] * w["rate"] * w.annual + (up.work.keep - up.work.upkeep)
    return Component(h.kind, up, _copy(up, w), n_day, up.work.vendor - once)


def _copy(up: Upstream, w: Worlds) -> own.Own:
    """The used part of a vendored library: what the crowd had searched counts as the review it came with."""
    lib, p = up.lib, up.lib.packages[0]
    factor = w["own_eff"] + np.zeros_like(lib.reach)
    code = own.Own(
        kloc=lib.used,
        kappa=lib.reach * lib.kappa,
        look=lib.reach * lib.look,
        review=lib.reach * lib.stock / factor,
        recorded=np.zeros_like(factor),
        fade=w["decay"] + column([own.changing(p, w.t)]),
        factor=factor,
        share=np.ones_like(factor),
    )
    return own.after_searches(code, [p.recorded], w) if p.recorded else code


@np.errstate(all="ignore")  # what is not finite is refused where the report is made
def _sums(h: Held, w: Worlds, context: Context, curve: Curve) -> OwnSums:
    this = component(h, h.package, w, context)
    bare = component(h, replace(h.package, recorded=()), w, context)
    now, unsearched = this.option(w, curve), bare.option(w, curve)

    def risk(flow: Draws) -> Draws:
        mean: Draws = this.option(w, curve, flow).loss.mean(1, keepdims=True)
        return mean

    budget = own.best_flow(w, risk, 1)
    more = this.option(w, curve, DOLLAR)
    return OwnSums(
        cost=summary(now.cost[0]),
        loss=summary(now.loss[0]),
        loss_unsearched=float(unsearched.loss.mean()),
        work=float(now.work.mean()),
        hazard=hazards_of(now)[0],
        kloc=float(this.code.kloc.mean()),
        flaws=float(this.code.kappa.mean()),
        flaws_before=float(bare.code.kappa.mean()),
        hardening=float(this.code.hardening().mean()),
        left=_left(h.package, this.code),
        next_dollar=float((now.loss - more.loss).mean() / DOLLAR),
        budget=float(budget[0, 0]),
        hardened=summary(this.option(w, curve, budget).cost[0]),
        next_finds=_finds(this.code, curve),
    )


def _left(p: Inputs, code: own.Own) -> float | None:
    """Share of the dollars on record that has not faded."""
    bought = sum(r.usd for r in p.recorded)
    return float(own.faded_usd(p.recorded, code.fade[0]).mean()) / bought if bought > 0 else None


def _finds(code: own.Own, curve: Curve) -> float:
    """Serious flaws that the next $1,000 of our search finds."""
    return float(curve.found(code.kappa, code.look, code.spent(), code.factor * THOUSAND).mean())
