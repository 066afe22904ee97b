"""Takeovers of listed packages: the model's forecast beside the base rate.

  python -m bench.validation.takeovers

The forecast is `hijack` x `takeover modifier` (rank, growth, youth, past takeovers; quiet is not known for
past days). For each event of the takeover table that hit a package in the download list of its month, the
modifier is computed from that month's list and the one a year before, by the product's own function.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from bench.validation.pages import arguments, publish, table
from bench.validation.scores import Floats
from bench.validation.tables import history, rows

from depcalc.assumptions import load_assumptions
from depcalc.model.pace import elicit_pace, takeover_modifier
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence, Takeover
from depcalc.values.fact import Fact, Gap

YEAR = 365.25
REPLICATES, SEED = 4000, 1
LAST = date(2026, 7, 31)  # the table ends here
SINCE = date(2020, 3, 1)


@dataclass(frozen=True, slots=True)
class Event:
    package: str
    known: date
    listed: date  # the newest list of an earlier month or day


def events() -> list[Event]:
    """Takeovers of packages that were in the list of their time."""
    return [
        Event(r["package"], date.fromisoformat(r["date_known"]), date.fromisoformat(r["snapshot"]))
        for r in rows("takeovers")
        if r["rank_then"]
    ]


def poisson_range(n: int, level: float = 0.90) -> tuple[float, float]:
    """Exact interval of a Poisson mean after n events."""
    tail = (1 - level) / 2

    def below(mean: float, k: int) -> float:
        return sum(math.exp(-mean + j * math.log(mean) - math.lgamma(j + 1)) for j in range(k + 1))

    def solve(k: int, target: float) -> float:
        low, high = 1e-9, 10.0 * (k + 5)
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle, k) > target else (low, middle)
        return low

    return (0.0 if n == 0 else solve(n - 1, 1 - tail)), solve(n, tail)


# ------------------------------------------------------------------ the modifier of a whole list


@cache
def past_takeovers() -> tuple[tuple[str, date], ...]:
    return tuple((r["package"], date.fromisoformat(r["date_known"])) for r in rows("takeovers"))


@cache
def modifiers(listed: date) -> tuple[list[str], Floats]:
    """Names in order of rank, and the model's takeover modifier of each on the day of the list."""
    h, t = history(), load_assumptions("team")
    now = h.lists[listed.toordinal()]
    before = h.lists[max([d for d in h.lists if d <= listed.toordinal() - 330] or [min(h.lists)])]
    first = first_seen()
    shared = [now[n] / before[n] for n in now if n in before]
    t = t.with_value("map.median_growth", float(np.median(shared)), "the list of that day")
    names = sorted(now, key=lambda n: (-now[n], n))
    return names, np.array([modifier(n, k + 1, now, before, first, listed, t) for k, n in enumerate(names)])


def modifier(
    name: str,
    rank: int,
    now: dict[str, float],
    before: dict[str, float],
    first: dict[str, int],
    day: date,
    t: Assumptions,
) -> float:
    """The product's own function, from the facts of that day."""
    unknown = Gap("list", "not in it a year before")
    e = Evidence(
        name,
        "",
        as_of=day,
        downloads_year_ago=Fact(before[name], "list") if name in before else unknown,
        rank=Fact(rank, "list"),
        downloads=Fact(now[name], "list"),
        first_seen=Fact(date.fromordinal(first[name]), "list"),
        takeovers=Fact(
            tuple(Takeover(d, (), "") for n, d in past_takeovers() if n == name and d < day), "list"
        ),
    )
    return takeover_modifier(e, elicit_pace(e, t), t).value


@cache
def first_seen() -> dict[str, int]:
    found: dict[str, int] = {}
    for day in sorted(history().lists):
        for name in history().lists[day]:
            found.setdefault(name, day)
    return found


# ------------------------------------------------------------------ tables


def event_lines() -> tuple[list[list[object]], Floats, Floats]:
    """One line for each event; its modifier over the list's mean, and the share of the list ranked lower."""
    lines: list[list[object]] = []
    ratios, places = [], []
    for e in events():
        names, m = modifiers(e.listed)
        own = m[names.index(e.package)]
        place = float((m < own).mean() + (m == own).mean() / 2)
        ratios.append(own / m.mean())
        places.append(place)
        cells = [e.known, e.package, names.index(e.package) + 1, f"{own:.2f}", f"{m.mean():.2f}"]
        lines.append([*cells, f"{own / m.mean():.2f}", f"{100 * place:.0f} %"])
    return lines, np.array(ratios), np.array(places)


