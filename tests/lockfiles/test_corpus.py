"""Real locks, counted independently: `../shared/lockfiles/index.csv` and the tools behind it."""

import csv
import shutil
from pathlib import Path

import pytest
from tests.conftest import SHARED

from depcalc.errors import LockError
from depcalc.graph import place
from depcalc.lockfiles import read_lock
from depcalc.lockfiles.formats import FORMATS
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

CORPUS = SHARED / "lockfiles"
USUAL = {
    "uv": "uv.lock",
    "poetry": "poetry.lock",
    "pdm": "pdm.lock",
    "pipenv": "Pipfile.lock",
    "pylock": "pylock.toml",
    "requirements": "requirements.txt",
}
PROJECTS = ("pyproject.toml", "Pipfile", "setup.cfg")

# The files whose counts differ from the index, with what we count; docs/lockfiles.md says why.
EXCEPTIONS = {
    "poetry/anchore__syft__syft~pkg~cataloger~python~testdata~poetry~nested-extras~poetry.lock": {
        "prod_packages": 39,
        "prod_all_extras_packages": 39,
    },
    "requirements/astral-sh__uv__test~requirements~home-assistant.in": {
        "true_packages": 951,
    },
    "requirements/astral-sh__uv__test~requirements~transformers-extras.in": {
        "true_packages": 81,
    },
}
REFUSED = {
    "poetry/python-poetry__poetry__tests~fixtures~incompatible_lock~poetry.lock": "lock-version 999.0",
}


DIRECT_NAMES = {  # where the index's names differ from ours; docs/lockfiles.md says why
    "pdm/pdm-project__pdm__87a791f4~pdm.lock": {"direct_names": 23},
    "pdm/fpgmaas__deptry__tests~fixtures~pdm~pdm.lock": {"direct_names": 12},
    "requirements/readthedocs__readthedocs.org__requirements~docker.txt": {"direct_names": 126},
}


def rows() -> list[dict[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] in USUAL]


ROWS = rows()
READ = [row for row in ROWS if row["file"] not in REFUSED]


def each(chosen: list[dict[str, str]]) -> pytest.MarkDecorator:
    """One test per row; a single one that skips where the corpus is absent."""
    return pytest.mark.parametrize("row", chosen or [None], ids=[row["file"] for row in chosen] or ["absent"])


def lay_out(row: dict[str, str], folder: Path) -> Path:
    """The lock under its usual name, with its project file beside it."""
    lock = folder / USUAL[row["format"]]
    shutil.copy(CORPUS / row["file"], lock)
    for name in PROJECTS:
        if row["project_file"].endswith(f"__{name}") or row["project_file"].endswith(f"~{name}"):
            shutil.copy(CORPUS / row["project_file"], folder / name)
    return lock


def directs(lock: Lock) -> int:
    """Distinct names that the project's own file asks for, groups and extras too, and that are no member."""
    named = [asks for root in lock.roots for _, asks in (("", root.requires), *root.extras, *root.groups)]
    members = {root.key.name for root in lock.roots if root.key}
    return len({ask.name for asks in named for ask in asks if ask.declared and ask.targets} - members)


def production(lock: Lock, scope: Scope) -> int:
    """Distinct names without the root, workspace members counted, as the index counts them."""
    tops = {root.key for root in lock.roots if root.top}
    return len({node.key.name for node in select(lock, scope).nodes if node.key not in tops})


def ours(lock: Lock) -> dict[str, int]:
    """Our figures under the index's names; its `packages` are entries, read or not, repeated or not."""
    counts = count(lock)
    left_out = sum(notice.code in ("not-a-requirement", "listed-twice") for notice in lock.notices)
    found = {
        "packages": len(lock.packages) + left_out + (extras_entries(lock) if lock.format == "pdm" else 0),
        "true_packages": counts.packages,
        "true_edges": counts.edges,
        "true_direct": counts.direct,
    }
    if lock.format == "pipenv":  # its tool prints each name once, in whatever versions the categories hold it
        names = len({package.key.name for package in lock.packages})
        found = {"packages": names, "true_packages": names, "true_direct": directs(lock)}
    found["direct_names"] = directs(lock)
    if lock.format in ("uv", "poetry"):
        found["prod_packages"] = production(lock, Scope())
        found["prod_all_extras_packages"] = production(lock, Scope(all_extras=True))
    return found


def extras_entries(lock: Lock) -> int:
    """PDM's entries of a package with extras, each of which the lock lists once more."""
    return sum(line.startswith("extras = [") for line in Path(lock.path).read_text("utf-8").splitlines())


