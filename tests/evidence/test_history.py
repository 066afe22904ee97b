"""What the lock's own history says, and that asking git runs nothing that a repository brings."""

import os
import shutil
import sqlite3
import stat
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.evidence import git
from depcalc.evidence.disk_cache import DiskCache
from depcalc.evidence.history import LockLog, history_of, read_log
from depcalc.evidence.pins import LockCommit, PinChange, parse_log
from depcalc.values.evidence import Advisory, Evidence
from depcalc.values.fact import Fact, Gap

NO_CACHE = DiskCache(None)
HERE = {"PATH": os.environ.get("PATH", "")}
FLAW = Advisory("A-1", (), date(2025, 2, 1), 7.5, "", "high", False, True, "[0,1.2)")


def run(folder, *words, day="2025-01-01", **settings):
    dated = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, **HERE, **dated, **settings}
    who = ("-c", "user.name=acme", "-c", "user.email=acme@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "-C", folder, *words], env=quiet, check=True, capture_output=True)


def uv_lock(**pins):
    packages = "".join(
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ registry = "x" }}\n\n'
        for name, version in pins.items()
    )
    return f"version = 1\nrevision = 3\n\n{packages}"


def poetry_lock(**pins):
    return uv_lock(**pins).replace('source = { registry = "x" }', 'description = ""')


def requirements(**pins):
    return "".join(f"{n}=={v} \\\n    --hash=sha256:{v * 9}\n    # via acme\n" for n, v in pins.items())


FORMATS = {"uv.lock": uv_lock, "poetry.lock": poetry_lock, "requirements.txt": requirements}


