"""What an answer would be worth: expected value of perfect information, on the draws that are there.

docs/model.md, "Which question first".
"""

from collections.abc import Mapping, Sequence

import numpy as np

from depcalc.model.draws import Draws

THIRDS = 3


def thirds_worth(cost: Sequence[Draws], inputs: Mapping[str, Draws]) -> dict[str, float]:
    """What knowing the third in which an input lies is worth, $/yr: expected cost now less expected cost then.

    Holds: never below 0, and never above what knowing every world would be worth.
    """
    stack = np.stack(list(cost))
    n = stack.shape[1]
    starts = [0, n // THIRDS, n - n // THIRDS]
    best = float(stack.mean(1).min())
    out = {}
    for name, draws in inputs.items():
        if n < THIRDS or draws.max() == draws.min():
            continue
        order = np.argsort(draws, kind="stable")
        sums = np.add.reduceat(stack[:, order], starts, axis=1)
        out[name] = max(0.0, best - float(sums.min(0).sum()) / n)
    return out


def everything_worth(cost: Sequence[Draws]) -> float:
    """What knowing the world before choosing would be worth, $/yr."""
    stack = np.stack(list(cost))
    return max(0.0, float(stack.mean(1).min() - stack.min(0).mean()))
