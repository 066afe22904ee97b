"""The years ahead: purses and walls, a chart of them, and whether the verdict lasts."""

import math
from collections.abc import Callable, Sequence

from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.style import Style
from depcalc.render.units import MTOK_PER_ATTEMPT
from depcalc.render.wording import listed, share, two
from depcalc.values.outlook import Effort, Outlook, YearAhead
from depcalc.values.report import Decision

YEARS = (
    Column("year"),
    Column("purse\nfor it", ">"),
    Column("its wall", ">"),
    Column("its wall,\nleft alone", ">"),
    Column("purse\nfor you", ">"),
    Column("your wall,\nonce", ">"),
    Column("verdict"),
)
ODDS = (
    Column("holds a flaw, estimated"),
    Column("of it", ">"),
    Column("left alone", ">"),
    Column("of yours", ">"),
)
SERIES: Sequence[tuple[str, Callable[[YearAhead], Effort]]] = (  # letter on the chart, later ones on top
    ("a", lambda y: y.wall_abandoned),
    ("W", lambda y: y.wall_kept),
    ("o", lambda y: y.wall_own),
    ("P", lambda y: y.purse_library),
    ("p", lambda y: y.purse_own),
)
PLOT = 60  # cells of the chart
DECADE = 10.0
MEANS = {
    "usd": ("dollars of each year", lambda e: e.usd),
    "tokens": ("tokens of today's quality", lambda e: 1e6 * e.mtok),
    "attempts": ("attempts of 100M tokens of today's quality", lambda e: e.mtok / MTOK_PER_ATTEMPT),
}


def does_it_last(decision: Decision) -> str:
    """One line: the verdict in the years to come and at several horizons."""
    seen = decision.outlook
    if seen is None:
        return ""
    gate = "behind the gate, " if seen.of == "behind_gate" else ""
    now, *later = seen.years
    turn = next((y for y in later if y.verdict != now.verdict), None)
    text = f"As search gets cheaper: {gate}{now.verdict} from {now.year} to {seen.years[-1].year}"
    if turn is not None:
        text = f"As search gets cheaper: {gate}{now.verdict} in {now.year}, {turn.verdict} from {turn.year}"
    return f"{text}. {_horizons(seen)} --outlook shows the years."


def _horizons(seen: Outlook) -> str:
    verdicts = [at.verdict for at in seen.horizons]
    years = listed([f"{at.years:g}" for at in seen.horizons])
    said = verdicts[:1] if len(set(verdicts)) == 1 else verdicts
    return f"Looking {years} years ahead: {listed(said)}."


def render_outlook(decision: Decision, style: Style) -> str:
    """The table and the chart; "" where no rule of money decides."""
    seen = decision.outlook
    if seen is None:
        return ""
    unit, value = MEANS[style.unit]
    rows = [_year(y, value) for y in seen.years]
    odds = [
        [Cell(f"{y.year}"), *(Cell(share(p)) for p in (y.p_kept, y.p_abandoned, y.p_own))] for y in seen.years
    ]
    width = inner(style, 4)
    parts = [
        style.bold(f"  Years ahead, estimated medians, {unit}"),
        indented(lay_out(YEARS, rows, width=width, title_ink=style.dim), 4),
        "",
        indented(lay_out(ODDS, odds, width=width, title_ink=style.dim), 4),
        "",
        indented(chart(seen.years, value), 4),
        *(paragraph(line, style, "    ") for line in _legend(seen)),
    ]
    return "\n".join(parts)


def _year(y: YearAhead, value: Callable[[Effort], float]) -> list[Cell]:
    piles = (y.purse_library, y.wall_kept, y.wall_abandoned, y.purse_own, y.wall_own)
    return [Cell(f"{y.year}"), *(Cell(two(value(e))) for e in piles), Cell(y.verdict)]


def _legend(seen: Outlook) -> list[str]:
    gate = " The verdict is what money would say behind the gate." if seen.of == "behind_gate" else ""
    return [
        "Log scale: P what an attacker can afford for the library, p for your own code; W the library's wall while"
        " the crowd goes on, a if it stopped today; o the wall of a rewrite reviewed once. A purse left of its wall"
        f" does not pay.{gate}"
    ]


def chart(years: Sequence[YearAhead], value: Callable[[Effort], float]) -> list[str]:
    """One line for each year, letters where the amounts lie on a scale of powers of ten."""
    amounts = [value(get(y)) for y in years for _, get in SERIES]
    drawn = [x for x in amounts if x > 0]
    if not drawn:
        return []
    low, high = math.floor(math.log10(min(drawn))), math.ceil(math.log10(max(drawn)))
    span = max(1, high - low)
    return [_axis(low, span), *(_line(y, value, low, span) for y in years)]


def _place(x: float, low: int, span: int) -> int:
    return round((math.log10(x) - low) / span * (PLOT - 1))


def _axis(low: int, span: int) -> str:
    line, step = [" "] * (PLOT + 6), max(1, math.ceil(span / 5))
    for power in range(low, low + span + 1, step):
        at = _place(DECADE**power, low, span)
        for k, letter in enumerate(two(DECADE**power)):
            line[at + k : at + k + 1] = [letter]
    return " " * 6 + "".join(line).rstrip()


def _line(y: YearAhead, value: Callable[[Effort], float], low: int, span: int) -> str:
    cells = ["."] * PLOT
    for letter, get in SERIES:
        if (x := value(get(y))) > 0:
            cells[_place(x, low, span)] = letter
    return f"{y.year}  {''.join(cells)}"
