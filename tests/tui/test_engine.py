"""The engine behind the screens: the real pipeline, and answers that are held and are the same as fresh ones."""

from dataclasses import replace

import pytest

from depcalc.assumptions import load_assumptions
from depcalc.pipeline import appraise, survey
from depcalc.pipeline.case import NOT_READ, case_of
from depcalc.pipeline.planning import plan
from depcalc.pipeline.whatif import whatif
from depcalc.tui import dials
from depcalc.tui.engine import Pipeline
from depcalc.values.settings import Settings
from tests.test_advise import LOCK

FEW = Settings(draws=100, usage=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engine")
    (folder / "requirements.txt").write_text(LOCK)
    return folder


@pytest.fixture(scope="module")
def seen(project):
    return survey(project, FEW, environ={})


@pytest.fixture
def engine(project):
    return Pipeline(project, (), {})


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("dial", dials.DIALS, ids=lambda d: d.key)
def test_the_model_takes_every_step_of_every_dial_and_says_what_changed(engine, seen, dial, by):
    medians = engine.values(seen, FEW)
    after = dials.moved(dial, FEW, medians, by)
    made = engine.whatif(seen, FEW, after, {})
    assert made == whatif(seen, FEW, after, {}, closed=True)
    now = dials.value(dial, after, engine.values(seen, after))
    if now == dials.value(dial, FEW, medians):  # at the end of its ladder
        assert not made.changed
    else:
        assert dial.key in {name for name, _, _ in made.changed}


@pytest.mark.parametrize("dial", dials.DIALS, ids=lambda d: d.key)
def test_a_dial_beats_what_the_file_sets_and_goes_back_to_it(engine, seen, dial):
    said = tuple((key, text, "depcalc.toml") for key, text in (("loss", "5000"), ("curve", "saturating")))
    base = replace(FEW, overrides=(*said, ("rewrite_budget", "500", "depcalc.toml"), ("price", "2", "x")))
    before = engine.values(seen, base)
    after = dials.moved(dial, base, before, 1)
    assert dials.value(dial, after, engine.values(seen, after)) != dials.value(dial, base, before)
    other = dials.with_value(after, "horizon" if dial.key != "horizon" else "loss", 4.0)
    assert (
        dials.back(dials.back(other, base, dial.key), base, "horizon" if dial.key != "horizon" else "loss")
        == base
    )


def test_held_answers_are_the_fresh_ones(engine, seen):
    """Whatever was asked before: other worlds, other assumptions, and the same again."""
    dear, more = replace(FEW, loss=5e6), replace(FEW, draws=700, loss=5e6)
    for settings in (FEW, dear, more, FEW, dear):
        assert engine.appraise(seen, settings) == appraise(seen, settings)
        assert engine.plan(seen, settings, 500.0) == plan(seen, settings, 500.0)
        before = replace(settings, loss=None)
        made = engine.whatif(seen, before, settings, {"requests": "vendor"})
        assert made == whatif(seen, before, settings, {"requests": "vendor"}, closed=True)


@pytest.mark.parametrize("key", sorted(NOT_READ))
def test_no_fact_is_mapped_by_the_rows_that_people_move_most(seen, key):
    t = load_assumptions("team")
    other = t.with_value(key, 1.0 if t[key] != 1.0 else 0.0, "--set")
    assert case_of(seen, FEW, other) == case_of(seen, FEW, t)


def test_a_row_that_facts_are_mapped_by_is_mapped_again(engine, seen):
    other = replace(FEW, overrides=(("map.slice_share", "0.9", "--set"),))
    engine.appraise(seen, FEW)
    assert engine.appraise(seen, other) == appraise(seen, other) != appraise(seen, FEW)


def test_another_seed_or_another_cut_is_no_near_world(engine, seen):
    for other in (replace(FEW, seed=7), replace(FEW, overrides=(("rule.clip", "1.0", "--set"),))):
        engine.appraise(seen, FEW)
        assert engine.appraise(seen, other) == appraise(seen, other)
        assert engine.appraise(seen, other).totals != engine.appraise(seen, FEW).totals


def test_a_new_survey_forgets_the_old_one(engine, seen):
    engine.appraise(seen, FEW)
    other = replace(seen, policy="cooldown")
    assert engine.appraise(other, FEW) == appraise(other, FEW) != appraise(seen, FEW)


def test_what_was_tried_never_pushes_out_what_the_list_shows(engine, seen):
    engine.appraise(seen, FEW)
    shown = engine.held.price(seen, FEW)
    for loss in (1e5, 2e5, 5e5, 1e6):
        engine.whatif(seen, FEW, replace(FEW, loss=loss), {})
    assert engine.held.price(seen, FEW) is shown
