"""One row of the model as the decision that is shown: options, facts, gaps, and what they rest on."""

from collections.abc import Iterator
from dataclasses import replace

from depcalc.policy import Verdict
from depcalc.values.costs import CANDIDATES, Comparison, Row
from depcalc.values.evidence import Evidence, Successor
from depcalc.values.fact import Fact, Gap, Known, value_or
from depcalc.values.inputs import Inputs
from depcalc.values.placement import Placement
from depcalc.values.report import (
    OPTIONS,
    Decision,
    OptionCost,
    ProfileVerdict,
    SliceReport,
    SubstituteReport,
)
from depcalc.values.usage import PackageUsage


def decision_of(
    place: Placement,
    e: Evidence,
    row: Row,
    c: Comparison,
    v: Verdict,
    *,
    line: int | None,
    usage: PackageUsage | None,
    profiles: tuple[ProfileVerdict, ...],
) -> Decision:
    """The decision on one direct requirement."""
    p = row.package
    facts = tuple(_facts(e))
    return Decision(
        package=p.name,
        versions=place.versions,
        version=e.version,
        line=line,
        groups=place.groups,
        exposure=place.exposure,
        leaves_with=row.children,
        stays_because=row.stays,
        verdict=v.verdict,
        confidence=v.confidence,
        flags=v.flags,
        asks=v.asks,
        prefer=v.prefer,
        substitute=_substitute(e, row),
        behind_gate=v.behind,
        klass=p.klass,
        class_basis=p.class_basis,
        options=tuple(_options(row, c)),
        saving=c.saving.get(v.verdict),
        collective_spend=c.spend,
        spend_channels=p.channels,
        hardening=c.hardening,
        hardening_own=c.hardening_own,
        flaws=c.flaws,
        flaws_own=c.flaws_own,
        yield_keep=c.yield_keep,
        yield_rewrite=c.yield_rewrite,
        attacker_prize=c.prize,
        break_even_spend=c.break_even,
        rewrite_budget=c.rewrite_budget,
        parity_budget=None if v.verdict == "unknown" else c.parity_budget,
        ratio=c.losses["rewrite-unhardened"].ratio,
        p_riskier=c.losses["rewrite-unhardened"].above,
        flips=c.behind.flips if c.behind else c.ruling.flips,
        slice=slice_of(e, p, usage),
        inputs=p.basis,
        facts=tuple((name, f, unit) for name, f, unit in facts if isinstance(f, Fact)),
        gaps=tuple((name, f) for name, f, _ in facts if isinstance(f, Gap)),
        open_advisories=value_or(e.open_advisories, ()),
        profiles=profiles,
        other_curve=c.twin_verdict if "curve-dependent" in v.flags else "",
    )


def _options(row: Row, c: Comparison) -> Iterator[OptionCost]:
    """The options that were costed, in the contract's order; closed ones say why."""
    for name in OPTIONS:
        if name not in c.options:
            continue
        sums, why = c.options[name], row.closed.get(name, "")
        yield OptionCost(
            name=name,
            applies=not why,
            why_not=why,
            cost=sums.cost,
            loss=sums.loss,
            work=sums.work,
            hazard=sums.hazard,
            p_best=c.ruling.p_best.get(name) if name in CANDIDATES else None,
        )


def _substitute(e: Evidence, row: Row) -> SubstituteReport | None:
    """The table's successor, whether or not it is open here."""
    if isinstance(e.successor, Gap):
        return None
    s, here = e.successor.value, row.package.substitute
    kind, why = (here.kind if here else s.kind), row.package.no_substitute
    return SubstituteReport(s.target, kind, here is not None, why, s.coverage, s.lacks, _notes(e.name, s))


def _notes(name: str, s: Successor) -> str:
    """How it gets there, and what the new one does not do."""
    return "; ".join(filter(None, (s.note, s.does_not and f"compared with {name}: {s.does_not}")))


def slice_of(e: Evidence, p: Inputs, usage: PackageUsage | None) -> SliceReport:
    """The part in use of one package; estimated where its source was not read."""
    said = SliceReport(kloc=p.slice, share=p.slice / p.size, basis="estimated")
    if usage:
        said = replace(said, names=usage.names, mentions=usage.mentions, status=usage.status, why=usage.why)
    if isinstance(e.slice, Gap) or e.slice.kind == "assumed":
        return said
    part = e.slice.value
    return replace(
        said,
        basis="measured",
        functions=part.functions,
        functions_total=part.functions_total,
        modules=part.modules,
        modules_total=part.modules_total,
        exec_share=part.exec_share,
        reaches=part.reaches,
        capabilities=usage.slice.value.capabilities if usage and isinstance(usage.slice, Fact) else (),
        notes=usage.slice.value.notes if usage and isinstance(usage.slice, Fact) else (),
    )


def _counted(known: Known[tuple[object, ...]]) -> Known[object]:
    """A list as how many there are."""
    return known if isinstance(known, Gap) else Fact(len(known.value), known.source, known.day, known.kind)


def _facts(e: Evidence) -> Iterator[tuple[str, Known[object], str]]:
    """(name, fact or gap, unit), in a fixed order; values are plain numbers, texts and dates."""
    yield from (
        ("downloads", e.downloads, "1/month"),
        ("downloads_year_ago", e.downloads_year_ago, "1/month"),
        ("rank", e.rank, ""),
        ("first_seen", e.first_seen, ""),
        ("advisories", _counted(e.advisories), ""),
        ("advisories_open", _counted(e.open_advisories), ""),
        ("advisory_forecast", e.advisory_forecast, "p, 12 months"),
        ("oss_fuzz", e.oss_fuzz, ""),
        ("audits", _counted(e.audits), ""),
        ("takeovers", _counted(e.takeovers), ""),
        ("yanked", e.yanked, ""),
        ("class", e.klass, ""),
        ("kloc", e.kloc, "KLOC"),
        ("wheel_bytes", e.wheel_bytes, "bytes"),
        ("native", e.native, ""),
        ("debian_kb", e.debian_kb, "kB"),
        ("uploaded", e.uploaded, ""),
        ("newest_upload", e.newest_upload, ""),
        ("copyleft", e.copyleft, ""),
        ("repository", e.repository, ""),
        ("successor", _successor(e), ""),
        ("used", e.used, ""),
        ("slice", _sliced(e), "KLOC"),
    )
    for name, known in e.more:
        yield name, known, ""


def _successor(e: Evidence) -> Known[object]:
    if isinstance(e.successor, Gap):
        return e.successor
    row = e.successor.value
    return Fact(row.target, e.successor.source, e.successor.day, e.successor.kind)


def _sliced(e: Evidence) -> Known[object]:
    if isinstance(e.slice, Gap):
        return e.slice
    return Fact(e.slice.value.kloc, e.slice.source, e.slice.day, e.slice.kind)
