"""Own code on record: what searches buy, how they fade, and what they tell."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.packages import between, packages, records
from tests.oracles.reference import load, same_worlds, translate

from depcalc.assumptions import load_assumptions
from depcalc.model.draws import worlds
from depcalc.model.ledger import cost_held
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Inputs, OpenFlaw, Recorded

TEAM = load_assumptions("team")
FEW = worlds(TEAM, n=60, seed=3)
kinds = st.sampled_from(("vendor", "rewrite"))


def cost(p, kind="rewrite", kloc=None, w=FEW):
    return cost_held([Held(p, kind, kloc)], w, Context())[0]


@settings(max_examples=25)
@given(packages(recorded=()), kinds, records)
def test_a_search_without_a_find_never_raises_the_loss_and_an_older_one_is_worth_less(p, kind, record):
    record = replace(record, found=0)
    bare = cost(p, kind).loss.mean
    fresh = cost(replace(p, recorded=(record,)), kind).loss.mean
    old = cost(replace(p, recorded=(replace(record, age=record.age + 2),)), kind).loss.mean
    assert fresh <= bare * (1 + 1e-9)
    assert fresh <= old * (1 + 1e-9)


@settings(max_examples=25)
@given(packages(recorded=()), kinds, records)
def test_a_find_is_bad_news_about_the_code(p, kind, record):
    none, two = replace(record, found=0), replace(record, found=2)
    clean, dirty = (cost(replace(p, recorded=(r,)), kind) for r in (none, two))
    assert dirty.flaws > clean.flaws
    assert dirty.loss.mean >= clean.loss.mean * (1 - 1e-9)
    assert dirty.left == pytest.approx(clean.left)


@settings(max_examples=25)
@given(packages(recorded=()), records, st.floats(0, 1), between(0.1, 3))
def test_code_that_changes_more_is_hardened_less_by_the_same_search(p, record, changes, more):
    calm = replace(p, recorded=(replace(record, found=0),), own_changes=changes)
    busy = replace(calm, own_changes=changes + more)
    assert cost(busy).left < cost(calm).left
    assert cost(busy).hardening <= cost(calm).hardening


def test_measured_lines_are_the_size_of_a_rewrite(a_parser):
    assert cost(a_parser, kloc=0.4).kloc == pytest.approx(0.4)
    assert cost(a_parser, kloc=0.4).flaws == pytest.approx(4 * cost(a_parser, kloc=0.1).flaws)


def test_what_was_never_searched_has_nothing_left(a_parser):
    assert cost(a_parser).left is None
    assert cost(a_parser).loss_unsearched == pytest.approx(cost(a_parser).loss.mean)


def test_the_best_search_from_now_on_is_worth_its_dollars(a_parser):
    many = worlds(TEAM, n=1000, seed=1)
    token = replace(a_parser, klass="auth")
    made = cost(token, kloc=0.4, w=many)
    assert made.budget > 0
    assert made.next_dollar > 1
    assert made.hardened.mean < made.cost.mean
    searched = cost(replace(token, recorded=(Recorded(0.0, 50_000, 0),)), kloc=0.4, w=many)
    assert (searched.budget, searched.next_dollar < 1) == (0, True)


def test_a_copy_has_the_open_advisories_of_the_version_it_was_taken_from(a_parser, an_open_flaw):
    assert (
        cost(replace(a_parser, open=(an_open_flaw,)), "vendor").loss.mean > cost(a_parser, "vendor").loss.mean
    )


def test_the_worked_example_of_the_shared_model_comes_out(shared):
    examples = load(shared, "examples").PACKAGES
    jwt = translate(next(p for p in examples if p.name == "jwt"))
    w = same_worlds(shared, "team", 4000, 1)
    rows = {  # searches -> $ behind it, flaws per e-fold, best budget, share left: model.md
        (): (333, 0.401, 160, None),
        ((0, 2000, 0),): (2666, 0.207, 0, 1.0),
        ((2, 2000, 0),): (900, 0.207, 38, 0.19),
        ((0, 8000, 0),): (9664, 0.177, 0, 1.0),
        ((0, 2000, 2),): (2666, 0.355, 0, 1.0),
        ((1, 2000, 0), (0, 2000, 0)): (3753, 0.190, 0, 0.70),
    }
    for searches, (hardening, flaws, budget, left) in rows.items():
        made = cost(replace(jwt, recorded=tuple(Recorded(*one) for one in searches)), w=w)
        assert (round(made.hardening), round(made.flaws, 3), round(made.budget)) == (hardening, flaws, budget)
        assert made.left is None if left is None else made.left == pytest.approx(left, abs=0.005)


@pytest.fixture
def a_parser():
    return Inputs("acme-parse", "parser", 3.0, 0.8, 5_000, 60_000, adv_weight=1.0, adv_rate=1.0)


@pytest.fixture
def an_open_flaw():
    return OpenFlaw(1.0, 1.0, 0.5)
