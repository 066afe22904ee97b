"""Scores of forecasts of yes or no, each with a weight for every row so that a bootstrap is one matrix.

p is (rows,), hit is (rows,) of 0 and 1, weights (replicates, rows); each score is (replicates,).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Score = Callable[[Floats, Floats, Floats], Floats]
LEAST = 1e-6


def auc(p: Floats, hit: Floats, weights: Floats) -> Floats:
    """P(a hit is ranked above a miss), ties half."""
    order = np.argsort(p, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(p[order]) > 0])
    w, y = weights[:, order], hit[order]
    hits = np.add.reduceat(w * y, starts, axis=1)
    misses = np.add.reduceat(w * (1 - y), starts, axis=1)
    below = np.cumsum(misses, axis=1) - misses
    return (hits * (below + misses / 2)).sum(1) / (hits.sum(1) * misses.sum(1))


def brier(p: Floats, hit: Floats, weights: Floats) -> Floats:
    return weights @ (p - hit) ** 2 / weights.sum(1)


def log_loss(p: Floats, hit: Floats, weights: Floats) -> Floats:
    q = np.clip(p, LEAST, 1 - LEAST)
    return weights @ -(hit * np.log(q) + (1 - hit) * np.log1p(-q)) / weights.sum(1)


def lift(p: Floats, hit: Floats, weights: Floats) -> Floats:
    """Share of hits in the tenth ranked highest, over the share in all. Rows at the border count in part."""
    order = np.argsort(-p, kind="stable")
    w, y = weights[:, order], hit[order]
    starts = np.flatnonzero(np.r_[True, np.diff(p[order]) < 0])
    mass = np.add.reduceat(w, starts, axis=1)
    hits = np.add.reduceat(w * y, starts, axis=1)
    tenth = mass.sum(1, keepdims=True) / 10
    before = np.cumsum(mass, axis=1) - mass
    inside = np.clip((tenth - before) / np.maximum(mass, 1e-12), 0, 1)
    return (inside * hits).sum(1) / hits.sum(1) * 10


def expected_over_observed(p: Floats, hit: Floats, weights: Floats) -> Floats:
    """1 is right in the mean; below 1 forecasts too little."""
    return weights @ p / (weights @ hit)


SCORES: dict[str, Score] = {
    "AUC": auc,
    "Brier": brier,
    "log loss": log_loss,
    "lift": lift,
    "E/O": expected_over_observed,
}


def bins(p: Floats, hit: Floats, n: int = 10) -> list[tuple[int, float, float]]:
    """(rows, mean forecast, share of hits) of n equal parts by forecast; ties stay together."""
    edges = np.quantile(p, np.linspace(0, 1, n + 1)[1:-1])
    at = np.searchsorted(np.unique(edges), p, side="left")
    made = [(at == k) for k in range(at.max() + 1)]
    return [(int(m.sum()), float(p[m].mean()), float(hit[m].mean())) for m in made if m.any()]


def reliability(p: Floats, hit: Floats, n: int = 10) -> float:
    """Mean squared distance of bins from the diagonal (Murphy), 0 is calibrated."""
    made = bins(p, hit, n)
    return sum(size * (mean - share) ** 2 for size, mean, share in made) / len(p)


def package_weights(groups: NDArray[np.intp], replicates: int, seed: int) -> Floats:
    """How often each row is drawn when whole packages are drawn with replacement; row 0 is the sample."""
    n = int(groups.max()) + 1
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=replicates).astype(np.float64)
    return np.vstack([np.ones((1, len(groups))), drawn[:, groups]])


def interval(values: Floats) -> tuple[float, float, float]:
    """(sample, 5 %, 95 %); the first replicate is the sample."""
    low, high = np.quantile(values[1:], (0.05, 0.95))
    return float(values[0]), float(low), float(high)
