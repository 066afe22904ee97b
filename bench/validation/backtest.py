"""Forecasts of "a new advisory within 12 months" for the 5,000 most downloaded packages, and their scores.

  python -m bench.validation.backtest               the scores on the cuts of 1 July 2021 to 2024
  python -m bench.validation.backtest --settings    the settings that were compared, on the same cuts
  python -m bench.validation.backtest --final       the year from 2025-07-01, which chose nothing
  python -m bench.validation.backtest --cut DATE    forecasts of one day as CSV (package, probability, rank)
  python -m bench.validation.backtest --ship        data/advisory_prior.csv, fitted to all the data

Every forecast of a cut is learnt from earlier cuts whose years had closed by then. Gradient boosting needs
scikit-learn; --cut and --ship do not.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

import numpy as np
from bench.validation import forecasters as fc
from bench.validation.features import NAMES, WINDOW, Sample, sample, without_doubt
from bench.validation.pages import arguments, publish, table
from bench.validation.scores import (
    SCORES,
    Floats,
    bins,
    interval,
    log_loss,
    package_weights,
    reliability,
)
from bench.validation.tables import DATA, ROOT, History, history

START = date(2020, 7, 1)  # the first cut: the download list begins in March 2020, with 4,000 names
CUTS = tuple(date(year, 7, 1) for year in range(2021, 2025))
FINAL = date(2025, 7, 1)
CHOSEN = "logistic, seven columns"
FROZEN = fc.logistic(fc.FEW, ridge=30.0)
METHODS: dict[str, fc.Fit] = {
    "base rate": fc.base_rate,
    "download rank": fc.download_rank,
    "last-year count": fc.last_year,
    "recency-weighted count, fitted": fc.recency_count,
    "recency-weighted count, the model's update": fc.todays_prior,
    "logistic, all columns": fc.logistic(ridge=30.0),
    "gradient boosting, all columns": fc.boosting(4, 0.03, 100),
    CHOSEN: FROZEN,
}
REFERENCE = "recency-weighted count, fitted"
REPLICATES, SEED = 400, 1
PRIOR_METHOD = "logistic-7"
PRIOR = ROOT / "data" / "advisory_prior.csv"


def years_before(cut: date, first: date = START) -> list[date]:
    """The same day of earlier years, whose windows have closed by the cut."""
    made = [cut.replace(year=year) for year in range(first.year, cut.year)]
    return [d for d in made if d >= first and d.toordinal() + WINDOW <= cut.toordinal()]


def training(h: History, cut: date, *, strict: bool = True) -> list[Sample]:
    made = [sample(h, day, strict=strict) for day in years_before(cut)]
    if not made:
        raise SystemExit(f"nothing to learn from before {cut}: the first cut with a closed year is {START}")
    return made


Forecasts = dict[str, list[Floats]]


def forecasts(
    h: History, cuts: Sequence[date], methods: Mapping[str, fc.Fit], *, strict: bool = True
) -> tuple[list[Sample], Forecasts]:
    """The sample of each cut, and each method's forecast of it."""
    tests = [sample(h, cut, strict=strict) for cut in cuts]
    made: Forecasts = {name: [] for name in methods}
    for test in tests:
        train = training(h, test.cut, strict=strict)
        for name, fit in methods.items():
            made[name].append(fit(train)(test))
    return tests, made


# ------------------------------------------------------------------ scores


def weights_of(tests: Sequence[Sample]) -> list[Floats]:
    """One bootstrap of packages for all cuts: a package is drawn with all its years."""
    number = {name: k for k, name in enumerate(sorted({n for t in tests for n in t.names}))}
    groups = np.array([number[n] for t in tests for n in t.names])
    drawn = package_weights(groups, REPLICATES, SEED)
    return np.split(drawn, np.cumsum([len(t.names) for t in tests])[:-1], axis=1)


def scored(tests: Sequence[Sample], p: Sequence[Floats], weights: Sequence[Floats]) -> dict[str, Floats]:
    """Each score in each replicate, the mean over the cuts."""
    parts = list(zip(p, tests, weights, strict=True))
    return {name: np.mean([f(q, t.hit, w) for q, t, w in parts], axis=0) for name, f in SCORES.items()}


def span(values: Floats, digits: int) -> str:
    middle, low, high = (f"{x:.{digits}f}" for x in interval(values))
    return f"{middle} ({low} to {high})"


DIGITS = {"AUC": 3, "Brier": 4, "log loss": 4, "lift": 1, "E/O": 2}