@each(READ)
def test_a_real_lock_counts_as_the_tool_that_wrote_it_counts(shared, tmp_path, row):
    lock = read_lock(lay_out(row, tmp_path))
    expected = {column: int(row[column]) for column in ours(lock) if row[column]}
    expected |= EXCEPTIONS.get(row["file"], {}) | DIRECT_NAMES.get(row["file"], {})
    assert {column: found for column, found in ours(lock).items() if column in expected} == expected


@each(READ)
def test_every_package_of_a_real_lock_has_its_line_and_every_name_its_place(shared, tmp_path, row):
    path = lay_out(row, tmp_path)
    lock = read_lock(path)
    lines = [one.line for one in lock.packages if one.line]
    assert len(lines) == len(lock.packages)
    assert len(lines) == len(set(lines)) or "minified" in row["file"]
    selection = select(lock, Scope(all_groups=True, all_extras=True))
    names = {node.key.name for node in selection.nodes if node.key not in selection.members}
    assert {placement.name for placement in place(selection)} == names


@each([row for row in ROWS if row["file"] in REFUSED])
def test_a_lock_that_cannot_be_read_says_where_and_why(shared, tmp_path, row):
    with pytest.raises(LockError) as caught:
        read_lock(lay_out(row, tmp_path))
    assert REFUSED[row["file"]] in caught.value.message
    assert caught.value.hint


def test_at_most_three_files_differ_over_all_formats():
    assert len(EXCEPTIONS) <= 3
    assert {file.partition("/")[0] for file in EXCEPTIONS} <= {one.name for one in FORMATS}


def test_the_exceptions_are_explained_in_the_documentation():
    text = Path(__file__).parents[2].joinpath("docs", "lockfiles.md").read_text("utf-8")
    assert all(file.partition("/")[2] in text for file in EXCEPTIONS | DIRECT_NAMES)


def test_p41_names_that_are_declared_and_not_locked_are_not_counted(shared, tmp_path):
    (row,) = (row for row in ROWS if row["file"] == "pdm/pdm-project__pdm__pdm.lock")
    lock = read_lock(lay_out(row, tmp_path))
    named = [asks for root in lock.roots for _, asks in (("", root.requires), *root.extras, *root.groups)]
    assert {ask.name for asks in named for ask in asks if not ask.targets} >= {"cookiecutter", "copier"}
    assert count(lock).direct == directs(lock) == int(row["true_direct"])


TREES = CORPUS / "requirements-trees"
LAYERED = {  # packages, edges, names that the .in files declare
    "readthedocs__readthedocs.org/requirements/docker.txt": (149, 175, 68),
    "aio-libs__aiohttp/requirements/constraints.txt": (108, 131, 44),
    "aio-libs__aiohttp/requirements/dev.txt": (105, 128, 42),
}


@pytest.mark.parametrize("file", LAYERED)
def test_p25_layered_files_have_their_directs_from_the_innermost_in_file(shared, file):
    lock = read_lock(TREES / file)
    counts = count(lock)
    assert (counts.packages, counts.edges, directs(lock)) == LAYERED[file]
    assert all(root.name.endswith(".in") for root in lock.roots)


def test_an_in_file_that_includes_compiled_files_reads_them(shared):
    lock = read_lock(TREES / "readthedocs__readthedocs.org" / "requirements" / "docker.in")
    assert {Path(package.path).name for package in lock.packages} == {"", "pip.txt"}


def project_files() -> list[Path]:
    found = sorted((CORPUS / "project").glob("*")) if CORPUS.is_dir() else []
    return [path for path in found if path.name.endswith(PROJECTS)]


@pytest.mark.parametrize("file", project_files() or [None], ids=lambda file: file.name if file else "absent")
def test_a_real_project_file_is_read_and_said_to_be_unlocked(shared, tmp_path, file):
    name = next(name for name in PROJECTS if file.name.endswith(name))
    shutil.copy(file, tmp_path / name)
    lock = read_lock(tmp_path / name)
    assert "no-lock" in {notice.code for notice in lock.notices}
    assert lock.edges_from == "none"
    assert count(lock).direct <= len(lock.packages)


DECLARED_AND_NOT_LOCKED = {  # P41, and P37: PDM does not know a group that bears the name of an extra
    "pdm/pdm-project__pdm__pdm.lock": 2,
    "pdm/pdm-project__pdm__cded1548~pdm.lock": 2,
    "pdm/fpgmaas__deptry__tests~fixtures~pdm~pdm.lock": 1,
}


@each(
    [row for row in READ if row["format"] in ("poetry", "pdm") and row["true_direct"] and row["project_file"]]
)
def test_without_its_lock_a_project_asks_for_the_same_names(shared, tmp_path, row):
    lay_out(row, tmp_path).unlink()
    found = read_lock(tmp_path)
    assert len(found.packages) - DECLARED_AND_NOT_LOCKED.get(row["file"], 0) == int(row["true_direct"])
