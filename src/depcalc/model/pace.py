"""How old a package is, how fast it grows, changes and ships, and how likely it is to be taken over or fixed.

Every function maps facts to one input by a written rule; every number in it is an assumption `map.*`.
docs/model.md, "Inputs of one package".
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import LIST_START, Evidence
from depcalc.values.fact import Fact, Gap, value_or
from depcalc.values.report import InputKind

YEAR = 365.25


class Mapped(NamedTuple):
    """An input with how it is known and the rule or source behind it.

    by_rule   assumed, but from a fact of this very package
    """

    value: float
    kind: InputKind
    source: str
    by_rule: bool = False


def years_since(day: date, as_of: date) -> float:
    """Years from `day` to `as_of`, 0 for days ahead."""
    return max(0.0, (as_of - day).days / YEAR)


@dataclass(frozen=True, slots=True)
class Pace:
    """What several mappings share: years observed, growth against the whole list, years without a release."""

    years: Mapped
    growth: Mapped
    quiet: Mapped


def elicit_pace(e: Evidence, t: Assumptions) -> Pace:
    """Age, growth and quiet of one package."""
    return Pace(_years(e, t), _growth(e, t), _quiet(e))


def _years(e: Evidence, t: Assumptions) -> Mapped:
    if isinstance(e.first_seen, Gap):
        return Mapped(
            t["map.years_unlisted"], "assumed", "not in the download list: assumption map.years_unlisted"
        )
    first = e.first_seen.value
    least = t["map.years_from_start"] if first <= LIST_START else t["map.years_low"]
    seen = (e.as_of - first).days / YEAR
    if seen < least:
        return Mapped(
            least, "assumed", f"in the download list since its start or new: at least {least:g} years", True
        )
    return Mapped(seen, "sourced", f"first seen in the download list on {first}")


def _growth(e: Evidence, t: Assumptions) -> Mapped:
    now, before = value_or(e.downloads, 0.0), value_or(e.downloads_year_ago, 0.0)
    if not now or not before:
        return Mapped(1.0, "assumed", "downloads a year ago unknown: taken as the list's own median growth")
    grown = now / before / t["map.median_growth"]
    value = min(t["map.growth_high"], max(t["map.growth_low"], grown))
    return Mapped(
        value, "assumed", "downloads over those a year ago, against the whole list's median growth", True
    )


def _quiet(e: Evidence) -> Mapped:
    """An old pin is not an old project: 0 when only the pin is dated and a newer fix exists."""
    newest, pinned = e.newest_upload, e.uploaded
    if isinstance(newest, Gap) and isinstance(e.successor, Fact) and e.successor.value.last_release:
        newest = Fact(e.successor.value.last_release, e.successor.source)
    fix_is_newer = isinstance(e.open_advisories, Fact) and any(
        a.advisory.fixed for a in e.open_advisories.value
    )
    if isinstance(newest, Gap) and fix_is_newer:
        return Mapped(0.0, "assumed", "newest release unknown, but a fix newer than the pin exists", True)
    days = [f.value for f in (newest, pinned) if isinstance(f, Fact)]
    if not days:
        return Mapped(0.0, "assumed", "no release date known")
    last = max(days)
    return Mapped(years_since(last, e.as_of), "sourced", f"newest release known is of {last}")


def churn(klass: str, pace: Pace, t: Assumptions) -> Mapped:
    """Share of code new each year: class, youth, growth, quiet."""
    young = 1 + t["map.churn_young"] * math.exp(-pace.years.value / t["map.young_years"])
    still = 0.5 ** (pace.quiet.value / t["map.quiet_churn"])
    value = t.of_class(klass, "churn") * young * _speed(pace, t) * still
    return Mapped(value, "assumed", f"class {klass}, youth, growth and quiet years")


def releases(klass: str, size: float, pace: Pace, t: Assumptions) -> Mapped:
    """Releases a year: class, youth, growth, size, quiet."""
    young = 1 + t["map.releases_young"] * math.exp(-pace.years.value / t["map.young_years"])
    scale = (size / t.of_class(klass, "size")) ** t["map.releases_size_exp"]
    still = 0.5 ** (pace.quiet.value / t["map.quiet_releases"])
    value = t.of_class(klass, "releases") * young * _speed(pace, t) * scale * still
    return Mapped(value, "assumed", f"class {klass}, youth, growth, size and quiet years")


def outside_change(klass: str, pace: Pace, t: Assumptions) -> Mapped:
    """How fast the outside world the package speaks to moves: class, more for fast growers."""
    value = 1 + (t.of_class(klass, "apic") - 1) * _speed(pace, t)
    return Mapped(value, "assumed", f"class {klass} and growth")


def _speed(pace: Pace, t: Assumptions) -> float:
    return float(pace.growth.value ** t["map.growth_exp"])


def takeover_modifier(e: Evidence, pace: Pace, t: Assumptions) -> Mapped:
    """Rank, growth, youth, quiet and past takeovers, on the base rate of malicious releases."""
    rank = value_or(e.rank, 0)
    if rank and rank <= t["map.rank_top"]:
        m = t["map.hijack_top"]
    elif rank and rank <= t["map.rank_listed"]:
        m = 1.0
    else:
        m = t["map.hijack_rest"]
    grown = pace.growth.value ** t["map.hijack_growth_exp"]
    m *= min(t["map.hijack_growth_high"], max(t["map.hijack_growth_low"], grown))
    m *= t["map.hijack_young"] if pace.years.value < t["map.young_years"] else 1.0
    m *= t["map.hijack_quiet"] if pace.quiet.value >= t["rule.quiet"] else 1.0
    past = sum(
        math.exp(-years_since(x.known, e.as_of) / t["map.hijack_past_years"])
        for x in value_or(e.takeovers, ())
    )
    return Mapped(
        m * (1 + t["map.hijack_past"] * past), "assumed", "rank, growth, youth, quiet and past takeovers"
    )


def fix_probability(e: Evidence, pace: Pace, t: Assumptions) -> Mapped:
    """P(upstream ships a fix): smoothed share of fixed advisories; the prior falls with quiet years."""
    prior = t["map.fix_prior"] * t["map.fix_quiet"] ** pace.quiet.value
    weight = t["map.fix_weight"]
    recent = [a for a in value_or(e.advisories, ()) if years_since(a.disclosed, e.as_of) < t["map.fix_years"]]
    fixed = sum(1 for a in recent if a.fixed)
    value = min(t["map.fix_cap"], (fixed + weight * prior) / (len(recent) + weight))
    if not recent:
        return Mapped(
            value, "assumed", "no advisory in five years: the list's share of fixed ones, less for quiet"
        )
    return Mapped(
        value, "assumed", f"{fixed} of {len(recent)} advisories of five years fixed, smoothed", True
    )
