"""What a root holds without declaring it is in scope, and it is not direct."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import locks

from depcalc.graph import paths_to, place
from depcalc.lockfiles import merge
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.scope import Scope

A, B, C, D = (Key(name, "1") for name in "abcd")


def ask(key: Key, *, declared: bool = True) -> Requirement:
    return Requirement(key.name, (key,), declared=declared)


@pytest.fixture
def lock() -> Lock:
    """`a` is declared and asks for nothing; `b` is there undeclared and asks for `c`; `d` is declared by a
    group, and there undeclared in production."""
    packages = (Package(A), Package(B, requires=(ask(C),)), Package(C), Package(D))
    root = Root(
        "shop",
        requires=(ask(A), ask(B, declared=False), ask(D, declared=False)),
        groups=(("dev", (ask(D),)),),
    )
    return Lock("Pipfile.lock", "pipenv", packages=packages, roots=(root,), edges_from="none")


def names(found) -> list[str]:
    return [one.name for one in found]


def test_what_is_undeclared_is_in_scope_and_not_direct(lock):
    selection = select(lock)
    assert [node.key for node in selection.nodes] == [A, B, C, D]
    assert names(selection.directs) == ["a"]
    assert names(selection.undeclared) == ["b", "d"]


def test_a_group_that_declares_a_name_makes_it_direct(lock):
    assert names(select(lock, Scope(groups=("dev",))).directs) == ["a", "d"]
    assert names(select(lock, Scope(only_groups=("dev",))).undeclared) == []


def test_direct_counts_only_what_is_declared(lock):
    counts = count(lock)
    assert (counts.packages, counts.edges, counts.direct, counts.orphans) == (4, 1, 2, ())


def test_what_is_undeclared_has_a_place_without_a_row_of_its_own(lock):
    places = {one.name: one for one in place(select(lock))}
    assert {name: (one.direct, one.depth) for name, one in places.items()} == {
        "a": (True, 1),
        "b": (False, 2),
        "c": (False, 3),
        "d": (False, 2),
    }
    assert places["c"].groups == ("",)
    assert not any(one.needed_by_directs or one.leaves_with for one in places.values())
    assert places["b"].gone_with == ("b", "c")


def test_no_path_is_made_up_to_what_nothing_declared_leads_to(lock):
    assert paths_to(select(lock), "c") == ()
    assert paths_to(select(lock), "a") == ((Key("shop", ""), A),)


def test_what_a_direct_and_something_undeclared_need_does_not_leave_with_the_direct(lock):
    (root,) = lock.roots
    packages = (Package(A, requires=(ask(C),)), *lock.packages[1:])
    places = {one.name: one for one in place(select(Lock("x", "pylock", packages=packages, roots=(root,))))}
    assert places["c"].needed_by_directs == ("a",)
    assert places["a"].leaves_with == ()


def test_two_locks_together_keep_what_each_declares(lock):
    other = Lock("other.lock", "poetry", packages=(Package(B),), roots=(Root("other", requires=(ask(B),)),))
    selection = select(merge([lock, other]))
    assert names(selection.directs) == ["a", "b"]
    assert count(merge([lock, other])).direct == 3


def undeclared(asks: tuple[Requirement, ...], dice: random.Random) -> tuple[Requirement, ...]:
    return tuple(replace(ask, declared=dice.random() < 0.5) for ask in asks)


@settings(max_examples=150, deadline=None)
@given(lock=locks(), dice=st.randoms(use_true_random=False))
def test_what_is_declared_changes_what_is_direct_and_nothing_that_is_in_scope(lock, dice):
    roots = tuple(replace(root, requires=undeclared(root.requires, dice)) for root in lock.roots)
    packages = tuple(replace(one, requires=undeclared(one.requires, dice)) for one in lock.packages)
    other = replace(lock, roots=roots, packages=packages)
    before, after = select(lock), select(other)
    assert after.nodes == before.nodes
    assert set(names(after.directs)) | set(names(after.undeclared)) == set(names(before.directs))
    placed = place(after)
    assert [one.name for one in placed] == [one.name for one in place(before)]
    assert {one.name for one in placed if one.direct} == set(names(after.directs))
    assert all(one.groups for one in placed)


def test_a_pipfile_lock_has_as_many_directs_as_its_pipfile_names():
    text = json.dumps({"_meta": {}, "default": {name: {"version": "==1"} for name in "abc"}, "develop": {}})
    lock = parse_pipfile_lock(text, '[packages]\na = "*"\n', path="Pipfile.lock")
    assert names(select(lock).directs) == ["a"]
    assert count(lock).direct == 1
    assert len(place(select(lock))) == 3


def test_a_component_that_nothing_leads_to_is_no_direct_of_the_subject():
    component = {"bom-ref": "a", "name": "a", "purl": "pkg:pypi/a@1"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "metadata": {"component": {"bom-ref": "r", "name": "shop", "purl": "pkg:pypi/shop@1"}},
        "components": [component, {"bom-ref": "b", "name": "b", "purl": "pkg:pypi/b@1"}],
        "dependencies": [{"ref": "r", "dependsOn": ["a"]}, {"ref": "a"}, {"ref": "b"}],
    }
    lock = parse_cyclonedx(json.dumps(document), path="bom.json")
    selection = select(lock)
    assert names(selection.directs) == ["a"]
    assert names(selection.undeclared) == ["b"]
    counts = count(lock)
    assert (counts.edges, counts.direct) == (1, 1)