@pytest.fixture
def repository(tmp_path):
    run(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def commit(folder, day, text, name="uv.lock"):
    (folder / name).write_text(text)
    run(folder, "add", "-A", day=day)
    run(folder, "commit", "-q", "-m", "x", "--allow-empty", day=day)


def two_years(folder, write=uv_lock, name="uv.lock"):
    commit(folder, "2024-01-01", write(acme="1.0", eggs="1"), name)
    commit(folder, "2024-07-01", write(acme="1.1", eggs="1"), name)
    commit(folder, "2025-01-01", write(acme="1.1", eggs="2", ham="3"), name)
    commit(folder, "2025-03-01", write(acme="1.2", eggs="2", ham="3"), name)
    (folder / "README").write_text("later\n")
    commit(folder, "2026-01-01", write(acme="1.2", eggs="2", ham="3"), name)


def log_of(folder, name="uv.lock", **options):
    return read_log(folder / name, HERE, NO_CACHE, **options)


def shown(lines):
    return {name: known.value if isinstance(known, Fact) else known.reason for name, known in lines}


# ------------------------------------------------------------------ what it says


@pytest.mark.parametrize("name", FORMATS)
def test_pins_are_followed_through_the_history_of_each_format(repository, name):
    two_years(repository, FORMATS[name], name)
    log = log_of(repository, name)
    assert (log.start, log.end) == (date(2024, 1, 1), date(2026, 1, 1))
    changes = [change for c in log.commits[1:] for change in c.changes]
    assert changes == [
        PinChange("acme", ("1.0",), ("1.1",)),
        PinChange("eggs", ("1",), ("2",)),
        PinChange("ham", (), ("3",)),
        PinChange("acme", ("1.1",), ("1.2",)),
    ]


def test_updates_a_year_are_commits_that_moved_a_pin(repository):
    two_years(repository)
    lines, history = history_of([Evidence("acme", "1.2"), Evidence("ham", "3")], log_of(repository))
    assert history.updates_per_year.value == pytest.approx(3 / 2, rel=0.01)
    assert history.updates_per_year.kind == "measured"
    assert shown(lines[0]) == {
        "pin_changes_per_year": pytest.approx(1, rel=0.01),
        "locked_since": "2024-01-01",
    }
    assert shown(lines[1]) == {"pin_changes_per_year": 0.0, "locked_since": "2025-01-01"}


def test_how_late_a_fix_was_taken_is_counted_from_the_advisory(repository):
    two_years(repository)
    before = replace(FLAW, id="A-0", disclosed=date(2023, 1, 1))  # before the lock was
    never = replace(FLAW, id="A-2", ranges="[0,9)")  # not taken yet
    other = replace(FLAW, id="A-3", ranges="[5,6)")  # never held the pin
    e = Evidence("acme", "1.2", advisories=Fact((before, FLAW, never, other), "x"))
    (found,), history = history_of([e], log_of(repository))
    assert shown(found)["fix_lag_days"] == 28
    assert history.fix_lag_days.value == 28
    assert "1 fixes taken, 1 still open" in dict(found)["fix_lag_days"].source


def test_a_package_that_left_the_lock_took_its_flaw_along(repository):
    commit(repository, "2025-01-01", uv_lock(acme="1.0", eggs="1"))
    commit(repository, "2025-05-01", uv_lock(eggs="2"))
    commit(repository, "2025-09-01", uv_lock(eggs="3"))
    e = Evidence("acme", "1.0", advisories=Fact((FLAW,), "x"))
    assert shown(history_of([e], log_of(repository))[0][0])["fix_lag_days"] == 89


def test_a_name_locked_in_several_versions_is_not_told_apart(repository):
    def twice(a, b):
        return uv_lock(eggs="1") + uv_lock(acme=a) + uv_lock(acme=b)

    for month, minor in (("01", 0), ("05", 1), ("09", 2)):
        commit(repository, f"2025-{month}-01", twice(f"1.{minor}", f"2.{minor}"))
    e = Evidence("acme", "1.2", advisories=Fact((FLAW,), "x"))
    (found,), _ = history_of([e], log_of(repository))
    assert "pin_changes_per_year" not in shown(found)
    assert "fix_lag_days" not in shown(found)


def test_nothing_later_than_as_of_counts(repository):
    two_years(repository)
    log = log_of(repository, until=date(2024, 12, 31))
    assert (log.end, len(log.commits)) == (date(2024, 7, 1), 2)
    assert isinstance(log_of(repository, until=date(2020, 1, 1)), Gap)


def test_a_merged_branch_counts_once_on_the_day_it_landed(repository):
    two_years(repository)
    run(repository, "checkout", "-q", "-b", "side")
    for day, version in (("2026-02-01", "1.3"), ("2026-02-02", "1.4")):
        commit(repository, day, uv_lock(acme=version, eggs="2", ham="3"))
    run(repository, "checkout", "-q", "main")
    run(repository, "merge", "-q", "--no-ff", "-m", "x", "side", day="2026-03-01")
    *before, last = log_of(repository).commits
    assert last == LockCommit(date(2026, 3, 1), (PinChange("acme", ("1.2",), ("1.4",)),))
    assert len(before) == 4


def test_a_project_below_the_root_has_its_own_lock_s_history(repository):
    below = repository / "services" / "shop"
    below.mkdir(parents=True)
    two_years(repository)
    commit(below, "2026-02-01", uv_lock(acme="7"))
    assert [c.day for c in log_of(below).commits] == [date(2026, 2, 1)]


# ------------------------------------------------------------------ gaps


def test_a_young_or_idle_lock_has_no_habit_yet(repository):
    commit(repository, "2025-01-01", uv_lock(acme="1"))
    commit(repository, "2025-01-09", uv_lock(acme="2"))
    (found,), history = history_of([Evidence("acme", "2")], log_of(repository))
    assert isinstance(history.updates_per_year, Gap)
    assert isinstance(history.fix_lag_days, Gap)
    assert "too few" in shown(found)["pin_changes_per_year"]


def gap(folder, environ=HERE, name="uv.lock"):
    log = read_log(folder / name, environ, NO_CACHE)
    assert isinstance(log, Gap)
    (found,), history = history_of([Evidence("acme", "1")], log)
    assert history.status.state == "absent"
    assert dict(found) == {"lock_history": log}
    return log.reason


def test_without_a_repository_a_commit_or_a_git_there_is_a_gap(tmp_path):
    (tmp_path / "uv.lock").write_text(uv_lock(acme="1"))
    assert gap(tmp_path) == "not in a git repository"
    run(tmp_path, "init", "-q")
    assert "none with a commit" in gap(tmp_path)
    (tmp_path / "other").write_text("x")
    run(tmp_path, "add", "other")
    run(tmp_path, "commit", "-q", "-m", "x")
    assert gap(tmp_path) == "the lock has no commits of its own"
    assert gap(tmp_path, {}) == "no git to ask"
    assert gap(tmp_path, {"PATH": "relative"}) == "no git to ask"


def test_a_shallow_clone_is_a_gap_and_no_short_history(repository, tmp_path_factory):
    two_years(repository)
    shallow = tmp_path_factory.mktemp("shallow")
    run(shallow, "clone", "-q", "--depth=1", f"file://{repository}", "clone")
    assert "shallow" in gap(shallow / "clone")


def test_a_history_that_takes_too_long_is_a_gap_and_not_asked_for_again(repository, tmp_path, monkeypatch):
    two_years(repository)
    with DiskCache(tmp_path / "cache") as cache:
        monkeypatch.setattr(git, "MOST_BYTES", 200)
        first = read_log(repository / "uv.lock", HERE, cache)
        assert "longer than" in first.reason
        monkeypatch.undo()
        assert read_log(repository / "uv.lock", HERE, cache) == first
    monkeypatch.setattr(git, "MOST_SECONDS", 0.0)
    assert isinstance(log_of(repository), Gap)


def test_the_second_run_reads_the_cache_and_says_the_same(repository, tmp_path, monkeypatch):
    two_years(repository)
    with DiskCache(tmp_path / "cache") as cache:
        first = read_log(repository / "uv.lock", HERE, cache)
        monkeypatch.setattr("depcalc.evidence.history._ask", None)
        assert read_log(repository / "uv.lock", HERE, cache) == first
    assert isinstance(first, LockLog)


DAY = '"start": "2024-01-01", "end": "2025-12-01"'


@pytest.mark.parametrize(
    "value",
    [
        "[" * 100_000,
        "5",
        f'{{"commits": 5, {DAY}}}',
        f'{{"commits": [["2025-01-01", [["x", 1, 2]]]], {DAY}}}',
        f'{{"commits": [["some day", []]], {DAY}}}',
    ],
)
def test_a_damaged_history_in_the_cache_is_read_again(repository, tmp_path, value):
    two_years(repository)
    found = [Evidence("acme", "1.0")]
    for _ in range(2):
        with DiskCache(tmp_path / "cache") as cache:
            lines, history = history_of(found, read_log(repository / "uv.lock", HERE, cache))
        with sqlite3.connect(tmp_path / "cache" / "measured.sqlite") as connection:
            connection.execute("UPDATE measured SET value = ?", (value,))
    assert len(lines) == 1
    assert history.status.state == "ok"


# ------------------------------------------------------------------ a hostile repository


@pytest.fixture
def trap(tmp_path_factory):
    """A program that leaves a trace when it is run, whatever it is run as."""
    folder = tmp_path_factory.mktemp("trap")
    program, trace = folder / "trap", folder / "trace"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {trace}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program, trace


def sign(repository, folder):
    """A commit with a signature, made by a program that only looks like gpg."""
    signer = folder / "signer"
    said = "echo '[GNUPG:] SIG_CREATED D' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n"
    signer.write_text(f"#!/bin/sh\ncat >/dev/null\n{said}")
    signer.chmod(0o700)
    commit = ("commit", "-q", "-S", "-m", "x", "--allow-empty")
    run(repository, "-c", f"gpg.program={signer}", *commit, day="2026-01-31")


def test_nothing_that_a_repository_configures_is_run(repository, trap):
    program, trace = trap
    two_years(repository)
    (repository / "uv.lock").write_text(uv_lock(acme="1.25"))
    run(repository, "add", "-A")
    sign(repository, program.parent)
    (repository / ".gitattributes").write_text("* diff=evil filter=evil\n")
    commit(repository, "2026-02-01", uv_lock(acme="1.3"))
    for key in (
        *("core.pager", "pager.log", "core.fsmonitor", "core.editor", "core.sshCommand", "core.askPass"),
        *(
            "diff.external",
            "diff.evil.textconv",
            "diff.evil.command",
            "filter.evil.clean",
            "filter.evil.smudge",
        ),
        *("gpg.program", "gpg.ssh.program", "core.alternateRefsCommand", "credential.helper", "alias.log"),
    ):
        run(repository, "config", key, f"!{program}" if key == "alias.log" else str(program))
    for key, value in (
        *(("log.showSignature", "true"), ("core.hooksPath", str(program.parent)), ("diff.submodule", "diff")),
        *(("diff.noprefix", "true"), ("log.follow", "true"), ("color.ui", "always"), ("diff.context", "9")),
    ):
        run(repository, "config", key, value)
    for hook in ("post-index-change", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, repository / ".git" / "hooks" / hook)
    last = log_of(repository).commits[-1]
    assert not trace.exists(), trace.read_text()
    assert last.changes[0] == PinChange("acme", ("1.25",), ("1.3",))


def test_missing_objects_are_not_fetched_from_where_the_repository_says(repository, trap):
    program, trace = trap
    two_years(repository)
    for key, value in (
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", f"ext::{program}"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", str(program)),
        ("protocol.ext.allow", "always"),
        ("core.sshCommand", str(program)),
        ("core.repositoryformatversion", "1"),
    ):
        run(repository, "config", key, value)
    listed = subprocess.run(
        ["git", "-C", repository, "rev-parse", "HEAD~2:uv.lock"], capture_output=True, text=True, check=True
    )
    blob = listed.stdout.strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert isinstance(log_of(repository), Gap)
    run(repository, "config", "remote.origin.url", f"ssh://example.invalid/{program}")
    assert isinstance(log_of(repository), Gap)
    assert not trace.exists(), trace.read_text()


