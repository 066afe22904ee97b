"""Draws with names: one stream for each quantity, so that adding one moves no other."""

import math
import zlib
from collections.abc import Mapping
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from depcalc.values.assumptions import Assumption, Assumptions

Draws: TypeAlias = NDArray[np.float64]

FEW = 500  # worlds up to which streams are kept, for the next question
Z95 = NormalDist().inv_cdf(0.95)
DAYS = 365.25
SHARES = frozenset(  # drawn, never above 1
    {
        "chi",
        "eta",
        "float_run",
        "hijack_hit",
        "lock_run",
        "maint",
        "map.rewrite_measured",
        "mass_reach",
        "missed_security",
        "open_unreached",
        "own_eff",
        "p_exploited",
        "stealth",
        "vendor_run",
    }
)


class Scores:
    """Normal scores of n worlds, by name. A stream depends on (seed, name) alone.

    Each stream is a centred Latin hypercube: a permutation of the n midpoint quantiles, cut at `clip`
    standard deviations on both sides. Seed 0 is the median world: every score is 0.
    """

    def __init__(self, n: int, seed: int, clip: float) -> None:
        self.n, self.seed, self.made_of = n, seed, (n, seed, clip)
        inverse = NormalDist().inv_cdf
        middle = [0.0] * n if seed == 0 else [inverse((k + 0.5) / n) for k in range(n)]
        self._sorted: Draws = np.clip(np.array(middle), -clip, clip)

    def __getitem__(self, name: str) -> Draws:
        """(worlds,) scores of one named stream."""
        if self.seed == 0:
            return self._sorted
        rng = np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        return self._sorted[rng.permutation(self.n)]

    def rows(self, names: list[str], quantity: str) -> Draws:
        """(names, worlds) scores of one quantity of several packages."""
        return np.stack([self[f"{name}:{quantity}"] for name in names])


class KeptScores(Scores):
    """Scores that remember their streams, for questions asked many times of a few packages."""

    def __init__(self, n: int, seed: int, clip: float) -> None:
        super().__init__(n, seed, clip)
        self._kept: dict[str, Draws] = {}

    def __getitem__(self, name: str) -> Draws:
        if name not in self._kept:
            self._kept[name] = super().__getitem__(name)
        return self._kept[name]


def lognormal(row: Assumption, scores: Draws) -> Draws:
    """Draws of a ranged assumption: log-normal through its median, p05 and p95 a 90 % range."""
    assert row.p05 is not None
    assert row.p95 is not None
    sigma = math.log(row.p95 / row.p05) / (2 * Z95)  # 0 for a pinned row
    drawn: Draws = row.p50 * np.exp(sigma * scores)
    if row.key in SHARES:
        drawn = np.minimum(drawn, 1.0)
    if row.key == "psi":
        drawn = np.maximum(drawn, 1.0)
    return drawn


class Worlds:
    """n joint samples of everything that is not about one package; shared by all packages and options.

    `w["price"]` are the (worlds,) draws of a ranged assumption, `w.t["discount"]` a constant; `look`,
    `dev`, `review` ($/KLOC) and `review_search` (what review is worth as search) are products of draws.
    """

    @np.errstate(all="ignore")  # what is not finite is refused where the report is made
    def __init__(self, t: Assumptions, scores: Scores, drawn: Mapping[str, Draws] | None = None) -> None:
        self.t, self.scores, self.n = t, scores, scores.n
        ranged = (row for row in t.rows.values() if row.ranged and not row.key.startswith("anchor."))
        given = drawn or {}
        self.drawn = {
            row.key: given[row.key] if row.key in given else lognormal(row, scores[row.key]) for row in ranged
        }
        d = self.drawn
        self.products = {
            "look": d["look_tokens"] * d["price"],
            "dev": d["dev_tokens"] * d["price"] + d["dev_hours"] * d["rate"],
            "review": d["review_tokens"] * d["price"] + d["review_hours"] * d["rate"],
            "review_search": d["review_tokens"] * d["price"] + d["review_hours"] * t["ref_rate"],
        }
        self.horizon = t["horizon"]
        rate = t["discount"]
        self.annual = rate / -math.expm1(-self.horizon * math.log1p(rate))  # capital recovery

    def __getitem__(self, key: str) -> Draws:
        found = self.drawn.get(key)
        return self.products[key] if found is None else found

    def under(self, t: Assumptions) -> "Worlds":
        """The same worlds under another table: what did not change there is not drawn again."""
        same = {key: x for key, x in self.drawn.items() if t.rows[key] == self.t.rows[key]}
        return Worlds(t, self.scores, same)

    def ahead(self, years: float) -> "Worlds":
        """The same worlds so many years on: the price of search has fallen at `decay`, nothing else moved."""
        fallen = self.drawn["price"] * np.exp(-self.drawn["decay"] * years)
        return Worlds(self.t, self.scores, {**self.drawn, "price": fallen})

    def noise(self, names: list[str], quantity: str, factor: float) -> Draws:
        """(names, worlds) log-normal noise of one input, 90 % range times and divided by `factor`."""
        return np.exp(math.log(factor) / Z95 * self.scores.rows(names, quantity))


def worlds(
    t: Assumptions, *, n: int | None = None, seed: int | None = None, near: Worlds | None = None
) -> Worlds:
    """The worlds of an assumption table; `rule.draws` and `rule.seed` unless told otherwise.

    near  worlds from which to take what is the same
    """
    count = int(t["rule.draws"]) if n is None else n
    made_of = count, int(t["rule.seed"]) if seed is None else seed, t["rule.clip"]
    if near is not None and near.scores.made_of == made_of:
        return near.under(t)
    kind = KeptScores if count <= FEW else Scores
    return Worlds(t, kind(*made_of))
