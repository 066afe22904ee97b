"""What was known of each listed package on one day, and whether an advisory came within the year after.

A package's features use only advisories public by the cut with nine chances in ten (`Told.known`), the newest
download list made by the cut, the list of a year before it, and the day a project came to OSS-Fuzz. Nothing
compiled later is used: no class table, no sizes, no dependents, no severities (3 % of the advisories of 2021
have one, 95 % of those of 2025).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, log1p

import numpy as np
from bench.validation.scores import Floats
from bench.validation.tables import History, Told

YEAR = 365.25
WINDOW = 365
LISTED = 5000
RECENCY = 3.0  # years, the model's own `recency`
NAMES = (
    "log rank",
    "downloads, log, over the list's median",
    "growth, log, over the list's median",
    "not listed a year before",
    "advisories of 1 year, log",
    "advisories of 3 years, log",
    "advisories ever, log",
    "recency-weighted, 3 years, log",
    "recency-weighted, 1 year, log",
    "any advisory ever",
    "nearness of the last one",
    "months with one in 3 years, log",
    "in OSS-Fuzz",
    "recency-weighted of the name's family, log",
    "type stubs",
)


@dataclass(frozen=True)
class Sample:
    """One cut. x is (packages, features) raw; hit 1 where an advisory came in the year after; count how many;
    last and recent are the raw count of one year and the recency-weighted count, years those observed."""

    cut: date
    names: tuple[str, ...]
    x: Floats
    last: Floats
    recent: Floats
    hit: Floats
    count: Floats

    @property
    def rank(self) -> Floats:
        return np.exp(self.x[:, 0])


def list_at(h: History, day: int) -> dict[str, float]:
    """The newest list made by that day; the oldest one where none was."""
    made = [d for d in h.lists if d <= day]
    return h.lists[max(made) if made else min(h.lists)]


def family(name: str) -> str:
    """The first part of a name shared by siblings: "google" of google-cloud-storage."""
    return name.partition("-")[0]


def stubs(name: str) -> bool:
    return name.startswith("types-") or name.endswith("-stubs")


def sample(h: History, cut: date, *, listed: int = LISTED, strict: bool = True) -> Sample:
    """Features of the first `listed` packages at the cut, outcomes of the year after."""
    day = cut.toordinal()
    now, before = list_at(h, day), list_at(h, day - WINDOW)
    names = tuple(sorted(now, key=lambda name: (-now[name], name))[:listed])
    past, coming = _split(h.told, day, strict)
    weights = {name: [exp(-(day - d) / YEAR / RECENCY) for d in days] for name, days in past.items()}
    kin: dict[str, float] = defaultdict(float)
    for name, some in weights.items():
        kin[family(name)] += sum(some)
    middle = float(np.median([now[name] for name in names]))
    grown = float(np.median([log(now[n] / before[n]) for n in names if n in before]))
    x = []
    for k, name in enumerate(names):
        days, recent = past.get(name, []), sum(weights.get(name, ()))
        fuzzed = h.fuzzed.get(name, day + 1) <= day
        growth = log(now[name] / before[name]) - grown if name in before else 0.0
        x.append(
            (
                log(k + 1),
                log(now[name] / middle),
                growth,
                float(name not in before),
                *_counts(days, day, recent),
                float(fuzzed),
                log1p(kin[family(name)] - recent + 1e-12),
                float(stubs(name)),
            )
        )
    count = np.array([float(coming.get(name, 0)) for name in names])
    return Sample(
        cut=cut,
        names=names,
        x=np.array(x),
        last=np.array([float(sum(day - d < WINDOW for d in past.get(n, ()))) for n in names]),
        recent=np.array([float(sum(weights.get(n, ()))) for n in names]),
        hit=(count > 0).astype(np.float64),
        count=count,
    )


def _split(told: tuple[Told, ...], day: int, strict: bool) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Days of the advisories known at the cut, and how many came in the year after, by package."""
    past: dict[str, list[int]] = defaultdict(list)
    coming: dict[str, int] = defaultdict(int)
    for a in told:
        if (a.known if strict else a.day) <= day:
            past[a.package].append(a.day)
        if day < a.day <= day + WINDOW:
            coming[a.package] += 1
    return past, coming


def _counts(days: list[int], day: int, recent: float) -> tuple[float, ...]:
    ages = [(day - d) / YEAR for d in days]
    months = {date.fromordinal(d).strftime("%Y%m") for d, age in zip(days, ages, strict=True) if age < 3}
    return (
        log1p(sum(age < 1 for age in ages)),
        log1p(sum(age < 3 for age in ages)),
        log1p(len(ages)),
        log1p(recent),
        log1p(sum(exp(-age) for age in ages)),
        float(bool(ages)),
        exp(-min(ages) / 2) if ages else 0.0,
        log1p(len(months)),
    )


def without_doubt(h: History, s: Sample) -> Sample:
    """The packages whose outcome does not rest on advisories that may lie on the other side of a border."""
    day = s.cut.toordinal()
    sure: set[str] = set()
    doubtful: set[str] = set()
    for a in h.told:
        error = a.known - a.day
        if day < a.day - error and a.known <= day + WINDOW:
            sure.add(a.package)
        elif error and day - error < a.day <= day + WINDOW + error:
            doubtful.add(a.package)
    keep = np.array([name in sure or name not in doubtful for name in s.names])
    picked = {key: getattr(s, key)[keep] for key in ("x", "last", "recent", "hit", "count")}
    return replace(s, names=tuple(n for n, k in zip(s.names, keep, strict=True) if k), **picked)
