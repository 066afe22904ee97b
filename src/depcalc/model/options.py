"""What each option costs, for a block of packages in the same worlds."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from depcalc.model import hazards, own
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import Attention, Library, attention, column, library, zero_day
from depcalc.values.inputs import Context, Inputs

Part = TypeVar("Part", hazards.Lags, hazards.OpenLoad, hazards.Supply, hazards.Work)


@dataclass(frozen=True, slots=True)
class Option:
    """Hazards per year, loss and work in $/yr; (packages, worlds), or (worlds,) for one package."""

    zero_day: Draws
    n_day: Draws
    supply: Draws
    loss: Draws
    work: Draws

    @property
    def cost(self) -> Draws:
        return self.loss + self.work

    @property
    def hazard(self) -> Draws:
        return self.zero_day + self.n_day + self.supply

    def of(self, k: int) -> "Option":
        """One package of the block."""
        return Option(self.zero_day[k], self.n_day[k], self.supply[k], self.loss[k], self.work[k])

    def with_zero_day(self, w: Worlds, zero: Draws) -> "Option":
        """The same option where another curve gives another 0-day hazard; no other part knows a curve."""
        return option(w, zero, self.n_day, self.supply, self.work)

    def plus(self, other: "Option") -> "Option":
        """Both at once."""
        return Option(
            self.zero_day + other.zero_day,
            self.n_day + other.n_day,
            self.supply + other.supply,
            self.loss + other.loss,
            self.work + other.work,
        )


def option(w: Worlds, zero: Draws, n_day: Draws, supply: Draws, work: Draws) -> Option:
    """Loss is L (1 - e^-hazard): a second hit in a year costs nothing more."""
    loss = w["loss"] * -np.expm1(-(zero + n_day + supply))
    return Option(zero, n_day, supply, loss, work + np.zeros_like(loss))


@dataclass(frozen=True, slots=True)
class Upstream:
    """What the options of a block share: the library, attention, and everything that no curve touches."""

    lib: Library
    att: Attention
    lags: hazards.Lags
    load: hazards.OpenLoad
    supply: hazards.Supply
    work: hazards.Work
    context: Context

    def take(self, rows: Sequence[int]) -> "Upstream":
        """The same worlds for some of the packages."""
        index = np.array(rows, dtype=np.intp)
        return Upstream(
            lib=self.lib.take(rows),
            att=self.att.take(rows),
            lags=_rows_of(self.lags, index),
            load=_rows_of(self.load, index),
            supply=_rows_of(self.supply, index),
            work=_rows_of(self.work, index),
            context=self.context,
        )


def _rows_of(part: Part, index: NDArray[np.intp]) -> Part:
    """A record of (packages, ...) arrays, for some of the packages."""
    return replace(part, **{f.name: getattr(part, f.name)[index] for f in fields(part)})


def upstream(packages: Sequence[Inputs], w: Worlds, context: Context) -> Upstream:
    """Facts of a block of packages in every world."""
    lib, att = library(packages, w), attention(packages, w, context)
    load = hazards.open_load(lib, att, w)
    return Upstream(
        lib=lib,
        att=att,
        lags=hazards.lags(lib, w, context),
        load=load,
        supply=hazards.supply(lib, w, context),
        work=hazards.work(lib, w, load.soon),
        context=context,
    )


def cost_today(up: Upstream, w: Worlds, zero: Draws) -> Option:
    """The lock as it stands: open advisories stay open for the team's usual lag."""
    n_day = hazards.coming(up.lib, up.att, w, up.lags.today) + up.load.all_
    effort = up.work.float if up.context.policy == "float" else up.work.today
    return option(w, zero, n_day, up.supply.today, effort)


def cost_float(up: Upstream, w: Worlds, zero: Draws) -> Option:
    """Every release at once."""
    n_day = hazards.coming(up.lib, up.att, w, up.lags.float) + up.load.left
    return option(w, zero, n_day, up.supply.float, up.work.float)


