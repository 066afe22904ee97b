"""Every row of a scope, all its options costed in the same worlds, and the totals.

Rows + shared = total in every world, because they are the same sums.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depcalc.model.blocks import blocks, in_threads
from depcalc.model.children import NONE, Children, Indirect, add, cost_indirect, hazards_of, less
from depcalc.model.draws import Draws, Worlds
from depcalc.model.law import Curve, LogCurve, SaturatingCurve
from depcalc.model.library import zero_day
from depcalc.model.options import (
    Option,
    Rewrites,
    Upstream,
    cost_drop,
    cost_float,
    cost_keep,
    cost_replace,
    cost_rewrite,
    cost_today,
    cost_vendor,
    upstream,
)
from depcalc.model.own import parity_flow
from depcalc.model.ruling import Thirds, global_thirds, leader, rule, thirds
from depcalc.model.summary import summaries, summary
from depcalc.values.costs import CANDIDATES, Comparison, Costs, LossRatio, OptionSums, Row, Totals
from depcalc.values.inputs import Context, Inputs
from depcalc.values.report import Hazard, Range

Settle = Callable[[Row, Comparison], str]


def curves(w: Worlds, name: str = "") -> tuple[Curve, Curve]:
    """The curve asked for, which is the table's unless it is named, and the other one."""
    log: Curve = LogCurve()
    saturating: Curve = SaturatingCurve(w.t["rule.saturation"])
    return (log, saturating) if (name or w.t.curve) == "log" else (saturating, log)


