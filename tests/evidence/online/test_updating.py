"""`depcalc data update`: what goes into the new snapshot, and everything that leaves the old one as it is."""

import errno
import io
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests.evidence.online import serving
from tests.evidence.online.serving import QUICK, Reply, as_json
from tests.evidence.online.small import FUZZ, PAGE, RECORDS, TOP, archive, record

from depcalc.errors import SnapshotError
from depcalc.evidence.gather import Wanted
from depcalc.evidence.online import kept
from depcalc.evidence.online.checking import check_snapshot
from depcalc.evidence.online.looking import look_up
from depcalc.evidence.online.updating import update
from depcalc.evidence.snapshot import open_snapshot
from depcalc.values.fact import Fact, Gap

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ON_THE_DAY = {"Date": "Fri, 20 Nov 2026 10:00:00 GMT"}
GOOD = {
    "/all.zip": Reply(archive(), headers={**ON_THE_DAY, "ETag": '"one"'}),
    "/top.json": as_json(TOP, **ON_THE_DAY),
    "/fuzz.json": as_json(FUZZ, **ON_THE_DAY),
    "/simple/alpha/": as_json(PAGE, **ON_THE_DAY),
}


@pytest.fixture
def good(server):
    server.answers |= GOOD
    return server


@pytest.fixture
def environ(server, tmp_path, bundled):
    return server.environ(tmp_path)


@pytest.fixture
def run(environ):
    def run(*names, now=NOW, **more):
        return update(names, environ, now=now, limits=QUICK, **more)

    return run


@pytest.fixture
def snapshot(run, good):
    """After one good update."""
    made = run("alpha")
    with open_snapshot(made.file) as opened:
        yield opened


def states(updated):
    return {o.source: o.state for o in updated.outcomes}


# ------------------------------------------------------------------ what goes in


def test_every_source_is_new_and_the_snapshot_is_whole_and_used(run, good, environ):
    updated = run("alpha")
    assert set(states(updated).values()) == {"new"}
    check_snapshot(updated.file)
    chosen = kept.open_newest(environ)
    with chosen.snapshot as used:
        assert (chosen.file, chosen.notices) == (updated.file, ())
        assert used.as_of == date(2026, 11, 20)
        days = {name: day for name, day, _ in used.info().sources}
    assert days["advisory database"] == days["OSS-Fuzz"] == days["package index"] == "2026-11-20"
    assert days["download list"] == "2026-11-01"
    assert days["takeover table"] == "2026-08-22"  # not fetched, not touched


def test_advisories_of_one_flaw_are_one_row(snapshot):
    (alpha,) = snapshot.advisories(["alpha"])["alpha"]
    assert {alpha.advisory.id, *alpha.advisory.aliases} == {"PYSEC-1", "GHSA-1", "CVE-1"}
    assert (alpha.advisory.score, alpha.exploited_since) == (9.8, "2025-02-01")
    assert str(alpha.advisory.disclosed) == "2025-01-05"


def test_the_basis_of_a_day_says_whether_it_was_rebuilt(snapshot):
    basis = dict(snapshot._rows("SELECT package, date_basis FROM advisories"))
    assert basis == {"alpha": "cve_record", "beta": "published"}


def test_withdrawn_advisories_go_and_new_ones_come_under_the_normal_name(snapshot):
    assert [r.advisory.id for r in snapshot.advisories(["beta"])["beta"]] == ["PYSEC-3"]


def test_malicious_names_are_added_to_those_on_record(snapshot):
    assert {name: row.id for name, row in snapshot.malicious(["alhpa", "bteta"]).items()} == {
        "alhpa": "MAL-2",
        "bteta": "MAL-3",
    }


def test_a_real_project_that_turns_malicious_is_no_malicious_name(run, good):
    made = record("MAL-7", "beta", fixed="")
    made["affected"][0]["versions"] = ["3.0"]
    good.answers["/all.zip"] = Reply(archive([*RECORDS, made]))
    with open_snapshot(run().file) as after:
        assert after.malicious(["beta"])["beta"].legitimate == 1
        kinds = {r.advisory.id: (r.kind, r.advisory.ranges) for r in after.advisories(["beta"])["beta"]}
    assert kinds["MAL-7"] == ("malicious", "==3.0")


def test_a_record_from_the_future_is_left_out(run, good):
    good.answers["/all.zip"] = Reply(
        archive([*RECORDS, record("GHSA-F", "beta", published="2999-01-01T00:00:00Z")])
    )
    with open_snapshot(run().file) as after:
        assert "GHSA-F" not in {r.advisory.id for r in after.advisories(["beta"])["beta"]}
        assert after.as_of <= NOW.date()


