"""The search for a switch, on leads made by hand, and the prices that move both sides."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.packages import packages

from depcalc.assumptions import load_assumptions, price_lists, with_settings
from depcalc.errors import AssumptionError
from depcalc.model.draws import worlds
from depcalc.model.law import LogCurve, SaturatingCurve
from depcalc.model.library import library
from depcalc.model.own import build_work, rewrite
from depcalc.model.sensitivity import Weighed, switches
from depcalc.values.assumptions import PROFILES
from depcalc.values.settings import Settings

TEAM = load_assumptions("team")
BOTH = frozenset({"keep", "rewrite"})
few = settings(max_examples=40, deadline=None, derandomize=True)


def leading_above(point, slope=1.0):
    return lambda x: Weighed({"keep": 0.0, "rewrite": slope * (math.log(x / point))})


@few
@given(st.floats(0.2, 50.0), st.floats(0.01, 100.0))
def test_a_switch_is_found_within_a_few_per_cent(point, slope):
    (found,) = switches(leading_above(point, slope), 0.1, 0.01, 100.0, "keep", BOTH)
    assert found.value == pytest.approx(point, rel=0.03)
    assert (found.side, found.becomes) == ("above", "rewrite")


def test_what_does_not_flip_inside_its_range_is_not_named():
    assert switches(leading_above(200.0), 1.0, 0.01, 100.0, "keep", BOTH) == []


def test_a_flip_that_does_not_hold_five_per_cent_on_is_dropped():
    def narrow(x):
        return Weighed({"keep": 0.0, "rewrite": 1.0 if 9.9 < x < 10.1 or x >= 99.9 else -1.0})

    points = switches(narrow, 1.0, 0.1, 100.0, "keep", BOTH)
    assert all(not 9 < p.value < 11 for p in points)


def test_both_sides_are_searched():
    def middle(x):
        return Weighed({"keep": 0.0, "rewrite": abs(math.log(x)) - 1.0})

    found = switches(middle, 1.0, 0.05, 20.0, "keep", BOTH)
    assert [(p.side, p.becomes) for p in found] == [("below", "rewrite"), ("above", "rewrite")]
    assert [p.value for p in found] == pytest.approx([1 / math.e, math.e], rel=0.03)


# ------------------------------------------------------------------ prices, both sides


def cheaper(c):
    return TEAM.with_median("price", TEAM["price"] * c, "test")


@few
@given(packages(recorded=()), st.sampled_from((0.25, 4.0)))
def test_a_price_moves_the_first_look_of_both_and_no_budget_in_dollars(p, c):
    w, v = (worlds(t, n=50, seed=3) for t in (TEAM, cheaper(c)))
    (lib, code), (lib_c, code_c) = ((library([p], x), rewrite(library([p], x), x)[0]) for x in (w, v))
    assert np.allclose(lib_c.look, c * lib.look)
    assert np.allclose(code_c.look, c * code.look)
    for name in ("stock", "prize", "spend", "kappa", "rate"):
        assert np.array_equal(getattr(lib, name), getattr(lib_c, name)), name
    paid = code.spent(100.0) - code.spent(0.0)
    assert np.allclose(code_c.spent(100.0) - code_c.spent(0.0), paid), (
        "a dollar a year buys the same hardening"
    )


@few
@given(packages(recorded=()))
def test_a_fall_makes_a_rewrite_cheaper_and_its_review_worth_less_as_search(p):
    w, v = worlds(TEAM, n=50, seed=3), worlds(cheaper(0.25), n=50, seed=3)
    (code, code_c) = (rewrite(library([p], x), x)[0] for x in (w, v))
    assert (code_c.review < code.review).all()
    assert (build_work([p], v, code.kloc) < build_work([p], w, code.kloc)).all()


def test_the_price_lists_have_dates_and_the_seed_is_12500_dollars_for_100_million_tokens():
    lists = {one.name: one for one in price_lists(TEAM)}
    assert lists["seed"].usd_per_mtok * 100 == 12_500
    assert (lists["seed"].month, lists["blend-2026-11"].month) == ("2026-04", "2026-11")
    assert with_settings(Settings(prices="seed"))["price"] == 125
    assert "2026-04" in with_settings(Settings(prices="seed")).rows["price"].origin
    assert with_settings(Settings(prices="blend-2026-11")).rows == TEAM.rows


def test_an_unknown_price_list_is_refused_with_those_there_are():
    with pytest.raises(AssumptionError) as caught:
        with_settings(Settings(prices="cheap"))
    assert "seed ($125 per million tokens, 2026-04)" in caught.value.hint


@pytest.mark.parametrize("profile", PROFILES)
def test_a_price_list_keeps_the_spread(profile):
    plain, seed = (with_settings(Settings(profile=profile, prices=x)).rows["price"] for x in ("", "seed"))
    assert seed.p95 / seed.p05 == pytest.approx(plain.p95 / plain.p05)


# ------------------------------------------------------------------ where an attacker does not begin


@few
@given(st.floats(0.01, 20), st.floats(1, 1e5), st.floats(1, 1e6), st.sampled_from(("log", "saturating")))
def test_what_deters_is_the_least_that_leaves_nothing_to_capture(kappa, look, prize, name):
    curve = LogCurve() if name == "log" else SaturatingCurve(6.0)
    k, b, v = (np.array([x]) for x in (kappa, look, prize))
    spent = curve.deterred(k, b, v)
    assert curve.captured(k, b, spent, v)[0] == pytest.approx(0, abs=1e-9)
    if spent[0] > 0:
        assert curve.captured(k, b, spent * 0.9, v)[0] > 0
