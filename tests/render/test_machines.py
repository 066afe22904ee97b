"""JSON, CSV and Markdown: the contract's keys, one order, nothing that runs."""

import csv
import io
import json
import re

import pytest

from depcalc.render import RENDERERS, Style, render_why_json
from depcalc.values.lock import Key
from depcalc.values.placement import Placement
from depcalc.values.report import Range, ScopeInfo, SliceReport
from tests.builders import HOSTILE, a_decision, a_hostile_report, a_report, a_rewrite

RANGE = {"mean", "p05", "p50", "p95"}
CONTRACT = {
    "": "schema tool as_of seed draws assumptions_digest data project graph scope totals decisions shared"
    " packages findings notices coverage",
    "tool": "name version",
    "data": "id date",
    "project": "path lockfiles requires_python",
    "project.lockfiles.0": "path format revision",
    "graph": "packages edges direct orphans edges_from",
    "scope": "groups extras packages direct",
    "totals": "cost_usd_per_year saving_usd_per_year loss_usd_per_year hazard_per_year"
    " anchor_hazard_per_year",
    "decisions.0": "package version line groups leaves_with stays_because verdict confidence flags"
    " behind_gate prefer class class_basis asks options saving_usd_per_year collective_spend_usd_per_year"
    " hardening_usd yield_of_next_1000_usd attacker_prize_usd rewrite_budget_usd_per_year"
    " parity_budget_usd_per_year break_even_spend_usd_per_year switch_points slice facts gaps",
    "decisions.0.behind_gate": "verdict confidence p_best",
    "decisions.0.options": "today float keep vendor rewrite rewrite-unhardened replace drop",
    "decisions.0.options.replace": "applies why_not cost_usd_per_year loss_usd_per_year work_usd_per_year"
    " hazard_per_year p_best",
    "decisions.0.options.keep": "applies why_not cost_usd_per_year loss_usd_per_year work_usd_per_year"
    " hazard_per_year p_best",
    "decisions.0.options.keep.hazard_per_year": "zero_day n_day supply_chain",
    "decisions.0.yield_of_next_1000_usd": "keep rewrite",
    "decisions.0.slice": "lines share functions modules capabilities reaches basis",
    "decisions.0.facts.0": "name value unit source date kind",
    "decisions.0.gaps.0": "name reason",
    "shared.0": "packages needed_by cost_usd_per_year",
    "packages.0": "name version direct groups dependents depth advisories line",
    "notices.0": "code message path line",
    "coverage": "packages with_reach with_size with_usage with_advisories",
}
RANGES = (
    "totals.cost_usd_per_year",
    "totals.loss_usd_per_year",
    "decisions.0.saving_usd_per_year",
    "decisions.0.collective_spend_usd_per_year",
    "decisions.0.hardening_usd",
    "decisions.0.attacker_prize_usd",
    "decisions.0.options.keep.cost_usd_per_year",
    "decisions.0.options.keep.loss_usd_per_year",
    "shared.0.cost_usd_per_year",
)


def as_json(report=None):
    return json.loads(RENDERERS["json"](report or a_report(decisions=(a_decision(),)), Style()))


def at(record, path):
    for part in filter(None, path.split(".")):
        record = record[int(part)] if part.isdecimal() else record[part]
    return record


@pytest.mark.parametrize("path", CONTRACT)
def test_every_key_of_the_contract_is_there(path):
    assert set(CONTRACT[path].split()) <= set(at(as_json(), path))


@pytest.mark.parametrize("path", RANGES)
def test_ranges_are_objects(path):
    assert set(at(as_json(), path)) == RANGE


def test_the_schema_is_named():
    assert as_json()["schema"] == "depcalc/report/1"


def test_what_explain_alone_asks_is_null_elsewhere_and_says_who_asks():
    decision = as_json()["decisions"][0]
    for key in ("switch_points", "questions", "outlook"):
        assert decision[key] is None
        (reason,) = (gap["reason"] for gap in decision["gaps"] if gap["name"] == key)
        assert "depcalc explain NAME" in reason


def test_every_null_that_means_unknown_has_a_reason():
    changes = {"saving": None, "parity_budget": None, "line": None, "gaps": ()}
    decision = as_json(a_report(decisions=(a_decision(**changes),)))["decisions"][0]
    named = {gap["name"]: gap["reason"] for gap in decision["gaps"]}
    assert named["parity_budget_usd_per_year"] == "not within $100M a year"
    assert {"saving_usd_per_year", "line", "slice", "switch_points"} <= named.keys()


