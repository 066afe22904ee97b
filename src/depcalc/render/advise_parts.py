"""The parts of an advice: what there is in its place, what it costs, the crowd, and how to test own code."""

from collections.abc import Iterator

from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.style import Style
from depcalc.render.wording import amount, dollars, lines_of_code, listed, rough, share, spread, times
from depcalc.values.advice import Advice, Alternative, PastAdvisory, Slice, TestPlan
from depcalc.values.fact import Gap
from depcalc.values.report import Decision

OPTIONS = {
    "keep": "require it",
    "vendor": "copy it in",
    "rewrite": "write it, hardened",
    "rewrite-unhardened": "write it, unhardened",
    "replace": "use the other",
}
COLUMNS = (
    Column("estimated $ a year", least=8),
    Column("mean", ">"),
    Column("5 % – 95 %", ">"),
    Column("loss", ">"),
    Column("work", ">"),
    Column(""),
)
KINDS = {
    "stdlib": "standard library",
    "present": "already in the tree",
    "absent": "only where it is in the tree already",
    "successor": "new to the tree",
}
MOST_PAST = 8


def alternatives(advice: Advice, style: Style) -> str:
    """What could be used instead, and what it does not do."""
    if not advice.alternatives:
        return ""
    lines = [line for one in advice.alternatives for line in _alternative(one)]
    return section("In its place", lines, style)


def _alternative(one: Alternative) -> Iterator[str]:
    whole = "covers it" if one.coverage == "full" else "covers it in part"
    closed = "" if one.open else f"; not here: {one.why_not}"
    note = f" ({one.note})" if one.note else ""
    yield f"{one.target} ({KINDS.get(one.kind, one.kind)}) {whole}{note}{closed}."
    if one.does_not:
        yield f"What changes or is lost: {one.does_not}."
    if one.lacks:
        used = f"; of what you named: {listed(one.lacks_used)}" if one.lacks_used else ""
        yield f"Names it does not have: {listed(one.lacks, 8)}{used}."
    yield f"Source: {one.source}."


def costs(advice: Advice, style: Style) -> str:
    """Each option, a year."""
    if advice.decision is None:
        return ""
    rows = []
    for option in advice.decision.options:
        if option.name in OPTIONS:
            texts = (
                OPTIONS[option.name], amount(option.cost.mean), spread(option.cost),
                amount(option.loss.mean), amount(option.work),
            )  # fmt: skip
            rows.append([*map(Cell, texts), Cell("" if option.applies else "closed", style.dim)])
    table = indented(lay_out(COLUMNS, rows, width=inner(style), title_ink=style.dim))
    return "\n".join([table, *(paragraph(line, style, "  ") for line in _cost_notes(advice))])


def _cost_notes(advice: Advice) -> Iterator[str]:
    decision, part = advice.decision, advice.slice
    assert decision is not None
    for why in dict.fromkeys(o.why_not for o in decision.options if o.why_not and o.name in OPTIONS):
        yield f"Closed: {why}."
    if decision.behind_gate:
        behind = decision.behind_gate
        yield (
            f"Behind the gate, money alone would say {behind.verdict} ({behind.confidence}), the cheapest in"
            f" {share(behind.p_best)} of the worlds."
        )
    if part:
        names = f" ({listed(advice.uses)})" if advice.uses else ""
        yield f"Part in use{names}: {lines_of_code(part.kloc)}, {part.basis} ({part.source})."
    if part and advice.missing:
        yield f"Not found in its source, or no code of their own: {listed(advice.missing, 10)}."
    if part and advice.missing is None:
        yield "Whether it has these names is not known: its source was not read."
    yield from _other_question(advice)
    if isinstance(advice.brings, Gap):
        yield "What it brings along is not in these figures."


def _other_question(advice: Advice) -> Iterator[str]:
    """Where `explain` counts something else, and so gives other figures."""
    if advice.here is None or not advice.here.direct:
        return
    if advice.uses:
        yield f"For these names alone; depcalc explain {advice.name} counts all that your code uses of it."
    if advice.version_from == "asked":
        yield f"For the release asked for; depcalc explain {advice.name} counts what is locked: {advice.here.version}."


def crowd(advice: Advice, style: Style) -> str:
    """What others spend on it, and what you would need."""
    if advice.decision is None or advice.decision.verdict == "unknown":
        return ""
    return section("Crowd against you", list(_crowd_lines(advice.decision, advice.slice)), style)


def _crowd_lines(decision: Decision, part: Slice | None) -> Iterator[str]:
    spend, need = dollars(decision.collective_spend.mean), decision.parity_budget
    if need is None:
        yours = "no budget within $100M a year makes own code as little risk"
    elif need == 0:
        assumed = "" if part and part.basis == "measured" else ", if the part in use is as small as taken"
        yours = f"own code would be no riskier as it is{assumed}"
    else:
        yours = f"you would need {_roughly(need)} a year for own code that is no riskier"
    yield f"Others search it for an estimated {spend} a year; {yours}."
    yield (
        f"Written and left unsearched, own code carries {times(decision.ratio)} requiring it, more in"
        f" {share(decision.p_riskier)} of the worlds."
    )
    yield (
        f"A working attack on it is worth an estimated {dollars(decision.attacker_prize.mean)}; it stops paying"
        f" at {dollars(decision.break_even_spend.mean)} a year of everybody's search."
    )


def _roughly(usd: float) -> str:
    return "less than an estimated $1" if usd < 1 else f"an estimated ${rough(usd)}"


# ------------------------------------------------------------------ own code


def plan_of(advice: Advice, style: Style) -> str:
    """How to test own code in its place, and what to spend on searching it."""
    plan = advice.plan
    if plan is None:
        return ""
    parts = [
        section("Test plan: beside the library", list(plan.differential), style),
        section("Test plan: what must hold of any input", list(plan.properties), style),
        section("Test plan: its past advisories, as tests that must pass", list(_past(plan)), style),
        section("Search", list(_search(advice)), style),
    ]
    return "\n".join(parts)


def _past(plan: TestPlan) -> Iterator[str]:
    if not plan.past:
        yield "none on record: that is no proof that it never had a flaw"
        return
    yield "each must fail on a release that has the flaw, or it tests nothing"
    for one in plan.past[:MOST_PAST]:
        yield _advisory(one)
    if (more := len(plan.past) - MOST_PAST + plan.left_out) > 0:
        yield f"and {more} more, in --format json"


def _advisory(one: PastAdvisory) -> str:
    names = ", ".join((one.id, *one.aliases[:1]))
    wild = ", exploited in the wild" if one.exploited else ""
    scope = ", denial of service" if one.out_of_scope else ""
    return f"{names}: {one.severity}, {one.disclosed}{wild}{scope}"


def _search(advice: Advice) -> Iterator[str]:
    decision = advice.decision
    if decision is None:
        return
    need = decision.parity_budget
    if decision.rewrite_budget:
        yield f"costed with an estimated {dollars(decision.rewrite_budget)} a year of search on it"
    else:
        yield "costed without yearly search of it; review it once and read its tests"
    if need:
        yield f"no riskier than keeping the library from {_roughly(need)} a year on"
    yield "enter each search in the ledger with its date, dollars and finds: it counts, and fades"


def section(title: str, lines: list[str], style: Style) -> str:
    """A title with lines under it."""
    head = style.bold(paragraph(title, style, "  "))
    return "\n".join([head, *(paragraph(line, style, "    ", "      ") for line in lines)])
