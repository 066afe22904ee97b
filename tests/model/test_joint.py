"""The joint decision is the cheapest of all combinations, found by a cut and checked by trying them all."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.reference import load

from depcalc.graph import cheapest_rungs
from depcalc.model.joint import WAYS, Ways, decide_together

DIRECTS, OTHERS = ("d0", "d1", "d2", "d3", "d4"), ("n0", "n1", "n2", "n3", "n4")
usd = st.integers(0, 400).map(lambda x: x / 2)
some_usd = st.none() | usd


@st.composite
def trees(draw):
    """(ways, keep, pinned): needs are closed, as reachability is."""
    names = (*DIRECTS[: draw(st.integers(1, 5))], *OTHERS)
    below = {}
    for k in reversed(range(len(names))):
        asks = draw(st.sets(st.sampled_from(names[k + 1 :]), max_size=3)) if names[k + 1 :] else set()
        below[names[k]] = frozenset(asks).union(*(below[one] for one in asks))
    ways = [
        Ways(
            name,
            below[name],
            frozenset(x for x in below[name] if draw(st.booleans())),
            *(draw(some_usd) for _ in range(3)),
        )
        for name in names
        if name in DIRECTS
    ]
    keep = {name: draw(usd) for name in names}
    return ways, keep, draw(st.sets(st.sampled_from(names), max_size=2))


def total(ways, keep, pinned, choice):
    """What a combination costs; packages that stay anyway are paid for under every one."""
    needed, usd = set(pinned), 0.0
    for one in ways:
        cost, needs = one.rungs[WAYS.index(choice[one.name])]
        usd += cost
        needed |= needs
    return usd + sum(keep[name] for name in needed)


def combinations(ways):
    open_ways = [
        [way for way, (cost, _) in zip(WAYS, one.rungs, strict=True) if cost is not None] for one in ways
    ]
    return [dict(zip((one.name for one in ways), taken, strict=True)) for taken in product(*open_ways)]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(trees())
def test_no_combination_costs_less(tree):
    ways, keep, pinned = tree
    choice = decide_together(ways, keep, pinned, cheapest_rungs)
    tried = combinations(ways)
    assert choice in tried
    assert total(ways, keep, pinned, choice) == min(total(ways, keep, pinned, one) for one in tried)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(trees())
def test_where_money_is_even_nothing_is_given_up(tree):
    ways, keep, pinned = tree
    choice = decide_together(ways, keep, pinned, cheapest_rungs)
    least = total(ways, keep, pinned, choice)
    for one in combinations(ways):
        changed = [name for name in choice if one[name] != choice[name]]
        if changed and all(WAYS.index(one[name]) > WAYS.index(choice[name]) for name in changed):
            assert total(ways, keep, pinned, one) > least


@settings(max_examples=60, deadline=None, derandomize=True)
@given(trees(), st.randoms(use_true_random=False))
def test_order_is_irrelevant(tree, shuffle):
    ways, keep, pinned = tree
    mixed, items = list(ways), list(keep.items())
    shuffle.shuffle(mixed)
    shuffle.shuffle(items)
    assert decide_together(mixed, dict(items), pinned, cheapest_rungs) == decide_together(
        ways, keep, pinned, cheapest_rungs
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(trees())
def test_the_cut_alone_gives_what_the_groups_give(tree):
    """Taking pinned packages out and splitting into groups changes no cost."""
    ways, keep, pinned = tree
    ladders = {
        one.name: [(None if c is None else round(1e6 * c), needs - pinned) for c, needs in one.rungs]
        for one in ways
    }
    whole = cheapest_rungs(ladders, {name: round(1e6 * x) for name, x in keep.items() if name not in pinned})
    choice = {name: WAYS[k] for name, k in whole.items()}
    assert total(ways, keep, pinned, choice) == total(
        ways, keep, pinned, decide_together(ways, keep, pinned, cheapest_rungs)
    )


def never(ladders, costs):
    pytest.fail("a cut was asked for where nothing is shared")


def test_what_two_share_is_freed_only_when_both_leave():
    keep = {"a": 40.0, "b": 40.0, "c": 50.0}
    a, b = (Ways(name, frozenset({"c"}), leave=60.0) for name in "ab")
    assert decide_together([a], keep, {"c"}, never) == {"a": "keep"}
    assert decide_together([a, b], keep, (), cheapest_rungs) == {"a": "leave", "b": "leave"}
    assert decide_together([a, b], keep, {"c"}, never) == {"a": "keep", "b": "keep"}


def test_a_direct_that_another_needs_is_worth_leaving_only_with_it():
    keep = {"top": 30.0, "low": 100.0}
    low = Ways("low", leave=10.0)
    assert decide_together([Ways("top", frozenset({"low"})), low], keep, (), never) == {
        "top": "keep",
        "low": "keep",
    }
    top = Ways("top", frozenset({"low"}), leave=90.0)
    assert decide_together([top, low], keep, (), cheapest_rungs) == {"top": "leave", "low": "leave"}


def test_a_rewrite_keeps_paying_for_what_it_still_needs():
    keep = {"a": 100.0, "x": 5.0, "y": 500.0}
    brings = frozenset({"x", "y"})
    slim = Ways("a", brings, frozenset({"x"}), rewrite=300.0)
    assert decide_together([slim], keep, (), never) == {"a": "rewrite"}
    wide = Ways("a", brings, brings, rewrite=300.0)
    assert decide_together([wide], keep, (), never) == {"a": "keep"}


def test_a_frozen_copy_does_not_serve_others():
    keep = {"a": 100.0, "b": 10.0}
    frozen, needs_it = Ways("a", vendor=20.0), Ways("b", frozenset({"a"}))
    assert decide_together([frozen], keep, (), never) == {"a": "vendor"}
    assert decide_together([frozen, needs_it], keep, (), never) == {"a": "keep", "b": "keep"}


def test_the_reference_s_cut_costs_the_same(shared):
    reference = load(shared, "reference")
    rng = random.Random(7)
    names = [f"n{k}" for k in range(11)]
    roots = names[:5]
    for _ in range(60):
        edges = {n: [m for m in names[k + 1 :] if rng.random() < 0.25] for k, n in enumerate(names)}
        keep = {n: round(rng.lognormvariate(3.5, 1.2), 3) for n in names}
        leave = {r: round(rng.lognormvariate(4.5, 1), 3) for r in roots if rng.random() < 0.6}
        slim = {
            r: (round(rng.lognormvariate(4, 1), 3), [m for m in edges[r] if rng.random() < 0.5])
            for r in roots
        }
        slim = {r: one for r, one in slim.items() if rng.random() < 0.5}
        ways = [
            Ways(
                r,
                frozenset(reference.closure(edges, [r]) - {r}),
                frozenset(reference.closure(edges, slim[r][1])) if r in slim else frozenset(),
                leave=leave.get(r),
                rewrite=slim[r][0] if r in slim else None,
            )
            for r in roots
        ]
        theirs = {
            r: way for way, found in reference.joint(keep, leave, edges, roots, slim).items() for r in found
        }
        ours = decide_together(ways, keep, (), cheapest_rungs)
        assert total(ways, keep, (), ours) == pytest.approx(total(ways, keep, (), theirs), abs=1e-6)
