"""The lines above and below a view: totals, the state of the data, what is going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from depcalc.render.text import cells, cut
from depcalc.tui.inks import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from depcalc.render.style import Style
    from depcalc.values.placement import Placement
    from depcalc.values.report import Report

STALE_DAYS = 30
PREVIEW = "preview"
ROOMY = 46  # cells; below it the names of the views stand closer


def project_name(path: str) -> str:
    """The last part of where the project lies."""
    return path.rstrip("/").rpartition("/")[2] or path


def head(
    name: str,
    report: Report | None,
    places: Sequence[Placement],
    style: Style,
    *,
    width: int,
    today: date,
    preview: bool,
    online: bool,
    failed: str = "",
    low: bool = False,
) -> Text:
    """Project, size and how old the facts are; what does not fit is left out from the right. `failed`: why there is
    nothing. `low`: a window without room for the line of totals has them here, in place of the name."""
    parts = [plain(project_name(name), style)]
    if failed:
        return _joined([*parts, failed], width)
    if report is None and not places:  # the first frame: no figure, and no module that words one
        return _joined([*parts, "reading"], width)
    from depcalc.render.wording import count  # noqa: PLC0415

    if report is None:
        return _joined([*parts, count(len(places), "package"), "pricing"], width)
    parts.append(count(report.scope.packages, "package"))
    if preview:
        parts.append(f"{PREVIEW}, {report.draws:,} worlds")
    parts += [data_age(report, today, style), "ONLINE" if online else "OFFLINE"]
    parts += [f"profile {report.profile}", f"exposure {report.exposure}"]
    if low:
        parts = [totals(report, style, width - 2), *parts[1:]]
    made = _joined(parts, width)
    if preview:
        made.stylize("dim")
    return made


def sums(report: Report | None, style: Style, *, width: int, preview: bool) -> Text:
    """The line of totals: estimates, with their range where there is room."""
    made = Text(f" {totals(report, style, width - 2)}" if report else "", "bold", no_wrap=True)
    if preview:
        made.stylize("dim")
    return made


def totals(report: Report, style: Style, room: int) -> str:
    """The same sums as below the table of `depcalc scan`: as much of them as fits, their range before their scale."""
    from depcalc.render.wording import amount, of_years, spread  # noqa: PLC0415

    sums = report.totals
    today, advised = f"Estimated ${amount(sums.today.mean)}/yr", f", advised {amount(sums.verdicts.mean)}"
    ends = f" ({spread(sums.today)})"
    hit = f"; hit in {of_years(sums.hazard_today)} of years"
    saves = f"; saves {amount(sums.saving.mean)}"
    said = (
        today + ends + advised + saves + hit,
        today + ends + advised + hit,
        today + ends + advised,
        today + advised,
    )
    return plain(next((one for one in said if cells(one) <= room), cut(said[-1], max(1, room))), style)


def warning(report: Report | None, style: Style) -> str:
    """What the report says of a tree whose hazard lies far above the scale; "" where it does not."""
    if report is None or not report.totals.anchor_warning:
        return ""
    from depcalc.render.phrases import FAR_ABOVE  # noqa: PLC0415

    return f"{'!' if style.ascii else '▲'} {FAR_ABOVE}"


def data_age(report: Report, today: date, style: Style) -> str:
    """The day of the facts; marked when it lies far back."""
    from depcalc.render.wording import count  # noqa: PLC0415

    days = (today - report.snapshot.as_of).days
    old = (" !" if style.ascii else " ▲") if days > STALE_DAYS else ""
    return f"data {count(days, 'day')} old{old}" if days >= 0 else f"data of {report.snapshot.as_of}"


def _joined(parts: Sequence[str], width: int) -> Text:
    said = [part for part in parts if part]
    while len(said) > 1 and cells("  ".join(said)) > width - 2:
        said.pop()
    return Text(f" {'  '.join(said)}", no_wrap=True, overflow="ellipsis")


def tabs(names: Sequence[str], current: int, width: int) -> Text:
    """The views on one line; the one in front is reversed, and in brackets where there is no colour. In a narrow
    window they stand closer."""
    air = " " if width >= ROOMY else ""
    text = Text(air, no_wrap=True)
    for n, name in enumerate(names):
        said = f"{n + 1} {name}"
        if n == current:
            text.append(f"[{said}]", "bold reverse")
        else:
            text.append(f"{air}{said}{air}")
        text.append("" if air else " ")
    return text


def tab_at(names: Sequence[str], line: Text, cell: int) -> int:
    """Which of the views stands there, -1 for none."""
    starts = [line.plain.index(f"{n + 1} {name}") - 1 for n, name in enumerate(names)]
    return max((n for n, start in enumerate(starts) if start <= cell < line.cell_len), default=-1)


def working(stage: str, done: int, total: int, seconds: float, style: Style) -> str:
    """What is going on, how far, for how long."""
    if not stage:
        return ""
    so_far = f"  {done:,} of {total:,}" if total else ""
    minutes, rest = divmod(int(seconds), 60)
    dots = "..." if style.ascii else "…"
    return f"{stage}{so_far}  {minutes}:{rest:02}{'' if total else dots}"
