"""How much of each indirect package the project reaches, and through what."""

from collections.abc import Mapping

from depcalc.pipeline.case import Case
from depcalc.pipeline.records import slice_of
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap
from depcalc.values.report import IndirectUse
from depcalc.values.survey import Survey
from depcalc.values.usage import PackageUsage


def indirect_uses(survey: Survey, case: Case) -> Mapping[str, IndirectUse]:
    """Name -> its use, of every package that the project does not ask for itself."""
    usages = {one.name: one for one in survey.usage.packages} if survey.usage and survey.usage.read else {}
    through = _through(case.evidence, usages)
    return {
        p.name: IndirectUse(
            slice_of(case.evidence[p.name], p, usages.get(p.name)),
            tuple(through.get(p.name, ())),
            _why_not(case.evidence[p.name]),
        )
        for p in case.indirect
    }


def _through(evidence: Mapping[str, Evidence], usages: Mapping[str, PackageUsage]) -> Mapping[str, list[str]]:
    """Name -> the packages whose part in use names it, in order, whether or not the lock says that they ask for
    it: an optional import needs no requirement."""
    found: dict[str, list[str]] = {}
    for name, e in sorted(evidence.items()):
        usage = usages.get(name)
        if usage and isinstance(e.slice, Fact) and isinstance(usage.slice, Fact):
            for reached in usage.slice.value.reaches:
                found.setdefault(reached, []).append(name)
    return found


def _why_not(e: Evidence) -> str:
    if isinstance(e.slice, Gap):
        return e.slice.reason
    return "" if e.slice.kind == "measured" else e.slice.source
