"""Own code on record, under the main table."""

import re
from dataclasses import replace
from datetime import date

import pytest

from depcalc.render.own import render_own
from depcalc.render.style import Style
from depcalc.render.table import render_table
from depcalc.render.text import cells
from tests.builders import HOSTILE, a_report, an_own_row


def shown(row, **style):
    return render_own(a_report(own=(row,)), Style(width=80, **style))


def test_without_a_ledger_there_is_no_section():
    assert render_own(a_report(), Style()) == ""
    assert "Own code" not in render_table(a_report(), Style())


def test_what_was_never_searched_has_a_dash_and_not_a_zero():
    line = next(line for line in shown(an_own_row()).splitlines() if line.startswith("  acme-cron  "))
    assert re.search(r"\s0\s+-\s", line)


def test_a_find_is_said_with_what_it_means():
    sums = replace(an_own_row().sums, flaws=0.3, left=0.4)
    text = shown(an_own_row(found=2, searches=1, spent=500.0, last=date(2026, 1, 1), sums=sums))
    assert "2 serious flaws found and fixed" in text
    assert "0.30" in text


def test_the_cost_is_said_to_be_apart_from_the_total():
    assert "apart from the total" in shown(an_own_row())


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width):
    text = render_own(a_report(own=(an_own_row(),)), Style(width=width))
    assert max(map(cells, text.splitlines())) <= width


def test_hostile_ledgers_reach_the_terminal_as_text():
    rows = tuple(an_own_row(package=bad, path=bad, version=bad, asks=(bad,)) for bad in HOSTILE)
    text = render_table(a_report(own=rows), Style(width=80))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff]", text)
    assert "\n::" not in text
