"""Which gates the configuration opens, and what must be said about its waivers."""

from collections.abc import Iterator
from datetime import date

from depcalc.values.notice import Notice
from depcalc.values.settings import Settings, Waiver
from depcalc.values.survey import Survey


def waived_packages(settings: Settings, as_of: date) -> set[str]:
    """Packages whose gate is waived: not one advisory or one rule alone, and not expired on the day of the
    facts."""
    return {x.package for x in settings.waivers if _opens_a_gate(x) and x.expires >= as_of}


def waiver_notices(survey: Survey, settings: Settings) -> tuple[Notice, ...]:
    """A waiver never works, or fails to work, in silence."""
    names = {place.name for place in survey.placements}
    return (*(_about(x, names, survey.as_of) for x in settings.waivers), *_not_built(settings))


def _opens_a_gate(x: Waiver) -> bool:
    return bool(x.package) and not x.advisory and not x.rule


def _about(x: Waiver, names: set[str], as_of: date) -> Notice:
    what = x.package or x.advisory or x.rule
    if not _opens_a_gate(x):
        return Notice(
            "waiver-not-built", f"waiver of {what}: waivers of one advisory or rule are not built yet"
        )
    if x.expires < as_of:
        return Notice("waiver-expired", f"waiver of {what} expired on {x.expires}: its gate is closed again")
    if x.package not in names:
        return Notice("waiver-unused", f"waiver of {what}: no such package in scope")
    return Notice("gate-waived", f"the gate of {what} is waived until {x.expires}: {x.reason}")


def _not_built(settings: Settings) -> Iterator[Notice]:
    tables = {
        "check": settings.check.deny or settings.check.max_new_cost or settings.check.max_data_age_days,
        "decision": settings.decisions,
    }
    for name, given in tables.items():
        if given:
            yield Notice("not-built", f"the configuration's {name} table is read, but nothing uses it yet")
