from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from depcalc.evidence.advisories import (
    distance,
    is_bad,
    merge,
    nearest_fix,
    open_in,
    parse_pin,
    parse_ranges,
    upgrade_target,
    with_outcome,
)
from depcalc.values.evidence import Advisory

STEPS = 12


def advisory(ranges, *, id="A-1", aliases=(), fixed=True, score=7.5, day=date(2025, 1, 1), exploited=False):
    return Advisory(id, aliases, day, score, "", "high", exploited, fixed, ranges)


def holds(ranges, version):
    return parse_ranges(ranges).holds(parse_pin(version))


def target(version, *ranges, bad=()):
    found = upgrade_target(Version(version), [advisory(text) for text in ranges], bad, STEPS)
    return found and str(found)


@pytest.mark.parametrize(
    ("ranges", "inside", "outside"),
    [
        ("[1.0,2.0)", ["1.0", "1.9.9", "2.0rc1", "1.0.post1"], ["0.9", "1.0rc1", "2.0", "2.0.post1"]),
        ("[1.0,2.0]", ["2.0", "2.0.0"], ["2.0.1"]),
        ("(1.0,2.0)", ["1.0.1"], ["1.0", "1.0.0"]),
        ("[1.0,)", ["1.0", "99"], ["0.1"]),
        ("[0,1.0)", ["0.0.1", "0.dev1", "0a1"], ["1.0"]),
        ("[,1.0)", ["0.1"], ["1.0"]),
        ("[1.0,1.2) [2.0,2.1]", ["1.1", "2.1"], ["1.2", "1.9", "2.2"]),
        ("==1.0|1.2", ["1.0", "1.0.0", "1.2"], ["1.1", "1.0.post1"]),
        ("[0.1.2-1,)", ["0.1.2.post1", "0.2"], ["0.1.2"]),
        ("[1!1.0,1!2.0)", ["1!1.5"], ["1.5", "2!1.5"]),
    ],
)
def test_bounds_are_ordered_by_pep_440(ranges, inside, outside):
    assert all(holds(ranges, version) for version in inside)
    assert not any(holds(ranges, version) for version in outside)


@pytest.mark.parametrize(
    ("ranges", "inside", "outside"),
    [
        ("[0,2.9.0-NA]", ["2.9.0"], ["2.9.1"]),
        ("[0,2.5.0-NA] [0,2.7.1-NA]", ["2.7.1"], ["2.7.2"]),
        ("[0,2.6.0-cu124]", ["2.6.0", "2.6.0+cu124"], ["2.6.1"]),
        ("[0,7.2.0-12.1) [8.0.0,8.3.0-11.1)", ["7.2.0", "8.3.0"], ["7.2.1", "8.3.1"]),
        ("[0,0.2.0-n653)", ["0.2.0"], ["0.2.1"]),
        ("[0,4.6.0.stable11)", ["4.6.0.10"], ["4.6.0.11"]),
        (r"[0,0.2.0-alpha\.33]", ["0.2.0a33"], ["0.2.0a34", "0.2.0"]),
    ],
)
def test_bounds_of_other_schemes_are_read_as_the_upstream_version(ranges, inside, outside):
    assert parse_ranges(ranges).unread == ()
    assert all(holds(ranges, version) for version in inside)
    assert not any(holds(ranges, version) for version in outside)


@pytest.mark.parametrize("bound", ["7.2.0-12.1)", "0.2.0-n653)"])
def test_a_distribution_release_is_not_a_fixed_version(bound):
    assert target("0.1", f"[0,{bound}") is None
    assert nearest_fix(Version("0.1"), advisory(f"[0,{bound}")) == ""


@pytest.mark.parametrize("ranges", ["[0,2024-09-25]", "[0,2018-04-22b]", "before 2", "[1,2", "==latest"])
def test_what_cannot_be_compared_is_range_unknown_and_holds_nothing(ranges):
    read = parse_ranges(ranges)
    assert read.spans == ()
    assert read.unread != ()


