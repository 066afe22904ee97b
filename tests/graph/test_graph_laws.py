"""What leaves with a package, and what is gone without it, is what a deletion in the lock itself shows."""

from dataclasses import replace
from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import locks

from depcalc.graph import name_edges, paths_to, place
from depcalc.scope import select
from depcalc.values.lock import Lock, Package, Requirement, Root
from depcalc.values.scope import Node, Scope, Selection

scopes = st.builds(Scope, all_groups=st.booleans(), all_extras=st.booleans(), only_groups=st.just(()))


def names(selection: Selection) -> set[str]:
    return {node.key.name for node in selection.nodes if node.key not in selection.members}


def drop(asks: tuple[Requirement, ...], name: str) -> tuple[Requirement, ...]:
    """The edges to `name` cut; the requirement stays, so that a project that asks still does."""
    return tuple(replace(ask, targets=()) if ask.name == name else ask for ask in asks)


def stop_requiring(lock: Lock, selection: Selection, name: str) -> Lock:
    """The lock after everyone who speaks for the project in this selection stopped asking for `name`."""
    own = set(selection.own)

    def package(one: Package) -> Package:
        requires = drop(one.requires, name) if Node(one.key) in own else one.requires
        extras = ((x, drop(asks, name) if Node(one.key, x) in own else asks) for x, asks in one.extras)
        return replace(one, requires=requires, extras=tuple(extras))

    def root(one: Root) -> Root:
        def without(named):
            return tuple((label, drop(asks, name)) for label, asks in named)

        return replace(
            one, requires=drop(one.requires, name), extras=without(one.extras), groups=without(one.groups)
        )

    return replace(lock, packages=tuple(map(package, lock.packages)), roots=tuple(map(root, lock.roots)))


def delete(lock: Lock, name: str) -> Lock:
    """The lock after nobody can have `name` any more."""

    def asks(old: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        return drop(old, name)

    def named(old):
        return tuple((label, asks(one)) for label, one in old)

    packages = [
        replace(one, requires=asks(one.requires), extras=named(one.extras))
        for one in lock.packages
        if one.key.name != name
    ]
    roots = [
        replace(one, requires=asks(one.requires), extras=named(one.extras), groups=named(one.groups))
        for one in lock.roots
    ]
    return replace(lock, packages=tuple(packages), roots=tuple(roots))


@settings(max_examples=80, deadline=None)
@given(lock=locks(), scope=scopes)
def test_what_leaves_with_a_direct_is_what_a_deletion_of_the_roots_own_edges_takes_away(lock, scope):
    selection = select(lock, scope)
    for placement in place(selection):
        if placement.direct:
            left = names(selection) - names(select(stop_requiring(lock, selection, placement.name), scope))
            assert set(placement.leaves_with) == left - {placement.name}
            assert (placement.name in left) == (not placement.needed_by_directs)
        else:
            assert placement.leaves_with == ()


@settings(max_examples=80, deadline=None)
@given(lock=locks(), scope=scopes)
def test_what_is_gone_with_a_package_is_what_a_deletion_of_the_package_takes_away(lock, scope):
    selection = select(lock, scope)
    for placement in place(selection):
        after = names(select(delete(lock, placement.name), scope))
        assert set(placement.gone_with) == names(selection) - after


@settings(max_examples=50, deadline=None)
@given(lock=locks(), scope=scopes)
def test_needed_by_names_the_directs_that_reach_a_package_alone(lock, scope):
    selection = select(lock, scope)
    own, edges = set(selection.own), dict(selection.edges)
    graph = nx.DiGraph()
    graph.add_nodes_from(selection.nodes)
    graph.add_edges_from((node, other) for node in edges for other in edges[node] if not {node, other} & own)
    for placement in place(selection):
        found = {
            direct.name
            for direct in selection.directs
            for node in direct.nodes
            for reached in nx.descendants(graph, node) | {node}
            if reached.key.name == placement.name and reached.key not in selection.members
        }
        assert set(placement.needed_by_directs) == found - {placement.name}


@settings(max_examples=50, deadline=None)
@given(lock=locks(), scope=scopes)
def test_every_name_in_scope_is_placed_once_with_a_depth_and_an_exposure(lock, scope):
    selection = select(lock, scope)
    placements = place(selection)
    assert [placement.name for placement in placements] == sorted(names(selection))
    assert all((placement.depth == 1) == placement.direct for placement in placements)
    exposure = {key.name: best for key, best in reversed(selection.exposure) if key not in selection.members}
    assert {placement.name for placement in placements} == set(exposure)


@settings(max_examples=50, deadline=None)
@given(lock=locks(), scope=scopes)
def test_paths_run_along_edges_from_who_asks_and_the_first_is_as_long_as_the_depth(lock, scope):
    selection = select(lock, scope)
    askers = {direct.name: set(direct.asked_by) for direct in selection.directs}
    steps = {(node.key, other.key) for node, others in selection.edges for other in others}
    for placement in place(selection):
        paths = paths_to(selection, placement.name, limit=3)
        assert 1 <= len(paths) == len(set(paths)) <= 3
        assert len(paths[0]) == placement.depth + 1
        for path in paths:
            assert path[0] in askers[path[1].name]
            assert path[-1].name == placement.name
            assert all(pair in steps for pair in pairwise(path[1:]))


@settings(max_examples=50, deadline=None)
@given(lock=locks(), scope=scopes, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_packages_in_a_lock_is_irrelevant(lock, scope, shuffle):
    packages = list(lock.packages)
    shuffle.shuffle(packages)
    other = replace(lock, packages=tuple(packages))
    assert select(other, scope) == select(lock, scope)
    assert place(select(other, scope)) == place(select(lock, scope))


@settings(max_examples=50, deadline=None)
@given(lock=locks(), scope=scopes)
def test_dependents_are_the_name_edges_backwards(lock, scope):
    selection = select(lock, scope)
    edges = {(name, other) for name, others in name_edges(selection) for other in others}
    backwards = {(asker, placement.name) for placement in place(selection) for asker in placement.dependents}
    assert edges == backwards
    assert all(name != other for name, other in edges)


def test_a_name_out_of_scope_has_no_paths():
    assert paths_to(Selection(), "requests") == ()
    assert place(Selection()) == ()
