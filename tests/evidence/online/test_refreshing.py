"""`--online` as a whole: what is asked, what comes of it, and what stays at home."""

import dataclasses
import json
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from tests.evidence.online import serving
from tests.evidence.online.serving import QUICK, Reply, Server, as_json
from tests.evidence.online.small import PAGE, record

from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.online.looking import look_up
from depcalc.evidence.online.overlay import Overlay
from depcalc.evidence.online.refreshing import refresh
from depcalc.evidence.ports import Status
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Files

TODAY = date(2026, 11, 21)
ON_THE_DAY = {"Date": "Sat, 21 Nov 2026 10:00:00 GMT"}


def osv(*records):
    """Answers each question with the records of its package."""

    def answer(handler):
        name = json.loads(handler.server.owner.asked[-1].body)["package"]["name"]
        found = [r for r in records if r["affected"][0]["package"]["name"] == name]
        return Reply(json.dumps({"vulns": found} if found else {}).encode(), headers=ON_THE_DAY)

    return answer


@pytest.fixture
def ask(server, small, tmp_path):
    """Asks the server about some packages."""

    def run(*wanted, **more):
        environ = server.environ(tmp_path, **more.pop("environ", {}))
        return refresh(wanted, small, environ, today=TODAY, limits=QUICK, **more)

    return run


@pytest.fixture
def evidence(server, small, tmp_path):
    """Asks, and gathers evidence on what came."""

    def run(*wanted, as_of=None, online=True, environ=None):
        environ = server.environ(tmp_path, **(environ or {}))
        looked = look_up(wanted, small, environ, online=online, as_of=as_of, max_steps=12, limits=QUICK)
        return looked.evidence, looked.notices

    return run


ALPHA = Wanted("alpha", "1.10")


@pytest.fixture
def answering(server):
    server.answers |= {
        "/simple/alpha/": Reply(json.dumps(PAGE).encode(), headers=ON_THE_DAY),
        "/osv": osv(record("GHSA-9", aliases=["CVE-9"]), record("PYSEC-1", aliases=["CVE-1"], fixed="1.5")),
    }
    return server


# ------------------------------------------------------------------ what comes of it


def test_what_the_index_says_is_a_fact_with_its_day(answering, evidence):
    ((found,), _) = evidence(ALPHA)
    more = dict(found.more)
    assert found.yanked == Fact(True, "package index 2026-11-21", TODAY)
    assert found.uploaded == Fact(date(2025, 3, 1), "package index 2026-11-21", TODAY)
    assert found.newest_upload.value == date(2026, 10, 2)
    assert found.wheel_bytes.value == 2500
    assert more["releases_12_months"].value == 1
    assert more["index_status"].value == "archived: finished"
    assert more["first_release"].value == "2025-01-01"


def test_a_new_advisory_is_found_and_says_who_told(answering, evidence):
    ((found,), _) = evidence(ALPHA)
    assert [o.advisory.id for o in found.open_advisories.value] == ["GHSA-9"]
    assert found.open_advisories.source == "advisory database 2026-07-23 and OSV 2026-11-21"
    assert found.upgrade.value.target == "2.0"
    assert {a.id for a in found.advisories.value} == {"GHSA-9", "PYSEC-1"}


def test_what_only_the_old_record_knew_stays(answering, evidence):
    ((found,), _) = evidence(ALPHA)
    (known,) = (a for a in found.advisories.value if a.id == "PYSEC-1")
    assert (known.score, known.exploited, str(known.disclosed)) == (9.8, True, "2025-01-05")


def test_a_withdrawn_advisory_is_dropped(answering, evidence):
    answering.answers["/osv"] = osv(record("PYSEC-1", withdrawn="2026-10-10T00:00:00Z"))
    ((found,), _) = evidence(ALPHA)
    assert found.advisories.value == ()


def test_a_malicious_release_is_a_bad_pin(answering, evidence):
    made = record("MAL-9", fixed="")
    made["affected"][0]["versions"] = ["1.10"]
    answering.answers["/osv"] = osv(made)
    ((found,), _) = evidence(ALPHA)
    assert "MAL-9" in found.bad_pin


