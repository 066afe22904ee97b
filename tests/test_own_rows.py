"""Own code on record: which searches count on which day, and what a component asks for."""

from dataclasses import replace
from datetime import date

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.pipeline import appraise, survey
from depcalc.pipeline.recorded import searches
from depcalc.values.held import Held
from depcalc.values.inputs import Inputs
from depcalc.values.settings import HardeningRecord, LedgerEntry, Settings
from tests.builders import an_own_row
from tests.test_pipeline import lock

TEAM = load_assumptions("team")
P = Inputs("acme-cron", "parser", 1.0, 0.3, 100, 1000)


def asks(kind="rewrite", *, budget=40.0, stale=False, open_=False, changes=None):
    held = Held(replace(P, own_changes=changes), kind, 0.3)
    return policy.own_asks(held, replace(an_own_row().sums, budget=budget), stale, open_, TEAM)


def test_where_no_search_pays_none_is_asked_for():
    assert asks(budget=0.0) == ("no further search pays now",)


def test_code_about_to_be_new_again_is_searched_as_it_changes_and_not_once():
    assert asks(changes=2 * TEAM["decay"]) == (
        "search each change as it lands: much of it is about to be new again",
    )
    assert asks(changes=TEAM["decay"] / 2) == asks(changes=None) == ("search it",)


def test_an_advisory_of_the_original_concerns_the_copy_and_not_the_rewrite():
    assert asks("vendor", open_=True)[0].startswith("patch the copy")
    assert asks("rewrite", open_=True) == ("search it",)


def test_stale_hardening_is_said_first():
    assert asks(stale=True)[0].startswith("hardening stale")


# ------------------------------------------------------------------ which searches count


def entry(*days, kind="rewrite", package="acme-cron", path="own.py"):
    return LedgerEntry(
        package, "1.4.5", kind, path, hardening=tuple(HardeningRecord(day, 100.0, 1) for day in days)
    )


FACTS = date(2026, 8, 18)


def ages(settings):
    return [round(one.age, 2) for one in searches(settings, "acme-cron", FACTS)]


def test_a_search_of_last_week_counts_although_the_facts_are_older():
    assert ages(Settings(ledger=(entry(date(2026, 11, 20)),))) == [0.0]


def test_on_an_earlier_day_that_was_asked_for_a_later_search_is_not_known():
    then = Settings(ledger=(entry(date(2025, 8, 18), date(2026, 11, 20)),), as_of=FACTS)
    assert ages(then) == [1.0]


def test_only_a_rewrite_stands_ready_while_the_package_is_still_required():
    assert ages(Settings(ledger=(entry(FACTS, kind="vendor"), entry(FACTS, package="acme-web")))) == []


def of_project(tmp_path, *entries):
    (tmp_path / "requirements.txt").write_text("certifi==2024.2.2\n")
    settings = Settings(draws=150, usage=False, ledger=entries, folder=tmp_path)
    return appraise(survey(tmp_path, settings, environ={}), settings)


def test_own_code_is_in_no_total(tmp_path):
    (tmp_path / "own.py").write_text("x = 1\n" * 400)
    without, with_own = of_project(tmp_path), of_project(tmp_path, entry(package="h11"))
    assert with_own.own[0].sums.cost.mean > 0
    assert with_own.totals == without.totals


def test_code_that_is_not_there_is_priced_by_rule_and_said_so(tmp_path):
    report = of_project(tmp_path, entry(package="h11", path="../elsewhere.py"), entry(package="h11"))
    assert [one.code for one in report.notices].count("ledger-unread") == 2
    assert all(row.sums.kloc > 0 for row in report.own)


def test_what_was_replaced_and_is_still_required_is_said(tmp_path):
    report = of_project(tmp_path, entry(package="certifi"))
    assert "ledger-still-required" in [one.code for one in report.notices]


def test_a_ledger_without_end_is_cut_and_that_is_said(tmp_path):
    report = of_project(tmp_path, *(entry(package="certifi") for _ in range(203)))
    assert len(report.own) == 200
    assert any(one.code == "ledger-cut" and "3 entries" in one.message for one in report.notices)


def test_an_advisory_about_a_function_that_was_taken_concerns_us(tmp_path):
    """`data/fixed_functions.csv` says which function it is about; another symbol is concerned at most possibly."""
    lock(tmp_path, ("idna", "3.15"))
    said = {}
    for symbol in ("rebuild_proxies", "get"):
        entry = LedgerEntry("requests", "2.30.0", "rewrite", "x.py", (symbol,))
        asked = Settings(ledger=(entry,))
        (row,) = appraise(survey(tmp_path, asked, environ={}), asked).own
        said[symbol] = {one.concern.partition(":")[0] for one in row.upstream}
    assert "concerned" in said["rebuild_proxies"]
    assert said["get"] <= {"possibly"}
