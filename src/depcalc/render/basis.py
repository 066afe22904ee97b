"""What a decision rests on: every fact and input with how it is known, and what is missing."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from depcalc.render.frame import paragraph
from depcalc.render.style import Style
from depcalc.render.text import cells, cut, pad, wrap
from depcalc.render.wording import amount, count, lines_of_code, share, two
from depcalc.values.evidence import LIST_START
from depcalc.values.report import Decision

INDENT = "    "
UNITS = {"-": "", "1/month": "a month", "1/yr": "a year", "yr": "years", "share/yr": "a year"}
KINDS = ("measured", "sourced", "assumed")
Row = tuple[str, str, str, str]  # name, value, kind, source


def render_basis(decision: Decision, style: Style) -> str:
    """The list of `explain`, counted by kind; gaps below it."""
    named: dict[str, Row] = {}
    for row in _rows(decision):
        named.setdefault(row[0], row)
    rows = [*named.values()]
    kinds = Counter(kind for _, _, kind, _ in rows)
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS)
    title = f"What it rests on: {counted}, {len(decision.gaps)} missing"
    lines = [style.bold(paragraph(title, style, "  ")), *_table(rows, style)]
    if decision.gaps:
        lines.append(paragraph("Missing; a rule fills in, and says so above", style, "  "))
        lines += [paragraph(line, style, INDENT, INDENT + "  ") for line in _missing(decision)]
    return "\n".join(lines)


def _table(rows: list[Row], style: Style) -> list[str]:
    """Three columns; names and values are cut on narrow paper, sources are wrapped."""
    name_width = min(max(cells(row[0]) for row in rows), style.prose // 3)
    value_width = min(max(cells(row[1]) for row in rows), style.prose // 4)
    lines = []
    for name, value, kind, source in rows:
        start = (
            f"{INDENT}{pad(cut(name, name_width), name_width)}  {pad(cut(value, value_width), value_width)}  "
        )
        lines.append(wrap(f"{kind}, {source}", style.prose, start, " " * cells(start)))
    return lines


def _missing(decision: Decision) -> list[str]:
    """What is missing for one reason, on one line."""
    reasons: dict[str, list[str]] = {}
    for name, gap in decision.gaps:
        reasons.setdefault(f"{gap.reason} ({gap.source})", []).append(name.replace("_", " "))
    return [f"{', '.join(names)}: {reason}" for reason, names in reasons.items()]


def _rows(decision: Decision) -> Iterator[Row]:
    yield ("part you use", *_slice(decision))
    for name, fact, unit in decision.facts:
        dated = fact.day is None or str(fact.day) in fact.source
        source = fact.source if dated else f"{fact.source}, {fact.day}"
        said, value, more = _said(name, fact.value, unit)
        yield (said, value, fact.kind, f"{source}{more}")
    for used in decision.inputs:
        yield (used.name, measure(used.value, used.unit), used.kind, used.source)


def _said(name: str, value: object, unit: str) -> tuple[str, str, str]:
    """A fact by its name, its value, what has to be said with it."""
    if name == "first_seen" and isinstance(value, date):  # of the list, not of the package
        least = value <= LIST_START
        return (
            "listed since",
            f"{value}{' or before' if least else ''}",
            "; the list begins then" if least else "",
        )
    if name == "days_to_fix" and isinstance(value, float):  # by which way the fix came first
        days, way = round(abs(value)), "before" if value < 0 else "after"
        when = f"{count(days, 'day')} {way}" if days else "the same day"
        return "fix is out", when, "; counted from the advisory's disclosure"
    return name.replace("_", " "), measure(value, unit), ""


def _slice(decision: Decision) -> tuple[str, str, str]:
    part = decision.slice
    if part.basis == "unknown":
        return "unknown", "assumed", "not measured, and the library's size is not known"
    size = f"{lines_of_code(part.kloc)} ({share(part.share)})"
    if part.basis == "measured":
        return size, "measured", "your source text"
    stated = next(
        (i.source for i in decision.inputs if i.name == "part you use" and i.source.startswith("yours")), ""
    )
    return size, "assumed", stated or "not measured: a rule from the library's size"


def measure(value: object, unit: str) -> str:
    """A value of any kind with its unit, two digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value, unit)
    if isinstance(value, (date, str)):
        return " ".join(filter(None, (str(value), unit)))
    if isinstance(value, tuple):
        return ", ".join(measure(item, "") for item in value) or "none"
    return str(value)


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return share(value)
    if unit.startswith("USD"):
        return f"${amount(value)}{unit.removeprefix('USD')}"
    whole = isinstance(value, int) or (not unit and value.is_integer())  # facts counted on disk are floats
    shown = f"{value:,.0f}" if whole and abs(value) < 1000 else two(value)
    return " ".join(filter(None, (shown, UNITS.get(unit, unit))))
