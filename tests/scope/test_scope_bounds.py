"""P35: whatever a lock holds, choosing from it has an end."""

import pytest

from depcalc.errors import UsageError
from depcalc.scope import _walk, select, selecting
from depcalc.scope._labels import MAX_LABELS, MAX_ROOTS
from depcalc.scope.environment import environment_of
from depcalc.scope.markers import MAX_DEPTH, MAX_TOKENS, certainly_false
from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.scope import Scope

A = Key("a", "1")
ASK = Requirement("a", (A,))


def a_lock(*roots: Root, packages: tuple[Package, ...] = (Package(A),)) -> Lock:
    return Lock("x", "uv", packages=packages, roots=roots)


def test_p35_extras_and_groups_have_an_end():
    extras = tuple((f"x{i:04}", (ASK,)) for i in range(MAX_LABELS))
    with pytest.raises(UsageError, match=f"more than {MAX_LABELS} extras"):
        select(a_lock(Root("shop", extras=extras)))


def test_p35_names_in_scope_have_an_end(monkeypatch):
    monkeypatch.setattr(selecting, "MAX_NAMES", 3)
    keys = [Key(name, "1") for name in "abcd"]
    asks = tuple(Requirement(key.name, (key,)) for key in keys)
    lock = a_lock(
        Root("shop", requires=asks[:3], groups=(("dev", asks),)), packages=tuple(map(Package, keys))
    )
    assert len(select(lock).nodes) == 3
    with pytest.raises(UsageError, match="more than 3 names in scope"):
        select(lock, Scope(groups=("dev",)))


def test_p35_workspace_members_have_an_end():
    with pytest.raises(UsageError, match=f"{MAX_ROOTS} workspace members"):
        select(a_lock(*(Root(f"m{i}", requires=(ASK,)) for i in range(MAX_ROOTS + 1))))


def test_p35_what_is_left_out_is_counted_so_far_and_the_rest_is_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(selecting, "MAX_COUNTED", 10)
    groups = tuple((f"g{i:02}", (ASK,)) for i in range(30))
    selection = select(a_lock(Root("shop", groups=groups)))
    assert len(selection.outside) == 11
    assert "outside-not-counted" in {notice.code for notice in selection.notices}


def test_everything_that_is_left_out_of_an_ordinary_lock_is_counted():
    groups = tuple((f"g{i:02}", (ASK,)) for i in range(30))
    selection = select(a_lock(Root("shop", groups=groups)))
    assert len(selection.outside) == 30
    assert not selection.notices


def test_p35_a_marker_is_read_once_however_many_ask_under_it(monkeypatch):
    read = []
    monkeypatch.setattr(_walk, "certainly_false", lambda marker, *_: bool(read.append(marker)))
    asks = tuple(Requirement("a", (A,), marker="sys_platform == 'linux'") for _ in range(500))
    packages = (Package(A), *(Package(Key(f"p{i}", "1"), requires=asks) for i in range(50)))
    root = Root("shop", requires=tuple(Requirement(p.key.name, (p.key,)) for p in packages))
    select(a_lock(root, packages=packages), Scope(python_platform="linux"))
    assert len(read) == 1


@pytest.mark.parametrize(
    "marker",
    [
        " and ".join(["os_name == 'nt'"] * MAX_TOKENS),
        "(" * (MAX_DEPTH + 1) + "os_name == 'nt'" + ")" * (MAX_DEPTH + 1),
        "(" * 100_000,
        "os_name == '" + "x" * 1_000_000,
    ],
    ids=["clauses", "nesting", "open", "text"],
)
def test_p35_a_marker_beyond_reading_leaves_nothing_out(marker):
    linux = environment_of(Scope(python_platform="linux"))
    assert certainly_false("(os_name == 'nt')", lambda _: None, linux)
    assert not certainly_false(marker, lambda _: None, linux)


def test_p35_markers_that_each_switch_differently_do_not_pile_up_walks():
    extras = tuple(
        (f"x{i}", (Requirement("a", (A,), marker=f"extra == 'extra-4-shop-x{i}'"),)) for i in range(40)
    )
    lock = a_lock(Root("shop", extras=extras))
    view = selecting._View(lock, selecting.asks_by_label(lock.roots), environment_of(Scope()))
    for name, _ in extras:
        view.part(("", f"extra:{name}"))
    assert len(view._walks) <= selecting._MOST_WALKS + 1
