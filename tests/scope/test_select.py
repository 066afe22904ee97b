"""Which packages a scope takes in."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.strategies import locks

from depcalc.errors import UsageError
from depcalc.lockfiles import parse_uv, read_lock
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock
from depcalc.values.scope import Scope, Selection

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-uv" / "uv.lock"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(SAMPLE)


def names(selection: Selection) -> set[str]:
    return {node.key.name for node in selection.nodes if node.key not in selection.members}


def codes(selection: Selection) -> set[str]:
    return {notice.code for notice in selection.notices}


PRODUCTION = {"certifi", "kombu", "numpy", "redis", "vine"}


def test_production_is_what_the_project_requires_and_nothing_else(lock):
    selection = select(lock)
    assert names(selection) == PRODUCTION
    assert [direct.name for direct in selection.directs] == ["certifi", "kombu", "numpy"]
    assert selection.groups == ("",)
    assert {exposure for _, exposure in selection.exposure} == {"production"}


def test_both_forks_of_a_direct_are_in_scope(lock):
    numpy = next(direct for direct in select(lock).directs if direct.name == "numpy")
    assert [node.key.version for node in numpy.nodes] == ["2.2.0", "2.4.0"]


def test_what_is_left_out_is_counted_by_group_and_extra(lock):
    outside = dict(select(lock).outside)
    assert outside == {"extra:cpu": 1, "group:build": 1, "group:dev": 2, "group:gpu": 2}


def test_a_group_adds_to_production_and_only_group_leaves_production_out(lock):
    assert names(select(lock, Scope(groups=("dev",)))) == PRODUCTION | {"pytest", "textual"}
    assert names(select(lock, Scope(only_groups=("dev",)))) == {"certifi", "pytest", "textual"}
    assert select(lock, Scope(only_groups=("build",))).groups == ("group:build",)


def test_a_member_that_a_group_brings_speaks_for_the_group(lock):
    textual = next(one for one in select(lock, Scope(groups=("dev",))).directs if one.name == "textual")
    assert (textual.groups, textual.exposure) == (("group:dev",), "development")
    assert textual.asked_by == (Key("shop-admin", "0.1.0", "editable packages/admin"),)


def test_members_that_the_project_does_not_install_are_said_to_be_outside(lock):
    assert "members-outside" in codes(select(lock))
    assert "members-outside" not in codes(select(lock, Scope(groups=("dev",))))


def test_extras_are_production_and_build_is_build(lock):
    selection = select(lock, Scope(all_extras=True, groups=("build",)))
    exposure = {key.name: one for key, one in selection.exposure}
    assert exposure["torch"] == "production"
    assert exposure["wheel-maker"] == "build"
    assert selection.extras == ("cpu",)


def test_an_edge_under_a_made_up_extra_is_taken_when_the_extra_is(lock):
    """torch of the cpu index needs triton only together with the group gpu, and the other way round."""
    assert "triton" not in names(select(lock, Scope(extras=("cpu",))))
    assert "triton" in names(select(lock, Scope(groups=("gpu",))))
    both = Scope(extras=("cpu",), groups=("gpu",))
    edges = {
        (node.key.origin, other.key.name) for node, others in select(lock, both).edges for other in others
    }
    assert ("index https://cpu.example/simple", "triton") in edges


def test_an_extra_that_one_member_switches_on_in_another_decides_markers():
    text = """
        version = 1
        [manifest]
        members = ["shop", "side"]
        [[package]]
        name = "shop"
        source = { editable = "." }
        dependencies = [{ name = "side", extra = ["fast"] }, { name = "torch" }]
        [[package]]
        name = "side"
        source = { editable = "side" }
        [package.optional-dependencies]
        fast = [{ name = "numba" }]
        slow = [{ name = "numba" }]
        [[package]]
        name = "numba"
        version = "1"
        [[package]]
        name = "torch"
        version = "1"
        dependencies = [
            { name = "cuda", marker = "extra == 'extra-4-side-fast'" },
            { name = "rocm", marker = "extra == 'extra-4-side-slow'" },
            { name = "mkl", marker = "extra != 'project-4-side'" },
        ]
        [[package]]
        name = "cuda"
        version = "1"
        [[package]]
        name = "mkl"
        version = "1"
        [[package]]
        name = "rocm"
        version = "1"
    """
    assert names(select(parse_uv(text, path="uv.lock"))) == {"cuda", "numba", "torch"}


def test_a_workspace_root_that_requires_nothing_stands_for_all_its_members():
    text = """
        version = 1
        [manifest]
        members = ["a", "b"]
        [manifest.dependency-groups]
        dev = [{ name = "pytest" }]
        [[package]]
        name = "a"
        source = { editable = "a" }
        dependencies = [{ name = "rich" }]
        [[package]]
        name = "b"
        source = { editable = "b" }
        [[package]]
        name = "rich"
        version = "1"
        [[package]]
        name = "pytest"
        version = "1"
    """
    lock = parse_uv(text, path="shop/uv.lock")
    assert names(select(lock)) == {"rich"}
    assert "all-members" in codes(select(lock))
    (pytest_,) = select(lock, Scope(only_groups=("dev",))).directs
    assert pytest_.asked_by == (Key("uv", ""),)


def test_names_of_groups_and_extras_may_be_spelled_any_way(lock):
    assert select(lock, Scope(groups=("Dev",))).groups == ("", "group:dev")


@pytest.mark.parametrize(
    ("scope", "message", "hint"),
    [
        (Scope(groups=("deb",)), "no group is called 'deb'", "Did you mean 'dev'? It has: build, dev, gpu."),
        (Scope(extras=("gpu",)), "no extra is called 'gpu'", "It has: cpu."),
        (Scope(only_groups=("zzz",)), "no group is called 'zzz'", "It has: build, dev, gpu."),
    ],
)
def test_an_unknown_group_or_extra_is_a_usage_error_with_a_guess(lock, scope, message, hint):
    with pytest.raises(UsageError) as caught:
        select(lock, scope)
    assert message in caught.value.message
    assert caught.value.hint.endswith(hint)


def test_a_lock_without_groups_says_that_it_has_none():
    with pytest.raises(UsageError) as caught:
        select(Lock("x.txt", "requirements", records_groups=False), Scope(groups=("dev",)))
    assert caught.value.hint == "This lock has no groups."


def test_counts_are_of_the_whole_lock_and_orphans_are_apart(lock):
    counts = count(lock)
    assert [key.name for key in counts.orphans] == ["tzlocal"]
    assert counts.packages == len(lock.packages) - 1
    assert counts.edges_from == "lock"
    assert counts.direct == 9


def test_a_root_that_a_package_asks_for_is_counted_once():
    text = """
        version = 1
        [[package]]
        name = "shop"
        source = { virtual = "." }
        dependencies = [{ name = "plugin" }, { name = "shop", extra = ["x"] }]
        [[package]]
        name = "plugin"
        version = "1"
        dependencies = [{ name = "shop" }, { name = "plugin" }]
    """
    counts = count(parse_uv(text, path="uv.lock"))
    assert (counts.packages, counts.edges, counts.direct) == (2, 2, 1)


@settings(max_examples=50, deadline=None)
@given(lock=locks())
def test_a_wider_scope_never_loses_a_package(lock):
    narrow, wide = select(lock), select(lock, Scope(all_groups=True, all_extras=True))
    assert names(narrow) <= names(wide)
    assert wide.outside == ()
    for label, more in narrow.outside:
        kind, _, name = label.partition(":")
        scope = Scope(groups=(name,)) if kind == "group" else Scope(extras=(name,))
        assert len(names(select(lock, scope))) == len(names(narrow)) + more


@settings(max_examples=50, deadline=None)
@given(lock=locks())
def test_every_edge_ends_in_scope_and_every_key_has_an_exposure(lock):
    selection = select(lock, Scope(all_groups=True))
    nodes = set(selection.nodes)
    assert {node for node, _ in selection.edges} == nodes
    assert {other for _, others in selection.edges for other in others} <= nodes
    assert {key for key, _ in selection.exposure} == {node.key for node in nodes}
    assert all(set(direct.nodes) <= nodes for direct in selection.directs)
    assert set(selection.own) <= nodes


def test_the_path_of_a_lock_changes_nothing_but_the_notices(lock):
    other = select(replace(lock, path="elsewhere/uv.lock"))
    assert replace(other, notices=()) == replace(select(lock), notices=())
