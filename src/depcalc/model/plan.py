"""Where the next dollars do most: steps in three phases, what each costs and removes, and where money ends.

A step is priced where it stands: after all that comes before it. So what the steps remove adds up to the
difference between the project as it was and as it is after them, in every world.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve
from depcalc.model.plan_costs import cost_alone, without_annual
from depcalc.model.plan_tree import Standing, asks_for_upgrade, stand, upgraded
from depcalc.values.inputs import Context, Inputs
from depcalc.values.plan import StepKind

LAST = 3  # phase


@dataclass(frozen=True, slots=True)
class Departure:
    """Directs that leave in one step, each by its option, and every package that is gone then."""

    options: tuple[tuple[str, str], ...]
    frees: frozenset[str]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a plan.

    removed  (worlds,) loss it takes away, $/yr
    once     mean outlay at once, $
    yearly   mean change of the work of every year, $/yr
    work     mean change of work as the model counts it: one-off work spread over the horizon, and what would
             have come anyway taken off, $/yr
    urgent   a malicious release; certain: nothing uses it. No budget decides on either
    at       what a smaller flow of dollars a year would remove, for steps that can be done in part
    """

    phase: int
    kind: StepKind
    names: tuple[str, ...]
    removed: Draws
    once: float
    yearly: float
    work: float
    frees: frozenset[str] = frozenset()
    urgent: bool = False
    certain: bool = False
    at: Callable[[float], Draws] | None = None

    @property
    def cost(self) -> float:
        """Dollars of the first year: what is done once, and a year of what is added to every year."""
        return self.once + max(0.0, self.yearly)

    @property
    def pays(self) -> bool:
        """Does it take away at least as much as its work costs? What only saves work removes no risk."""
        return self.decided or float(self.removed.mean()) >= max(0.0, self.work)

    @property
    def decided(self) -> bool:
        """Facts decide, not money."""
        return self.urgent or self.certain

    @property
    def rank(self) -> tuple[int, bool, bool, float, tuple[str, ...]]:
        """Phases in order, what facts decide first, then what removes most per dollar laid out."""
        usd, cost = float(self.removed.mean()), self.cost
        per_dollar = usd / cost if cost > 0 else math.inf if usd > 0 else 0.0
        return self.phase, not self.urgent, not self.certain, -per_dollar, self.names


