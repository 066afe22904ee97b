"""whatif: the same survey under other choices and other assumptions, in the same worlds. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from depcalc.config.kinds import guess
from depcalc.errors import UsageError
from depcalc.model.compare import curves
from depcalc.model.draws import Draws
from depcalc.model.paired import Tree, costs_of
from depcalc.model.summary import summaries, summary
from depcalc.pipeline.appraising import Priced, price
from depcalc.pipeline.case import Case
from depcalc.pipeline.priors import table
from depcalc.pipeline.stated import stated_values
from depcalc.values.report import Decision
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey
from depcalc.values.whatif import Pair, RowChange, WhatIf

Changed = tuple[str, float | str, float | str]  # name, before, after


@dataclass(frozen=True, slots=True)
class Side:
    """A tree in the worlds of one set of assumptions.

    advised   direct -> option of the verdict; "today" where it is unknown
    chosen    the same with what the user chose
    """

    tree: Tree
    advised: Mapping[str, str]
    chosen: Mapping[str, str]

    @property
    def today(self) -> Mapping[str, str]:
        return dict.fromkeys(self.advised, "today")


def whatif(
    survey: Survey, before: Settings, after: Settings, choices: Mapping[str, str], *, closed: bool = False
) -> WhatIf:
    """Price the tree under `after` with some options chosen by the user, beside the advice and beside today.

    choices   normalised name of a direct -> option
    closed    price options that a gate closes as well; they are marked
    """
    first = price(survey, before)
    second = first if after == before else price(survey, after)
    return compare(survey, first, second, choices, closed=closed)


def compare(
    survey: Survey,
    first: Priced,
    second: Priced,
    choices: Mapping[str, str],
    *,
    closed: bool = False,
    old: Side | None = None,
) -> WhatIf:
    """`whatif`, for a survey that was priced under both sets of assumptions already; `old` is what
    `advised_side` says of `first`, where that is known."""
    decisions = {d.package: d for d in second.report.decisions}
    reasons = {name: _why_closed(decisions, name, option) for name, option in choices.items()}
    if not closed:
        _refuse(reasons, choices)
    new = _side(second, choices)
    if second is first:
        old = new
    return _compare(
        first,
        second,
        old or advised_side(first),
        new,
        choices,
        reasons,
        _changed(survey, first.settings, second.settings),
    )


def _why_closed(decisions: Mapping[str, Decision], name: str, option: str) -> str:
    """Why an option is not open, "" where it is; what cannot be priced at all is an error."""
    if name not in decisions:
        raise UsageError(
            f"{name} is no direct requirement in scope{guess(name, decisions)}",
            "depcalc scan lists them; for a package that is not here: depcalc advise NAME",
        )
    found = decisions[name].option(option)
    if found is None and option == "drop":
        return "something may use it: what doing without would cost is not priced"
    if found is None:
        other = decisions[name].substitute
        raise UsageError(
            f"{name}={option}: {other.why_not if other else 'nothing covers it'}", "choose another option"
        )
    return found.why_not


def _refuse(reasons: Mapping[str, str], choices: Mapping[str, str]) -> None:
    for name, why in reasons.items():
        if why:
            raise UsageError(
                f"{name}={choices[name]} is closed: {why}", "--closed prices it all the same, and marks it"
            )


def _changed(survey: Survey, before: Settings, after: Settings) -> tuple[Changed, ...]:
    """Settings, then assumptions, then what is said of single packages."""
    old, new = table(survey, before), table(survey, after)
    moved: list[Changed] = [
        (name, a, b)
        for name, a, b in (
            ("profile", before.profile, after.profile),
            ("exposure", before.exposure, after.exposure),
        )
        if a != b
    ]
    keys = sorted(key for key in new.rows if old[key] != new[key])
    moved += [(key, old.said(key), new.said(key)) for key in keys]
    was = {key: value for key, value, _ in stated_values(before)}
    said = {key: value for key, value, _ in stated_values(after)}
    moved += [(key, was.get(key, "as found"), said[key]) for key in sorted(said) if was.get(key) != said[key]]
    return tuple(moved)


# ------------------------------------------------------------------ one side of the comparison


def advised_side(priced: Priced) -> Side:
    """The tree as advised, with nothing chosen."""
    return _side(priced, {})


def _side(priced: Priced, choices: Mapping[str, str]) -> Side:
    advised = {d.package: "today" if d.verdict == "unknown" else d.verdict for d in priced.report.decisions}
    chosen = advised | dict(choices)
    return Side(_tree(priced, {name: {advised[name], chosen[name]} for name in advised}), advised, chosen)


def _tree(priced: Priced, wanted: Mapping[str, set[str]]) -> Tree:
    case, (this, _) = priced.case, curves(priced.w)
    needs = {name: set(names) for name, names in priced.survey.edges}
    return Tree(
        costs=costs_of(case.inputs, wanted, priced.w, case.context, this),
        needs=needs,
        still=_still(case, needs),
        directs=tuple(wanted),
        with_={row.package.name: row.children for row in case.rows},
        stays={row.package.name for row in case.rows if row.stays},
        n=priced.w.n,
    )


def _still(case: Case, needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """What a rewrite goes on needing: everything while nobody measured it."""
    return {
        row.package.name: set(row.package.reaches)
        if row.package.slice_known and row.package.reaches is not None
        else needs.get(row.package.name, set())
        for row in case.rows
    }


# ------------------------------------------------------------------ both together


def _compare(
    first: Priced,
    second: Priced,
    old: Side,
    new: Side,
    choices: Mapping[str, str],
    reasons: Mapping[str, str],
    changed: tuple[Changed, ...],
) -> WhatIf:
    was, now = old.tree, new.tree
    today, advised = now.total(new.today), now.total(new.advised)
    chosen = now.total(new.chosen)
    before = was.total(old.advised)
    stay, go = now.needed(new.advised), now.needed(new.chosen)
    return WhatIf(
        before=first.report,
        after=second.report,
        choices=choices,
        changed=changed,
        rows=tuple(_rows(old, new, choices, reasons, second.report.decisions)),
        today=_pair(was.total(old.today), today),
        advised=_pair(before, advised),
        chosen=_pair(before, chosen),
        against_today=summary(today - chosen),
        against_advised=summary(advised - chosen),
        p_saves=float((chosen < advised).mean()),
        freed=tuple(sorted(stay - go)),
        kept=tuple(sorted(go - stay)),
    )


def _pair(before: Draws, after: Draws) -> Pair:
    return Pair(summary(before), summary(after), summary(after - before))


def _rows(
    old: Side,
    new: Side,
    choices: Mapping[str, str],
    reasons: Mapping[str, str],
    decisions: Sequence[Decision],
) -> Iterator[RowChange]:
    """Every row, those that the user named first, then by how much they move."""
    made = [_row(d, old, new, choices, reasons) for d in decisions]
    yield from sorted(
        made,
        key=lambda row: (
            not row.asked, row.advised == row.verdict, -abs(row.chosen.change.mean), row.package,
        ),
    )  # fmt: skip


def _row(
    d: Decision, old: Side, new: Side, choices: Mapping[str, str], reasons: Mapping[str, str]
) -> RowChange:
    name, option = d.package, new.chosen[d.package]
    today, chosen = new.tree.row(name, "today"), new.tree.row(name, option)
    was_today, was_chosen = old.tree.row(name, "today"), old.tree.row(name, old.advised[name])
    ranges = summaries(
        [
            *(was_today, today, today - was_today),
            *(was_chosen, chosen, chosen - was_chosen),
            today - chosen,
            new.tree.row(name, new.advised[name]) - chosen,
        ]
    )
    return RowChange(
        package=name,
        advised=old.advised[name],
        verdict=d.verdict,
        option=option,
        asked=name in choices,
        closed=reasons.get(name, ""),
        today=Pair(*ranges[:3]),
        chosen=Pair(*ranges[3:6]),
        against_today=ranges[6],
        against_advised=ranges[7],
    )