def test_a_bare_repository_planted_in_a_project_is_not_asked(repository, trap):
    program, trace = trap
    two_years(repository)
    run(repository, "clone", "-q", "--bare", ".", "vendored")
    planted = repository / "vendored"
    run(planted, "config", "core.fsmonitor", str(program))
    assert isinstance(log_of(planted), Gap)
    assert not trace.exists()


def test_a_git_that_lies_in_the_project_is_not_run(repository, trap):
    program, trace = trap
    two_years(repository)
    shutil.copy(program, repository / "git")
    assert git.find_git({"PATH": f"{repository}"}, repository) is None
    assert git.find_git({"PATH": f".{os.pathsep}"}, repository) is None
    assert not trace.exists()


def test_a_git_that_lies_in_the_project_or_its_repository_is_passed_by(repository, tmp_path_factory, trap):
    program, trace = trap
    for folder in ("bin", "sub"):
        (repository / folder).mkdir()
    shutil.copy(program, repository / "bin" / "git")
    two_years(repository / "sub")
    link = tmp_path_factory.mktemp("links") / "project"
    link.symlink_to(repository)
    planted = {"PATH": f"{repository / 'bin'}"}
    for folder in (repository, repository / "sub", link, link / "sub"):
        assert git.find_git(planted, folder) is None
        assert git.find_git({"PATH": f"{link / 'bin'}"}, folder) is None
    both = {"PATH": f"{repository / 'bin'}{os.pathsep}{HERE['PATH']}"}
    assert isinstance(read_log(link / "sub" / "uv.lock", both, NO_CACHE), LockLog)
    assert not trace.exists()


def test_a_lock_named_like_an_option_is_still_a_file(repository):
    two_years(repository, name="--output=x.lock")
    assert len(log_of(repository, "--output=x.lock").commits) == 4
    assert not (repository / "x.lock").exists()


def test_a_lock_that_attributes_call_binary_is_read_as_text(repository):
    (repository / ".gitattributes").write_text("uv.lock binary -diff\n")
    two_years(repository)
    assert all(commit.changes for commit in log_of(repository).commits)


@given(st.text(max_size=400))
def test_any_text_is_a_log_or_none(text):
    parse_log(text)
    parse_log(f"\0{'1700000000'}\n\n@@ -1 +1 @@\n{text}")
