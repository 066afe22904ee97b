"""On an earlier day only what was known then counts: facts, fixes, substitutes and base rates."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.evidence.compact import History, decode, encode, pack
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.priors import read_priors
from depcalc.evidence.records import Recorded, Reported, Wheel
from depcalc.evidence.then import Then
from depcalc.pipeline import appraise, survey
from depcalc.values.evidence import Advisory
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Files
from depcalc.values.settings import Settings

EARLIER = date(2024, 4, 10)
EXAMPLE = Path(__file__).parents[2] / "examples" / "acme-shop"


@pytest.fixture
def on(snapshot):
    def one(name, day, version=""):
        return gather([Wanted(name, version)], snapshot, as_of=day, max_steps=12)[0][0]

    return one


# ------------------------------------------------------------------ downloads of the time


@given(st.integers(1, 3_000_000_000))
def test_a_count_survives_sixteen_bits_within_a_thousandth(count):
    assert 0 < encode(count) < 2**16
    assert decode(encode(count)) == pytest.approx(count, rel=1e-3)


@given(
    st.dictionaries(st.integers(0, 72), st.tuples(st.integers(1, 10**9), st.integers(1, 15_000)), min_size=1)
)
def test_a_month_outside_the_list_is_no_count_of_nought(seen):
    packed = pack("alpha", seen)
    assert packed.at(min(seen) - 1) is None
    for place in range(73):
        if place in seen:
            assert packed.at(place) == (pytest.approx(seen[place][0], rel=1e-3), seen[place][1])
        else:
            assert packed.at(place) is None


def test_downloads_and_rank_are_those_of_the_newest_list_of_the_time(on):
    then, now = on("cryptography", EARLIER), on("cryptography", date(2026, 8, 18))
    assert then.downloads.source == "download list 2024-04-01"
    assert then.downloads.value == pytest.approx(231_600_000)
    assert then.downloads_year_ago.value == pytest.approx(160_600_000)
    assert (then.rank.value, now.rank.value) == (21, 13)
    assert then.first_seen.value == now.first_seen.value


def test_a_package_that_came_later_was_not_in_the_list_of_then(on):
    then = on("ddgs", EARLIER)
    assert "not in the list of 8,000" in then.downloads.reason
    assert "not yet" in then.first_seen.reason
    assert isinstance(on("ddgs", date(2026, 8, 18)).downloads, Fact)


def test_a_package_that_has_left_the_list_was_in_it(on, snapshot):
    gone = [
        n for (n,) in snapshot._rows("SELECT package FROM history WHERE first = 0 ORDER BY package LIMIT 400")
    ]
    gone = [name for name in gone if name not in snapshot.packages(gone)]
    assert gone
    assert isinstance(on(gone[0], date(2020, 3, 2)).downloads, Fact)
    assert isinstance(on(gone[0], date(2026, 8, 18)).downloads, Gap)


def test_before_the_first_list_nothing_is_known_of_reach(on):
    then = on("numpy", date(2020, 2, 1))
    assert then.downloads == Gap("download list", "none is known from before 2020-02-01")


def test_facts_known_as_of_one_later_day_are_left_out(on):
    then = on("numpy", EARLIER)
    assert isinstance(then.debian_kb, Gap)
    assert isinstance(then.repository, Gap)
    assert not {"dependents_spack", "dependents_debian"} & dict(then.more).keys()
    assert "funding_usd" not in dict(on("pip", date(2018, 1, 1)).more)


# ------------------------------------------------------------------ rows as they were


def advisory(fix="2.0"):
    return Advisory("PYSEC-1", (), date(2024, 1, 1), 9.8, "", "critical", True, True, f"[0,{fix})")


def wheel(version, uploaded):
    return Wheel(version, 1, 1000, None, uploaded)


def test_a_fix_counts_from_the_day_its_release_was_out():
    then, records = Then(EARLIER, early=True), [Recorded("vulnerability", advisory(), "")]
    assert not then.advisories(records, [wheel("2.0", "2024-05-01")])[0].fixed
    assert then.advisories(records, [wheel("2.0", "2024-04-01")])[0].fixed
    assert then.advisories(records, [])[0].fixed, "an undated fix is taken at its word"


def test_exploitation_that_was_found_later_is_not_on_record():
    told = Recorded("vulnerability", advisory(), "2024-06-01")
    assert not Then(EARLIER, early=True).advisories([told], [])[0].exploited
    assert Then(date(2024, 6, 1), early=True).advisories([told], [])[0].exploited


def test_undated_releases_are_left_out_on_an_earlier_day_only():
    rows = [wheel("1.0", "2023-01-01"), wheel("1.1", None)]
    assert len(Then(EARLIER, early=True).wheels(rows)) == 1
    assert len(Then(EARLIER, early=False).wheels(rows)) == 2


@pytest.mark.parametrize(
    ("id_", "known"),
    [("MAL-2023-7", True), ("MAL-2024-7", False), ("2024-03-worm", True), ("2024-04-x", False)],
)
def test_a_name_was_reported_by_the_end_of_the_year_or_month_of_its_id(id_, known):
    row = Reported("alpha", id_, 0)
    assert (Then(EARLIER, early=True).reported(row, False) is row) == known
    assert Then(EARLIER, early=False).reported(row, False) is row


def test_a_substitute_holds_from_its_own_day_on(on):
    assert isinstance(on("duckduckgo-search", EARLIER).successor, Gap)
    assert on("duckduckgo-search", date(2026, 8, 18)).successor.value.target == "ddgs"
    assert on("raven", EARLIER).successor.value.target == "sentry-sdk"
    assert isinstance(on("tomli", date(2022, 1, 1)).successor, Gap), "tomllib came with Python 3.11"


def test_a_substitute_without_a_day_is_used_for_no_earlier_one(on):
    """psycopg 3 came out in October 2021; its row names no day."""
    assert isinstance(on("psycopg2-binary", date(2020, 9, 1)).successor, Gap)
    assert on("psycopg2-binary", date(2026, 8, 18)).successor.value.target == "psycopg"


@pytest.mark.parametrize("public", [True, False])
def test_a_pin_that_was_not_out_yet_has_no_upload_day(snapshot, public):
    files = Files(wheel_bytes=1000, uploaded=date(2026, 5, 14))

    def uploaded(day):
        wanted = [Wanted("requests", "2.34.2", public, files)]
        return gather(wanted, snapshot, as_of=day, max_steps=12)[0][0].uploaded

    assert "came out after 2024-04-10" in uploaded(EARLIER).reason
    assert uploaded(date(2026, 5, 14)).value == files.uploaded
    assert uploaded(snapshot.as_of).value == files.uploaded


def test_a_lock_of_a_later_day_makes_no_release_of_it_new(tmp_path):
    (tmp_path / "uv.lock").write_text(LATER_LOCK)
    settings = Settings(as_of=EARLIER, default_index="https://index.example/simple")
    report = appraise(survey(tmp_path, settings, environ={}), settings)
    assert "2026" not in str(
        [i.source for d in report.decisions for i in d.inputs if "release known" in i.source]
    )
    assert not [f for f in report.findings if f.rule == "DC005"]


LATER_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "shop"
version = "1.0"
source = { virtual = "." }
dependencies = [{ name = "requests" }]

[[package]]
name = "requests"
version = "2.34.2"
source = { registry = "https://index.example/simple" }
[[package.wheels]]
url = "https://files.example/requests-2.34.2-py3-none-any.whl"
hash = "sha256:00"
size = 73000
upload-time = "2026-05-14T10:00:00Z"
"""


