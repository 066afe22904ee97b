"""What an answer is worth, on draws made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depcalc.model.evpi import everything_worth, thirds_worth

few = settings(max_examples=40, deadline=None, derandomize=True)
N = 300
X = np.arange(N, dtype=float)


def test_an_input_that_decides_is_worth_what_the_right_choice_saves():
    """Staying costs 30, leaving 0 or 90 by thirds of x: to know the third saves 30 in a third of the worlds."""
    leave = np.where(X < N / 3, 0.0, 90.0)
    worth = thirds_worth([np.full(N, 30.0), leave], {"x": X, "noise": np.tile([0.0, 1.0, 2.0], N // 3)})
    assert worth["x"] == pytest.approx(10.0)
    assert worth["noise"] == 0


def test_where_one_option_is_always_best_no_answer_is_worth_anything():
    assert thirds_worth([X, X + 1], {"x": X}) == {"x": 0.0}
    assert everything_worth([X, X + 1]) == 0


def test_a_number_that_is_known_is_no_question():
    assert thirds_worth([X, X[::-1]], {"pinned": np.full(N, 3.0)}) == {}


def test_a_single_world_leaves_nothing_to_ask():
    one = np.array([1.0])
    assert thirds_worth([one, one + 1], {"x": one}) == {}


@few
@given(st.integers(0, 2**31), st.integers(2, 5))
def test_an_answer_is_worth_at_least_nothing_and_at_most_everything(seed, options):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=N)
    cost = [rng.lognormal(size=N) + k * x for k in range(options)]
    worth = thirds_worth(cost, {"x": x, "y": rng.normal(size=N)})
    assert all(0 <= usd <= everything_worth(cost) + 1e-12 for usd in worth.values())
