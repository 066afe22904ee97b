"""Rows and the shared row are the total, in every world, on random trees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.packages import packages

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.values.costs import Row
from depcalc.values.inputs import Context

TEAM = load_assumptions("team")


@st.composite
def forests(draw):
    """(rows, indirect packages): each indirect one leaves with one row, or is shared."""
    directs = [draw(packages(name=f"d{k}", used=True)) for k in range(draw(st.integers(1, 3)))]
    others = [draw(packages(name=f"n{k}")) for k in range(draw(st.integers(0, 4)))]
    homes = [draw(st.integers(0, len(directs))) for _ in others]
    rows = [
        policy.make_row(p, [c for c, home in zip(others, homes, strict=True) if home == k], (), (), TEAM, ())
        for k, p in enumerate(directs)
    ]
    return rows, others


def run(rows, indirect):
    w = worlds(TEAM, n=60, seed=3)
    return compare(rows, indirect, w, Context(), policy.settle)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(forests())
def test_rows_and_shared_are_the_total(forest):
    rows, indirect = forest
    costs = run(rows, indirect)
    for option, shared, total in (
        ("today", costs.shared_today, costs.totals.today),
        ("keep", costs.shared_keep, costs.totals.keep),
    ):
        assert sum(c.options[option].cost.mean for c in costs.rows) + shared.mean == pytest.approx(total.mean)
    alone = run([Row(p) for p in (*(r.package for r in rows), *indirect)], ())
    assert alone.totals.today.p95 == pytest.approx(costs.totals.today.p95)
    assert alone.totals.keep.p05 == pytest.approx(costs.totals.keep.p05)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(forests())
def test_another_package_moves_no_other_number(forest):
    rows, indirect = forest
    first = run(rows[:1], [])
    with_more = run([Row(rows[0].package), *(Row(p) for p in indirect)], [])
    assert first.rows[0].spend == with_more.rows[0].spend
    assert with_more.packages[rows[0].package.name] == first.packages[rows[0].package.name]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    packages(name="head", slice_known=True, reaches=frozenset({"k0"})),
    packages(name="k0"),
    packages(name="k1"),
)
def test_a_measured_slice_sheds_what_it_no_longer_reaches(head, k0, k1):
    w = worlds(TEAM, n=60, seed=3)
    kids = [k0, k1]
    row = policy.make_row(head, kids, (), {"k0"}, TEAM, ("head",))
    assert row.shed == ("k1",)
    slim = compare([row], kids, w, Context(), policy.settle)
    wide = compare([Row(head, ("k0", "k1"))], kids, w, Context(), policy.settle)
    alone = compare([Row(k1)], [], w, Context(), policy.settle)
    saved = wide.rows[0].options["rewrite"].cost.mean - slim.rows[0].options["rewrite"].cost.mean
    assert saved == pytest.approx(alone.rows[0].options["keep"].cost.mean, rel=1e-6, abs=1e-6)
    assert np.isfinite(saved)