def test_the_list_is_one_more_month(snapshot):
    rows = snapshot.packages(["alpha", "beta", "gamma-1"])
    assert [(rows[n].rank, rows[n].downloads) for n in ("alpha", "gamma-1", "beta")] == [
        (1, 1000),
        (2, 700),
        (3, 600),
    ]
    assert (rows["alpha"].downloads_year_ago, rows["beta"].downloads_year_ago) == (300, 100)
    assert (rows["alpha"].repository, rows["gamma-1"].repository) == ("https://code.example/a/alpha", None)
    assert (rows["gamma-1"].first_seen, rows["beta"].first_seen) == ("2026-11-01", "2025-04-01")
    assert [m.day for m in snapshot.months(snapshot.as_of)][-2:] == ["2026-04-01", "2026-11-01"]
    assert (snapshot.list_size, snapshot.list_floor) == (3, 600)
    assert snapshot.histories(["gone"])["gone"].at(0) == (100, 2)
    assert snapshot.histories(["beta"])["beta"].at(3) == (600, 3)


def test_a_fuzzed_repository_counts_from_the_day_of_the_list(snapshot):
    fuzzed = snapshot.oss_fuzz(["alpha", "beta", "gamma-1"])
    assert [(f.project, f.since, f.disabled) for f in fuzzed["alpha"]] == [("alpha-py", "2026-03-03", 0)]
    assert [(f.project, f.since, f.basis) for f in fuzzed["beta"]] == [
        ("beta", "2026-11-20", "same-repository")
    ]
    assert "gamma-1" not in fuzzed  # the same name, another repository


def test_a_project_that_is_gone_is_switched_off(run, good):
    names = [{"name": "alpha-py2"}, {"name": "beta", "main_repo": "https://code.example/b/beta"}]
    good.answers["/fuzz.json"] = as_json({"projects": names})
    with open_snapshot(run().file) as after:
        assert after.oss_fuzz(["alpha"])["alpha"][0].disabled == 1


def test_releases_and_status_of_the_packages_asked_for(snapshot):
    rows = snapshot.wheels(["alpha"])["alpha"]
    assert [(r.version, r.wheel_bytes, r.uploaded) for r in rows] == [
        ("1.9rc1", None, None),
        ("1.9.0", 2500, "2025-01-01"),
        ("1.10", 2500, "2025-03-01"),
        ("2.0", 2500, "2026-10-02"),
    ]
    project = snapshot.projects(["alpha"])["alpha"]
    assert (project.status, project.yanked, project.day) == ("archived", "1.10", "2026-11-20")


def test_offline_the_updated_snapshot_says_what_the_index_said(run, good, environ):
    run("alpha")
    good.asked.clear()
    chosen = kept.open_newest(environ)
    with chosen.snapshot as used:
        wanted = (Wanted("alpha", "1.10"),)
        (found,) = look_up(wanted, used, environ, online=False, as_of=None, max_steps=12).evidence
        (earlier,) = look_up(
            wanted, used, environ, online=False, as_of=date(2026, 11, 19), max_steps=12
        ).evidence
    assert found.yanked == Fact(True, "package index 2026-11-20", date(2026, 11, 20))
    assert dict(found.more)["index_status"].value == "archived: finished"
    assert isinstance(earlier.yanked, Gap)
    assert good.asked == []


def test_a_snapshot_that_was_never_updated_knows_of_no_projects(small):
    assert small.projects(["alpha"]) == {}


def test_an_update_of_the_update_builds_on_it(run, good):
    headers = GOOD["/all.zip"].headers
    good.answers["/all.zip"] = lambda handler: (
        Reply(status=304, headers=headers) if handler.headers["If-None-Match"] else GOOD["/all.zip"]
    )
    first = run("alpha")
    good.answers["/simple/beta/"] = Reply(json.dumps(PAGE).replace("alpha-", "beta-").encode())
    second = run("beta", now=datetime(2026, 11, 22, tzinfo=UTC))
    with open_snapshot(second.file) as after:
        assert set(after.projects(["alpha", "beta"])) == {"alpha", "beta"}
    assert not first.file.exists()
    assert states(second)["advisory database"] == "unchanged"  # by its ETag
    assert states(second)["download list"] == "unchanged"  # by its day


