"""The report for machines, schema `depcalc/report/1`: records made by hand, so that our classes may change.

Keys may be added, never changed. Unknown is null with a reason in `gaps`; what is not built yet is null and
says so. Floats carry six significant digits, lists have one order, text is ASCII: same input, same bytes.
"""

import json

from depcalc.render.json_decision import Record, decision_record, group_label, indirect_slice, range_record
from depcalc.render.json_findings import finding_record
from depcalc.render.json_own import own_record
from depcalc.render.style import Style
from depcalc.render.why import Paths, sort_paths
from depcalc.render.wording import six
from depcalc.values.placement import Placement
from depcalc.values.report import JointGroup, PackageRow, Report, SharedRow, Totals


def render_json(report: Report, style: Style) -> str:
    """`--format json` of scan and explain; the style changes nothing."""
    return dump(_report(report))


def render_why_json(place: Placement, paths: Paths, style: Style) -> str:
    """`--format json` of why, schema `depcalc/why/1`."""
    return dump(
        {
            "schema": "depcalc/why/1",
            "package": place.name,
            "versions": list(place.versions),
            "direct": place.direct,
            "needed_by": list(place.needed_by_directs),
            "paths": [
                [{"name": key.name, "version": key.version} for key in path] for path in sort_paths(paths)
            ],
        }
    )


def dump(record: Record) -> str:
    """One document with a newline at the end. A NaN is a bug, and raises."""
    return json.dumps(record, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _report(report: Report) -> Record:
    return {
        "schema": "depcalc/report/1",
        "tool": {"name": "depcalc", "version": report.tool_version},
        "as_of": report.as_of.isoformat(),
        "seed": report.seed,
        "draws": report.draws,
        "assumptions_digest": report.assumptions_digest,
        "data": {"id": report.snapshot.id, "date": report.snapshot.as_of.isoformat()},
        "settings": settings_record(report),
        "project": _project(report),
        "graph": _graph(report),
        "scope": _scope(report),
        "totals": _totals(report.totals),
        "decisions": [decision_record(d) for d in sorted(report.decisions, key=lambda d: d.package)],
        "joint": [_joint(group) for group in report.joint],
        "shared": [_shared(row) for row in sorted(report.shared, key=lambda row: row.packages)],
        "packages": [
            _package(row) for row in sorted(report.packages, key=lambda row: (row.name, row.version))
        ],
        "own": [own_record(row) for row in report.own],
        "findings": [finding_record(one) for one in report.findings],
        "notices": _notices(report),
        "coverage": _coverage(report),
    }


def settings_record(report: Report) -> Record:
    """What was asked, and which assumptions are not the table's."""
    return {
        "profile": report.profile,
        "exposure": report.exposure,
        "policy": report.policy,
        "curve": report.curve,
        "price_usd_per_mtok": six(report.price),
        "loss_usd": {"p50": six(report.loss_median), "mean": six(report.loss_mean)},
        "changed_assumptions": [
            {"name": key, "value": six(value), "origin": origin}
            for key, value, origin in report.changed_assumptions
        ],
    }


def _project(report: Report) -> Record:
    locks = [
        {"path": lock.path, "format": lock.format, "revision": lock.revision} for lock in report.lockfiles
    ]
    return {"path": report.path, "lockfiles": locks, "requires_python": report.requires_python}


def _graph(report: Report) -> Record:
    graph = report.graph
    return {
        "packages": graph.packages,
        "edges": graph.edges,
        "direct": graph.direct,
        "orphans": [{"name": key.name, "version": key.version} for key in sorted(graph.orphans)],
        "edges_from": graph.edges_from,
    }


def _scope(report: Report) -> Record:
    scope = report.scope
    groups = [group for group in scope.groups or ("",) if not group.startswith("extra:")]
    return {
        "groups": [group_label(g.removeprefix("group:")) for g in groups],
        "extras": list(scope.extras),
        "packages": scope.packages,
        "direct": scope.direct,
        "outside": [{"name": group_label(name), "packages": n} for name, n in scope.outside],
    }


def _totals(totals: Totals) -> Record:
    return {
        "cost_usd_per_year": range_record(totals.today),
        "saving_usd_per_year": six(totals.saving.mean),
        "loss_usd_per_year": range_record(totals.loss_today),
        "hazard_per_year": six(totals.hazard_today),
        "anchor_hazard_per_year": six(totals.anchor_hazard),
        "saving_range_usd_per_year": range_record(totals.saving),
        "verdicts_cost_usd_per_year": range_record(totals.verdicts),
        "keep_cost_usd_per_year": range_record(totals.keep),
        "keep_hazard_per_year": six(totals.hazard_keep),
        "anchor_warning": totals.anchor_warning,
    }


def _shared(row: SharedRow) -> Record:
    return {
        "packages": sorted(row.packages),
        "needed_by": sorted(row.needed_by),
        "cost_usd_per_year": range_record(row.today),
        "keep_cost_usd_per_year": range_record(row.keep),
    }


def _joint(group: JointGroup) -> Record:
    return {
        "rows": [
            {"package": row.package, "verdict": row.verdict, "choice": row.choice} for row in group.rows
        ],
        "frees": list(group.frees),
        "saving_usd_per_year": range_record(group.saving),
    }


def _package(row: PackageRow) -> Record:
    return {
        "name": row.name,
        "version": row.version,
        "direct": row.direct,
        "groups": [group_label(group) for group in row.groups],
        "exposure": row.exposure,
        "dependents": sorted(row.dependents),
        "depth": row.depth,
        "advisories": sorted(row.advisories),
        "upgrade_to": row.upgrade_to or None,
        "path": row.path or None,
        "line": row.line,
        "slice": None if row.use is None else indirect_slice(row.use),
    }


def _notices(report: Report) -> list[Record]:
    return [
        {"code": one.code, "message": one.message, "path": one.path or None, "line": one.line}
        for one in report.notices
    ]


def _coverage(report: Report) -> Record:
    known = report.coverage
    return {
        "packages": known.packages,
        "with_reach": known.with_reach,
        "with_size": known.with_size,
        "with_usage": known.with_usage,
        "with_advisories": known.with_advisories,
        "cost_rests_on": {
            "measured": six(known.measured),
            "sourced": six(known.sourced),
            "mapped_by_rule": six(known.by_rule),
            "assumed": six(known.assumed),
        },
    }
