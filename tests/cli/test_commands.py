"""scan, explain and why: what goes to stdout, what to stderr, and what reaches the pipeline."""

import json

import pytest

from depcalc.values.notice import Notice
from tests.builders import a_report
from tests.cli.running import Pipeline, run


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def pipeline(project, monkeypatch):
    return Pipeline().install(monkeypatch)


def test_depcalc_alone_is_a_scan_of_this_folder(pipeline):
    assert run() == run("scan") == run("scan", ".")
    assert run().out.startswith("uv.lock · profile team")


def test_flags_alone_are_flags_of_a_scan(pipeline):
    assert json.loads(run("--format", "json").out)["schema"] == "depcalc/report/1"


def test_the_answer_is_on_stdout_and_nothing_else_is(pipeline):
    ran = run("scan")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")


@pytest.mark.parametrize("kind", ["table", "json", "csv", "markdown"])
def test_every_format_of_scan_is_there(pipeline, kind):
    assert run("scan", "--format", kind).code == 0


def test_flags_reach_the_pipeline_as_settings(pipeline):
    run(
        "scan", "--loss", "5", "--group", "dev", "--set", "a=1", "--seed", "median", "--lockfile", "uv:x.lock"
    )
    settings = pipeline.seen["settings"]
    assert (settings.loss, settings.scope.groups, settings.seed) == (5, ("dev",), 0)
    assert settings.overrides == (("a", "1", "--set"),)
    assert pipeline.seen["lockfiles"] == ("uv:x.lock",)


def test_the_environment_given_is_the_one_that_counts(pipeline):
    run("scan", environ={"DEPCALC_PROFILE": "hobby"})
    assert pipeline.seen["settings"].profile == "hobby"


def test_c_moves_everything(pipeline, project):
    (project / "sub").mkdir()
    assert run("scan", "-C", "sub", "-o", "out.txt").code == 0
    assert (project / "sub" / "out.txt").exists()
    assert str(pipeline.seen["path"]) == "sub"
    assert run("-C", "sub", "why", "acme-tls").code == 0
    assert run("-C", "nowhere", "scan").code == 2


def test_explain_shows_one_decision_by_any_spelling_of_its_name(pipeline):
    ran = run("explain", "Acme_Web")
    assert ran.out.startswith("acme-web 4.2.16 · uv.lock · profile team")
    assert pipeline.seen["focus"] == "acme-web"
    document = json.loads(run("explain", "acme.web", "--format", "json").out)
    assert [d["package"] for d in document["decisions"]] == ["acme-web"]


def test_explain_of_an_indirect_package_points_to_its_row(pipeline):
    ran = run("explain", "acme-tls")
    assert (ran.code, ran.err) == (0, "")
    assert "acme-tls 3.1" in ran.out
    assert "depcalc explain acme-gateway" in ran.out
    document = json.loads(run("explain", "acme-tls", "--format", "json").out)
    assert document["decisions"] == []
    assert run("explain", "acme-tls", "--direct").code == 2


def test_an_unknown_name_gets_a_guess_and_a_hint(pipeline):
    ran = run("explain", "acme-wbe")
    assert ran.code == 2
    assert "did you mean acme-web?" in ran.err
    assert "depcalc advise acme-wbe" in ran.err


@pytest.mark.parametrize("written", ["", "acme web!", "acme-web==1.0"])
def test_what_is_no_name_is_not_sent_to_another_command(pipeline, written):
    ran = run("explain", written)
    assert (ran.code, f"{written!r} is no name of a package" in ran.err) == (2, True)
    assert "depcalc advise" not in ran.err


def test_a_name_outside_the_scope_says_so(pipeline):
    ran = run("why", "acme-test")
    assert ran.code == 2
    assert "not in scope" in ran.err
    assert "group dev" in ran.err


def test_why_shows_paths(pipeline):
    assert run("why", "acme-tls").out == (
        "acme-tls 1.0 is brought in by acme-web. Shortest paths:\n  acme-web 1.0 → acme-tls 1.0\n"
    )
    assert json.loads(run("why", "acme-tls", "--format", "json").out)["schema"] == "depcalc/why/1"


def test_direct_hides_and_says_so(pipeline):
    document = json.loads(run("scan", "--direct", "--format", "json").out)
    assert document["shared"] == []
    assert all(package["direct"] for package in document["packages"])
    assert "direct-only" in {notice["code"] for notice in document["notices"]}


def test_quiet_drops_notices_from_text_and_keeps_them_in_json(pipeline):
    pipeline.report_made = a_report(notices=(Notice("x", "something to know"),))
    assert "something to know" in run("scan").out
    assert "something to know" not in run("scan", "-q").out
    assert run("scan", "-q", "--format", "json").out == run("scan", "--format", "json").out


def test_notices_of_the_configuration_are_shown(pipeline, project):
    (project / "depcalc.toml").write_text("loss = 5\n")
    (project / "sub").mkdir()
    assert "settings come from depcalc.toml" in run("scan", "sub").out


def test_verbose_times_the_stages_on_stderr(pipeline):
    ran = run("scan", "-v")
    assert "reading the lock: 0.0" in ran.err
    assert "pricing: 0.0" in ran.err
    assert ran.out == run("scan").out


def test_the_same_run_gives_the_same_bytes(pipeline):
    assert run("scan", "--format", "json") == run("scan", "--format", "json")


def test_a_file_gets_the_answer_and_stdout_nothing(pipeline, project):
    ran = run("scan", "-o", "deps.txt", "--color", "auto", terminal=True)
    assert (ran.code, ran.out) == (0, "")
    assert (project / "deps.txt").read_text(encoding="utf-8") == run("scan").out
    assert sorted(p.name for p in project.iterdir()) == [".git", "deps.txt"]


def test_online_and_offline_contradict_each_other(pipeline):
    ran = run("scan", "--online", "--offline")
    assert (ran.code, ran.out) == (2, "")
    assert "contradict" in ran.err