def compare(
    rows: Sequence[Row],
    indirect: Sequence[Inputs],
    w: Worlds,
    context: Context,
    settle: Settle,
    curve: str = "",
) -> Costs:
    """Cost every option of every row.

    indirect  packages that are no row of their own
    settle    the verdict of a row, by the rules that stand above money
    """
    this, other = curves(w, curve)
    below = cost_indirect(rows, indirect, w, context, this, other)
    maker = _Maker(w, context, this, other, global_thirds(w), below)
    made = [one for some in in_threads(maker.block, blocks(list(enumerate(rows)), w.n)) for one in some]
    verdicts = tuple(settle(row, one.comparison) for row, one in zip(rows, made, strict=True))
    means = below.means | {row.package.name: one.own for row, one in zip(rows, made, strict=True)}
    return Costs(
        rows=tuple(one.comparison for one in made),
        verdicts=verdicts,
        shared_today=summary(below.shared.today),
        shared_keep=summary(below.shared.keep),
        totals=_totals(made, verdicts, below, w),
        packages=means,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A comparison, with the draws that totals need: of the whole row, children included."""

    comparison: Comparison
    costs: Mapping[str, Draws]
    today: Draws
    today_loss: Draws
    own: tuple[float, float]


def _totals(made: Sequence[_Made], verdicts: Sequence[str], below: Indirect, w: Worlds) -> Totals:
    shared = below.shared
    today, loss = shared.today.copy(), shared.today_loss.copy()
    keep, chosen = shared.keep.copy(), shared.keep.copy()
    hazard_today, hazard_keep = shared.today_hazard, shared.keep_hazard
    for one, verdict in zip(made, verdicts, strict=True):
        today += one.today
        loss += one.today_loss
        keep += one.costs["keep"]
        chosen += one.costs.get(verdict, one.today)
        hazard_today = add(hazard_today, one.comparison.options["today"].hazard)
        hazard_keep = add(hazard_keep, one.comparison.options["keep"].hazard)
    return Totals(
        today=summary(today),
        keep=summary(keep),
        verdicts=summary(chosen),
        saving=summary(today - chosen),
        loss_today=summary(loss),
        hazard_today=_sum(hazard_today),
        hazard_keep=_sum(hazard_keep),
    )


def _sum(h: Hazard) -> float:
    return h.zero_day + h.n_day + h.supply_chain


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the comparisons of a block of rows."""

    w: Worlds
    context: Context
    curve: Curve
    other: Curve
    common: Thirds | None
    below: Indirect

    @np.errstate(all="ignore")  # what is not finite is refused where the report is made
    def block(self, some: Sequence[tuple[int, Row]]) -> list[_Made]:
        rows = [row for _, row in some]
        kids = [self.below.rows[k] for k, _ in some]
        up = upstream([row.package for row in rows], self.w, self.context)
        options, hazards, rewrites = self._options(up, rows, self.curve)
        parity = self._parity(up, rewrites, options, kids)
        twins = self._twins(up, rows, options, kids)
        return [
            self._one(j, row, kids[j], up, rewrites, options[j], hazards[j], parity[j], twins.get(j, ""))
            for j, row in enumerate(rows)
        ]

    def _options(
        self, up: Upstream, rows: Sequence[Row], curve: Curve
    ) -> tuple[list[dict[str, Option]], list[dict[str, Hazard]], Rewrites]:
        """{option: (worlds,) arrays of the package itself} for each row, and their mean hazards."""
        w = self.w
        zero, rewrites = zero_day(up.lib, up.att, w, curve), cost_rewrite(up, w, curve)
        together = {
            "today": cost_today(up, w, zero),
            "float": cost_float(up, w, zero),
            "keep": cost_keep(up, w, zero),
            "vendor": cost_vendor(up, w, zero),
            "rewrite": rewrites.hardened,
            "rewrite-unhardened": rewrites.unhardened,
        }
        means = {name: hazards_of(o) for name, o in together.items()}
        made, hazards = [], []
        for j, row in enumerate(rows):
            alone: dict[str, Option] = {}
            if row.package.substitute is not None:
                alone["replace"] = cost_replace(row.package, up.take([j]), w, curve)
            if row.package.must_go:
                alone["drop"] = cost_drop(w)
            made.append(
                {name: o.of(j) for name, o in together.items()} | {name: o.of(0) for name, o in alone.items()}
            )
            hazards.append(
                {name: each[j] for name, each in means.items()}
                | {name: hazards_of(o)[0] for name, o in alone.items()}
            )
        return made, hazards, rewrites

    def _parity(
        self, up: Upstream, rewrites: Rewrites, options: Sequence[dict[str, Option]], kids: Sequence[Children]
    ) -> list[float | None]:
        """Least flow with E[loss of rewriting] <= E[loss of keeping], both of the whole row."""
        pairs = zip(options, kids, strict=True)
        limit = np.array([[o["keep"].loss.mean() + c.shed_loss.mean()] for o, c in pairs])
        flow = parity_flow(self.w, lambda x: rewrites.risk(up.att, self.w, self.curve, x), limit)
        return [None if np.isnan(x) else float(x) for x in flow[:, 0]]

    def _twins(
        self,
        up: Upstream,
        rows: Sequence[Row],
        options: Sequence[dict[str, Option]],
        kids: Sequence[Children],
    ) -> dict[int, str]:
        """What money says under the other curve, for the rows where more than one option is open."""
        some = [j for j, row in enumerate(rows) if row.has_choice]
        if not some:
            return {}
        w, open_ = self.w, up.take(some)
        zero, rewrites = zero_day(open_.lib, open_.att, w, self.other), cost_rewrite(open_, w, self.other)
        out = {}
        for k, j in enumerate(some):
            row, c, own = rows[j], kids[j], dict(options[j])
            own |= {name: own[name].with_zero_day(w, zero[k]) for name in ("keep", "vendor")}
            own["rewrite"] = rewrites.hardened.of(k)
            if row.package.substitute is not None:
                own["replace"] = cost_replace(row.package, open_.take([k]), w, self.other).of(0)
            costs = candidate_costs(own, row, c.twin, c.twin - c.shed_twin)
            out[j] = leader(_open(costs, row), w)
        return out

    def _one(
        self,
        j: int,
        row: Row,
        c: Children,
        up: Upstream,
        rewrites: Rewrites,
        own: dict[str, Option],
        hazards: dict[str, Hazard],
        parity: float | None,
        twin: str,
    ) -> _Made:
        w, still = self.w, c.keep - c.shed
        costs = candidate_costs(own, row, c.keep, still)
        today = own["today"].cost + c.today
        parts = self._own_thirds(j, up, rewrites)
        mean_today = float(today.mean())
        ruling = rule(_open(costs, row), mean_today, w, self.common, parts)
        behind = rule(costs, mean_today, w, self.common, parts) if row.gated and not row.stays else None
        lib, code = up.lib, rewrites.code
        hardening, spent = lib.hardening[j], code.hardening()[j]
        flow = float(rewrites.flow[j, 0])
        uncovered = self.curve.deterred(lib.kappa[j], lib.look[j], lib.prize[j])
        even = uncovered * (w["decay"] + lib.churn[j]) / lib.fix[j]
        options, saving, (spend, hardened, prize, break_even) = _summed(
            _whole_row(own, hazards, row, c),
            {name: today - x for name, x in costs.items()},
            (lib.spend[j], hardening, lib.prize[j], even),
        )
        comparison = Comparison(
            options=options,
            saving=saving,
            ruling=ruling,
            behind=behind,
            twin_verdict=twin,
            losses=_losses(own, c),
            spend=spend,
            hardening=hardened,
            hardening_own=float(spent.mean()),
            flaws=float(lib.kappa[j].mean()),
            flaws_own=float(code.kappa[j].mean()),
            yield_keep=float(self.curve.found(lib.kappa[j], lib.look[j], lib.stock[j], THOUSAND).mean()),
            yield_rewrite=float(
                self.curve.found(code.kappa[j], code.look[j], code.spent()[j], THOUSAND).mean()
            ),
            prize=prize,
            break_even=break_even,
            rewrite_budget=flow,
            parity_budget=parity,
        )
        return _Made(
            comparison,
            costs,
            today,
            own["today"].loss + c.today_loss,
            (float(own["today"].cost.mean()), float(own["keep"].cost.mean())),
        )

    def _own_thirds(self, j: int, up: Upstream, rewrites: Rewrites) -> Thirds | None:
        if self.common is None:
            return None
        lib = up.lib
        mine = {
            "kappa": lib.kappa[j],
            "llm": rewrites.noise[j],
            "q": up.att.q[j],
            "slice": lib.used[j],
            "spend": lib.spend[j],
        }
        return thirds(mine, self.w.t["rule.flip_part"])


THOUSAND = 1000.0  # "the next $1,000 of search"


def candidate_costs(own: Mapping[str, Option], row: Row, kept: Draws, still: Draws) -> dict[str, Draws]:
    """$/yr of each candidate for the whole row. What others need anyway is not saved by leaving."""
    stays = own["keep"].cost if row.stays else np.zeros_like(kept)
    nothing = np.zeros_like(kept)
    children = {"keep": kept, "vendor": kept, "rewrite": still, "replace": nothing, "drop": nothing}
    return {
        name: own[name].cost + children[name] + (nothing if name == "keep" else stays)
        for name in CANDIDATES
        if name in own
    }


def _open(costs: Mapping[str, Draws], row: Row) -> dict[str, Draws]:
    return {name: x for name, x in costs.items() if name not in row.closed}


@dataclass(frozen=True, slots=True)
class _Along:
    """What comes along with an option, or all of it: $/yr, loss and hazard of the packages it keeps."""

    cost: Draws
    loss: Draws
    hazard: Hazard


def _along(
    name: str, own: Mapping[str, Option], hazards: Mapping[str, Hazard], row: Row, c: Children
) -> _Along:
    stays, stays_loss, stays_hazard = np.zeros(c.n), np.zeros(c.n), NONE
    if row.stays:
        kept = own["keep"]
        stays, stays_loss, stays_hazard = kept.cost, kept.loss, hazards["keep"]
    if name == "today":
        return _Along(c.today, c.today_loss, c.today_hazard)
    if name in ("float", "keep"):
        return _Along(c.keep, c.keep_loss, c.keep_hazard)
    if name == "vendor":
        return _Along(c.keep + stays, c.keep_loss + stays_loss, add(c.keep_hazard, stays_hazard))
    if name in ("rewrite", "rewrite-unhardened"):
        hazard = less(c.keep_hazard, c.shed_hazard)
        return _Along(
            c.keep - c.shed + stays, c.keep_loss - c.shed_loss + stays_loss, add(hazard, stays_hazard)
        )
    return _Along(stays, stays_loss, stays_hazard)


def _whole_row(
    own: Mapping[str, Option], hazards: Mapping[str, Hazard], row: Row, c: Children
) -> dict[str, _Along]:
    """Each option of the package with all that comes along."""
    whole = {}
    for name, o in own.items():
        along = _along(name, own, hazards, row, c)
        whole[name] = _Along(o.cost + along.cost, o.loss + along.loss, add(hazards[name], along.hazard))
    return whole


def _summed(
    whole: Mapping[str, _Along], saving: Mapping[str, Draws], more: Sequence[Draws]
) -> tuple[dict[str, OptionSums], dict[str, Range], list[Range]]:
    """Ranges of a row, worked out at once: of cost and loss of each option, of each saving, and of `more`."""
    draws = [x for one in whole.values() for x in (one.cost, one.loss)]
    ranges = iter(summaries([*draws, *saving.values(), *more]))
    options = {
        name: OptionSums(next(ranges), next(ranges), float((one.cost - one.loss).mean()), one.hazard)
        for name, one in whole.items()
    }
    return options, {name: next(ranges) for name in saving}, list(ranges)


def _losses(own: Mapping[str, Option], c: Children) -> dict[str, LossRatio]:
    """Loss of the unhardened rewrite and of vendoring over loss of keeping, of the whole row."""
    keep = own["keep"].loss + c.keep_loss
    out = {}
    for name, more in (("rewrite-unhardened", c.keep_loss - c.shed_loss), ("vendor", c.keep_loss)):
        loss = own[name].loss + more
        mean, kept = float(loss.mean()), float(keep.mean())
        out[name] = LossRatio(mean / max(kept, 1e-12), float((loss > keep).mean()), mean, kept)
    return out
