"""The joint decision of whole trees: exact with gates and thresholds, and it adds up with the rows."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import a_survey
from tests.model.packages import packages
from tests.oracles.reference import load, translate
from tests.oracles.test_worked_examples import tree

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.pipeline import appraise, survey
from depcalc.pipeline.case import Case, reached
from depcalc.pipeline.joint import decide, differences, still_needed
from depcalc.values.costs import Row
from depcalc.values.inputs import Context, Inputs
from depcalc.values.placement import Placement
from depcalc.values.settings import Settings

TEAM = load_assumptions("team")
W = worlds(TEAM, n=60, seed=3)
LEAVING = ("drop", "replace")


@st.composite
def scopes(draw):
    """(survey, case) of a small random tree; the first names are directs."""
    names = [f"p{k}" for k in range(draw(st.integers(2, 7)))]
    directs = names[: draw(st.integers(1, min(4, len(names))))]
    edges = {
        name: tuple(draw(st.sets(st.sampled_from(names[k + 1 :]), max_size=3))) if names[k + 1 :] else ()
        for k, name in enumerate(names)
    }
    below = {name: reached(edges, edges[name]) - {name} for name in names}
    here = [name for name in names if name in directs or any(name in below[d] for d in directs)]
    inputs = {}
    for name in here:
        reaches = draw(st.none() | st.sets(st.sampled_from([*edges[name]] or [name])).map(frozenset))
        inputs[name] = draw(packages(name=name, reaches=reaches, used=draw(st.integers(0, 4)) > 0))
    needed = {name: tuple(d for d in directs if name in below[d]) for name in here}
    places = tuple(
        Placement(
            name, ("1",), name in directs, ("",), "production", 1, (), needed[name],
            tuple(n for n in here if n not in directs and needed[n] == (name,)) if name in directs else (), (),
        )
        for name in here
    )  # fmt: skip
    rows = tuple(
        policy.make_row(
            inputs[p.name],
            [inputs[n] for n in p.leaves_with],
            p.needed_by_directs,
            reached(edges, inputs[p.name].reaches or ()),
            TEAM,
            (),
        )
        for p in places
        if p.direct
    )
    indirect = tuple(p for name, p in inputs.items() if name not in directs)
    case = Case(rows, tuple(inputs.values()), indirect, Context(), {p.name: p for p in places}, {}, {}, ())
    return a_survey(placements=places, edges=tuple((n, edges[n]) for n in here)), case


def made(case):
    return compare(case.rows, case.indirect, W, case.context, policy.settle)


class ByHand:
    """The same question asked of every combination, with costs of each package run by itself."""

    def __init__(self, seen, case):
        self.case = case
        self.below = {p.name: set() for p in seen.placements}
        for place in seen.placements:
            for direct in place.needed_by_directs:
                self.below[direct].add(place.name)
        self.edges = dict(seen.edges)
        alone = {p.name: compare([Row(p)], [], W, Context(), policy.settle).rows[0] for p in case.inputs}
        self.usd = {n: {o: c.options[o].cost.mean for o in c.options} for n, c in alone.items()}
        self.inputs = {p.name: p for p in case.inputs}
        siblings = (row.package.substitute for row in case.rows)
        self.pinned = {s.target for s in siblings if s and s.kind == "sibling"} & set(self.inputs)

    def open_options(self, row):
        p = row.package
        if p.must_go:
            return ["drop"]
        if p.malicious:
            return ["keep"]
        gated, hard = bool(policy.gates(p, TEAM)), "gated: sheds" in row.closed.get("rewrite", "")
        found = ["keep"]
        found += [] if gated else ["vendor"]
        found += [] if gated or hard else ["rewrite"]
        return found + (["replace"] if p.substitute else [])

    def needs(self, row, option):
        name, below = row.package.name, self.below[row.package.name]
        if option in LEAVING:
            return set()
        if option == "rewrite" and row.package.slice_known and row.package.reaches is not None:
            kept = reached(self.edges, row.package.reaches)
            kept |= {n for n in below if policy.gates(self.inputs[n], TEAM)}
            return below & kept
        return below | ({name} if option == "keep" else set())

    def own(self, row, option):
        return 0.0 if option == "keep" else self.usd[row.package.name][option]

    def threshold(self, row, option):
        if option in ("keep", "drop"):
            return 0.0
        keep = sum(self.usd[n]["keep"] for n in (row.package.name, *row.children))
        return max(TEAM["hysteresis"] * keep, TEAM["stakes"] if option in ("vendor", "rewrite") else 0.0)

    def cost(self, options, *, thresholds):
        needed = set(self.pinned).union(
            *(self.needs(row, options[row.package.name]) for row in self.case.rows)
        )
        total = sum(self.usd[n]["keep"] for n in needed)
        for row in self.case.rows:
            option = options[row.package.name]
            total += self.own(row, option) + (self.threshold(row, option) if thresholds else 0.0)
        return total

    def combinations(self):
        names = [row.package.name for row in self.case.rows]
        for taken in product(*map(self.open_options, self.case.rows)):
            yield dict(zip(names, taken, strict=True))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(scopes())
def test_no_open_combination_costs_less(scope):
    seen, case = scope
    joint, hand = decide(seen, case, made(case), TEAM), ByHand(seen, case)
    tried = list(hand.combinations())
    assert dict(joint.options) in tried
    least = min(hand.cost(one, thresholds=True) for one in tried)
    assert hand.cost(joint.options, thresholds=True) == pytest.approx(least, rel=1e-6, abs=1e-4)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(scopes())
def test_the_rows_and_what_is_saved_together_add_up_to_the_joint_total(scope):
    seen, case = scope
    costs, hand = made(case), ByHand(seen, case)
    joint = decide(seen, case, costs, TEAM)
    if hand.pinned:  # a row may count what is about to take another's place
        return
    saved = sum(group.saving.mean for group in differences(joint, case, costs, W))
    together = hand.cost(joint.options, thresholds=False)
    assert costs.totals.verdicts.mean - saved == pytest.approx(together, rel=1e-6, abs=1e-4)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(scopes())
def test_a_gated_package_is_never_taken_over_and_facts_are_not_up_for_choice(scope):
    seen, case = scope
    joint = decide(seen, case, made(case), TEAM)
    for row in case.rows:
        p, option = row.package, joint.options[row.package.name]
        if policy.gates(p, TEAM):
            assert option not in ("vendor", "rewrite")
        if p.must_go:
            assert option == "drop"
        elif p.malicious:
            assert option == "keep"
    for name in joint.freed - joint.extra:
        assert name not in {
            n for row in case.rows if joint.options[row.package.name] == "keep" for n in row.children
        }


def alone(case):
    """A case in which nothing is shared and nobody needs a direct."""
    return all(not row.stays for row in case.rows) and all(
        len(case.placements[p.name].needed_by_directs) == 1 for p in case.indirect
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(scopes())
def test_where_nothing_is_shared_the_rows_are_the_joint_decision(scope):
    seen, case = scope
    if alone(case):
        costs = made(case)
        joint = decide(seen, case, costs, TEAM)
        assert {row.package.name: v for row, v in zip(case.rows, costs.verdicts, strict=True)} == dict(
            joint.options
        )
        assert differences(joint, case, costs, W) == ()


LOCK = """# This file is autogenerated by pip-compile
django==3.2.0
    # via
    #   simplejson
    #   six
