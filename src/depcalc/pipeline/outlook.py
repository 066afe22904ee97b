"""Does the decision last? The same question asked in the years to come, and at several horizons."""

from dataclasses import replace

from depcalc import policy
from depcalc.model.outlook import years_ahead
from depcalc.model.sensitivity import weigh
from depcalc.pipeline.sensitivity import Probe
from depcalc.values.outlook import AtHorizon, Outlook
from depcalc.values.switch import Of

AHEAD = 5  # years after the one that the data are of
HORIZONS = (1.0, 3.0, 5.0)


def outlook(probe: Probe) -> Outlook | None:
    """None where no rule of money decides, now or later."""
    if not policy.is_ruled_by_money(probe.asked.row.package):
        return None
    of, names = _choice(probe)
    verdicts = {y: weigh(probe.asked, probe.w.ahead(y)).among(names) for y in range(AHEAD + 1)}
    horizons = tuple(
        AtHorizon(years, probe.weigh(replace(probe.settings, horizon=years), probe.w).among(names))
        for years in HORIZONS
    )
    start = probe.survey.as_of.year
    return Outlook(of, years_ahead(probe.asked, probe.w, start, verdicts), horizons)


def _choice(probe: Probe) -> tuple[Of, frozenset[str]]:
    """Where only keeping is open, what money would say behind the gate, or keeping."""
    choices = probe.asked.choices
    of: Of = "behind_gate" if "verdict" not in choices and "behind_gate" in choices else "verdict"
    return of, choices.get(of, frozenset({"keep"}))