def test_a_report_that_names_no_release_of_a_package_in_use_is_a_notice_and_no_verdict(answering, evidence):
    answering.answers["/osv"] = osv(record("MAL-9", fixed=""))
    ((found,), notices) = evidence(ALPHA)
    assert found.bad_pin == ""
    assert "malicious-unclear" in [n.code for n in notices]


def test_a_report_on_a_package_that_nobody_is_known_to_use_means_all_of_it(answering, evidence, monkeypatch):
    host = answering.url.removeprefix("http://")
    monkeypatch.setattr("depcalc.evidence.online.places.find_public_hosts", lambda: (host,))
    answering.answers["/osv"] = osv(record("MAL-9", "acme-tpyo", fixed=""))
    ((found,), _) = evidence(Wanted("acme-tpyo", "1"))
    assert "MAL-9" in found.bad_pin


def test_the_newer_record_of_one_flaw_rules_under_whatever_id_it_comes(answering, evidence):
    answering.answers["/osv"] = osv(record("GHSA-1", aliases=["CVE-1"], fixed="3.0"))
    ((found,), _) = evidence(ALPHA)
    (known,) = found.advisories.value
    assert known.ranges == "[0,3.0)"
    assert {known.id, *known.aliases} == {"GHSA-1", "CVE-1", "PYSEC-1"}
    assert known.score == 9.8


def test_a_duplicate_that_is_withdrawn_takes_nothing_with_it(answering, evidence):
    answering.answers["/osv"] = osv(record("GHSA-1", aliases=["PYSEC-1"], withdrawn="2026-10-10T00:00:00Z"))
    ((found,), _) = evidence(ALPHA)
    assert [a.id for a in found.advisories.value] == ["PYSEC-1"]


def test_the_lock_rules_over_its_own_files_and_the_index_over_what_is_yanked(answering, evidence):
    files = Files(uploaded=date(2025, 3, 2), yanked=False, wheel_bytes=7)
    ((found,), _) = evidence(dataclasses.replace(ALPHA, files=files))
    more = dict(found.more)
    assert (found.uploaded.source, found.uploaded.value) == ("lock", date(2025, 3, 2))
    assert more["uploaded_also"].value == "2025-03-01"
    assert found.wheel_bytes == Fact(7, "lock", None, "measured")
    assert found.yanked.value is True
    assert more["yanked_also"].value == "no"


def test_what_an_index_says_makes_the_advisories_no_newer(answering, evidence, small):
    del answering.answers["/osv"]
    ((found,), _) = evidence(ALPHA)
    assert found.as_of == small.as_of
    assert found.yanked.value is True  # a warning is worth telling all the same
    assert found.newest_upload.value == date(2025, 3, 1)  # the release of October is later than `as_of`


def test_a_quarantined_project_is_worth_a_notice(answering, evidence):
    page = {**PAGE, "project-status": {"status": "quarantined", "reason": "malware?"}}
    answering.answers["/simple/alpha/"] = as_json(page, **ON_THE_DAY)
    _, notices = evidence(ALPHA)
    assert [n.code for n in notices] == ["quarantined"]


def test_nothing_after_the_day_asked_for_is_told(answering, evidence):
    ((found,), _) = evidence(ALPHA, as_of=date(2026, 9, 30))
    more = dict(found.more)
    assert {a.id for a in found.advisories.value} == {"PYSEC-1"}
    assert found.newest_upload.value == date(2025, 3, 1)
    assert isinstance(found.yanked, Gap)
    assert "index_status" not in more
    assert more["releases"].value == 2


def test_the_day_of_the_facts_moves_with_the_answers_and_not_with_the_clock(answering, ask, small):
    fresh = ask(ALPHA)
    assert fresh.day == TODAY
    over = Overlay(small, fresh)
    assert over.as_of == TODAY
    assert ("package index", "2026-11-21", "facts") in over.info().sources


