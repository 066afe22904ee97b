"""Upstream news against what we took: concerned only where the data says so."""

import datetime

from depcalc.owned.ledger import match_ledger
from depcalc.values.evidence import Advisory
from depcalc.values.owned import AdvisoryDetail
from depcalc.values.settings import LedgerEntry

ENTRY = LedgerEntry("cron-descriptor", "1.4.5", "rewrite", "src/app/_cron.py", ("get_description", "load"))


def advisory(name="GHSA-1", ranges="[1.0,2.0)", day=datetime.date(2026, 5, 1), aliases=()):
    return Advisory(name, aliases, day, 7.5, "", "high", False, True, ranges)


def holds(version, ranges):
    return {"[1.0,2.0)": True, "[2.0,3.0)": False}.get(ranges)


def standing(detail=None, ranges="[1.0,2.0)", **more):
    details = {"GHSA-1": detail} if detail else {}
    (news,) = match_ledger(ENTRY, [advisory(ranges=ranges)], holds, details=details, **more)
    return news.standing


def test_a_version_outside_the_range_is_not_concerned_whatever_the_text_says():
    assert standing(AdvisoryDetail(text="get_description"), ranges="[2.0,3.0)") == "not in range"


def test_a_text_that_names_a_taken_symbol_concerns_us():
    assert standing(AdvisoryDetail(text="A crafted value makes get_description loop.")) == "concerned"


def test_a_fixed_function_that_was_taken_concerns_us():
    assert standing(AdvisoryDetail(functions=("cron_descriptor.get_description",))) == "concerned"


def test_another_function_only_possibly_concerns_us():
    assert standing(AdvisoryDetail(functions=("cron_descriptor.parse",))) == "possibly"


def test_nothing_known_is_no_all_clear():
    assert standing() == "possibly"


def test_an_unknown_range_is_no_all_clear():
    assert standing(ranges="") == "possibly"
    assert standing(ranges="?") == "possibly"


def test_an_everyday_word_counts_only_where_it_is_written_as_code():
    assert standing(AdvisoryDetail(text="Under load the server stops.")) == "possibly"
    assert standing(AdvisoryDetail(text="Calling `load` on a crafted file stops it.")) == "concerned"


def test_a_taken_file_concerns_us_by_its_path():
    detail = AdvisoryDetail(text="The flaw is in cron_descriptor/parser.py.")
    assert standing(detail, files=["cron_descriptor/parser.py"]) == "concerned"
    assert standing(detail, files=["other/parser.py"]) == "possibly"


def test_news_from_before_we_took_the_code_is_left_out():
    old = advisory(day=datetime.date(2020, 1, 1))
    assert match_ledger(ENTRY, [old], holds, since=datetime.date(2026, 1, 1)) == ()


def test_details_are_found_under_an_alias():
    (news,) = match_ledger(
        ENTRY,
        [advisory(aliases=("CVE-1",))],
        holds,
        details={"CVE-1": AdvisoryDetail(text="get_description")},
    )
    assert news.standing == "concerned"
    assert "get_description" in news.why
