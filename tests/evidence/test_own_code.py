"""Own code that the ledger names: its lines on disk, and how much of it git says is new each year."""

import os
import subprocess
from datetime import date

import pytest

from depcalc.evidence.own_changes import FileChange, parse_numstat, rate, read_changes
from depcalc.evidence.own_code import count_own
from depcalc.values.fact import Fact, Gap


class Repository:
    """A git repository whose commits have the days that a test gives them."""

    def __init__(self, folder):
        self.folder = folder
        self._git("init", "-q")

    def _git(self, *words, day="2024-01-01"):
        stamp = f"{day}T12:00:00Z"
        names = {
            f"GIT_{who}_{what}": "acme@acme.example"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        dates = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *words],
            cwd=self.folder, check=True, capture_output=True, env={**os.environ, **names, **dates},
        )  # fmt: skip

    def commit(self, day, **files):
        for name, text in files.items():
            path = self.folder / f"{name}.py"
            path.write_text(text)
        self._git("add", "-A")
        self._git("commit", "-qm", day, "--allow-empty", day=day)

    def move(self, day, old, new):
        self._git("mv", old, new)
        self._git("commit", "-qm", day, day=day)

    def changes(self, *paths, until=None):
        return read_changes(self.folder, paths, os.environ, until=until)


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


LINES = "".join(f"x{n} = {n}\n" for n in range(100))
CHANGED = LINES.replace("x1", "y1")  # x1, x10 to x19


def test_what_is_rewritten_after_the_first_days_is_change(repository):
    repository.commit("2024-01-01", own=LINES)
    repository.commit("2024-12-01", own=CHANGED)
    repository.commit("2025-03-31", other="")
    (found,) = repository.changes("own.py")
    assert found.value == pytest.approx(0.11, abs=0.01)  # eleven of a hundred lines in the year that counts
    assert found.kind == "measured"


def test_the_writing_of_it_is_no_change(repository):
    repository.commit("2024-01-01", own=LINES)
    repository.commit("2024-02-01", own=CHANGED)
    repository.commit("2025-02-01", other="")
    assert repository.changes("own.py")[0].value == 0


def test_moving_a_file_is_no_change(repository):
    repository.commit("2024-01-01", own=LINES)
    repository.move("2024-12-01", "own.py", "owned.py")
    repository.commit("2025-03-31", other="")
    assert repository.changes(".", "owned.py")[0] == Gap(
        "git history of own code", "git has no history of it"
    )
    assert rate(tuple(parse_numstat(MOVED)), date(2025, 3, 31)).value == 0


MOVED = "\x021704110400\0\n100\t0\town.py\0\x021733054400\0\n0\t0\t\0own.py\0owned.py\0"


def test_young_code_is_a_gap_and_not_a_zero(repository):
    repository.commit("2024-01-01", own=LINES)
    repository.commit("2024-04-01", own=CHANGED)
    (found,) = repository.changes("own.py")
    assert isinstance(found, Gap)
    assert "too young" in found.reason


def test_nothing_after_the_day_asked_for_counts(repository):
    repository.commit("2024-01-01", own=LINES)
    repository.commit("2024-10-15", other="")
    repository.commit("2024-12-01", own=CHANGED)
    assert repository.changes("own.py", until=date(2024, 11, 1))[0].value == 0


def test_a_folder_is_all_that_lies_below_it():
    changes = [
        FileChange(date(2024, 1, 1), "src/a.py", 50, 0),
        FileChange(date(2024, 6, 1), "src/b.py", 50, 0),
    ]
    assert rate(changes, date(2025, 3, 31)).value == pytest.approx(0.5 * 365.25 / 365, rel=0.01)


def test_outside_a_repository_nothing_is_known(tmp_path):
    (found,) = read_changes(tmp_path / "nowhere", ["own.py"], {}, until=None)
    assert isinstance(found, Gap)


def test_names_with_spaces_tabs_and_control_characters_do_not_shift_the_columns():
    text = "\x021704110400\0\n3\t1\ta b\tc.py\x000\t0\t\0\x02old\0new\x0012\t0\tlast.py\0"
    assert [(c.path, c.added) for c in parse_numstat(text)] == [("a b\tc.py", 3), ("new", 0), ("last.py", 12)]


# ------------------------------------------------------------------ lines on disk


def test_lines_of_code_are_counted_without_comments_and_tests(tmp_path):
    (tmp_path / "own" / "tests").mkdir(parents=True)
    (tmp_path / "own" / "a.py").write_text('"""Words."""\n\n# a comment\nx = 1\ny = 2\n')
    (tmp_path / "own" / "tests" / "test_a.py").write_text("z = 3\n" * 50)
    assert count_own(tmp_path, "own").value == pytest.approx(0.002)
    assert count_own(tmp_path, "own/a.py").value == pytest.approx(0.002)


@pytest.mark.parametrize(
    "path", ["../secret.py", "/etc/passwd", "own/../../secret.py", "a\0b", "", "\\..\\x.py"]
)
def test_a_path_that_leads_out_of_the_project_is_not_read(tmp_path, path):
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "secret.py").write_text("x = 1\n")
    assert isinstance(count_own(folder, path), Gap)


def test_a_link_is_not_followed(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "secret.py").write_text("x = 1\n")
    (folder / "own.py").symlink_to(tmp_path / "secret.py")
    (folder / "folder").symlink_to(tmp_path)
    assert isinstance(count_own(folder, "own.py"), Gap)
    assert isinstance(count_own(folder, "folder/secret.py"), Gap)


def test_missing_code_is_a_gap_and_not_zero_lines(tmp_path):
    assert isinstance(count_own(tmp_path, "gone.py"), Gap)
    (tmp_path / "gone.py").write_text("x = 1\n")
    assert isinstance(count_own(tmp_path, "gone.py"), Fact)


def test_nothing_that_the_repository_configures_is_run(repository, tmp_path):
    program, trace = tmp_path / "trap", tmp_path / "trace"
    program.write_text(f"#!/bin/sh\necho $0 >> {trace}\ncat\n")
    program.chmod(0o700)
    (tmp_path / ".gitattributes").write_text("*.py diff=evil\n")
    repository.commit("2024-01-01", own=LINES)
    repository.commit("2024-12-01", own=CHANGED)
    repository.commit("2025-03-31", other="")
    for key in ("core.pager", "core.fsmonitor", "diff.external", "diff.evil.command", "diff.evil.textconv"):
        subprocess.run(["git", "config", key, str(program)], cwd=tmp_path, check=True)
    for key, value in (("diff.renames", "false"), ("log.follow", "true"), ("diff.relative", "false")):
        subprocess.run(["git", "config", key, value], cwd=tmp_path, check=True)
    assert repository.changes("own.py")[0].value == pytest.approx(0.11, abs=0.01)
    assert not trace.exists()