def score_table(tests: Sequence[Sample], made: Forecasts) -> str:
    weights = weights_of(tests)
    all_ = {name: scored(tests, p, weights) for name, p in made.items()}
    reference = all_[REFERENCE]
    lines = []
    for name, values in all_.items():
        gain = "" if name == REFERENCE else span(reference["log loss"] - values["log loss"], 4)
        calm = np.mean([reliability(p, t.hit) for p, t in zip(made[name], tests, strict=True)])
        cells = [span(values[k], d) for k, d in DIGITS.items()]
        lines.append([name, *cells, f"{1e4 * calm:.1f}", gain])
    head = ["forecast", *DIGITS, "miscalibration, 1e-4", "log loss gained on recency-weighted count"]
    return table(head, lines)


def cut_table(tests: Sequence[Sample], made: Forecasts) -> str:
    """What happened at each cut, and three forecasts of it."""
    names = ("base rate", REFERENCE, CHOSEN)
    lines = []
    for k, t in enumerate(tests):
        one = np.ones((1, len(t.hit)))
        cells = [f"{SCORES['AUC'](made[n][k], t.hit, one)[0]:.3f}" for n in names[1:]]
        cells += [f"{log_loss(made[n][k], t.hit, one)[0]:.4f}" for n in names]
        cells += [f"{made[n][k].sum():.0f}" for n in names]
        fresh = t.hit * (t.x[:, 9] == 0)
        lines.append([t.cut, len(t.names), f"{t.hit.sum():.0f}", f"{fresh.sum():.0f}", *cells])
    short = ("base", "recency", "chosen")
    head = ["cut", "packages", "had one", "their first", *(f"AUC {n}" for n in short[1:])]
    head += [*(f"log loss {n}" for n in short), *(f"expected {n}" for n in short)]
    return table(head, lines)


def bin_table(tests: Sequence[Sample], p: Sequence[Floats]) -> str:
    every, hit = np.concatenate(list(p)), np.concatenate([t.hit for t in tests])
    lines = [[k + 1, n, f"{mean:.4f}", f"{share:.4f}"] for k, (n, mean, share) in enumerate(bins(every, hit))]
    return table(["tenth", "rows", "forecast", "came true"], lines, left=0)


def doubt_table(h: History, cuts: Sequence[date]) -> str:
    """The chosen forecast under other readings of uncertain dates."""
    lines = []
    for name, strict, sure in (
        ("as above: features only where known with nine chances in ten", True, False),
        ("features by the best estimate of each date", False, False),
        ("as above, packages left out whose outcome rests on an uncertain date", True, True),
    ):
        tests, made = forecasts(h, cuts, {CHOSEN: FROZEN}, strict=strict)
        scores, hits, n = [], 0.0, 0
        for t, p in zip(tests, made[CHOSEN], strict=True):
            kept = without_doubt(h, t) if sure else t
            at = np.isin(np.array(t.names), np.array(kept.names))
            one = np.ones((1, int(at.sum())))
            scores.append([float(f(p[at], t.hit[at], one)[0]) for f in SCORES.values()])
            hits, n = hits + t.hit[at].sum(), n + int(at.sum())
        cells = [f"{x:.{d}f}" for x, d in zip(np.mean(scores, axis=0), DIGITS.values(), strict=True)]
        lines.append([name, n, f"{hits:.0f}", *cells])
    return table(["reading of dates", "rows", "had one", *DIGITS], lines)


def development() -> dict[str, str]:
    h = history()
    tests, made = forecasts(h, CUTS, METHODS)
    return {
        "backtest-scores": score_table(tests, made),
        "backtest-cuts": cut_table(tests, made),
        "backtest-bins": bin_table(tests, made[CHOSEN]),
        "backtest-dates": doubt_table(h, CUTS),
    }


def final() -> dict[str, str]:
    """The year after 2025-07-01, forecast by what was frozen before it."""
    h = history()
    tests, made = forecasts(h, (FINAL,), METHODS)
    return {
        "final-scores": score_table(tests, made),
        "final-cuts": cut_table(tests, made),
        "final-bins": bin_table(tests, made[CHOSEN]),
        "final-dates": doubt_table(h, (FINAL,)),
    }


# ------------------------------------------------------------------ choosing, before the final year


def candidates() -> dict[str, fc.Fit]:
    made: dict[str, fc.Fit] = {}
    for ridge in (1.0, 10.0, 30.0, 100.0):
        made[f"logistic, all columns, ridge {ridge:g}"] = fc.logistic(ridge=ridge)
        made[f"logistic, seven columns, ridge {ridge:g}"] = fc.logistic(fc.FEW, ridge)
    made["logistic, rank and counts only (4 columns), ridge 30"] = fc.logistic((0, 7, 8, 9), 30.0)
    for leaves, rounds in ((3, 100), (4, 100), (4, 150), (6, 150), (8, 100), (15, 100)):
        made[f"boosting, {leaves} leaves, {rounds} rounds"] = fc.boosting(leaves, 0.03, rounds)
    made["mean of logistic and boosting"] = fc.mean_of(fc.logistic(ridge=30.0), fc.boosting(4, 0.03, 100))
    made["logistic, seven columns, moved to the last year's level"] = fc.moved_to_last(FROZEN)
    return made


