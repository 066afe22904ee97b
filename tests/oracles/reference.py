"""The reference model of the shared library, as an oracle: same packages, same scores, both evaluated."""

import importlib
import sys
from types import ModuleType

import numpy as np

from depcalc.assumptions import load_assumptions
from depcalc.model.draws import Draws, Scores, Worlds
from depcalc.values.inputs import Inputs, OpenFlaw, Recorded, Substitute


def load(shared, name) -> ModuleType:
    folder = str(shared / "model" / "reference")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


class GivenScores(Scores):
    """Scores of another sampler, so that both models see the same worlds."""

    def __init__(self, n: int, seed: int, clip: float, draw) -> None:
        super().__init__(n, seed, clip)
        self._draw, self._clip = draw, clip

    def __getitem__(self, name: str) -> Draws:
        return np.clip(self._draw(name, self.n, self.seed), -self._clip, self._clip)


OTHERWISE = {  # gated here: they keep secrets, or run what they are given in a sandbox
    "secretstorage": "general",
    "simpleeval": "general",
    "asteval": "general",
}

ITS_GRID = 1e12  # $/yr: the grid of budgets then begins where the reference's does


def same_worlds(shared, profile, n, seed, floor=ITS_GRID) -> Worlds:
    reference = load(shared, "reference")
    t = load_assumptions(profile).with_value("rule.grid_floor", floor, "test")
    return Worlds(t, GivenScores(n, seed, t["rule.clip"], reference.normal_scores))


def translate(p) -> Inputs:
    """A reference package as our inputs."""
    sub = p.substitute
    return Inputs(
        name=p.name,
        klass=p.klass,
        size=p.size,
        slice=p.slice,
        orgs=p.orgs,
        spend=p.spend,
        adv_weight=p.adv_weight,
        adv_rate=p.adv_rate,
        years=p.years,
        churn=p.churn,
        releases=p.releases,
        h_mod=p.h_mod,
        fix=p.fix,
        apic=p.apic,
        rewrite=p.rewrite,
        native=p.native,
        slice_known=p.slice_known,
        reaches=p.reaches,
        exposure=p.group,
        open=tuple(OpenFlaw(a.weight, a.exploit, a.age, a.fixed, a.kev) for a in p.open),
        upgrade_hours=p.upgrade_hours,
        target=p.target,
        substitute=sub
        and Substitute(sub.kind, sub.target, sub.glue, sub.package and translate(sub.package), sub.retired),
        used=p.used,
        public_code=p.public,
        malicious=p.malicious,
        taken_over=p.taken_over,
        yanked=p.yanked,
        quiet=p.quiet,
        recorded=tuple(Recorded(r.age, r.usd, r.found) for r in p.hardened),
        class_basis=p.class_basis,
        missing=p.unknown,
    )
