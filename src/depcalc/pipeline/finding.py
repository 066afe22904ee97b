"""Findings of a report on a day, waivers applied and judged."""

from datetime import date

from depcalc import gate
from depcalc.assumptions import with_settings
from depcalc.values.finding import Finding
from depcalc.values.report import Report
from depcalc.values.settings import Settings


def cooldown_days(settings: Settings) -> float:
    """Days that a release waits."""
    return with_settings(settings)["cooldown"]


def findings_of(report: Report, settings: Settings, today: date) -> tuple[Finding, ...]:
    """Everything a reviewer must act on, in one order."""
    gate.check_waivers(settings.waivers)
    found = gate.find(report, settings, gate.Day(today, cooldown_days(settings)))
    waived = {w.package for w in settings.waivers}
    gated = [d.package for d in report.decisions if d.package in waived]  # a waiver opens its gate in silence
    return gate.with_waivers(found, settings.waivers, today, settings.file, gated)
