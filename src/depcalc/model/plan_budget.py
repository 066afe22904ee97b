"""How far a budget goes along the steps of a plan."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from depcalc.model.draws import Draws
from depcalc.model.plan import LAST, Move


@dataclass(frozen=True, slots=True)
class Bought:
    """A step that the budget reaches: `cost` of it in the first year, `whole` unless the money ended in it."""

    move: Move
    cost: float
    removed: Draws
    spent: float
    whole: bool = True


def buy(moves: Sequence[Move], budget: float | None) -> tuple[list[Bought], list[Move]]:
    """(steps that the budget buys, those beyond it), both in order; all of them without a budget.

    In the first phase a step that is too dear is passed over for cheaper ones; a later phase begins when the
    one before is paid for. Steps that do not pay are in neither list.

    Holds: a bigger budget never removes less.
    """
    left = math.inf if budget is None else budget
    bought: list[Bought] = []
    beyond: list[Move] = []
    spent = 0.0
    for move in sorted((one for one in moves if one.pays), key=lambda one: one.rank):
        closed = any(one.phase < move.phase or move.phase == LAST for one in beyond)
        if move.decided or (not closed and move.cost <= left):
            cost, removed = move.cost, move.removed
        elif not closed and move.at is not None and left > 0:
            cost, removed = left, move.at(left)
        else:
            beyond.append(move)
            continue
        left, spent = max(0.0, left - cost), spent + cost
        bought.append(Bought(move, cost, removed, spent, cost == move.cost))
    return bought, beyond
