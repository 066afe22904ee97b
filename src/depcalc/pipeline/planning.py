"""plan: a report becomes steps in three phases, priced one after the other in the worlds of the report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from depcalc.model.compare import curves
from depcalc.model.draws import Draws, Worlds
from depcalc.model.plan import Bought, Departure, Move, Tree, buy, first_phase, last_phase
from depcalc.model.plan_brief import effort
from depcalc.model.plan_search import Contribution, contributions, funded, loss_of, searched
from depcalc.model.summary import summary
from depcalc.pipeline.appraising import appraise, no_answer, worlds_of
from depcalc.pipeline.case import Case, case_of
from depcalc.pipeline.finite import all_finite
from depcalc.pipeline.joint import LEAVING, connected, held_anyway, still_needed, what_directs_bring
from depcalc.pipeline.plan_words import describe
from depcalc.pipeline.priors import table
from depcalc.pipeline.recorded import held_of
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Advisory
from depcalc.values.fact import value_or
from depcalc.values.inputs import Inputs
from depcalc.values.plan import Brief, NegativeTest, Plan, Step, Upstream
from depcalc.values.report import Report
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

MOST_UPSTREAM = 5


def plan(survey: Survey, settings: Settings, budget: float | None) -> Plan:
    """Where the next dollars do most, and where `budget` ends; the whole list without one.

    Basis: docs/model.md, "The plan".
    """
    report = appraise(survey, settings)
    t = table(survey, settings)
    scope = _Scope(survey, settings, t, case_of(survey, settings, t), worlds_of(t, settings), report)
    made = scope.plan(budget)
    if not all_finite((made.steps, made.loss_before, made.loss_after, made.upstream, made.briefs)):
        raise no_answer(settings, "a figure of the plan is not a finite number")
    return made


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a plan is made from."""

    survey: Survey
    settings: Settings
    t: Assumptions
    case: Case
    w: Worlds
    report: Report

    def plan(self, budget: float | None) -> Plan:
        w, (curve, _) = self.w, curves(self.w, self.report.curve)
        inputs = {p.name: p for p in self.case.inputs}
        options = _options(self.report)
        tree = Tree(self.case.inputs, w, self.case.context, curve)
        held = [held_of(one, self.settings, self.survey.as_of, self.t) for one in self.survey.own]
        before = tree.loss() + loss_of(held, w, self.case.context, curve)
        moves = first_phase(tree, self._leaving(options))
        found = contributions((tree.inputs[name] for name in tree.now), w, tree.context, curve)
        moves += [*searched(held, w, tree.context, curve), *funded(found)]
        taken_over = self._taken_over(options)
        moves += last_phase(tree, taken_over)
        bought, beyond = buy(moves, budget)
        removed = sum((one.removed for one in bought), before * 0.0)
        return Plan(
            report=self.report,
            budget=budget,
            steps=tuple(self._steps(bought, beyond, moves, options)),
            spent=bought[-1].spent if bought else 0.0,
            loss_before=summary(before),
            loss_after=summary(before - removed),
            removed=summary(removed),
            upstream=_upstream(found),
            briefs=tuple(self._brief(inputs[name]) for name in _rewritten(taken_over)),
        )

    def _leaving(self, options: Mapping[str, str]) -> list[Departure]:
        """Directs that leave altogether, those that free something together in one step."""
        brings, leaving = what_directs_bring(self.survey), {n for n, o in options.items() if o in LEAVING}
        held = held_anyway(self.survey, self.case)
        needed = held.union(*({n, *brings[n]} for n in options if n not in leaving))
        freed = self.case.placements.keys() - needed
        links = [leaving & {name, *self.case.placements[name].needed_by_directs} for name in sorted(freed)]
        groups = connected([*({name} for name in sorted(leaving)), *links])
        return [
            Departure(
                tuple((name, options[name]) for name in sorted(group)),
                frozenset(freed.intersection(group.union(*(brings[name] for name in group)))),
            )
            for group in sorted(groups, key=min)
        ]

    def _taken_over(self, options: Mapping[str, str]) -> list[Departure]:
        """Rewrites and frozen copies, by name, each with what is needed no more once it is done."""
        brings, edges = what_directs_bring(self.survey), dict(self.survey.edges)
        rows = {row.package.name: row for row in self.case.rows}
        inputs = {p.name: p for p in self.case.inputs}
        needs = {n: brings[n] | {n} for n, o in options.items() if o not in LEAVING}
        here = held_anyway(self.survey, self.case).union(*needs.values())
        made = []
        for name in sorted(n for n, option in options.items() if option in ("vendor", "rewrite")):
            needs[name] = brings[name]
            if options[name] == "rewrite":
                needs[name] = still_needed(rows[name], brings[name], edges, inputs, self.t)
            left = held_anyway(self.survey, self.case).union(*needs.values())
            made.append(Departure(((name, options[name]),), frozenset(here - left)))
            here = left
        return made

    def _steps(
        self, bought: Iterable[Bought], beyond: Iterable[Move], moves: Iterable[Move], options: Mapping[str, str]
    ) -> Iterator[Step]:
        so_far = 0.0
        for one in bought:
            so_far += float(one.removed.mean())
            state = "in" if one.whole else "part"
            yield self._step(one.move, state, options, one.cost, one.removed, (one.spent, so_far))
        for move in beyond:
            yield self._step(move, "beyond", options)
        for move in sorted((one for one in moves if not one.pays), key=lambda one: one.rank):
            yield self._step(move, "not worth it", options)
