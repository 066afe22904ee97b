"""The model's own rate of coming advisories, priced as of each cut, beside what came.

  python -m bench.validation.model_rate

The product gathers its facts as of the cut for the first 5,000 packages of the list and makes kappa x gamma0 x
uplift of them, reach 1. Uplift is 1 before 2025 (no surge yet) and as shipped at the last cut. Two things are of
a later day and so favour the model: the class table and the sizes of wheels.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from bench.validation import backtest as bt
from bench.validation.features import WINDOW, Sample, sample
from bench.validation.pages import arguments, publish, table
from bench.validation.scores import SCORES, Floats, reliability
from bench.validation.tables import history

from depcalc.assumptions import load_assumptions
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.snapshot import open_snapshot
from depcalc.model.draws import worlds
from depcalc.model.elicit import Around, elicit
from depcalc.model.flaws import weight
from depcalc.model.library import library
from depcalc.values.assumptions import Assumptions
from depcalc.values.fact import value_or

DRAWS, SEED, BLOCK = 200, 1, 250
SURGE = date(2025, 1, 1)
LATER = date(2026, 7, 31)


def rates(s: Sample, t: Assumptions, seed: int = SEED) -> Floats:
    """(packages, worlds) serious advisories a year of the whole package; seed 0 is the median world."""
    with open_snapshot() as snapshot:
        found, _ = gather([Wanted(name) for name in s.names], snapshot, as_of=s.cut, max_steps=12)
    inputs, w = [elicit(e, t, Around()) for e in found], worlds(t, n=DRAWS if seed else 1, seed=seed)
    made = []
    for k in range(0, len(inputs), BLOCK):
        lib = library(inputs[k : k + BLOCK], w)
        made.append(lib.rate / lib.reach)
    return np.concatenate(made)


def came(s: Sample, t: Assumptions) -> Floats:
    """Severity-weighted advisories of the year after the cut."""
    with open_snapshot() as snapshot:
        found, _ = gather([Wanted(name) for name in s.names], snapshot, as_of=LATER, max_steps=12)
    end = s.cut + timedelta(days=WINDOW)
    return np.array(
        [
            sum(weight(a, t)[0] for a in value_or(e.advisories, ()) if s.cut < a.disclosed <= end)
            for e in found
        ]
    )


def line(cut: date) -> list[object]:
    t = load_assumptions("team")
    if cut < SURGE:
        t = t.with_value("uplift", 1.0, "no surge yet")
    s = sample(history(), cut)
    rate, heavy = rates(s, t), came(s, t)
    p = (1 - np.exp(-rate / t["sev.unscored"])).mean(1)
    one = np.ones((1, len(p)))
    top = np.argsort(-p)[:50]
    cells = [f"{rate.mean(1).sum():.0f}", f"{rates(s, t, 0).sum():.0f}", f"{heavy.sum():.0f}"]
    cells += [f"{np.delete(rate.mean(1), top).sum():.0f}", f"{np.delete(heavy, top).sum():.0f}"]
    cells += [f"{f(p, s.hit, one)[0]:.{bt.DIGITS[name]}f}" for name, f in SCORES.items()]
    return [cut, *cells, f"{1e4 * reliability(p, s.hit):.1f}"]


def made() -> dict[str, str]:
    head = [
        "cut",
        "serious expected",
        "in the median world",
        "came, weighed",
        "expected, without the 50 likeliest",
        "came",
    ]
    lines = [line(cut) for cut in (*bt.CUTS, bt.FINAL)]
    return {"model-rate": table([*head, *SCORES, "miscalibration, 1e-4"], lines)}


def main(argv: Sequence[str] | None = None) -> None:
    args = arguments(__doc__).parse_args(argv)
    publish(made(), args.write)


if __name__ == "__main__":
    main()
