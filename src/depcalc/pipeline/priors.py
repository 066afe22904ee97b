"""The assumption table as it would have been on an earlier day."""

from depcalc.assumptions import with_settings
from depcalc.values.assumptions import Assumptions
from depcalc.values.fact import Fact
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

YEAR = 365.25
SHARES = {"map.fix_prior": "map.fix_cap"}  # shares, and the most that they can be


def table(survey: Survey, settings: Settings, profile: str | None = None) -> Assumptions:
    """The user's table; before the day of the data, base rates are those of the survey's day.

    Each moves by the ratio of the rate then to the rate on the day of the data, both counted in one way. What
    the user set stays as set.
    """
    t = _own_pace(with_settings(settings, profile), survey)
    for prior in survey.priors:
        if t.rows[prior.key].origin == "table":
            most = t[SHARES[prior.key]] if prior.key in SHARES else float("inf")
            t = t.with_median(prior.key, min(most, t[prior.key] * prior.ratio), prior.source)
    return _without_surge(t, survey) if survey.as_of < survey.snapshot.as_of else t


def _own_pace(t: Assumptions, survey: Survey) -> Assumptions:
    """How often this project updates its lock, where its own history tells."""
    known = survey.updates_per_year
    if not isinstance(known, Fact) or known.value <= 0 or t.rows["bumps"].origin != "table":
        return t
    return t.with_value("bumps", known.value, known.source)


def _without_surge(t: Assumptions, survey: Survey) -> Assumptions:
    """The surge of findings had lasted for less long, or had not begun, and then nobody expected it."""
    if {t.rows["uplift"].origin, t.rows["surge_years"].origin} != {"table"}:
        return t
    lasted = t["surge_years"] - (survey.snapshot.as_of - survey.as_of).days / YEAR
    if lasted > 0:
        return t.with_value("surge_years", lasted, f"as of {survey.as_of}")
    return t.with_value("uplift", 1.0, f"as of {survey.as_of}")
