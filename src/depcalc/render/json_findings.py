"""Findings as records, in every document that holds some."""

from depcalc.render.json_decision import Record
from depcalc.values.finding import Finding
from depcalc.values.rules import BY_ID


def finding_record(one: Finding) -> Record:
    """One finding; what it is not about is null."""
    return {
        "rule": one.rule,
        "name": BY_ID[one.rule].name,
        "severity": one.severity,
        "package": one.package or None,
        "version": one.version or None,
        "message": one.message,
        "path": one.path or None,
        "line": one.line,
        "advisory": one.advisory or None,
        "waived_by": one.waived_by or None,
    }
