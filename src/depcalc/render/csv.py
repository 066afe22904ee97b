"""The rows of the main table for spreadsheets: no cell starts a formula, one row stays one line."""

import csv
import io
from collections.abc import Iterator

from depcalc.render.phrases import flags_in_order
from depcalc.render.style import Style
from depcalc.render.text import clean, scrub
from depcalc.render.wording import six
from depcalc.values.report import Decision, OptionCost, Report, SharedRow

COLUMNS = (
    "row",
    "package",
    "version",
    "verdict",
    "confidence",
    "today_usd_per_year",
    "verdict_usd_per_year",
    "saving_usd_per_year",
    "crowd_usd_per_year",
    "you_would_need_usd_per_year",
    "leaves_with",
    "flags",
    "asks",
    "closed",
    "replacement",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Value = str | float | None


def render_csv(report: Report, style: Style) -> str:
    """One line for each decision and shared row, by package; estimated figures, empty where there is none.

    There is no total: a total is never shown without the scale beside it.
    """
    report = scrub(report, harmless)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(report))
    return out.getvalue()


def harmless(text: str) -> str:
    """Escapes as for a terminal, and a quote before what a spreadsheet would run."""
    shown = clean(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown


def _rows(report: Report) -> Iterator[list[Value]]:
    for decision in sorted(report.decisions, key=lambda d: d.package):
        yield ["decision", *_decision(decision)]
    for row in sorted(report.shared, key=lambda row: row.packages):
        yield ["shared", *_shared(row)]


def _decision(decision: Decision) -> list[Value]:
    saving = decision.saving
    return [
        decision.package,
        decision.version,
        decision.verdict,
        decision.confidence,
        _mean(decision.option("today")),
        _mean(decision.advised),
        None if saving is None else six(saving.mean),
        six(decision.collective_spend.mean),
        None if decision.parity_budget is None else six(decision.parity_budget),
        " ".join(decision.leaves_with),
        " ".join(flags_in_order(decision.flags)),
        "; ".join(decision.asks),
        "; ".join(dict.fromkeys(option.why_not for option in decision.options if not option.applies)),
        decision.substitute.target if decision.substitute is not None and decision.substitute.open else "",
    ]


def _mean(option: OptionCost | None) -> float | None:
    return None if option is None else six(option.cost.mean)


def _shared(row: SharedRow) -> list[Value]:
    names = " ".join(row.packages)
    return [names, "", "shared", "", six(row.today.mean), six(row.keep.mean), *[None] * 3, *[""] * 5]
