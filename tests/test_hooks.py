"""The pre-commit manifest and the GitHub Action, as far as they can be tried here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.test_check import SAFE, VULNERABLE, git
from tests.test_pipeline import lock

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
LOCKS = """pyproject.toml depcalc.toml setup.py setup.cfg requirements.txt requirements-dev.in requirements/base.txt
constraints.txt poetry.lock uv.lock tool.py.lock pdm.lock Pipfile Pipfile.lock pylock.toml pylock.dev.toml pixi.lock
pixi.toml conda-lock.yml dev.conda-lock.yml conda-linux-64.lock""".split()
OTHERS = "README.md src/app.py uv.lock.bak requirements.md docs/pyproject.toml.j2 package-lock.json".split()


@pytest.mark.parametrize("hook", ["depcalc", "depcalc-diff"])
@pytest.mark.parametrize("folder", ["", "services/api/"])
def test_a_hook_runs_when_a_lock_changes_and_not_otherwise(hook, folder):
    pattern = re.compile(HOOKS[hook]["files"])
    assert [name for name in LOCKS if not pattern.search(folder + name)] == []
    assert [name for name in OTHERS if pattern.search(folder + name)] == []


def test_one_process_sees_the_whole_graph():
    for hook in HOOKS.values():
        assert hook["pass_filenames"] is False
        assert hook["require_serial"] is True


def test_the_informing_hooks_are_seen_and_the_report_is_manual():
    assert HOOKS["depcalc-diff"]["verbose"]
    assert HOOKS["depcalc-report"]["stages"] == ["manual"]


def test_no_input_of_the_action_is_pasted_into_a_script():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


@pytest.fixture
def repository(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    lock(project, SAFE)
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "start")
    return project


def act(folder, **inputs):
    """The action's script, with the outputs it would leave."""
    environ = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        "GITHUB_OUTPUT": str(folder.parent / "output"),
        **{f"DEPCALC_ACTION_{key}": value for key, value in inputs.items()},
    }
    ran = subprocess.run(
        ["bash", str(ROOT / "examples/action/check.sh")],
        cwd=folder, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran, (folder.parent / "output").read_text()


def test_the_action_passes_a_clean_change_and_writes_a_summary(repository):
    ran, output = act(repository, BASE="HEAD")
    assert (ran.returncode, output) == (0, "exit-code=0\n"), ran.stderr
    assert "<!-- depcalc -->" in (repository.parent / "summary.md").read_text()


def test_the_action_stops_a_vulnerable_pin_and_leaves_sarif(repository):
    lock(repository, VULNERABLE)
    ran, output = act(repository, BASE="HEAD", SARIF="depcalc.sarif")
    assert (ran.returncode, output) == (1, "exit-code=1\n"), ran.stderr
    assert "requests 2.20.0" in " ".join(ran.stdout.split())
    assert '"2.1.0"' in (repository / "depcalc.sarif").read_text()


def test_an_input_is_an_argument_and_never_code(repository):
    ran, _ = act(repository, PATH_INPUT="$(touch owned)`touch owned`;touch owned", ARGUMENTS="; touch owned")
    assert ran.returncode == 2
    assert not (repository / "owned").exists()
