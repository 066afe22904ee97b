"""What uv itself exports of every lock that has a project of its own, in every scope that we have a flag for."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lockfiles.test_corpus import CORPUS, ROWS

from depcalc.lockfiles import parse_uv
from depcalc.scope import select
from depcalc.values.lock import Lock, Root, normalise
from depcalc.values.scope import Scope

UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
OURS = {"one-project": Path(__file__).parents[1] / "samples" / "one-project" / "uv" / "uv.lock"}
REAL = {row["file"]: CORPUS / row["file"] for row in ROWS if row["format"] == "uv"}
MADE = {f"generated/{file.name}": file for file in sorted((CORPUS / "generated").glob("uv-rev5-*uv.lock"))}
LOCKS = OURS | REAL | MADE
SCOPES = {
    "--no-dev": Scope(),
    "--no-dev --all-extras": Scope(all_extras=True),
    "--all-groups": Scope(all_groups=True),
    "--all-groups --all-extras": Scope(all_groups=True, all_extras=True),
}
# uv multiplies the markers along a path and drops what no Python satisfies; we look at each edge alone.
MORE_WITH_US = {
    ("uv/pydantic__pydantic__pydantic-core~uv.lock", "--only-group codspeed"): {
        "exceptiongroup",
        "tomli",
        "typing-extensions",
    },
}


WITHOUT = {  # scripts, and a lock that is a header alone
    "uv/Textualize__textual__uv.lock",
    "uv/astral-sh__uv__crates~uv-python~fetch-download-metadata.py.lock",
    "uv/astral-sh__uv__scripts~publish~test_publish.py.lock",
    "uv/pydantic__pydantic-ai__.github~scripts~pydantic-ai-runner.lock",
}


def scopes(root: Root) -> dict[str, Scope]:
    """Those of all locks, and one for each of the first groups and extras."""
    groups = {f"--only-group {name}": Scope(only_groups=(name,)) for name, _ in root.groups[:3]}
    extras = {f"--no-dev --extra {name}": Scope(extras=(name,)) for name, _ in root.extras[:3]}
    return SCOPES | groups | extras


def project(lock: Lock, root: Root) -> str:
    """As much of a `pyproject.toml` as uv needs beside a lock."""
    extras = "".join(f'"{name}" = []\n' for name, _ in root.extras)
    groups = "".join(f'"{name}" = []\n' for name, _ in root.groups)
    return (
        f'[project]\nname = "{root.name}"\nversion = "0"\nrequires-python = "{lock.requires_python}"\n'
        f"[project.optional-dependencies]\n{extras}[dependency-groups]\n{groups}"
        "[tool.uv]\ndefault-groups = []\n"
    )


def exported(flags: str, folder: Path, lock: Lock) -> set[str] | None:
    """The names that uv exports, None where it refuses the scope (extras that exclude each other)."""
    quiet = "--no-hashes --no-header --no-annotate --no-emit-project --offline --no-config --no-cache"
    command = [str(UV), "export", "--frozen", *quiet.split(), *flags.split()]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        assert "incompatible with the declared conflicts" in " ".join(ran.stderr.split())
        return None
    places = {one.origin.location.rstrip("/"): one.key.name for one in lock.packages}
    return {name_of(line, places) for line in ran.stdout.splitlines()}


def name_of(line: str, places: dict[str, str]) -> str:
    place = line.partition(" ;")[0].removeprefix("-e ").removeprefix("./").rstrip("/")
    return places.get(place) or normalise(re.split(r"[=@ ]", place)[0])


def read(name: str) -> tuple[str, Lock, list[Root]]:
    """A lock, and the projects that it is the lock of."""
    text = LOCKS[name].read_text("utf-8")
    lock = parse_uv(text, path="uv.lock")
    return text, lock, [root for root in lock.roots if root.key and root.top]


def test_every_lock_but_four_has_a_project_of_its_own():
    assert {name for name in LOCKS if not read(name)[2]} == WITHOUT & LOCKS.keys()
    assert len(REAL) in (0, 35)


@pytest.mark.parametrize("name", sorted(LOCKS.keys() - WITHOUT))
def test_every_scope_holds_what_uv_exports(tmp_path, name):
    if UV is None:
        pytest.skip("uv is not installed")
    text, lock, tops = read(name)
    (tmp_path / "uv.lock").write_text(text, "utf-8")
    (tmp_path / "pyproject.toml").write_text(project(lock, tops[0]), "utf-8")
    for flags, scope in scopes(tops[0]).items():
        theirs = exported(flags, tmp_path, lock)
        nodes = select(lock, scope).nodes
        ours = {node.key.name for node in nodes if node.key not in {root.key for root in tops}}
        if theirs is not None:
            assert ours == theirs | MORE_WITH_US.get((name, flags), set()), flags
