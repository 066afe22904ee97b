"""appraise: a survey and assumptions to a report. Pure: the same survey, settings and seed, same report."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from depcalc import __version__, policy
from depcalc.assumptions import digest, with_settings
from depcalc.errors import AssumptionError, ModelError
from depcalc.graph import paths_to
from depcalc.model.compare import compare
from depcalc.model.draws import Worlds, worlds
from depcalc.model.elicit import Around, elicit
from depcalc.model.summary import summary
from depcalc.pipeline.records import CURVES, decision_of
from depcalc.values.assumptions import PROFILES, Assumptions
from depcalc.values.costs import Costs, Row
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.inputs import Context, Inputs
from depcalc.values.lock import Key
from depcalc.values.notice import Notice
from depcalc.values.placement import Placement
from depcalc.values.report import (
    Coverage,
    LockInfo,
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


def appraise(survey: Survey, settings: Settings, *, focus: str | None = None) -> Report:
    """Cost every option of every direct requirement and say which is best.

    focus   a direct for which the verdicts of the other profiles are wanted too
    """
    t = with_settings(settings)
    w = _worlds(t, settings)
    case = _case(survey, settings, t)
    costs = compare(case.rows, case.indirect, w, case.context, policy.settle)
    _check(costs, settings)
    profiles = _profiles(survey, settings, focus, case, costs) if focus else ()
    decisions = tuple(
        decision_of(
            case.placements[row.package.name],
            case.evidence[row.package.name],
            row,
            made,
            policy.judge(row, made, t, case.context),
            line=case.lines.get(row.package.name),
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
        lockfiles=(LockInfo(survey.lock.path, survey.lock.format, survey.lock.revision),),
        requires_python=survey.lock.requires_python,
        graph=survey.counts,
        scope=_scope(survey),
        totals=_totals(costs, t),
        decisions=decisions,
        shared=_shared(case, costs),
        packages=_packages(survey, case),
        coverage=_coverage(survey),
        notices=(*survey.notices, *case.notices),
    )


# ------------------------------------------------------------------ from a survey to rows


@dataclass(frozen=True, slots=True)
class _Case:
    """What the model is asked about."""

    rows: tuple[Row, ...]
    indirect: tuple[Inputs, ...]
    context: Context
    placements: Mapping[str, Placement]
    evidence: Mapping[str, Evidence]
    lines: Mapping[str, int | None]
    notices: tuple[Notice, ...]


def _case(survey: Survey, settings: Settings, t: Assumptions) -> _Case:
    placements = {p.name: p for p in survey.placements}
    evidence = {e.name: e for e in survey.evidence}
    python, guessed = _lowest_python(survey.lock.requires_python)
    around = Around(frozenset(placements), python, {e.name: e for e in survey.successors})
    inputs = {name: elicit(evidence[name], t, around, p.exposure) for name, p in placements.items()}
    waived = _waived(settings, survey.as_of)
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
        indirect=tuple(inputs[p.name] for p in survey.placements if not p.direct),
        context=context,
        placements=placements,
        evidence=evidence,
        lines=_lines(survey, evidence),
        notices=(_python_notice(),) if guessed else (),
    )


def _waived(settings: Settings, as_of: date) -> set[str]:
    """Packages whose gate is waived: not one advisory or one rule alone, and not expired."""
    whole = [x for x in settings.waivers if x.package and not x.advisory and not x.rule]
    return {x.package for x in whole if x.expires >= as_of}


def _lowest_python(requires: str) -> tuple[tuple[int, ...], bool]:
    """The lowest Python that `requires-python` admits, and whether that had to be guessed."""
    stated = re.findall(r"(?:>=|~=|==|>)\s*(\d{1,3})(?:\.(\d{1,3}))?", requires)
    lowest = [(int(major), int(minor or 0)) for major, minor in stated]
    return (max(lowest), False) if lowest else (UNKNOWN_PYTHON, True)


def _python_notice() -> Notice:
    version = ".".join(map(str, UNKNOWN_PYTHON))
    return Notice(
        "python-unknown",
        f"no requires-python found: what the standard library covers is judged at Python {version}",
    )


def _reached(edges: Mapping[str, tuple[str, ...]], starts: Sequence[str] | frozenset[str]) -> set[str]:
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(edges.get(name, ()))
    return seen


def _lines(survey: Survey, evidence: Mapping[str, Evidence]) -> dict[str, int | None]:
    """Line of the priced version of each name."""
    found: dict[str, int | None] = {}
    for package in survey.lock.packages:
        e = evidence.get(package.key.name)
        if e is not None and (e.version == package.key.version or e.name not in found):
            found[e.name] = package.line
    return found


# ------------------------------------------------------------------ worlds and profiles


def _worlds(t: Assumptions, settings: Settings) -> Worlds:
    """`--seed median` is one world with every input at its median."""
    n = settings.draws
    if settings.seed == 0:
        n = 1
    return worlds(t, n=n, seed=settings.seed)


def _check(costs: Costs, settings: Settings) -> None:
    """Nothing but finite dollars leaves the model."""
    total = costs.totals.today.mean + costs.totals.keep.mean + costs.totals.verdicts.mean
    if not math.isfinite(total):
        if settings.overrides:
            named = ", ".join(f"{key}={value}" for key, value, _ in settings.overrides)
            raise AssumptionError(
                f"the model has no answer with {named}", "a value is beyond what it can mean"
            )
        raise ModelError("the total is not a finite number")


def _profiles(
    survey: Survey, settings: Settings, focus: str, case: _Case, costs: Costs
) -> tuple[ProfileVerdict, ...]:
    """The same row under each profile, at that profile's own loss."""
    own = {row.package.name: k for k, row in enumerate(case.rows)}
    if focus not in own:
        return ()
    said = []
    for profile in PROFILES:
        row, made, t = case.rows[own[focus]], costs.rows[own[focus]], with_settings(settings)
        context = case.context
        if profile != settings.profile:
            t = with_settings(replace(settings, loss=None), profile)
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
            line=case.lines.get(p.name),
        )
        for p in survey.placements
    )


def _coverage(survey: Survey) -> Coverage:
    es = survey.evidence
    return Coverage(
        packages=len(es),
        with_reach=sum(isinstance(e.downloads, Fact) for e in es),
        with_size=sum(any(isinstance(f, Fact) for f in (e.kloc, e.wheel_bytes, e.debian_kb)) for e in es),
        with_usage=sum(isinstance(e.slice, Fact) for e in es),
        with_advisories=sum(isinstance(e.advisories, Fact) for e in es),
    )


def paths(survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]:
    """The shortest distinct ways from the project to a package, shortest first."""
    return paths_to(survey.selection, name)
