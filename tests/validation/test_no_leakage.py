"""A forecast knows nothing of what came after its cut."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from bench.validation import backtest
from bench.validation.features import NAMES, sample, without_doubt
from bench.validation.tables import History, Told, date_error

CUT = date(2023, 7, 1)
NAMES_HERE = [f"p{k}" for k in range(60)]


def day(text):
    return date.fromisoformat(text).toordinal()


@pytest.fixture
def history():
    """Five years of 60 packages; the first few have advisories every year."""
    rng = random.Random(1)
    told = []
    for year in range(2019, 2026):
        for k, name in enumerate(NAMES_HERE):
            for _ in range(3):
                if rng.random() < 0.4 / (1 + k / 4):
                    at = date(year, rng.randrange(1, 13), rng.randrange(1, 28)).toordinal()
                    told.append(Told(name, at, at + rng.choice((0, 0, 60))))
    lists = {
        date(year, 7, 1).toordinal(): {
            n: 1e6 / (k + 1) * rng.uniform(0.9, 1.1) for k, n in enumerate(NAMES_HERE)
        }
        for year in range(2020, 2027)
    }
    return History(tuple(told), lists, {"p3": day("2022-01-01"), "p4": day("2024-01-01")})


def with_another_future(h, cut):
    """Everything after the cut changed: advisories moved to other packages, lists and fuzzing dates too."""
    at, rng = cut.toordinal(), random.Random(2)
    told = [a if a.known <= at else replace(a, package=rng.choice(NAMES_HERE)) for a in h.told]
    told += [Told(rng.choice(NAMES_HERE), at + 5, at + 5) for _ in range(30)]
    lists = {d: one if d <= at else {n: rng.random() * 1e6 for n in NAMES_HERE} for d, one in h.lists.items()}
    fuzzed = {n: d for n, d in h.fuzzed.items() if d <= at} | {"p9": at + 1}
    return History(tuple(told), lists, fuzzed)


def test_features_do_not_see_the_future(history):
    here, there = sample(history, CUT), sample(with_another_future(history, CUT), CUT)
    assert here.names == there.names
    assert np.array_equal(here.x, there.x)
    assert np.array_equal(here.recent, there.recent)
    assert not np.array_equal(here.hit, there.hit)


def test_forecasts_do_not_see_the_future(history):
    """Advisories whose date is uncertain at the cut may still be outcomes of earlier cuts: all sure here."""
    sure = replace(history, told=tuple(replace(a, known=a.day) for a in history.told))
    other = with_another_future(sure, CUT)
    p = [backtest.FROZEN(backtest.training(h, CUT))(sample(h, CUT)) for h in (sure, other)]
    assert np.array_equal(*p)


def test_a_fit_uses_closed_years_only():
    assert backtest.years_before(date(2023, 7, 1)) == [date(2020, 7, 1), date(2021, 7, 1), date(2022, 7, 1)]
    assert backtest.years_before(date(2021, 6, 30)) == []
    with pytest.raises(SystemExit, match="nothing to learn from"):
        backtest.training(History((), {1: {}}, {}), date(2020, 7, 1))


def test_an_advisory_of_uncertain_date_is_no_feature_until_it_was_surely_known():
    at = CUT.toordinal()
    lists = {at: {"a": 10.0, "b": 5.0}, at - 365: {"a": 5.0, "b": 5.0}}
    h = History((Told("a", at - 10, at + 100), Told("b", at - 10, at - 10)), lists, {})
    s = sample(h, CUT)
    assert s.last.tolist() == [0.0, 1.0]
    assert sample(h, CUT, strict=False).last.tolist() == [1.0, 1.0]
    assert s.hit.tolist() == [0.0, 0.0]  # neither feature nor outcome
    assert without_doubt(h, s).names == ("b",)


def test_features_of_one_package_by_hand():
    at = CUT.toordinal()
    lists = {at: {"a": 40.0, "b": 10.0, "types-c": 5.0}, at - 365: {"a": 10.0, "b": 10.0}}
    told = (Told("b", at - 100, at - 100), Told("b", at - 500, at - 500), Told("b", at + 1, at + 1))
    s = sample(History(told, lists, {"a": at}), CUT)
    of = {name: s.x[:, k].tolist() for k, name in enumerate(NAMES)}
    assert of["log rank"] == pytest.approx(np.log([1, 2, 3]).tolist())
    assert of["not listed a year before"] == [0, 0, 1]
    assert of["advisories ever, log"][1] == pytest.approx(np.log(3))
    assert of["any advisory ever"] == [0, 1, 0]
    assert of["in OSS-Fuzz"] == [1, 0, 0]
    assert of["type stubs"] == [0, 0, 1]
    assert s.recent[1] == pytest.approx(np.exp(-100 / 365.25 / 3) + np.exp(-500 / 365.25 / 3))
    assert (s.hit.tolist(), s.count.tolist()) == ([0, 1, 0], [0, 1, 0])


def test_the_error_of_a_date_depends_on_how_it_was_made():
    assert date_error("pysec", 2023) == 0
    assert date_error("cve_number", 2024) == 227
    assert date_error("cve_number", 2015) == 312
    assert date_error("cve_year", 2004) == 183
