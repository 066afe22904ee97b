"""Real pixi and conda locks, counted independently: the index of the shared corpus, and plain expressions."""

import csv
import re

import pytest
from tests.conftest import SHARED

from depcalc.graph import name_edges, place
from depcalc.lockfiles import read_lock
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

CORPUS = SHARED / "lockfiles"
FORMATS = {"pixi": "pixi", "conda-lock": "conda-lock", "conda-explicit": "conda-lock"}
EVERYTHING = Scope(all_groups=True, all_extras=True)
VIRTUAL = re.compile(r"__\w+")


def rows() -> list[dict[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] in FORMATS]


ROWS = rows()


def each(formats: tuple[str, ...] = tuple(FORMATS)) -> pytest.MarkDecorator:
    chosen = [row for row in ROWS if row["format"] in formats]
    return pytest.mark.parametrize("row", chosen or [None], ids=[row["file"] for row in chosen] or ["absent"])


def read(row: dict[str, str]) -> tuple[Lock, str]:
    file = CORPUS / row["file"]
    return read_lock(file, FORMATS[row["format"]]), file.read_text("utf-8")


@each(("pixi",))
def test_a_pixi_lock_holds_the_packages_that_rattler_counts(shared, row):
    lock, _ = read(row)
    assert row["true_packages"] in ("", str(count(lock).packages))


@each(("conda-lock", "conda-explicit"))
def test_a_conda_lock_holds_every_file_it_lists_once(shared, row):
    lock, text = read(row)
    urls = re.findall(r"^(?:  )?[ -] url: ([^#\s]+)$|^(https?://[^#\s]+)", text, re.MULTILINE)
    listed = {"".join(found) for found in urls if "/" in "".join(found)}
    assert {one.key.origin.partition(" ")[2] for one in lock.packages} == listed
    if row["format"] == "conda-explicit":
        assert len(lock.packages) == int(row["packages"])


@each(("conda-lock",))
def test_only_virtual_packages_of_a_conda_lock_lead_nowhere(shared, row):
    lock, text = read(row)
    asked = {ask.name for one in lock.packages for ask in one.requires}
    names = {one.key.name for one in lock.packages}
    assert asked <= names
    specs = set(re.findall(r"^ {4,6}(?:- )?([A-Za-z0-9_.-]+)(?:$|: | )", text, re.MULTILINE))
    wanted = {re.sub(r"[-_.]+", "-", name).lower() for name in specs if not VIRTUAL.fullmatch(name)}
    assert len(wanted & names) >= len(asked)


@each()
def test_every_package_has_its_line_and_every_name_its_place(shared, row):
    lock, text = read(row)
    lines = text.split("\n")
    assert all(
        one.line and ("- " in lines[one.line - 1] or "://" in lines[one.line - 1]) for one in lock.packages
    )
    selection = select(lock, EVERYTHING)
    names = {node.key.name for node in selection.nodes if node.key not in selection.members}
    assert {one.name for one in place(selection)} == names == {name for name, _ in name_edges(selection)}


@each(("pixi",))
def test_everything_that_an_environment_holds_is_in_scope_with_all_environments(shared, row):
    lock, _ = read(row)
    reached = {node.key for node in select(lock, EVERYTHING).nodes}
    assert len(reached) == count(lock).packages


@each(("pixi",))
def test_production_is_the_default_environment_and_nothing_else(shared, row):
    """Where it is empty, the project built from its own source stands for production."""
    lock, text = read(row)
    default = re.search(r"^  default:\n((?:    .*\n)+)", text, re.MULTILINE)
    held = re.findall(
        r"^ +- (?:conda|pypi|conda_source): (\S.*)$", default[1] if default else "", re.MULTILINE
    )
    if held:
        keys = {node.key.origin.partition(" ")[2] for node in select(lock).nodes}
        assert keys == {place.rpartition(" @ ")[2] for place in held}
