"""The main table: fits, adds up, never relies on colour, never too sure."""

import re
from dataclasses import replace

import pytest

from depcalc.render import RENDERERS, Style
from depcalc.render.style import MARKS
from depcalc.render.text import cells
from depcalc.values.fact import Gap
from depcalc.values.report import SharedRow
from tests.builders import a_decision, a_hostile_report, a_malicious, a_range, a_report, an_unknown

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (20, 40, 60, 80, 100, 120, 200)


def table(report=None, **style) -> str:
    return RENDERERS["table"](report or a_report(), Style(**{"width": 120, **style}))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["table", "explain"])
@pytest.mark.parametrize("made", [a_report, a_hostile_report])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_wider_than_the_terminal(kind, width, made, ascii_only):
    shown = RENDERERS[kind](made(), Style(width=width, ascii=ascii_only))
    assert max(cells(line) for line in shown.splitlines()) <= width


def test_colour_changes_nothing_but_colour():
    assert ESCAPE.sub("", table(colour="256")) == table()


def test_only_known_holes_are_red():
    red = re.findall(r"\x1b\[38;2;255;107;107m(.*?)\x1b", table(colour="truecolor"))
    assert set(red) == {"vulnerable"}


@pytest.mark.parametrize("verdict", [v for v in MARKS if v != "shared"])
def test_each_verdict_has_shape_and_word(verdict):
    shown = table(a_report(decisions=(a_decision(verdict=verdict),)))
    assert f"{MARKS[verdict][0]} {verdict}" in shown
    assert f"{MARKS[verdict][1]} {verdict}" in table(
        a_report(decisions=(a_decision(verdict=verdict),)), ascii=True
    )


def test_ascii_is_ascii():
    assert table(a_hostile_report(), ascii=True).isascii()


def test_a_narrow_table_keeps_package_and_verdict():
    shown = table(width=40)
    assert "keep" in shown
    assert "rewrite" in shown
    assert "crowd\n" not in shown


def test_crowd_is_never_shown_without_what_you_would_need():
    for width in range(30, 130):
        titles = table(width=width).split("\n\n")[1]
        assert ("crowd" in titles) == ("you would" in titles)


def test_rows_come_dearest_first():
    names = re.findall(r"^(acme-\w+)(?: !)? +[●▲?]", table(), re.MULTILINE)
    assert names == ["acme-gateway", "acme-imaging", "acme-web", "acme-internal", "acme-strings"]


def test_what_several_rows_need_is_one_line():
    rows = tuple(SharedRow((f"acme-{n}",), ("acme-web",), a_range(10), a_range(5)) for n in range(3))
    assert re.search(r"3 packages +· shared +30 +15", table(a_report(shared=rows)))


def test_a_total_has_its_scale_beside_it():
    assert "for scale, a typical app of 60 packages" in " ".join(table().split())
    far = replace(a_report().totals, anchor_warning=True)
    assert "far above the scale" in " ".join(table(a_report(totals=far)).split())


def test_first_steps_are_sorted_by_saving_with_malicious_first():
    report = a_report(decisions=(*a_report().decisions, a_malicious()))
    steps = table(report).split("First steps\n")[1].split("\n\n")[0].splitlines()
    assert [line.split(":")[0].strip() for line in steps[:3]] == [
        "acme-poisoned",
        "acme-gateway",
        "acme-imaging",
    ]
    assert "$" not in steps[0]
    assert "2 rows ask for a cooldown only" in steps[-1]


def test_a_saving_below_nothing_says_so():
    loss = replace(a_decision().saving, mean=-40.0)
    shown = " ".join(table(a_report(decisions=(a_decision(saving=loss),))).split())
    assert "costs an estimated $40 a year more than the risk; do it when you next touch this" in shown


def test_unknown_has_no_advice_and_no_confidence():
    row = next(
        line for line in table(a_report(decisions=(an_unknown(),))).splitlines() if "acme-internal" in line
    )
    assert "toss-up" not in row
    assert "unknown" in row


def test_left_out_names_the_largest_first():
    assert "Left out: group dev (112 packages), extra redis (3 packages). --all" in table()


def test_a_wide_scope_is_counted_by_kind():
    groups = ("", *(f"extra:x{n}" for n in range(7)), "group:dev")
    scope = replace(a_report().scope, groups=groups, extras=tuple(f"x{n}" for n in range(7)))
    assert "scope production + 7 extras + 1 group" in table(a_report(scope=scope))


def test_quiet_leaves_the_answer_and_drops_the_talk():
    shown = table(quiet=True)
    assert "acme-imaging" in shown
    assert "for scale" in shown
    assert "Note:" not in shown
    assert "Next:" not in shown


@pytest.mark.parametrize("kind", ["table", "explain", "markdown"])
def test_no_promise_is_made(kind):
    shown = RENDERERS[kind](a_report(), Style(width=80)).replace("rewrite-safer", "")
    assert not re.search(r"\b(secure|safe|safer|your risk is|guarantee\w*)\b", shown, re.IGNORECASE)


@pytest.mark.parametrize("kind", ["table", "explain", "markdown"])
def test_every_sentence_with_a_dollar_is_estimated(kind):
    shown = RENDERERS[kind](a_report(), Style(width=80))
    prose = re.sub(
        r"What it rests on.*?\n\n", "", shown + "\n\n", flags=re.DOTALL
    )  # has a kind for each number
    for sentence in re.split(r"(?<=[.:]) (?=[A-Z])", " ".join(prose.split())):
        assert "$" not in sentence or "estimate" in sentence, sentence


@pytest.mark.parametrize(
    ("usage", "status", "said"),
    [
        (3, "used", "your usage 3,"),
        (0, "used", "theirs is not on disk"),
        (0, "", "no source of yours was read"),
    ],
)
def test_why_no_part_is_measured_is_said(usage, status, said):
    made = a_report()
    part = replace(made.decisions[0].slice, status=status)
    report = replace(
        made,
        decisions=(replace(made.decisions[0], slice=part),),
        coverage=replace(made.coverage, with_usage=usage),
    )
    assert said in " ".join(RENDERERS["table"](report, Style()).split())


def test_why_no_reach_is_known_of_a_lock_from_a_private_index_is_said():
    made = a_report()
    gaps = (("downloads", Gap("private index", "public facts do not apply")),)
    report = replace(
        made,
        decisions=(replace(made.decisions[0], gaps=gaps),),
        coverage=replace(made.coverage, with_reach=0),
    )
    said = "reach 0 (private index: public facts do not apply), size"
    assert said in " ".join(RENDERERS["table"](report, Style()).split())
    assert said not in " ".join(RENDERERS["table"](made, Style()).split())


@pytest.mark.parametrize(
    ("basis", "width", "said"), [("measured", 120, True), ("measured", 60, False), ("estimated", 120, False)]
)
def test_the_functions_reached_have_a_legend_where_they_have_a_column(basis, width, said):
    part = replace(a_decision().slice, basis=basis, functions=4, functions_total=212)
    part = part if basis == "measured" else a_decision().slice
    shown = " ".join(table(a_report(decisions=(a_decision(slice=part),)), width=width).split())
    assert ("functions reached: of all functions" in shown) is said
    assert ("4 of 212" in shown) is said
