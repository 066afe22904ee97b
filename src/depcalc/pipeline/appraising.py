"""appraise: a survey and assumptions to a report. Pure: the same survey, settings and seed, same report."""

from dataclasses import dataclass, replace
from typing import Any

from depcalc import __version__, policy
from depcalc.assumptions import digest
from depcalc.errors import AssumptionError, ModelError
from depcalc.graph import paths_to
from depcalc.model.compare import compare
from depcalc.model.draws import Worlds, worlds
from depcalc.model.summary import summary
from depcalc.pipeline import joint
from depcalc.pipeline.case import NOT_READ, Case, case_like, case_of
from depcalc.pipeline.coverage import coverage
from depcalc.pipeline.explained import explained
from depcalc.pipeline.finding import findings_of
from depcalc.pipeline.finite import all_finite
from depcalc.pipeline.indirect import indirect_uses
from depcalc.pipeline.priors import table
from depcalc.pipeline.recorded import ledger_notices, own_rows
from depcalc.pipeline.records import decision_of
from depcalc.pipeline.stated import as_stated, stated_values
from depcalc.pipeline.waivers import waiver_notices
from depcalc.values.assumptions import PROFILES, Assumptions
from depcalc.values.costs import Costs
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.lock import Key
from depcalc.values.notice import Notice
from depcalc.values.report import (
    Decision,
    PackageRow,
    ProfileVerdict,
    Report,
    ScopeInfo,
    SharedRow,
    Totals,
)
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

FEW = 100  # worlds below which odds are not to be believed


@dataclass(frozen=True, slots=True)
class Priced:
    """A report and what it was made of, for further questions in the same worlds; `survey` is as stated."""

    report: Report
    settings: Settings
    survey: Survey
    t: Assumptions
    w: Worlds
    case: Case


def appraise(survey: Survey, settings: Settings, *, focus: str | None = None) -> Report:
    """Cost every option of every direct requirement and say which is best.

    focus   a direct for which what `explain` alone shows is wanted too: other profiles, switch points, outlook
    """
    return price(survey, settings, focus=focus).report


def price(
    survey: Survey, settings: Settings, *, focus: str | None = None, near: Priced | None = None
) -> Priced:
    """`appraise`, with what the report rests on.

    near  an earlier run of the same survey; what is the same there is not drawn and not mapped again
    """
    t = table(survey, settings)
    w = worlds_of(t, settings, near.w if near else None)
    asked, survey = survey, as_stated(survey, settings, t)
    try:
        case = _case(survey, settings, t, near)
        costs = compare(case.rows, case.indirect, w, case.context, policy.settle)
        own = own_rows(survey, settings, t, w, case.context)
    except ArithmeticError as error:
        raise no_answer(settings, str(error)) from error
    if not all_finite((costs, own)):
        raise no_answer(settings, "a figure is not a finite number")
    profiles = _profiles(survey, settings, focus, case, costs) if focus else ()
    usages = {one.name: one for one in survey.usage.packages} if survey.usage and survey.usage.read else {}
    decisions = tuple(
        decision_of(
            case.placements[row.package.name],
            case.evidence[row.package.name],
            row,
            made,
            policy.judge(row, made, t, case.context),
            line=case.places[row.package.name][1],
            usage=usages.get(row.package.name),
            profiles=profiles if row.package.name == focus else (),
        )
        for row, made in zip(case.rows, costs.rows, strict=True)
    )
    if focus:
        decisions = tuple(
            _explained(d, asked, settings, case, w) if d.package == focus else d for d in decisions
        )
    report = Report(
        tool_version=__version__,
        as_of=survey.as_of,
        seed=w.scores.seed,
        draws=w.n,
        curve=t.curve,
        price=t["price"],
        profile=settings.profile,
        exposure=settings.exposure,
        policy=survey.policy,
        loss_median=t["loss"],
        loss_mean=summary(w["loss"]).mean,
        assumptions_digest=digest(t),
        changed_assumptions=(
            *((row.key, row.p50, row.origin) for _, row in sorted(t.rows.items()) if row.origin != "table"),
            *stated_values(settings),
        ),
        snapshot=survey.snapshot,
        path=survey.path,
        lockfiles=survey.lockfiles,
        requires_python=survey.lock.requires_python,
        graph=survey.counts,
        scope=_scope(survey),
        totals=_totals(costs, t),
        decisions=joint.name_what_stays(decisions, survey),
        joint=joint.differences(joint.decide(survey, case, costs, t), case, costs, w),
        shared=_shared(case, costs),
        packages=_packages(survey, case, costs),
        coverage=coverage(survey.evidence, case.inputs, costs.packages),
        notices=(
            *survey.notices,
            *case.notices,
            *_few_worlds(w),
            *waiver_notices(survey, settings),
            *ledger_notices(survey, settings),
        ),
        own=own,
        owned=survey.owned,
    )
    report = replace(report, findings=findings_of(report, settings, survey.as_of))
    return Priced(report, settings, survey, t, w, case)


