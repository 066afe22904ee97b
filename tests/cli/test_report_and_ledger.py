"""report, ledger and completion, as far as the command line decides."""

import json
import os
import subprocess

import pytest

from tests.cli.running import run
from tests.test_pipeline import lock


@pytest.fixture
def project(tmp_path):
    lock(tmp_path, ("requests", "2.31.0"), ("cron-descriptor", "1.4.5"))
    return tmp_path


def depcalc(folder, *words):
    return run(words[0], "-C", str(folder), *words[1:], environ={"PATH": os.environ["PATH"]})


def test_one_run_writes_as_many_files_as_are_asked_for_and_the_suffix_names_the_format(project):
    ran = depcalc(
        project,
        "report",
        "-o",
        "a.sarif",
        "-o",
        "a.cdx.json",
        "-o",
        "a.json",
        "-o",
        "csv:a.txt",
        "-o",
        "a.md",
    )
    assert ran.code == 0, ran.err
    assert json.loads((project / "a.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((project / "a.cdx.json").read_text())["specVersion"] == "1.6"
    assert json.loads((project / "a.json").read_text())["schema"] == "depcalc/report/1"
    assert (project / "a.txt").read_text().startswith("row,package,")
    assert "**depcalc**" in (project / "a.md").read_text()
    assert len(ran.out.splitlines()) == 5


def test_without_a_file_the_report_is_markdown_on_stdout(project):
    assert depcalc(project, "report").out.startswith("**depcalc**")


@pytest.mark.parametrize("target", ["a.xyz", "pdf:a.pdf"])
def test_a_format_that_is_none_is_refused_before_anything_is_read(project, target):
    ran = depcalc(project, "report", "-o", target)
    assert (ran.code, ran.out) == (2, "")
    assert "names no format" in ran.err


def test_a_format_and_a_file_that_disagree_are_refused(project):
    ran = depcalc(project, "report", "--format", "sarif", "-o", "deps.json")
    assert ran.code == 2
    assert "-o sarif:FILE" in ran.err
    assert not (project / "deps.json").exists()


def test_two_files_for_one_answer_are_refused(project):
    assert depcalc(project, "scan", "-o", "a", "-o", "b").code == 2


def test_findings_never_fail_a_report(project):
    lock(project, ("requests", "2.20.0"))
    assert depcalc(project, "report", "--format", "sarif").code == 0


# ------------------------------------------------------------------ ledger


ADD = ("ledger", "add", "Cron_Descriptor", "--at", "src/_cron.py")


def test_an_entry_is_added_and_comments_and_layout_are_kept(project):
    config = project / "pyproject.toml"
    config.write_text('# ours\n[project]\nname   =  "acme" # spaced\nrequires-python = ">=3.12"\n')
    assert depcalc(project, *ADD, "--of", "1.4.5", "--symbols", "get_description, Options").code == 0
    text = config.read_text()
    assert text.startswith('# ours\n[project]\nname   =  "acme" # spaced\n')
    (entry,) = json.loads(depcalc(project, "ledger", "list", "--format", "json").out)["entries"]
    assert entry == {
        "package": "cron-descriptor",
        "version": "1.4.5",
        "kind": "rewrite",
        "path": "src/_cron.py",
        "symbols": ["get_description", "Options"],
        "hardening": [],
    }


def test_a_search_is_added_to_the_entry_that_is_there(project):
    depcalc(project, *ADD, "--of", "1.4.5")
    for usd, found in (("120", "1"), ("80", "0")):
        assert depcalc(project, *ADD, "--searched-usd", usd, "--found", found, "--on", "2026-11-20").code == 0
    (entry,) = json.loads(depcalc(project, "ledger", "list", "--format", "json").out)["entries"]
    assert [(r["date"], r["usd"], r["found"]) for r in entry["hardening"]] == [
        ("2026-11-20", 120.0, 1),
        ("2026-11-20", 80.0, 0),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (ADD, "names the version"),
        (("ledger", "add"), "name the package"),
        (("ledger", "add", "acme"), "--at names"),
        ((*ADD, "--of", "1", "--found", "1"), "go with --searched-usd"),
        ((*ADD, "--of", "1", "--searched-usd", "-5"), "a search"),
        ((*ADD, "--of", "1", "--searched-usd", "5", "--on", "yesterday"), "a date"),
    ],
)
def test_half_an_entry_is_refused_and_nothing_is_written(project, words, said):
    before = (project / "pyproject.toml").read_bytes()
    ran = depcalc(project, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert (project / "pyproject.toml").read_bytes() == before


def test_code_that_is_not_there_is_said(project):
    depcalc(project, *ADD, "--of", "1.4.5")
    assert "ledger-stale" in depcalc(project, "ledger", "check").out
    (project / "src").mkdir()
    (project / "src" / "_cron.py").write_text("def get_description():\n    return 1\n")
    assert "nothing to say" in depcalc(project, "ledger", "check").out


# ------------------------------------------------------------------ completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command(shell):
    ran = run("completion", shell)
    assert ran.code == 0
    for command in ("scan", "explain", "advise", "check", "ledger"):
        assert command in ran.out


def test_bash_reads_it():
    said = subprocess.run(
        ["bash", "-n"], input=run("completion", "bash").out, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stderr) == (0, "")
