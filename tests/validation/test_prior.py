"""The shipped prior table, and the CSV that others can score."""

import csv
import io
import math

import pytest
from bench.validation import backtest
from bench.validation.tables import history


@pytest.fixture(scope="module")
def prior():
    with backtest.PRIOR.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_prior_is_well_formed(prior):
    names = [row["package"] for row in prior]
    assert len(names) == 5000
    assert names == sorted(set(names))
    assert {(row["date"], row["method"]) for row in prior} == {("2026-07-14", "logistic-7")}
    for row in prior:
        p, rate = float(row["probability"]), float(row["per_year"])
        assert 0 < p < 1
        assert rate == pytest.approx(-math.log1p(-p), rel=0.01, abs=2e-5)


def test_the_prior_is_what_the_method_gives(prior, tmp_path):
    backtest.ship(history(), tmp_path / "again.csv")
    with (tmp_path / "again.csv").open(encoding="utf-8", newline="") as handle:
        again = list(csv.DictReader(handle))
    assert [row["package"] for row in again] == [row["package"] for row in prior]
    shares = [float(row["probability"]) for row in again]
    assert shares == pytest.approx([float(row["probability"]) for row in prior], abs=2e-5)


def test_a_cut_gives_5000_ranked_forecasts():
    out = io.StringIO()
    backtest.write_cut(history(), backtest.CUTS[0], out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [int(row["rank"]) for row in rows] == list(range(1, 5001))
    p = [float(row["probability"]) for row in rows]
    assert p == sorted(p, reverse=True)
    assert len({row["package"] for row in rows}) == 5000
