"""The shipped data still meet the anchors, and docs/calibration.md says what they give."""

import re

import pytest
from bench import calibration
from bench.generated import read_part

from depcalc.assumptions import load_assumptions
from depcalc.values.assumptions import PROFILES

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def test_crowd_spend_meets_its_anchor_both_ways():
    """Within a tenth; a report would warn at the assumption rule.spend_warn, which is wider."""
    t, found = load_assumptions("team"), calibration.spend()
    assert sum(found.mean_top.values()) == pytest.approx(t["spend.mean_top1000"], rel=0.1)
    assert sum(found.total.values()) == pytest.approx(t["spend.sum_list"], rel=0.1)
    assert t["rule.spend_warn"] > 1.1


def test_more_is_spent_on_crypto_and_parsers_than_on_pure_code_with_no_more_reach():
    pairs, wrong = calibration.order_test(1)
    assert (pairs, wrong) == (463, [])
    pairs, wrong = calibration.order_test(3)
    assert pairs == 889
    assert set(wrong) <= {"markupsafe below setuptools", "markupsafe below pytest"}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_reference_app_is_hit_about_as_often_as_the_firm_anchor_says(profile):
    """Within 30 %, where the anchor itself is known to a factor of four."""
    found, anchor = calibration.app_hazards(profile), load_assumptions(profile)["anchor.hazard"]
    assert found["today"].mean == pytest.approx(anchor, rel=0.3)
    assert found["keep"].mean < found["today"].mean
    assert sum(found["today"].channels) == pytest.approx(found["today"].mean)


def test_the_exposures_of_the_reference_app_are_the_assumption_surface():
    t = load_assumptions("team")
    q = sum(t.of_class(calibration.inputs()[name].klass, "q") for name in calibration.APP)
    assert q == pytest.approx(t["surface"], rel=0.01)


def test_the_page_prints_what_the_data_give():
    """Text alike, numbers within 3 %: streams of random numbers may change with numpy."""
    for part, made in (("spend", calibration.spend_text()), ("anchor", calibration.anchor_text())):
        page = read_part("calibration.md", part).removeprefix(head())
        assert NUMBER.sub("#", page) == NUMBER.sub("#", made)
        assert numbers(page) == pytest.approx(numbers(made), rel=0.03)


def head():
    info = calibration.evidence()[0]
    return f"Data {info.id[:8]} as of {info.as_of}; defaults of `data/assumptions.toml`.\n\n"


def numbers(text):
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]
