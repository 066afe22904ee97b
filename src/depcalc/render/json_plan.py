"""The plan for machines, schema `depcalc/plan/1`."""

from depcalc.render.json import dump, settings_record
from depcalc.render.json_decision import Record, capability_record, range_record
from depcalc.render.style import Style
from depcalc.render.wording import six
from depcalc.values.plan import Brief, Plan, Step, Upstream


def render_plan_json(plan: Plan, style: Style) -> str:
    """`--format json` of plan; the style changes nothing."""
    report = plan.report
    return dump(
        {
            "schema": "depcalc/plan/1",
            "tool": {"name": "depcalc", "version": report.tool_version},
            "as_of": report.as_of.isoformat(),
            "seed": report.seed,
            "draws": report.draws,
            "assumptions_digest": report.assumptions_digest,
            "settings": settings_record(report),
            "budget_usd": None if plan.budget is None else six(plan.budget),
            "spent_usd": six(plan.spent),
            "loss_before_usd_per_year": range_record(plan.loss_before),
            "loss_after_usd_per_year": range_record(plan.loss_after),
            "removed_usd_per_year": range_record(plan.removed),
            "steps": [_step(step) for step in plan.steps],
            "upstream": [_upstream(row) for row in plan.upstream],
            "briefs": [_brief(one) for one in plan.briefs],
        }
    )


def _step(step: Step) -> Record:
    so_far = step.removed_so_far
    return {
        "phase": step.phase,
        "kind": step.kind,
        "packages": list(step.packages),
        "what": step.what,
        "state": step.state.replace(" ", "-"),
        "urgent": step.urgent,
        "cost_usd": six(step.cost),
        "once_usd": six(step.once),
        "yearly_usd": six(step.yearly),
        "work_usd_per_year": six(step.work),
        "removed_usd_per_year": range_record(step.removed),
        "frees": list(step.frees),
        "meanwhile": list(step.meanwhile),
        "spent_usd": None if step.spent is None else six(step.spent),
        "removed_so_far_usd_per_year": None if so_far is None else six(so_far),
    }


def _upstream(row: Upstream) -> Record:
    return {
        "package": row.package,
        "usd_per_year": 1000.0,
        "removed_here_usd_per_year": range_record(row.here),
        "removed_for_all_users_usd_per_year": None if row.everyone is None else six(row.everyone),
        "organisations": None if row.organisations is None else six(row.organisations),
        "pays_up_to_usd_per_year": six(row.pays_up_to),
    }


def _attack(one: Brief) -> list[Record] | None:
    return None if one.capabilities is None else [capability_record(seen) for seen in one.capabilities]


def _brief(one: Brief) -> Record:
    return {
        "package": one.package,
        "class": one.klass,
        "lines": round(1000 * one.kloc),
        "budget_usd_per_year": six(one.budget),
        "budget_mtok_per_year": six(one.tokens),
        "parity_budget_usd_per_year": None if one.at_least is None else six(one.at_least),
        "first_review_usd": six(one.review),
        "attack_first": _attack(one),
        "negative_tests": [
            {
                "id": test.id,
                "aliases": list(test.aliases),
                "severity": test.severity,
                "score": test.score,
                "disclosed": test.disclosed.isoformat(),
            }
            for test in one.tests
        ],
        "stop_after_usd_without_a_find": None if one.stop_after is None else six(one.stop_after),
        "next_1000_usd_finds": six(one.next_finds),
    }