def settings() -> dict[str, str]:
    """Every candidate on the cuts of 2021 to 2024: log loss decides."""
    tests, made = forecasts(history(), CUTS, candidates())
    ones = [np.ones((1, len(t.hit))) for t in tests]
    lines = []
    for name, p in made.items():
        values = scored(tests, p, ones)
        lines.append([name, *(f"{values[k][0]:.{d + 1}f}" for k, d in DIGITS.items())])
    lines.sort(key=lambda line: line[3])
    return {"backtest-settings": table(["candidate", *DIGITS], lines)}


# ------------------------------------------------------------------ forecasts for others, and the prior


def write_cut(h: History, cut: date, out: TextIO) -> None:
    """package, probability, rank (1 is the likeliest) of the listed packages."""
    s = sample(h, cut)
    p = FROZEN(training(h, cut))(s)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("package", "probability", "rank"))
    order = sorted(range(len(p)), key=lambda k: (-p[k], s.names[k]))
    writer.writerows((s.names[k], f"{p[k]:.6f}", place) for place, k in enumerate(order, 1))


def yearly(p: Floats) -> Floats:
    """The rate at which at least one in a year has the probability p: batches count once."""
    made: Floats = -np.log1p(-np.clip(p, 0.0, 1 - 1e-6))
    return made


def months(h: History, s: Sample) -> Floats:
    """In how many months of the year after the cut an advisory came."""
    day, seen = s.cut.toordinal(), set()
    for a in h.told:
        if day < a.day <= day + WINDOW:
            seen.add((a.package, date.fromordinal(a.day).strftime("%Y%m")))
    number = Counter(name for name, _ in seen)
    return np.array([float(number[name]) for name in s.names])


def rate_table(h: History, cuts: Iterable[date]) -> str:
    """Does the rate hold? It is what the model needs."""
    lines = []
    for cut in cuts:
        s = sample(h, cut)
        rate, came = yearly(FROZEN(training(h, cut))(s)), months(h, s)
        top = np.argsort(-rate)[:50]
        sums = (rate, came, rate[top], came[top], np.delete(rate, top), np.delete(came, top))
        lines.append([cut, *(f"{x.sum():.0f}" for x in sums), f"{s.count.sum():.0f}"])
    head = ["cut", "rate", "months", "rate, top 50", "months, top 50", "rate, others", "months, others"]
    return table([*head, "advisories"], lines)


def newest(h: History) -> date:
    return date.fromordinal(max(a.day for a in h.told))


def ship(h: History, out: Path = PRIOR) -> None:
    """The prior table: the frozen method, fitted to every year that has closed."""
    day = newest(h)
    train, s = training(h, day), sample(h, day)
    p = FROZEN(train)(s)
    rate = yearly(p)
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("package", "probability", "per_year", "date", "method"))
        for k in np.argsort(np.array(s.names)):
            writer.writerow((s.names[k], f"{p[k]:.5f}", f"{rate[k]:.5f}", day, PRIOR_METHOD))


def formula(h: History, day: date) -> str:
    """The frozen method as numbers, for a package that is in no table."""
    intercept, weights = fc.fit_logistic(training(h, day), fc.FEW, 30.0).raw()
    lines = [["1", f"{intercept:.4f}"]]
    lines += [[NAMES[c], f"{w:.4f}"] for c, w in zip(fc.FEW, weights, strict=True)]
    return table(["column", "weight"], lines)


def main(argv: Sequence[str] | None = None) -> None:
    parser = arguments(__doc__)
    parser.add_argument("--settings", action="store_true", help="compare the settings")
    parser.add_argument("--final", action="store_true", help="score the year kept for the final test")
    parser.add_argument("--cut", type=date.fromisoformat, metavar="DATE", help="forecasts of that day as CSV")
    parser.add_argument("--ship", action="store_true", help="write data/advisory_prior.csv")
    parser.add_argument("-o", "--output", type=Path, help="file for --cut or --ship")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the gzipped tables")
    answer(parser.parse_args(argv))


def answer(args: argparse.Namespace) -> None:
    if args.cut:
        h = history(args.data)
        if args.cut > newest(h):
            raise SystemExit(f"the advisories end on {newest(h)}")
        if args.output:
            with args.output.open("w", encoding="utf-8", newline="") as handle:
                write_cut(h, args.cut, handle)
        else:
            write_cut(h, args.cut, sys.stdout)
    elif args.ship:
        h = history(args.data)
        ship(h, args.output or PRIOR)
        made = {"prior-rates": rate_table(h, (*CUTS, FINAL)), "prior-formula": formula(h, newest(h))}
        publish(made, args.write)
    else:
        run = settings if args.settings else final if args.final else development
        publish(run(), args.write)


if __name__ == "__main__":
    main()
