"""appraise: a survey and assumptions to a report. Pure: the same survey, settings and seed, same report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from depcalc import __version__, policy
from depcalc.assumptions import digest
from depcalc.errors import AssumptionError, ModelError
from depcalc.graph import paths_to
from depcalc.model.compare import compare
from depcalc.model.draws import Worlds, worlds
from depcalc.model.elicit import Around, elicit
from depcalc.model.summary import summary
from depcalc.pipeline.coverage import coverage
from depcalc.pipeline.finite import all_finite
from depcalc.pipeline.priors import table
from depcalc.pipeline.records import CURVES, decision_of
from depcalc.pipeline.waivers import waived_packages, waiver_notices
from depcalc.pythons import lowest_python
from depcalc.values.assumptions import PROFILES, Assumptions
from depcalc.values.costs import Costs, Row
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.inputs import Context, Inputs
from depcalc.values.lock import Key
from depcalc.values.notice import Notice
from depcalc.values.placement import Placement
from depcalc.values.report import (
    PackageRow,
    ProfileVerdict,
    Report,
    ScopeInfo,
    SharedRow,
    Totals,
)
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

UNKNOWN_PYTHON = (3, 9)
FEW = 100  # worlds below which odds are not to be believed


def appraise(survey: Survey, settings: Settings, *, focus: str | None = None) -> Report:
    """Cost every option of every direct requirement and say which is best.

    focus   a direct for which the verdicts of the other profiles are wanted too
    """
    t = table(survey, settings)
    w = _worlds(t, settings)
    try:
        case = _case(survey, settings, t)
        costs = compare(case.rows, case.indirect, w, case.context, policy.settle)
    except ArithmeticError as error:
        raise _no_answer(settings, str(error)) from error
    if not all_finite(costs):
        raise _no_answer(settings, "a figure is not a finite number")
    profiles = _profiles(survey, settings, focus, case, costs) if focus else ()
    decisions = tuple(
        decision_of(
            case.placements[row.package.name],
            case.evidence[row.package.name],
            row,
            made,
            policy.judge(row, made, t, case.context),
            line=case.places[row.package.name][1],
            profiles=profiles if row.package.name == focus else (),
        )
        for row, made in zip(case.rows, costs.rows, strict=True)
    )
    return Report(
        tool_version=__version__,
        as_of=survey.as_of,
        seed=w.scores.seed,
        draws=w.n,
        curve=CURVES[0],
        profile=settings.profile,
        exposure=settings.exposure,
        policy=survey.policy,
        loss_median=t["loss"],
        loss_mean=summary(w["loss"]).mean,
        assumptions_digest=digest(t),
        changed_assumptions=tuple(
            (row.key, row.p50, row.origin) for _, row in sorted(t.rows.items()) if row.origin != "table"
        ),
        snapshot=survey.snapshot,
        path=survey.path,
        lockfiles=survey.lockfiles,
        requires_python=survey.lock.requires_python,
        graph=survey.counts,
        scope=_scope(survey),
        totals=_totals(costs, t),
        decisions=decisions,
        shared=_shared(case, costs),
        packages=_packages(survey, case),
        coverage=coverage(survey.evidence, case.inputs, costs.packages),
        notices=(*survey.notices, *case.notices, *_few_worlds(w), *waiver_notices(survey, settings)),
    )


# ------------------------------------------------------------------ from a survey to rows


@dataclass(frozen=True, slots=True)
class _Case:
    """What the model is asked about."""

    rows: tuple[Row, ...]
    inputs: tuple[Inputs, ...]
    indirect: tuple[Inputs, ...]
    context: Context
    placements: Mapping[str, Placement]
    evidence: Mapping[str, Evidence]
    places: Mapping[str, tuple[str, int | None]]
    notices: tuple[Notice, ...]


def _case(survey: Survey, settings: Settings, t: Assumptions) -> _Case:
    placements = {p.name: p for p in survey.placements}
    evidence = {e.name: e for e in survey.evidence}
    lowest = lowest_python(survey.lock.requires_python)
    around = Around(frozenset(placements), lowest or UNKNOWN_PYTHON, {e.name: e for e in survey.successors})
    inputs = {name: elicit(evidence[name], t, around, p.exposure) for name, p in placements.items()}
    waived = waived_packages(settings, survey.as_of)
    edges = dict(survey.edges)
    rows = tuple(
        policy.make_row(
            inputs[p.name],
            [inputs[name] for name in p.leaves_with],
            p.needed_by_directs,
            _reached(edges, inputs[p.name].reaches or ()),
            t,
            waived,
        )
        for p in survey.placements
        if p.direct
    )
    context = Context(exposure=settings.exposure, policy=survey.policy)  # type: ignore[arg-type]
    return _Case(
        rows=rows,
        inputs=tuple(inputs.values()),
        indirect=tuple(inputs[p.name] for p in survey.placements if not p.direct),
        context=context,
        placements=placements,
        evidence=evidence,
        places=_places(survey, evidence),
        notices=() if lowest else (_python_notice(survey.lock.requires_python),),
    )


def _python_notice(stated: str) -> Notice:
    version = ".".join(map(str, UNKNOWN_PYTHON))
    why = f"requires-python {stated!r} names no lowest Python" if stated else "no requires-python found"
    return Notice("python-unknown", f"{why}: what the standard library covers is judged at Python {version}")


def _reached(edges: Mapping[str, tuple[str, ...]], starts: Sequence[str] | frozenset[str]) -> set[str]:
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


# ------------------------------------------------------------------ worlds and profiles


def _worlds(t: Assumptions, settings: Settings) -> Worlds:
    """`--seed median` is one world with every input at its median."""
    n = settings.draws
    if settings.seed == 0:
        n = 1
    return worlds(t, n=n, seed=settings.seed)


def _no_answer(settings: Settings, why: str) -> AssumptionError | ModelError:
    """A value that is beyond what it can mean, where somebody set one; else a broken model."""
    if settings.overrides:
        named = ", ".join(f"{key}={value}" for key, value, _ in settings.overrides)
        return AssumptionError(
            f"the model has no answer with {named}: {why}", "choose a value nearer the table's"
        )
    return ModelError(why)


def _few_worlds(w: Worlds) -> tuple[Notice, ...]:
    if w.n >= FEW:
        return ()
    worlds_ = "1 world" if w.n == 1 else f"{w.n} worlds"
    return (Notice("few-worlds", f"{worlds_}: odds, ranges and confidence mean little"),)


def _profiles(
    survey: Survey, settings: Settings, focus: str, case: _Case, costs: Costs
) -> tuple[ProfileVerdict, ...]:
    """The same row under each profile, at that profile's own loss."""
    own = {row.package.name: k for k, row in enumerate(case.rows)}
    if focus not in own:
        return ()
    said = []
    for profile in PROFILES:
        row, made, t = case.rows[own[focus]], costs.rows[own[focus]], table(survey, settings)
        context = case.context
        if profile != settings.profile:
            t = table(survey, replace(settings, loss=None), profile)
            other = _case(survey, settings, t)
            row, context = other.rows[own[focus]], other.context
            leaving = set(row.children)
            below = [p for p in other.indirect if p.name in leaving]
            made = compare([row], below, _worlds(t, settings), context, policy.settle).rows[0]
        v = policy.judge(row, made, t, context)
        saved = made.saving.get(v.verdict)
        said.append(ProfileVerdict(profile, v.verdict, v.confidence, saved.mean if saved else None))
    return tuple(said)


