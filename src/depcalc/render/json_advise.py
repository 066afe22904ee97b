"""The advice for machines, schema `depcalc/advice/1`: one verdict, stable keys, for scripts and coding agents."""

from depcalc.render.advise import headline
from depcalc.render.json import dump
from depcalc.render.json_decision import Record, decision_record
from depcalc.render.style import Style
from depcalc.render.wording import six
from depcalc.values.advice import Advice, Alternative, PastAdvisory, TestPlan
from depcalc.values.fact import Gap

FIGURES = (  # of a decision, that are about the package and not about a lock
    "class", "class_basis", "flags", "behind_gate", "collective_spend_usd_per_year",
    "spend_channels_usd_per_year", "hardening_usd", "own_hardening_usd", "flaws", "yield_of_next_1000_usd",
    "attacker_prize_usd", "rewrite_budget_usd_per_year", "parity_budget_usd_per_year",
    "break_even_spend_usd_per_year", "unhardened_loss_ratio", "p_unhardened_riskier", "open_advisories",
    "facts", "inputs",
)  # fmt: skip
OPTIONS = ("keep", "vendor", "rewrite", "rewrite-unhardened", "replace")


def render_advise_json(advice: Advice, style: Style) -> str:
    """`depcalc advise NAME --format json`; the style changes nothing."""
    return dump(_record(advice))


def _record(advice: Advice) -> Record:
    return {
        "schema": "depcalc/advice/1",
        "tool": {"name": "depcalc", "version": advice.tool_version},
        "as_of": advice.as_of.isoformat(),
        "seed": advice.seed,
        "draws": advice.draws,
        "assumptions_digest": advice.assumptions_digest,
        "data": {"id": advice.snapshot.id, "date": advice.snapshot.as_of.isoformat()},
        "settings": _settings(advice),
        "project": _project(advice),
        "package": advice.name,
        "asked": advice.asked,
        "version": advice.version or None,
        "version_from": advice.version_from or None,
        "verdict": advice.verdict,
        "instead": advice.instead or None,
        "confidence": advice.confidence,
        "headline": headline(advice),
        "reasons": [{"code": reason.code, "text": reason.text} for reason in advice.reasons],
        "asks": list(advice.asks),
        "here": _here(advice),
        "gates": list(advice.gates),
        "near": [{"name": near.name, "rank": near.rank, "how": near.how} for near in advice.near],
        "alternatives": [_alternative(one) for one in advice.alternatives],
        "uses": list(advice.uses),
        "uses_not_found": None if advice.missing is None else list(advice.missing),
        "slice": _slice(advice),
        "brings": _brings(advice),
        "options": _options(advice),
        "figures": _figures(advice),
        "test_plan": _plan(advice.plan),
        "gaps": _gaps(advice),
        "notices": [
            {"code": one.code, "message": one.message, "path": one.path or None, "line": one.line}
            for one in advice.notices
        ],
    }


def _settings(advice: Advice) -> Record:
    return {
        "profile": advice.profile,
        "exposure": advice.exposure,
        "policy": advice.policy,
        "loss_usd": {"p50": six(advice.loss_median), "mean": six(advice.loss_mean)},
        "changed_assumptions": [
            {"name": key, "value": six(value), "origin": origin}
            for key, value, origin in advice.changed_assumptions
        ],
    }


def _project(advice: Advice) -> Record | None:
    if not advice.lockfiles:
        return None
    return {
        "path": advice.path,
        "lockfiles": [lock.path for lock in advice.lockfiles],
        "python": advice.python,
        "python_known": advice.python_known,
    }


def _here(advice: Advice) -> Record | None:
    here = advice.here
    if here is None:
        return None
    return {"direct": here.direct, "version": here.version, "needed_by": list(here.needed_by)}


def _alternative(one: Alternative) -> Record:
    return {
        "kind": one.kind,
        "target": one.target,
        "open": one.open,
        "why_not": one.why_not or None,
        "coverage": one.coverage,
        "lacks": list(one.lacks),
        "lacks_used": list(one.lacks_used),
        "does_not": one.does_not,
        "note": one.note,
        "source": one.source,
    }


def _slice(advice: Advice) -> Record | None:
    part = advice.slice
    if part is None:
        return None
    return {
        "lines": round(1000 * part.kloc),
        "share": six(part.share),
        "basis": part.basis,
        "source": part.source,
    }


def _brings(advice: Advice) -> Record | None:
    known = advice.brings
    if isinstance(known, Gap):
        return None
    return {"new": list(known.value.new), "present": list(known.value.present)}


def _options(advice: Advice) -> Record:
    if advice.decision is None:
        return {}
    options: Record = decision_record(advice.decision)["options"]
    return {name: options[name] for name in OPTIONS}


def _figures(advice: Advice) -> Record | None:
    if advice.decision is None:
        return None
    record = decision_record(advice.decision)
    return {key: record[key] for key in FIGURES}


def _plan(plan: TestPlan | None) -> Record | None:
    if plan is None:
        return None
    return {
        "library_version": plan.version or None,
        "differential": list(plan.differential),
        "properties": list(plan.properties),
        "past_advisories": [_past(one) for one in plan.past],
        "past_advisories_left_out": plan.left_out,
    }


def _past(one: PastAdvisory) -> Record:
    return {
        "id": one.id,
        "aliases": list(one.aliases),
        "severity": one.severity,
        "disclosed": one.disclosed.isoformat(),
        "exploited": one.exploited,
        "denial_of_service": one.out_of_scope,
    }


def _gaps(advice: Advice) -> list[Record]:
    gaps = {name: gap.reason for name, gap in advice.gaps}
    if isinstance(advice.brings, Gap):
        gaps["brings"] = advice.brings.reason
    if advice.missing is None:
        gaps["uses_not_found"] = "its source was not read"
    if advice.decision is None:
        gaps["figures"] = advice.reasons[0].text
    return [{"name": name, "reason": reason} for name, reason in sorted(gaps.items())]
