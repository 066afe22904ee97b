"""CycloneDX 1.6: the tree in scope as components, the figures as properties, own code with its pedigree."""

import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from depcalc.render.json import dump
from depcalc.render.json_decision import Record
from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.render.wording import six
from depcalc.values.evidence import OpenAdvisory
from depcalc.values.report import Decision, OwnRow, PackageRow, Report

ROOT = "depcalc:project"
SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122, names that are URLs
SEVERITIES = {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "unknown": "unknown"}


def render_cyclonedx(report: Report, style: Style) -> str:
    """The same report gives the same bytes: its serial number is made from what it holds."""
    decisions = {d.package: d for d in report.decisions}
    rows = {row.name: row for row in report.packages}
    components = [_component(row, decisions.get(row.name)) for row in report.packages]
    own = [_own(row, at) for at, row in enumerate(report.own)]
    document: Record = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(report),
        "components": [*components, *own],
        "dependencies": list(_dependencies(report, rows)),
        "vulnerabilities": list(_vulnerabilities(report)),
    }
    serial = uuid.uuid5(SPACE, dump(document))
    return dump({**document, "serialNumber": f"urn:uuid:{serial}"})


def ref(row: PackageRow) -> str:
    """The reference of a package inside the document."""
    return purl(row.name, row.version)


def purl(name: str, version: str) -> str:
    """Package URL, hostile characters encoded."""
    at = f"@{quote(version, safe='')}" if version else ""
    return f"pkg:pypi/{quote(name, safe='')}{at}"


def _metadata(report: Report) -> Record:
    name = clean(report.path.rstrip("/").rpartition("/")[2]) or "project"
    return {
        "timestamp": f"{report.as_of.isoformat()}T00:00:00Z",
        "tools": {"components": [{"type": "application", "name": "depcalc", "version": report.tool_version}]},
        "component": {"type": "application", "name": name, "bom-ref": ROOT},
        "properties": [
            _property("profile", report.profile),
            _property("data", report.snapshot.id),
            _property("annual_cost_usd", six(report.totals.today.mean)),
            _property("advised_annual_cost_usd", six(report.totals.verdicts.mean)),
        ],
    }


def _property(name: str, value: object) -> Record:
    return {"name": f"depcalc:{name}", "value": clean(str(value))}


def _component(row: PackageRow, decision: Decision | None) -> Record:
    properties = [
        _property("annual_cost_usd", six(row.today_usd)),
        _property("direct", str(row.direct).lower()),
    ]
    if decision:
        properties += list(_figures(decision))
    component: Record = {
        "type": "library",
        "bom-ref": ref(row),
        "name": clean(row.name),
        "version": clean(row.version),
        "purl": ref(row),
        "scope": "required" if row.exposure == "production" else "excluded",
        "properties": properties,
    }
    return component


def _figures(d: Decision) -> Iterator[Record]:
    yield _property("verdict", d.verdict)
    yield _property("confidence", d.confidence)
    if d.advised:
        yield _property("advised_annual_cost_usd", six(d.advised.cost.mean))
    yield _property("crowd_annual_usd", six(d.collective_spend.mean))
    if d.parity_budget is not None:
        yield _property("you_would_need_annual_usd", six(d.parity_budget))
    for flag in d.flags:
        yield _property("flag", flag)


def _own(row: OwnRow, at: int) -> Record:
    """Vendored or rewritten code, with where it came from."""
    ancestor = {
        "type": "library",
        "name": clean(row.package),
        "version": clean(row.version),
        "purl": purl(row.package, row.version),
    }
    notes = f"{row.kind} of {clean(row.package)} {clean(row.version)} at {clean(row.path)}"
    if row.symbols:
        notes += f": {clean(', '.join(row.symbols))}"
    return {
        "type": "library",
        "bom-ref": f"depcalc:own:{at}",
        "name": f"{clean(row.package)} ({row.kind})",
        "version": clean(row.version),
        "pedigree": {"ancestors": [ancestor], "notes": notes},
        "properties": [
            _property("kind", row.kind),
            _property("path", row.path),
            _property("annual_cost_usd", six(row.sums.cost.mean)),
            _property("searched_usd", six(row.spent)),
        ],
    }


def _dependencies(report: Report, rows: Mapping[str, PackageRow]) -> Iterator[Record]:
    """Every reference with what it needs; nothing points outside the document."""
    needs: dict[str, list[str]] = {ref(row): [] for row in report.packages}
    for row in report.packages:
        for name in row.dependents:
            if name in rows:
                needs[ref(rows[name])].append(ref(row))
    own = [f"depcalc:own:{at}" for at in range(len(report.own))]
    direct = sorted({ref(row) for row in report.packages if row.direct})
    yield {"ref": ROOT, "dependsOn": [*direct, *own]}
    for name, found in needs.items():
        yield {"ref": name, "dependsOn": sorted(set(found))}
    for name in own:
        yield {"ref": name, "dependsOn": []}


def _vulnerabilities(report: Report) -> Iterator[Record]:
    """One entry for each advisory, with all it affects."""
    affected: dict[str, tuple[OpenAdvisory, list[str]]] = {}
    for row in report.packages:
        for one in row.open_advisories:
            affected.setdefault(one.advisory.id, (one, []))[1].append(ref(row))
    for id_, (one, refs) in sorted(affected.items()):
        known = one.advisory
        rating: Record = {"severity": SEVERITIES[known.severity]}
        if known.score is not None:
            rating["score"] = known.score
        entry: Record = {
            "bom-ref": f"depcalc:advisory:{clean(id_)}",
            "id": clean(id_),
            "source": {"name": clean(id_.partition("-")[0])},
            "ratings": [rating],
            "published": f"{known.disclosed.isoformat()}T00:00:00Z",
            "affects": [{"ref": one_ref} for one_ref in dict.fromkeys(refs)],
        }
        if one.fixed_in:
            entry["recommendation"] = f"Upgrade to {clean(one.fixed_in)}."
        yield entry
