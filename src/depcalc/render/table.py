"""The main table: one row for each direct requirement, what leaves with it included.

Rows are sorted by what they cost today, so that the column reads down to the total and the same lock always
gives the same order; what to do first stands below, sorted by what it saves, a malicious release before all.
"""

from depcalc.render.frame import blocks, first_line, for_terminal, paragraph, place_of
from depcalc.render.grid import Cell, Column, laid_out
from depcalc.render.joint import joint_lines
from depcalc.render.own import render_own
from depcalc.render.phrases import (
    coverage,
    flags_in_order,
    is_malicious,
    notices,
    outside,
    sure,
    totals,
)
from depcalc.render.steps import by_cost, first_steps, open_advisories
from depcalc.render.style import Style
from depcalc.render.use import REACHED, functions
from depcalc.render.wording import amount, listed, rough
from depcalc.values.report import Decision, Report

COLUMNS = (  # what a narrow terminal loses first stands last, but for confidence; the first two always stay
    Column("\npackage", least=16),
    Column("\nverdict"),
    Column("\nconfidence", early=2),
    Column("today\n$/yr", ">"),
    Column("advised\n$/yr", ">"),
    Column("crowd\n$/yr", ">", with_next=True),
    Column("you would\nneed $/yr", ">"),
    Column("functions\nreached", ">"),
    Column("\nleaves", ">"),
    Column("\nflags", least=13, words=True),
)

FUNCTIONS = [column.title for column in COLUMNS].index("functions\nreached")


def render_table(report: Report, style: Style) -> str:
    """`depcalc scan` for people."""
    report = for_terminal(report, style)
    rows = by_cost(report)
    lines, lost, reached = _grid(report, rows, style)
    return style.finish(
        blocks(
            first_line(report, style),
            "\n".join(lines),
            _legend(style, lost, reached),
            paragraph(totals(report), style),
            render_own(report, style),
            paragraph(open_advisories(report), style) if open_advisories(report) else "",
            _first_steps(rows, report, style),
            "\n".join(paragraph(line, style) for line in joint_lines(report)),
            _foot(report, style),
            _next(report, rows, style),
        )
    )


def _grid(report: Report, rows: list[Decision], style: Style) -> tuple[list[str], list[str], bool]:
    """Lines, the columns for which there is no room, and whether functions reached is among those that stay."""
    body = [_row(d, style) for d in rows]
    body += _shared(report, style)
    measured = any(d.slice.basis == "measured" for d in rows)
    whole = report.totals
    sums = ("total", "", "", amount(whole.today.mean), amount(whole.verdicts.mean), *[""] * 5)
    body.append([Cell(text, style.bold) for text in sums])
    if not measured:
        body = [[cell for at, cell in enumerate(row) if at != FUNCTIONS] for row in body]
    columns = [c for at, c in enumerate(COLUMNS) if measured or at != FUNCTIONS]
    lines, lost = laid_out(columns, body, width=style.width, keep=2, title_ink=style.dim)
    return lines, lost, measured and COLUMNS[FUNCTIONS].name not in lost


def _row(decision: Decision, style: Style) -> list[Cell]:
    today, advised = decision.option("today"), decision.advised
    return [
        _name(decision, style),
        _verdict(decision, style),
        Cell(sure(decision), style.dim),
        Cell(amount(today.cost.mean if today else None)),
        Cell(amount(advised.cost.mean if advised else None)),
        Cell(amount(decision.collective_spend.mean)),
        Cell(rough(decision.parity_budget)),
        Cell(functions(decision.slice)),
        Cell(str(len(decision.leaves_with) or "-")),
        Cell(" ".join(flags_in_order(decision.flags)), style.alarm),
    ]


def _name(decision: Decision, style: Style) -> Cell:
    """The mark stands where no narrow terminal can drop it."""
    urgent = {"vulnerable", "malicious"} & set(decision.flags)
    return Cell(f"{decision.package} !", style.alarm) if urgent else Cell(decision.package)


def _verdict(decision: Decision, style: Style) -> Cell:
    """What a malicious release asks for, in place of the verdict on the package."""
    if is_malicious(decision) and decision.verdict == "keep":
        return Cell("! move away now", style.alarm)
    return Cell(f"{style.mark(decision.verdict)} {decision.verdict}", style.verdict_ink(decision.verdict))


def _shared(report: Report, style: Style) -> list[list[Cell]]:
    """Indirect packages that several rows need, in one line, so that the columns add up to the total."""
    if not report.shared:
        return []
    packages = sorted({name for row in report.shared for name in row.packages})
    name = packages[0] if len(packages) == 1 else f"{len(packages)} packages"
    today = sum(row.today.mean for row in report.shared)
    keep = sum(row.keep.mean for row in report.shared)
    texts = (name, f"{style.mark('shared')} shared", "", amount(today), amount(keep), *[""] * 5)
    return [[Cell(text, style.dim) for text in texts]]


def _legend(style: Style, lost: list[str], reached: bool) -> str:
    if style.quiet:
        return ""
    functions_reached = f" functions reached: {REACHED}." if reached else ""
    left_out = (
        f" No room at {style.width} columns for {listed(lost)}: --format json has them." if lost else ""
    )
    return paragraph(
        "All figures are estimates. crowd: what everybody together spends a year on searching the"
        " package; you would need: your own hardening a year for a rewrite no riskier than keeping it"
        " (0: already there, if the size of the part you use is right; -: no budget gets there)."
        f"{functions_reached}"
        " only: the gate closes the rest, in brackets how sure money alone would be. !: open advisories or a"
        " malicious release, in it or in what it brings." + left_out,
        style,
    )


def _first_steps(rows: list[Decision], report: Report, style: Style) -> str:
    lines = [paragraph(step, style, "  ", "    ") for step in first_steps(rows, report)]
    return "\n".join([style.bold("First steps"), *lines]) if lines else ""


def _foot(report: Report, style: Style) -> str:
    lines = [outside(report.scope)]
    if not style.quiet:
        lines += [coverage(report), *notices(report)]
    return "\n".join(paragraph(line, style, hanging="  ") for line in lines if line)


def _next(report: Report, rows: list[Decision], style: Style) -> str:
    if style.quiet or not rows:
        return ""
    place = place_of(report)
    return paragraph(
        f"Next: depcalc explain {rows[0].package}{place} · depcalc scan --format json{place}", style
    )
