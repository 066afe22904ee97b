"""Chosen options of single packages, and of a tree under a set of choices, in the worlds of one run."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depcalc.model.blocks import blocks
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.library import zero_day
from depcalc.model.options import (
    Option,
    Upstream,
    cost_drop,
    cost_float,
    cost_keep,
    cost_replace,
    cost_rewrite,
    cost_today,
    cost_vendor,
    upstream,
)
from depcalc.values.inputs import Context, Inputs

LEAVING = ("rewrite", "rewrite-unhardened", "replace", "drop")
SHEDDING = ("replace", "drop")  # nothing that it brings is needed any more


def costs_of(
    packages: Sequence[Inputs],
    wanted: Mapping[str, Collection[str]],
    w: Worlds,
    context: Context,
    curve: Curve,
) -> dict[str, dict[str, Draws]]:
    """name -> option -> (worlds,) $/yr of each package by itself: today, keep, and what is `wanted` of it."""
    made: dict[str, dict[str, Draws]] = {}
    for some in blocks(packages, w.n):
        up = upstream(some, w, context)
        zero = zero_day(up.lib, up.att, w, curve)
        today, keep = cost_today(up, w, zero).cost, cost_keep(up, w, zero).cost
        for k, p in enumerate(some):
            made[p.name] = {"today": today[k], "keep": keep[k]}
            if more := sorted({*wanted.get(p.name, ())} - {"today", "keep"}):
                made[p.name] |= _others(p, more, up.take([k]), zero[[k]], w, curve)
    return made


def _others(
    p: Inputs, wanted: Collection[str], up: Upstream, zero: Draws, w: Worlds, curve: Curve
) -> dict[str, Draws]:
    makers: Mapping[str, Callable[[], Option]] = {
        "float": lambda: cost_float(up, w, zero),
        "vendor": lambda: cost_vendor(up, w, zero),
        "rewrite": lambda: cost_rewrite(up, w, curve).hardened,
        "rewrite-unhardened": lambda: cost_rewrite(up, w, curve).unhardened,
        "replace": lambda: cost_replace(p, up, w, curve),
        "drop": lambda: cost_drop(w),
    }
    return {name: makers[name]().of(0).cost for name in wanted}


@dataclass(frozen=True, slots=True)
class Tree:
    """Every package of a scope, costed alone.

    costs    name -> option -> (worlds,) $/yr; each has today and keep
    needs    name -> names it asks for
    still    name of a direct -> names that a rewrite of it goes on needing
    directs  names that the project asks for
    with_    name of a direct -> indirect names that only it brings
    stays    directs that other directs need: leaving one saves nothing of it
    n        worlds
    """

    costs: Mapping[str, Mapping[str, Draws]]
    needs: Mapping[str, Collection[str]]
    still: Mapping[str, Collection[str]]
    directs: Collection[str]
    with_: Mapping[str, Collection[str]]
    stays: Collection[str]
    n: int

    def needed(self, choices: Mapping[str, str]) -> set[str]:
        """Packages that something asks for under the choices; a direct that stays is asked for by us."""
        starts: list[str] = []
        for name in self.directs:
            option = choices[name]
            if option in LEAVING:
                starts += () if option in SHEDDING else self.still[name]
            else:
                starts.append(name)
        return _closure(self.needs, starts)

    def total(self, choices: Mapping[str, str]) -> Draws:
        """(worlds,) $/yr of the whole tree, one option for each direct.

        Holds: with "today" everywhere it is the cost of today; a package is paid for once.
        """
        needed, now = self.needed(choices), self._as_today(choices)
        sums = np.zeros(self.n)
        for name in self.costs:
            if name in self.directs:
                sums += self._direct(name, choices[name], needed)
            elif name in needed:
                sums += self.costs[name]["today" if name in now else "keep"]
        return sums

    def _direct(self, name: str, option: str, needed: Collection[str]) -> Draws:
        costs = self.costs[name]
        stays = option in (*LEAVING, "vendor") and self._asked_by_others(name, needed)
        return costs[option] + costs["keep"] if stays else costs[option]

    def _asked_by_others(self, name: str, needed: Collection[str]) -> bool:
        return any(name in self.needs.get(other, ()) for other in needed if other != name)

    def _as_today(self, choices: Mapping[str, str]) -> set[str]:
        """Indirect packages that are left as they are: those of rows left so, all where every row is."""
        if set(choices.values()) == {"today"}:
            return set(self.costs)
        return {child for name in self.directs if choices[name] == "today" for child in self.with_[name]}

    def row(self, name: str, option: str) -> Draws:
        """(worlds,) $/yr of one direct with what only it brings."""
        kept = () if option in SHEDDING else self.with_[name]
        if option in LEAVING and option not in SHEDDING:
            reached = _closure(self.needs, self.still[name])
            kept = [child for child in kept if child in reached]
        kind = "today" if option == "today" else "keep"
        own = self.costs[name][option]
        if name in self.stays and option in (*LEAVING, "vendor"):
            own = own + self.costs[name]["keep"]
        return own + sum((self.costs[child][kind] for child in kept), np.zeros(self.n))


def _closure(needs: Mapping[str, Collection[str]], starts: Iterable[str]) -> set[str]:
    seen, todo = set[str](), list(starts)
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            todo.extend(needs.get(name, ()))
    return seen