def cost_keep(up: Upstream, w: Worlds, zero: Draws) -> Option:
    """Upgraded first, locked, releases wait out a cooldown.

    Holds: its loss is never above today's.
    """
    n_day = hazards.coming(up.lib, up.att, w, up.lags.keep) + up.load.left
    return option(w, zero, n_day, up.supply.keep, up.work.keep)


def cost_vendor(up: Upstream, w: Worlds, zero: Draws) -> Option:
    """A frozen copy: advisories on newer code miss it, and what concerns it is patched late."""
    n_day = hazards.coming(up.lib, up.att, w, up.lags.vendor) * hazards.frozen(up.lib, w) + up.load.left
    return option(w, zero, n_day, up.supply.vendor, up.work.vendor)


def shared_flaws(up: Upstream, w: Worlds) -> Draws:
    """Hazard of upstream's coming flaws that a rewrite shares.

    Basis: `chi`.
    """
    live = up.lib.rate * np.minimum(up.lags.vendor, w.horizon)
    shared: Draws = up.att.e * w["chi"] * up.att.campaigns * -np.expm1(-live)
    return shared


@dataclass(frozen=True, slots=True)
class Rewrites:
    """Both ways to rewrite, and the code behind them. `flow` is (packages, 1), $/yr."""

    hardened: Option
    unhardened: Option
    code: own.Own
    noise: Draws
    shared: Draws
    flow: Draws

    def risk(self, att: Attention, w: Worlds, curve: Curve, flow: Draws) -> Draws:
        """(packages, 1) mean loss when `flow` dollars a year go into hardening."""
        hazard = self.code.hazard(att, curve, flow) + self.shared
        mean: Draws = (w["loss"] * -np.expm1(-hazard)).mean(1, keepdims=True)
        return mean


def cost_rewrite(up: Upstream, w: Worlds, curve: Curve) -> Rewrites:
    """Our own code for the slice, with no hardening and with the stated budget or the one that costs least.

    Holds: hardening never raises its loss; a takeover of the library never touches it.
    """
    code, noise = own.rewrite(up.lib, w)
    shared = shared_flaws(up, w)
    base = own.build_work(up.lib.packages, w, code.kloc)
    nothing = np.zeros((len(up.lib.packages), w.n))
    bare = option(w, code.hazard(up.att, curve), shared, nothing, base)
    made = Rewrites(bare, bare, code, noise, shared, np.zeros((len(up.lib.packages), 1)))
    flow = own.hardening_flow(w, lambda x: made.risk(up.att, w, curve, x), len(up.lib.packages))
    best = option(w, code.hazard(up.att, curve, flow), shared, nothing, base + flow)
    return replace(made, hardened=best, flow=flow)


def cost_replace(p: Inputs, up: Upstream, w: Worlds, curve: Curve) -> Option:
    """Glue to a substitute; a successor that is new to the tree comes in and is kept.

    `up` holds just this package. Returns arrays of (1, worlds).
    """
    assert p.substitute is not None
    sub, t = p.substitute, w.t
    kloc = np.full((1, w.n), sub.glue)
    plain = min(1.0, t.of_class("general", "q") / t.of_class(p.klass, "q"))  # exposed as ordinary code
    kappa = w["density"] * w["llm_factor"] * kloc
    glue = own.own_code([p], w, kloc, kappa, share=column([plain]))
    effort = (w["dev"] + w["review"]) * kloc * (w.annual + t["rule.glue_upkeep"])
    nothing = np.zeros((1, w.n))
    made = option(w, glue.hazard(up.att, curve), nothing, nothing, effort)
    if sub.package is None:
        return made
    comes = _kept(replace(sub.package, exposure=p.exposure), w, up.context, curve)
    return made.plus(replace(comes, work=up.work.upkeep) if sub.retired else comes)


def _kept(p: Inputs, w: Worlds, context: Context, curve: Curve) -> Option:
    up = upstream([p], w, context)
    return cost_keep(up, w, zero_day(up.lib, up.att, w, curve))


def cost_drop(w: Worlds) -> Option:
    """Delete one line of the manifest. (1, worlds)"""
    nothing = np.zeros((1, w.n))
    return option(w, nothing, nothing, nothing, w.t["drop_hours"] * w["rate"] * w.annual + nothing)