# ------------------------------------------------------------------ base rates


@pytest.mark.parametrize(
    ("band", "rate"),
    [("1-100", 0.56), ("101-500", 0.40), ("501-1000", 0.18), ("1001-5000", 0.065), ("5001-15000", 0.030)],
)
def test_advisories_per_package_and_year_by_rank(snapshot, as_of, band, rate):
    assert snapshot.base_rates(as_of)[f"advisories.{band}"].value == pytest.approx(rate, rel=0.03)


def test_a_base_rate_knows_nothing_of_later_days(snapshot):
    rates = snapshot.base_rates(EARLIER)
    assert {rate.day for rate in rates.values()} == {"2024-04-01"}
    assert rates["hijack"].events == 1, "deep-translator; the wave of 2026 was to come"
    assert snapshot.base_rates(date(2020, 1, 1)) == {}


def test_priors_move_only_before_the_day_of_the_data(snapshot, as_of):
    assert read_priors(snapshot, as_of) == ()
    ratios = {prior.key: prior.ratio for prior in read_priors(snapshot, EARLIER)}
    assert set(ratios) == {"hijack", "map.median_growth", "map.fix_prior"}
    assert ratios["hijack"] < 0.5
    assert all(
        p.ratio == pytest.approx(1) for p in read_priors(snapshot, date(2026, 8, 17)) if p.key == "hijack"
    )


def test_a_report_of_an_earlier_day_lists_the_priors_it_moved_and_keeps_what_the_user_set():
    settings = Settings(as_of=EARLIER, overrides=(("hijack", "0.001", "--set"),))
    report = appraise(survey(EXAMPLE, settings, environ={}), settings)
    changed = {key: (value, origin) for key, value, origin in report.changed_assumptions}
    assert changed["hijack"] == (0.001, "--set")
    assert changed["map.median_growth"][1] == "base rate of 2024-04-01"
    assert changed["uplift"] == (1.0, "as of 2024-04-10")
    assert report.as_of == EARLIER
    today = appraise(survey(EXAMPLE, Settings(), environ={}), Settings())
    assert today.changed_assumptions == ()
    assert report.totals.today.mean != today.totals.today.mean


def test_while_the_surge_lasted_for_less_long_it_was_shorter():
    settings = Settings(as_of=date(2026, 2, 18))
    report = appraise(survey(EXAMPLE, settings, environ={}), settings)
    changed = {key: value for key, value, _ in report.changed_assumptions}
    assert changed["surge_years"] == pytest.approx(1.0, abs=0.01)
    assert "uplift" not in changed


def test_history_rows_have_the_columns_of_their_table():
    from depcalc.evidence.compact import Month
    from depcalc.evidence.records import BaseRate, Granted
    from depcalc.evidence.schema import column_names

    for table, record in {
        "history": History,
        "months": Month,
        "base_rates": BaseRate,
        "funding": Granted,
    }.items():
        assert column_names(table) == record._fields
