"""From a survey to what the model is asked about: rows, inputs, and where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from depcalc import policy
from depcalc.model.elicit import Around, elicit
from depcalc.pipeline.recorded import searches
from depcalc.pipeline.waivers import waived_packages
from depcalc.pythons import lowest_python
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import Row
from depcalc.values.evidence import Evidence
from depcalc.values.inputs import Context, Inputs
from depcalc.values.notice import Notice
from depcalc.values.placement import Placement
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

UNKNOWN_PYTHON = (3, 9)
NOT_READ = frozenset(  # rows of the table that no fact is mapped by, and that people move most
    {"cooldown", "curve", "horizon", "loss", "price", "rewrite_budget"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the model is asked about."""

    rows: tuple[Row, ...]
    inputs: tuple[Inputs, ...]
    indirect: tuple[Inputs, ...]
    context: Context
    placements: Mapping[str, Placement]
    evidence: Mapping[str, Evidence]
    places: Mapping[str, tuple[str, int | None]]
    notices: tuple[Notice, ...]


def case_of(survey: Survey, settings: Settings, t: Assumptions) -> Case:
    """Inputs of every package in scope, and the rows they make under one assumption table."""
    placements = {p.name: p for p in survey.placements}
    evidence = {e.name: e for e in survey.evidence}
    lowest = lowest_python(survey.lock.requires_python)
    around = Around(frozenset(placements), lowest or UNKNOWN_PYTHON, {e.name: e for e in survey.successors})
    inputs = {
        name: elicit(evidence[name], t, around, p.exposure, searches(settings, name, survey.as_of))
        for name, p in placements.items()
    }
    rows = tuple(
        row_of(inputs[p.name], [inputs[name] for name in p.leaves_with], p, survey, settings, t)
        for p in survey.placements
        if p.direct
    )
    context = Context(exposure=settings.exposure, policy=survey.policy)  # type: ignore[arg-type]
    return Case(
        rows=rows,
        inputs=tuple(inputs.values()),
        indirect=tuple(inputs[p.name] for p in survey.placements if not p.direct),
        context=context,
        placements=placements,
        evidence=evidence,
        places=_places(survey, evidence),
        notices=() if lowest else (_python_notice(survey.lock.requires_python),),
    )


def row_of(
    p: Inputs,
    children: Sequence[Inputs],
    place: Placement,
    survey: Survey,
    settings: Settings,
    t: Assumptions,
) -> Row:
    """A direct with what leaves with it; a rewrite still needs what its part in use reaches, and all that brings."""
    needed = reached(dict(survey.edges), p.reaches or ())
    waived = waived_packages(settings, survey.as_of)
    return policy.make_row(p, children, place.needed_by_directs, needed, t, waived)


def _python_notice(stated: str) -> Notice:
    version = ".".join(map(str, UNKNOWN_PYTHON))
    why = f"requires-python {stated!r} names no lowest Python" if stated else "no requires-python found"
    return Notice("python-unknown", f"{why}: what the standard library covers is judged at Python {version}")


def case_like(case: Case, settings: Settings, survey: Survey) -> Case:
    """The same case where only rows of `NOT_READ` moved: who can reach the code and the policy still count."""
    return replace(case, context=Context(exposure=settings.exposure, policy=survey.policy))  # type: ignore[arg-type]


def reached(edges: Mapping[str, Sequence[str]], starts: Sequence[str] | frozenset[str]) -> set[str]:
    """Names that can be reached along the edges, the starts among them."""
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(edges.get(name, ()))
    return seen


def _places(survey: Survey, evidence: Mapping[str, Evidence]) -> dict[str, tuple[str, int | None]]:
    """Lockfile and line of the priced version of each name."""
    found: dict[str, tuple[str, int | None]] = {}
    for package in survey.lock.packages:
        e = evidence.get(package.key.name)
        if e is not None and (e.version == package.key.version or e.name not in found):
            found[e.name] = package.path or survey.lock.path, package.line
    return found
