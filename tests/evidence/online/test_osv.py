import contextlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.online.small import RECORDS, archive, record

from depcalc.evidence.online import osv
from depcalc.evidence.online.cvss import base_score
from depcalc.evidence.online.osv import parse_answer, parse_archive, parse_record
from depcalc.evidence.online.trouble import UnrecognisedError


def advisory(affected=None, **more):
    made = record("GHSA-x", **more)
    if affected is not None:
        made["affected"] = [{"package": {"ecosystem": "PyPI", "name": "alpha"}, **affected}]
    (told,) = parse_record(made)
    return told.advisory


def events(*pairs):
    return {"ranges": [{"type": "ECOSYSTEM", "events": [{kind: version} for kind, version in pairs]}]}


@pytest.mark.parametrize(
    ("said", "ranges", "fixed"),
    [
        ([("introduced", "0"), ("fixed", "1.5")], "[0,1.5)", True),
        ([("introduced", "1.0"), ("fixed", "1.5"), ("introduced", "2.0")], "[1.0,1.5) [2.0,)", True),
        (
            [("introduced", "2.0"), ("fixed", "2.1"), ("introduced", "0"), ("fixed", "1.5")],
            "[0,1.5) [2.0,2.1)",
            True,
        ),
        ([("introduced", "0"), ("last_affected", "1.4")], "[0,1.4]", False),
        ([("introduced", "0")], "[0,)", False),
        ([("introduced", "1.9"), ("fixed", "1.10")], "[1.9,1.10)", True),
        ([("fixed", "1.5")], "", False),
        ([("introduced", "0, 9) [1"), ("fixed", "1.5")], "", False),
        ([], "", False),
    ],
)
def test_events_become_ranges_as_the_snapshot_writes_them(said, ranges, fixed):
    found = advisory(events(*said))
    assert (found.ranges, found.fixed) == (ranges, fixed)


def test_versions_count_where_there_are_no_ranges():
    assert advisory({"versions": ["1.0", "1.1", "not one"]}).ranges == "==1.0|1.1"
    both = {"versions": ["1.0"], **events(("introduced", "0"), ("fixed", "2"))}
    assert advisory(both).ranges == "[0,2)"


def test_ranges_of_commits_say_nothing_of_versions():
    assert advisory({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}).ranges == ""


def test_of_malicious_releases_the_list_comes_first():
    made = record("MAL-1", fixed="")
    made["affected"][0]["versions"] = ["1.1", "1.2"]
    (told,) = parse_record(made)
    assert (told.kind, told.advisory.ranges) == ("malicious", "==1.1|1.2")


def test_severity_is_unknown_where_no_vector_is_known():
    assert advisory().severity == "unknown"
    found = advisory(severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}])
    assert (found.score, found.vector, found.severity) == (None, "CVSS:4.0/AV:N", "unknown")


def test_a_vector_of_version_4_counts_where_there_is_none_of_version_3():
    four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    found = advisory(severity=[{"type": "CVSS_V4", "score": four}])
    assert (found.score, found.vector, found.severity) == (9.3, four, "critical")
    three = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    found = advisory(severity=[{"type": "CVSS_V4", "score": four}, {"type": "CVSS_V3", "score": three}])
    assert (found.score, found.severity) == (9.8, "critical")


def test_a_vector_that_cannot_be_read_hides_none_that_can():
    four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    stated = [{"type": "CVSS_V3", "score": "garbage"}, {"type": "CVSS_V4", "score": four}]
    assert advisory(severity=stated).vector == four
    assert advisory(severity=stated[:1]).vector == "garbage"


def test_a_record_is_about_packages_of_this_ecosystem_alone():
    made = record("GHSA-x")
    made["affected"] += [
        {"package": {"ecosystem": "npm", "name": "beta"}},
        {"package": {"ecosystem": "PyPI", "name": "Gamma_One"}, "versions": ["1"]},
        {"package": {"ecosystem": "PyPI", "name": "../etc"}},
        {"package": "delta"},
    ]
    assert [told.package for told in parse_record(made)] == ["alpha", "gamma-one"]


@pytest.mark.parametrize(
    "broken", [{"id": 7}, {"id": ""}, {"id": "a|b"}, {"published": "soon", "modified": None}]
)
def test_a_record_without_id_or_day_is_refused(broken):
    with pytest.raises(UnrecognisedError):
        parse_record({**record("GHSA-x"), **broken})


