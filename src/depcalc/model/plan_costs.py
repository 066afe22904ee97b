"""Options of single packages and sums over several, in the worlds of a run, and what is paid once in them."""

import copy
from collections.abc import Iterable

import numpy as np

from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import zero_day
from depcalc.model.options import (
    Option,
    cost_drop,
    cost_keep,
    cost_replace,
    cost_rewrite,
    cost_today,
    cost_vendor,
    upstream,
)
from depcalc.values.inputs import Context, Inputs


def cost_alone(p: Inputs, option: str, w: Worlds, context: Context, curve: Curve) -> Option:
    """One option of one package without anything that comes along, (worlds,) arrays."""
    if option == "drop":
        return cost_drop(w).of(0)
    up = upstream([p], w, context)
    if option == "replace":
        return cost_replace(p, up, w, curve).of(0)
    if option == "rewrite":
        return cost_rewrite(up, w, curve).hardened.of(0)
    cost = {"today": cost_today, "keep": cost_keep, "vendor": cost_vendor}[option]
    return cost(up, w, zero_day(up.lib, up.att, w, curve)).of(0)


def total_cost(packages: Iterable[tuple[Inputs, str]], w: Worlds, context: Context, curve: Curve) -> Draws:
    """(worlds,) $/yr of several packages, each under the option named with it."""
    return sum((cost_alone(p, option, w, context, curve).cost for p, option in packages), np.zeros(w.n))


def without_annual(w: Worlds) -> Worlds:
    """The same worlds where nothing is paid for what is done once: work in them is the yearly part of it."""
    yearly = copy.copy(w)
    yearly.annual = 0.0
    return yearly
