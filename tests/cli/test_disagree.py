"""A person who disagrees with a number changes it in one place and sees what moves; the real pipeline."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "acme-shop")
FEW = ("--draws", "300")


def explain(*flags):
    ran = run("explain", "pillow", EXAMPLE, *FEW, *flags)
    assert ran.code == 0, ran.err
    return " ".join(ran.out.split())


def record(*flags):
    return json.loads(run("explain", "pillow", EXAMPLE, *FEW, "--format", "json", *flags).out)


def test_explain_shows_a_changed_number_as_the_reader_s_and_what_it_moved():
    shown = explain("--set", "lag_today=900", "--set", "pillow:lines=40")
    assert (
        "Yours: lag_today = 900 (--set), pillow:lines = 40 (--set). With the table's own numbers: keep"
        in shown
    )
    assert "40 lines" in shown
    assert "yours, --set" in shown
    assert "Yours:" not in explain()


@pytest.mark.parametrize(
    ("flags", "origin", "value"),
    [
        (("--loss", "1000000"), "--loss", 1e6),
        (("--price", "47"), "--price", 47),
        (("--prices", "seed"), "price list seed, of 2026-04", 125),
        (("--horizon", "5"), "--horizon", 5),
        (("--set", "decay=1.54"), "--set", 1.54),
    ],
)
def test_every_way_to_change_a_number_is_named(flags, origin, value):
    document = record(*flags)
    (changed,) = document["settings"]["changed_assumptions"]
    assert (changed["origin"], changed["value"]) == (origin, value)
    (d,) = document["decisions"]
    assert (
        d["before_changes"]["today_usd_per_year"]
        == record()["decisions"][0]["options"]["today"]["cost_usd_per_year"]["mean"]
    )


def test_the_curve_is_shown_by_its_name():
    assert "Yours: curve = saturating (--set)." in explain("--set", "curve=saturating")
    assert record("--set", "curve=saturating")["settings"]["curve"] == "saturating"


def test_a_price_list_that_does_not_exist_names_those_that_do():
    ran = run("explain", "pillow", EXAMPLE, "--prices", "cheap")
    assert ran.code == 2
    assert "blend-2026-11 ($6 per million tokens, 2026-11)" in ran.err
    assert "seed ($125 per million tokens, 2026-04)" in ran.err


def test_units_and_years_are_flags_of_explain():
    shown = explain("--unit", "attempts", "--outlook", "--prices", "seed")
    assert "One attempt is 100 million tokens of search." in shown
    assert "at $125 per million" in shown
    assert "Years ahead, estimated medians, attempts of 100M tokens" in shown
    assert run("explain", "pillow", EXAMPLE, "--unit", "euros").code == 2
    assert "Years ahead, estimated" not in explain()