def test_the_same_answers_on_the_same_day_give_the_same_bytes(server, bundled, tmp_path):
    server.answers |= GOOD
    digests = set()
    for name in ("one", "two"):
        made = update(["alpha"], server.environ(tmp_path / name), now=NOW, limits=QUICK)
        digests.add(kept.digest_of(made.file))
    assert len(digests) == 1


def test_only_the_names_that_may_leave_are_sent(run, good):
    run("alpha", "acme-secret", default_index="https://mirror.example/simple")
    assert not [path for path in good.paths() if "acme-secret" in path]


def test_an_update_without_advisories_is_as_of_the_same_day(run, good, small):
    good.answers["/all.zip"] = Reply(status=404)
    with open_snapshot(run("alpha").file) as after:
        assert after.as_of == small.as_of


def test_no_names_is_fine(run, good):
    assert states(run())["package index"] == "not asked"


# ------------------------------------------------------------------ what goes wrong


@pytest.fixture
def untouched(environ, bundled):
    """After the test the old snapshot is used, whole, and nothing unfinished lies about."""
    before = bundled.read_bytes()
    yield
    chosen = kept.open_newest(environ)
    with chosen.snapshot as used:
        assert used.packages(["alpha"])["alpha"].rank == 1
    assert (chosen.file, chosen.notices) == (bundled.resolve(), ())
    assert bundled.read_bytes() == before
    folder = kept.snapshot_folder(environ)
    assert not folder.exists() or {f.name for f in folder.iterdir()} <= {"update.lock.sqlite"}


BAD = [
    Reply(status=404),
    Reply(status=500),
    Reply(b""),
    Reply(b"garbage"),
    Reply(b"{}"),
    Reply(b"[" * 10_000),
    Reply(archive()[:-30]),
    Reply(status=302, headers={"Location": "http://other.example/all.zip"}),
    serving.stops_in_the_middle,
    serving.never_answers,
    serving.drips,
    serving.endless,
]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("answer", BAD)
def test_no_good_answer_makes_no_new_snapshot(run, server, answer):
    server.answers["*"] = answer
    updated = run("alpha")
    assert updated.file is None
    assert set(states(updated).values()) == {"failed"}


@pytest.mark.parametrize("source", ["/all.zip", "/top.json", "/fuzz.json", "/simple/alpha/"])
def test_one_bad_source_leaves_its_own_tables_and_the_others_are_new(run, good, source, small):
    good.answers[source] = Reply(b"garbage")
    updated = run("alpha")
    assert sorted(states(updated).values()) == ["failed", "new", "new", "new"]
    check_snapshot(updated.file)
    with open_snapshot(updated.file) as after:
        tables = {
            "/all.zip": ("advisories", "malicious"),
            "/top.json": ("packages", "history", "months"),
            "/fuzz.json": ("oss_fuzz",),
            "/simple/alpha/": ("wheels",),
        }
        for table in tables[source]:
            sql = f"SELECT * FROM {table}"
            assert after._rows(sql) == small._rows(sql)


@pytest.mark.usefixtures("untouched")
def test_lists_that_would_lose_rows_are_refused(run, server):
    many = [{"download_count": 9, "project": "alpha"}]
    server.answers["/top.json"] = as_json({"last_update": "2026-11-01", "rows": many})
    updated = run()
    (said,) = (o.text for o in updated.outcomes if o.source == "download list")
    assert said == "the table packages would shrink from 2 to 1 rows"


@pytest.mark.usefixtures("untouched")
def test_a_source_that_withdraws_everything_is_refused(run, server):
    gone = [
        record(id_, name, withdrawn="2026-11-01T00:00:00Z")
        for id_, name in (("PYSEC-1", "alpha"), ("PYSEC-2", "beta"))
    ]
    server.answers["/all.zip"] = Reply(archive(gone))
    assert states(run())["advisory database"] == "failed"


@pytest.mark.usefixtures("untouched")
def test_a_bomb_is_refused(run, server):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("GHSA-1.json", b" " * (9 * 2**20))
    server.answers["/all.zip"] = Reply(packed.getvalue())
    assert states(run())["advisory database"] == "failed"


@pytest.mark.usefixtures("untouched")
def test_a_list_from_the_future_or_of_the_past_changes_nothing(run, server):
    for day in ("2999-01-01", "2026-04-01", "2020-01-01"):
        server.answers["/top.json"] = as_json({**TOP, "last_update": day}, **{"Cache-Control": "no-store"})
        assert states(run())["download list"] == "unchanged"


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("where", ["copyfile", "fsync", "replace"])
def test_a_full_disk_is_an_error_and_changes_nothing(run, good, monkeypatch, where):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr({"copyfile": shutil, "fsync": kept.os, "replace": kept.os}[where], where, full)
        with pytest.raises(SnapshotError, match="No space left") as caught:
            run("alpha")
    assert "as it was" in caught.value.hint


