"""What would flip it, the first question, the years ahead and units of search, as a reader sees them."""

import json
import re
from dataclasses import replace

import pytest

from depcalc.assumptions import load_assumptions
from depcalc.render import RENDERERS, Style
from depcalc.render.inputs import LABELS
from depcalc.render.outlook import PLOT
from depcalc.values.outlook import AtHorizon, Effort, Outlook, YearAhead
from depcalc.values.switch import Moved, Question, Questions, SwitchPoint
from tests.builders import a_decision, a_report

LOSS = SwitchPoint("loss", 1.23e6, "USD", "above", "rewrite", 3e5, "--loss ", "behind_gate")
LINES = SwitchPoint(
    "lines", 91.0, "lines", "below", "rewrite", 2100.0, "--set acme-imaging:lines=", "behind_gate"
)
LAG = SwitchPoint("lag_today", 340.0, "d", "above", "replace", 120.0, "--set lag_today=", "verdict")


def years(**last):
    made = [
        YearAhead(
            year=2026 + k,
            purse_library=Effort(24_000, 4_000 * 2.2**k),
            purse_own=Effort(2_600, 430 * 2.2**k),
            wall_kept=Effort(290_000, 47_000 * 2.2**k),
            wall_abandoned=Effort(290_000 * 0.4**k, 47_000 * 0.9**k),
            wall_own=Effort(260 * 0.4**k, 42 * 0.9**k),
            p_kept=0.04,
            p_abandoned=0.04 + 0.1 * k,
            p_own=0.39 + 0.05 * k,
            verdict="keep",
        )
        for k in range(6)
    ]
    return (*made[:-1], replace(made[-1], **last))


def an_outlook(**last):
    return Outlook("verdict", years(**last), tuple(AtHorizon(y, "keep") for y in (1.0, 3.0, 5.0)))


def explain(style=Style(width=80), report=None, **changes):
    made = replace(report or a_report(), decisions=(a_decision(**changes),))
    return RENDERERS["explain"](made, style)


def words(text):
    return " ".join(text.split())


def test_switch_points_say_what_it_becomes_where_and_how_to_try_it():
    shown = explain(switch_points=(LOSS, LINES))
    assert "What would flip it, were the gate open" in shown
    assert re.search(r"rewrite +loss if exploited +above \$1\.2M +\$300,000 +loss", shown)
    assert re.search(r"rewrite +lines of it you use +below 91 +2,100 +lines", shown)
    assert "--loss 1290000" in shown


def test_what_flips_the_verdict_comes_before_what_the_gate_hides():
    shown = explain(switch_points=(LAG, LOSS))
    assert shown.index("What would flip it\n") < shown.index("What would flip it, were the gate open")
    assert "above 340 days" in words(shown) or "above 340 d" in words(shown)


def test_a_point_that_the_gate_hides_too_is_said_once():
    shown = explain(switch_points=(LAG, replace(LAG, of="behind_gate")))
    assert shown.count("lag_today") == 2, "the row, and how to try it"


def test_every_ranged_assumption_has_a_short_label():
    t = load_assumptions("team")
    wanted = {row.key for row in t.rows.values() if row.ranged and not row.key.startswith("anchor.")}
    assert wanted <= LABELS.keys()
    assert max(map(len, LABELS.values())) <= 27


def test_where_nothing_flips_it_explain_says_so_and_a_scan_says_nothing():
    assert "No single number, anywhere in its plausible range." in explain(switch_points=())
    assert "No single number" not in explain(switch_points=None)


def test_the_first_question_is_the_dearest_and_names_the_input():
    asked = Questions("verdict", 171.0, (Question("lag_today", 21.0), Question("density", 4.0)))
    shown = words(explain(questions=asked))
    assert "Ask first: days to patch, today (lag_today)." in shown
    assert "sk first" not in words(explain(questions=Questions("verdict", 0.0, ())))
    assert (
        "worth an estimated $21 a year, everything together $170. Then flaws in fresh code ($4.0)." in shown
    )
    assert "No single answer would be worth a dollar" in words(
        explain(questions=Questions("verdict", 3.0, ()))
    )


