"""advise: a survey and a name to a verdict on that one package, before it is added or rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from depcalc import __version__, policy
from depcalc.assumptions import digest
from depcalc.errors import UsageError
from depcalc.model.compare import compare
from depcalc.model.draws import Worlds
from depcalc.model.elicit import Around, elicit, elicit_at
from depcalc.model.summary import summary
from depcalc.pipeline.advice_more import alternatives, asks_of
from depcalc.pipeline.advice_question import Question, Ruled
from depcalc.pipeline.advice_rules import rule_advice
from depcalc.pipeline.appraising import worlds_of
from depcalc.pipeline.case import UNKNOWN_PYTHON, case_of, row_of
from depcalc.pipeline.finite import all_finite
from depcalc.pipeline.newcomer import Newcomer, read_newcomer
from depcalc.pipeline.priors import table
from depcalc.pipeline.recorded import searches
from depcalc.pipeline.records import decision_of
from depcalc.pipeline.rewrite_tests import plan_tests
from depcalc.pipeline.stated import as_stated
from depcalc.pythons import lowest_python
from depcalc.values.advice import Advice, NamedPart, Near, Slice
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import Comparison, Row
from depcalc.values.evidence import Evidence, SliceUse
from depcalc.values.fact import Fact
from depcalc.values.inputs import Context, Inputs
from depcalc.values.placement import Placement
from depcalc.values.report import Decision
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

STDLIB_TABLE = ((3, 10), (3, 13))  # Pythons that the table of modules covers


def advise(
    survey: Survey,
    settings: Settings,
    asked: str,
    name: str,
    version: str = "",
    *,
    uses: Sequence[str] = (),
    named: NamedPart | None = None,
) -> Advice:
    """Say whether to add one package, or what to do instead.

    asked     as the user wrote it; `name` is normalised, `version` "" for none
    uses    names of it that would be used; they narrow the part that counts
    named   that part, where its source was read; measured, it beats an estimate from the names
    """
    t = table(survey, settings)
    w = worlds_of(t, settings)
    survey, new = _stated(survey, settings, t, read_newcomer(survey, settings, name, version))
    case = _case(survey, settings, t, new, uses, named or NamedPart(None))
    made = compare([case.row], case.below, w, case.context, policy.settle).rows[0]
    if not all_finite(made):
        raise UsageError(
            f"the model has no answer on {name}: a figure is not finite", "choose values nearer the table's"
        )
    said = policy.judge(case.row, made, t, case.context)
    python = lowest_python(survey.lock.requires_python) or UNKNOWN_PYTHON
    ruled = rule_advice(Question(name, new, case.row, made, said, t, _within(python), tuple(uses)))
    decision = _decision(survey, case, made, said) if new.known or new.here else None
    advice = _advice(survey, settings, asked, new, case, ruled, decision, uses, t, w)
    return replace(advice, missing=named.missing if named else None if uses else ())


def _stated(survey: Survey, settings: Settings, t: Assumptions, new: Newcomer) -> tuple[Survey, Newcomer]:
    """Both with what the user says of single packages, the newcomer among them."""
    others = tuple(e for e in survey.evidence if e.name != new.evidence.name)
    survey = as_stated(replace(survey, evidence=(*others, new.evidence)), settings, t)
    return survey, replace(new, evidence=survey.evidence[-1])


def _within(python: Sequence[int]) -> str:
    first, last = STDLIB_TABLE
    return ".".join(map(str, min(max(tuple(python[:2]), first), last)))


# ------------------------------------------------------------------ what the model is asked about


@dataclass(frozen=True, slots=True)
class _Case:
    """One row; `below` are the packages that would leave with it."""

    row: Row
    below: tuple[Inputs, ...]
    evidence: Evidence
    place: Placement
    context: Context
    slice: Slice


def _case(
    survey: Survey,
    settings: Settings,
    t: Assumptions,
    new: Newcomer,
    uses: Sequence[str],
    named: NamedPart,
) -> _Case:
    whole = case_of(survey, settings, t)
    lowest = lowest_python(survey.lock.requires_python) or UNKNOWN_PYTHON
    found = {e.name: e for e in new.successors}
    around = Around(frozenset(whole.placements), lowest, found)
    if named.slice is not None:
        reaches = _required(survey, new.evidence.name, named.slice.reaches)
        named = replace(named, slice=replace(named.slice, reaches=reaches))
    e, part = _with_slice(new.evidence, t, uses, named)
    place = whole.placements.get(e.name) or _newcomer_place(e)
    inputs = elicit(e, t, around, place.exposure, searches(settings, e.name, survey.as_of))
    if part.basis.startswith("by "):
        inputs = replace(inputs, slice_known=False)
    indirect = {p.name: p for p in whole.indirect}
    children = [indirect[name] for name in place.leaves_with] if place.direct else []
    asked = place if place.direct else replace(place, needed_by_directs=())
    row = row_of(inputs, children, asked, survey, settings, t)
    return _Case(row, tuple(children), e, place, whole.context, part)


def _required(survey: Survey, name: str, reaches: Sequence[str] | None) -> tuple[str, ...] | None:
    """What its code can count on: of what the part reaches, what the lock says it requires."""
    asked = dict(survey.edges).get(name)
    if reaches is None or asked is None or survey.lock.edges_from == "none":
        return None if reaches is None else tuple(reaches)
    return tuple(one for one in reaches if one in asked)


def _with_slice(e: Evidence, t: Assumptions, uses: Sequence[str], named: NamedPart) -> tuple[Evidence, Slice]:
    """The evidence with the part that would be used: measured, or made from the number of names."""
    at = elicit_at(e, t)
    size = at.size.value
    measured = named.slice
    if measured is not None:
        used = Fact(measured, "read in its source", None, "measured")
        return replace(e, slice=used), Slice(measured.kloc, measured.kloc / size, "measured", used.source)
    if not uses:
        known = "measured" if at.slice.kind == "measured" else "stated"
        basis = known if at.slice_known else "by rule"
        return e, Slice(at.slice.value, at.slice.value / size, basis, at.slice.source)  # type: ignore[arg-type]
    usual = elicit_at(replace(e, slice=Evidence("", "").slice), t).slice.value
    typical, exp = t["map.names_typical"], t["map.names_exp"]
    estimate = min(size, usual * (len(uses) / typical) ** exp)
    kloc = max(estimate, named.least)
    rule = f"the usual part x (names / {typical:g}) ^ {exp:.2g}, within x/÷3"
    rule += ", but no less than those of them that were found" if kloc > estimate else ""
    source = f"estimated from how many ({len(uses)}): {rule}"
    used = Fact(SliceUse(kloc, symbols=tuple(uses)), source, None, "assumed")
    return replace(e, slice=used), Slice(kloc, kloc / size, "by names", source)


def _newcomer_place(e: Evidence) -> Placement:
    return Placement(
        name=e.name,
        versions=(e.version,) if e.version else (),
        direct=True,
        groups=("",),
        exposure="production",
        depth=1,
        dependents=(),
        needed_by_directs=(),
        leaves_with=(),
        gone_with=(e.name,),
    )


def _decision(survey: Survey, case: _Case, made: Comparison, said: policy.Verdict) -> Decision:
    usage = survey.usage.of(case.evidence.name) if survey.usage else None
    return decision_of(case.place, case.evidence, case.row, made, said, line=None, profiles=(), usage=usage)


# ------------------------------------------------------------------ the answer


def _advice(
    survey: Survey,
    settings: Settings,
    asked: str,
    new: Newcomer,
    case: _Case,
    ruled: Ruled,
    decision: Decision | None,
    uses: Sequence[str],
    t: Assumptions,
    w: Worlds,
) -> Advice:
    e, p = case.evidence, case.row.package
    lowest = lowest_python(survey.lock.requires_python)
    malicious = ruled.reasons[0].code.startswith("malicious")
    gaps = decision.gaps if decision else ()
    return Advice(
        asked=asked,
        name=e.name,
        version=e.version,
        version_from=new.version_from,
        verdict=ruled.verdict,
        instead=ruled.instead,
        confidence=ruled.confidence,
        reasons=ruled.reasons,
        asks=tuple(asks_of(new, case.row, case.context, ruled)),
        here=new.here,
        gates=policy.gates(p, t),
        decision=None if malicious else decision,
        alternatives=() if malicious else alternatives(new, case.row, uses),
        brings=new.brings,
        near=_near(new, ruled),
        uses=tuple(uses),
        slice=case.slice if decision and not malicious else None,
        plan=plan_tests(e, p.klass, uses) if _may_be_written(ruled, decision) else None,
        facts=decision.facts if decision else (),
        gaps=gaps,
        tool_version=__version__,
        as_of=survey.as_of,
        seed=w.scores.seed,
        draws=w.n,
        profile=settings.profile,
        exposure=settings.exposure,
        policy=survey.policy,
        python=".".join(map(str, lowest or UNKNOWN_PYTHON)),
        python_known=lowest is not None,
        loss_median=t["loss"],
        loss_mean=summary(w["loss"]).mean,
        assumptions_digest=digest(t),
        changed_assumptions=tuple(
            (row.key, row.p50, row.origin) for _, row in sorted(t.rows.items()) if row.origin != "table"
        ),
        snapshot=survey.snapshot,
        path=survey.path,
        lockfiles=survey.lockfiles,
        notices=survey.notices,
    )


def _near(new: Newcomer, ruled: Ruled) -> tuple[Near, ...]:
    """Names that may have been meant, where this one is taken or refused; nobody is told what they have."""
    if new.here is not None or ruled.verdict.startswith("use-"):
        return ()
    return new.near


def _may_be_written(ruled: Ruled, decision: Decision | None) -> bool:
    """The answer is own code, or taste decides."""
    return ruled.verdict == "write" or (decision is not None and "your-call" in decision.flags)
