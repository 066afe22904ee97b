"""plan: what reaches the pipeline, both formats, and budgets that are none."""

import json

import pytest

from depcalc.cli import stages
from tests.cli.running import Pipeline, run
from tests.render.test_plan import a_plan


@pytest.fixture
def asked(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Pipeline().install(monkeypatch)
    seen = {}

    def plan(survey, settings, budget):
        seen["budget"], seen["settings"] = budget, settings
        return a_plan(budget=budget)

    monkeypatch.setattr(stages, "plan", plan)
    return seen


def test_without_a_budget_the_whole_list_is_shown(asked):
    ran = run("plan")
    assert (ran.code, ran.err, asked["budget"]) == (0, "", None)
    assert "Plan: everything that pays" in ran.out


@pytest.mark.parametrize("written", ["5000", "5,000", "5_000", "5e3"])
def test_a_budget_reaches_the_pipeline(asked, written):
    assert run("plan", "--budget", written, "--profile", "hobby").code == 0
    assert (asked["budget"], asked["settings"].profile) == (5000.0, "hobby")


@pytest.mark.parametrize("written", ["-1", "much", "nan", "inf", "1e30", ""])
def test_what_is_no_budget_is_refused(asked, written):
    ran = run("plan", f"--budget={written}")
    assert (ran.code, ran.out) == (2, "")
    assert "--budget" in ran.err
    assert asked == {}


def test_json_is_the_schema_of_the_page(asked):
    document = json.loads(run("plan", "--format", "json", "--budget", "500").out)
    assert (document["schema"], document["budget_usd"]) == ("depcalc/plan/1", 500.0)