# ------------------------------------------------------------------ the rest of the report


def _scope(survey: Survey) -> ScopeInfo:
    s = survey.selection
    return ScopeInfo(
        groups=s.groups,
        extras=s.extras,
        packages=len(survey.placements),
        direct=sum(1 for p in survey.placements if p.direct),
        outside=s.outside,
    )


def _totals(costs: Costs, t: Assumptions) -> Totals:
    c, anchor = costs.totals, t["anchor.hazard"]
    return Totals(
        today=c.today,
        verdicts=c.verdicts,
        keep=c.keep,
        saving=c.saving,
        loss_today=c.loss_today,
        hazard_today=c.hazard_today,
        hazard_keep=c.hazard_keep,
        anchor_hazard=anchor,
        anchor_warning=c.hazard_today > anchor * t["rule.anchor_warn"],
    )


def _shared(case: _Case, costs: Costs) -> tuple[SharedRow, ...]:
    """What several rows need and is no direct is one row."""
    at_home = {name for row in case.rows for name in row.children}
    names = [p.name for p in case.indirect if p.name not in at_home]
    if not names:
        return ()
    needed_by = {direct for name in names for direct in case.placements[name].needed_by_directs}
    return (SharedRow(tuple(names), tuple(sorted(needed_by)), costs.shared_today, costs.shared_keep),)


def _packages(survey: Survey, case: _Case) -> tuple[PackageRow, ...]:
    return tuple(
        PackageRow(
            name=p.name,
            version=case.evidence[p.name].version,
            direct=p.direct,
            groups=p.groups,
            exposure=p.exposure,
            dependents=p.dependents,
            depth=p.depth,
            advisories=tuple(a.advisory.id for a in value_or(case.evidence[p.name].open_advisories, ())),
            path=case.places[p.name][0],
            line=case.places[p.name][1],
            upgrade_to=_target(case.evidence[p.name]),
        )
        for p in survey.placements
    )


def _target(e: Evidence) -> str:
    return e.upgrade.value.target if isinstance(e.upgrade, Fact) else ""


def paths(survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]:
    """The shortest distinct ways from the project to a package, shortest first."""
    return paths_to(survey.selection, name)
