"""What would flip a decision, asked end to end: every claim of `explain` is tried as a second run."""

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depcalc.config import load_settings
from depcalc.errors import AssumptionError
from depcalc.model.draws import KeptScores, worlds
from depcalc.model.sensitivity import candidates
from depcalc.pipeline import appraise, survey
from depcalc.pipeline.case import case_of
from depcalc.pipeline.priors import table
from depcalc.pipeline.sensitivity import asked_of
from depcalc.render import Style
from depcalc.render.json import render_json
from depcalc.values.evidence import SliceUse
from depcalc.values.fact import Fact
from depcalc.values.settings import Settings
from tests.test_pipeline import EXAMPLE, decision, lock

DRAWS = 400
PINS = (
    ("importlib-metadata", "8.0.0"),
    ("pytz", "2025.2"),
    ("toml", "0.10.2"),
    ("passlib", "1.7.4"),
    ("python-jose", "3.3.0"),
    ("simplejson", "3.19.1"),
    ("pyjwt", "2.8.0"),
    ("structlog", "24.1.0"),
    ("litellm", "1.82.6"),
    ("colorama", "0.4.6"),
)
few = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = lock(tmp_path_factory.mktemp("switches"), *PINS)
    return survey(folder, Settings(draws=DRAWS), environ={})


def measured(seen, lines):
    """The same project with so many lines of every package in use and nothing of its needs reached."""
    used = Fact(SliceUse(kloc=lines / 1000, reaches=()), "bench", None, "measured")
    return replace(seen, evidence=tuple(replace(e, slice=used) for e in seen.evidence))


def explained(seen, name, asked):
    return decision(appraise(seen, asked, focus=name), name)


def rerun(asked, setting, value):
    """The settings after the reader has typed one more flag."""
    flag, _, key = setting.removeprefix("--").partition(" ")
    if flag != "set":
        return replace(asked, **{flag: value}, **({"prices": ""} if flag == "price" else {}))
    given, _ = load_settings(EXAMPLE, {"set": [f"{key}{value!r}"]}, {})
    return replace(asked, overrides=(*asked.overrides, *given.overrides))


def says(d, of):
    return d.verdict if of == "verdict" else d.behind_gate.verdict


def flips_where_it_says(seen, name, asked):
    """How many points were found; each is tried 5 % to either side, through the whole way of a run."""
    d = explained(seen, name, asked)
    for point in d.switch_points:
        there = point.value * (1.05 if point.side == "above" else 0.95)
        here = point.value * (0.95 if point.side == "above" else 1.05)
        beyond = decision(appraise(seen, rerun(asked, point.setting, there)), name)
        before = decision(appraise(seen, rerun(asked, point.setting, here)), name)
        assert says(beyond, point.of) == point.becomes != says(d, point.of), point
        assert says(before, point.of) == says(d, point.of), point
    return len(d.switch_points)


@few
@given(
    st.sampled_from([name for name, _ in PINS]),
    st.sampled_from(("hobby", "team", "enterprise")),
    st.sampled_from((0, 20, 90, 400)),
)
def test_every_switch_point_flips_the_decision_five_per_cent_to_either_side(seen, name, profile, lines):
    flips_where_it_says(
        measured(seen, lines) if lines else seen, name, Settings(profile=profile, draws=DRAWS)
    )


def test_there_are_switch_points_to_try(seen):
    found = [
        flips_where_it_says(seen, name, Settings(draws=DRAWS)) for name in ("pytz", "importlib-metadata")
    ]
    assert all(found)


def test_switch_points_of_a_real_lock_hold(shared, tmp_path):
    text = (shared / "lockfiles" / "uv" / "astral-sh__uv__ecosystem-saleor-uv.lock").read_text()
    (tmp_path / "uv.lock").write_text(text)
    asked = Settings(draws=DRAWS, default_index="https://index.example/simple")
    real = survey(tmp_path, asked, environ={})
    assert sum(
        flips_where_it_says(real, name, asked) for name in ("pytz", "html-to-draftjs", "jaeger-client")
    )


