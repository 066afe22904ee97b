"""report, ledger and completion, as far as the command line decides."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import depcalc as depcalc_itself
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


@pytest.fixture
def owning(project):
    """A project with own code in a package's place."""
    (project / "src").mkdir()
    (project / "src" / "_cron.py").write_text("def get_description():\n    return 1\n")
    return project


ADD = ("ledger", "add", "Cron_Descriptor", "--at", "src/_cron.py")


def test_an_entry_is_added_and_comments_and_layout_are_kept(owning):
    config = owning / "pyproject.toml"
    config.write_text('# ours\n[project]\nname   =  "acme" # spaced\nrequires-python = ">=3.12"\n')
    assert depcalc(owning, *ADD, "--of", "1.4.5", "--symbols", "get_description, Options").code == 0
    text = config.read_text()
    assert text.startswith('# ours\n[project]\nname   =  "acme" # spaced\n')
    (entry,) = json.loads(depcalc(owning, "ledger", "list", "--format", "json").out)["entries"]
    assert entry == {
        "package": "cron-descriptor",
        "version": "1.4.5",
        "kind": "rewrite",
        "path": "src/_cron.py",
        "symbols": ["get_description", "Options"],
        "hardening": [],
    }


def test_a_search_is_added_to_the_entry_that_is_there(owning):
    depcalc(owning, *ADD, "--of", "1.4.5")
    for usd, found in (("120", "1"), ("80", "0")):
        assert depcalc(owning, *ADD, "--searched-usd", usd, "--found", found, "--on", "2026-11-20").code == 0
    (entry,) = json.loads(depcalc(owning, "ledger", "list", "--format", "json").out)["entries"]
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
def test_half_an_entry_is_refused_and_nothing_is_written(owning, words, said):
    before = (owning / "pyproject.toml").read_bytes()
    ran = depcalc(owning, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert (owning / "pyproject.toml").read_bytes() == before


def test_code_that_is_not_there_is_said(owning):
    depcalc(owning, *ADD, "--of", "1.4.5")
    assert "Nothing to say" in depcalc(owning, "ledger", "check").out
    (owning / "src" / "_cron.py").unlink()
    assert "ledger-stale" in depcalc(owning, "ledger", "check").out


@pytest.mark.parametrize(
    ("words", "said", "next"),
    [
        (("acme", "--at", "src/no.py"), "nothing lies there", "write the code first"),
        (("acme", "--at", "../x.py"), "leads out of the project", "name it as seen from"),
        (("acme", "--at", "x" * 5000), "nothing lies there", "write the code first"),
        (("[/red]", "--at", "src/_cron.py"), "no name of a package", "for example acme-web"),
        (("acme", "--at", "src/_cron.py", "--symbols", "requests.get"), "another package", "on its own"),
        (("acme", "--at", "src/_cron.py", "--symbols", "a b"), "no name that code can have", "for example"),
    ],
)
def test_what_cannot_be_owned_is_refused_with_what_to_do(owning, words, said, next):
    before = (owning / "pyproject.toml").read_bytes()
    ran = depcalc(owning, "ledger", "add", *words, "--of", "1")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert next in ran.err
    assert (owning / "pyproject.toml").read_bytes() == before


def test_a_name_that_the_lock_does_not_hold_is_said(owning):
    words = ("--of", "1", "--at", "src/_cron.py")
    said = depcalc(owning, "ledger", "add", "cron-descriptr", *words).out
    assert "The lock holds no cron-descriptr; did you mean cron-descriptor?" in " ".join(said.split())
    assert "holds no" not in depcalc(owning, "ledger", "add", "cron-descriptor", *words).out


def test_the_path_of_a_list_or_a_check_is_its_first_word(owning):
    depcalc(owning, *ADD, "--of", "1.4.5")
    for action in ("list", "check"):
        ran = run("ledger", action, str(owning), environ={"PATH": os.environ["PATH"]})
        assert "1 entry in" in ran.out or "Looked at 1 ledger entry" in ran.out
        assert str(owning) in ran.out
        assert run("ledger", action, str(owning), "more").code == 2


def test_columns_without_room_are_named(owning):
    depcalc(owning, *ADD, "--of", "1.4.5")
    environ = {"PATH": os.environ["PATH"], "COLUMNS": "40"}
    said = run("ledger", "list", str(owning), environ=environ, terminal=True).out
    assert "$ so far" in " ".join(said.split("No room at 40 columns for")[1].split())
    assert "No room" not in run("ledger", "list", str(owning)).out


def test_two_that_add_at_once_lose_nothing(owning):
    ran = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "depcalc",
                "ledger",
                "add",
                f"acme-{n}",
                "--of",
                "1",
                "--at",
                "src/_cron.py",
            ],
            cwd=owning,
            env={**os.environ, "PYTHONPATH": str(Path(depcalc_itself.__file__).parents[1])},
            stdout=subprocess.DEVNULL,
        )
        for n in range(6)
    ]
    assert [one.wait() for one in ran] == [0] * 6
    entries = json.loads(depcalc(owning, "ledger", "list", "--format", "json").out)["entries"]
    assert sorted(one["package"] for one in entries) == [f"acme-{n}" for n in range(6)]
    assert not list(owning.glob(".depcalc-*"))


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
