from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from depcalc.evidence.gather import PRIVATE, Wanted, gather, newest_versions
from depcalc.evidence.snapshot import open_snapshot
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Files

STEPS = 12
OTHER_STAGES = {
    "kloc",
    "copyleft",
    "used",
    "slice",
    "names",
    "crowd_spend",
}  # filled in by whoever reads source text


@pytest.fixture
def look(snapshot, as_of):
    def one(name, version="", on=as_of, **more):
        (evidence,), notices = gather([Wanted(name, version, **more)], snapshot, as_of=on, max_steps=STEPS)
        return evidence, notices

    return one


def known_fields(evidence):
    return {f.name: getattr(evidence, f.name) for f in fields(evidence)} | dict(evidence.more)


def test_every_field_is_a_fact_with_its_source_or_a_gap_with_its_reason(look):
    for name, version in [("django", "3.2.0"), ("no-such-name", "1.0"), ("numpy", "")]:
        for field, known in known_fields(look(name, version)[0]).items():
            if isinstance(known, Fact):
                assert known.source, field
            elif isinstance(known, Gap):
                assert known.source, field
                assert known.reason, field


def test_a_listed_package_has_its_reach_with_source_and_day(look):
    evidence, _ = look("numpy", "2.3.5")
    assert evidence.downloads.source == "download list 2026-04-01"
    assert evidence.downloads.day == date(2026, 4, 1)
    assert evidence.downloads.kind == "sourced"
    assert 1 <= evidence.rank.value <= 100
    assert evidence.first_seen.value == date(2020, 3, 1)
    assert evidence.oss_fuzz.value is True
    assert "since" in evidence.oss_fuzz.source
    assert evidence.repository.value == "github.com/numpy/numpy"


def test_outside_the_list_reach_is_a_gap_that_says_how_few_downloads_that_means(look):
    evidence, _ = look("no-such-name", "1.0")
    assert evidence.downloads.reason == "not in the list of 15,000: fewer than 57,487 downloads a month"
    assert evidence.rank == evidence.first_seen == evidence.downloads
    assert evidence.advisories.value == ()
    assert isinstance(evidence.wheel_bytes, Gap)
    assert not evidence.bad_name


def test_no_audit_in_the_lists_is_a_gap_and_no_advisory_in_the_database_is_a_fact(look):
    evidence, _ = look("six", "1.17.0")
    assert isinstance(evidence.audits, Gap)
    assert evidence.advisories == Fact((), "advisory database 2026-07-23", date(2026, 7, 23))
    assert look("gradio", "5.0.0")[0].audits.value[0].auditor == "Trail of Bits"


def test_the_upgrade_of_the_worked_examples(look):
    for name, version, expected in [
        ("django", "3.2.0", "4.2.30"),
        ("cryptography", "3.4.8", "46.0.7"),
        ("cryptography", "41.0.7", "46.0.7"),
    ]:
        evidence, _ = look(name, version)
        assert evidence.upgrade.value.target == expected
        assert evidence.upgrade.value.distance == "major"
        assert all(o.closed for o in evidence.open_advisories.value if o.advisory.fixed)


def test_a_clean_pin_has_nothing_to_move_for(look):
    evidence, _ = look("idna", "3.15")
    assert evidence.open_advisories.value == ()
    assert evidence.upgrade.reason == "no fix to move to"


# ------------------------------------------------------------------ the lock comes first


def test_what_the_lock_measured_beats_what_public_locks_show(look):
    files = Files(wheel_bytes=123, pure=True, uploaded=date(2025, 2, 3), yanked=True)
    evidence, _ = look("numpy", "2.3.5", files=files)
    assert evidence.wheel_bytes == Fact(123, "lock", None, "measured")
    assert evidence.native == Fact(False, "lock", None, "measured")
    assert evidence.uploaded == Fact(date(2025, 2, 3), "lock", None, "measured")
    assert evidence.yanked == Fact(True, "lock", None, "measured")


def test_a_lock_without_sizes_takes_them_from_the_same_version_elsewhere(look):
    evidence, _ = look("numpy", "2.3.5", files=Files(pure=False))
    assert evidence.wheel_bytes.source == "wheel facts 2026-08-22, same version"
    assert evidence.wheel_bytes.kind == "sourced"
    assert evidence.native.source == "lock"
    assert isinstance(evidence.uploaded, Fact)
    assert isinstance(evidence.yanked, Gap)


