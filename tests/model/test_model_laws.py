"""Laws of docs/model.md on random packages; in every world unless a name says "on average"."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.packages import packages

from depcalc import policy
from depcalc.assumptions import load_assumptions, with_settings
from depcalc.errors import AssumptionError
from depcalc.model import own
from depcalc.model.compare import compare, curves
from depcalc.model.draws import worlds
from depcalc.model.library import attention, library, zero_day
from depcalc.model.options import (
    cost_drop,
    cost_float,
    cost_keep,
    cost_rewrite,
    cost_today,
    cost_vendor,
    upstream,
)
from depcalc.values.costs import Row
from depcalc.values.inputs import Context, OpenFlaw, Recorded
from depcalc.values.settings import Settings

TEAM = load_assumptions("team")
N = 200
KEPT = ("today", "float", "keep", "vendor")
few = settings(max_examples=40, deadline=None, derandomize=True)


def costs(p, *, t=TEAM, context=Context(), curve="log"):
    """{option: draws of one package} under one curve."""
    w = worlds(t, n=N, seed=7)
    this, _ = curves(w, curve)
    up = upstream([p], w, context)
    zero = zero_day(up.lib, up.att, w, this)
    made = cost_rewrite(up, w, this)
    return {
        "today": cost_today(up, w, zero).of(0),
        "float": cost_float(up, w, zero).of(0),
        "keep": cost_keep(up, w, zero).of(0),
        "vendor": cost_vendor(up, w, zero).of(0),
        "rewrite": made.hardened.of(0),
        "rewrite-unhardened": made.unhardened.of(0),
        "drop": cost_drop(w).of(0),
    }


def compared(p, *, t=TEAM, context=Context(), stays=(), waived=()):
    w = worlds(t, n=N, seed=7)
    row = policy.make_row(p, (), stays, (), t, waived)
    made = compare([row], [], w, context, policy.settle).rows[0]
    return row, made, policy.judge(row, made, t, context)


def below(a, b):
    assert np.all(a <= b * (1 + 1e-9) + 1e-15), float((a - b).max())


# ------------------------------------------------------------------ the crowd and the attacker


@few
@given(packages())
def test_more_crowd_spend_never_raises_the_loss_of_what_is_kept(p):
    before, after = costs(p), costs(replace(p, spend=p.spend * 10))
    for name in KEPT:
        below(after[name].loss, before[name].loss)


@few
@given(packages())
def test_more_churn_never_lowers_the_zero_day_hazard(p):
    below(costs(p)["keep"].zero_day, costs(replace(p, churn=p.churn + 1))["keep"].zero_day)


@few
@given(packages())
def test_a_larger_loss_means_larger_losses(p):
    dear = costs(p, t=TEAM.with_median("loss", 3e6, "test"))
    for name, o in costs(p).items():
        if name not in ("rewrite", "drop"):  # its best budget grows with the loss
            below(o.loss, dear[name].loss)


@few
@given(packages(), st.sampled_from(("log", "saturating")))
def test_losses_are_finite_and_at_most_the_loss_itself(p, curve):
    loss = worlds(TEAM, n=N, seed=7)["loss"]
    for o in costs(p, curve=curve).values():
        assert np.isfinite(o.cost).all()
        assert (o.loss >= 0).all()
        below(o.loss, loss)


@few
@given(packages())
def test_endless_crowd_spend_leaves_no_zero_days(p):
    assert costs(replace(p, spend=1e15))["keep"].zero_day.max() < 1e-6


@few
@given(packages())
def test_a_hard_target_never_gets_more_attention_than_a_soft_one(p):
    soft = costs(p, t=TEAM.with_value("own_flaw_usd", 1e30, "test"))["keep"].zero_day
    here = costs(p)["keep"].zero_day
    below(here, soft)
    below(soft * TEAM["rule.share_low"], here)


@few
@given(packages())
def test_a_longer_surge_in_the_counts_never_raises_the_flaws(p):
    """In the worlds with a surge: the range of `uplift` starts below 1."""
    there = worlds(TEAM, n=N, seed=7)["uplift"] >= 1

    def kappa(t):
        return library([p], worlds(t, n=N, seed=7)).kappa[0][there]

    below(kappa(TEAM.with_value("surge_years", 3.0, "test")), kappa(TEAM))


@few
@given(packages())
def test_advisories_never_help_keep_on_average(p):
    worse = costs(replace(p, adv_weight=p.adv_weight + 3))["keep"].loss.mean()
    assert costs(p)["keep"].loss.mean() <= worse * 1.001


@few
@given(packages())
def test_at_break_even_spend_prize_and_wall_are_equal(p):
    w = worlds(TEAM, n=1, seed=0)
    row = Row(p)
    d = compare([row], [], w, Context(), policy.settle).rows[0].break_even.mean
    lib = library([replace(p, spend=d)], w)
    if d:
        assert float((lib.kappa * lib.prize)[0, 0]) == pytest.approx(float(lib.hardening[0, 0]))
    else:
        assert lib.kappa[0, 0] * lib.prize[0, 0] <= lib.look[0, 0] * (1 + 1e-9)


# ------------------------------------------------------------------ upstream options


@few
@given(packages(malicious=False))
def test_supply_hazard_falls_from_float_to_lock_to_cooldown_to_a_copy(p):
    o = costs(p)
    for lower, higher in (("vendor", "keep"), ("keep", "today"), ("today", "float")):
        below(o[lower].supply, o[higher].supply)


@few
@given(packages())
def test_n_day_hazard_grows_with_the_lag(p):
    o = costs(p)
    below(o["float"].n_day, o["keep"].n_day)
    below(o["keep"].n_day, o["today"].n_day)
    still = costs(replace(p, churn=0.0))
    below(still["keep"].n_day, still["vendor"].n_day)


@few
@given(packages(), st.sampled_from(("lock", "cooldown")))
def test_keep_is_never_riskier_than_today(p, policy_of_today):
    o = costs(p, context=Context(policy=policy_of_today))
    below(o["keep"].loss, o["today"].loss)


@few
@given(packages())
def test_patching_an_advisory_never_raises_a_loss(p):
    before = costs(p)
    for k in range(len(p.open)):
        after = costs(replace(p, open=p.open[:k] + p.open[k + 1 :]))
        for name in ("today", "keep", "vendor"):
            below(after[name].loss, before[name].loss)


@few
@given(packages())
def test_another_open_advisory_costs_today_and_leaves_keep_alone_when_a_fix_exists(p):
    before, after = costs(p), costs(replace(p, open=(*p.open, OpenFlaw(1.0, 1.0, 1.0))))
    below(before["today"].loss, after["today"].loss)
    assert np.allclose(before["keep"].loss, after["keep"].loss)


@few
@given(packages())
def test_exploitation_in_the_wild_never_lowers_today(p):
    hot = replace(p, open=tuple(replace(f, exploited=True) for f in p.open))
    below(costs(p)["today"].loss, costs(hot)["today"].loss + 1e-9)


@few
@given(packages())
def test_the_wider_reach_of_open_advisories_never_lowers_today(p):
    narrow = costs(p, t=TEAM.with_value("rule.open_reach_exp", 1.0, "test"))
    below(narrow["today"].n_day, costs(p)["today"].n_day)


@few
@given(packages())
def test_exposure_of_the_group_scales_search_but_not_supply(p):
    groups = [costs(replace(p, exposure=x)) for x in ("production", "build", "development")]
    for more, less in itertools.pairwise(groups):
        for name in (*KEPT, "rewrite-unhardened"):
            below(less[name].zero_day, more[name].zero_day)
            below(less[name].n_day, more[name].n_day)
            assert np.allclose(less[name].supply, more[name].supply)
    net, library_, inside = (
        costs(p, context=Context(exposure=x))["keep"].loss for x in ("internet", "library", "internal")
    )
    below(library_, net)
    below(inside, library_)


@few
@given(packages())
def test_a_takeover_on_record_touches_kept_options_only(p):
    before, after = costs(p), costs(replace(p, h_mod=p.h_mod * 4))
    for name in ("today", "float", "keep"):
        below(before[name].loss, after[name].loss)
    assert np.allclose(before["rewrite-unhardened"].loss, after["rewrite-unhardened"].loss)


@few
@given(packages(malicious=False))
def test_a_malicious_pin_raises_today_by_one_hit_over_the_horizon_and_nothing_else(p):
    clean, bad = costs(replace(p, upgrade_hours=0.0)), costs(replace(p, upgrade_hours=0.0, malicious=True))
    w = worlds(TEAM, n=N, seed=7)
    assert np.allclose(bad["today"].supply - clean["today"].supply, w["hijack_hit"] / w.horizon)
    for name in set(clean) - {"today"}:
        assert np.allclose(clean[name].loss, bad[name].loss)


@few
@given(packages())
def test_a_larger_slice_never_lowers_reach_n_day_or_rewrite_work(p):
    big = replace(p, slice=min(p.size, p.slice * 2))
    w = worlds(TEAM, n=N, seed=7)
    below(library([p], w).reach, library([big], w).reach)
    before, after = costs(p), costs(big)
    below(before["keep"].n_day, after["keep"].n_day)
    below(before["rewrite-unhardened"].work.mean(), after["rewrite-unhardened"].work.mean())


# ------------------------------------------------------------------ own code


@few
@given(packages())
def test_hardening_never_raises_the_loss_of_a_rewrite(p):
    o = costs(p)
    below(o["rewrite"].loss, o["rewrite-unhardened"].loss)
    assert o["rewrite"].cost.mean() <= o["rewrite-unhardened"].cost.mean() * (1 + 1e-9)


@few
@given(packages(public_code=False))
def test_publishing_a_rewrite_never_helps(p):
    below(
        costs(p)["rewrite-unhardened"].loss,
        costs(replace(p, public_code=True))["rewrite-unhardened"].loss,
    )


@few
@given(packages())
def test_the_budget_found_is_the_best_of_the_whole_grid(p):
    w = worlds(TEAM, n=N, seed=7)
    this, _ = curves(w, "log")
    up = upstream([p], w, Context())
    made = cost_rewrite(up, w, this)

    def total(flow):
        return float(made.risk(up.att, w, this, np.array([[flow]]))[0, 0]) + flow

    best = min(total(flow) for flow in own.flow_grid(w))
    assert total(float(made.flow[0, 0])) <= best * (1 + 1e-9)


@pytest.mark.parametrize("loss", [3e5, 1e7, 1e8, 1e9])
def test_where_much_is_at_stake_small_budgets_are_tried_too(loss):
    grid = own.flow_grid(worlds(TEAM.with_median("loss", loss, "--loss"), n=1, seed=0))
    assert grid[0] == 0
    assert grid[1] <= TEAM["rule.grid_floor"]
    assert (np.diff(grid) > 0).all()
    steps = grid[2:] / grid[1:-1]
    assert np.allclose(steps, steps[0])
    assert grid[-1] == pytest.approx(TEAM["rule.grid_high"] * loss)


@few
@given(packages(), st.floats(0.0, 1e6))
def test_a_stated_budget_is_spent_and_never_costs_less_than_the_best(p, budget):
    stated = TEAM.with_value("rewrite_budget", budget, "--set")
    mine, best = costs(p, t=stated)["rewrite"], costs(p)["rewrite"]
    assert mine.cost.mean() >= best.cost.mean() * (1 - 0.01)  # the grid is that fine
    bare = costs(p, t=stated)["rewrite-unhardened"]
    assert mine.work == pytest.approx(bare.work + budget)
    below(mine.loss, bare.loss)


def test_the_best_budget_has_a_word_and_a_negative_one_is_refused():
    def said(value):
        return with_settings(Settings(overrides=(("rewrite_budget", value, "--set"),)))

    assert said("best").rows["rewrite_budget"].p50 == TEAM["rewrite_budget"]
    assert said("best").said("rewrite_budget") == "best"
    assert said("500").said("rewrite_budget") == 500
    for wrong in ("-1", "-5", "much", "nan"):
        with pytest.raises(AssumptionError, match="rewrite_budget takes"):
            said(wrong)


@few
@given(packages())
def test_parity_is_the_least_budget_no_riskier_than_keeping(p):
    w = worlds(TEAM, n=N, seed=7)
    this, _ = curves(w, "log")
    up = upstream([p], w, Context())
    made = cost_rewrite(up, w, this)
    limit = costs(p)["keep"].loss.mean()
    found = own.parity_flow(w, lambda x: made.risk(up.att, w, this, x), np.array([[limit]]))[0, 0]

    def risk(flow):
        return float(made.risk(up.att, w, this, np.array([[flow]]))[0, 0])

    if np.isnan(found):
        assert risk(TEAM["rule.parity_max"]) > limit
    else:
        assert risk(found) <= limit * (1 + 1e-9)
        assert found == 0 or risk(found * 0.99) > limit


@few
@given(packages(recorded=()))
def test_a_recorded_search_without_a_find_never_raises_the_loss_and_an_old_one_is_worth_less(p):
    w = worlds(TEAM, n=N, seed=7)
    this, _ = curves(w, "log")
    att = attention([p], w, Context())

    def hazard(*records):
        code, _ = own.rewrite(library([replace(p, recorded=records)], w), w)
        return code.hazard(att, this)

    ordered = [(), (Recorded(3.0, 4000),), (Recorded(0.5, 4000),), (Recorded(0.5, 9000),)]
    for worse, better in itertools.pairwise(ordered):
        below(hazard(*better), hazard(*worse))
    below(hazard(Recorded(0.5, 4000)), hazard(Recorded(0.5, 4000, 2)))


# ------------------------------------------------------------------ money and prices

MONEY = (
    "loss rate ref_rate stakes price prize_cap prize_per_org scan carry own_flaw_usd rule.grid_floor".split()
)


def scaled(t, keys, c):
    for key in keys:
        row = t.rows[key]
        t = t.with_median(key, row.p50 * c, "test") if row.ranged else t.with_value(key, row.p50 * c, "test")
    return t


@few
@given(packages())
def test_another_currency_changes_no_hazard_and_scales_every_cost(p):
    c = 7.3
    old = tuple(replace(r, usd=r.usd * c) for r in p.recorded)
    before = costs(p)
    after = costs(replace(p, spend=p.spend * c, recorded=old), t=scaled(TEAM, MONEY, c))
    for name, o in before.items():
        assert np.allclose(o.hazard, after[name].hazard, rtol=1e-6, atol=1e-18), name
        assert np.allclose(o.cost * c, after[name].cost, rtol=1e-6), name


@few
@given(packages(recorded=()))
def test_a_shared_fall_of_the_price_never_lowers_a_zero_day_hazard(p):
    before, after = costs(p), costs(p, t=TEAM.with_median("price", 1.5, "test"))
    for name in (*KEPT, "rewrite-unhardened"):
        below(before[name].zero_day, after[name].zero_day)
        assert np.allclose(before[name].n_day, after[name].n_day)


@few
@given(packages(recorded=()))
def test_if_all_search_dollars_fall_with_the_price_no_zero_day_hazard_moves(p):
    c = 0.25
    t = scaled(TEAM, ("price", "ref_rate", "prize_cap", "prize_per_org", "scan", "eta", "own_flaw_usd"), c)
    before, after = costs(p), costs(replace(p, spend=p.spend * c), t=t)
    for name in ("today", "keep", "rewrite-unhardened"):
        assert np.allclose(before[name].zero_day, after[name].zero_day, rtol=1e-6), name


# ------------------------------------------------------------------ decisions


@few
@given(packages(used=True))
def test_worlds_are_shared_out_among_the_open_options(p):
    row, made, v = compared(p)
    assert sum(made.ruling.p_best.values()) == pytest.approx(1)
    assert not set(made.ruling.p_best) & set(row.closed)
    assert made.ruling.verdict in made.ruling.p_best
    assert (made.ruling.confidence == "only-option") == (len(made.ruling.p_best) == 1)
    assert (v.behind is not None) == ("gated" in v.flags)


@few
@given(packages())
def test_safer_is_never_said_of_gated_or_unmeasured_rows(p):
    _, _, v = compared(p)
    if {"rewrite-safer", "vendor-safer"} & set(v.flags):
        assert p.slice_known
        assert "gated" not in v.flags


@few
@given(packages(malicious=False, used=False))
def test_what_is_measured_unused_is_dropped_whatever_the_money(p):
    _, made, v = compared(p)
    assert v.verdict == "drop"
    assert "unused" in v.flags
    assert made.options["drop"].loss.mean == 0


@few
@given(packages(malicious=True, used=True, target="2.0"))
def test_a_malicious_pin_is_moved_first_and_never_low_stakes(p):
    _, _, v = compared(p)
    assert (v.verdict, v.confidence) == ("keep", "strong")
    assert v.asks == ("move to 2.0 now, rotate secrets",)


@few
@given(packages(used=True))
def test_a_gate_closes_vendor_and_rewrite_until_it_is_waived(p):
    row, _, v = compared(p)
    if policy.gates(p, TEAM):
        assert {"vendor", "rewrite", "rewrite-unhardened"} <= set(row.closed)
        assert v.verdict not in ("vendor", "rewrite")
        waived, _, w = compared(p, waived=("p",))
        assert not waived.closed
        assert "gated" not in w.flags
    else:
        assert not row.closed


@few
@given(packages())
def test_a_direct_that_others_need_is_kept_and_says_so(p):
    row, _, v = compared(replace(p, malicious=False, used=True), stays=("django",))
    assert v.verdict == "keep"
    assert all("stays: needed by django" in why for why in row.closed.values())