def test_an_answer_has_pages_and_an_empty_one_tells_of_nothing():
    body = json.dumps({"vulns": [record("GHSA-x")], "next_page_token": "more"}).encode()
    told, token = parse_answer(body)
    assert ([t.advisory.id for t in told], token) == (["GHSA-x"], "more")
    assert parse_answer(b"{}") == ((), "")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"vulns": 7}', b'{"error": "too many"}', b'{"vulns": [{}]}']
)
def test_another_answer_is_refused(body):
    with pytest.raises(UnrecognisedError):
        parse_answer(body)


@given(st.binary())
def test_any_bytes_are_an_answer_or_refused(body):
    with contextlib.suppress(UnrecognisedError):
        parse_answer(body)


# ------------------------------------------------------------------ the archive


@pytest.fixture
def zipped(tmp_path):
    def write(body):
        file = tmp_path / "all.zip"
        file.write_bytes(body)
        return file

    return write


def test_an_archive_tells_what_its_records_tell(zipped):
    told = list(parse_archive(zipped(archive())))
    assert sorted(t.advisory.id for t in told) == ["GHSA-1", "MAL-3", "PYSEC-1", "PYSEC-2", "PYSEC-3"]
    assert [t.advisory.id for t in told if t.withdrawn] == ["PYSEC-2"]


def test_a_cut_archive_is_refused_wherever_it_is_cut(zipped):
    whole = archive()
    for kept in range(0, len(whole), 37):
        with pytest.raises(UnrecognisedError):
            list(parse_archive(zipped(whole[:kept])))


def test_a_wrong_checksum_inside_is_refused(zipped):
    whole = bytearray(archive([record("GHSA-1", summary="x" * 500)]))
    whole[60:64] = b"\0\0\0\0"
    with pytest.raises(UnrecognisedError, match="cut or damaged"):
        list(parse_archive(zipped(bytes(whole))))


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_is(zipped, monkeypatch):
    monkeypatch.setattr(osv, "MOST_RECORD_BYTES", 10_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("GHSA-1.json", b" " * 20_000)
    honest = packed.getvalue()
    lying = honest.replace((20_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != honest
    for body in (honest, lying):
        with pytest.raises(UnrecognisedError):
            list(parse_archive(zipped(body)))


def test_many_small_records_are_bounded_together(zipped, monkeypatch):
    monkeypatch.setattr(osv, "MOST_BYTES", 1000)
    with pytest.raises(UnrecognisedError, match="unpacks to more"):
        list(parse_archive(zipped(archive())))
    monkeypatch.setattr(osv, "MOST_BYTES", 10**6)
    monkeypatch.setattr(osv, "MOST_RECORDS", 2)
    with pytest.raises(UnrecognisedError, match="unpacks to more"):
        list(parse_archive(zipped(archive())))


def test_one_bad_record_in_many_is_left_out_and_many_refuse_the_archive(zipped):
    good = [record(f"GHSA-{n}") for n in range(200)]
    assert len(list(parse_archive(zipped(archive([*good, {"id": "none"}]))))) == 200
    with pytest.raises(UnrecognisedError, match="3 of 203"):
        list(parse_archive(zipped(archive([*good, {"id": "a"}, {"id": "b"}, {"id": "c"}]))))


def test_an_empty_archive_is_no_archive(zipped):
    with pytest.raises(UnrecognisedError):
        list(parse_archive(zipped(archive([]))))


def test_the_sample_is_what_the_tests_think_it_is():
    assert len(RECORDS) == 5


# ------------------------------------------------------------------ scores


def test_every_score_of_the_shipped_snapshot_is_what_its_vector_gives():
    from depcalc.evidence.snapshot import open_snapshot

    with open_snapshot() as snapshot:
        rows = snapshot._rows("SELECT DISTINCT vector, score FROM advisories WHERE vector != ''")
    assert sum(vector.startswith("CVSS:3") for vector, _ in rows) > 500
    assert sum(vector.startswith("CVSS:4") for vector, _ in rows) > 200
    assert [(v, s) for v, s in rows if base_score(v) != s] == []


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "CVSS:3.1",
        "CVSS:3.1/AV:N",
        "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:2.0/AV:N/AC:L",
        "CVSS:4.0/AV:N",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:Q",
        "CVSS:4.0" + "/AV:N" * 100,
        "high",
    ],
)
def test_another_vector_has_no_score(vector):
    assert base_score(vector) is None


def test_no_impact_is_a_score_of_nought():
    assert base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N") == 0.0
