"""How far hardening one rewrite goes: its best budget, and when a search without a find may end."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model.compare import THOUSAND
from depcalc.model.draws import Worlds
from depcalc.model.law import Curve
from depcalc.model.options import cost_rewrite, upstream
from depcalc.values.assumptions import BEST
from depcalc.values.inputs import Context, Inputs, Recorded

NARROWEST, WIDEST = 1e-3, 1e3  # times the best yearly budget: between them a search without a find ends
HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Effort:
    """kloc: lines to write, thousands; budget: $/yr; review: $, once; stop_after: $ without a find, None if
    not in sight; next_finds: flaws that the next $1,000 finds once the code is written."""

    kloc: float
    budget: float
    review: float
    stop_after: float | None
    next_finds: float


@np.errstate(all="ignore")  # what is not finite is refused where the plan is made
def effort(p: Inputs, w: Worlds, context: Context, curve: Curve) -> Effort:
    """Means over the worlds.

    Basis: docs/model.md, "Hardening on record": money without a find hardens and says that there is less to
    find, so that at some point the next dollar removes less than a dollar.
    Holds: the best budget after `stop_after` dollars without a find is 0, also where another one is stated.
    """
    made = cost_rewrite(upstream([p], w, context), w, curve)
    code, budget = made.code, float(made.flow[0, 0])
    free = w.under(w.t.with_value("rewrite_budget", BEST, "what pays"))  # whatever was stated

    def pays_on(usd: float) -> bool:
        searched = replace(p, recorded=(*p.recorded, Recorded(0.0, usd, 0)))
        return bool(cost_rewrite(upstream([searched], free, context), free, curve).flow[0, 0] > 0)

    return Effort(
        kloc=float(code.kloc.mean()),
        budget=budget,
        review=float((w["review"] * code.kloc).mean()),
        stop_after=_first_enough(pays_on, budget) if budget > 0 else 0.0,
        next_finds=float((code.kappa * np.log1p(code.factor * THOUSAND / code.hardening())).mean()),
    )


def _first_enough(pays_on: Callable[[float], bool], budget: float) -> float | None:
    """The least dollars after which nothing more pays, by bisection in their logarithm."""
    low, high = np.log(NARROWEST * budget), np.log(WIDEST * budget)
    if pays_on(float(np.exp(high))):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if pays_on(float(np.exp(middle))) else (low, middle)
    return float(np.exp(high))
