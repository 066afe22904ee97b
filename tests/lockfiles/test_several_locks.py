"""Several locks in one run: each with its own roots, every package with its own file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import locks

from depcalc.graph import place
from depcalc.lockfiles import merge, parse_uv, read_lock, read_locks
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.scope import Scope

SAMPLES = Path(__file__).parents[1] / "samples"


def lock(path: str, *edges: str, format: str = "poetry", group: str = "", **more: object) -> Lock:
    """A lock whose root asks for the first name of each edge: "a>b" is a at version 1 that needs b."""
    packages: dict[str, Package] = {}
    for edge in edges:
        for name in edge.split(">"):
            key = Key(name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :] or "1")
            packages.setdefault(name, Package(key, line=len(packages) + 1))
        left, _, right = edge.partition(">")
        if right:
            one = packages[left]
            asks = (*one.requires, Requirement(packages[right].key.name, (packages[right].key,)))
            packages[left] = replace(one, requires=asks)
    asked = tuple(
        dict.fromkeys(
            Requirement(packages[e.split(">")[0]].key.name, (packages[e.split(">")[0]].key,)) for e in edges
        )
    )
    root = Root(path, requires=() if group else asked, groups=((group, asked),) if group else ())
    return Lock(path, format, packages=tuple(packages.values()), roots=(root,), **more)


def names(merged: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(merged, scope).nodes}


def test_one_lock_alone_comes_back_as_it_is():
    one = lock("a.lock", "a")
    assert merge([one]) is one


def test_each_package_keeps_the_file_its_line_is_in():
    merged = merge([lock("a/x.lock", "a>b"), lock("b/x.lock", "b>c")])
    assert {one.key.name: one.path for one in merged.packages} == {
        "a": "a/x.lock",
        "b": "a/x.lock",
        "c": "b/x.lock",
    }


def test_a_package_of_two_locks_is_one_and_knows_the_edges_of_both():
    merged = merge([lock("a.lock", "a>b"), lock("b.lock", "a>c")])
    assert len(merged.packages) == 3
    assert [ask.name for ask in merged.packages[0].requires] == ["b", "c"]


def test_a_name_in_two_versions_stays_in_both():
    merged = merge([lock("a.lock", "a1"), lock("b.lock", "a2")])
    (direct,) = select(merged).directs
    assert [node.key.version for node in direct.nodes] == ["1", "2"]
    assert {key.name for key in direct.asked_by} == {"a.lock", "b.lock"}


def test_a_group_of_one_lock_does_not_bring_what_another_calls_production():
    merged = merge([lock("a.lock", "a"), lock("b.lock", "b>c", group="dev")])
    assert names(merged) == {"a"}
    assert names(merged, Scope(groups=("dev",))) == {"a", "b", "c"}


def test_formats_and_edges_that_differ_are_said_to():
    merged = merge(
        [
            lock("a.lock", "a"),
            lock("b.txt", "b", format="requirements", edges_from="none", records_groups=False),
        ]
    )
    assert (merged.format, merged.edges_from, merged.records_groups) == ("several", "none", False)
    assert [one.path for one in merged.notices if one.code == "edges-from"] == ["a.lock", "b.txt"]


def test_a_workspace_whose_root_requires_nothing_stands_for_its_members_among_others_too():
    text = 'version = 1\n[manifest]\nmembers = ["side"]\n[[package]]\nname = "side"\nsource = { editable = "side" }\n'
    text += 'dependencies = [{ name = "rich" }]\n[[package]]\nname = "rich"\nversion = "1"\n'
    merged = merge([parse_uv(text, path="a/uv.lock"), lock("b.lock", "b")])
    assert names(merged) == {"side", "rich", "b"}


@settings(max_examples=60, deadline=None)
@given(first=locks(), second=locks())
def test_a_merged_lock_takes_in_what_each_takes_in(first, second):
    merged = merge([replace(first, path="a/uv.lock"), replace(second, path="b/uv.lock")])
    everything = Scope(all_groups=True, all_extras=True)
    alone = [{node.key for node in select(one, everything).nodes} for one in (first, second)]
    assert {node.key for node in select(merged, everything).nodes} >= alone[0] | alone[1]
    placed = {one.name for one in place(select(merged, everything))}
    assert placed >= {key.name for key in alone[0] | alone[1]} - {root.name for root in merged.roots}


@settings(max_examples=40, deadline=None)
@given(one=locks(), times=st.integers(2, 3))
def test_a_lock_merged_with_itself_is_itself(one, times):
    merged = merge([one] * times)
    assert select(merged).nodes == select(one).nodes
    assert count(merged) == count(one)


def test_several_paths_are_several_locks_and_none_twice():
    folder = SAMPLES / "one-project"
    found = read_locks([folder / "uv", f"pdm:{folder / 'pdm'}", folder / "uv" / "uv.lock"])
    assert [one.format for one in found] == ["uv", "pdm"]
    merged = merge(found)
    assert len({one.key.name for one in merged.packages}) == 21
    assert names(merged) == names(read_lock(folder / "uv"))


@pytest.mark.parametrize("scope", [Scope(), Scope(groups=("dev",)), Scope(all_extras=True)])
def test_the_same_project_locked_twice_is_in_scope_once(scope):
    folder = SAMPLES / "one-project"
    merged = merge(read_locks([folder / "poetry", folder / "pdm"]))
    assert names(merged, scope) == names(read_lock(folder / "pdm"), scope)
