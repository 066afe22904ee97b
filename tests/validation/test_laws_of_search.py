"""The small formulas behind the published-search and rewrite tables."""

import pytest
from bench.validation import aisi, retrospective, rewrites


def test_d_and_success_turn_each_other_round():
    for p in (0.1, 0.3, 0.6):
        for kappa in aisi.KAPPAS:
            d = aisi.hardening(p, kappa)
            assert 1 - (1 + aisi.ATTEMPT_MTOK / d) ** -kappa == pytest.approx(p)
    assert aisi.hardening(0.3, 1) == pytest.approx(233, abs=1)


def test_jeffreys_intervals_are_those_of_the_evidence():
    assert aisi.jeffreys(3, 10) == pytest.approx((0.12, 0.56), abs=0.01)
    assert aisi.jeffreys(6, 10) == pytest.approx((0.35, 0.82), abs=0.01)


def test_the_step_fit_meets_both_points():
    import math

    d, per, power = aisi.steps_fit()
    assert [per * math.log1p(m / d) for m in (10, 100)] == pytest.approx([9.8, 16.0])
    assert 9.8 * 10**power == pytest.approx(16.0)


def test_the_rewrites_were_predicted_as_the_evidence_says():
    assert sum(rewrites.predicted(m, 2) for m in rewrites.MODULES) == pytest.approx(0.39, abs=0.005)
    assert rewrites.found(rewrites.MODULES[4]) == rewrites.Found(5, 6, 5, 6, 1, 9, 5)


def test_a_test_report_is_read_by_advisory():
    xml = (
        "<testsuites><testsuite>"
        '<testcase name="test_CVE_2020_1_a"/><testcase name="test_DSA_7_b"><failure/></testcase>'
        '<testcase name="test_control"/><testcase name="test_CVE_2020_22"><skipped/></testcase>'
        "</testsuite></testsuites>"
    )
    assert rewrites.outcomes(xml) == {"CVE-2020-1": True, "DSA-7": False, "CVE-2020-22": False}


def test_a_cooldown_longer_than_the_window_leaves_nothing():
    assert retrospective.cooldown_share(240, 7) == pytest.approx(0.3)
    assert retrospective.cooldown_share(240, 14) == 0
    assert retrospective.cooldown_share(5, 0) == 1
