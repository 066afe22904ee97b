"""Advisories as inputs: their weight, those open in the pinned version, and the effort of moving away."""

import math

from depcalc.model.pace import Mapped, years_since
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Advisory, Evidence
from depcalc.values.fact import Fact, Gap, value_or
from depcalc.values.inputs import OpenFlaw

NO_SECRECY_NO_INTEGRITY = (("C:N", "I:N"), ("VC:N", "VI:N"))  # CVSS 3 and 4: denial of service alone


def weight(a: Advisory, t: Assumptions) -> tuple[float, float]:
    """(severity weight, factor on the chance of exploitation); denial of service alone is out of scope."""
    band = "unscored" if a.score is None else a.severity
    metrics = set(a.vector.split("/"))
    only_dos = any(c in metrics and i in metrics for c, i in NO_SECRECY_NO_INTEGRITY)
    factor = t["sev.dos_factor"] if only_dos and a.score is not None else 1.0
    return t[f"sev.{band}"] * factor, t[f"exploit.{band}"] * factor


def counted(e: Evidence, t: Assumptions) -> float:
    """Recency-weighted serious advisories."""
    return sum(
        weight(a, t)[0] * math.exp(-years_since(a.disclosed, e.as_of) / t["recency"])
        for a in value_or(e.advisories, ())
    )


def yearly(e: Evidence, t: Assumptions) -> float:
    """Advisories of any severity a year, over the recent years."""
    recent = [
        a for a in value_or(e.advisories, ()) if years_since(a.disclosed, e.as_of) < t["map.recent_years"]
    ]
    return len(recent) / t["map.recent_years"]


def foretold(e: Evidence, t: Assumptions) -> float | None:
    """Serious advisories a year by the forecast, at the level before the surge; None without a forecast.

    A chance of at least one within the year is that of a Poisson process of rate -ln(1 - p). The mean weight of an
    advisory makes it serious ones, and the part of the surge that the years it was fitted to held is taken out.
    """
    if isinstance(e.advisory_forecast, Gap):
        return None
    return -math.log1p(-e.advisory_forecast.value) * t["sev.unscored"] / t["advisory_surge"]


def open_flaws(e: Evidence, t: Assumptions) -> tuple[OpenFlaw, ...]:
    """The advisories open in the pinned version."""
    flaws = []
    for found in value_or(e.open_advisories, ()):
        heavy, exploit = weight(found.advisory, t)
        age = years_since(found.advisory.disclosed, e.as_of)
        unreached = found.reach == "not reached"
        flaws.append(OpenFlaw(heavy, exploit, age, found.closed, found.advisory.exploited, unreached))
    return tuple(flaws)


def upgrade_hours(e: Evidence, used_kloc: float, t: Assumptions) -> Mapped:
    """One-off hours of moving to the target, or away from a malicious release."""
    effort = max(t["map.upgrade_effort_low"], (used_kloc / t["map.upgrade_slice"]) ** t["map.upgrade_exp"])
    if not isinstance(e.upgrade, Fact):
        if e.bad_pin:
            return Mapped(t["upgrade_hours.patch"] * effort, "assumed", "away from a malicious release", True)
        return Mapped(0.0, "assumed", "no upgrade needed", isinstance(e.open_advisories, Fact))
    way = e.upgrade.value
    lines = min(t["map.upgrade_lines"], way.lines) ** t["map.upgrade_exp"] if way.distance != "patch" else 1.0
    rule = f"a {way.distance} step to {way.target}, more for a larger slice"
    return Mapped(t[f"upgrade_hours.{way.distance}"] * effort * lines, "assumed", rule, True)
