"""One project locked by every tool (tests/samples/one-project): the same packages, edges and scope from each."""

from pathlib import Path

import pytest

from depcalc.lockfiles import read_lock
from depcalc.lockfiles._packages import asks_of
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

FOLDER = Path(__file__).parents[1] / "samples" / "one-project"
LOCKED = ("uv", "poetry", "pdm", "pipenv", "pip-compile")
WITH_EDGES = ("uv", "poetry", "pdm", "pip-compile")
PROJECT = "acme-shop"


@pytest.fixture(scope="module")
def locks() -> dict[str, Lock]:
    return {tool: read_lock(FOLDER / tool) for tool in LOCKED}


def packages(lock: Lock) -> set[tuple[str, str]]:
    return {(one.key.name, one.key.version) for one in lock.packages if one.key.name != PROJECT}


def edges(lock: Lock) -> set[tuple[str, str]]:
    return {
        (one.key.name, target.name)
        for one in lock.packages
        for ask in asks_of(one)
        for target in ask.targets
        if PROJECT != one.key.name != target.name
    }


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes} - {PROJECT}


@pytest.mark.parametrize("tool", LOCKED)
def test_every_lock_of_one_project_holds_the_same_packages(locks, tool):
    assert len(packages(locks["uv"])) == 20
    assert packages(locks[tool]) == packages(locks["uv"])


@pytest.mark.parametrize("tool", WITH_EDGES)
def test_every_lock_that_records_edges_records_the_same(locks, tool):
    assert len(edges(locks["uv"])) == 17
    assert edges(locks[tool]) == edges(locks["uv"])
    assert locks[tool].edges_from == ("via-comments" if tool == "pip-compile" else "lock")


def test_pipenv_records_no_edges_and_says_so(locks):
    assert edges(locks["pipenv"]) == set()
    assert locks["pipenv"].edges_from == "none"
    assert "no-edges" in {notice.code for notice in locks["pipenv"].notices}


@pytest.mark.parametrize("tool", LOCKED)
def test_production_is_the_same_in_every_lock(locks, tool):
    assert len(names(locks["uv"])) == 14
    assert names(locks[tool]) == names(locks["uv"])


@pytest.mark.parametrize("tool", LOCKED)
def test_the_group_brings_the_same_in_every_lock(locks, tool):
    brought = names(locks[tool], Scope(groups=("dev",))) - {"prettytable", "wcwidth"}
    assert brought == names(locks["uv"], Scope(groups=("dev",)))


@pytest.mark.parametrize("tool", LOCKED)
def test_what_is_direct_is_the_same_wherever_it_is_known(locks, tool):
    assert [one.name for one in select(locks[tool]).directs] == ["httpx", "rich"]
    assert count(locks[tool]).direct == 5


def test_a_pipfile_tells_what_is_direct_without_edges(locks):
    (root,) = locks["pipenv"].roots
    assert {ask.name for ask in root.requires if ask.declared} == {"httpx", "rich"}


@pytest.mark.parametrize("file", ["pylock/pylock.toml", "cyclonedx/acme-shop.cdx.json"])
def test_exports_of_the_lock_hold_the_same_packages(locks, file):
    assert packages(read_lock(FOLDER / file)) == packages(locks["uv"])


def test_an_exported_tree_has_the_edges_of_the_lock(locks):
    lock = read_lock(FOLDER / "cyclonedx" / "acme-shop.cdx.json")
    assert edges(lock) == edges(locks["uv"])
    assert {ask.name for ask in lock.roots[0].requires if ask.declared} >= {"httpx", "rich"}


def test_every_package_of_every_lock_knows_its_line(locks):
    for tool, lock in locks.items():
        for one in lock.packages:
            path = Path(one.path or lock.path)
            line = path.read_text("utf-8").splitlines()[(one.line or 0) - 1 :][:2]
            assert one.key.name in " ".join(line).lower().replace("_", "-"), tool