def test_no_range_holds_nothing_and_so_does_not_mean_all_versions():
    assert open_in(Version("1.0"), [advisory("")]) == ()


def test_the_readable_part_of_a_range_still_counts():
    read = parse_ranges("[0,1.0) [2.0,2024-09-25]")
    assert read.holds(Version("0.5"))
    assert read.unread == ("[2.0,2024-09-25]",)


# ------------------------------------------------------------------ upgrades


DJANGO = ("[0,2.2.28) [3.0,3.2.13)", "[3.2,3.2.25) [4.2,4.2.16)", "[3.2.13,4.2.30)")


@pytest.mark.parametrize(
    ("version", "expected"), [("3.2.0", "4.2.30"), ("4.2.16rc1", "4.2.30"), ("2.2.28.post1", None)]
)
def test_an_upgrade_goes_on_until_nothing_fixable_is_left(version, expected):
    assert target(version, *DJANGO) == expected


def test_an_upgrade_never_leads_to_a_malicious_release():
    assert target("1.0", "[0,1.5)", bad=("1.5",)) is None
    assert target("1.0", "[0,1.5)", bad=("1.4-1.6",)) is None
    assert target("1.0", "[0,1.5)", bad=("*",)) is None
    assert target("1.0", "[0,1.5)", bad=("1.6",)) == "1.5"


def test_an_upgrade_that_takes_too_many_moves_is_given_up():
    chain = [advisory(f"[{n},{n + 1})") for n in range(5)]
    assert upgrade_target(Version("0"), chain, (), 5) == Version("5")
    assert upgrade_target(Version("0"), chain, (), 4) is None


def test_an_advisory_without_a_fix_asks_for_no_move_but_a_move_can_close_it():
    unfixed, fixed = advisory("[0,1.2]", id="U", fixed=False), advisory("[0,1.5)", id="F")
    forever = advisory("[0,)", id="E", fixed=False)
    here, there = Version("1.0"), upgrade_target(Version("1.0"), [unfixed, fixed, forever], (), STEPS)
    assert str(there) == "1.5"
    outcome = {o.advisory.id: o.closed for o in with_outcome(here, [unfixed, fixed, forever], there)}
    assert outcome == {"U": True, "F": True, "E": False}
    assert not with_outcome(here, [unfixed], None)[0].closed


@pytest.mark.parametrize(
    ("ranges", "version", "expected"),
    [
        ("[0,1.5) [2.0,2.3)", "1.0", "1.5"),
        ("[0,1.5) [2.0,2.3)", "2.1", "2.3"),
        ("[1.0,1.5] [2.0,2.3)", "1.2", "2.3"),
        ("[0,1.5) [1.4,1.8)", "1.0", "1.8"),
        ("[0,1.5]", "1.0", ""),
        ("==1.0", "1.0", ""),
    ],
)
def test_the_nearest_fix_is_above_the_pin_and_not_itself_affected(ranges, version, expected):
    assert nearest_fix(Version(version), advisory(ranges)) == expected


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("1.2.3", "1.2.9", ("patch", 1)),
        ("1.2.3", "1.5.0", ("minor", 3)),
        ("1.2.3", "4.0.0", ("major", 3)),
        ("2024.1", "2026.2", ("minor", 1)),
        ("2024.1", "2024.4", ("minor", 3)),
        ("19.3", "2024.1", ("major", 2005)),
    ],
)
def test_distance_counts_lines_and_a_calendar_year_is_one_minor_line(here, there, expected):
    assert distance(Version(here), Version(there)) == expected


@pytest.mark.parametrize(
    ("version", "bad", "expected"),
    [
        ("0.28", ("0.28-0.31",), True),
        ("0.30", ("0.28-0.31",), True),
        ("0.32", ("0.28-0.31",), False),
        ("8.3.41", ("8.3.41", "8.3.42"), True),
        ("8.3.41.0", ("8.3.41",), True),
        ("8.3.40", ("8.3.41", "8.3.42"), False),
        ("1.0", ("*",), True),
        (None, ("*",), True),
        (None, ("1.0",), False),
        ("1.0", ("not-a-version",), False),
        ("1.0", (), False),
    ],
)
def test_bad_versions_are_single_ones_spans_or_all(version, bad, expected):
    assert is_bad(version and Version(version), bad) is expected


