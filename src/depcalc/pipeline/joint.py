"""The joint decision of a scope, and where it differs from what the rows say one by one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from depcalc import policy
from depcalc.graph import cheapest_rungs
from depcalc.model.compare import curves
from depcalc.model.draws import Worlds
from depcalc.model.joint import Ways, decide_together
from depcalc.model.plan_costs import total_cost
from depcalc.model.summary import summary
from depcalc.pipeline.case import Case, reached
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import Comparison, Costs, Row
from depcalc.values.inputs import Inputs
from depcalc.values.report import Decision, JointGroup, JointRow
from depcalc.values.survey import Survey

LEAVING = ("drop", "replace")


@dataclass(frozen=True, slots=True)
class Joint:
    """The cheapest combination: the option of each direct, and every package that leaves under it.

    extra   those of them that no row counts: several directs need them, or others need the direct
    """

    options: Mapping[str, str]
    freed: frozenset[str]
    extra: frozenset[str]


def decide(survey: Survey, case: Case, costs: Costs, t: Assumptions) -> Joint:
    """One minimum cut over all directs. What facts decide is not up for choice; gates close what they close.

    Basis: docs/model.md, "The joint decision".
    """
    brings = what_directs_bring(survey)
    edges = dict(survey.edges)
    inputs = {p.name: p for p in case.inputs}
    ways = {
        row.package.name: _ways(row, made, brings[row.package.name], edges, inputs, costs, t)
        for row, made in zip(case.rows, costs.rows, strict=True)
        if not row.package.must_go
    }
    pinned = held_anyway(survey, case)
    keep = {name: kept for name, (_, kept) in costs.packages.items()}
    chosen = decide_together(ways.values(), keep, pinned, cheapest_rungs)
    options = {name: "replace" if way == "leave" else way for name, way in chosen.items()}
    options |= {row.package.name: "drop" for row in case.rows if row.package.must_go}
    freed = frozenset(keep).difference(pinned, *(ways[name].needs(way) for name, way in chosen.items()))
    return Joint(options, freed, freed.difference(*map(_counted, case.rows, costs.verdicts)))


def what_directs_bring(survey: Survey) -> dict[str, frozenset[str]]:
    """Direct -> all other names that it reaches."""
    found: dict[str, set[str]] = {p.name: set() for p in survey.placements if p.direct}
    for place in survey.placements:
        for direct in place.needed_by_directs:
            found[direct].add(place.name)
    return {name: frozenset(names) for name, names in found.items()}


def _ways(
    row: Row,
    made: Comparison,
    brings: frozenset[str],
    edges: Mapping[str, tuple[str, ...]],
    inputs: Mapping[str, Inputs],
    costs: Costs,
    t: Assumptions,
) -> Ways:
    """What is open for one direct but for its being needed by others, with the threshold of its row."""
    p = row.package
    if p.malicious or policy.is_unknown(p):
        return Ways(p.name, brings)
    share = t["hysteresis"] * made.options["keep"].cost.mean
    floor = {"vendor": t["stakes"], "rewrite": t["stakes"]}

    def priced(option: str) -> float | None:
        if option not in made.options or policy.is_gated(row, option):
            return None
        return _alone(row, made, option, costs) + max(share, floor.get(option, 0.0))

    return Ways(
        p.name,
        brings,
        still=still_needed(row, brings, edges, inputs, t),
        leave=priced("replace"),
        rewrite=priced("rewrite"),
        vendor=priced("vendor"),
    )


def _alone(row: Row, made: Comparison, option: str, costs: Costs) -> float:
    """Mean $/yr of an option of the package itself, without what comes along in its row."""
    along = {"vendor": row.children, "rewrite": set(row.children).difference(row.shed)}.get(option, ())
    kept = [*along, *([row.package.name] if row.stays else [])]
    return made.options[option].cost.mean - sum(costs.packages[name][1] for name in kept)


def still_needed(
    row: Row,
    brings: frozenset[str],
    edges: Mapping[str, tuple[str, ...]],
    inputs: Mapping[str, Inputs],
    t: Assumptions,
) -> frozenset[str]:
    """What a rewrite goes on needing: everything while the slice is unmeasured, else what it reaches, and
    what is gated, which no rewrite may shed together with others either."""
    p = row.package
    if not p.slice_known or p.reaches is None:
        return brings
    gated = {name for name in brings if policy.gates(inputs[name], t)}
    return brings & (reached(edges, p.reaches) | gated) - set(row.shed)


def held_anyway(survey: Survey, case: Case) -> set[str]:
    """What stays whatever is decided: held by the project undeclared, or about to take another's place."""
    held = reached(dict(survey.edges), [one.name for one in survey.selection.undeclared])
    subs = (row.package.substitute for row in case.rows)
    takes_over = {sub.target for sub in subs if sub is not None and sub.kind == "sibling"}
    return (held | takes_over) & set(case.placements)