def test_the_verdict_that_depends_on_the_curve_says_so_under_either_curve():
    other = {"other_curve": "rewrite", "flags": ("curve-dependent",)}
    assert "under the saturating one, --set curve=saturating, it would be rewrite" in words(explain(**other))
    turned = replace(a_report(), curve="saturating")
    assert "--set curve=log" in words(explain(report=turned, **other))
    assert "depends on the hardening curve" not in explain()


def test_what_the_reader_set_stands_as_theirs_with_what_it_moved():
    yours = replace(
        a_report(),
        changed_assumptions=(("curve", 1.0, "--set"), ("loss", 1e6, "--loss"), ("a:lines", 40.0, "--set")),
    )
    shown = words(explain(report=yours, moved=Moved("replace", "lean", 100.0, 40.0)))
    assert "Yours: curve = saturating (--set), loss = 1,000,000 (--loss), a:lines = 40 (--set)." in shown
    assert "table's own numbers: replace for $40 a year, against $100 today." in shown
    assert "With yours: keep for $270 a year, against $640 today." in shown


# ------------------------------------------------------------------ years ahead


def test_one_line_says_whether_the_verdict_lasts():
    shown = words(explain(outlook=an_outlook()))
    assert "As search gets cheaper: keep from 2026 to 2031. Looking 1, 3, 5 years ahead: keep." in shown
    turned = words(explain(outlook=an_outlook(verdict="rewrite")))
    assert "keep in 2026, rewrite from 2031" in turned
    assert "purse" not in shown


@pytest.mark.parametrize("unit", ["usd", "tokens", "attempts"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_table_and_the_chart_fit_eighty_columns(unit, ascii_only):
    shown = explain(Style(width=80, unit=unit, outlook=True, ascii=ascii_only), outlook=an_outlook())
    assert max(map(len, shown.splitlines())) <= 80
    rows = re.findall(r"^    (20\d\d)  [.aWoPp]{60}$", shown, re.MULTILINE)
    assert rows == [str(year) for year in range(2026, 2032)]


def test_the_chart_puts_a_larger_amount_further_right():
    shown = explain(Style(width=80, unit="tokens", outlook=True), outlook=an_outlook())
    lines = re.findall(rf"^    20\d\d  ([.aWoPp]{{{PLOT}}})$", shown, re.MULTILINE)
    for line in lines:
        assert line.index("o") < line.index("p") < line.index("P") < line.index("W")
    assert [line.index("P") for line in lines] == sorted(line.index("P") for line in lines)


# ------------------------------------------------------------------ units


def test_search_is_shown_in_dollars_tokens_or_attempts():
    assert "$930,000 a year" in words(explain())
    tokens = words(explain(Style(width=80, unit="tokens")))
    assert "Others search this package for an estimated 160B tokens a year" in tokens
    assert "you would need an estimated 17B tokens a year" in tokens
    attempts = words(explain(Style(width=80, unit="attempts")))
    assert "Others search this package for an estimated 1,600 attempts a year" in attempts
    assert "the library is worth an estimated 4,000 attempts" in attempts
    assert "One attempt is 100 million tokens of search." in attempts


def test_losses_and_work_stay_in_dollars_whatever_the_unit():
    table = explain().split("estimated $ a year")[1].split("Crowd")[0]
    assert explain(Style(width=80, unit="attempts")).split("estimated $ a year")[1].split("Crowd")[0] == table


def test_the_json_is_in_dollars_and_tells_the_price():
    report = replace(a_report(), decisions=(a_decision(switch_points=(LOSS,), outlook=an_outlook()),))
    document = json.loads(RENDERERS["json"](report, Style(unit="tokens")))
    assert document["settings"]["price_usd_per_mtok"] == 6
    (d,) = document["decisions"]
    assert d["switch_points"] == [
        {
            "input": "loss",
            "value": 1.23e6,
            "unit": "USD",
            "side": "above",
            "becomes": "rewrite",
            "now": 300000,
            "setting": "--loss ",
            "of": "behind_gate",
        }
    ]
    assert d["outlook"]["years"][0]["wall_kept"] == {"usd": 290000, "mtok": 47000}
    assert d["collective_spend_usd_per_year"]["mean"] == 930000
