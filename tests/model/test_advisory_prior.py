"""The forecast of advisories as a prior of their rate: off it changes nothing, on it changes the rate alone."""

import csv
import math
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.packages import between, packages, shares

from depcalc.assumptions import load_assumptions, with_settings
from depcalc.errors import AssumptionError
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.prior_table import forecast, load_forecasts
from depcalc.evidence.snapshot import open_snapshot
from depcalc.model.draws import worlds
from depcalc.model.elicit import Around, elicit
from depcalc.model.flaws import foretold
from depcalc.model.law import LogCurve
from depcalc.model.library import library, zero_day
from depcalc.model.options import cost_keep, upstream
from depcalc.pipeline import appraise, survey
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap
from depcalc.values.inputs import Context
from depcalc.values.settings import Settings

TEAM = load_assumptions("team")
TABLE = Path(__file__).parents[2] / "data" / "advisory_prior.csv"
DAY = date(2026, 7, 14)  # of the table
N = 400
few = settings(max_examples=40, deadline=None, derandomize=True)


def weighing(weight):
    return TEAM.with_value("advisory_prior", weight, "--set")


def made(*ps, weight, n=N, seed=7):
    return library(ps, worlds(weighing(weight), n=n, seed=seed))


def arrays(lib):
    found = {f.name: getattr(lib, f.name) for f in fields(lib)}
    return {name: x for name, x in found.items() if isinstance(x, np.ndarray)}


def same(a, b, names):
    return [name for name in names if not np.array_equal(arrays(a)[name], arrays(b)[name])] == []


chances = between(0.001, 5)
weights = shares(0.05, 1)


# ------------------------------------------------------------------ laws


@few
@given(packages(), chances)
def test_a_weight_of_nothing_changes_nothing(p, told):
    assert TEAM["advisory_prior"] == 0
    known, unknown = (library([q], worlds(TEAM, n=N, seed=7)) for q in (replace(p, foretold=told), p))
    assert same(known, unknown, arrays(known))


@few
@given(packages(), chances, weights)
def test_only_the_rate_of_advisories_moves(p, told, weight):
    known, unknown = made(replace(p, foretold=told), weight=weight), made(p, weight=weight)
    assert same(known, unknown, set(arrays(known)) - {"rate"})
    assert not np.array_equal(known.rate, unknown.rate)


@few
@given(packages(), chances, st.floats(1.01, 100), weights)
def test_a_higher_chance_never_lowers_the_rate_or_the_loss_of_keeping(p, told, more, weight):
    w, rates, losses = worlds(weighing(weight), n=N, seed=7), [], []
    for value in (told, told * more):
        up = upstream([replace(p, foretold=value)], w, Context())
        rates.append(up.lib.rate)
        losses.append(cost_keep(up, w, zero_day(up.lib, up.att, w, LogCurve())).of(0).loss)
    assert (rates[1] > rates[0]).all()
    assert (losses[1] >= losses[0]).all()


@few
@given(packages(name="a"), packages(name="b"), chances, weights)
def test_a_package_without_a_forecast_is_left_alone(known, unknown, told, weight):
    together = made(replace(known, foretold=told), unknown, weight=weight)
    alone = library([unknown], worlds(TEAM, n=N, seed=7))
    assert np.array_equal(together.rate[1:], alone.rate)


@few
@given(packages(), chances, shares(0.5, 8))
def test_at_full_weight_advisories_are_not_counted_a_second_time(p, told, more):
    """The forecast was made from them; without it, more of them mean a higher rate."""
    p = replace(p, foretold=told)
    seen = replace(p, adv_weight=p.adv_weight + more)
    assert np.array_equal(made(seen, weight=1).rate, made(p, weight=1).rate)
    assert made(seen, weight=0).rate.mean() > made(p, weight=0).rate.mean()


@few
@given(packages(), chances)
def test_at_full_weight_the_expected_rate_is_the_forecast_s(p, told):
    p = replace(p, foretold=told)
    w = worlds(weighing(1), n=4000, seed=7)
    whole = library([p], w).rate / library([p], w).reach
    assert whole.mean() == pytest.approx(told * w["uplift"].mean(), rel=0.05)


@few
@given(packages(), chances, shares(0.05, 0.9))
def test_half_way_lies_between(p, told, weight):
    p = replace(p, foretold=told, adv_weight=0.0, years=1e-9)  # nothing seen: the prior alone
    own, part, full = (made(p, weight=x, n=1, seed=0).rate.item() for x in (0, weight, 1))
    assert math.log(part) == pytest.approx((1 - weight) * math.log(own) + weight * math.log(full), abs=1e-6)


# ------------------------------------------------------------------ from a chance to a rate


