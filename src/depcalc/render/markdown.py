"""The main table for pull requests and job summaries."""

import re
from collections.abc import Sequence

from depcalc.render.frame import facts_day
from depcalc.render.phrases import coverage, flags_in_order, notices, outside, scope_name, totals
from depcalc.render.steps import by_cost, first_steps
from depcalc.render.style import Style
from depcalc.render.text import GLUE, clean, scrub
from depcalc.render.wording import amount, rough
from depcalc.values.report import Decision, Range, Report

TITLES = ("Package", "Verdict", "Today", "Advised", "Crowd", "You would need", "Leaves", "Flags")
ALIGN = ("---", "---", "--:", "--:", "--:", "--:", "--:", "---")
SPECIAL = re.compile(r"([\\`*_{}\[\]()#|~!])")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@&#8203;"})


def render_markdown(report: Report, style: Style) -> str:
    """The rows and words of the table, shapes and words for verdicts, no colour."""
    report = scrub(report, harmless)
    rows = by_cost(report)
    parts = (_head(report), _table(report, rows, style), totals(report), _steps(rows, report), _foot(report))
    text = "\n\n".join(filter(None, parts)).replace(GLUE, " ") + "\n"
    return text.replace("$", "\\$")  # two dollars on a line would be mathematics


def harmless(text: str) -> str:
    """Outside text that starts no cell, tag, link or mention; a mention is broken by a zero-width space."""
    return SPECIAL.sub(r"\\\1", clean(text)).translate(ENTITIES)


def _head(report: Report) -> str:
    locks = ", ".join(lock.path for lock in report.lockfiles)
    return (
        f"**depcalc**: {locks}, profile {report.profile}, exposure {report.exposure}, scope"
        f" {scope_name(report.scope)}, {facts_day(report)}"
    )


def _table(report: Report, rows: Sequence[Decision], style: Style) -> str:
    lines = [TITLES, ALIGN, *(_row(decision, style) for decision in rows)]
    for row in report.shared:
        names = ", ".join(row.packages)
        lines.append(
            (
                names,
                f"{style.mark('shared')} shared",
                amount(row.today.mean),
                amount(row.keep.mean),
                *[""] * 4,
            )
        )
    totals = report.totals
    lines.append(("**total**", "", amount(totals.today.mean), amount(totals.verdicts.mean), *[""] * 4))
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"Estimated dollars a year:\n\n{table}"


def _pair(today: Range, advised: Range) -> tuple[str, ...]:
    return (amount(today.mean), amount(advised.mean), *[""] * 4)


def _row(decision: Decision, style: Style) -> tuple[str, ...]:
    today, advised = decision.option("today"), decision.advised
    said = "" if decision.verdict == "unknown" else f" ({decision.confidence})"
    return (
        decision.package,
        f"{style.mark(decision.verdict)} {decision.verdict}{said}",
        amount(today.cost.mean if today else None),
        amount(advised.cost.mean if advised else None),
        amount(decision.collective_spend.mean),
        rough(decision.parity_budget),
        str(len(decision.leaves_with) or "-"),
        ", ".join(flags_in_order(decision.flags)),
    )


def _steps(rows: Sequence[Decision], report: Report) -> str:
    steps = first_steps(rows, report)
    return "\n".join(["First steps:", "", *(f"- {step}" for step in steps)]) if steps else ""


def _foot(report: Report) -> str:
    lines = [outside(report.scope), coverage(report), *notices(report)]
    return "\n".join(["Notes:", "", *(f"- {line}" for line in lines if line)])
