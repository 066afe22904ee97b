"""A table of cells that fits: columns fall away in their order, what may shrink is cut, the rest stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from depcalc.render.style import Ink
from depcalc.render.text import cells, cut, cut_words

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """`least`: may be cut down to this many cells. `with_next`: says nothing without the column after it.
    `words`: a list, cut between its words and the rest counted. `early`: falls away before so many columns
    that stand after it."""

    title: str
    align: str = "<"
    least: int | None = None
    with_next: bool = False
    words: bool = False
    early: int = 0

    @property
    def name(self) -> str:
        """The title on one line."""
        return " ".join(self.title.split())


@dataclass(frozen=True, slots=True)
class Cell:
    """Text and how it is coloured once it has its width."""

    text: str
    ink: Ink = str


def lay_out(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    width: int | None,
    keep: int = 1,
    title_ink: Ink = str,
) -> list[str]:
    """Title lines (a title may have several, bottom aligned) and one line for each row.

    No line is wider than `width`. Columns are dropped from the right until the rest fits, the first `keep`
    never; if even those do not fit, the first one gives way.
    """
    return laid_out(columns, rows, width=width, keep=keep, title_ink=title_ink)[0]


def laid_out(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    width: int | None,
    keep: int = 1,
    title_ink: Ink = str,
) -> tuple[list[str], list[str]]:
    """`lay_out`, and the names of the columns that fell away."""
    titles = _title_rows(columns, title_ink)
    natural = [max(cells(row[i].text) for row in (*titles, *rows)) for i in range(len(columns))]
    widths = _fit(columns, natural, width, keep)
    lost = [column.name for i, column in enumerate(columns) if i not in widths]
    return [_line(columns, widths, row) for row in (*titles, *rows)], lost


def _title_rows(columns: Sequence[Column], ink: Ink) -> list[list[Cell]]:
    parts = [column.title.split("\n") for column in columns]
    height = max(map(len, parts))
    padded = [[""] * (height - len(lines)) + lines for lines in parts]
    return [[Cell(lines[i], ink) for lines in padded] for i in range(height)]


def _fit(columns: Sequence[Column], natural: list[int], width: int | None, keep: int) -> dict[int, int]:
    """Column -> cells, for those that stay."""
    if width is None:
        return dict(enumerate(natural))
    least = [min(n, n if c.least is None else c.least) for c, n in zip(columns, natural, strict=True)]
    order = sorted(range(len(columns)), key=lambda i: (i + columns[i].early, -columns[i].early))
    while len(order) > keep and (_total([least[i] for i in order]) > width or columns[order[-1]].with_next):
        order.pop()
    widths = {i: least[i] for i in sorted(order)}
    spare = width - _total(list(widths.values()))
    if spare < 0:
        return {**widths, 0: max(1, widths[0] + spare)}
    for i, wide in widths.items():
        more = min(spare, natural[i] - wide)
        widths[i], spare = wide + more, spare - more
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _line(columns: Sequence[Column], widths: Mapping[int, int], row: Sequence[Cell]) -> str:
    cut_to_size = [_sized(columns[i], wide, row[i]) for i, wide in widths.items()]
    return (" " * GAP).join(cut_to_size).rstrip()


def _sized(column: Column, width: int, cell: Cell) -> str:
    """Ink covers the text and not the space around it."""
    text = cut_words(cell.text, width) if column.words else cut(cell.text, width)
    space = " " * (width - cells(text))
    return space + cell.ink(text) if column.align == ">" else cell.ink(text) + space
