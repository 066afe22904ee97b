"""Pieces of the page: safe text, tables that sort, and drawings that a screen reader can read."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from depcalc.render.text import clean, cut
from depcalc.render.wording import amount


def safe(text: str) -> str:
    """Outside text as text: no tag, no attribute, no control character."""
    return escape(clean(text), quote=True)


def said(text: str, kind: str = "") -> str:
    """A paragraph."""
    return f'<p class="{kind}">{safe(text)}</p>' if kind else f"<p>{safe(text)}</p>"


@dataclass(frozen=True, slots=True)
class Head:
    """A column; `number` stands to the right, `word` is never broken."""

    title: str
    number: bool = False
    word: bool = False

    @property
    def kind(self) -> str:
        """The class of its cells."""
        return ' class="n"' if self.number else ' class="word"' if self.word else ""


@dataclass(frozen=True, slots=True)
class Td:
    """A cell: markup that is safe already, and what it sorts by where that is not what it shows."""

    markup: str
    value: float | None = None


def sortable(caption: str, heads: Sequence[Head], rows: Iterable[Sequence[Td]], *, sorted_by: int) -> str:
    """A table whose columns sort at a click or a key; `sorted_by`: the column it comes sorted by, falling."""
    titles = "".join(
        _head(head, "descending" if at == sorted_by else "none") for at, head in enumerate(heads)
    )
    body = "".join(f"<tr>{''.join(map(_cell, heads, row))}</tr>" for row in rows)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0"><table class="sortable">'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(head: Head, order: str) -> str:
    return f'<th scope="col"{head.kind} aria-sort="{order}"><button type="button">{head.title}</button></th>'


def _cell(head: Head, cell: Td) -> str:
    value = f' data-v="{cell.value:.6g}"' if cell.value is not None else ""
    return f"<td{head.kind}{value}>{cell.markup}</td>"


# ------------------------------------------------------------------ drawings


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on a line of the race: where, of which kind, and what to say of it."""

    usd: float
    kind: str
    said: str


ROW, LEFT, WIDTH, TOP = 24, 190, 900, 26
LONGEST = 26  # letters of a name in a drawing
SHAPES = {
    "crowd": '<circle class="crowd" cx="{x:.1f}" cy="{y}" r="6">{title}</circle>',
    "you": '<rect class="you" x="{x0:.1f}" y="{y0}" width="11" height="11">{title}</rect>',
    "prize": '<path class="prize" d="M{x:.1f} {y0}l6.5 11h-13z">{title}</path>',
}


def race(rows: Sequence[tuple[str, Sequence[Mark]]], label: str) -> str:
    """One line for each package, marks on a logarithmic scale; what is less than a dollar stands at its left end."""
    found = [mark.usd for _, marks in rows for mark in marks if mark.usd > 0]
    if not found:
        return ""
    low, high = max(0, math.floor(math.log10(min(found)))), math.ceil(math.log10(max(found)) + 1e-9)
    scale = _Log(low, max(high, low + 1))
    height = TOP + ROW * len(rows) + 6
    lines = [_grid(scale, height), *(_line(name, marks, at, scale) for at, (name, marks) in enumerate(rows))]
    return _svg(label, height, "".join(lines))


@dataclass(frozen=True, slots=True)
class _Log:
    low: int
    high: int

    def __call__(self, usd: float) -> float:
        share = (math.log10(max(usd, 10**self.low)) - self.low) / (self.high - self.low)
        return LEFT + 12 + share * (WIDTH - LEFT - 30)


def _grid(scale: _Log, height: int) -> str:
    parts = []
    for power in range(scale.low, scale.high + 1):
        x = scale(10**power)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height}"/>')
        parts.append(
            f'<text class="soft" x="{x:.1f}" y="14" text-anchor="middle">${amount(10.0**power)}</text>'
        )
    return "".join(parts)


def _line(name: str, marks: Sequence[Mark], at: int, scale: _Log) -> str:
    y = TOP + ROW * at + 12
    shown = escape(cut(clean(name), LONGEST))
    parts = [f'<text x="{LEFT}" y="{y + 4}" text-anchor="end">{shown}</text>']
    for mark in marks:
        x, title = scale(mark.usd), f"<title>{safe(mark.said)}</title>"
        parts.append(SHAPES[mark.kind].format(x=x, x0=x - 5.5, y=y, y0=y - 5.5, title=title))
    return "".join(parts)


def stacked(rows: Sequence[tuple[str, Sequence[tuple[str, float]]]], label: str) -> str:
    """Bars of $/yr, each made of (class, $/yr)."""
    most = max((sum(usd for _, usd in parts) for _, parts in rows), default=0.0)
    if most <= 0:
        return ""
    body = []
    for at, (name, parts) in enumerate(rows):
        y, x = 4 + ROW * at, float(LEFT + 12)
        total = sum(usd for _, usd in parts)
        body.append(f'<text x="{LEFT}" y="{y + 15}" text-anchor="end">{safe(name)}</text>')
        for kind, usd in parts:
            width = usd / most * (WIDTH - LEFT - 110)
            title = f"<title>{safe(name)}, {kind}: ${amount(usd)} a year</title>"
            body.append(
                f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="17">{title}</rect>'
            )
            x += width
        body.append(f'<text x="{x + 6:.1f}" y="{y + 14}">${amount(total)}</text>')
    return _svg(label, 8 + ROW * len(rows), "".join(body))


def frontier(points: Sequence[tuple[float, float]], label: str) -> str:
    """Dollars of the first year against the yearly loss they remove, as steps."""
    if len(points) < 2:
        return ""
    most_x, most_y = max(x for x, _ in points) or 1.0, max(y for _, y in points) or 1.0
    place = [(60 + x / most_x * (WIDTH - 90), 226 - y / most_y * 200) for x, y in points]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in place)
    dots = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>${amount(a)} spent, ${amount(b)} a year of loss'
        f" removed</title></circle>"
        for (x, y), (a, b) in zip(place, points, strict=True)
    )
    axes = (
        f'<line class="grid" x1="60" x2="{WIDTH - 30}" y1="226" y2="226"/>'
        f'<line class="grid" x1="60" x2="60" y1="20" y2="226"/>'
        f'<text class="soft" x="{WIDTH - 30}" y="244" text-anchor="end">'
        f"spent in the first year, to ${amount(most_x)}</text>"
        f'<text class="soft" x="60" y="14">loss removed a year, to ${amount(most_y)}</text>'
    )
    return _svg(label, 250, f'{axes}<path class="front" d="{path}"/>{dots}')


def _svg(label: str, height: int, body: str) -> str:
    return (
        f'<svg role="img" aria-label="{safe(label)}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"{body}</svg>"
    )
