"""What the user says of one package, `--set NAME:INPUT=VALUE`, in place of what was looked up or assumed."""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from packaging.utils import canonicalize_name

from depcalc.assumptions import ABOUT_ONE
from depcalc.errors import AssumptionError
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence, SliceUse
from depcalc.values.fact import Fact
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

State = Callable[[Evidence, float, str, Assumptions], Evidence]
MOST = 1e12
T = TypeVar("T")


def _lines(e: Evidence, lines: float, source: str, t: Assumptions) -> Evidence:
    """Lines of it in use; names and needs that were measured stay."""
    measured = e.slice.value if isinstance(e.slice, Fact) else SliceUse(0.0)
    return replace(e, slice=_said(replace(measured, kloc=lines / 1000), source))


def _users(e: Evidence, users: float, source: str, t: Assumptions) -> Evidence:
    """Organisations that use it, now and a year ago: its growth stays."""
    monthly = users / t["orgs_per_download"]
    ago = e.downloads_year_ago
    if isinstance(e.downloads, Fact) and isinstance(ago, Fact):
        ago = replace(ago, value=ago.value * monthly / e.downloads.value)
    return replace(e, downloads=_said(monthly, source), downloads_year_ago=ago)


def _spend(e: Evidence, usd: float, source: str, t: Assumptions) -> Evidence:
    """What everybody together spends on searching it, median, $/yr."""
    return replace(e, crowd_spend=_said(usd, source))


def _said(value: T, source: str) -> Fact[T]:
    return Fact(value, source, None, "assumed")


INPUTS: Mapping[str, tuple[State, str]] = {  # what can be said of one package, with its unit
    "lines": (_lines, "lines"),
    "users": (_users, "organisations"),
    "spend": (_spend, "USD/yr"),
}
STATED = "yours"  # how the source of what the user said begins


def as_stated(survey: Survey, settings: Settings, t: Assumptions) -> Survey:
    """The survey with what the user says of single packages in it."""
    said = [(key, text, where) for key, text, where in settings.overrides if ABOUT_ONE in key]
    if not said:
        return survey
    evidence = {e.name: e for e in survey.evidence}
    for key, text, where in said:
        name, change, value = _read(key, text, where, evidence)
        evidence[name] = change(evidence[name], value, f"{STATED}, {where}", t)
    return replace(survey, evidence=tuple(evidence.values()))


def stated_values(settings: Settings) -> tuple[tuple[str, float, str], ...]:
    """(package:input, value, who said so), as far as they can be read."""
    return tuple((key, float(text), where) for key, text, where in settings.overrides if ABOUT_ONE in key)


def _read(key: str, text: str, where: str, known: Mapping[str, Evidence]) -> tuple[str, State, float]:
    written, _, what = key.partition(ABOUT_ONE)
    name = canonicalize_name(written)
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.6)
        hint = f"did you mean {', '.join(near)}?" if near else "depcalc graph lists what is there"
        raise AssumptionError(f"{where}: no package in scope is called {written!r}", hint)
    if what not in INPUTS:
        raise AssumptionError(
            f"{where}: {what!r} cannot be said of a package", f"{name}:NAME=VALUE takes {', '.join(INPUTS)}"
        )
    try:
        value = float(text.replace("_", ""))
    except ValueError:
        value = math.nan
    if not 0 < value <= MOST:
        raise AssumptionError(f"{where}: {key} takes a number above 0, got {text!r}")
    return name, INPUTS[what][0], value
