"""One decision as a record of the schema `depcalc/report/1`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from depcalc.render.json_switches import moved_record, outlook_record, questions_record, switch_records
from depcalc.render.wording import six
from depcalc.values.evidence import OpenAdvisory
from depcalc.values.report import (
    OPTIONS,
    Decision,
    IndirectUse,
    InputUsed,
    Range,
    SliceReport,
    SubstituteReport,
)
from depcalc.values.usage import Capability

Record = dict[str, Any]
WHY_NULL: Mapping[str, str] = {
    "switch_points": "depcalc explain NAME searches for them",
    "questions": "depcalc explain NAME asks, where money decides",
    "outlook": "depcalc explain NAME looks ahead, where money decides",
    "parity_budget_usd_per_year": "not within $100M a year",
    "line": "the lock gives no line",
    "saving_usd_per_year": "no verdict to compare with today",
}
NULL_IS_NONE = frozenset({"before_changes", "other_curve_verdict", "prefer", "behind_gate", "substitute"})
WHY_NOT_COSTED: Mapping[str, str] = {"replace": "nothing covers it", "drop": "not measured as unused"}


def decision_record(decision: Decision) -> Record:
    """One decision, with a gap for every null of the contract that means "unknown"."""
    record: Record = {
        "package": decision.package,
        "version": decision.version,
        "versions": list(decision.versions),
        "line": decision.line,
        "groups": [group_label(group) for group in decision.groups],
        "exposure": decision.exposure,
        "leaves_with": list(decision.leaves_with),
        "stays_because": list(decision.stays_because),
        "stays_behind": list(decision.stays_behind),
        "verdict": decision.verdict,
        "confidence": decision.confidence,
        "flags": sorted(decision.flags),
        "behind_gate": _behind_gate(decision),
        "prefer": decision.prefer,
        "class": decision.klass,
        "class_basis": decision.class_basis,
        "asks": list(decision.asks),
        "options": {name: _option(decision, name) for name in OPTIONS},
        "saving_usd_per_year": range_record(decision.saving),
        **_against(decision),
        "switch_points": switch_records(decision.switch_points),
        "questions": questions_record(decision.questions),
        "outlook": outlook_record(decision.outlook),
        "before_changes": moved_record(decision.moved),
        "other_curve_verdict": decision.other_curve or None,
        "flips": [{"input": f.input, "side": f.side, "becomes": f.becomes} for f in decision.flips],
        "slice": _slice(decision.slice),
        "open_advisories": [_advisory(one) for one in decision.open_advisories],
        "facts": _facts(decision),
        "inputs": [_input(used) for used in decision.inputs],
        "substitute": _substitute(decision.substitute),
        "profiles": _profiles(decision),
    }
    return record | {"gaps": _gaps(decision, record)}


def group_label(group: str) -> str:
    """ "production" for what the roots themselves require; "group:dev" and "extra:x" as they are."""
    return group or "production"


def _against(decision: Decision) -> Record:
    """Hardening, the crowd's and ours."""
    return {
        "collective_spend_usd_per_year": range_record(decision.collective_spend),
        "spend_channels_usd_per_year": {name: six(usd) for name, usd in decision.spend_channels},
        "hardening_usd": range_record(decision.hardening),
        "own_hardening_usd": six(decision.hardening_own),
        "flaws": {"keep": six(decision.flaws), "rewrite": six(decision.flaws_own)},
        "yield_of_next_1000_usd": {"keep": six(decision.yield_keep), "rewrite": six(decision.yield_rewrite)},
        "attacker_prize_usd": range_record(decision.attacker_prize),
        "rewrite_budget_usd_per_year": six(decision.rewrite_budget),
        "parity_budget_usd_per_year": None if decision.parity_budget is None else six(decision.parity_budget),
        "break_even_spend_usd_per_year": six(decision.break_even_spend.mean),
        "break_even_spend_range_usd_per_year": range_record(decision.break_even_spend),
        "unhardened_loss_ratio": six(decision.ratio),
        "p_unhardened_riskier": six(decision.p_riskier),
    }


def _behind_gate(decision: Decision) -> Record | None:
    behind = decision.behind_gate
    if behind is None:
        return None
    return {"verdict": behind.verdict, "confidence": behind.confidence, "p_best": six(behind.p_best)}


def _why_not_costed(decision: Decision, name: str) -> str:
    if name == "replace" and decision.substitute is not None:
        return decision.substitute.why_not
    return WHY_NOT_COSTED.get(name, "not costed")


