"""Means and ranges of draws."""

from collections.abc import Sequence

import numpy as np

from depcalc.model.draws import Draws
from depcalc.values.report import Range

POINTS = (0.05, 0.50, 0.95)


def summary(x: Draws) -> Range:
    """Mean and 5, 50, 95 % points of (worlds,) draws, linear between neighbours."""
    return summaries([x])[0]


def summaries(some: Sequence[Draws]) -> list[Range]:
    """`summary` of each, at once."""
    draws = np.stack(some)
    ordered = np.sort(draws, axis=1)
    points = [_between(ordered, p).tolist() for p in POINTS]
    return [Range(*one) for one in zip(draws.mean(axis=1).tolist(), *points, strict=True)]


def _between(ordered: Draws, share: float) -> Draws:
    place = share * (ordered.shape[1] - 1)
    k = int(place)
    above = min(k + 1, ordered.shape[1] - 1)
    between: Draws = ordered[:, k] + (place - k) * (ordered[:, above] - ordered[:, k])
    return between
