"""Facts of one package to the inputs of the model, each with the rule behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from depcalc.model import flaws, pace, reach
from depcalc.model.basis import basis
from depcalc.model.pace import Mapped, Pace
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence, Successor
from depcalc.values.fact import Fact, Gap, value_or
from depcalc.values.inputs import Inputs, Recorded, Substitute
from depcalc.values.scope import Exposure


@dataclass(frozen=True, slots=True)
class Around:
    """What the mappings must know of the rest of the project.

    in_tree     names in scope
    python      lowest Python the project supports, (3, 11)
    evidence    of packages that could come in as successors, by name
    """

    in_tree: Collection[str] = frozenset()
    python: tuple[int, ...] = (3, 12)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def elicit(
    e: Evidence,
    t: Assumptions,
    around: Around,
    exposure: Exposure = "production",
    recorded: tuple[Recorded, ...] = (),
) -> Inputs:
    """All inputs of one package. A gap takes the fallback its mapping names, and is listed in `missing`."""
    klass, at = value_or(e.klass, "general"), elicit_at(e, t)
    native_code, native_known = reach.native(e)
    kloc, orgs = at.size, at.orgs
    channels = reach.crowd_spend(e, klass, kloc.value, native_code, orgs.value, t)
    made = _mapped(e, klass, at, t)
    spend = sum(usd for _, usd in channels)
    closed = _why_closed(e, at.slice.value, t, around)
    used = value_or(e.used, True)
    said = e.crowd_spend.source if isinstance(e.crowd_spend, Fact) else ""
    return Inputs(
        name=e.name,
        klass=klass,
        size=kloc.value,
        slice=at.slice.value,
        orgs=orgs.value,
        spend=spend,
        adv_weight=flaws.counted(e, t),
        adv_rate=flaws.yearly(e, t),
        foretold=flaws.foretold(e, t),
        years=at.pace.years.value,
        churn=made["churn"].value,
        releases=made["releases"].value,
        h_mod=made["takeover modifier"].value,
        fix=made["fix probability"].value,
        apic=made["outside change"].value,
        rewrite=made["rewrite share"].value,
        native=native_code,
        copyleft=value_or(e.copyleft, False),
        slice_known=at.slice_known,
        exposed=_exposed(e, kloc.value),
        reaches=_reaches(e),
        exposure=exposure,
        open=flaws.open_flaws(e, t),
        upgrade_hours=made["upgrade effort"].value,
        target=e.upgrade.value.target if isinstance(e.upgrade, Fact) else "",
        blockers=e.blockers,
        substitute=None if closed else _substitute(e, at.slice.value, spend, t, around),
        no_substitute=closed,
        used=used,
        malicious=bool(e.bad_pin),
        bad_name=e.bad_name,
        no_clean_release=bool(e.bad_pin) and (e.no_clean_release or isinstance(e.upgrade, Gap)),
        taken_over=bool(value_or(e.takeovers, ())),
        yanked=value_or(e.yanked, False),
        quiet=at.pace.quiet.value,
        recorded=recorded,
        class_basis=e.class_basis,
        missing=_missing(e, at),
        private=not e.public,
        channels=channels,
        basis=basis(e, klass, _shown(at, made, spend, said), (native_code, native_known), t),
    )


@dataclass(frozen=True, slots=True)
class _At:
    """What several inputs are made from."""

    pace: Pace
    size: Mapped
    size_known: bool
    slice: Mapped
    slice_known: bool
    orgs: Mapped


def elicit_at(e: Evidence, t: Assumptions) -> _At:
    """Size, slice, reach and pace of one package."""
    klass = value_or(e.klass, "general")
    size, size_known = reach.size(e, klass, t)
    used, measured = reach.used_slice(e, klass, size.value, t)
    return _At(pace.elicit_pace(e, t), size, size_known, used, measured, reach.organisations(e, t))


def _mapped(e: Evidence, klass: str, at: _At, t: Assumptions) -> dict[str, Mapped]:
    return {
        "churn": pace.churn(klass, at.pace, t),
        "releases": pace.releases(klass, at.size.value, at.pace, t),
        "takeover modifier": pace.takeover_modifier(e, at.pace, t),
        "fix probability": pace.fix_probability(e, at.pace, t),
        "outside change": pace.outside_change(klass, at.pace, t),
        "rewrite share": reach.rewrite_share(at.size.value, klass, t),
        "upgrade effort": flaws.upgrade_hours(e, at.slice.value, t),
    }


def _shown(at: _At, made: Mapping[str, Mapped], spend: float, said: str) -> dict[str, tuple[Mapped, str]]:
    """Every mapped input with its unit, in the order in which a reader meets them."""
    made_of = "users by class and reach, advisories, fuzzing, audits"
    crowd = Mapped(spend, "assumed", f"{said or made_of}; within x/÷4")
    return {
        "source size": (at.size, "KLOC"),
        "part you use": (at.slice, "KLOC"),
        "organisations": (at.orgs, ""),
        "years observed": (at.pace.years, "yr"),
        "growth": (at.pace.growth, "x the list's"),
        "years without a release": (at.pace.quiet, "yr"),
        "crowd spend": (crowd, "USD/yr"),
        **{name: (value, UNITS[name]) for name, value in made.items()},
    }


UNITS = {
    "churn": "share/yr",
    "releases": "1/yr",
    "takeover modifier": "x",
    "fix probability": "",
    "outside change": "x",
    "rewrite share": "of the slice",
    "upgrade effort": "h, once",
}


def _exposed(e: Evidence, kloc: float) -> float | None:
    """What may run here: its share of the lines that were read, of the whole size."""
    if isinstance(e.slice, Gap) or e.slice.value.exec_share is None:
        return None
    return e.slice.value.exec_share * kloc


def _reaches(e: Evidence) -> frozenset[str] | None:
    if isinstance(e.slice, Gap) or e.slice.value.reaches is None:
        return None
    return frozenset(e.slice.value.reaches)


def _missing(e: Evidence, at: _At) -> tuple[str, ...]:
    """Facts that were not there; an undated package with a successor is one more reason to doubt."""
    dated = isinstance(e.uploaded, Fact) or isinstance(e.newest_upload, Fact)
    coming = isinstance(e.successor, Fact) and e.successor.value.kind == "successor"
    dated = dated or (isinstance(e.successor, Fact) and e.successor.value.last_release is not None)
    absent = {
        "reach": isinstance(e.downloads, Gap),
        "class": e.class_basis == "name rule",
        "size": not at.size_known,
        "upload": not dated,
        "quiet": coming and not dated,
    }
    return tuple(name for name, gone in absent.items() if gone)


# ------------------------------------------------------------------ what could take its place


def _why_closed(e: Evidence, used_kloc: float, t: Assumptions, around: Around) -> str:
    """Why nothing takes the package's place here; "" where the table's successor does."""
    if isinstance(e.successor, Gap):
        return "nothing covers it"
    row = e.successor.value
    there = row.target in around.in_tree
    if around.python < tuple(int(part) for part in row.min_python.split(".")):
        return f"{row.target} needs Python {row.min_python}, the project supports {_dotted(around.python)}"
    if row.kind == "sibling" and not there:
        return f"{row.target} is not in the tree"
    return "" if _covers(row, e, used_kloc, there, t) else f"{row.target} covers it in part only"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _substitute(
    e: Evidence, used_kloc: float, spend: float, t: Assumptions, around: Around
) -> Substitute | None:
    """The row of the successor table as an option."""
    if isinstance(e.successor, Gap):
        return None
    row = e.successor.value
    there = row.target in around.in_tree
    new = _newcomer(row, e, spend, t, around) if row.kind == "successor" and not there else None
    kind = "sibling" if there and row.kind == "successor" else row.kind
    glue = row.glue_base_kloc + row.glue_per_slice * used_kloc
    return Substitute(kind, row.target, glue, new, row.reason in ("deprecated", "unmaintained"))


def _covers(row: Successor, e: Evidence, used_kloc: float, there: bool, t: Assumptions) -> bool:
    """Does the substitute do what we use? Measured names decide; else partial ones need a thin slice."""
    used = _used_names(e)
    if row.lacks and used:
        return not set(row.lacks) & used
    if row.coverage == "full":
        return True
    return there and row.kind != "stdlib" and used_kloc < t["map.partial_slice"]


def _used_names(e: Evidence) -> set[str]:
    """Names of it that are used: of the measured slice, else what the project's own source names."""
    if isinstance(e.slice, Fact) and e.slice.value.symbols:
        return set(e.slice.value.symbols)
    return set(value_or(e.names, ()))


def _newcomer(row: Successor, e: Evidence, spend: float, t: Assumptions, around: Around) -> Inputs:
    """A successor that is new to the tree, used as the old one is; a fork inherits the search of the code."""
    other = around.evidence.get(row.target)
    if other is None:
        other = Evidence(row.target, "", as_of=e.as_of)
    new = elicit(replace(other, slice=e.slice), t, Around(python=around.python))
    return replace(new, spend=new.spend + spend) if row.fork else new