def test_a_version_nobody_showed_takes_the_size_of_the_nearest_and_says_that_it_is_assumed(look):
    evidence, _ = look("numpy", "2.3.99")
    assert "nearest version 2.3." in evidence.wheel_bytes.source
    assert evidence.wheel_bytes.kind == evidence.native.kind == "assumed"
    assert isinstance(evidence.uploaded, Gap)


def test_without_a_pin_the_size_is_that_of_the_newest_and_no_advisory_is_matched(look):
    evidence, notices = look("django")
    assert "newest version" in evidence.wheel_bytes.source
    assert evidence.open_advisories.reason == evidence.upgrade.reason == "no version is pinned"
    assert len(evidence.advisories.value) > 50
    assert notices == ()


def test_a_local_build_is_compared_by_its_public_version(look):
    plain, _ = look("torch", "2.6.0")
    local, _ = look("torch", "2.6.0+cu124")
    assert local.open_advisories == plain.open_advisories
    assert "PYSEC-2025-189" in {o.advisory.id for o in local.open_advisories.value}


# ------------------------------------------------------------------ private packages


def test_a_private_package_is_never_looked_up(look):
    evidence, notices = look("django", "3.2.0", public=False, files=Files(wheel_bytes=5, pure=True))
    assert not evidence.public
    own = {"wheel_bytes", "wheel_native", "native", "uploaded", "yanked", "klass"}
    for field, known in known_fields(evidence).items():
        if isinstance(known, Fact | Gap) and field not in own | OTHER_STAGES:
            assert known == PRIVATE, field
    assert evidence.wheel_bytes == Fact(5, "lock", None, "measured")
    assert evidence.klass.value == "framework"
    assert evidence.class_basis == "name rule"
    assert notices == ()


def test_a_private_package_does_not_inherit_the_bad_name_of_a_public_one(look):
    evidence, _ = look("0x000testqwe", "1.0", public=False)
    assert (evidence.bad_name, evidence.bad_pin) == (False, "")


def test_a_public_and_a_private_package_of_one_name_stay_apart(snapshot, as_of):
    wanted = [Wanted("six", "1.17.0", public=False), Wanted("six", "1.17.0"), Wanted("attrs", "25.1.0")]
    found, _ = gather(wanted, snapshot, as_of=as_of, max_steps=STEPS)
    assert [(e.name, e.public, isinstance(e.rank, Fact)) for e in found] == [
        ("six", False, False),
        ("six", True, True),
        ("attrs", True, True),
    ]


# ------------------------------------------------------------------ malicious


@pytest.mark.parametrize(
    ("name", "version", "says"),
    [
        ("litellm", "1.82.7", "PYSEC-2026-2"),
        ("lightning", "2.6.3", "MAL-2026-3201"),
        ("ssh-decorate", "0.30", "iqtlabs"),
        ("autodzee", "0.1", "PYSEC-2025-3"),
        ("gratient", "0.5", "PYSEC-2024-1"),
    ],
)
def test_a_pin_known_to_be_malicious_says_by_whom(look, name, version, says):
    assert says in look(name, version)[0].bad_pin


@pytest.mark.parametrize(
    ("name", "version"), [("litellm", "1.82.9"), ("gratient", "0.4"), ("num2words", "0.5.14")]
)
def test_other_releases_of_a_project_that_was_taken_over_are_not_malicious(look, name, version):
    evidence, _ = look(name, version)
    assert (evidence.bad_name, evidence.bad_pin) == (False, "")


def test_only_where_every_release_is_bad_there_is_no_clean_one(look):
    assert look("autodzee", "")[0].no_clean_release
    assert look("autodzee", "")[0].bad_pin == "every release is malicious (PYSEC-2025-3)"
    assert look("0x000testqwe", "1.0")[0].no_clean_release
    assert look("always-updates", "1.0")[0].no_clean_release
    assert not look("litellm", "1.82.7")[0].no_clean_release
    assert not look("numpy", "2.3.5")[0].no_clean_release


def test_a_name_that_never_was_a_project_is_bad_whatever_its_version(look):
    for version in ("1.0", "", "no version"):
        evidence, _ = look("0x000testqwe", version)
        assert evidence.bad_name
        assert "MAL-2025-6428" in evidence.bad_pin


def test_a_listed_project_reported_malicious_as_a_whole_is_bad_in_every_release_but_was_a_project(look):
    evidence, _ = look("always-updates", "1.0")
    assert not evidence.bad_name
    assert "the whole project is reported malicious (MAL-2026-3685)" in evidence.bad_pin


# ------------------------------------------------------------------ the day asked for


NAMES = ("django", "litellm", "gradio", "numpy", "argon2-cffi-bindings", "gratient", "passlib", "ecdsa")


