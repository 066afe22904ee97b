"""whatif: the same sums, in the same worlds, under other choices and other assumptions."""

from dataclasses import astuple, replace

import pytest

from depcalc.errors import UsageError
from depcalc.pipeline import survey
from depcalc.pipeline.whatif import whatif
from depcalc.values.settings import Settings
from tests.cli.running import run
from tests.test_advise import LOCK

FEW = Settings(draws=300, usage=False)
DEAR = replace(FEW, loss=5_000_000)
SHARED = f"""{LOCK}celery==5.4.0
    # via -r requirements.in
kombu==5.3.7
    # via celery
tzdata==2024.1
    # via
    #   celery
    #   pandas
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatif")
    (folder / "requirements.txt").write_text(SHARED)
    return survey(folder, FEW, environ={})


def attempt(project, choices=None, after=FEW, **more):
    return whatif(project, FEW, after, choices or {}, **more)


def close(a, b):
    """The same range, up to the order in which packages were added."""
    return astuple(a) == pytest.approx(astuple(b), rel=1e-9)


def row(made, name):
    return next(one for one in made.rows if one.package == name)


def test_with_nothing_changed_nothing_changes_and_the_sums_are_the_scan_s(project):
    made = attempt(project, {"requests": "keep"})
    assert close(made.today.after, made.after.totals.today)
    assert made.chosen.change.mean == made.against_advised.mean == 0
    assert made.advised.after.mean == pytest.approx(made.after.totals.verdicts.mean)


def test_a_row_costs_what_its_option_costs_in_the_scan(project):
    made = attempt(project, {"requests": "vendor"}, closed=True)
    option = next(d for d in made.after.decisions if d.package == "requests").option("vendor")
    assert row(made, "requests").chosen.after.mean == pytest.approx(option.cost.mean)


@pytest.mark.parametrize(("name", "option"), [("requests", "rewrite"), ("tenacity", "drop")])
def test_a_closed_option_is_refused_until_it_is_asked_for_and_then_marked(project, name, option):
    with pytest.raises(UsageError, match="closed") as refused:
        attempt(project, {name: option})
    assert "--closed" in refused.value.hint
    made = attempt(project, {name: option}, closed=True)
    assert row(made, name).closed
    assert row(made, name).option == option


def test_what_cannot_be_priced_at_all_is_refused_either_way(project):
    with pytest.raises(UsageError, match="nothing covers it"):
        attempt(project, {"pandas": "replace"}, closed=True)
    with pytest.raises(UsageError, match="did you mean requests"):
        attempt(project, {"request": "keep"})


def test_the_worlds_are_paired_so_a_certain_saving_is_seen_as_one(project):
    """Dropping can only save loss and upkeep of what goes: in no world does the rest move."""
    made = attempt(project, {"tenacity": "drop"}, closed=True)
    alone = row(made, "tenacity").against_advised
    assert made.against_advised.mean == pytest.approx(alone.mean)
    assert made.against_advised.p05 == pytest.approx(alone.p05)


def test_what_two_rows_share_leaves_only_with_both(project):
    one = attempt(project, {"pandas": "drop"}, closed=True)
    both = attempt(project, {"pandas": "drop", "celery": "drop"}, closed=True)
    assert "tzdata" not in one.freed
    assert {"tzdata", "kombu", "six"} <= set(both.freed)
    alone = sum(row(both, name).against_advised.mean for name in ("pandas", "celery"))
    assert both.against_advised.mean > alone


def test_leaving_things_as_they_are_is_a_choice_too(project):
    made = attempt(project, dict.fromkeys(("requests", "pandas", "tenacity", "celery"), "today"))
    assert made.chosen.after.mean == pytest.approx(made.today.after.mean)


def test_a_dearer_loss_moves_today_and_names_what_was_changed(project):
    made = attempt(project, after=DEAR)
    assert ("loss", 300_000, 5_000_000) in made.changed
    assert made.today.change.p05 >= 0
    assert close(made.today.before, made.before.totals.today)
    assert close(made.today.after, made.after.totals.today)


def test_a_choice_and_an_assumption_are_told_apart(project):
    made = attempt(project, {"tenacity": "drop"}, DEAR, closed=True)
    only = attempt(project, after=DEAR)
    assert made.advised == only.advised
    assert made.against_advised.mean > 0 == only.against_advised.mean


def test_nothing_is_written(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    attempt(project, {"requests": "keep"}, DEAR)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("row", ["rule.draws=500", "rule.seed=5", "rule.clip=1"])
def test_other_worlds_are_no_what_if(tmp_path, row):
    (tmp_path / "requirements.txt").write_text(SHARED)
    ran = run("whatif", str(tmp_path), "--set", row, "--no-usage", environ={})
    assert ran.code == 2
    assert "the worlds that both sides are priced in" in ran.err