def test_one_name_without_an_answer_keeps_the_data_as_old_as_the_snapshot(answering, ask, small):
    """The age that a gate looks at is that of the oldest advisories in it."""
    fresh = ask(ALPHA)
    assert Overlay(small, fresh).info().as_of == TODAY
    over = Overlay(small, dataclasses.replace(fresh, statuses=(Status("OSV", "partial", "too late", 2, 1),)))
    assert over.as_of == TODAY, "what was answered counts"
    assert over.info().as_of == small.as_of


def test_a_package_that_the_snapshot_does_not_know_gains_facts(answering, evidence):
    page = json.dumps(PAGE).replace("alpha-", "delta-")
    answering.answers["/simple/delta/"] = Reply(page.encode(), headers=ON_THE_DAY)
    wanted = Wanted("delta", "2.0")
    (found, _), _ = evidence(wanted, ALPHA)
    assert found.newest_upload.value == date(2026, 10, 2)
    assert found.yanked.value is False


def test_conda_packages_are_looked_up_under_their_public_name(answering, evidence):
    wanted = Wanted("py-alpha", "1.10", public_name="alpha", named_by="rule")
    ((found,), _) = evidence(wanted)
    assert found.newest_upload.source == "package index 2026-11-21"


def test_the_second_run_answers_pages_from_the_cache(answering, ask):
    answering.answers["/simple/alpha/"] = as_json(PAGE)
    assert ask(ALPHA).pages == ask(ALPHA).pages
    assert answering.paths().count("/simple/alpha/") == 1


# ------------------------------------------------------------------ trouble


def trouble(fresh):
    return {status.source: (status.state, status.reason) for status in fresh.statuses}


def test_nobody_answers_and_the_snapshot_stands(ask, evidence, small):
    fresh = ask(ALPHA)
    assert trouble(fresh) == {
        "package index": ("absent", "it is not known there"),
        "OSV": ("absent", "it is not known there"),
    }
    assert [n.code for n in fresh.notices] == ["source-absent", "source-absent"]
    ((found,), _) = evidence(ALPHA)
    (plain,), _ = gather((ALPHA,), small, as_of=small.as_of, max_steps=12)
    assert found == plain


def test_offline_nobody_is_asked_and_the_evidence_is_that_of_the_snapshot(answering, evidence, small):
    ((found,), _) = evidence(ALPHA, online=False)
    assert answering.asked == []
    assert (found,) == gather((ALPHA,), small, as_of=small.as_of, max_steps=12)[0]


@pytest.mark.parametrize(
    "behaviour",
    [
        Reply(status=500),
        Reply(status=403),
        Reply(b"garbage"),
        Reply(b'{"vulns": 7}'),
        Reply(b"<html>sign in</html>"),
        Reply(status=302, headers={"Location": "http://other.example/"}),
        serving.stops_in_the_middle,
        serving.never_answers,
        serving.drips,
        serving.drips_headers,
        serving.endless,
    ],
)
def test_whatever_goes_wrong_is_a_status_and_one_notice_for_each_source(server, ask, behaviour):
    server.answers["*"] = behaviour
    wanted = [Wanted("alpha", "1"), Wanted("beta", "1")]
    started = time.monotonic()
    fresh = ask(*wanted)
    assert time.monotonic() - started < QUICK.total_seconds + 2
    assert {state for state, _ in trouble(fresh).values()} == {"absent"}
    assert [n.code for n in fresh.notices] == ["source-absent", "source-absent"]
    assert all("127.0.0.1" not in n.message for n in fresh.notices)


def test_half_the_answers_are_half_the_facts(answering, ask):
    fresh = ask(ALPHA, Wanted("beta", "1"))
    assert trouble(fresh)["package index"] == ("partial", "it is not known there")
    assert set(fresh.pages) == {"alpha"}
    assert set(fresh.advisories) == {"alpha", "beta"}


def test_nonsense_is_not_kept_for_the_next_run(answering, ask):
    answering.answers["/simple/alpha/"] = [Reply(b"<html>sign in</html>"), as_json(PAGE)]
    assert ask(ALPHA).pages == {}
    assert set(ask(ALPHA).pages) == {"alpha"}


