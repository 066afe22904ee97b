"""explain: every number behind one decision."""

import re
from dataclasses import replace

import pytest

from depcalc.render import RENDERERS, Style
from depcalc.values.fact import Gap
from depcalc.values.report import Flip, SliceReport, SubstituteReport
from tests.builders import a_decision, a_malicious, a_report, a_rewrite, an_advisory, an_unknown


def explain(decision=None, **changes) -> str:
    report = a_report(decisions=(decision or a_decision(),), **changes)
    return " ".join(RENDERERS["explain"](report, Style(width=100)).split())


def test_the_verdict_comes_first_with_what_it_asks_for():
    assert "● KEEP, the only open option 1. upgrade to 12.3.0 first 2. set a cooldown" in explain()


def test_closed_options_are_shown_with_their_reason_and_what_money_says():
    shown = explain()
    assert "Closed: vendor, rewrite, rewrite-unhardened (gated: parser, native code)." in shown
    assert "Behind the gate, money alone would say keep (strong)" in shown


def test_the_crowd_stands_beside_what_you_would_need():
    assert "you would need an estimated $100,000 a year" in explain()
    assert "no budget within an estimated $100M a year" in explain(a_decision(parity_budget=None))
    assert "your own would already be no riskier, on a part that is assumed" in explain(
        a_decision(parity_budget=0.0)
    )
    assert "your own would already be no riskier." in explain(a_rewrite())


def test_a_slice_nobody_measured_says_so():
    assert "assumed, not measured" in explain()
    assert "not measured, and" in explain(a_decision(slice=SliceReport(0, 0, "unknown")))
    assert "measured, your source text" in explain(a_rewrite())


def test_kinds_are_counted_and_gaps_share_a_reason():
    gaps = (("downloads_year_ago", Gap("list", "private")), ("rank", Gap("list", "private")))
    shown = explain(a_decision(gaps=gaps))
    assert "What it rests on: 1 measured, 4 sourced, 4 assumed, 2 missing" in shown
    assert "downloads year ago, rank: private (list)" in shown


def test_a_malicious_release_has_no_figure_beside_it():
    shown = explain(a_malicious())
    assert "known to be malicious" in shown
    verdict = shown.split("estimated $ a year")[0]
    assert "$" not in verdict


def test_unknown_is_neither_good_nor_bad():
    shown = explain(an_unknown())
    assert "Too little is known to say" in shown
    assert "Crowd against you" not in shown


def test_what_would_flip_it_and_what_decides_a_toss_up():
    flips = (Flip("campaigns", "low", "replace"),)
    shown = explain(a_decision(confidence="toss-up", flips=flips))
    assert "campaigns in its lowest third: replace" in shown
    assert "It turns on campaigns." in shown
    assert "No single input" in explain()


def test_three_profiles_stand_on_one_line():
    assert "hobby keep (only option, $0.75) · team keep (only option, $370) · enterprise" in explain()


def test_a_tie_names_the_substitute():
    assert "Prefer acme-next; money is even." in explain(a_decision(prefer="acme-next"))


def test_a_substitute_says_what_it_covers_and_lacks():
    other = SubstituteReport("acme-next", "successor", True, "", "partial", ("dump",), "a fork")
    shown = explain(a_decision(verdict="replace", substitute=other))
    assert "In its place: acme-next, new to the tree, covers it in part, without dump (a fork)." in shown
    closed = replace(other, open=False, why_not="dump is used")
    assert "closed: dump is used." in explain(a_decision(substitute=closed))


def test_open_advisories_name_their_fix():
    shown = explain()
    assert "GHSA-aaaa-bbbb-cccc high, 8.1 2026-02-03 in 12.3.0" in shown
    assert "GHSA-dddd-eeee-ffff unknown, no score 2026-02-03 none known" in shown


def test_changed_assumptions_are_listed_with_who_changed_them():
    assert "Changed assumptions: campaigns = 0.1 (--set)." in explain(
        changed_assumptions=(("campaigns", 0.1, "--set"),)
    )


def test_a_seed_of_zero_is_the_median_world():
    assert "seed median" in explain(seed=0, draws=1)


def test_colour_never_changes_the_words():
    report = a_report(decisions=(a_decision(),))
    plain = RENDERERS["explain"](report, Style(width=80))
    coloured = RENDERERS["explain"](report, Style(width=80, colour="truecolor"))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ("reached", "the fixed function is in the part you use: lib:f"),
        ("not reached", "outside the part you use, as far as its text tells: lib:f"),
        ("not known", "whether your code reaches lib:f is not known"),
    ],
)
def test_an_open_advisory_says_whether_its_function_is_in_the_part_in_use(reach, said):
    one = replace(an_advisory(), functions=("lib:f",), reach=reach)
    assert said in explain(a_decision(open_advisories=(one,)))
    assert "lib:f" not in explain(a_decision(open_advisories=(replace(one, functions=()),)))
