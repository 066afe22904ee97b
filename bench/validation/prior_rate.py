"""The forecast as the model takes it (`--set advisory_prior=1`) beside the model's own rate, at each cut.

  python -m bench.validation.prior_rate

Severity-weighted advisories of the year after. The forecast is fitted to the years before the cut, none of which held
a surge; the weight of an advisory and `uplift` are those of the table (1 before 2025), and `uplift` was set after the
last year had been seen.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from bench.validation import backtest as bt
from bench.validation import model_rate as own
from bench.validation.features import Sample
from bench.validation.pages import arguments, publish, table
from bench.validation.scores import SCORES, Floats
from bench.validation.tables import history

from depcalc.assumptions import load_assumptions
from depcalc.model.draws import worlds
from depcalc.values.assumptions import Assumptions

LIKELIEST = 50
SHOWN = ("log loss", "E/O")


def table_at(cut: date) -> Assumptions:
    t = load_assumptions("team")
    return t if cut >= own.SURGE else t.with_value("uplift", 1.0, "no surge yet")


def deviance(rate: Floats, came: Floats) -> float:
    """Mean Poisson deviance of one package: how badly a rate says the number that came."""
    said = np.maximum(came, 1e-12) * np.log(np.maximum(came, 1e-12) / np.maximum(rate, 1e-12))
    return float(np.mean(2 * (np.where(came > 0, said, 0.0) - (came - rate))))


def parts(rate: Floats, top: Floats) -> list[str]:
    """All, the likeliest, the others."""
    sums = (rate.sum(), rate[top].sum(), rate.sum() - rate[top].sum())
    return [f"{x:.0f}" for x in sums]


def lines(s: Sample, p: Floats) -> list[list[object]]:
    """What came, and what the two rates expected of it."""
    t = table_at(s.cut)
    uplift = worlds(t, n=own.DRAWS, seed=own.SEED)["uplift"]
    ours = own.rates(s, t)
    theirs = -np.log1p(-p)[:, None] * t["sev.unscored"] * uplift
    heavy, top = own.came(s, t), np.argsort(-p)[:LIKELIEST]
    out: list[list[object]] = [[s.cut, "came", *parts(heavy, top), *([""] * (len(SHOWN) + 1))]]
    for name, rate in (("own rate", ours), ("forecast", theirs)):
        chance, one = (1 - np.exp(-rate / t["sev.unscored"])).mean(1), np.ones((1, len(p)))
        scores = [f"{SCORES[k](chance, s.hit, one)[0]:.{bt.DIGITS[k]}f}" for k in SHOWN]
        mean = rate.mean(1)
        out.append(["", name, *parts(mean, top), f"{deviance(mean, heavy):.2f}", *scores])
    return out


def made() -> dict[str, str]:
    tests, found = bt.forecasts(history(), (*bt.CUTS, bt.FINAL), {bt.CHOSEN: bt.FROZEN})
    every = [line for s, p in zip(tests, found[bt.CHOSEN], strict=True) for line in lines(s, p)]
    head = ["cut", "weighed advisories", "all", f"{LIKELIEST} likeliest", "others", "deviance", *SHOWN]
    return {"prior-beside": table(head, every, left=2)}


def main(argv: Sequence[str] | None = None) -> None:
    args = arguments(__doc__).parse_args(argv)
    publish(made(), args.write)


if __name__ == "__main__":
    main()
