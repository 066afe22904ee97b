"""What a fact is called when it is not quite what its name says."""

from dataclasses import replace
from datetime import date

import pytest

from depcalc.render.basis import render_basis
from depcalc.render.style import Style
from depcalc.values.fact import Fact
from tests.builders import AS_OF, a_decision


def told(name, value):
    decision = replace(a_decision(), facts=((name, Fact(value, "acme's list", AS_OF), ""),))
    return " ".join(render_basis(decision, Style(width=100)).split())


def test_the_start_of_the_list_is_not_the_start_of_the_package():
    said = told("first_seen", date(2020, 3, 1))
    assert "listed since 2020-03-01 or before sourced" in said
    assert "the list begins then" in said
    assert "first seen" not in said


def test_a_package_that_came_later_came_to_the_list_that_day():
    said = told("first_seen", date(2023, 7, 1))
    assert "listed since 2023-07-01 sourced" in said
    assert "begins" not in said


@pytest.mark.parametrize(
    ("days", "words"),
    [(-7.0, "7 days before"), (12.0, "12 days after"), (1.0, "1 day after"), (0.0, "the same day")],
)
def test_a_fix_before_the_advisory_is_no_negative_time(days, words):
    said = told("days_to_fix", days)
    assert f"fix is out {words} sourced" in said
    assert "counted from the advisory's disclosure" in said
    assert "-7" not in said


def test_what_was_counted_is_a_whole_number():
    assert "console scripts 1 sourced" in told("console_scripts", 1.0)
    assert "downloads growth 2.3 sourced" in told("downloads_growth", 2.31)
