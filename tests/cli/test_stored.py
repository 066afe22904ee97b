"""Answers of `check` that are kept: never a stale one, and nothing heavy on the way to one."""

import os
import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from depcalc.cli import recording, stages, stored, traces
from tests.cli.running import run
from tests.test_check import SAFE, VULNERABLE, git, waive
from tests.test_pipeline import lock
from tests.test_pipeline_locks import install

SOURCE = Path(__file__).parents[2] / "src" / "depcalc"


@pytest.fixture
def repository(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    lock(project, SAFE, ("idna", "3.15"))
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "start")
    return project


@pytest.fixture
def made(monkeypatch):
    """How often an answer was worked out."""
    count, real = [], stages.check
    monkeypatch.setattr(stages, "check", lambda *given, **named: count.append(1) or real(*given, **named))
    return count


def check(folder, *words, **environ):
    settled()
    environ = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(folder.parent / "cache"), **environ}
    return run("check", "-C", str(folder), *words, environ=environ)


def settled():
    """A file that changed just now may still change: answers rest on what has lain a moment."""
    time.sleep(2 * recording.SETTLED_NS / 1e9)


def again(folder, made, *words, **environ):
    """Was it worked out again?"""
    before = len(made)
    ran = check(folder, *words, **environ)
    return ran, len(made) > before


def test_the_same_question_is_answered_from_what_was_kept(repository, made):
    first = check(repository)
    second, anew = again(repository, made)
    assert not anew
    assert second == first


def test_what_stops_is_kept_with_its_exit_code(repository, made):
    lock(repository, VULNERABLE)
    first = check(repository)
    second, anew = again(repository, made)
    assert (second.code, anew) == (1, False)
    assert second == first


def new_lock_beside(folder):
    (folder / "pylock.toml").write_text('lock-version = "1.0"\ncreated-by = "acme"\npackages = []\n')


def one_byte(folder):
    path = folder / "requirements.txt"
    path.write_bytes(path.read_bytes() + b"\n")


def same_size_and_time(folder):
    path = folder / "requirements.txt"
    at = path.stat()
    path.write_text(path.read_text().replace("3.15", "3.14"))
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))


def configuration_above(folder):
    (folder.parent / "depcalc.toml").write_text("draws = 50\n")
    (folder / ".git").rename(folder / "git")  # or the search for it ends here