@given(day=st.dates(date(2019, 1, 1), date(2026, 12, 31)))
def test_nothing_that_became_known_later_is_used(day):
    with open_snapshot() as snapshot:
        found, _ = gather([Wanted(n, "1.0") for n in NAMES], snapshot, as_of=day, max_steps=STEPS)
    for evidence in found:
        assert evidence.as_of == day
        assert all(a.disclosed <= day for a in evidence.advisories.value)
        assert all(t.known <= day for t in evidence.takeovers.value)
        for known in (evidence.first_seen, evidence.newest_upload, evidence.uploaded):
            assert isinstance(known, Gap) or known.value <= day
        if isinstance(evidence.audits, Fact):
            assert all(a.day <= day for a in evidence.audits.value)
        if evidence.oss_fuzz.value and "since" in evidence.oss_fuzz.source:
            assert evidence.oss_fuzz.source.split("since ")[1][:10] <= day.isoformat()
        if isinstance(evidence.downloads, Fact):
            assert evidence.downloads.kind == "sourced"
            assert evidence.downloads.day <= day


def test_a_malicious_release_is_unknown_before_it_is_found(look):
    assert look("litellm", "1.82.7", on=date(2026, 3, 23))[0].bad_pin == ""
    assert look("litellm", "1.82.7", on=date(2026, 3, 24))[0].bad_pin != ""


# ------------------------------------------------------------------ the rest


def test_shown_extras_are_facts_only(look):
    evidence, _ = look("pip", "25.3")
    more = dict(evidence.more)
    assert more["funding_usd"].value == 407_000
    assert more["dependents_spack"].source == "Spack 2026-07-01"
    assert look("no-such-name")[0].more == ()


def test_a_successor_and_its_last_release_come_from_our_table(look):
    evidence, _ = look("raven", "6.10.0")
    assert evidence.successor.value.target == "sentry-sdk"
    assert evidence.newest_upload == Fact(date(2018, 12, 19), "successor table")
    assert isinstance(look("numpy")[0].successor, Gap)


def test_advisories_whose_versions_are_unknown_are_named_once_and_match_nothing(snapshot, as_of):
    wanted = [Wanted("gradio", v, lock_path="uv.lock") for v in ("5.0.0", "5.0.1")]
    found, notices = gather(wanted, snapshot, as_of=as_of, max_steps=STEPS)
    (notice,) = notices
    assert (notice.code, notice.path) == ("range-unknown", "uv.lock")
    assert "PYSEC-2024-261" in notice.message
    for evidence in found:
        assert "PYSEC-2024-261" in {a.id for a in evidence.advisories.value}
        assert "PYSEC-2024-261" not in {o.advisory.id for o in evidence.open_advisories.value}


def test_a_pin_that_is_no_version_is_a_gap_and_a_notice(look):
    evidence, notices = look("django", "stable")
    assert evidence.open_advisories.reason == "'stable' is no version"
    assert [n.code for n in notices] == ["version-unknown"]


def test_the_newest_version_is_final_and_not_later_than_the_day(snapshot, as_of):
    newest = newest_versions(snapshot, ["django", "no-such-name"], as_of=as_of)
    assert set(newest) == {"django"}
    before = newest_versions(snapshot, ["django"], as_of=date(2025, 1, 1))
    assert before != newest


def test_no_requests_give_no_evidence(snapshot, as_of):
    assert gather([], snapshot, as_of=as_of, max_steps=STEPS) == ((), ())


@given(st.text(max_size=30), st.text(max_size=30))
def test_hostile_names_and_versions_are_just_unknown(name, version):
    with open_snapshot() as snapshot:
        (evidence,), _ = gather([Wanted(name, version)], snapshot, as_of=date(2026, 8, 18), max_steps=STEPS)
    assert evidence.name == name


def test_a_malicious_pin_names_the_nearest_clean_release_that_locks_have_shown():
    with open_snapshot() as snapshot:
        as_of = snapshot.info().as_of
        wanted = [Wanted("litellm", "1.82.8"), Wanted("num2words", "0.5.15"), Wanted("ctx", "0.2.6")]
        (litellm, num2words, ctx), _ = gather(wanted, snapshot, as_of=as_of, max_steps=12)
    assert litellm.bad_pin
    assert num2words.bad_pin
    assert Version(litellm.upgrade.value.target) > Version("1.82.8")
    assert litellm.upgrade.value.target not in ("1.82.7", "1.82.8")
    assert "PYSEC-2022-199" in ctx.bad_pin, "the takeover table lists no release of ctx, its advisory does"
