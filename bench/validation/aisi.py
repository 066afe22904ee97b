"""The published figures on machine search: what they say of D, and how many flaws the model would have found.

  python -m bench.validation.aisi

Numbers are those of evidence.md, sections 1, 2 and 7. An attempt with effort E against code of D finds at
least one flaw with P = 1 - (1 + E/D)^-kappa; turned round, D = E / ((1 - P)^(-1/kappa) - 1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from bench.validation.pages import arguments, publish, table
from bench.validation.scores import Floats

from depcalc.assumptions import load_assumptions
from depcalc.model import reach
from depcalc.model.draws import Worlds, worlds
from depcalc.values.evidence import Evidence

ATTEMPT_MTOK = 100.0
PRICES = {"blend-2026-11, $6": 6.0, "preview blend, $47": 46.75, "seed, $125": 125.0}
KAPPAS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SUCCESSES = {"3 of 10, April 2026": (3, 10), "6 of 10, May 2026": (6, 10)}


def hardening(p: float, kappa: float, effort: float = ATTEMPT_MTOK) -> float:
    """The D at which an attempt of this effort succeeds with probability p, in units of the effort."""
    return effort / ((1 - p) ** (-1 / kappa) - 1)


def jeffreys(hits: int, runs: int) -> tuple[float, float]:
    """5 and 95 % of Beta(hits + 1/2, runs - hits + 1/2), by summing its density on a fine grid."""
    grid = (np.arange(100_000) + 0.5) / 100_000
    a, b = hits + 0.5, runs - hits + 0.5
    density = np.exp((a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid))
    total = np.cumsum(density) / density.sum()
    return float(grid[np.searchsorted(total, 0.05)]), float(grid[np.searchsorted(total, 0.95)])


def hardening_table() -> str:
    lines = []
    for name, (hits, runs) in SUCCESSES.items():
        low, high = jeffreys(hits, runs)
        for kappa in KAPPAS:
            middle, most, least = (hardening(p, kappa) for p in (hits / runs, low, high))
            usd = [f"{middle * price:,.0f}" for price in PRICES.values()]
            lines.append([name, f"{kappa:g}", f"{middle:,.0f}", f"{least:,.0f} to {most:,.0f}", *usd])
    head = [
        "successes of 100M-token attempts",
        "kappa",
        "D, Mtok",
        "5 to 95 %",
        *(f"D, {p}/Mtok" for p in PRICES),
    ]
    return table(head, lines)


def price_table() -> str:
    lines = [
        [name, f"{ATTEMPT_MTOK * usd:,.0f}", f"{ATTEMPT_MTOK * usd / 0.3:,.0f}"]
        for name, usd in PRICES.items()
    ]
    return table(["price list", "$ for an attempt of 100M tokens", "$ for a success at 3 of 10"], lines)


STEPS = ((10.0, 9.8, "Opus 4.6, from memory"), (100.0, 16.0, "Opus 4.6"), (100.0, 22.0, "Mythos Preview"))


def steps_fit() -> tuple[float, float, float]:
    """(D in Mtok, steps for an e-fold, elasticity) of the two points of one model."""
    (few, low, _), (many, high, _) = STEPS[:2]
    a, b = 1e-6, 1e6  # D: the ratio of steps falls as D falls
    for _ in range(200):
        d = math.sqrt(a * b)
        ratio = math.log1p(many / d) / math.log1p(few / d)
        a, b = (a, d) if ratio > high / low else (d, b)
    return d, low / math.log1p(few / d), math.log(high / low) / math.log(many / few)


def steps_table() -> str:
    d, per, power = steps_fit()
    few, low, _ = STEPS[0]
    lines = [
        [f"{m:,.0f}", f"{min(32, per * math.log1p(m / d)):.1f}", f"{min(32, low * (m / few) ** power):.1f}"]
        for m in (1, 2.5, 10, 30, 100, 300, 1000)
    ]
    seen = "; ".join(f"{m:g} Mtok, {s:g} steps ({who})" for m, s, who in STEPS)
    return (
        table(["Mtok", "steps of 32, log law", "steps of 32, power law"], lines, left=0)
        + f"\nLog law: {per:.2f} steps for an e-fold, D = {d:.2f} Mtok. Power law: exponent {power:.2f}.\n"
        + f"Seen: {seen}.\n"
        + "Two points fix either curve: they agree from 10 to 100 Mtok, and nothing here tells them apart.\n"
    )


# ------------------------------------------------------------------ sweeps and audits


@dataclass(frozen=True, slots=True)
class Campaign:
    """What was published. `usd` and `kloc` are None where they were not; `guess` says what is guessed here.

    found  by severity: (high or critical, medium, low, unrated)
    orgs   organisations that use each project, for the crowd's search before; always a guess
    """

    name: str
    usd: float | None
    kloc: float | None
    klass: str
    native: bool
    orgs: float
    found: tuple[int, int, int, int]
    guess: str
    why: str
    projects: int = 1


CAMPAIGNS = (
    Campaign(
        "depthfirst on FFmpeg, 2026", 1_000, 1_500, "parser", True, 1e6, (0, 0, 0, 21), "",
        "a vendor's best result; 8 of the 21 got a CVE; failed sweeps are not published",
    ),
    Campaign(
        "Mythos on FFmpeg, 2026", 10_000, 1_500, "parser", True, 1e6, (0, 0, 0, 0), "",
        "finds not published",
    ),
    Campaign(
        "Mythos on OpenBSD, 2026", 20_000, None, "protocol", True, 1e6, (0, 0, 0, 30), "finds from memory",
        "no size published for what was searched",
    ),
    Campaign(
        "Opus 4.6 on Firefox, 2026", None, 2_400, "parser", True, 1e6, (14, 7, 1, 0), "size",
        "discovery cost not published",
    ),
    Campaign(
        "AIxCC final, real flaws, 2025", 945_000, 54_000, "parser", True, 1e5, (0, 0, 0, 18),
        "50 repositories",
        "spend is a ceiling, aimed at 70 planted flaws; the lines are of whole repositories", projects=50,
    ),
    Campaign(
        "SCONE contracts, 2025", 3_476, 1_425, "general", False, 0, (2, 0, 0, 0), "0.5 KLOC a contract",
        "only what pays at once counts as found", projects=2_849,
    ),
    Campaign(
        "Glasswing, per project, 2026", 20_000, 100, "parser", True, 1e5, (4, 0, 0, 0), "spend, size",
        "spend is a share of credits nobody confirmed; projects were picked, mostly native",
    ),
    Campaign(
        "57 Ruby gems, 2026", 57 * 300, 57 * 5, "general", False, 1e4, (0, 7, 0, 0), "spend, size",
        "7 confirmed of 26 candidates, none high or critical; weighed as medium", projects=57,
    ),
    Campaign(
        "OSTIF, 50 audits", 3_000_000, 50 * 60, "general", True, 1e5, (130, 0, 0, 0), "size",
        "people, not tokens; CVEs and high or critical findings counted together", projects=50,
    ),
    Campaign(
        "PyPI audit 2023", 250_000, 28.6, "framework", False, 0, (0, 8, 21, 0), "",
        "two code bases, one of them counted; most findings are low",
    ),
    Campaign(
        "curl bounty, 7 years", 100_000, None, "net", True, 1e6, (0, 0, 0, 87), "",
        "rewards only; no size in the evidence",
    ),
    Campaign(
        "OpenRefactory, 10,250 projects", None, None, "general", False, 1e3, (55, 84, 0, 0), "",
        "neither cost nor size published",
    ),
)  # fmt: skip


def digits(x: float) -> str:
    """Two digits, never with an exponent."""
    return f"{x:,.0f}" if x >= 10 else f"{x:.2g}"


def weighed(found: tuple[int, int, int, int]) -> float:
    """Finds with the model's severity weights."""
    t = load_assumptions("team")
    bands = ("sev.high", "sev.medium", "sev.low", "sev.unscored")
    return sum(n * t[key] for n, key in zip(found, bands, strict=True))