CHANGES = {
    "a byte of the lock": one_byte,
    "the lock, with size and time as they were": same_size_and_time,
    "the configuration": lambda folder: waive(folder, "2099-01-31"),
    "a configuration of its own": lambda folder: (folder / "depcalc.toml").write_text("draws = 50\n"),
    "a configuration above": configuration_above,
    "a new lock beside it": new_lock_beside,
    "an environment": lambda folder: (folder / ".venv/lib/python3.11/site-packages").mkdir(parents=True),
    "the policy of a bot": lambda folder: (folder / "renovate.json").write_text("{}"),
    "a commit": lambda folder: git(folder, "commit", "-qm", "next", "--allow-empty"),
    "a branch": lambda folder: git(folder, "branch", "next"),
    "the repository": lambda folder: (folder / ".git").rename(folder / "git"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_it_rests_on_changes_it_is_worked_out_again(repository, made, change):
    check(repository)
    assert not again(repository, made)[1]
    change(repository)
    assert again(repository, made)[1]


def test_a_new_snapshot_in_the_cache_is_seen(repository, made):
    check(repository)
    assert not again(repository, made)[1]
    folder = repository.parent / "cache/depcalc/snapshots"
    folder.mkdir(exist_ok=True)
    (folder / "new").write_text("")
    assert again(repository, made)[1]


def test_a_link_that_leads_elsewhere_is_seen(repository, made):
    other = repository.with_name("other")
    shutil.copytree(repository, other)
    link = repository.with_name("link")
    link.symlink_to(repository)
    check(link)
    assert not again(link, made)[1]
    link.unlink()
    link.symlink_to(other)
    assert again(link, made)[1]


def test_without_git_is_another_question(repository, made):
    check(repository, "--new-only")
    assert again(repository, made, "--new-only", PATH=str(repository))[1]


def test_a_file_in_a_folder_that_was_empty_is_seen(repository, made):
    (repository / ".github").mkdir()
    check(repository)
    (repository / ".github/dependabot.yml").write_text("version: 2\n")
    assert again(repository, made)[1]


def test_an_included_file_counts_as_the_lock_does(repository, made):
    (repository / "more").mkdir()
    path = repository / "requirements.txt"
    path.write_text(f"{path.read_text()}-r more/base.txt\n")
    included = repository / "more/base.txt"
    included.write_text("zipp==3.20.0\n")
    assert check(repository).code == 0
    assert not again(repository, made)[1]
    included.write_text("zipp==3.19.0\n")
    assert again(repository, made)[1]


def test_an_environment_counts_by_what_is_installed(repository, made):
    site = repository / ".venv/lib/python3.11/site-packages"
    site.mkdir(parents=True)
    check(repository)
    assert not again(repository, made)[1]
    (site / "idna-3.15.dist-info").mkdir()
    assert again(repository, made)[1]


def test_own_code_on_the_ledger_is_missed_and_found(repository, made):
    text = (repository / "pyproject.toml").read_text()
    entry = 'package = "idna"\nversion = "3.15"\nkind = "vendor"\npath = "src/own.py"\n'
    (repository / "pyproject.toml").write_text(f"{text}\n[[tool.depcalc.ledger]]\n{entry}")
    check(repository)
    assert not again(repository, made)[1]
    (repository / "src").mkdir()
    (repository / "src/own.py").write_text("x = 1\n")
    assert again(repository, made)[1]


def test_source_counts_where_the_policy_reads_it(repository, made):
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(f'{text}\n[tool.depcalc.check]\ndeny = ["unused"]\n')
    site = repository / ".venv" / "lib" / "python3.12" / "site-packages"
    for name, version in (SAFE, ("idna", "3.15")):
        install(site, name, version)
        (site / f"{name}.py").write_text("def get():\n    return 1\n")
        (site / f"{name}-{version}.dist-info" / "RECORD").write_text(f"{name}.py,,\n")
    (repository / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (repository / "app.py").write_text("import idna\nimport requests\n")
    settled()
    assert check(repository).code == 0
    assert not again(repository, made)[1]
    (repository / "app.py").write_text("import idna\n")
    ran, anew = again(repository, made)
    assert (ran.code, anew) == (1, True)


@pytest.mark.parametrize(
    "words", [["--draws", "50"], ["--format", "json"], ["--strict"], ["--base", "HEAD"], ["--new-only"]]
)
def test_another_question_has_another_answer(repository, made, words):
    check(repository)
    assert again(repository, made, *words)[1]


@pytest.mark.parametrize(
    "variable", ["DEPCALC_PROFILE=hobby", "PIP_INDEX_URL=https://index.example", "COLUMNS=50"]
)
def test_a_variable_is_part_of_the_question(repository, made, variable):
    check(repository)
    name, _, value = variable.partition("=")
    assert again(repository, made, **{name: value})[1]


def test_another_day_is_another_question(repository, made, monkeypatch):
    check(repository)
    monkeypatch.setattr(stored.time, "strftime", lambda form: "2099-01-01")
    assert again(repository, made)[1]


def test_other_facts_are_seen(repository, made, monkeypatch):
    check(repository)
    real = traces.stamp
    monkeypatch.setattr(
        traces, "stamp", lambda path: "other" if path.endswith("snapshot.sqlite") else real(path)
    )
    assert again(repository, made)[1]


def test_another_build_of_the_program_is_seen(repository, made, monkeypatch):
    check(repository)
    monkeypatch.setattr(traces, "program", lambda: "other")
    assert again(repository, made)[1]


def test_what_changes_while_it_is_read_is_not_kept(repository, made, monkeypatch):
    real = stages.check

    def slow(*given, **named):
        done = real(*given, **named)
        one_byte(repository)
        return done

    monkeypatch.setattr(stages, "check", slow)
    check(repository)
    monkeypatch.setattr(stages, "check", real)
    assert again(repository, made)[1]


@pytest.mark.parametrize("base", ["HEAD@{0}", ":/start"])
def test_a_base_that_a_log_or_a_search_names_is_never_kept(repository, made, base):
    check(repository, "--base", base)
    assert again(repository, made, "--base", base)[1]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"rests_on": {}}', '{"rests_on": 1, "text": 2, "code": "x"}']
)
def test_a_damaged_answer_is_as_good_as_none(repository, made, text):
    check(repository)
    for file in (repository.parent / "cache/depcalc/answers").iterdir():
        file.write_text(text)
    assert again(repository, made)[1]


def test_errors_are_not_kept(tmp_path, made):
    (tmp_path / "project").mkdir()
    assert check(tmp_path / "project").code == 3
    assert not list((tmp_path / "cache").rglob("*.json"))


def test_only_so_many_answers_are_kept(repository, monkeypatch):
    monkeypatch.setattr(recording, "MOST_KEPT", 2)
    for draws in ("50", "60", "70"):
        check(repository, "--draws", draws)
    assert len(list((repository.parent / "cache/depcalc/answers").iterdir())) == 2


def test_every_variable_that_the_program_reads_is_part_of_the_question():
    read = re.compile(r"""environ(?:\.get\(|\[)["'](\w+)["']""")
    listed = re.compile(r'"([A-Z][A-Z_]+)"')
    found = {name for path in SOURCE.rglob("*.py") for name in read.findall(path.read_text())}
    indexes = (SOURCE / "evidence/indexes.py").read_text()
    found |= set(listed.findall(indexes[indexes.index("_ENVIRONMENT = ") :].partition("\n")[0]))
    assert {n for n in found if n not in stored.VARIABLES and not n.startswith(stored.PREFIXES)} == set()


def test_a_kept_answer_loads_none_of_the_heavy_libraries(repository):
    environ = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(repository.parent / "cache")}
    code = (
        "import sys, depcalc.cli as cli\ncode = cli.main(['check', '.'])\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\nsys.exit(code)"
    )
    settled()
    ran = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=repository,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(3)  # the first may still compile modules, which changes folders that were read
    ]
    assert ran[0].stdout == ran[2].stdout != ""
    heavy = {"numpy", "networkx", "textual", "packaging", "tomllib", "dataclasses", "subprocess", "argparse"}
    loaded = [{name for name in heavy if f"'{name}'" in one.stderr} for one in ran]
    assert loaded[0] >= {"numpy", "packaging", "argparse"}
    assert loaded[2] == set()


def test_the_day_of_the_key_is_the_day_of_the_run():
    assert stored.time.strftime("%Y-%m-%d") == date.today().isoformat()