def test_a_measured_slice_is_whole_and_an_unknown_one_is_null():
    part = as_json(a_report(decisions=(a_rewrite(),)))["decisions"][0]["slice"]
    assert part == {
        "lines": 60,
        "share": 0.0004,
        "functions": 3,
        "functions_total": 212,
        "modules": 2,
        "modules_total": 9,
        "may_run_share": 0.02,
        "capabilities": [
            {
                "tag": "network",
                "name": "socket.create_connection",
                "path": "acme_geo/net.py",
                "line": 40,
                "at_import": False,
                "weak": False,
            }
        ],
        "reaches": [],
        "basis": "measured",
        "status": "used",
        "why": "imported in runtime, tests, at src/shop/map.py:7",
        "names": part["names"],
        "mentions": [{"how": "configuration", "text": "acme-geo", "path": "pyproject.toml", "line": 12}],
        "notes": [{"note": "attributes by unknown names", "count": 2}],
    }
    unknown = a_decision(slice=SliceReport(2.0, 0.1, "unknown"))
    assert as_json(a_report(decisions=(unknown,)))["decisions"][0]["slice"]["lines"] is None


def test_groups_and_extras_have_plain_labels():
    scope = ScopeInfo(("", "extra:redis", "group:dev"), ("redis",), 9, 3, (("group:docs", 4),))
    found = as_json(a_report(scope=scope, decisions=(a_decision(groups=("", "group:dev")),)))
    assert (found["scope"]["groups"], found["scope"]["extras"]) == (["production", "dev"], ["redis"])
    assert found["decisions"][0]["groups"] == ["production", "group:dev"]


def test_the_order_of_the_report_does_not_matter():
    report = a_report()
    turned = a_report(
        decisions=report.decisions[::-1], packages=report.packages[::-1], shared=report.shared[::-1]
    )
    assert RENDERERS["json"](turned, Style()) == RENDERERS["json"](report, Style())


def test_floats_have_six_digits():
    third = Range(1 / 3, 1 / 3, 1 / 3, 1 / 3)
    found = as_json(a_report(decisions=(a_decision(hardening=third),)))
    assert found["decisions"][0]["hardening_usd"]["mean"] == 0.333333


def test_a_nan_is_a_bug_and_never_written():
    broken = Range(float("nan"), 0, 0, 0)
    with pytest.raises(ValueError, match="JSON"):
        RENDERERS["json"](a_report(decisions=(a_decision(hardening=broken),)), Style())


def test_hostile_text_stays_text_in_json():
    shown = RENDERERS["json"](a_hostile_report(), Style())
    assert shown.isascii()
    assert {d["package"] for d in json.loads(shown)["decisions"]} == set(HOSTILE)
    assert not any(line.lstrip().startswith(("::", "##[")) for line in shown.splitlines())


def test_no_csv_cell_is_a_formula_and_no_row_breaks():
    shown = RENDERERS["csv"](a_hostile_report(), Style())
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert len(rows) == len(shown.splitlines()) - 1 == len(HOSTILE) + 1
    texts = [cell for row in rows for name, cell in row.items() if not name.endswith("_year")]
    assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for cell in texts)
    assert not any(ord(c) < 32 for cell in texts for c in cell)


def test_csv_sums_to_the_parts():
    rows = list(csv.DictReader(io.StringIO(RENDERERS["csv"](a_report(), Style()))))
    assert {row["row"] for row in rows} == {"decision", "shared"}
    assert sum(float(row["today_usd_per_year"]) for row in rows) == pytest.approx(1860)


def test_markdown_has_no_tag_mention_or_stray_cell():
    shown = RENDERERS["markdown"](a_hostile_report(), Style())
    assert "<script" not in shown
    assert "@acme" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {9}
    assert not re.search(r"(?<!\\)`|(?<!\\)\[", shown)
    assert not any(line.startswith(("::", "##[")) for line in shown.splitlines())


@pytest.mark.parametrize("kind", ["table", "explain", "csv", "markdown"])
def test_nothing_hostile_reaches_a_terminal(kind):
    shown = RENDERERS[kind](a_hostile_report(), Style(width=200))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]", shown
    )
    assert "::error" not in shown
    assert "##[error" not in shown


def test_why_as_json():
    path = (Key("acme-web", "4.2"), Key("acme-tls", "3.1"))
    place = Placement(
        "acme-tls", ("3.1",), False, ("",), "production", 2, ("acme-web",), ("acme-web",), (), ()
    )
    assert json.loads(render_why_json(place, [path], Style())) == {
        "schema": "depcalc/why/1",
        "package": "acme-tls",
        "versions": ["3.1"],
        "direct": False,
        "needed_by": ["acme-web"],
        "paths": [[{"name": "acme-web", "version": "4.2"}, {"name": "acme-tls", "version": "3.1"}]],
    }
