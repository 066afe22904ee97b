"""Code of our own: a rewrite of the slice, or the glue of a replacement, and what hardening it pays."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import Attention, Library, column, searched
from depcalc.values.assumptions import BEST, Assumptions
from depcalc.values.inputs import Inputs, Recorded

MOST_BELOW = 200  # steps of the grid below its own first one
CLOSE = 1e-3  # relative width at which the search for the parity budget stops


@dataclass(frozen=True, slots=True)
class Own:
    """All (packages, worlds) unless said otherwise; dollars are the attacker's.

    kloc     lines of our own              kappa    flaws per e-fold of search
    look     a competent first look, $     review   what our own review is worth as search, $
    recorded search on record, faded, $    fade     how fast hardening of it fades, per year
    factor   attacker dollars per own dollar of search: how private the code is x how good our search is
    share    attention it gets, against plain unhardened code of its class
    """

    kloc: Draws
    kappa: Draws
    look: Draws
    review: Draws
    recorded: Draws
    fade: Draws
    factor: Draws
    share: Draws

    def spent(self, flow: Draws | float = 0.0) -> Draws:
        """Search on top of the first look when `flow` dollars a year go into it from now on."""
        return self.factor * (self.review + self.recorded + flow / self.fade)

    def hardening(self, flow: Draws | float = 0.0) -> Draws:
        return self.look + self.spent(flow)

    def hazard(self, att: Attention, curve: Curve, flow: Draws | float = 0.0) -> Draws:
        return searched(att, curve, self.kappa, self.look, self.spent(flow), self.share)

    def take(self, rows: Sequence[int]) -> "Own":
        index = np.array(rows, dtype=np.intp)
        return replace(self, **{name: getattr(self, name)[index] for name in self.__slots__})


def own_code(
    packages: Sequence[Inputs],
    w: Worlds,
    kloc: Draws,
    kappa: Draws,
    *,
    share: Draws | None = None,
    records: Sequence[tuple[Recorded, ...]] = (),
) -> Own:
    """Own code of so many KLOC with so many flaws per e-fold, after what was already searched.

    Records act twice: they harden (and fade), and they tell how flawed the code is (which does not fade).
    Basis: `psi`, `own_eff`, `decay`, `rule.fade_apic`, `rule.own_shape`; docs/model.md, "Own code".
    Holds: a record without a find never raises the hazard; an older one is worth less.
    """
    t = w.t
    psi = np.where(column([float(p.public_code) for p in packages]) > 0, 1.0, w["psi"])
    fade = w["decay"] + column([changing(p, t) for p in packages])
    look = psi * w["look"] * kloc
    review = w["review_search"] * kloc * average(fade, w)
    factor = psi * w["own_eff"]
    weight = np.ones_like(look) if share is None else share + np.zeros_like(look)
    code = Own(kloc, kappa, look, review, np.zeros_like(look), fade, factor, weight)
    return after_searches(code, records, w) if any(records) else code


def changing(p: Inputs, t: Assumptions) -> float:
    """Share of own code that is new each year: measured, else as fast as what it speaks to moves."""
    return t["rule.fade_apic"] * p.apic if p.own_changes is None else p.own_changes


def after_searches(code: Own, records: Sequence[tuple[Recorded, ...]], w: Worlds) -> Own:
    """Own code once the searches on record, one tuple for each component, are counted.

    Basis: `rule.own_shape`; docs/model.md, "Hardening on record".
    """
    bought = column([sum(r.usd for r in rows) for rows in records])
    flaws = column([float(sum(r.found for r in rows)) for rows in records])
    before = np.maximum(code.look + code.factor * code.review, 1e-12)
    searched_efolds = np.log1p(code.factor * bought / before)
    shape = w.t["rule.own_shape"]
    seen = code.kappa * (shape + flaws) / (shape + code.kappa * searched_efolds)
    faded = np.stack([faded_usd(rows, code.fade[k]) for k, rows in enumerate(records)])
    return replace(code, kappa=seen, recorded=faded * average(code.fade, w))


def average(fade: Draws, w: Worlds) -> Draws:
    """What a dollar of search today is worth over the horizon, as it fades."""
    left: Draws = -np.expm1(-fade * w.horizon) / (fade * w.horizon)
    return left


def faded_usd(records: Sequence[Recorded], fade: Draws) -> Draws:
    """(worlds,) dollars of recorded search that are left today."""
    return sum((r.usd * np.exp(-fade * r.age) for r in records), np.zeros_like(fade))


def rewrite(lib: Library, w: Worlds, written: Sequence[float | None] = ()) -> tuple[Own, Draws]:
    """The slice as our own code, and the noise between two rewrites.

    Flaws come from fresh model-written code, times how hard the domain has proved for others.
    A measured slice is the upper end of what must be written: `map.rewrite_measured` of it is.

    written   KLOC of a rewrite that exists already, None where they were not counted
    """
    t, packages = w.t, lib.packages
    share = np.where(
        column([float(p.slice_known) for p in packages]) > 0,
        w["map.rewrite_measured"],
        column([p.rewrite for p in packages]),
    )
    kloc = lib.used * share
    for k, known in enumerate(written):
        kloc[k] = kloc[k] if known is None else known
    proved = np.clip(lib.kappa / np.maximum(lib.prior, 1e-12), t["rule.dom_low"], t["rule.dom_high"])
    spread = t["rule.llm_noise"]
    noise = np.exp(spread * w.scores.rows([p.name for p in packages], "llm") - spread * spread / 2)
    density = column([t.of_class(p.klass, "density") for p in packages])
    kappa = w["density"] * density * w["llm_factor"] * kloc * proved ** t["rule.dom_exp"] * noise
    return own_code(packages, w, kloc, kappa, records=[p.recorded for p in packages]), noise


def build_work(packages: Sequence[Inputs], w: Worlds, kloc: Draws) -> Draws:
    """Work of writing, wiring and maintaining own code, $/yr; one-off parts spread over the horizon."""
    t = w.t
    wired = np.minimum(1.0, t["rule.wiring_base"] + kloc / t["rule.wiring_kloc"])
    once = (w["dev"] + w["review"]) * kloc + w["fixed_hours"] * w["rate"] * wired
    yearly: Draws = once * w.annual + upkeep_work(packages, w, kloc)
    return yearly


def upkeep_work(packages: Sequence[Inputs], w: Worlds, kloc: Draws) -> Draws:
    """Work of maintaining own code, $/yr."""
    yearly: Draws = w["maint"] * column([p.apic for p in packages]) * (w["dev"] + w["review"]) * kloc
    return yearly


def flow_grid(w: Worlds) -> Draws:
    """Hardening flows tried for the best budget, $/yr, ascending, 0 first.

    The grid grows with the loss; where its first step would be more than `rule.grid_floor` dollars, it goes on below
    by the same ratio, or small budgets would be passed over where much is at stake.
    """
    t = w.t
    points = np.geomspace(t["rule.grid_low"], t["rule.grid_high"], int(t["rule.grid_points"])) * t["loss"]
    first, step = points[0], points[1] / points[0]
    more = math.log(first / t["rule.grid_floor"]) / math.log(step) if step > 1 else 0.0
    below = first * step ** -np.arange(min(max(0, math.ceil(more)), MOST_BELOW), 0.0, -1.0)
    grid: Draws = np.concatenate(([0.0], below, points))
    return grid


def hardening_flow(w: Worlds, risk: Callable[[Draws], Draws], packages: int) -> Draws:
    """(packages, 1) what goes into hardening each rewrite, $/yr: as stated, else what costs least.

    Basis: `rewrite_budget`.
    """
    stated = w.t["rewrite_budget"]
    return best_flow(w, risk, packages) if stated == BEST else np.full((packages, 1), stated)


def best_flow(w: Worlds, risk: Callable[[Draws], Draws], packages: int) -> Draws:
    """(packages, 1) flow of the grid with the least expected loss plus flow.

    `risk(flow)` is the mean loss of each package, (packages, 1), falling and convex enough in ln flow that
    the sum has one valley: every fourth point is tried, then the neighbours of the best.
    """
    grid = flow_grid(w)
    last = len(grid) - 1
    best = np.zeros((packages, 1), dtype=np.intp)
    least = np.full((packages, 1), np.inf)

    def look_at(index: Draws) -> None:
        nonlocal best, least
        flow = grid[index]
        cost = risk(flow) + flow
        better = cost < least
        best, least = np.where(better, index, best), np.where(better, cost, least)

    for k in sorted({0, *range(1, last + 1, 4), last}):
        look_at(np.full((packages, 1), k, dtype=np.intp))
    for step in (2, 1):
        centre = best.copy()
        look_at(np.clip(centre - step, 0, last))
        look_at(np.clip(centre + step, 0, last))
    found: Draws = grid[best]
    return found


def parity_flow(w: Worlds, risk: Callable[[Draws], Draws], limit: Draws) -> Draws:
    """(packages, 1) least flow at which the risk is within `limit`: 0 already there, nan never.

    Bisection in ln flow, all packages at once, up to `rule.parity_max`; two digits of the answer are
    ever shown, so it stops at a tenth of a per cent.
    Holds: risk(answer) <= limit, and risk(0.99 answer) > limit.
    """
    low = np.full_like(limit, np.log(1e-2))
    high = np.full_like(limit, np.log(w.t["rule.parity_max"]))
    there = risk(np.zeros_like(limit)) <= limit
    never = risk(np.exp(high)) > limit
    for _ in range(int(w.t["rule.parity_steps"])):
        if float((high - low).max()) < CLOSE:
            break
        middle = (low + high) / 2
        above = risk(np.exp(middle)) > limit
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    answer: Draws = np.where(there, 0.0, np.where(never, np.nan, np.exp(high)))
    return answer
