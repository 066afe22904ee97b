"""What-if: before and after for each row that moves, then the whole tree against today and the advice."""

from collections.abc import Iterator

from depcalc.render.frame import blocks, first_line, for_terminal, indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.phrases import anchor
from depcalc.render.style import Style
from depcalc.render.text import clean, scrub
from depcalc.render.wording import amount, between, count, dollars, listed, share
from depcalc.values.report import Range
from depcalc.values.whatif import Pair, RowChange, WhatIf

ROWS = (
    Column("\npackage", least=14),
    Column("\nwas"),
    Column("\nthen"),
    Column("was\n$/yr", ">"),
    Column("then\n$/yr", ">"),
    Column("change\n$/yr", ">"),
    Column("\n5 % – 95 %", ">"),
)
SUMS = (
    Column("estimated $ a year", least=10),
    Column("was", ">"),
    Column("then", ">"),
    Column("change", ">"),
    Column("5 % – 95 %", ">"),
)
MOST_ROWS = 12
STILL = 0.005  # $/yr: less is no move


def render_whatif(made: WhatIf, style: Style) -> str:
    """`depcalc whatif` for people."""
    made = scrub(made, lambda text: clean(text, ascii_only=style.ascii))
    report = for_terminal(made.after, style)
    return style.finish(
        blocks(
            _answer(made, style),
            first_line(report, style),
            _rows(made, style),
            _sums(made, style),
            _notes(made, style),
            paragraph(anchor(report), style),
        )
    )


def _answer(made: WhatIf, style: Style) -> str:
    """What was asked, and the difference that it makes."""
    asked = [f"{name} = {option}" for name, option in made.choices.items()]
    asked += [f"{key} {_value(old)} → {_value(new)}" for key, old, new in made.changed]
    lines = [paragraph(f"What if {listed(asked, 8)}?", style, hanging="  ")]
    if made.choices:
        lines.append(paragraph(_difference(made.against_advised, "the advice", made.p_saves), style, "  "))
        lines.append(paragraph(_difference(made.against_today, "the lock as it stands"), style, "  "))
    if made.changed:
        lines.append(paragraph(_moved(made), style, "  "))
    return "\n".join(lines)


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.10g}"


def _difference(saved: Range, against: str, p_saves: float | None = None) -> str:
    verb = "saves" if saved.mean >= 0 else "costs"
    more = "" if saved.mean >= 0 else " more"
    odds = "" if p_saves is None else f"; it saves in {share(p_saves)} of the worlds"
    flat = abs(saved.mean) < STILL
    if flat and abs(saved.p05) < STILL and abs(saved.p95) < STILL:
        return f"Against {against}: no difference."
    usd = Range(abs(saved.mean), saved.p05, saved.p50, saved.p95)
    range_ = between(saved) if saved.mean >= 0 else between(Range(0, -saved.p95, -saved.p50, -saved.p05))
    return f"Against {against} it {verb} an estimated {dollars(usd.mean)} a year{more} ({range_}){odds}."


def _moved(made: WhatIf) -> str:
    verdicts = [row for row in made.rows if row.verdict not in (row.advised, "unknown")]
    if not verdicts:
        return "No verdict changes with these assumptions."
    said = [f"{row.package} {row.advised} → {row.verdict}" for row in verdicts]
    return f"{count(len(verdicts), 'verdict changes', 'verdicts change')}: {listed(said, 8)}."


# ------------------------------------------------------------------ tables


def _shown(made: WhatIf) -> list[RowChange]:
    moved = [row for row in made.rows if row.asked or row.option != row.advised or _moves(row.chosen)]
    return moved[: max(MOST_ROWS, len(made.choices))]


def _moves(pair: Pair) -> bool:
    return abs(pair.change.mean) >= STILL


def _rows(made: WhatIf, style: Style) -> str:
    rows = _shown(made)
    if not rows:
        return ""
    body = [_row(row, style) for row in rows]
    table = lay_out(ROWS, body, width=style.width, keep=5, title_ink=style.dim)
    more = sum(_moves(row.chosen) for row in made.rows) - len(rows)
    return "\n".join([*table, *([f"and {count(more, 'more row')} that move"] if more > 0 else [])])


def _row(row: RowChange, style: Style) -> list[Cell]:
    pair = row.chosen
    then = f"{row.option}, closed" if row.closed else row.option
    return [
        Cell(row.package),
        Cell(row.advised),
        Cell(then, style.bold if row.asked else str),
        Cell(amount(pair.before.mean)),
        Cell(amount(pair.after.mean)),
        Cell(_signed(pair.change.mean)),
        Cell(f"{_signed(pair.change.p05)} – {_signed(pair.change.p95)}"),
    ]


def _signed(usd: float) -> str:
    if abs(usd) < STILL:
        return "0"
    return f"+{amount(usd)}" if usd > 0 else amount(usd)


def _sums(made: WhatIf, style: Style) -> str:
    sums = [("the lock as it stands", made.today), ("as advised", made.advised)]
    if made.choices:
        sums.append(("with your choices", made.chosen))
    body = [
        [
            Cell(name),
            Cell(amount(pair.before.mean)),
            Cell(amount(pair.after.mean)),
            Cell(_signed(pair.change.mean)),
            Cell(f"{_signed(pair.change.p05)} – {_signed(pair.change.p95)}"),
        ]
        for name, pair in sums
    ]
    head = style.bold("The whole tree")
    return "\n".join([head, indented(lay_out(SUMS, body, width=inner(style), title_ink=style.dim))])


def _notes(made: WhatIf, style: Style) -> str:
    return "\n".join(paragraph(line, style, hanging="  ") for line in _said(made))


def _said(made: WhatIf) -> Iterator[str]:
    for row in made.rows:
        if row.closed:
            yield f"{row.package} = {row.option} is closed, and priced all the same: {row.closed}."
    behind = {d.package: d.behind_gate for d in made.after.decisions}
    for row in made.rows:
        if row.closed and (gate := behind.get(row.package)):
            yield f"Behind the gate of {row.package} money alone would say {gate.verdict} ({gate.confidence})."
    if made.freed:
        yield f"Leaves the tree: {listed(made.freed, 10)}."
    if made.kept:
        yield f"Stays in the tree: {listed(made.kept, 10)}."
    yield "Paired differences: both sides are priced in the same worlds. Nothing was written."
