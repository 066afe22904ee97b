"""A plan removes what two full runs say it removes, and more money never removes less."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.model.compare import compare, curves
from depcalc.model.draws import worlds
from depcalc.model.ledger import component
from depcalc.model.options import cost_rewrite, upstream
from depcalc.model.plan import Departure, Move, Tree, first_phase, last_phase
from depcalc.model.plan_brief import effort
from depcalc.model.plan_budget import buy
from depcalc.model.plan_costs import cost_alone
from depcalc.model.plan_search import contributions, funded, searched
from depcalc.model.plan_tree import asks_for_upgrade, upgraded
from depcalc.model.summary import summary
from depcalc.pipeline import survey
from depcalc.pipeline.planning import plan
from depcalc.render.json_plan import render_plan_json
from depcalc.render.style import Style
from depcalc.values.costs import Row
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Inputs, OpenFlaw, Recorded
from depcalc.values.settings import LedgerEntry, Settings
from tests.model.packages import between, packages

TEAM = load_assumptions("team")
W = worlds(TEAM, n=60, seed=3)
CURVE, _ = curves(W)
contexts = st.builds(Context, policy=st.sampled_from(("lock", "float", "cooldown")))


def full_run(inputs, context):
    """Summary of the loss of the whole tree as it stands, by the code that prices a report."""
    if not inputs:
        return summary(np.zeros(W.n))
    return compare([Row(p) for p in inputs], [], W, context, policy.settle).totals.loss_today


@st.composite
def scopes(draw, **fixed):
    return [draw(packages(name=f"p{k}", **fixed)) for k in range(draw(st.integers(1, 5)))]


def dropped(inputs):
    """Each package that nothing uses leaves alone."""
    return [Departure(((p.name, "drop"),), frozenset({p.name})) for p in inputs if p.must_go]


def after(inputs, context, bought):
    """The project as it is when the steps are done: other pins, fewer packages, another policy."""
    done = [one.move for one in bought]
    gone = {name for move in done if move.kind == "drop" for name in move.names}
    newer = {name for move in done if move.kind in ("upgrade", "move") for name in move.names}
    left = [upgraded(p) if p.name in newer else p for p in inputs if p.name not in gone]
    cooled = any(move.kind == "cooldown" for move in done)
    return left, replace(context, policy="cooldown") if cooled else context


def close(a, b):
    return a == pytest.approx(b, rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(scopes(), contexts, st.sets(st.integers(0, 4)), st.none() | between(1, 3000))
def test_what_a_plan_removes_is_the_difference_of_two_full_runs(inputs, context, unused, budget):
    inputs = [replace(p, used=k not in unused) for k, p in enumerate(inputs)]
    tree = Tree(inputs, W, context, CURVE)
    before = tree.loss()
    bought, _ = buy(first_phase(tree, dropped(inputs)), budget)
    removed = sum((one.removed for one in bought), np.zeros(W.n))
    first, then = full_run(inputs, context), full_run(*after(inputs, context, bought))
    assert close(summary(before).mean, first.mean)
    assert close(summary(before - removed).mean, then.mean)
    assert close(summary(before - removed).p95, then.p95)
    assert close(float(removed.mean()), first.mean - then.mean)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(packages(name="a"), packages(name="b"))
def test_a_replacement_removes_the_loss_of_the_old_and_adds_that_of_the_new(a, b):
    assume(a.substitute is not None)
    tree = Tree([a, b], W, Context(), CURVE)
    move = tree.leave(1, "replace", Departure((("a", "replace"),), frozenset("ab")))
    row = compare([Row(a)], [b], W, Context(), policy.settle).rows[0]
    gone = full_run([a, b], Context()).mean
    assert close(float(move.removed.mean()), gone - row.options["replace"].loss.mean)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(packages(name="a", slice_known=True, reaches=frozenset()), packages(name="b"))
def test_a_rewrite_removes_the_loss_of_the_old_and_adds_that_of_the_new(a, b):
    tree = Tree([a, b], W, Context(), CURVE)
    (move,) = last_phase(tree, [Departure((("a", "rewrite"),), frozenset("ab"))])
    row = compare([Row(a, children=("b",), shed=("b",))], [b], W, Context(), policy.settle).rows[0]
    made = row.options["rewrite"]
    assert close(float(move.removed.mean()), full_run([a, b], Context()).mean - made.loss.mean)
    assert close(move.work, made.work - row.options["today"].work)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(packages(name="a", malicious=False))
def test_an_upgrade_and_then_a_rewrite_remove_no_loss_twice(p):
    tree = Tree([p], W, Context(), CURVE)
    steps = first_phase(tree, [])
    steps += last_phase(tree, [Departure((("a", "rewrite"),), frozenset("a"))])
    removed = sum(float(move.removed.mean()) for move in steps if move.pays or move.kind == "rewrite")
    row = compare([Row(p)], [], W, Context(), policy.settle).rows[0]
    assert close(removed, row.options["today"].loss.mean - row.options["rewrite"].loss.mean)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scopes(malicious=False))
def test_the_work_of_all_upgrades_is_that_of_keeping_over_today(inputs):
    tree = Tree(inputs, W, Context(), CURVE)
    moves = tree.after_upgrades(p.name for p in inputs)
    rows = compare([Row(p) for p in inputs], [], W, Context(), policy.settle).rows
    apart = sum(row.options["keep"].work - row.options["today"].work for row in rows)
    assert close(sum(move.work for move in moves), apart)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scopes(), contexts)
def test_dropping_a_package_never_raises_the_loss(inputs, context):
    tree = Tree(inputs, W, context, CURVE)
    for p in inputs:
        move = tree.leave(1, "drop", Departure(((p.name, "drop"),), frozenset({p.name})))
        assert move.removed.min() >= 0
        rest = [one for one in inputs if one is not p]
        assert full_run(rest, context).mean <= full_run(inputs, context).mean + 1e-9


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scopes(), contexts, st.randoms(use_true_random=False))
def test_the_order_of_packages_is_irrelevant(inputs, context, shuffle):
    mixed = list(inputs)
    shuffle.shuffle(mixed)
    told = []
    for some in (inputs, mixed):
        tree = Tree(some, W, context, CURVE)
        moves = first_phase(tree, dropped(some))
        found = contributions(tree.inputs.values(), W, tree.context, CURVE)
        told.append([(m.kind, m.names, m.cost, float(m.removed.mean())) for m in [*moves, *funded(found)]])
    assert told[0] == told[1]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scopes(), contexts)
def test_a_malicious_release_goes_first_and_needs_no_budget(inputs, context):
    moves = first_phase(Tree(inputs, W, context, CURVE), [])
    bought, beyond = buy(moves, 0.0)
    bad = sorted(p.name for p in inputs if p.malicious and asks_for_upgrade(p))
    assert sorted(one.move.names[0] for one in bought[: len(bad)]) == bad
    assert not any(move.urgent for move in beyond)


def test_a_cooldown_is_set_once_and_only_where_there_is_none():
    p = Inputs(name="a", klass="general", size=5, slice=1, orgs=1e5, spend=1e4)
    kinds = [move.kind for move in first_phase(Tree([p], W, Context(), CURVE), [])]
    assert kinds == ["cooldown"]
    assert first_phase(Tree([p], W, Context(policy="cooldown"), CURVE), []) == []


def test_what_leaves_is_not_upgraded_first():
    flaw = OpenFlaw(weight=1.0, exploit=1.0, age=1.0)
    p = Inputs(
        name="a",
        klass="parser",
        size=5,
        slice=1,
        orgs=1e5,
        spend=1e4,
        open=(flaw,),
        upgrade_hours=0.1,
        used=False,
    )
    kinds = [move.kind for move in first_phase(Tree([p], W, Context(), CURVE), dropped([p]))]
    assert kinds == ["drop"]


# ------------------------------------------------------------------ the budget


@st.composite
def moves(draw):
    """Steps of all phases; searches can be done in part, at falling returns."""
    made = []
    for k in range(draw(st.integers(0, 8))):
        phase = draw(st.integers(1, 3))
        cost, usd = draw(st.integers(0, 50)) * 1.0, draw(st.integers(-20 if phase == 1 else 0, 400)) * 1.0
        removed = np.array([usd])
        at = (
            (lambda flow, cost=cost, usd=usd: np.array([usd * (flow / cost) ** 0.5]))
            if phase == 2 and cost
            else None
        )
        made.append(
            Move(
                phase,
                "upgrade",
                (f"m{k}",),
                removed,
                cost,
                0.0,
                cost / 3,
                urgent=draw(st.integers(0, 4)) == 0,
                at=at,
            )
        )
    return made


def sum_removed(some, budget):
    return sum(float(one.removed[0]) for one in buy(some, budget)[0])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(moves(), st.integers(0, 300), st.integers(0, 60))
def test_a_bigger_budget_never_removes_less(some, budget, more):
    assert sum_removed(some, budget + more) >= sum_removed(some, budget) - 1e-9
    assert sum_removed(some, None) >= sum_removed(some, budget + more) - 1e-9


@settings(max_examples=200, deadline=None, derandomize=True)
@given(moves(), st.integers(0, 300))
def test_a_budget_is_kept_and_every_step_that_pays_is_somewhere(some, budget):
    bought, beyond = buy(some, float(budget))
    assert sum(one.cost for one in bought if not one.move.urgent) <= budget + 1e-9
    assert sorted([*(one.move.names for one in bought), *(move.names for move in beyond)]) == sorted(
        move.names for move in some if move.pays
    )
    assert [one.spent for one in bought] == pytest.approx(list(np.cumsum([one.cost for one in bought])))


def test_a_later_phase_waits_until_the_one_before_is_paid_for():
    first = Move(1, "upgrade", ("a",), np.array([50.0]), 100.0, 0.0, 10.0)
    last = Move(3, "rewrite", ("b",), np.array([500.0]), 10.0, 0.0, 10.0)
    bought, beyond = buy([last, first], 50.0)
    assert (bought, [move.names for move in beyond]) == ([], [("a",), ("b",)])


def test_a_step_that_costs_more_than_it_removes_is_in_no_list():
    idle = Move(1, "upgrade", ("a",), np.array([5.0]), 100.0, 0.0, 10.0)
    assert buy([idle], None) == ([], [])


# ------------------------------------------------------------------ search that we pay for


@settings(max_examples=20, deadline=None, derandomize=True)
@given(packages(name="a"), between(10, 1e5), between(10, 1e5))
def test_more_money_upstream_never_removes_less(p, usd, more):
    (one,) = contributions([p], W, Context(), CURVE)
    assert np.all(one.at(usd) >= -1e-9)
    assert np.all(one.at(usd + more) >= one.at(usd) - 1e-9)
    assert close(float(one.private.mean()), float(one.at(1000.0).mean()))


def test_users_that_nobody_counted_are_unknown():
    p = Inputs(name="a", klass="general", size=5, slice=1, orgs=10, spend=1e3, missing=("reach",))
    assert [one.orgs for one in contributions([p], W, Context(), CURVE)] == [None]


def test_upstream_money_serves_no_private_package():
    p = Inputs(name="a", klass="general", size=5, slice=1, orgs=10, spend=1e3, private=True)
    assert contributions([p], W, Context(), CURVE) == []


def test_own_code_is_searched_up_to_the_last_dollar_that_comes_back():
    p = Inputs(name="a", klass="auth", size=5, slice=1, orgs=1e5, spend=1e4, slice_known=True)
    held = Held(p, "rewrite", 0.8)
    (move,) = searched([held], W, Context(), CURVE)
    code = component(held, p, W, Context())

    def total(flow):
        return float(code.option(W, CURVE, flow).loss.mean()) + flow

    assert move.cost == move.yearly == move.work > 0
    assert total(move.yearly) <= min(total(0.0), total(0.5 * move.yearly), total(2 * move.yearly))
    assert close(
        float(move.removed.mean()),
        float((code.option(W, CURVE).loss - code.option(W, CURVE, move.yearly).loss).mean()),
    )


def test_a_search_without_a_find_ends_where_no_dollar_comes_back():
    p = Inputs(name="a", klass="auth", size=5, slice=1, orgs=1e5, spend=1e4, slice_known=True)
    made = effort(p, W, Context(), CURVE)

    def best(usd):
        known = replace(p, recorded=(Recorded(0.0, usd, 0),))
        return float(cost_rewrite(upstream([known], W, Context()), W, CURVE).flow[0, 0])

    assert made.budget > 0
    assert best(made.stop_after) == 0
    assert best(0.9 * made.stop_after) > 0


def test_a_rewrite_that_no_search_pays_for_stops_after_its_review():
    p = Inputs(name="a", klass="pure", size=0.5, slice=0.02, orgs=1e5, spend=1e4, slice_known=True)
    made = effort(p, W, Context(), CURVE)
    assert (made.budget, made.stop_after) == (0.0, 0.0)


def test_an_option_alone_is_the_option_of_its_row():
    p = Inputs(name="a", klass="auth", size=5, slice=1, orgs=1e5, spend=1e4)
    row = compare([Row(p)], [], W, Context(), policy.settle).rows[0]
    for option in ("today", "keep", "vendor", "rewrite"):
        assert close(
            float(cost_alone(p, option, W, Context(), CURVE).cost.mean()), row.options[option].cost.mean
        )


# ------------------------------------------------------------------ from a lock to a plan


FEW = Settings(draws=200, usage=False)
LOCK = {
    "django==3.2.0": ("simplejson", "six"),
    "litellm==1.60.0": ("-r requirements.in",),
    "pyjwt==2.8.0": ("-r requirements.in",),
    "simplejson==3.19.0": ("-r requirements.in",),
    "six==1.16.0": ("-r requirements.in",),
}


def a_project(folder, pins=LOCK):
    lines = ["# This file is autogenerated by pip-compile"]
    for pin, askers in pins.items():
        lines += [pin, "    # via", *(f"    #   {one}" for one in askers)]
    folder.mkdir(exist_ok=True)
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n")
    return folder


def planned(folder, budget=None, settings=FEW):
    return plan(survey(folder, settings, environ={}), settings, budget)


def test_a_plan_starts_from_the_loss_of_the_report(tmp_path):
    stated = replace(FEW, overrides=(("litellm:lines", "60", "--set"),))
    for asked in (FEW, stated):
        made = planned(a_project(tmp_path), None, asked)
        assert close(made.loss_before.mean, made.report.totals.loss_today.mean)
        assert close(made.loss_before.p95, made.report.totals.loss_today.p95)
        assert close(made.removed.mean, made.loss_before.mean - made.loss_after.mean)
        assert close(made.removed.mean, sum(step.removed.mean for step in made.steps if step.state == "in"))


def test_what_is_best_left_together_is_one_step(tmp_path):
    (step,) = (one for one in planned(a_project(tmp_path)).steps if one.kind == "replace")
    assert step.packages == ("simplejson", "six")
    assert set(step.frees) == {"django", "simplejson", "six"}
    assert "replace six with the standard library's python 3" in step.what


def test_a_replacement_out_of_reach_names_the_upgrades_that_are_due_until_then(tmp_path):
    (step,) = (one for one in planned(a_project(tmp_path), 5.0).steps if one.kind == "replace")
    assert (step.state, step.meanwhile) == ("beyond", ("django 3.2.0 to 4.2.30",))


def test_the_order_of_a_lock_is_irrelevant(tmp_path):
    first = planned(a_project(tmp_path / "one"), 300.0)
    other = planned(a_project(tmp_path / "two", dict(reversed(LOCK.items()))), 300.0)
    assert render_plan_json(first, Style()) == render_plan_json(other, Style())


def test_a_bigger_budget_buys_all_that_a_smaller_one_removes(tmp_path):
    folder = a_project(tmp_path)
    seen = [planned(folder, usd) for usd in (0.0, 50.0, 150.0, 5000.0, None)]
    removed = [made.removed.mean for made in seen]
    assert removed == sorted(removed)
    assert removed[0] < removed[-1]
    assert all(made.spent <= made.budget for made in seen if made.budget is not None)


def test_a_malicious_pin_is_moved_before_anything_else(tmp_path):
    made = planned(a_project(tmp_path, {"litellm==1.82.8": ("-r requirements.in",)}), 0.0)
    first = made.steps[0]
    assert (first.kind, first.urgent, first.state) == ("move", True, "in")
    assert first.what.endswith("now, rotate secrets")


def test_a_rewrite_comes_last_and_with_a_brief(tmp_path):
    asked = replace(FEW, profile="enterprise", overrides=(("litellm:lines", "60", "--set"),))
    made = planned(a_project(tmp_path), None, asked)
    done = [step for step in made.steps if step.state == "in"]
    assert [step.kind for step in done if step.phase == 3] == ["rewrite"]
    assert done[-1].kind == "rewrite"
    (brief,) = made.briefs
    assert brief.tokens == pytest.approx(brief.budget / made.report.price)
    assert brief.tests
    assert [test.score or 0 for test in brief.tests] == sorted(
        (t.score or 0 for t in brief.tests), reverse=True
    )
    assert brief.capabilities is None


def test_our_own_code_is_searched_before_more_is_taken_over(tmp_path):
    folder = a_project(tmp_path, {"six==1.16.0": ("-r requirements.in",)})
    (folder / "_jwt.py").write_text("x = 1\n" * 400)
    entry = LedgerEntry("pyjwt", "2.8.0", "rewrite", "_jwt.py")
    made = planned(folder, None, replace(FEW, ledger=(entry,), folder=folder))
    (step,) = (one for one in made.steps if one.kind == "harden")
    (own,) = made.report.own
    assert step.cost == pytest.approx(own.sums.budget)
    assert "_jwt.py" in step.what
    assert close(made.loss_before.mean, made.report.totals.loss_today.mean + own.sums.loss.mean)
