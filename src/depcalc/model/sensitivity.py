"""Where a decision flips: the value of one input, all others drawn as they are, in the same worlds.

Only the means of the candidates are needed to say what is chosen, so one question costs a few milliseconds.
docs/model.md, "Switch points".
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from depcalc.model.blocks import blocks
from depcalc.model.compare import candidate_costs, curves
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import zero_day
from depcalc.model.options import (
    Option,
    cost_drop,
    cost_keep,
    cost_replace,
    cost_rewrite,
    cost_vendor,
    upstream,
)
from depcalc.model.ruling import floors, gains
from depcalc.values.costs import Row
from depcalc.values.inputs import Context, Inputs
from depcalc.values.switch import Of

CLOSE = 0.02  # width in ln value at which the search stops
STEPS = 40
EITHER_SIDE = 0.05  # a switch point holds if the decision differs this far on either side


@dataclass(frozen=True, slots=True)
class Asked:
    """One row with the indirect packages that leave with it, and what holds for the whole project."""

    row: Row
    below: tuple[Inputs, ...]
    context: Context

    @property
    def choices(self) -> dict[Of, frozenset[str]]:
        """Candidates among which there is something to choose: the open ones, and all behind a gate."""
        row = self.row
        sets: dict[Of, frozenset[str]] = {"verdict": row.candidates.difference(row.closed)}
        if row.gated and not row.stays:
            sets["behind_gate"] = row.candidates
        return {of: names for of, names in sets.items() if len(names) > 1}


@np.errstate(all="ignore")  # what is not finite flips nothing
def candidates(asked: Asked, w: Worlds) -> dict[str, Draws]:
    """(worlds,) $/yr of each candidate for the whole row, keep first; the same sums as a comparison's."""
    row, p = asked.row, asked.row.package
    curve, _ = curves(w)
    up = upstream([p], w, asked.context)
    zero = zero_day(up.lib, up.att, w, curve)
    own: dict[str, Option] = {
        "keep": cost_keep(up, w, zero).of(0),
        "vendor": cost_vendor(up, w, zero).of(0),
        "rewrite": cost_rewrite(up, w, curve).hardened.of(0),
    }
    if p.substitute is not None:
        own["replace"] = cost_replace(p, up, w, curve).of(0)
    if p.must_go:
        own["drop"] = cost_drop(w).of(0)
    kept, still = _children(asked, w, curve)
    return candidate_costs(own, row, kept, still)


def _children(asked: Asked, w: Worlds, curve: Curve) -> tuple[Draws, Draws]:
    """$/yr of keeping what comes along: all of it, and what a rewrite goes on needing."""
    shed = set(asked.row.shed)
    kept, still = np.zeros(w.n), np.zeros(w.n)
    for block in blocks(asked.below, w.n):
        up = upstream(block, w, asked.context)
        cost = cost_keep(up, w, zero_day(up.lib, up.att, w, curve)).cost
        for j, p in enumerate(block):
            kept += cost[j]
            if p.name not in shed:
                still += cost[j]
    return kept, still


@dataclass(frozen=True, slots=True)
class Weighed:
    """Gain of each candidate over keep above its threshold, $/yr; keep's own is 0."""

    gain: Mapping[str, float]

    def among(self, names: frozenset[str]) -> str:
        """What is chosen among these."""
        return max((name for name in self.gain if name in names), key=lambda name: self.gain[name])

    def margin(self, chosen: str, names: frozenset[str]) -> float:
        """By how much `chosen` leads the best of the others; below 0 where it does not lead."""
        return self.gain[chosen] - max(x for name, x in self.gain.items() if name in names - {chosen})


def weigh(asked: Asked, w: Worlds) -> Weighed:
    """Which candidate leads, and by how much."""
    cost = candidates(asked, w)
    means = np.array([[x.mean()] for x in cost.values()])
    gain = gains(means, floors(list(cost), w), w.t["hysteresis"])
    return Weighed({name: float(x) for name, x in zip(cost, gain[:, 0], strict=True)})


@dataclass(frozen=True, slots=True)
class Found:
    """A switch: at `value` the choice changes, on its `side` to `becomes`."""

    value: float
    side: Literal["below", "above"]
    becomes: str


Weigh = Callable[[float], Weighed]


def switches(
    weigh_at: Weigh, now: float, low: float, high: float, chosen: str, names: frozenset[str]
) -> list[Found]:
    """The switches of one input nearest to where it is now, at most one to each side.

    weigh_at  what leads when the input has this value

    Basis: none; docs/model.md, "Switch points".
    Holds: at 5 % to the one side `chosen` leads, at 5 % to the other `becomes` does.
    """
    ends = {low: weigh_at(low), high: weigh_at(high)}
    if all(x.among(names) == chosen for x in ends.values()) or not low < now < high:
        return []
    middle = weigh_at(now)
    found = []
    for end in (low, high):
        if (ends[end].among(names) == chosen) == (middle.among(names) == chosen):
            continue
        value = _crossing(weigh_at, (now, middle), (end, ends[end]), chosen, names)
        if (seen := _checked(weigh_at, value, chosen, names)) is not None:
            found.append(seen)
    return found


def _crossing(
    weigh_at: Weigh,
    a: tuple[float, Weighed],
    b: tuple[float, Weighed],
    chosen: str,
    names: frozenset[str],
) -> float:
    """Where the lead of `chosen` changes sign between two values: false position in ln value, safeguarded."""
    (x0, f0), (x1, f1) = ((math.log(x), seen.margin(chosen, names)) for x, seen in (a, b))
    for k in range(STEPS):
        if abs(x1 - x0) < CLOSE:
            break
        part = f0 / (f0 - f1) if k % 3 < 2 and f0 != f1 else 0.5  # every third step halves
        x = x0 + (x1 - x0) * min(max(part, 0.02), 0.98)
        f = weigh_at(math.exp(x)).margin(chosen, names)
        if (f >= 0) == (f0 >= 0):
            x0, f0 = x, f
        else:
            x1, f1 = x, f
    return math.exp((x0 + x1) / 2)


def _checked(weigh_at: Weigh, value: float, chosen: str, names: frozenset[str]) -> Found | None:
    """The switch, where the choice really differs 5 % to either side of it; else it is dropped."""
    sides: dict[Literal["below", "above"], str] = {
        "below": weigh_at(value * (1 - EITHER_SIDE)).among(names),
        "above": weigh_at(value * (1 + EITHER_SIDE)).among(names),
    }
    changed = [side for side, choice in sides.items() if choice != chosen]
    return Found(value, changed[0], sides[changed[0]]) if len(changed) == 1 else None