def test_points_come_verdict_first_and_nearest_first(seen):
    points = explained(seen, "pytz", Settings(draws=DRAWS)).switch_points
    far = [(p.of != "verdict", max(p.value / p.now, p.now / p.value)) for p in points]
    assert far == sorted(far)


def test_a_scan_searches_for_none_and_says_who_does(seen):
    d = decision(appraise(seen, Settings(draws=DRAWS)), "pytz")
    assert d.switch_points is None
    record = json.loads(render_json(appraise(seen, Settings(draws=DRAWS)), Style()))["decisions"][0]
    assert record["switch_points"] is None
    assert {"switch_points", "questions", "outlook"} <= {gap["name"] for gap in record["gaps"]}


def test_where_facts_decide_nothing_flips_it(tmp_path):
    bad = lock(tmp_path, ("litellm", "1.82.8"))
    d = explained(survey(bad, Settings(draws=DRAWS), environ={}), "litellm", Settings(draws=DRAWS))
    assert (d.switch_points, d.questions, d.outlook) == ((), None, None)


def test_a_question_costs_the_row_as_the_run_does(seen):
    asked = Settings(draws=DRAWS)
    t = table(seen, asked)
    case, report = case_of(seen, asked, t), appraise(seen, asked)
    for name, _ in PINS:
        cost = candidates(asked_of(case, name), worlds(t, n=DRAWS))
        shown = {o.name: o.cost.mean for o in decision(report, name).options}
        assert {k: float(x.mean()) for k, x in cost.items()} == pytest.approx({k: shown[k] for k in cost}), (
            name
        )


def test_worlds_under_another_table_are_those_of_a_run_with_it(seen):
    t = table(seen, Settings())
    other = t.with_value("decay", 1.54, "--set").with_median("loss", 1e6, "--loss")
    made, fresh = worlds(t, n=DRAWS).under(other), worlds(other, n=DRAWS)
    for key, x in fresh.drawn.items():
        assert (made.drawn[key] == x).all(), key
    kept = KeptScores(DRAWS, 1, t["rule.clip"])
    assert (kept["price"] == fresh.scores["price"]).all()
    assert kept["price"] is kept["price"]


# ------------------------------------------------------------------ which question first


def test_no_answer_is_worth_more_than_all_of_them(seen):
    for name, _ in PINS:
        asked = explained(seen, name, Settings(draws=DRAWS)).questions
        if asked:
            assert all(1 <= q.usd <= asked.everything * (1 + 1e-9) for q in asked.single)
            assert [q.usd for q in asked.single] == sorted((q.usd for q in asked.single), reverse=True)


# ------------------------------------------------------------------ a number of the reader's own


def test_what_a_reader_says_of_one_package_moves_that_package_alone(seen):
    plain = appraise(seen, Settings(draws=DRAWS))
    said = appraise(seen, Settings(draws=DRAWS, overrides=(("pyjwt:lines", "40", "--set"),)))
    assert said.changed_assumptions == (("pyjwt:lines", 40.0, "--set"),)
    assert decision(said, "pyjwt").slice.kloc == pytest.approx(0.04)
    assert decision(said, "pyjwt").slice.basis == "estimated"
    for name, _ in PINS:
        same = decision(said, name).options == decision(plain, name).options
        assert same == (name != "pyjwt")


def test_users_and_crowd_spend_can_be_said_too(seen):
    asked = Settings(draws=DRAWS, overrides=(("pyjwt:users", "10", "--set"), ("toml:spend", "5e6", "--set")))
    plain, said = appraise(seen, Settings(draws=DRAWS)), appraise(seen, asked)
    assert decision(said, "pyjwt").collective_spend.mean < decision(plain, "pyjwt").collective_spend.mean / 5
    assert decision(said, "toml").collective_spend.p50 == pytest.approx(5e6, rel=0.05)
    growth = [next(i.value for i in decision(r, "pyjwt").inputs if i.name == "growth") for r in (plain, said)]
    assert growth[0] == pytest.approx(growth[1])


