"""SARIF 2.1.0 for code scanning: each finding at its package's line in the lock.

Severity belongs to the rule there, so advisories have one rule for each. A fingerprint is rule, package, advisory
and file: an upgrade that leaves the advisory open is the same alert.
"""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import quote

from depcalc.render.json import dump
from depcalc.render.json_decision import Record
from depcalc.render.style import Style
from depcalc.render.text import clean
from depcalc.values.finding import Finding
from depcalc.values.report import Report
from depcalc.values.rules import BY_ID, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "unknown": "8.0"}
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "unknown": "error"}
MOST_RESULTS = 5000  # code scanning keeps no more
BRACKETS = str.maketrans({"[": "\\[", "]": "\\]", "\\": "\\\\"})


def render_sarif(report: Report, style: Style) -> str:
    """All findings of a report; waived ones are suppressed with their reason."""
    found = sorted(report.findings, key=lambda one: SCORES[one.severity], reverse=True)[:MOST_RESULTS]
    rules = sorted({_rule_id(one) for one in found})
    root = report.path
    return dump(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": _driver(rules, report)},
                    "automationDetails": {"id": "depcalc/"},
                    "columnKind": "utf16CodeUnits",
                    "results": [_result(one, rules, root) for one in found],
                }
            ],
        }
    )


def _driver(rules: Iterable[str], report: Report) -> Record:
    return {
        "name": "depcalc",
        "version": report.tool_version,
        "semanticVersion": report.tool_version,
        "rules": [_rule(rule_id) for rule_id in rules],
    }


def _rule_id(one: Finding) -> str:
    return f"{one.rule}-{one.severity}" if BY_ID[one.rule].severity == "advisory" else one.rule


def _rule(rule_id: str) -> Record:
    id_, _, severity = rule_id.partition("-")
    rule: Rule = BY_ID[id_]
    severity = severity or rule.severity
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.about[0].upper()}{rule.about[1:]}."},
        "fullDescription": {"text": f"{rule.about[0].upper()}{rule.about[1:]}. To do: {rule.todo}."},
        "help": {"text": f"To do: {rule.todo}.", "markdown": f"To do: {rule.todo}."},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": ["security", "dependencies"], "security-severity": SCORES[severity]},
    }


def _result(one: Finding, rules: list[str], root: str) -> Record:
    rule_id, line = _rule_id(one), one.line or 1
    path = relative(one.path, root)
    result: Record = {
        "ruleId": rule_id,
        "ruleIndex": rules.index(rule_id),
        "level": LEVELS[one.severity],
        "message": {"text": clean(one.message).translate(BRACKETS)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2},
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(one, path)},
    }
    if one.waived_by:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": clean(one.waived_by)}
        ]
    return result


def relative(path: str, root: str) -> str:
    """A path as a repository names it: relative ones are taken as seen from its root."""
    place = PurePosixPath(path.replace("\\", "/") or "pyproject.toml")
    top = PurePosixPath(root.replace("\\", "/"))
    if place.is_absolute() and place.is_relative_to(top):
        place = place.relative_to(top)
    parts = [part for part in place.parts if part not in ("/", "..", ".")]
    return "/".join(parts) or PurePosixPath(root).name


def _fingerprint(one: Finding, path: str) -> str:
    text = "\0".join((one.rule, one.package, one.advisory, path, *filter(None, (one.trait,))))
    return f"{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]}:1"
