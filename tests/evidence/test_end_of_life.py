"""Ended release lines: told from their day on, true to the advisories, and without weight."""

from datetime import date, timedelta

import pytest
from packaging.version import Version

from depcalc.evidence.advisories import parse_ranges
from depcalc.evidence.end_of_life import ended_line, load_lines
from depcalc.evidence.gather import Wanted, gather

STEPS = 12
ENDED = date(2026, 4, 7)


@pytest.fixture
def look(snapshot, as_of):
    def one(version, on=as_of, name="django", **more):
        (found,), notices = gather([Wanted(name, version, **more)], snapshot, as_of=on, max_steps=STEPS)
        return found, [n for n in notices if n.code == "end-of-life"]

    return one


def test_a_pin_in_an_ended_line_says_that_silence_is_no_evidence(look):
    found, (notice,) = look("4.2.30")
    fact = dict(found.more)["end_of_life"]
    assert fact.value == "2026-04-07"
    assert "djangoproject.com" in fact.source
    assert "4.2 ended on 2026-04-07" in notice.message
    assert "no evidence" in notice.message


@pytest.mark.parametrize("version", ["5.2.1", "6.0", "4.20", "stable", ""])
def test_a_line_that_goes_on_or_is_not_known_is_not_told(look, version):
    found, notices = look(version)
    assert "end_of_life" not in dict(found.more)
    assert not notices


def test_before_its_end_a_line_is_like_any_other(look):
    assert look("4.2.30", on=ENDED - timedelta(days=1))[1] == []
    assert look("4.2.30", on=ENDED)[1]


def test_a_private_package_of_the_name_is_not_told(look):
    found, notices = look("4.2.30", public=False)
    assert (found.more, notices) == ((), [])


def test_a_line_is_matched_by_whole_numbers():
    day = date(2026, 11, 1)
    assert ended_line("django", Version("4.1.13"), day).line == "4.1"
    assert ended_line("django", Version("4.10.1"), day) is None
    assert ended_line("django", Version("4"), day) is None


def test_no_line_is_fixed_more_than_days_after_its_end(snapshot):
    days = timedelta(days=7)  # a record may follow its fix
    records = [r.advisory for r in snapshot.advisories(["django"])["django"]]
    seen = 0
    for (name, line), ended in load_lines().items():
        assert name == "django"
        fixed = [a for a in records if line in _fixed_lines(a)]
        late = [a.id for a in fixed if a.disclosed > ended.day + days]
        assert not late, (line, late)
        seen += len(fixed)
    assert seen > len(load_lines())


def _fixed_lines(advisory):
    """Lines in which an advisory names a fixed release."""
    fixes = [span.fix for span in parse_ranges(advisory.ranges).spans if span.fix is not None]
    return {f"{fix.major}.{fix.minor}" for fix in fixes}