@pytest.mark.parametrize(
    ("key", "text", "hint"),
    [
        ("pyjwtt:lines", "40", "pyjwt"),
        ("pyjwt:colour", "40", "lines, users, spend"),
        ("pyjwt:lines", "many", ""),
        ("pyjwt:lines", "0", ""),
        ("pyjwt:lines", "nan", ""),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_hint(seen, key, text, hint):
    with pytest.raises(AssumptionError) as caught:
        appraise(seen, Settings(draws=DRAWS, overrides=((key, text, "--set"),)))
    assert hint in caught.value.hint


def test_explain_says_what_the_reader_s_numbers_moved(seen):
    yours = Settings(draws=DRAWS, loss=5e6, overrides=(("lag_today", "900", "--set"),))
    plain, d = decision(appraise(seen, Settings(draws=DRAWS)), "pyjwt"), explained(seen, "pyjwt", yours)
    assert d.moved.verdict == plain.verdict
    assert d.moved.today == pytest.approx(plain.option("today").cost.mean)
    assert d.moved.advised == pytest.approx(plain.advised.cost.mean)
    assert d.option("today").cost.mean > d.moved.today
    assert explained(seen, "pyjwt", Settings(draws=DRAWS)).moved is None


# ------------------------------------------------------------------ curves, horizons, years


@cache
def under(curve):
    return Settings(draws=DRAWS, overrides=(("curve", curve, "--set"),))


def test_the_curve_is_chosen_in_one_place_and_the_other_one_is_named_where_it_matters(seen):
    thin = measured(seen, 400)
    runs = {curve: appraise(thin, under(curve)) for curve in ("log", "saturating")}
    assert {curve: run.curve for curve, run in runs.items()} == {"log": "log", "saturating": "saturating"}
    assert runs["log"].assumptions_digest != runs["saturating"].assumptions_digest
    assert runs["log"].decisions == appraise(thin, Settings(draws=DRAWS)).decisions
    for name, _ in PINS:
        a, b = (decision(runs[curve], name) for curve in ("log", "saturating"))
        assert a.options != b.options
        assert ("curve-dependent" in a.flags) == bool(a.other_curve) == (a.verdict != b.verdict), name
        assert a.other_curve == (b.verdict if a.verdict != b.verdict else "")


@pytest.mark.parametrize("text", ["1", "straight", ""])
def test_only_the_two_curves_exist(seen, text):
    with pytest.raises(AssumptionError, match="log or saturating"):
        appraise(seen, under(text))


def test_the_verdict_at_a_horizon_is_that_of_a_run_with_it(seen):
    for name in ("pytz", "python-jose", "toml"):
        d = explained(seen, name, Settings(draws=DRAWS))
        for at in d.outlook.horizons:
            run = decision(appraise(seen, Settings(draws=DRAWS, horizon=at.years)), name)
            assert says(run, d.outlook.of) == at.verdict
        assert d.outlook.years[0].verdict == says(d, d.outlook.of)
        assert [y.year for y in d.outlook.years] == [seen.as_of.year + k for k in range(6)]


@pytest.mark.parametrize("years", [0.01, 0.02, 34.0, 100.0])
def test_no_question_is_asked_that_no_setting_could_ask(seen, years):
    d = explained(seen, "structlog", Settings(draws=DRAWS, horizon=years))
    assert [x for x in d.switch_points if x.input == "horizon" and not 0.01 <= x.value <= 100] == []


def test_the_trend_of_prices_is_decay_and_nothing_else(seen):
    """Where search does not get cheaper nothing moves but what fades."""
    still = Settings(draws=DRAWS, overrides=(("decay", "1e-9", "--set"),))
    years = explained(seen, "pyjwt", still).outlook.years
    for y in years:
        assert y.purse_library.mtok == pytest.approx(years[0].purse_library.mtok)
        assert y.wall_kept.usd == pytest.approx(years[0].wall_kept.usd)
    tenfold = Settings(draws=DRAWS, overrides=(("decay", "1.54", "--set"),))
    first, later = explained(seen, "pyjwt", tenfold).outlook.years[:2]
    assert later.purse_library.mtok / first.purse_library.mtok == pytest.approx(10 ** (12 / 18), rel=0.01)