def summary_table(ratios: Floats, places: Floats) -> str:
    """Means over the events, with intervals from drawing events again; and what chance alone would give."""
    rng = np.random.default_rng(SEED)
    draw = rng.integers(0, len(ratios), (REPLICATES, len(ratios)))
    gain, auc = np.log(ratios)[draw].mean(1), places[draw].mean(1)
    chance = chance_of(np.log(ratios).mean(), places.mean())
    return table(
        ["over the ten events", "mean", "5 %", "95 %", "as good by chance"],
        [
            [
                "log score gained on the base rate, nats an event",
                *cells(np.log(ratios), gain),
                f"{chance[0]:.3f}",
            ],
            ["share of the list ranked lower (AUC)", *cells(places, auc), f"{chance[1]:.3f}"],
        ],
    )


def cells(sample: Floats, drawn: Floats) -> list[str]:
    return [f"{sample.mean():.2f}", *(f"{q:.2f}" for q in np.quantile(drawn, (0.05, 0.95)))]


def chance_of(gain: float, auc: float) -> tuple[float, float]:
    """How often packages drawn from the same lists score as well: (log score, AUC)."""
    rng = np.random.default_rng(SEED + 1)
    gains, aucs = np.zeros(REPLICATES), np.zeros(REPLICATES)
    for e in events():
        _, m = modifiers(e.listed)
        order = (
            (np.searchsorted(np.sort(m), m, "left") + np.searchsorted(np.sort(m), m, "right")) / 2 / len(m)
        )
        pick = rng.integers(0, len(m), REPLICATES)
        gains += np.log(m[pick] / m.mean())
        aucs += order[pick]
    n = len(events())
    return float((gains / n >= gain).mean()), float((aucs / n >= auc).mean())


PERIODS = (
    ("2020-03 to 2023-12", SINCE, date(2024, 1, 1)),
    ("2024 and 2025", date(2024, 1, 1), date(2026, 1, 1)),
    ("before 2026", SINCE, date(2026, 1, 1)),
    ("2026-01 to 2026-07", date(2026, 1, 1), LAST),
    ("all", SINCE, LAST),
)


def package_years(start: date, end: date, first: int = 10**9) -> float:
    """Exposure of the listed packages (of the first so many), list by list."""
    days = sorted(history().lists)
    edges = [*days, LAST.toordinal()]
    total = 0.0
    for k, day in enumerate(days):
        low, high = max(day, start.toordinal()), min(edges[k + 1], end.toordinal())
        total += max(0, high - low) / YEAR * min(first, len(history().lists[day]))
    return total


def rate_table() -> str:
    t, found = load_assumptions("team").rows["hijack"], events()
    lines = []
    for name, start, end in PERIODS:
        n = sum(start <= e.known < end for e in found)
        years = package_years(start, end)
        low, high = poisson_range(n)
        cells = [
            f"{years:,.0f}",
            f"{1e4 * n / years:.1f}",
            f"{1e4 * low / years:.1f}",
            f"{1e4 * high / years:.1f}",
        ]
        lines.append([name, n, *cells])
    assert t.p05 is not None
    assert t.p95 is not None
    lines.append(["the model's `hijack`", "", "", *(f"{1e4 * x:.1f}" for x in (t.p50, t.p05, t.p95))])
    return table(["period", "events", "package-years", "per 10,000 package-years", "5 %", "95 %"], lines)


def surprise() -> str:
    """What the rate before 2026 would have said of 2026."""
    before, after = PERIODS[2], PERIODS[3]
    n = sum(before[1] <= e.known < before[2] for e in events())
    came = sum(after[1] <= e.known < after[2] for e in events())
    mean = n / package_years(*before[1:]) * package_years(*after[1:])
    tail = 1 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(came))
    _, m = modifiers(events()[-1].listed)
    model = load_assumptions("team")["hijack"] * m.mean() * package_years(*after[1:])
    return (
        f"The model's `hijack` with its modifiers gives {model:.1f} for January to July 2026, in the median. "
        f"The rate of all events before 2026 ({n}) gives {mean:.1f} for January to July 2026; {came} came. "
        f"Chance of that many: {tail:.4f}.\n"
    )


def made() -> dict[str, str]:
    lines, ratios, places = event_lines()
    head = ["known", "package", "rank then", "modifier", "mean of its list", "ratio", "ranked above"]
    return {
        "takeovers-events": table(head, lines, left=2),
        "takeovers-summary": summary_table(ratios, places),
        "takeovers-rates": rate_table() + "\n" + surprise(),
    }


def main(argv: Sequence[str] | None = None) -> None:
    args = arguments(__doc__).parse_args(argv)
    publish(made(), args.write)


if __name__ == "__main__":
    main()
