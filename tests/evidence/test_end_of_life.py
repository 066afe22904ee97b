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
    assert ended_line("salt", Version("3005.1"), day).line == "3005"
    assert ended_line("salt", Version("3006.4"), day) is None


# days by which a record may follow its fix: Salt's come months later
LATE = {"django": timedelta(days=7), "salt": timedelta(days=150)}


@pytest.mark.parametrize("name", LATE)
def test_no_line_is_fixed_after_its_end(snapshot, name):
    records = _records(snapshot, name)
    seen = 0
    for line in _lines(name):
        fixed = [a for a in records if line.line in _fixed_lines(a)]
        late = [a.id for a in fixed if a.disclosed > line.day + LATE[name]]
        assert not late, (line, late)
        seen += len(fixed)
    assert seen > len(_lines(name))


@pytest.mark.parametrize(("name", "since"), [("django", ENDED), ("salt", date(2024, 9, 1))])
def test_hardly_a_later_record_names_an_ended_line(snapshot, name, since):
    """Else its silence would be evidence, and the package had no place in the table."""
    later = [a for a in _records(snapshot, name) if a.disclosed > since]
    pins = [Version(f"{line.line}.1") for line in _lines(name) if line.day <= since]
    named = [a for a in later if any(parse_ranges(a.ranges).holds(pin) for pin in pins)]
    assert len(later) > 10
    assert len(named) <= len(later) / 5


def test_every_package_of_the_table_is_tried():
    assert {name for name, _ in load_lines()} == set(LATE)


def _records(snapshot, name):
    return [r.advisory for r in snapshot.advisories([name])[name]]


def _lines(name):
    return [ended for (package, _), ended in load_lines().items() if package == name]


def _fixed_lines(advisory):
    """Lines in which an advisory names a fixed release."""
    fixes = [span.fix for span in parse_ranges(advisory.ranges).spans if span.fix is not None]
    return {text for fix in fixes for text in (str(fix.major), f"{fix.major}.{fix.minor}")}