def _option(decision: Decision, name: str) -> Record:
    option = decision.option(name)
    if option is None:
        return {
            "applies": False,
            "why_not": _why_not_costed(decision, name),
            "cost_usd_per_year": None,
            "loss_usd_per_year": None,
            "work_usd_per_year": None,
            "hazard_per_year": None,
            "p_best": None,
        }
    hazard = option.hazard
    return {
        "applies": option.applies,
        "why_not": option.why_not or None,
        "cost_usd_per_year": range_record(option.cost),
        "loss_usd_per_year": range_record(option.loss),
        "work_usd_per_year": six(option.work),
        "hazard_per_year": {
            "zero_day": six(hazard.zero_day),
            "n_day": six(hazard.n_day),
            "supply_chain": six(hazard.supply_chain),
        },
        "p_best": None if option.p_best is None else six(option.p_best),
    }


def range_record(usd: Range | None) -> Record | None:
    """Mean and percentiles, six digits."""
    if usd is None:
        return None
    return {"mean": six(usd.mean), "p05": six(usd.p05), "p50": six(usd.p50), "p95": six(usd.p95)}


def indirect_slice(use: IndirectUse) -> Record:
    """The part in use of an indirect package, and through what it is reached."""
    return {
        **_sizes(use.part),
        "basis": use.part.basis,
        "why_not": use.why_not or None,
        "reached_through": list(use.through) if use.part.basis == "measured" else None,
        "named_by_you": any(one.kind == "runtime" for one in use.part.names),
    }


def _sizes(part: SliceReport) -> Record:
    """What nobody measured is null: the size the model used instead is among the inputs."""
    known = part.basis != "unknown"
    return {
        "lines": round(1000 * part.kloc) if known else None,
        "share": six(part.share) if known else None,
        "functions": part.functions,
        "functions_total": part.functions_total,
        "modules": part.modules,
        "modules_total": part.modules_total,
        "may_run_share": None if part.exec_share is None else six(part.exec_share),
    }


def _slice(part: SliceReport) -> Record:
    measured = part.basis == "measured"
    return {
        **_sizes(part),
        "capabilities": [capability_record(one) for one in part.capabilities] if measured else None,
        "reaches": None if part.reaches is None else list(part.reaches),
        "basis": part.basis,
        "status": part.status or None,
        "why": part.why or None,
        "names": [
            {"name": one.name, "kind": one.kind, "path": one.path, "line": one.line, "optional": one.optional}
            for one in part.names
        ],
        "mentions": [
            {"how": one.how, "text": one.text, "path": one.path or None, "line": one.line or None}
            for one in part.mentions
        ],
        "notes": [{"note": note, "count": n} for note, n in part.notes],
    }


def capability_record(one: Capability) -> Record:
    """One thing that live code may do, and where it is seen."""
    return {
        "tag": one.tag,
        "name": one.name,
        "path": one.path,
        "line": one.line,
        "at_import": one.at_import,
        "weak": one.weak,
    }


def _substitute(other: SubstituteReport | None) -> Record | None:
    if other is None:
        return None
    return {
        "target": other.target,
        "kind": other.kind,
        "open": other.open,
        "why_not": other.why_not or None,
        "coverage": other.coverage,
        "lacks": list(other.lacks),
        "note": other.note,
    }


def _advisory(one: OpenAdvisory) -> Record:
    known = one.advisory
    return {
        "id": known.id,
        "aliases": list(known.aliases),
        "severity": known.severity,
        "score": known.score,
        "disclosed": known.disclosed.isoformat(),
        "exploited": known.exploited,
        "fixed_in": one.fixed_in or None,
        "closed_by_upgrade": one.closed,
        "functions": list(one.functions) or None,
        "reach": one.reach,
    }


def _facts(decision: Decision) -> list[Record]:
    return [
        {
            "name": name,
            "value": _plain(fact.value),
            "unit": unit,
            "source": fact.source,
            "date": fact.day.isoformat() if fact.day else None,
            "kind": fact.kind,
        }
        for name, fact, unit in decision.facts
    ]


def _input(used: InputUsed) -> Record:
    return {
        "name": used.name,
        "value": _plain(used.value),
        "unit": used.unit,
        "source": used.source,
        "date": None,
        "kind": used.kind,
        "by_rule": used.by_rule,
    }


def _plain(value: object) -> Any:
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    if isinstance(value, float):
        return six(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _profiles(decision: Decision) -> list[Record]:
    return [
        {
            "profile": one.profile,
            "verdict": one.verdict,
            "confidence": one.confidence,
            "saving_usd_per_year": None if one.saving is None else six(one.saving),
        }
        for one in decision.profiles
    ]


def _gaps(decision: Decision, record: Record) -> list[Record]:
    """The gaps of the evidence, and one for every other null of the record."""
    reasons = {name: gap.reason for name, gap in decision.gaps}
    for name, value in record.items():
        if value is None and name not in NULL_IS_NONE:
            reasons.setdefault(name, WHY_NULL.get(name, "not known"))
    if None in record["slice"].values():
        reasons.setdefault("slice", "not measured")
    return [{"name": name, "reason": reason} for name, reason in sorted(reasons.items())]
