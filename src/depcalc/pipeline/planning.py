"""plan: a report becomes steps in three phases, priced one after the other in the worlds of the report."""

from collections.abc import Mapping, Sequence

from depcalc.model.compare import curves
from depcalc.model.plan import Departure, Tree, first_phase, last_phase
from depcalc.model.plan_budget import Bought, buy
from depcalc.model.plan_search import contributions, funded, loss_of, searched
from depcalc.model.summary import summary
from depcalc.pipeline.appraising import Priced, no_answer, price
from depcalc.pipeline.case import Case
from depcalc.pipeline.finite import all_finite
from depcalc.pipeline.joint import LEAVING, connected, held_anyway, still_needed, what_directs_bring
from depcalc.pipeline.plan_records import briefs, steps, upstream_rows, words
from depcalc.pipeline.recorded import held_of
from depcalc.values.assumptions import Assumptions
from depcalc.values.plan import Plan
from depcalc.values.report import Report
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey


def plan(survey: Survey, settings: Settings, budget: float | None) -> Plan:
    """Where the next dollars do most, and where `budget` ends; the whole list without one.

    Basis: docs/model.md, "The plan".
    """
    return steps_of(price(survey, settings), budget)


def steps_of(priced: Priced, budget: float | None) -> Plan:
    """`plan`, for a survey that was priced already."""
    report, settings, survey, t = priced.report, priced.settings, priced.survey, priced.t
    case, w = priced.case, priced.w
    this, _ = curves(w)
    options = options_of(report)
    held = [held_of(one, settings, survey.as_of, t) for one in survey.own]
    tree = Tree(case.inputs, w, case.context, this)
    before = tree.loss() + loss_of(held, w, case.context, this)
    moves = first_phase(tree, leaving(options, survey, case))
    found = contributions((tree.inputs[name] for name in tree.now), w, tree.context, this)
    moves += [*searched(held, w, tree.context, this), *funded(found)]
    moves += last_phase(tree, taken_over(options, survey, case, t))
    bought, beyond = buy(moves, budget)
    removed = sum((one.removed for one in bought), 0.0 * before)
    rewrites = [name for move in moves if move.kind == "rewrite" for name in move.names]
    made = Plan(
        report=report,
        budget=budget,
        steps=steps(moves, bought, beyond, words(case, options, survey, t)),
        spent=_spent(bought),
        loss_before=summary(before),
        loss_after=summary(before - removed),
        removed=summary(removed),
        upstream=upstream_rows(found),
        briefs=briefs(rewrites, report, case, w, this),
        whole=_spent(bought) if budget is None else _spent(buy(moves, None)[0]),
    )
    if not all_finite((made.steps, made.loss_before, made.loss_after, made.upstream, made.briefs)):
        raise no_answer(settings, "a figure of the plan is not a finite number")
    return made


def _spent(bought: Sequence[Bought]) -> float:
    return bought[-1].spent if bought else 0.0


def options_of(report: Report) -> dict[str, str]:
    """The option of each direct: the verdict of its row, or what is better together with others."""
    options = {d.package: d.verdict for d in report.decisions}
    return options | {row.package: row.choice for group in report.joint for row in group.rows}


def leaving(options: Mapping[str, str], survey: Survey, case: Case) -> list[Departure]:
    """What is dropped, and then what is replaced; directs that free something together leave in one step."""
    dropped = {name for name, option in options.items() if option == "drop"}
    replaced = {name for name, option in options.items() if option == "replace"}
    first = _freed(dropped, options, survey, case)
    both = _freed(dropped | replaced, options, survey, case)
    return [
        *_departures(dropped, first, options, survey, case),
        *_departures(replaced, both - first, options, survey, case),
    ]


def _freed(gone: set[str], options: Mapping[str, str], survey: Survey, case: Case) -> frozenset[str]:
    """What nothing needs any more when these directs are left."""
    brings = what_directs_bring(survey)
    held = held_anyway(survey, case)
    return frozenset(
        case.placements.keys() - held.union(*({n, *brings[n]} for n in options if n not in gone))
    )


def _departures(
    gone: set[str], freed: frozenset[str], options: Mapping[str, str], survey: Survey, case: Case
) -> list[Departure]:
    brings = what_directs_bring(survey)
    linked = [gone & {name, *case.placements[name].needed_by_directs} for name in sorted(freed)]
    groups = connected([*({name} for name in sorted(gone)), *linked])
    return [
        Departure(
            tuple((name, options[name]) for name in sorted(group)),
            freed & group.union(*(brings[name] for name in group)),
        )
        for group in sorted(groups, key=min)
    ]


def taken_over(options: Mapping[str, str], survey: Survey, case: Case, t: Assumptions) -> list[Departure]:
    """Rewrites and frozen copies, by name, each with what nothing needs any more once it is done."""
    brings, edges = what_directs_bring(survey), dict(survey.edges)
    rows = {row.package.name: row for row in case.rows}
    inputs = {p.name: p for p in case.inputs}
    held = held_anyway(survey, case)
    needs = {n: brings[n] | {n} for n, option in options.items() if option not in LEAVING}
    here, made = held.union(*needs.values()), []
    for name in sorted(n for n, option in options.items() if option in ("vendor", "rewrite")):
        needs[name] = brings[name]
        if options[name] == "rewrite":
            needs[name] = still_needed(rows[name], brings[name], edges, inputs, t)
        left = held.union(*needs.values())
        made.append(Departure(((name, options[name]),), frozenset(here - left)))
        here = left
    return made