def model_finds(c: Campaign, w: Worlds, *, searched: bool) -> Floats:
    """Flaws the model expects, in each world. `searched`: the crowd had been there before."""
    assert c.usd is not None
    assert c.kloc is not None
    t = w.t
    kappa = w["density"] * t.of_class(c.klass, "density") * c.kloc
    before = w["look"] * c.kloc
    if searched:
        one = c.kloc / c.projects
        channels = reach.crowd_spend(Evidence(c.name, ""), c.klass, one, c.native, c.orgs, t)
        crowd = (
            c.projects * sum(usd for _, usd in channels) * w.noise([c.name], "spend", t["spend.factor"])[0]
        )
        before = before + crowd * t["map.fix_prior"] / (w["decay"] + t.of_class(c.klass, "churn"))
    made: Floats = kappa * np.log1p(c.usd / before)
    return made


def campaign_table() -> str:
    w = worlds(load_assumptions("team"))
    lines = []
    for c in CAMPAIGNS:
        usd = "not published" if c.usd is None else f"{c.usd:,.0f}"
        kloc = "not published" if c.kloc is None else f"{c.kloc:,.0f}"
        got = weighed(c.found)
        head = [c.name, usd, kloc, c.klass, f"{sum(c.found) or '?'}", digits(got) if got else "?"]
        lines.append([*head, *_ratios(c, w, got), c.guess or "-", c.why])
    names = ["campaign", "$", "KLOC", "class", "found", "weighed"]
    names += ["model, fresh code", "ratio", "model, after its crowd", "ratio", "guessed", "the miss"]
    return table(names, lines) + "\n" + _spread(w)


def _spread(w: Worlds) -> str:
    """How far off, over the campaigns that can be compared."""
    said = []
    for searched, name in ((False, "as fresh code"), (True, "after the crowd")):
        some = [c for c in CAMPAIGNS if _comparable(c, searched)]
        off = [weighed(c.found) / float(np.median(model_finds(c, w, searched=searched))) for c in some]
        near = sum(0.1 <= x <= 10 for x in off)
        middle = float(np.exp(np.mean(np.log(off))))
        said.append(f"{name}: {len(off)} ratios, {near} within x/÷10, geometric mean {middle:.2g}")
    return "Found over expected, " + "; ".join(said) + ".\n"


def _comparable(c: Campaign, searched: bool) -> bool:
    known = c.usd is not None and c.kloc is not None and weighed(c.found) > 0
    return known and (c.orgs > 0 or not searched)


def _ratios(c: Campaign, w: Worlds, got: float) -> list[str]:
    """Expected flaws and found / expected, median and 90 % range, fresh and after the crowd."""
    made = []
    for searched in (False, True):
        if not _comparable(c, searched):
            made += ["-", "-"]
            continue
        finds = model_finds(c, w, searched=searched)
        low, middle, high = np.quantile(got / finds, (0.05, 0.5, 0.95))
        made += [digits(float(np.median(finds))), f"{digits(middle)} ({digits(low)} to {digits(high)})"]
    return made


def made() -> dict[str, str]:
    return {
        "aisi-hardening": hardening_table(),
        "aisi-prices": price_table(),
        "aisi-steps": steps_table(),
        "aisi-campaigns": campaign_table(),
    }


def main(argv: Sequence[str] | None = None) -> None:
    args = arguments(__doc__).parse_args(argv)
    publish(made(), args.write)


if __name__ == "__main__":
    main()
