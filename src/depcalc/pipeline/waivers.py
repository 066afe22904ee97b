"""Which gates the configuration opens, and what must be said about its waivers."""

from datetime import date

from depcalc.values.notice import Notice
from depcalc.values.settings import Settings, Waiver
from depcalc.values.survey import Survey


def waived_packages(settings: Settings, as_of: date) -> set[str]:
    """Packages whose gate is waived: not one advisory or one rule alone, and not expired on the day of the
    facts."""
    return {x.package for x in settings.waivers if _opens_a_gate(x) and x.expires >= as_of}


def waiver_notices(survey: Survey, settings: Settings) -> tuple[Notice, ...]:
    """A waiver of a gate never works, or fails to work, in silence; those of findings are the gate's to judge."""
    names = {place.name for place in survey.placements}
    return tuple(_about(x, names, survey.as_of) for x in settings.waivers if _opens_a_gate(x))


def _opens_a_gate(x: Waiver) -> bool:
    return bool(x.package) and not x.advisory and not x.rule


def _about(x: Waiver, names: set[str], as_of: date) -> Notice:
    what = x.package
    if x.expires < as_of:
        return Notice("waiver-expired", f"waiver of {what} expired on {x.expires}: its gate is closed again")
    if x.package not in names:
        return Notice("waiver-unused", f"waiver of {what}: no such package in scope")
    return Notice("gate-waived", f"the gate of {what} is waived until {x.expires}: {x.reason}")