def _counted(row: Row, verdict: str) -> set[str]:
    """What leaves under the verdict of a row by itself."""
    left = {"replace": row.children, "drop": row.children, "rewrite": row.shed}.get(verdict, ())
    goes = verdict not in ("keep", "unknown") and not row.stays
    return {*left, *([row.package.name] if goes else [])}


# ------------------------------------------------------------------ against the rows


def differences(joint: Joint, case: Case, costs: Costs, w: Worlds) -> tuple[JointGroup, ...]:
    """Directs that leave only together, or free together what no row counts, and what that saves against
    the verdicts of the rows. Nothing where the rows give the joint answer."""
    verdicts = {row.package.name: v for row, v in zip(case.rows, costs.verdicts, strict=True)}
    changed = {n for n, option in joint.options.items() if option not in (verdicts[n], *_same(verdicts[n]))}
    found = (_group(names, joint, case, verdicts, w) for names in _groups(joint, case, changed))
    return tuple(sorted(found, key=lambda group: (-group.saving.mean, [row.package for row in group.rows])))


def _same(verdict: str) -> tuple[str, ...]:
    return ("keep",) if verdict == "unknown" else ()


def _groups(joint: Joint, case: Case, changed: Iterable[str]) -> list[set[str]]:
    """Directs and what they free, in groups that have nothing to do with each other."""
    linked = ({name, *case.placements[name].needed_by_directs} for name in sorted(joint.extra))
    return connected([*({name} for name in sorted(changed)), *linked])


def connected(sets: Iterable[Collection[str]]) -> list[set[str]]:
    """Sets that overlap become one."""
    groups: list[set[str]] = []
    for some in sets:
        touched = [group for group in groups if not group.isdisjoint(some)]
        groups = [group for group in groups if group not in touched] + [set(some).union(*touched)]
    return groups


def _group(names: set[str], joint: Joint, case: Case, verdicts: Mapping[str, str], w: Worlds) -> JointGroup:
    inputs = {p.name: p for p in case.inputs}
    rows = tuple(JointRow(n, verdicts[n], joint.options[n]) for n in sorted(names & set(verdicts)))
    freed = sorted(names & joint.extra)
    before = [(inputs[row.package], row.verdict) for row in rows if row.verdict not in ("keep", "unknown")]
    after = [(inputs[row.package], row.choice) for row in rows if row.choice != "keep"]
    before += [(inputs[name], "keep") for name in freed]
    curve, _ = curves(w)
    saved = total_cost(before, w, case.context, curve) - total_cost(after, w, case.context, curve)
    return JointGroup(rows, tuple(name for name in freed if name not in verdicts), summary(saved))


def name_what_stays(decisions: Iterable[Decision], survey: Survey) -> tuple[Decision, ...]:
    """Each decision with what it brings and others need too."""
    brings = what_directs_bring(survey)
    return tuple(
        replace(d, stays_behind=tuple(sorted(brings[d.package].difference(d.leaves_with)))) for d in decisions
    )