class Tree:
    """A scope while a plan is made: how each package stands now, and the policy of now."""

    def __init__(self, packages: Iterable[Inputs], w: Worlds, context: Context, curve: Curve) -> None:
        self.w, self.context, self.curve = w, context, curve
        self.inputs = {p.name: p for p in sorted(packages, key=lambda p: p.name)}
        self.now = stand(self.inputs.values(), w, context, curve)

    def loss(self) -> Draws:
        """(worlds,) of everything that is still there."""
        return sum((one.loss for one in self.now.values()), np.zeros(self.w.n))

    def after_upgrades(self, names: Iterable[str]) -> list[Move]:
        """One step for each package; the tree is left as it is."""
        better = [upgraded(self.inputs[name]) for name in names]
        after = stand(better, self.w, self.context, self.curve)
        return [self._upgrade(p, after[p.name]) for p in better]

    def _upgrade(self, p: Inputs, after: Standing) -> Move:
        before, urgent = self.now[p.name], self.inputs[p.name].malicious
        yearly = after.yearly - before.yearly
        return Move(
            phase=1,
            kind="move" if urgent else "upgrade",
            names=(p.name,),
            removed=before.loss - after.loss,
            once=before.upgrade,
            yearly=yearly,
            work=self.w.annual * (before.upgrade + after.due - before.due) + yearly,
            urgent=urgent,
        )

    def upgrade(self, names: Iterable[str]) -> None:
        """They are upgraded now."""
        self._renew([upgraded(self.inputs[name]) for name in names])

    def _renew(self, packages: Sequence[Inputs]) -> None:
        self.inputs |= {p.name: p for p in packages}
        self.now |= stand(packages, self.w, self.context, self.curve)

    def cool(self) -> Move | None:
        """Lock, let releases wait, take security releases at once: for the whole tree, where that helps."""
        if self.context.policy == "cooldown" or not self.now:
            return None
        cooled = replace(self.context, policy="cooldown")
        after = stand((self.inputs[name] for name in self.now), self.w, cooled, self.curve)
        yearly = sum(one.yearly for one in after.values()) - sum(one.yearly for one in self.now.values())
        due = sum(one.due for one in after.values()) - sum(one.due for one in self.now.values())
        removed = self.loss() - sum((one.loss for one in after.values()), np.zeros(self.w.n))
        move = Move(1, "cooldown", (), removed, 0.0, yearly, self.w.annual * due + yearly)
        if float(removed.mean()) <= 0:
            return None
        self.now, self.context = after, cooled
        return move

    def leave(self, phase: int, kind: StepKind, one: Departure) -> Move:
        """Directs leave, each by its option; the tree is left as it is."""
        taken = [self.inputs[name] for name, option in one.options]
        frees = one.frees & self.now.keys()
        removed = sum((self.now[name].loss for name in sorted(frees)), np.zeros(self.w.n))
        once, yearly = 0.0, -sum(self.now[name].yearly for name in sorted(frees))
        due = sum(self.now[name].due for name in sorted(frees))
        for p, (_, option) in zip(taken, one.options, strict=True):
            made = cost_alone(p, option, self.w, self.context, self.curve)
            bare = cost_alone(p, option, without_annual(self.w), self.context, self.curve)
            removed = removed - made.loss
            once += float((made.work - bare.work).mean()) / self.w.annual
            yearly += float(bare.work.mean())
        return Move(
            phase,
            kind,
            names=tuple(name for name, _ in one.options),
            removed=removed,
            once=once,
            yearly=yearly,
            work=self.w.annual * (once - due) + yearly,
            frees=one.frees,
            urgent=any(_is_malicious(self.inputs[name]) for name in one.frees),
            certain=_is_drop(one),
        )

    def remove(self, names: Iterable[str]) -> None:
        """They are gone."""
        for name in names:
            self.now.pop(name, None)


def _is_malicious(p: Inputs) -> bool:
    return p.malicious or p.bad_name or p.no_clean_release


def first_phase(tree: Tree, departures: Sequence[Departure]) -> list[Move]:
    """What facts decide first, then a cooldown; then departures that pay, and upgrades of what stays.

    The tree is left as it is after all steps that pay.
    """
    leaving = frozenset[str]().union(*(one.frees for one in departures))
    bad = [n for n, p in tree.inputs.items() if p.malicious and asks_for_upgrade(p) and n not in leaving]
    made = tree.after_upgrades(bad)
    tree.upgrade(bad)
    dropped = [one for one in departures if _is_drop(one)]
    made += _departed(tree, dropped)
    cooled = tree.cool()
    made += [cooled] if cooled else []
    made += _departed(tree, [one for one in departures if not _is_drop(one)])
    upgrades = tree.after_upgrades(n for n in tree.now if asks_for_upgrade(tree.inputs[n]))
    tree.upgrade(name for move in upgrades if move.pays for name in move.names)
    return sorted([*made, *upgrades], key=lambda move: move.rank)


def _is_drop(one: Departure) -> bool:
    return all(option == "drop" for _, option in one.options)


def _departed(tree: Tree, departures: Iterable[Departure]) -> list[Move]:
    made = []
    for one in departures:
        kind: StepKind = "drop" if _is_drop(one) else "replace"
        made.append(tree.leave(1, kind, one))
        if made[-1].pays:
            tree.remove(one.frees)
    return made


def last_phase(tree: Tree, departures: Iterable[Departure]) -> list[Move]:
    """Code that is taken over: rewrites and frozen copies, each after the ones before it."""
    made = []
    for one in departures:
        kind: StepKind = "rewrite" if one.options[0][1] == "rewrite" else "vendor"
        made.append(tree.leave(LAST, kind, one))
        if made[-1].pays:
            tree.remove(one.frees)
    return made
