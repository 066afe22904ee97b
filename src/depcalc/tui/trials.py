"""The parts of the what-if view that need no screen: its columns, and the difference in words."""

from dataclasses import replace

from rich.text import Text

from depcalc.render.style import Style
from depcalc.render.text import cut, wrap
from depcalc.render.wording import amount, between, dollars, share
from depcalc.tui.columns import Column, taken
from depcalc.tui.inks import plain
from depcalc.values.report import Range
from depcalc.values.whatif import WhatIf

COLUMNS = (
    Column("what", "What", 18, "<", 0),
    Column("was", "Was", 10, "<"),
    Column("then", "What if", 19, "<"),
    Column("before", "was $", 7),
    Column("after", "then $", 7),
    Column("change", "change", 7),
)
FIRST_TO_GO = ("before", "after", "was")
NARROW = {"what": 12, "then": 16, "change": 7}


def columns(width: int) -> list[Column]:
    """Those that fit; what is tried and what it changes always do."""
    kept = list(COLUMNS)
    for key in FIRST_TO_GO:
        if taken(kept) > width:
            kept = [column for column in kept if column.key != key]
    if taken(kept) > width:
        return [one._replace(width=NARROW[one.key], gap=min(one.gap, 1)) for one in kept]
    return kept


def for_dials(columns: list[Column]) -> list[Column]:
    """An assumption has no money of its own: its slider takes that room, or its name where there is no slider."""
    kept = [column for column in columns if column.key in ("what", "was", "then")]
    at = len(kept) - 1 if len(kept) == 3 else 0
    kept[at] = kept[at]._replace(width=kept[at].width + taken(columns) - taken(kept))
    return kept


def signed(usd: float) -> str:
    """A change with its sign."""
    if abs(usd) < 0.005:
        return "0"
    return f"+{amount(usd)}" if usd > 0 else amount(usd)


def lean(made: WhatIf, style: Style) -> WhatIf:
    """What its page needs and no more: cleaning two whole reports would take longer than the sums. The names of
    what was chosen are outside text, too."""
    closed = {row.package for row in made.rows if row.closed}
    report = replace(
        made.after,
        decisions=tuple(d for d in made.after.decisions if d.package in closed),
        packages=(), shared=(), notices=(), own=(), findings=(), joint=(), paths=(), owned=None,
    )  # fmt: skip
    choices = {plain(name, style): option for name, option in made.choices.items()}
    return replace(made, before=report, after=report, choices=choices)


def difference(made: WhatIf, width: int, style: Style, *, short: bool = False) -> Text:
    """Against today, against the advice, and what the assumptions move: always in sight. `short`: a line each,
    the page below holds the ranges."""
    today, advised = made.against_today, made.against_advised
    if short:
        pairs = (("today", today), *((("the advice", advised),) if made.choices else ()))
        return Text("\n".join(cut(_verb(f"Against {against}", usd), width) for against, usd in pairs))
    lines = [
        _saved("Against today", today),
        _saved("Against the advice", advised) + _odds(made)
        if made.choices
        else "No option chosen: as advised. space in the list marks a package",
        plain(_moved(made), style),
    ]
    return Text("\n".join(wrap(line, width) for line in lines if line))


def _odds(made: WhatIf) -> str:
    return "" if _flat(made.against_advised) else f"; saves in {share(made.p_saves)} of the worlds"


def _flat(usd: Range) -> bool:
    return max(abs(usd.mean), abs(usd.p05), abs(usd.p95)) < 0.005


def _saved(against: str, usd: Range) -> str:
    if _flat(usd):
        return _verb(against, usd)
    ends = usd if usd.mean >= 0 else Range(0.0, -usd.p95, -usd.p50, -usd.p05)
    return f"{_verb(against, usd)} ({between(ends)})"


def _verb(against: str, usd: Range) -> str:
    if _flat(usd):
        return f"{against}: no difference"
    verb, more = ("saves", "") if usd.mean >= 0 else ("costs", " more")
    return f"{against}: {verb} {dollars(abs(usd.mean))}/yr{more}"


def _moved(made: WhatIf) -> str:
    if not made.changed:
        return ""
    turned = [
        f"{row.package} {row.advised} to {row.verdict}"
        for row in made.rows
        if row.verdict not in (row.advised, "unknown")
    ]
    pair = made.advised
    said = f"; verdicts: {', '.join(turned[:4])}" if turned else "; no verdict changes"
    more = f" and {len(turned) - 4} more" if len(turned) > 4 else ""
    return f"Advised total {amount(pair.before.mean)} to {amount(pair.after.mean)} $/yr{said}{more}"
