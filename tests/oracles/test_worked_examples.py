"""The worked examples of the reference, given the same inputs and the same worlds, come out the same."""

import numpy as np
import pytest
from tests.oracles.reference import load, same_worlds, translate

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.model.own import flow_grid
from depcalc.values.inputs import Context

PROFILES = ("team", "hobby", "enterprise")


def decide(inputs, w, context=Context()):
    t = w.t
    row = policy.make_row(inputs, (), (), (), t, ())
    made = compare([row], [], w, context, policy.settle).rows[0]
    return made, policy.judge(row, made, t, context)


@pytest.fixture(scope="module", params=PROFILES)
def examples(request, shared):
    reference, packages = load(shared, "reference"), load(shared, "examples").PACKAGES
    theirs = reference.Worlds(reference.Assumptions(request.param), 4000, 1)
    w = same_worlds(shared, request.param, 4000, 1)
    cases = []
    for p in packages:
        cases.append((p.name, reference.judge(p, theirs), decide(translate(p), w)))
    return cases


def test_every_option_costs_what_the_reference_says(examples):
    for name, (options, _, _), (made, _) in examples:
        assert set(made.options) == set(options), name
        for option, o in options.items():
            ours = made.options[option]
            close = {"rel": 2e-3 if option == "rewrite" else 1e-9}
            assert ours.cost.mean == pytest.approx(o.cost.mean(), **close), (name, option)
            assert ours.loss.mean == pytest.approx(o.loss.mean(), **close), (name, option)
            assert ours.hazard.zero_day == pytest.approx(o.zero_day.mean(), **close), (name, option)
            assert ours.hazard.n_day == pytest.approx(o.n_day.mean(), rel=1e-9), (name, option)
            assert ours.hazard.supply_chain == pytest.approx(o.supply.mean(), rel=1e-9), (name, option)


def test_budgets_and_crowd_spend_are_the_reference_s(examples):
    for name, (_, _, d), (made, _) in examples:
        assert made.rewrite_budget == pytest.approx(d.rewrite_budget, rel=1e-9), name
        assert made.parity_budget == pytest.approx(d.parity_budget, rel=2e-3), name
        assert made.spend.mean == pytest.approx(d.collective_spend["mean"]), name
        assert made.spend.p95 == pytest.approx(d.collective_spend["p95"]), name
        assert made.break_even.mean == pytest.approx(d.break_even_spend["mean"]), name


def test_verdicts_flags_and_words_are_the_reference_s(examples):
    for name, (_, _, d), (made, v) in examples:
        assert (v.verdict, v.confidence) == (d.verdict, d.confidence), name
        assert set(v.flags) == set(d.flags), name
        assert list(v.asks) == d.asks, name
        assert (f"prefer {v.prefer}; money is even" if v.prefer else "") == d.prefer, name
        assert made.losses["rewrite-unhardened"].ratio == pytest.approx(d.ratio), name
        assert made.losses["rewrite-unhardened"].above == pytest.approx(d.p_riskier), name
        for option, share in d.p_best.items():
            assert made.ruling.p_best[option] == pytest.approx(share, abs=0.002), (name, option)
        if d.behind_gate:
            assert (v.behind.verdict, v.behind.confidence) == (
                d.behind_gate.verdict,
                d.behind_gate.confidence,
            )
        else:
            assert v.behind is None


@pytest.mark.parametrize("profile", PROFILES)
def test_our_own_sampler_agrees_within_its_error(shared, profile):
    """Drawn our way, means lie within 15 % of the reference's and the verdicts are the same."""
    reference, packages = load(shared, "reference"), load(shared, "examples").PACKAGES
    theirs = reference.Worlds(reference.Assumptions(profile), 4000, 1)
    w = worlds(load_assumptions(profile))
    for p in packages:
        options, _, d = reference.judge(p, theirs)
        made, v = decide(translate(p), w)
        assert v.verdict == d.verdict, p.name
        for option, o in options.items():
            assert made.options[option].cost.mean == pytest.approx(o.cost.mean(), rel=0.15), (p.name, option)