def test_a_chance_becomes_serious_advisories_a_year_before_the_surge():
    known = Evidence("a", "1", advisory_forecast=Fact(0.5, "forecast"))
    a_year = math.log(2) * TEAM["sev.unscored"] / TEAM["advisory_surge"]
    assert foretold(known, TEAM) == pytest.approx(a_year)
    assert elicit(known, TEAM, Around()).foretold == pytest.approx(a_year)


def test_no_forecast_is_not_a_forecast_of_nothing():
    assert foretold(Evidence("a", "1"), TEAM) is None
    assert elicit(Evidence("a", "1"), TEAM, Around()).foretold is None


@pytest.mark.parametrize("value", ["-0.1", "1.1", "2"])
def test_a_weight_outside_nothing_and_all_is_refused(value):
    with pytest.raises(AssumptionError, match="between 0 and 1"):
        with_settings(Settings(overrides=(("advisory_prior", value, "--set"),)))


def test_it_can_be_set_and_taken_back():
    said = (("advisory_prior", "1", "file"), ("advisory_prior", "0", "--set"))
    assert with_settings(Settings(overrides=said[:1]))["advisory_prior"] == 1
    assert with_settings(Settings(overrides=said))["advisory_prior"] == 0


# ------------------------------------------------------------------ the table, and the day of the facts


def test_every_row_is_a_chance_and_its_rate():
    with TABLE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == len(load_forecasts()) == 5000
    for row in rows:
        a_year = -math.log1p(-load_forecasts()[row["package"]].value)
        assert a_year == pytest.approx(float(row["per_year"]), rel=1e-3, abs=1e-4), row


def test_the_day_before_the_forecast_does_not_know_it():
    known = forecast("pillow", DAY)
    assert isinstance(known, Fact)
    assert (known.day, known.kind) == (DAY, "assumed")
    early = forecast("pillow", DAY - timedelta(days=1))
    assert isinstance(early, Gap)
    assert str(DAY) in early.reason


def test_a_name_it_was_not_made_for_is_a_gap():
    assert isinstance(forecast("acme-internal", DAY), Gap)


def test_facts_hold_the_forecast_of_public_packages_alone():
    with open_snapshot() as snapshot:
        asked = [Wanted("pillow", "10.2.0"), Wanted("pillow", "10.2.0", public=False)]
        (known, private), _ = gather(asked, snapshot, as_of=snapshot.info().as_of, max_steps=12)
        (before,), _ = gather(asked[:1], snapshot, as_of=DAY - timedelta(days=1), max_steps=12)
    assert isinstance(known.advisory_forecast, Fact)
    assert isinstance(private.advisory_forecast, Gap)
    assert isinstance(before.advisory_forecast, Gap)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prior")
    (folder / "requirements.txt").write_text("pillow==10.2.0\n    # via -r requirements.in\n")
    return folder


def decided(project, **said):
    run = Settings(draws=200, **said)
    return appraise(survey(project, run, environ={}), run).decisions[0]


def test_the_report_shows_the_forecast_with_its_day(project):
    facts = {name: (fact, unit) for name, fact, unit in decided(project).facts}
    fact, unit = facts["advisory_forecast"]
    assert (fact.value, fact.day, unit) == (load_forecasts()["pillow"].value, DAY, "p, 12 months")


def test_a_report_of_an_earlier_day_neither_shows_nor_uses_it(project):
    day = DAY - timedelta(days=1)
    off, on = (decided(project, as_of=day, overrides=(("advisory_prior", x, "--set"),)) for x in "01")
    assert "advisory_forecast" in dict(off.gaps)
    assert off.options == on.options


def test_setting_the_weight_moves_n_day_and_no_other_hazard(project):
    off, on = (decided(project, overrides=(("advisory_prior", x, "--set"),)) for x in "01")
    for a, b in zip(off.options, on.options, strict=True):
        assert (a.hazard.zero_day, a.hazard.supply_chain) == (b.hazard.zero_day, b.hazard.supply_chain), (
            a.name
        )
    keep = [{o.name: o for o in made.options}["keep"].hazard.n_day for made in (off, on)]
    assert keep[0] != keep[1]


def test_the_forecast_is_an_input_only_where_it_counts(project):
    off, on = (decided(project, overrides=(("advisory_prior", x, "--set"),)) for x in "01")
    assert {one.name for one in on.inputs} - {one.name for one in off.inputs} == {"advisories foretold"}
    (one,) = (one for one in on.inputs if one.name == "advisories foretold")
    assert one.value == pytest.approx(
        -math.log1p(-load_forecasts()["pillow"].value) * TEAM["sev.unscored"] / TEAM["advisory_surge"]
    )
