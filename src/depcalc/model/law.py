"""The law of search against hardening, in two forms, and small distributions.

Searching code with effort E finds on average kappa ln(1 + E/D) serious flaws, D the effort already spent
and fixed; the saturating form has a finite stock of flaws and the same start. docs/model.md, "The law".
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np

from depcalc.model.draws import Draws


class Curve(Protocol):
    """kappa: flaws per e-fold of search; look: a first competent look, $; spent: search on top of it, $."""

    def found(self, kappa: Draws, look: Draws, spent: Draws, effort: Draws | float) -> Draws:
        """Expected flaws found by `effort` dollars."""
        ...

    def captured(self, kappa: Draws, look: Draws, spent: Draws, prize: Draws) -> Draws:
        """P(an attacker who pays as he goes for `prize` dollars holds a flaw)."""
        ...

    def both(
        self, kappa: Draws, look: Draws, spent: Draws, prize: Draws, effort: Draws
    ) -> tuple[Draws, Draws]:
        """What is captured for `prize` and found by `effort`, at once."""
        ...

    def deterred(self, kappa: Draws, look: Draws, prize: Draws) -> Draws:
        """The least `spent` at which he does not begin."""
        ...


def success(kappa: Draws, x: Draws) -> Draws:
    """1 - x^-kappa for x = kappa V / D above 1, else 0."""
    return -np.expm1(-kappa * np.log(np.maximum(x, 1.0)))


@dataclass(frozen=True, slots=True)
class LogCurve:
    """Each doubling of all effort finds kappa ln 2."""

    def found(self, kappa: Draws, look: Draws, spent: Draws, effort: Draws | float) -> Draws:
        return kappa * np.log1p(effort / (look + spent))

    def captured(self, kappa: Draws, look: Draws, spent: Draws, prize: Draws) -> Draws:
        return success(kappa, kappa * prize / (look + spent))

    def both(
        self, kappa: Draws, look: Draws, spent: Draws, prize: Draws, effort: Draws
    ) -> tuple[Draws, Draws]:
        wall = look + spent
        return success(kappa, kappa * prize / wall), kappa * np.log1p(effort / wall)

    def deterred(self, kappa: Draws, look: Draws, prize: Draws) -> Draws:
        return np.maximum(0.0, kappa * prize - look)


@dataclass(frozen=True, slots=True)
class SaturatingCurve:
    """A finite stock of `efolds` kappa flaws, used up exponentially."""

    efolds: float

    def found(self, kappa: Draws, look: Draws, spent: Draws, effort: Draws | float) -> Draws:
        scale = look * self.efolds
        return self._left(kappa, scale, spent) * -np.expm1(-effort / scale)

    def captured(self, kappa: Draws, look: Draws, spent: Draws, prize: Draws) -> Draws:
        scale = look * self.efolds
        return self._worth(self._left(kappa, scale, spent), scale, prize)

    def both(
        self, kappa: Draws, look: Draws, spent: Draws, prize: Draws, effort: Draws
    ) -> tuple[Draws, Draws]:
        scale = look * self.efolds
        left = self._left(kappa, scale, spent)
        return self._worth(left, scale, prize), left * -np.expm1(-effort / scale)

    def _worth(self, left: Draws, scale: Draws, prize: Draws) -> Draws:
        held: Draws = -np.expm1(-np.maximum(left - scale / prize, 0.0))
        return held

    def deterred(self, kappa: Draws, look: Draws, prize: Draws) -> Draws:
        scale = look * self.efolds
        return scale * np.log(np.maximum(1.0, kappa * self.efolds * prize / scale))

    def _left(self, kappa: Draws, scale: Draws, spent: Draws) -> Draws:
        return kappa * self.efolds * np.exp(-np.minimum(spent / scale, 700.0))


def gamma_quantile(shape: Draws, z: Draws, floor: float) -> Draws:
    """Wilson-Hilferty gamma quantile at normal score z: monotone, so that what-ifs reuse the draw."""
    third = 1 / (9 * shape)
    root = np.maximum(1 - third + z * np.sqrt(third), floor)
    return shape * root * root * root


def fading(years: Draws, scale: float) -> Draws:
    """Weight of so many observed years when old ones fade with `scale` years."""
    return -scale * np.expm1(-years / scale)


def cooldown_left(days: float, stealth: Draws, median_hours: float, sigma: float) -> Draws:
    """Share of hijacked releases still live after waiting `days`; `stealth` of them are never noticed."""
    if days <= 0:
        return np.ones_like(stealth)
    caught = NormalDist().cdf(math.log(days * 24 / median_hours) / sigma)
    return stealth + (1 - stealth) * (1 - caught)
