"""Columns of the list that fit the window, and a row as cells."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from depcalc.render.style import Style
from depcalc.render.text import cut, cut_words
from depcalc.tui.inks import alarmed, verdict
from depcalc.tui.rows import Row

PACKAGE_LEAST, PACKAGE_MOST, FLAGS_LEAST = 12, 28, 12
NARROW = 60  # cells; below it columns stand closer
ENDS = re.compile(r"( [+!])+$")  # what a name is marked with


class Column(NamedTuple):
    """`width` in cells, `gap` of air before it; what a narrow table loses first stands last."""

    key: str
    title: str
    width: int
    align: str = ">"
    gap: int = 2


COLUMNS = (
    Column("verdict", "Verdict", 9, "<", 0),
    Column("package", "Package", PACKAGE_LEAST, "<"),
    Column("today", "$/yr", 7),
    Column("advised", "Advised", 7),
    Column("crowd", "Crowd", 7),
    Column("need", "Need", 7),
    Column("saving", "Saves", 6),
    Column("leaves", "Lvs", 3),
    Column("range", "5 % - 95 %", 15),
    Column("flags", "Flags", FLAGS_LEAST, "<"),
)
ALWAYS = 4  # verdict and package, what it costs today and under the verdict


def fit(width: int) -> list[Column]:
    """Columns for a line of so many cells; the package takes what is left, then the flags."""
    kept = (
        [column._replace(gap=min(column.gap, 1)) for column in COLUMNS] if width < NARROW else list(COLUMNS)
    )
    while len(kept) > ALWAYS and taken(kept) > width:
        kept.pop()
    spare = max(0, width - taken(kept))
    more = min(spare, PACKAGE_MOST - PACKAGE_LEAST)
    kept[1] = kept[1]._replace(width=PACKAGE_LEAST + more)
    if kept[-1].key == "flags":
        kept[-1] = kept[-1]._replace(width=FLAGS_LEAST + spare - more)
    return kept


def taken(columns: Sequence[Column]) -> int:
    """Cells of a line."""
    return sum(column.width + column.gap for column in columns)


def joined(columns: Sequence[Column], cells_: Sequence[Text]) -> Text:
    """Cells as one line, each exactly as wide as its column."""
    line = Text(no_wrap=True)
    for column, text in zip(columns, cells_, strict=True):
        air = " " * max(0, column.width - text.cell_len)
        line.append(" " * column.gap)
        if column.align == ">":
            line.append(air)
        line.append_text(text)
        if column.align == "<":
            line.append(air)
    return line


def arrow(style: Style, *, up: bool) -> str:
    """At what the table is ordered by; a letter after a word would read as a part of it."""
    return ("^" if up else "*") if style.ascii else ("▴" if up else "▾")


def titles(columns: Sequence[Column], ordered: str = "", sign: str = "") -> Text:
    """The line over the table, the first cell left to the cursor; `sign` stands at what it is ordered by."""
    said = [Text(column.title + (sign if column.key == ordered else "")) for column in columns]
    return Text(" ").append_text(joined(columns, said))


def cell(row: Row, column: Column, style: Style, *, marked: bool = False, stale: bool = False) -> Text:
    """One cell as it is shown."""
    text = row.texts.get(column.key, "")
    if column.key == "verdict":
        made = verdict(row.verdict, style, row.word) if row.verdict else Text(row.word)
    elif column.key == "flags":
        made = alarmed(cut_words(text, column.width), style)
    elif column.key == "package":
        room = column.width - (2 if marked else 0)
        mark = ("* " if style.ascii else "✓ ") if marked else ""
        made = alarmed(mark + _cut_name(text, room), style)
    else:
        made = Text(cut(text, column.width))
    if row.dim or stale:
        made.stylize("dim")
    return made


def _cut_name(text: str, room: int) -> str:
    """The marks at the end are never what is cut."""
    end = ENDS.search(text)
    marks = end.group() if end else ""
    return cut(text.removesuffix(marks), room - len(marks)) + marks
