"""How much of each indirect package the project reaches, and through what."""

from collections.abc import Mapping

from depcalc.pipeline.case import Case
from depcalc.pipeline.records import slice_of
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap
from depcalc.values.report import IndirectUse
from depcalc.values.survey import Survey


def indirect_uses(survey: Survey, case: Case) -> Mapping[str, IndirectUse]:
    """Name -> its use, of every package that the project does not ask for itself."""
    through = _through(case.evidence)
    usages = {one.name: one for one in survey.usage.packages} if survey.usage and survey.usage.read else {}
    return {
        p.name: IndirectUse(
            slice_of(case.evidence[p.name], p, usages.get(p.name)),
            tuple(through.get(p.name, ())),
            _why_not(case.evidence[p.name]),
        )
        for p in case.indirect
    }


def _through(evidence: Mapping[str, Evidence]) -> Mapping[str, list[str]]:
    """Name -> the packages whose part in use names it, in order."""
    found: dict[str, list[str]] = {}
    for name, e in sorted(evidence.items()):
        if isinstance(e.slice, Fact):
            for reached in e.slice.value.reaches or ():
                found.setdefault(reached, []).append(name)
    return found


def _why_not(e: Evidence) -> str:
    if isinstance(e.slice, Gap):
        return e.slice.reason
    return "" if e.slice.kind == "measured" else e.slice.source
