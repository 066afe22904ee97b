"""Scores against cases worked by hand."""

import numpy as np
import pytest
from bench.validation import scores
from bench.validation.takeovers import poisson_range

P = np.array([0.9, 0.6, 0.6, 0.1])
HIT = np.array([1.0, 1.0, 0.0, 0.0])
ONE = np.ones((1, 4))


def test_auc_counts_pairs_and_ties_as_half():
    assert scores.auc(P, HIT, ONE)[0] == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert scores.auc(np.full(4, 0.3), HIT, ONE)[0] == 0.5


def test_brier_and_log_loss_by_hand():
    assert scores.brier(P, HIT, ONE)[0] == pytest.approx((0.01 + 0.16 + 0.36 + 0.01) / 4)
    expected = -np.mean(np.log([0.9, 0.6, 0.4, 0.9]))
    assert scores.log_loss(P, HIT, ONE)[0] == pytest.approx(expected)


def test_lift_is_ten_when_the_first_tenth_holds_every_hit_and_one_when_nothing_is_known():
    p, hit = np.linspace(1, 0, 100), np.r_[np.ones(5), np.zeros(95)]
    assert scores.lift(p, hit, np.ones((1, 100)))[0] == pytest.approx(10)
    assert scores.lift(np.full(100, 0.2), hit, np.ones((1, 100)))[0] == pytest.approx(1)


def test_a_weight_of_two_is_the_row_twice():
    weights = np.array([[2.0, 1.0, 0.0, 1.0]])
    again = [0, 0, 1, 3]
    for name, score in scores.SCORES.items():
        assert score(P, HIT, weights)[0] == pytest.approx(score(P[again], HIT[again], ONE)[0]), name


def test_bins_lie_on_the_diagonal_when_the_forecast_is_right():
    p = np.repeat([0.1, 0.5], 100)
    hit = np.r_[np.arange(100) < 10, np.arange(100) < 50].astype(float)
    assert [(n, round(mean, 3), share) for n, mean, share in scores.bins(p, hit)] == [
        (100, 0.1, 0.1),
        (100, 0.5, 0.5),
    ]
    assert scores.reliability(p, hit) == pytest.approx(0)


def test_the_bootstrap_draws_whole_packages_and_begins_with_the_sample():
    groups = np.array([0, 1, 2, 0, 1, 2])
    drawn = scores.package_weights(groups, 50, seed=1)
    assert (drawn[0] == 1).all()
    assert (drawn[:, :3] == drawn[:, 3:]).all()
    assert (drawn[1:, :3].sum(1) == 3).all()


def test_the_poisson_range_is_the_exact_one():
    low, high = poisson_range(10)
    assert (low, high) == pytest.approx((5.425, 16.962), abs=0.001)
    assert poisson_range(0) == pytest.approx((0, 2.996), abs=0.001)