# ------------------------------------------------------------------ aliases


def test_records_that_share_an_alias_are_one_advisory_and_the_best_scored_stays():
    records = [
        advisory("[0,1)", id="PYSEC-1", aliases=("CVE-1",), score=None, day=date(2024, 1, 1)),
        advisory("[0,2)", id="GHSA-1", aliases=("CVE-1", "CVE-2"), score=9.1, day=date(2024, 3, 1)),
        advisory("[0,3)", id="CVE-2", score=5.0, exploited=True, day=date(2024, 4, 1)),
        advisory("[0,4)", id="PYSEC-9", aliases=("CVE-9",)),
    ]
    merged = merge(records)
    assert [a.id for a in merged] == ["GHSA-1", "PYSEC-9"]
    first = merged[0]
    assert (first.score, first.ranges, first.disclosed) == (9.1, "[0,2)", date(2024, 1, 1))
    assert first.exploited
    assert first.aliases == ("CVE-1", "CVE-2", "PYSEC-1")


def test_a_merged_advisory_takes_its_range_from_a_record_that_has_one():
    records = [
        advisory("", id="A", aliases=("C",), fixed=False),
        advisory("[0,2)", id="B", aliases=("C",), score=None),
    ]
    (merged,) = merge(records)
    assert (merged.id, merged.ranges, merged.fixed) == ("A", "[0,2)", True)


# ------------------------------------------------------------------ laws

numbers = st.lists(st.integers(0, 6), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
versions = st.tuples(numbers, st.sampled_from(["", "", "rc1", ".post1", ".dev2"])).map("".join)
intervals = st.tuples(versions, versions, st.sampled_from([")", "]"])).map(
    lambda x: "[{},{}{}".format(*sorted(x[:2], key=Version), x[2])
)
histories = st.lists(
    st.builds(
        lambda parts, fixed: advisory(" ".join(parts), fixed=fixed),
        st.lists(intervals, min_size=1, max_size=3),
        st.booleans(),
    ),
    max_size=8,
)


@given(st.text())
def test_any_text_as_ranges_is_read_or_named_and_never_fails(text):
    read = parse_ranges(text)
    assert read.spans or read.unread or not text.strip()
    read.holds(Version("1.0"))


@given(st.text(alphabet="[](),=|.-0123456789abNA\\ ", max_size=40), versions)
def test_ranges_that_look_right_never_fail(text, version):
    parse_ranges(text).holds(Version(version))
    nearest_fix(Version(version), advisory(text))


@given(versions, histories, st.lists(versions, max_size=3))
def test_an_upgrade_target_is_newer_clean_and_not_malicious(version, history, bad):
    found = upgrade_target(Version(version), history, bad, 100)
    if found is None:
        return
    assert found > Version(version)
    assert not is_bad(found, bad)
    closable = [
        a for a in history if a.fixed and any(s.fix and s.holds(found) for s in parse_ranges(a.ranges).spans)
    ]
    assert closable == []


@given(versions, histories)
def test_the_order_of_advisories_does_not_matter(version, history):
    forth = upgrade_target(Version(version), history, (), STEPS)
    assert forth == upgrade_target(Version(version), history[::-1], (), STEPS)


@given(st.permutations([("A", ("x",)), ("B", ("x", "y")), ("C", ("y",)), ("D", ("z",))]))
def test_merging_does_not_depend_on_the_order(named):
    merged = merge([advisory("[0,1)", id=id, aliases=aliases) for id, aliases in named])
    assert {frozenset({a.id, *a.aliases}) for a in merged} == {frozenset("ABCxy"), frozenset("Dz")}