# ------------------------------------------------------------------ worlds and profiles


def _explained(d: Decision, survey: Survey, settings: Settings, case: Case, w: Worlds) -> Decision:
    """What `explain` adds, as finite as the rest."""
    try:
        made = explained(d, survey, settings, case, w)
    except (ArithmeticError, ValueError) as error:  # a logarithm of nothing, of a value that was set
        raise no_answer(settings, str(error)) from error
    if not all_finite((made.switch_points, made.questions, made.outlook, made.moved)):
        raise no_answer(settings, "a figure is not a finite number")
    return made


def _case(survey: Survey, settings: Settings, t: Assumptions, near: Priced | None) -> Case:
    """What the model is asked about; that of an earlier run where nothing moved that facts are mapped by."""
    if near is None or survey is not near.survey:
        return case_of(survey, settings, t)
    before = near.settings
    same = (before.ledger, before.waivers) == (settings.ledger, settings.waivers)
    moved = {key for key, row in t.rows.items() if row.p50 != near.t[key]}
    return (
        case_like(near.case, settings, survey) if same and moved <= NOT_READ else case_of(survey, settings, t)
    )


def worlds_of(t: Assumptions, settings: Settings, near: Worlds | None = None) -> Worlds:
    """`--seed median` is one world with every input at its median."""
    n = settings.draws
    if settings.seed == 0:
        n = 1
    return worlds(t, n=n, seed=settings.seed, near=near)


def no_answer(settings: Settings, why: str) -> AssumptionError | ModelError:
    """A value that is beyond what it can mean, where somebody set one; else a broken model."""
    named = [f"{key}={value}" for key, value, _ in settings.overrides]
    named += [f"as-of={settings.as_of}"] if settings.as_of else []
    if not named:
        return ModelError(why)
    text = f"the model has no answer with {', '.join(named)}: {why}"
    return AssumptionError(text, "choose a value nearer the table's, a day nearer today")


def _few_worlds(w: Worlds) -> tuple[Notice, ...]:
    if w.n >= FEW:
        return ()
    worlds_ = "1 world" if w.n == 1 else f"{w.n} worlds"
    return (Notice("few-worlds", f"{worlds_}: odds, ranges and confidence mean little"),)


def _profiles(
    survey: Survey, settings: Settings, focus: str, case: Case, costs: Costs
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
            other = case_of(survey, settings, t)
            row, context = other.rows[own[focus]], other.context
            leaving = set(row.children)
            below = [p for p in other.indirect if p.name in leaving]
            made = compare([row], below, worlds_of(t, settings), context, policy.settle).rows[0]
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


def _shared(case: Case, costs: Costs) -> tuple[SharedRow, ...]:
    """What several rows need and is no direct is one row."""
    at_home = {name for row in case.rows for name in row.children}
    names = [p.name for p in case.indirect if p.name not in at_home]
    if not names:
        return ()
    needed_by = {direct for name in names for direct in case.placements[name].needed_by_directs}
    return (SharedRow(tuple(names), tuple(sorted(needed_by)), costs.shared_today, costs.shared_keep),)


def _packages(survey: Survey, case: Case, costs: Costs) -> tuple[PackageRow, ...]:
    pins, uses = _pins(survey), indirect_uses(survey, case)
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
            needed_by_directs=p.needed_by_directs,
            today_usd=costs.packages[p.name][0],
            pins=pins.get(p.name, ()),
            use=uses.get(p.name),
            **_news(case.evidence[p.name]),
        )
        for p in survey.placements
    )


def _pins(survey: Survey) -> dict[str, tuple[str, ...]]:
    """Name -> its locked versions in scope, each with where it comes from."""
    in_scope = {node.key for node in survey.selection.nodes}
    found: dict[str, set[str]] = {}
    for package in survey.lock.packages:
        if package.key in in_scope:
            origin = " ".join(filter(None, (package.origin.kind, package.origin.location)))
            found.setdefault(package.key.name, set()).add(f"{package.key.version} from {origin}")
    return {name: tuple(sorted(texts)) for name, texts in found.items()}


def _news(e: Evidence) -> dict[str, Any]:
    """What a gate must know of a package."""
    uploaded = value_or(e.uploaded, None)
    return {
        "open_advisories": value_or(e.open_advisories, ()),
        "malicious": e.bad_pin or ("the name itself is malicious" if e.bad_name else ""),
        "yanked": value_or(e.yanked, False),
        "taken_over": max((x.known for x in value_or(e.takeovers, ())), default=None),
        "uploaded": uploaded,
        "also_open": e.also_open,
        "is_fix": any(f",{e.version})" in a.ranges for a in value_or(e.advisories, ())),
    }


def _target(e: Evidence) -> str:
    return e.upgrade.value.target if isinstance(e.upgrade, Fact) else ""


def paths(survey: Survey, name: str) -> tuple[tuple[Key, ...], ...]:
    """The shortest distinct ways from the project to a package, shortest first."""
    return paths_to(survey.selection, name)
