"""The list: one row for each decision, as texts and as what they are sorted by. No arithmetic, no widgets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.text import Text

from depcalc.render.phrases import flags_in_order
from depcalc.render.style import Style
from depcalc.render.text import cells, cut, cut_words
from depcalc.render.wording import amount, count, rough, spread
from depcalc.tui.inks import alarmed, plain, verdict
from depcalc.values.placement import Placement
from depcalc.values.report import Decision, Report, SharedRow

SHARED = "\0shared"  # key of the row that is no package
WAITING = "…"
PACKAGE_LEAST, PACKAGE_MOST, FLAGS_LEAST = 14, 28, 12


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in cells; what a narrow table loses first stands last."""

    key: str
    title: str
    width: int
    align: str = ">"


COLUMNS = (
    Column("verdict", "Verdict", 9, "<"),
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
ALWAYS = 3
SORTS = ("today", "saving", "crowd", "need", "package", "verdict")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `name` is the package as it is, `texts` what is shown, `by` what it is sorted by."""

    key: str
    name: str
    verdict: str
    word: str
    flags: tuple[str, ...]
    texts: Mapping[str, str]
    by: Mapping[str, float | str] = field(default_factory=dict)
    dim: bool = False


def named(names: Iterable[str], style: Style) -> list[Row]:
    """Rows at once: what the lock says, before anything is looked up."""
    return [_unpriced(name, WAITING, style) for name in names]


def waiting(places: Iterable[Placement], style: Style) -> list[Row]:
    """The same with what the graph knows."""
    return [_unpriced(place.name, _leaves(place.leaves_with), style) for place in places if place.direct]


def _unpriced(name: str, leaves: str, style: Style) -> Row:
    texts = {"package": plain(name, style), "leaves": leaves}
    texts |= dict.fromkeys(("today", "advised", "crowd", "need", "saving"), WAITING)
    return Row(name, name, "", f"{WAITING} pricing", (), texts, {"package": name}, dim=True)


def priced(report: Report, style: Style, *, shared: bool = True) -> list[Row]:
    """A row for each decision, and one for what only indirect packages share."""
    rows = [_row(decision, style) for decision in report.decisions]
    return rows + [_shared(row, style) for row in report.shared if shared]


def _leaves(names: Sequence[str]) -> str:
    return str(len(names) or "-")


def _row(d: Decision, style: Style) -> Row:
    today, advised = d.option("today"), d.advised
    flags = flags_in_order(d.flags)
    urgent = " !" if {"vulnerable", "malicious"} & set(flags) else ""
    return Row(
        key=d.package,
        name=d.package,
        verdict=d.verdict,
        word=d.verdict,
        flags=tuple(flags),
        texts={
            "package": plain(d.package, style) + urgent,
            "today": amount(today.cost.mean if today else None),
            "advised": amount(advised.cost.mean if advised else None),
            "crowd": amount(d.collective_spend.mean),
            "need": rough(d.parity_budget),
            "saving": amount(d.saving.mean if d.saving else None),
            "leaves": _leaves(d.leaves_with),
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


# ------------------------------------------------------------------ order, filter, find


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order. `flag` and `verdict` "" for all, `find` a part of the name."""

    sort: str = "today"
    reverse: bool = False
    verdict: str = ""
    flag: str = ""
    find: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.verdict or self.flag or self.find)


def chosen(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows that match: the largest first, words from A on, `reverse` the other way round; what several rows
    share is no decision and stands last."""
    kept = [row for row in rows if _matches(row, wanted)]
    kept.sort(key=lambda row: row.name)
    words = wanted.sort in ("package", "verdict")
    kept.sort(key=_sorter(wanted.sort, "" if words else 0.0), reverse=wanted.reverse == words)
    kept.sort(key=lambda row: row.key == SHARED)
    return kept


def _sorter(key: str, missing: float | str) -> Callable[[Row], float | str]:
    return lambda row: row.by.get(key, missing)


def _matches(row: Row, wanted: Wanted) -> bool:
    return (
        wanted.verdict in ("", row.verdict)
        and (not wanted.flag or wanted.flag in row.flags)
        and wanted.find.casefold() in row.name.casefold()
    )


def kinds(rows: Iterable[Row]) -> list[tuple[str, str, int]]:
    """(what it is, word, how many rows): the verdicts and flags that there are."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        for one in (("verdict", row.verdict), *(("flag", flag) for flag in row.flags)):
            found[one] = found.get(one, 0) + 1
    order = {"verdict": 0, "flag": 1}
    return sorted(((kind, word, n) for (kind, word), n in found.items() if word), key=lambda x: order[x[0]])


# ------------------------------------------------------------------ columns that fit


def fit(width: int) -> list[Column]:
    """Columns for a table of so many cells, one of air on both sides of each; the package takes what is left."""
    kept = list(COLUMNS)
    while len(kept) > ALWAYS and _taken(kept) > width:
        kept.pop()
    spare = max(0, width - _taken(kept))
    more = min(spare, PACKAGE_MOST - PACKAGE_LEAST)
    kept[1] = Column("package", "Package", PACKAGE_LEAST + more, "<")
    if kept[-1].key == "flags":
        kept[-1] = Column("flags", "Flags", FLAGS_LEAST + spare - more, "<")
    return kept


def _taken(columns: Sequence[Column]) -> int:
    return sum(column.width + 2 for column in columns)


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
        made = Text(cut(text, column.width), justify="right" if column.align == ">" else "left")
    made.no_wrap = True
    if row.dim or stale:
        made.stylize("dim")
    return made


def _cut_name(text: str, room: int) -> str:
    """The warning at the end is never what is cut."""
    if cells(text) <= room or not text.endswith(" !"):
        return cut(text, room)
    return cut(text[:-2], room - 2) + " !"
