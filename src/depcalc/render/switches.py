"""What would flip a decision, which question to answer first, and what the reader's own numbers moved."""

from collections.abc import Iterator, Sequence

from depcalc.render.basis import measure
from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.inputs import label
from depcalc.render.style import Style
from depcalc.render.text import glue
from depcalc.render.wording import dollars, listed
from depcalc.values.report import Decision, Report
from depcalc.values.switch import SwitchPoint

POINTS = (
    Column("becomes"),
    Column("if", least=12),
    Column("is"),
    Column("now"),
    Column("name"),
)
MOST_POINTS = 8
BEYOND = 0.05  # past the point, where it was tried
MOST_FLIPS = 8
CURVE_NAMES = {"log": "logarithmic", "saturating": "saturating"}
HEADS = {"verdict": "What would flip it", "behind_gate": "What would flip it, were the gate open"}


def render_switches(decision: Decision, style: Style) -> str:
    """The values at which it changes, then the inputs whose lowest or highest third changes it."""
    points = decision.switch_points or ()
    named = {(x.input, x.side, x.becomes) for x in points if x.of == "verdict"}
    points = tuple(x for x in points if x.of == "verdict" or (x.input, x.side, x.becomes) not in named)
    parts = [_table(points, of, style) for of in HEADS if any(x.of == of for x in points)]
    if not parts:
        parts = [style.bold(paragraph(_head(decision), style, "  "))]
        if decision.switch_points is not None:
            parts.append(paragraph("No single number, anywhere in its plausible range.", style, "    "))
    return "\n".join([*parts, *(paragraph(line, style, "    ", "      ") for line in _thirds(decision))])


def _head(decision: Decision) -> str:
    return HEADS["behind_gate" if decision.behind_gate else "verdict"]


def _table(every: Sequence[SwitchPoint], of: str, style: Style) -> str:
    points = [x for x in every if x.of == of]
    rows = [_row(x) for x in points[:MOST_POINTS]]
    lines = lay_out(POINTS, rows, width=inner(style, 4), title_ink=style.dim)
    if len(points) > MOST_POINTS:
        lines.append(f"and {len(points) - MOST_POINTS} more in --format json")
    head = style.bold(paragraph(HEADS[of], style, "  "))
    return "\n".join([head, indented(lines, 4), paragraph(_try_it(points), style, "    ", "      ")])


def _row(x: SwitchPoint) -> list[Cell]:
    texts = (x.becomes, label(x.input), f"{x.side} {shown(x.value, x.unit)}", shown(x.now, x.unit), x.input)
    return [Cell(text) for text in texts]


def _try_it(points: Sequence[SwitchPoint]) -> str:
    """How to see it happen, with the nearest one as an example."""
    first = points[0]
    value = first.value * (1 + BEYOND if first.side == "above" else 1 - BEYOND)
    return f"Each was tried, 5 % to either side. To see the first: {glue(first.setting + plain(value))}"


def shown(value: float, unit: str) -> str:
    """A value of an input, without the words that its label has already."""
    if unit.startswith("USD"):
        return measure(value, "USD")
    return measure(value, unit.split("/", maxsplit=1)[0] if unit in SHORT else "")


def plain(value: float) -> str:
    """Three digits as a flag takes them, without an exponent."""
    return f"{float(f'{value:.3g}'):.12f}".rstrip("0").rstrip(".")


SHORT = ("yr", "d", "min", "h", "x")


def _thirds(decision: Decision) -> Iterator[str]:
    for flip in decision.flips[:MOST_FLIPS]:
        yield f"{flip.input} in its {flip.side}est third: {flip.becomes}"
    if len(decision.flips) > MOST_FLIPS:
        yield f"and {len(decision.flips) - MOST_FLIPS} more: close to a coin flip, all in --format json"
    if not decision.flips:
        yield "No single input, at its lowest or highest third."
    if decision.behind_gate:
        yield "A waiver for this package would open the closed options."


def first_question(decision: Decision) -> str:
    """Which one question to answer first, and what the answer is worth."""
    asked = decision.questions
    if asked is None:
        return ""
    gate = "Were the gate open, " if asked.of == "behind_gate" else ""
    if asked.everything < 1:
        return ""
    if not asked.single:
        text = f"no single answer would be worth a dollar a year; all of them together {dollars(asked.everything)}."
        return gate + (text if gate else text[0].upper() + text[1:])
    first, *others = asked.single
    more = listed([f"{label(q.input)} ({dollars(q.usd)})" for q in others], 2)
    then = f" Then {more}." if others else ""
    start = f"{gate}ask first: " if gate else "Ask first: "
    return (
        f"{start}{label(first.input)} ({first.input}). To know which third of its range it is in is worth an"
        f" estimated {dollars(first.usd)} a year, everything together {dollars(asked.everything)}.{then}"
    )


def other_curve(report: Report, decision: Decision) -> str:
    """Says so when the verdict depends on the form of the hardening curve."""
    if not decision.other_curve:
        return ""
    other = "saturating" if report.curve == "log" else "log"
    return (
        f"This depends on the hardening curve: under the {CURVE_NAMES[other]} one, --set curve={other}, it would"
        f" be {decision.other_curve}."
    )


def yours(report: Report, decision: Decision) -> str:
    """The numbers that are the reader's, and the same decision with the table's own."""
    before, today, advised = decision.moved, decision.option("today"), decision.advised
    if before is None or today is None:
        return ""
    changed = listed(
        [f"{key} = {_number(key, value)} ({origin})" for key, value, origin in report.changed_assumptions], 6
    )
    then = _said(before.verdict, before.today, before.advised)
    now = _said(decision.verdict, today.cost.mean, advised.cost.mean if advised else None)
    return f"Yours: {changed}. With the table's own numbers: {then}. With yours: {now}."


def _said(verdict: str, today: float, advised: float | None) -> str:
    cost = "" if advised is None else f" for {dollars(advised)}"
    return (
        f"{verdict}{cost} a year, against {dollars(today)} today"
        if cost
        else f"{verdict}, {dollars(today)} today"
    )


def _number(key: str, value: float) -> str:
    if key == "curve":
        return ("log", "saturating")[int(value)]
    return f"{value:,.10g}"


def changed_lines(report: Report) -> Sequence[str]:
    """The numbers that are not the table's, for an answer that does not say what they moved."""
    if not report.changed_assumptions or any(d.moved for d in report.decisions):
        return ()
    said = ", ".join(
        f"{key} = {_number(key, value)} ({origin})" for key, value, origin in report.changed_assumptions
    )
    return (f"Changed assumptions: {said}.",)
