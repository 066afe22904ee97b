"""The parts that need no screen: rows, dials, the tree, the change to the configuration, letters."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.errors import ConfigError
from depcalc.render.style import Style
from depcalc.render.text import cells
from depcalc.tui import dials, steps
from depcalc.tui.columns import COLUMNS, fit, taken
from depcalc.tui.inks import bar, log_part, slider
from depcalc.tui.letters import lettered
from depcalc.tui.lines import EDGE
from depcalc.tui.pricing import priced
from depcalc.tui.race import ahead
from depcalc.tui.rows import Wanted, chosen, waiting
from depcalc.tui.tree import ROOT, branches, gone_tree, import_tree
from depcalc.tui.writing import Change, preview
from depcalc.values.placement import Placement
from depcalc.values.settings import Settings
from tests.builders import a_decision, a_report, a_rewrite
from tests.render.test_plan import a_step
from tests.tui.running import FakeEngine, a_tree_report, places_of

DAY = date(2026, 11, 21)
MEDIANS = FakeEngine().values(None, Settings())


# ------------------------------------------------------------------ rows


@given(st.integers(1, 300))
def test_columns_fall_away_from_the_right_and_the_verdict_never_does(width):
    kept = [column.key for column in fit(width)]
    assert kept == [column.key for column in COLUMNS[: len(kept)]]
    assert kept[:4] == ["verdict", "package", "today", "advised"]
    if width >= 40 - EDGE:
        assert taken(fit(width)) <= width


def test_a_missing_figure_is_a_dash_and_not_a_zero():
    row = next(row for row in priced(a_report(), Style()) if row.name == "acme-internal")
    assert (row.texts["saving"], row.texts["need"], row.texts["advised"]) == ("-", "-", "-")


def test_before_figures_there_are_names():
    rows = waiting(places_of(a_report()), Style())
    assert {row.name for row in rows} == {d.package for d in a_report().decisions}
    assert {row.texts["today"] for row in rows} == {"…"}


@given(
    st.text(max_size=4), st.sampled_from(["", "keep", "rewrite"]), st.sampled_from(["", "gated", "stdlib"])
)
def test_every_row_that_is_left_out_fails_a_filter(find, verdict, flag):
    rows = priced(a_report(), Style())
    kept = chosen(rows, Wanted(find=find, verdict=verdict, flag=flag))
    for row in rows:
        fits = find.casefold() in row.name.casefold() and verdict in ("", row.verdict)
        assert (row in kept) == (fits and (not flag or flag in row.flags))


# ------------------------------------------------------------------ dials


@pytest.mark.parametrize("dial", dials.DIALS, ids=lambda d: d.key)
def test_a_step_up_and_a_step_down_meet(dial):
    up = dials.moved(dial, Settings(), MEDIANS, 1)
    medians = FakeEngine().values(None, up)
    assert dials.value(dial, up, medians) != dials.value(dial, Settings(), MEDIANS)
    assert dials.back(up, Settings(), dial.key) == Settings()


def test_a_dial_moves_what_was_set_by_name_and_brings_it_back():
    base = Settings(overrides=(("loss", "5000", "--set"), ("curve", "log", "--set"), ("reach", "2", "--set")))
    moved = dials.moved(dials.BY_KEY["loss"], base, MEDIANS | {"loss": 5000.0}, 1)
    assert moved.loss == 10_000
    assert [key for key, _, _ in moved.overrides] == ["curve", "reach"]
    turned = dials.moved(dials.BY_KEY["curve"], moved, MEDIANS, 1)
    assert dials.back(dials.back(turned, base, "loss"), base, "curve") == base


@given(st.floats(0.0, 1e12), st.sampled_from([-1, 1]))
def test_a_number_moves_along_its_ladder_or_stays_at_its_end(now, by):
    dial = dials.BY_KEY["loss"]
    made = dials.moved(dial, Settings(loss=now), {"loss": now}, by)
    assert made.loss in dial.steps
    if dial.steps[0] < now < dial.steps[-1]:
        assert (made.loss > now) == (by > 0)


def walked(dial, base, way):
    """Settings after each step, as the view takes them."""
    engine, at, seen = FakeEngine(), base, []
    for by in way:
        rest = dials.back(at, base, dial.key)
        home = dials.Home(rest, dials.value(dial, rest, engine.values(None, rest)))
        at = dials.moved(dial, at, engine.values(None, at), by, home)
        seen.append(at)
    return seen


@pytest.mark.parametrize("profile", ["hobby", "team", "enterprise"])
@pytest.mark.parametrize("dial", dials.DIALS, ids=lambda d: d.key)
def test_there_and_back_is_where_it_was(dial, profile):
    """From the value that the table gives, which is on no round step, and from every step of the way."""
    base, engine = Settings(profile=profile), FakeEngine()
    read = lambda made: dials.shown(dial, dials.value(dial, made, engine.values(None, made)))  # noqa: E731
    for by in (1, -1):
        for far in range(1, 5):
            out = walked(dial, base, [by] * far)
            if len({read(made) for made in (base, *out)}) <= far:
                break  # an end
            assert walked(dial, base, [*[by] * far, *[-by] * far])[-1] == base


@pytest.mark.parametrize("dial", dials.DIALS, ids=lambda d: d.key)
@pytest.mark.parametrize("home", [None, 300_000.0, 5.3, 2e6])
def test_each_step_reads_unlike_the_one_before(dial, home):
    read = [dials.shown(dial, step) for step in dials.steps_of(dial, home)]
    assert len(set(read)) == len(read)


def test_a_mark_never_tries_the_verdict_itself():
    for decision in a_report().decisions:
        assert dials.first_choice(decision) != decision.verdict


def test_options_go_round():
    decision = a_rewrite()
    seen, option = [], dials.first_choice(decision)
    for _ in dials.choices_of(decision):
        seen.append(option)
        option = dials.next_choice(decision, option, 1)
    assert option == seen[0]
    assert set(seen) == set(dials.choices_of(decision))


def test_few_worlds_need_no_preview():
    assert dials.preview_of(Settings(draws=100)) is None
    assert dials.preview_of(Settings(seed=0)) is None
    assert dials.preview_of(Settings()).draws == dials.PREVIEW_DRAWS


# ------------------------------------------------------------------ the tree


def test_everything_hangs_in_one_place_and_costs_add_up():
    report = a_tree_report()
    made = branches(places_of(report), report)
    tree = gone_tree(places_of(report), made)
    seen, todo = [], list(tree.roots)
    while todo:
        one = made[todo.pop()]
        seen.append(one.name)
        below = tree.below.get(one.name, ())
        todo += below
        assert one.cost == pytest.approx(one.own + sum(made[name].cost for name in below))
    assert sorted(seen) == sorted(made)


NAMES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NAMES, st.sets(NAMES, max_size=4), max_size=8)


def graph_of(needs, directs):
    """Placements and edges of any graph, rings and all."""
    names = sorted({*needs, *directs, *(n for below in needs.values() for n in below)})
    edges = [(name, tuple(sorted(needs.get(name, set()) - {name}))) for name in names]
    places = [
        Placement(name, ("1",), name in directs, ("",), "production", 1,
                  tuple(one for one, below in edges if name in below), (), (), (name,))
        for name in names
    ]  # fmt: skip
    return places, edges


@given(GRAPHS, st.sets(NAMES, min_size=1))
def test_all_unfolded_every_package_is_at_home_once_and_every_edge_is_one_line(needs, directs):
    places, edges = graph_of(needs, directs)
    tree = import_tree(places, edges)
    lines = list(tree.lines(set(tree.below)))
    assert sorted(line.name for line in lines if not line.seen) == [place.name for place in places]
    below = sorted((line.parent, line.name) for line in lines if line.parent != ROOT)
    assert below == sorted((name, other) for name, others in edges for other in others)


@given(GRAPHS, st.sets(NAMES, min_size=1))
def test_a_repeat_is_where_it_says(needs, directs):
    places, edges = graph_of(needs, directs)
    tree = import_tree(places, edges)
    lines = list(tree.lines(set(tree.below)))
    homes = {line.name: at for at, line in enumerate(lines) if not line.seen}
    for at, line in enumerate(lines):
        assert not line.seen or line.seen == ("above" if homes[line.name] < at else "below")
        assert not (line.seen and line.opens)


@given(GRAPHS, st.sets(NAMES, min_size=1), NAMES)
def test_the_way_to_a_package_leads_there(needs, directs, name):
    places, edges = graph_of(needs, directs)
    tree = import_tree(places, edges)
    if name in tree.homes:
        opened = set(tree.way_to(name))
        assert name in [line.name for line in tree.lines(opened) if not line.seen]


def test_direct_hides_what_is_indirect_in_both_trees():
    report = a_tree_report()
    places = places_of(report)
    made, edges = branches(places, report), [("acme-web", ("acme-tls",))]
    asked = {place.name for place in places if place.direct}
    for tree in (gone_tree(places, made, direct=True), import_tree(places, edges, direct=True)):
        assert {line.name for line in tree.lines(asked)} == asked


# ------------------------------------------------------------------ the steps of a plan


@given(st.floats(0.0, 1e8))
def test_budgets_reach_from_nothing_to_what_there_is_to_buy(whole):
    scale = steps.budgets(whole)
    assert scale[0] == 0
    assert scale[-1] is None
    rungs = [usd for usd in scale if usd is not None]
    assert rungs == sorted(set(rungs))
    assert all(usd < whole or usd == 0 for usd in rungs)
    assert len(scale) <= 14
    if whole > 2:
        assert rungs[-1] * 2.5 >= whole


@given(st.floats(0.0, 1e8), st.one_of(st.none(), st.floats(0.0, 1e9)))
def test_more_money_is_more_and_less_is_less(whole, budget):
    scale = steps.budgets(whole)
    value = lambda usd: float("inf") if usd is None else usd  # noqa: E731
    assert value(steps.moved(scale, budget, -1)) <= value(budget) or budget == 0
    assert value(steps.moved(scale, budget, 1)) >= min(value(budget), value(scale[-1]))


def test_a_step_decides_what_it_says_and_no_more():
    upgrade = a_step(asks=("upgrade to 12.3.0 first",))
    (made,) = steps.decides(upgrade, 7.0, DAY)
    assert dict(made.entry)["verdict"] == "keep"
    assert dict(made.entry)["asks"] == ("upgrade to 12.3.0 first",)
    assert "upgrade to 12.3.0 first" in made.words
    (made,) = steps.decides(a_step(kind="cooldown", packages=()), 7.0, DAY)
    assert (made.kind, made.entry) == ("setting", (("cooldown", 7),))
    assert steps.decides(a_step(kind="cooldown", packages=()), None, DAY) == ()
    for kind in ("harden", "upstream"):
        assert steps.decides(a_step(kind=kind), 7.0, DAY) == ()


def test_reasons_say_where_a_step_stands_and_who_asks_for_it():
    step = a_step(kind="cooldown", packages=(), what="set a cooldown of 7 days", state="beyond")
    asking = replace(a_decision(), asks=("set a cooldown",))
    said = steps.reasons(step, [asking], (), str)
    for words in (
        "The budget ends before it",
        "First year $340",
        asking.package,
        "Removes an estimated $180",
    ):
        assert words in said
    assert "no budget decides" in steps.reasons(replace(step, urgent=True), [], (), str)


# ------------------------------------------------------------------ what is written


def change(kind="decision", **entry):
    return Change(kind, tuple({"package": "acme-web", **entry}.items()))


def target(text, prefix=""):
    from pathlib import Path

    return lambda: (Path("depcalc.toml"), prefix, text)


def test_a_second_decision_on_a_package_takes_the_place_of_the_first():
    first = preview([change(verdict="keep", date=DAY)], target("# mine\n")).after
    again = preview([change(verdict="drop", date=DAY)], target(first)).after
    assert again.startswith("# mine\n")
    assert tomllib.loads(again)["decision"] == [{"package": "acme-web", "verdict": "drop", "date": DAY}]


def test_waivers_with_other_rules_stand_beside_each_other():
    changes = [
        change("waiver", reason="a", expires=DAY),
        change("waiver", rule="DC012", reason="b", expires=DAY),
    ]
    after = preview(changes, target("")).after
    assert [one["reason"] for one in tomllib.loads(after)["waiver"]] == ["a", "b"]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30))
def test_whatever_a_reason_says_it_stays_one_value(reason):
    after = preview([change("waiver", reason=reason or "x", expires=DAY)], target("")).after
    assert tomllib.loads(after)["waiver"][0]["reason"] == (reason or "x")


def test_the_difference_shows_added_lines_alone():
    made = preview([change(verdict="keep", date=DAY)], target('profile = "team"\n'))
    changed = [
        line for line in made.lines if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))
    ]
    assert changed
    assert all(line.startswith("+") for line in changed)


def test_a_file_that_is_no_toml_is_refused():
    with pytest.raises((ConfigError, ValueError)):
        preview([change(verdict="keep", date=DAY)], target("= broken"))


# ------------------------------------------------------------------ drawing


def test_who_is_ahead_is_said_in_words():
    assert ahead(a_decision()).startswith("the crowd: own code needs $100,000")
    assert ahead(replace(a_decision(), parity_budget=None)) == "the crowd, out of reach"
    assert ahead(a_rewrite()).startswith("nobody")


@given(st.floats(-1, 2), st.integers(1, 80))
def test_bars_and_sliders_stay_in_their_room(part, width):
    assert len(bar(part, width, Style())) <= width
    assert len(slider(part, width, Style())) == width + 2
    assert bar(0.0, width, Style()) == ""


@given(st.floats(1, 1e9), st.floats(1, 1e9))
def test_the_dearer_bar_is_no_shorter(a, b):
    low, high = sorted((a, b))
    assert log_part(low, 0.1, 1e9) <= log_part(high, 0.1, 1e9)


@given(st.text(max_size=30))
def test_letters_are_ascii_and_take_the_same_room(text):
    made = lettered(text)
    assert made.isascii()
    if all(cells(c) == 1 for c in text):
        assert cells(made) == cells(text)
