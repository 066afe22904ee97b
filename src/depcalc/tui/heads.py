"""The lines above and below a view: totals, the state of the data, what is going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from depcalc.render.text import cells
from depcalc.tui.inks import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from depcalc.render.style import Style
    from depcalc.values.placement import Placement
    from depcalc.values.report import Report

STALE_DAYS = 30
PREVIEW = "preview"


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
) -> Text:
    """Project, size, the totals that the rows add up to, and how old the facts are; what does not fit is left
    out from the right, the totals never."""
    parts = [plain(project_name(name), style)]
    if report is None and not places:  # the first frame: no figure, and no module that words one
        return _joined([*parts, "reading"], [], width)
    from depcalc.render.wording import count  # noqa: PLC0415

    if report is None:
        parts += [count(len(places), "package"), "pricing"]
        return _joined(parts, [], width)
    parts += [totals(report, short=width < 100), count(report.scope.packages, "package")]
    if preview:
        parts.append(f"{PREVIEW}, {report.draws:,} worlds")
    parts += [data_age(report, today, style), "ONLINE" if online else "OFFLINE"]
    if width >= 100:
        parts += [f"profile {report.profile}", f"exposure {report.exposure}"]
    made = _joined(parts, [0], width)
    if preview:
        made.stylize("dim")
    return made


def totals(report: Report, *, short: bool) -> str:
    """The same sums as the last line of `depcalc scan`."""
    from depcalc.render.wording import amount  # noqa: PLC0415

    sums = report.totals
    if short:
        return f"${amount(sums.today.mean)}/yr, advised {amount(sums.verdicts.mean)}"
    return (
        f"${amount(sums.today.mean)}/yr ({amount(sums.today.p05)} to {amount(sums.today.p95)}),"
        f" advised {amount(sums.verdicts.mean)}, saves {amount(sums.saving.mean)}"
    )


def data_age(report: Report, today: date, style: Style) -> str:
    """The day of the facts; marked when it lies far back."""
    from depcalc.render.wording import count  # noqa: PLC0415

    days = (today - report.snapshot.as_of).days
    old = (" !" if style.ascii else " ▲") if days > STALE_DAYS else ""
    return f"data {count(days, 'day')} old{old}" if days >= 0 else f"data of {report.snapshot.as_of}"


def _joined(parts: Sequence[str], bold: Sequence[int], width: int) -> Text:
    said = [part for part in parts if part]
    while len(said) > 2 and cells("  ".join(said)) > width - 2:
        said.pop()
    text = Text(" ", no_wrap=True, overflow="ellipsis")
    for n, part in enumerate(said):
        text.append(part if n == 0 else f"  {part}", "bold" if n in bold else "")
    return text


def tabs(names: Sequence[str], current: int, width: int) -> Text:
    """The views on one line; the one in front is reversed, and in brackets where there is no colour."""
    text = Text(" ", no_wrap=True)
    short = width < 60
    for n, name in enumerate(names):
        said = f"{n + 1} {name[:4] if short else name}"
        if n == current:
            text.append(f"[{said}]", "bold reverse")
        else:
            text.append(f" {said} ")
    return text


def working(stage: str, done: int, total: int, seconds: float, style: Style) -> str:
    """What is going on, how far, for how long."""
    if not stage:
        return ""
    so_far = f"  {done:,} of {total:,}" if total else ""
    minutes, rest = divmod(int(seconds), 60)
    dots = "..." if style.ascii else "…"
    return f"{stage}{so_far}  {minutes}:{rest:02}{'' if total else dots}"
