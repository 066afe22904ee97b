"""Ways to forecast "an advisory within the year": each learns from earlier cuts and gives a probability.

Only gradient boosting needs scikit-learn, and imports it when asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from bench.validation.features import NAMES, RECENCY, WINDOW, YEAR, Sample
from bench.validation.scores import Floats

Forecast = Callable[[Sample], Floats]
Fit = Callable[[Sequence[Sample]], Forecast]
SHAPE, TEMPER = 0.8, 0.4  # the model's `kappa_shape` and `temper`


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def together(train: Sequence[Sample], get: Callable[[Sample], Floats]) -> Floats:
    return np.concatenate([get(s) for s in train])


@dataclass(frozen=True)
class Logistic:
    """Ridge logistic regression on standardised columns; the intercept is not shrunk."""

    mean: Floats
    scale: Floats
    weights: Floats
    intercept: float

    @classmethod
    def fit(cls, x: Floats, hit: Floats, ridge: float) -> "Logistic":
        mean, scale = x.mean(0), x.std(0)
        scale = np.where(scale > 0, scale, 1.0)
        z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
        penalty = np.r_[0.0, np.full(x.shape[1], ridge)]
        beta = np.zeros(z.shape[1])

        def off(b: Floats) -> float:
            x = z @ b
            return float(np.logaddexp(0, x).sum() - hit @ x + (penalty * b * b).sum() / 2)

        here = off(beta)
        for _ in range(100):
            p = sigmoid(z @ beta)
            slope = z.T @ (hit - p) - penalty * beta
            step = np.linalg.solve((z.T * (p * (1 - p))) @ z + np.diag(penalty), slope)
            while (there := off(beta + step)) > here and np.abs(step).max() > 1e-10:
                step = step / 2
            beta, gone, here = beta + step, here - there, there
            if gone < 1e-9:
                break
        return cls(mean, scale, beta[1:], float(beta[0]))

    def logit(self, x: Floats) -> Floats:
        made: Floats = self.intercept + ((x - self.mean) / self.scale) @ self.weights
        return made

    def raw(self) -> tuple[float, Floats]:
        """Intercept and weights for columns as they are."""
        weights = self.weights / self.scale
        return self.intercept - float(weights @ self.mean), weights


# ------------------------------------------------------------------ baselines


def base_rate(train: Sequence[Sample]) -> Forecast:
    share = float(together(train, lambda s: s.hit).mean())
    return lambda s: np.full(len(s.hit), share)


def _one_column(get: Callable[[Sample], Floats]) -> Fit:
    def fit(train: Sequence[Sample]) -> Forecast:
        made = Logistic.fit(together(train, get)[:, None], together(train, lambda s: s.hit), 1e-6)
        return lambda s: sigmoid(made.logit(get(s)[:, None]))

    return fit


download_rank = _one_column(lambda s: s.x[:, 0])
last_year = _one_column(lambda s: np.log1p(s.last))


recency_count = _one_column(lambda s: np.log1p(s.recent))


def todays_prior(train: Sequence[Sample]) -> Forecast:
    """The model's own update: a gamma prior of one mean for all, tempered counts faded over three years.

    Shape and temper are the model's; the mean is the one that gives earlier cuts their share of hits.
    P(none) is that of a Poisson count with this gamma rate.
    """
    share, recent = float(together(train, lambda s: s.hit).mean()), together(train, lambda s: s.recent)
    low, high = 1e-6, 10.0
    for _ in range(80):
        mean = (low * high) ** 0.5
        low, high = (mean, high) if updated(recent, mean).mean() < share else (low, mean)
    return lambda s: updated(s.recent, mean)


def updated(recent: Floats, mean: float) -> Floats:
    """P(at least one within the window); the model takes eight years for the oldest names."""
    b = SHAPE / mean + TEMPER * RECENCY * -np.expm1(-8.0 / RECENCY)
    p: Floats = -np.expm1((SHAPE + TEMPER * recent) * np.log(b / (b + WINDOW / YEAR)))
    return p


# ------------------------------------------------------------------ regressions


FEW = (0, 3, 7, 9, 11, 13, 14)


def logistic(columns: Sequence[int] = tuple(range(len(NAMES))), ridge: float = 1.0) -> Fit:
    def fit(train: Sequence[Sample]) -> Forecast:
        made = fit_logistic(train, columns, ridge)
        return lambda s: sigmoid(made.logit(s.x[:, columns]))

    return fit


def fit_logistic(train: Sequence[Sample], columns: Sequence[int], ridge: float) -> Logistic:
    x = together(train, lambda s: s.x[:, columns])
    return Logistic.fit(x, together(train, lambda s: s.hit), ridge)


def boosting(leaves: int = 6, rate: float = 0.03, rounds: int = 150) -> Fit:
    def fit(train: Sequence[Sample]) -> Forecast:
        from sklearn.ensemble import HistGradientBoostingClassifier

        made = HistGradientBoostingClassifier(
            max_leaf_nodes=leaves,
            learning_rate=rate,
            max_iter=rounds,
            min_samples_leaf=40,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=1,
        )
        made.fit(together(train, lambda s: s.x), together(train, lambda s: s.hit))
        return lambda s: made.predict_proba(s.x)[:, 1]

    return fit


def mean_of(*fits: Fit) -> Fit:
    """The mean of several forecasts."""

    def fit(train: Sequence[Sample]) -> Forecast:
        made = [one(train) for one in fits]
        return lambda s: np.mean([forecast(s) for forecast in made], axis=0)

    return fit


def moved_to_last(fit: Fit) -> Fit:
    """The same forecast, its odds moved so that the newest closed year comes out right in the mean."""

    def again(train: Sequence[Sample]) -> Forecast:
        made, last = fit(train), max(train, key=lambda s: s.cut)
        shift = shift_to(made(last), float(last.hit.mean()))
        return lambda s: moved(made(s), shift)

    return again


def moved(p: Floats, shift: float) -> Floats:
    q = np.clip(p, 1e-9, 1 - 1e-9)
    return sigmoid(np.log(q / (1 - q)) + shift)


def shift_to(p: Floats, share: float) -> float:
    """The shift of log odds that gives the mean forecast `share`."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if moved(p, middle).mean() < share else (low, middle)
    return (low + high) / 2