def test_nothing_to_ask_asks_nothing(server, ask):
    fresh = ask(Wanted("acme-tls", "1", public=False))
    assert server.asked == []
    assert fresh.notices == ()


# ------------------------------------------------------------------ what stays at home


def leaks(server, name):
    return [a for a in server.asked if name in a.path or name.encode() in a.body or name in str(a.headers)]


def test_private_and_internal_packages_are_never_asked_about(answering, ask):
    ask(
        ALPHA,
        Wanted("acme-secret", "1", public=False),
        Wanted("x", "1", public=False, public_name="acme-secret"),
    )
    assert answering.asked
    assert not leaks(answering, "acme-secret")


def test_public_facts_never_stick_to_a_private_package_of_the_same_name(answering, evidence):
    (private, public), _ = evidence(dataclasses.replace(ALPHA, public=False), ALPHA)
    assert isinstance(public.newest_upload, Fact)
    for field in dataclasses.fields(private):
        value = getattr(private, field.name)
        if isinstance(value, Fact):
            assert "index" not in value.source or value.source == "private index"
            assert "OSV" not in value.source
    assert isinstance(private.advisories, Gap)
    assert "releases" not in dict(private.more)


def test_a_mirror_s_names_go_to_osv_only_where_they_are_known_to_be_public(answering, ask):
    other = Server()
    try:
        fresh = ask(ALPHA, Wanted("acme-web", "1"), environ={"DEPCALC_OSV_URL": f"{other.url}/osv"})
        assert leaks(answering, "acme-web")  # the user's own index is asked
        assert leaks(other, "alpha")
        assert not leaks(other, "acme-web")
        assert "names-held-back" in [n.code for n in fresh.notices]
    finally:
        other.stop()


def test_a_mirror_that_a_project_names_is_not_asked_and_its_names_stay(answering, ask):
    other = Server()
    try:
        ask(ALPHA, Wanted("acme-web", "1"), default_index=f"{other.url}/simple")
        assert other.asked == []
        assert leaks(answering, "alpha")
        assert not leaks(answering, "acme-web")
    finally:
        other.stop()


@pytest.mark.parametrize("default_index", ["not an address", "file:///srv", "http://["])
def test_a_default_index_that_is_no_address_keeps_names_at_home_too(answering, ask, default_index):
    ask(Wanted("acme-web", "1"), default_index=default_index)
    assert not leaks(answering, "acme-web")


def test_the_user_s_own_mirror_named_again_by_the_project_is_asked(answering, ask):
    ask(Wanted("acme-web", "1"), default_index=f"{answering.url}/simple/")
    assert "/simple/acme-web/" in answering.paths()


def test_the_snapshot_is_not_written_to(answering, ask, small, bundled):
    before = bundled.read_bytes()
    Overlay(small, ask(ALPHA)).wheels(["alpha"])
    assert bundled.read_bytes() == before
    with pytest.raises(sqlite3.OperationalError):
        small._connection.execute("DELETE FROM wheels")


# ------------------------------------------------------------------ offline


def test_offline_neither_a_library_of_the_network_is_loaded_nor_a_socket_made():
    program = (
        "import sys, socket\n"
        "def forbidden(*_, **__): raise AssertionError('a socket')\n"
        "socket.socket.connect = socket.getaddrinfo = forbidden\n"
        "import depcalc.evidence.online.updating, depcalc.evidence.online.refreshing, io\n"
        "from depcalc.cli import main\n"
        "for words in (['data', 'status'], ['data', 'verify'], ['scan', sys.argv[1]]):\n"
        "    assert main(words, stdout=io.StringIO(), stderr=sys.stderr, environ={}) == 0, words\n"
        "print([m for m in ('requests', 'urllib3', 'cachecontrol') if m in sys.modules])\n"
    )
    example = str(Path(__file__).parents[3] / "examples" / "acme-shop")
    ran = subprocess.run(
        [sys.executable, "-c", program, example], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
