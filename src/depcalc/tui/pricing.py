"""A report as rows of the list: texts, and what they are sorted by."""

from depcalc.render.phrases import flags_in_order
from depcalc.render.style import Style
from depcalc.render.wording import amount, count, rough, spread
from depcalc.tui.inks import plain
from depcalc.tui.rows import SHARED, Row, leaves
from depcalc.values.report import Decision, Report, SharedRow


def priced(report: Report, style: Style, *, shared: bool = True) -> list[Row]:
    """A row for each decision, and one for what only indirect packages share."""
    rows = [_row(decision, style) for decision in report.decisions]
    return rows + [_shared(row, style) for row in report.shared if shared]


def _row(d: Decision, style: Style) -> Row:
    today, advised = d.option("today"), d.advised
    flags = flags_in_order(d.flags)
    marks = (" +" if d.stays_because else "") + (" !" if {"vulnerable", "malicious"} & set(flags) else "")
    return Row(
        key=d.package,
        name=d.package,
        verdict=d.verdict,
        word=d.verdict,
        flags=tuple(flags),
        texts={
            "package": plain(d.package, style) + marks,
            "today": amount(today.cost.mean if today else None),
            "advised": amount(advised.cost.mean if advised else None),
            "crowd": amount(d.collective_spend.mean),
            "need": rough(d.parity_budget),
            "saving": amount(d.saving.mean if d.saving else None),
            "leaves": leaves(d.leaves_with),
            "range": spread(today.cost) if today else "-",
            "flags": " ".join(flags),
        },
        by={
            "today": today.cost.mean if today else 0.0,
            "saving": d.saving.mean if d.saving else 0.0,
            "crowd": d.collective_spend.mean,
            "need": d.parity_budget if d.parity_budget is not None else float("inf"),
            "package": d.package,
            "verdict": d.verdict,
        },
    )


def _shared(row: SharedRow, style: Style) -> Row:
    name = row.packages[0] if len(row.packages) == 1 else count(len(row.packages), "package")
    return Row(
        key=SHARED,
        name=name,
        verdict="shared",
        word="shared",
        flags=(),
        texts={
            "package": plain(name, style),
            "today": amount(row.today.mean),
            "advised": amount(row.keep.mean),
            "range": spread(row.today),
        },
        by={"today": row.today.mean, "package": name, "verdict": "shared"},
        dim=True,
    )