simplejson==3.19.0
    # via -r requirements.in
six==1.16.0
    # via -r requirements.in
"""


@pytest.fixture(scope="module")
def shared_framework(tmp_path_factory):
    folder = tmp_path_factory.mktemp("joint")
    (folder / "requirements.txt").write_text(LOCK)
    few = Settings(draws=400, usage=False)
    return appraise(survey(folder, few, environ={}), few)


def test_two_rows_that_keep_may_leave_together(shared_framework):
    report = shared_framework
    assert {d.verdict for d in report.decisions} == {"keep"}
    (group,) = report.joint
    assert [(row.package, row.verdict, row.choice) for row in group.rows] == [
        ("simplejson", "keep", "replace"),
        ("six", "keep", "replace"),
    ]
    assert group.frees == ("django",)
    replaced = sum(d.option("replace").cost.mean for d in report.decisions)
    assert group.saving.mean == pytest.approx(report.totals.verdicts.mean - replaced)


def test_what_stays_behind_is_named(shared_framework):
    assert [d.stays_behind for d in shared_framework.decisions] == [("django",), ("django",)]


def test_a_threshold_holds_for_leaving_together_too(tmp_path):
    (tmp_path / "requirements.txt").write_text(LOCK)
    firm = Settings(draws=400, usage=False, overrides=(("hysteresis", "60", "--set"),))
    assert appraise(survey(tmp_path, firm, environ={}), firm).joint == ()


def test_no_rewrite_sheds_a_gated_package_that_it_shares():
    plain, gated = (
        Inputs(name=n, klass=c, size=5, slice=1, orgs=1e5, spend=1e4)
        for n, c in (("h", "general"), ("g", "crypto"))
    )
    slim = Inputs(
        name="a", klass="general", size=5, slice=1, orgs=1e5, spend=1e4, slice_known=True, reaches=frozenset()
    )
    both = {"g": gated, "h": plain}
    assert still_needed(Row(slim), frozenset("gh"), {}, both, TEAM) == {"g"}
    waived = Row(slim, children=("g", "h"), shed=("g", "h"))
    assert still_needed(waived, frozenset("gh"), {}, both, TEAM) == set()
    unmeasured = Row(replace(slim, slice_known=False))
    assert still_needed(unmeasured, frozenset("gh"), {}, both, TEAM) == {"g", "h"}


def test_the_example_tree_is_decided_as_the_reference_decides_it(shared):
    _, rows, costs, w = tree(shared, {"slice_known": False, "reaches": None})
    packages_, edges, roots = load(shared, "examples").forest(slice_known=False, reaches=None)
    below = {name: reached(edges, edges.get(name, ())) - {name} for name in packages_}
    places = tuple(
        Placement(
            name, ("1",), name in roots, ("",), "production", 1, (),
            tuple(d for d in roots if name in below[d]), (), (),
        )
        for name in sorted(packages_)
    )  # fmt: skip
    inputs = tuple(translate(p) for p in packages_.values())
    indirect = tuple(p for p in inputs if p.name not in roots)
    case = Case(tuple(rows), inputs, indirect, Context(), {p.name: p for p in places}, {}, {}, ())
    seen = a_survey(placements=places, edges=tuple((name, tuple(edges.get(name, ()))) for name in packages_))
    joint = decide(seen, case, costs, w.t)
    kept = dict.fromkeys(("jwt", "http", "gateway-thin", "shim"), "keep")
    assert dict(joint.options) == {**kept, "leftover": "drop"}
    assert differences(joint, case, costs, w) == ()