def test_the_median_world_agrees_to_four_digits(shared):
    reference, packages = load(shared, "reference"), load(shared, "examples").PACKAGES
    theirs = reference.Worlds(reference.Assumptions("team"), 1, 0)
    w = worlds(load_assumptions("team"), n=1, seed=0)
    for p in packages:
        options, _ = reference.evaluate(p, theirs)
        made, _ = decide(translate(p), w)
        for option, o in options.items():
            assert made.options[option].cost.mean == pytest.approx(float(o.cost[0]), rel=1e-4), (
                p.name,
                option,
            )
            assert np.isfinite(made.options[option].cost.mean)


def tree(shared, gateway):
    """Our comparison of the reference's example tree: {name: (comparison, words, row)} and the costs."""
    reference, examples = load(shared, "reference"), load(shared, "examples")
    packages, edges, roots = examples.forest(**gateway)
    theirs = reference.rows(packages, edges, roots, reference.Worlds(reference.Assumptions("team")))
    w = same_worlds(shared, "team", 4000, 1)
    ours = {name: translate(p) for name, p in packages.items()}
    rows = []
    for name in roots:
        leaves, stays = theirs[0][name]["leaves"], theirs[0][name]["stays_because"]
        still = reference.closure(edges, packages[name].reaches or ())
        rows.append(policy.make_row(ours[name], [ours[x] for x in leaves], stays, still, w.t, ()))
    indirect = [ours[name] for name in packages if name not in roots]
    return theirs, rows, compare(rows, indirect, w, Context(), policy.settle), w


@pytest.mark.parametrize(
    "gateway",
    [{}, {"reaches": frozenset({"ring", "both"})}, {"slice_known": False, "reaches": None}],
    ids=["reaches none", "reaches ring and both", "slice unknown"],
)
def test_rows_of_the_example_tree_are_the_reference_s(shared, gateway):
    (table, common, whole, _), rows, costs, w = tree(shared, gateway)
    for row, made in zip(rows, costs.rows, strict=True):
        theirs = table[row.package.name]
        d, v = theirs["decision"], policy.judge(row, made, w.t, Context())
        assert made.options["today"].cost.mean == pytest.approx(theirs["today"].mean())
        assert made.options["keep"].cost.mean == pytest.approx(theirs["keep"].mean())
        assert (v.verdict, v.confidence) == (d.verdict, d.confidence), row.package.name
        assert dict(row.closed) == d.why_not, row.package.name
        for option in ("vendor", "rewrite", "replace", "drop"):
            if option in d.mean:
                assert made.options[option].cost.mean == pytest.approx(d.mean[option], rel=2e-3), option
        assert made.parity_budget == pytest.approx(d.parity_budget, rel=2e-3)
    assert costs.shared_today.mean == pytest.approx(common["today"].mean())
    assert costs.totals.today.mean == pytest.approx(whole["today"].mean())
    assert costs.totals.today.p95 == pytest.approx(np.percentile(whole["today"], 95))
    assert costs.totals.keep.mean == pytest.approx(whole["keep"].mean())


def test_smaller_budgets_than_the_reference_tries_make_rewrites_cheaper_where_much_is_at_stake(shared):
    """Its grid begins at a share of the loss: $90 a year for an enterprise, with nothing between that and 0."""
    cheaper = set()
    for profile in PROFILES:
        theirs = same_worlds(shared, profile, 4000, 1)
        ours = same_worlds(shared, profile, 4000, 1, floor=load_assumptions(profile)["rule.grid_floor"])
        assert set(np.round(flow_grid(theirs), 6)) <= set(np.round(flow_grid(ours), 6))
        for p in load(shared, "examples").PACKAGES:
            before, after = decide(translate(p), theirs)[0], decide(translate(p), ours)[0]
            for name, made in after.options.items():
                assert made.cost.mean <= before.options[name].cost.mean * (1 + 1e-9), (profile, p.name, name)
                if name != "rewrite":
                    assert made == before.options[name]
            if after.options["rewrite"].cost.mean < before.options["rewrite"].cost.mean * (1 - 1e-6):
                cheaper.add(profile)
    assert cheaper == {"enterprise"}
