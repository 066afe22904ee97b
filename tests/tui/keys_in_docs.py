"""The keys of docs/tui.md, made from the bindings. After a change that is meant: python -m tests.tui.goldens."""

from pathlib import Path

from depcalc.tui.app import TABS, DepcalcApp, view_of
from depcalc.tui.keys import Key, keys_of
from depcalc.tui.lines import Lines
from depcalc.tui.views.base import Reader

DOCS = Path(__file__).parents[2] / "docs" / "tui.md"
START, END = "<!-- keys -->\n", "<!-- end of keys -->\n"
VIEWS = (*TABS, "detail", "nothing")


def told() -> str:
    """The text between the marks."""
    lines = ["| where | key | does |", "|---|---|---|"]
    views = [view_of(name) for name in VIEWS]
    for owner in (Lines, Reader):
        where = ", ".join(view.title for view in views if view.reads == (owner is Reader))
        lines += [_row(where, key) for key in keys_of(owner)]
    lines += [_row(view.title, key) for view in views for key in keys_of(view)]
    lines += [_row("everywhere", key) for key in keys_of(DepcalcApp)]
    return "\n".join(lines) + "\n"


def _row(where: str, key: Key) -> str:
    return f"| {where} | {' '.join(f'`{one}`' for one in key.keys)} | {key.words} |"


def written() -> str:
    return DOCS.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]


def write() -> None:
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(START)
    DOCS.write_text(f"{before}{START}{told()}{END}{rest.partition(END)[2]}", encoding="utf-8")
