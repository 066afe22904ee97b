"""Code of our own on record: what it costs as it stands, what its searches bought, what to do next."""

from collections.abc import Iterator

from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.style import Style
from depcalc.render.wording import amount, count, dollars, share, two
from depcalc.values.fact import Fact
from depcalc.values.report import OwnRow, Report

COLUMNS = (
    Column("\nown code of", least=16),
    Column("\nkind"),
    Column("cost\n$/yr", ">"),
    Column("without\nsearches", ">"),
    Column("searched\n$ so far", ">"),
    Column("left of it", ">"),
    Column("next $1\nsaves $", ">"),
    Column("changes\na year", ">"),
)


def render_own(report: Report, style: Style) -> str:
    """The components of the ledger under the main table; "" where there are none. Their cost is in no total
    above: they are no packages of the lock."""
    if not report.own:
        return ""
    table = lay_out(
        COLUMNS, [_row(row) for row in report.own], width=inner(style), keep=2, title_ink=style.dim
    )
    lines = [paragraph(line, style, "  ", "    ") for row in report.own for line in _said(row)]
    head = style.bold(paragraph("Own code on record (estimated, apart from the total above)", style))
    return "\n".join([head, indented(table), *lines])


def _row(row: OwnRow) -> list[Cell]:
    sums = row.sums
    texts = (
        row.package,
        row.kind,
        amount(sums.cost.mean),
        amount(sums.loss_unsearched + sums.work),
        amount(row.spent),
        "-" if sums.left is None else share(sums.left),
        amount(sums.next_dollar),
        share(row.changes.value) if isinstance(row.changes, Fact) else "-",
    )
    return [Cell(text) for text in texts]


def _said(row: OwnRow) -> Iterator[str]:
    asks = "; ".join(row.asks)
    sums = row.sums
    pays = f"; the best search from now on is {dollars(sums.budget)} a year" if sums.budget else ""
    yield f"{row.package} ({row.path}): {asks}{pays}."
    if row.found:
        yield (
            f"{row.package}: {count(row.found, 'serious flaw')} found and fixed; the code is now taken to hold"
            f" {two(sums.flaws)} for each 2.7-fold increase of search, {two(sums.flaws_before)} before."
        )
