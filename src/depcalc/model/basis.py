"""How each input of a package is known: measured, sourced, mapped by a rule from its facts, or assumed."""

from collections.abc import Mapping
from dataclasses import replace

from depcalc.model import flaws
from depcalc.model.pace import Mapped
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap
from depcalc.values.report import InputUsed

FALLBACK = "general"
MADE_FROM: Mapping[str, tuple[str, ...]] = {  # inputs made from other inputs, and what they mainly rest on
    "part you use": ("source size",),
    "churn": ("class", "years observed"),
    "releases": ("class", "years observed"),
    "takeover modifier": ("organisations",),
    "outside change": ("class",),
    "rewrite share": ("class", "source size"),
    "crowd spend": ("class", "organisations"),
}


def basis(
    e: Evidence,
    klass: str,
    mapped: Mapping[str, tuple[Mapped, str]],
    native: tuple[bool, bool],
    t: Assumptions,
) -> tuple[InputUsed, ...]:
    """One line for each input of the model.

    mapped   name -> (input, unit), in the order in which they are shown
    native   (native code, known)
    """
    rows = [_class(e, klass), _native(e, *native), *_advisories(e, t), *_foretold(e, t)]
    rows[2:2] = [
        InputUsed(name, m.value, unit, m.kind, m.source, m.by_rule) for name, (m, unit) in mapped.items()
    ]
    stands = {row.name for row in rows if row.kind != "assumed" or row.by_rule}
    return tuple(_made(row, stands) for row in rows)


def _made(row: InputUsed, stands: set[str]) -> InputUsed:
    """An input made from others is mapped by rule where a fact stands behind each of them."""
    needs = MADE_FROM.get(row.name, ())
    return replace(row, by_rule=True) if needs and row.kind == "assumed" and stands.issuperset(needs) else row


def _class(e: Evidence, klass: str) -> InputUsed:
    """A rule that read something in the name is a rule; the class of all other names is an assumption."""
    if isinstance(e.klass, Gap):
        return InputUsed("class", klass, "", "assumed", f"no rule: {FALLBACK}")
    by_name = e.class_basis == "name rule"
    kind = "assumed" if by_name else e.klass.kind
    return InputUsed("class", klass, "", kind, f"by {e.class_basis}", by_name and klass != FALLBACK)


def _native(e: Evidence, native_code: bool, known: bool) -> InputUsed:
    shown = "yes" if native_code else "no"
    if isinstance(e.native, Fact):
        kind = e.native.kind
        return InputUsed("native code", shown, "", kind, f"wheel tags ({e.native.source})", kind == "assumed")
    if known:
        return InputUsed("native code", shown, "", "sourced", "Debian's architecture")
    return InputUsed("native code", shown, "", "assumed", "unknown: taken as not native")


def _foretold(e: Evidence, t: Assumptions) -> list[InputUsed]:
    """An input only where the forecast counts."""
    if t["advisory_prior"] == 0:
        return []
    name, told = "advisories foretold", flaws.foretold(e, t)
    if told is None or isinstance(e.advisory_forecast, Gap):
        return [InputUsed(name, "no forecast", "", "assumed", "the model's own count of advisories")]
    return [InputUsed(name, told, "serious, 1/yr", "assumed", e.advisory_forecast.source, True)]


def _advisories(e: Evidence, t: Assumptions) -> list[InputUsed]:
    if isinstance(e.advisories, Gap):
        why = f"{e.advisories.source}: {e.advisories.reason}"
        return [
            InputUsed("serious advisories", "unknown, none counted", "", "assumed", why),
            InputUsed("advisories a year", "unknown, none counted", "", "assumed", why),
        ]
    source = e.advisories.source
    weighted = flaws.counted(e, t)
    return [
        InputUsed("serious advisories", weighted, "recency-weighted", "assumed", source, True),
        InputUsed("advisories a year", flaws.yearly(e, t), "1/yr", "sourced", source),
    ]