@pytest.mark.usefixtures("untouched")
def test_a_disk_that_fills_up_while_writing_changes_nothing(run, good, monkeypatch):
    """SQLite says that the disk is full when the draft wants to grow."""

    def connect(*arguments, connect=sqlite3.connect, **more):
        connection = connect(*arguments, **more)
        if "draft-" in str(arguments[0]):
            connection.execute("PRAGMA max_page_count = 1")
        return connection

    good.answers["/all.zip"] = Reply(
        archive([*RECORDS, *(record(f"GHSA-N{n}", f"p{n}") for n in range(500))])
    )
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", connect)
        with pytest.raises(SnapshotError, match="full"):
            run("alpha")


@pytest.mark.usefixtures("untouched")
def test_a_disk_that_fills_up_while_downloading_is_trouble_of_that_source(run, server, monkeypatch):
    server.answers["/all.zip"] = GOOD["/all.zip"]
    monkeypatch.setattr(
        "depcalc.evidence.online.transport.Client._pieces",
        lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")),
    )
    (text,) = (o.text for o in run().outcomes if o.source == "advisory database")
    assert text == "the answer cannot be kept here: No space left on device"


@pytest.mark.usefixtures("untouched")
def test_a_new_snapshot_that_does_not_pass_the_check_is_not_put_in_place(run, good, monkeypatch):
    monkeypatch.setattr("depcalc.evidence.online.drafting.content_id", lambda tables: "0" * 64)
    with pytest.raises(SnapshotError, match="content id"):
        run("alpha")


@pytest.mark.usefixtures("untouched")
def test_an_interrupt_leaves_nothing(run, good, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("depcalc.evidence.online.updating.check_snapshot", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run("alpha")


def test_a_place_that_cannot_be_written_is_said(bundled, tmp_path):
    (tmp_path / "depcalc").write_text("a file where the folder should be")
    with pytest.raises(SnapshotError, match="no new snapshot was made"):
        update((), {"XDG_CACHE_HOME": str(tmp_path)}, now=NOW, limits=QUICK)


def test_no_place_to_keep_it_is_said(bundled):
    with pytest.raises(SnapshotError, match="no cache folder"):
        update((), {}, now=NOW, limits=QUICK)


# ------------------------------------------------------------------ processes

PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.online.updating import update
environ, small = json.loads(sys.argv[1]), Path(sys.argv[2])
path = packaged.path
packaged.path = lambda name: small if name.endswith('.sqlite') else path(name)
import requests, cachecontrol
print('ready', flush=True)
sys.stdin.readline()
while True:
    try:
        update(['alpha'], environ, now=datetime.now(UTC))
        print('done', flush=True)
    except SnapshotError as error:
        print(error.message, flush=True)
    if sys.argv[3] == 'once':
        break
"""


def start(environ, small_file, how):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(environ), str(small_file), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_updates_at_once_end_with_one_whole_snapshot(good, environ, small_file):
    good.answers["/all.zip"] = lambda handler: time.sleep(0.5) or GOOD["/all.zip"]
    running = [start(environ, small_file, "once") for _ in range(2)]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=60)[0].strip() for process in running)
    assert said[1] == "done" or "another update" in said[0]
    assert "done" in said
    chosen = kept.open_newest(environ)
    chosen.snapshot.close()
    assert not chosen.bundled
    check_snapshot(chosen.file)


KILLS = 20


def test_an_update_that_is_killed_at_any_moment_leaves_a_whole_snapshot(good, environ, small_file):
    """The process updates again and again; it is killed after a random part of a second."""
    chance = random.Random(5)
    for n in range(KILLS):
        good.answers["/all.zip"] = Reply(archive([*RECORDS, record(f"GHSA-N{n}", "beta")]))
        process = start(environ, small_file, "forever")
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.communicate()
        chosen = kept.open_newest(environ)
        with chosen.snapshot as used:
            assert used.packages(["alpha"])["alpha"].rank == 1
        assert chosen.notices == ()
        check_snapshot(chosen.file)
    assert update((), environ, now=datetime.now(UTC), limits=QUICK).file is not None
    folder = kept.snapshot_folder(environ)
    assert len(kept.kept_files(folder)) == 1
    assert not list(folder.glob("draft-*"))
