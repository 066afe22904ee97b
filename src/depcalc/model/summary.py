"""Means and ranges of draws."""

import numpy as np

from depcalc.model.draws import Draws
from depcalc.values.report import Range

POINTS = (0.05, 0.50, 0.95)


def summary(x: Draws) -> Range:
    """Mean and 5, 50, 95 % points of (worlds,) draws, linear between neighbours."""
    ordered = np.sort(x)
    low, mid, high = (_between(ordered, p) for p in POINTS)
    return Range(float(x.mean()), low, mid, high)


def _between(ordered: Draws, share: float) -> float:
    place = share * (len(ordered) - 1)
    k = int(place)
    above = min(k + 1, len(ordered) - 1)
    return float(ordered[k] + (place - k) * (ordered[above] - ordered[k]))
