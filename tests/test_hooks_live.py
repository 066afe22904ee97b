"""The hooks as pre-commit and prek run them: a copy of this repository, its environment built, real commits."""

import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.test_check import GIT, SAFE, VULNERABLE, git, waive
from tests.test_pipeline import lock

ROOT = Path(__file__).parents[1]
TOOLS = ("pre-commit", "prek")
CONFIG = """repos:
  - repo: {where}
    rev: {rev}
    hooks:
      - id: depcalc
      - id: depcalc-diff
"""
MOST_SECONDS = 600
every_tool = pytest.mark.parametrize("tool", TOOLS)

BESIDE = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # of the interpreter, first


def ask(folder, *words):
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """The files of this repository as they are now, committed elsewhere."""
    made = tmp_path_factory.mktemp("hooks")
    names = ask(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "bench/", "docs/")):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made / name)
    git(made, "init", "-q")
    git(made, "add", ".")
    git(made, "commit", "-qm", "hooks")
    return made


@pytest.fixture
def home(tmp_path_factory, tool):
    """Where the tool keeps its environments, one for all tests."""
    if shutil.which(tool, path=BESIDE) is None:
        pytest.skip(f"{tool} is not installed")
    return tmp_path_factory.getbasetemp() / f"home-{tool}"


def environ(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DEPCALC_"))}
    return {
        **kept,
        "PATH": BESIDE,
        "PRE_COMMIT_HOME": str(home),
        "PREK_HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }


def commit(folder, home, message):
    git(folder, "add", ".")
    return subprocess.run(
        [*GIT, "commit", "-m", message],
        cwd=folder, env=environ(home), capture_output=True, text=True, timeout=MOST_SECONDS, check=False,
    )  # fmt: skip


@pytest.fixture
def project(tmp_path, tool, home, hooks):
    folder = tmp_path / "project"
    folder.mkdir()
    lock(folder, SAFE, ("idna", "3.15"))
    rev = ask(hooks, "rev-parse", "HEAD").strip()
    (folder / ".pre-commit-config.yaml").write_text(CONFIG.format(where=hooks, rev=rev))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "start")
    done = subprocess.run(
        [tool, "install"], cwd=folder, env=environ(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@every_tool
def test_a_hook_blocks_a_vulnerable_pin_passes_with_a_waiver_and_blocks_when_it_expires(tool, home, project):
    lock(project, VULNERABLE, ("idna", "3.15"))
    ran = commit(project, home, "a vulnerable pin")
    said = ran.stdout + ran.stderr
    assert ran.returncode != 0, said
    assert "requests 2.20.0" in " ".join(said.split())

    waive(project, date.today() + timedelta(days=30))
    ran = commit(project, home, "with a waiver")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "depcalc diff" in ran.stdout + ran.stderr

    lock(project, ("requests", "2.19.0"), ("idna", "3.15"))
    waive(project, date.today() - timedelta(days=1))
    ran = commit(project, home, "with a waiver that expired")
    assert ran.returncode != 0, ran.stdout + ran.stderr
    assert "requests 2.19.0" in " ".join((ran.stdout + ran.stderr).split())


@every_tool
def test_an_unrelated_commit_hears_nothing(tool, home, project):
    (project / "README.md").write_text("words\n")
    ran = commit(project, home, "words")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Skipped" in ran.stdout + ran.stderr
    assert "finding" not in ran.stdout + ran.stderr


@every_tool
def test_the_repository_can_be_tried_without_being_installed(tool, home, project, hooks):
    ran = subprocess.run(
        [tool, "try-repo", str(hooks), "depcalc", "--all-files"],
        cwd=project, env=environ(home), capture_output=True, text=True, timeout=MOST_SECONDS, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Passed" in ran.stdout
