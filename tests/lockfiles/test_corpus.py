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
USUAL = {"uv": "uv.lock", "poetry": "poetry.lock", "requirements": "requirements.txt"}

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
    "poetry/Textualize__textual__bc729033~poetry.lock": "Cannot declare ('extras',) twice",
    "poetry/dlt-hub__dlt__03f8cf6d~poetry.lock": "Cannot declare ('extras',) twice",
    "poetry/python-poetry__poetry__tests~fixtures~incompatible_lock~poetry.lock": "lock-version 999.0",
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
    if row["project_file"].endswith("pyproject.toml"):
        shutil.copy(CORPUS / row["project_file"], folder / "pyproject.toml")
    return lock


def production(lock: Lock, scope: Scope) -> int:
    """Distinct names without the root, workspace members counted, as the index counts them."""
    tops = {root.key for root in lock.roots if root.top}
    return len({node.key.name for node in select(lock, scope).nodes if node.key not in tops})


def ours(lock: Lock) -> dict[str, int]:
    """Our figures under the index's names; its `packages` are entries, read or not, repeated or not."""
    counts = count(lock)
    left_out = sum(notice.code in ("not-a-requirement", "listed-twice") for notice in lock.notices)
    found = {
        "packages": len(lock.packages) + left_out,
        "true_packages": counts.packages,
        "true_edges": counts.edges,
        "true_direct": counts.direct,
    }
    if lock.format != "requirements":
        found["prod_packages"] = production(lock, Scope())
        found["prod_all_extras_packages"] = production(lock, Scope(all_extras=True))
    return found


@each(READ)
def test_a_real_lock_counts_as_the_tool_that_wrote_it_counts(shared, tmp_path, row):
    lock = read_lock(lay_out(row, tmp_path))
    expected = {column: int(row[column]) for column in ours(lock) if row[column]}
    expected |= EXCEPTIONS.get(row["file"], {})
    assert {column: found for column, found in ours(lock).items() if column in expected} == expected


@each(READ)
def test_every_package_of_a_real_lock_has_its_line_and_every_name_its_place(shared, tmp_path, row):
    path = lay_out(row, tmp_path)
    lock = read_lock(path)
    lines = [one.line for one in lock.packages if one.line]
    assert len(lines) == len(set(lines)) == len(lock.packages)
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
    assert all(file.partition("/")[2] in text for file in EXCEPTIONS)
