"""Which snapshot is used, and what becomes of damaged ones."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from depcalc.errors import SnapshotError
from depcalc.evidence.build import content_id
from depcalc.evidence.online import kept
from depcalc.evidence.online.checking import check_snapshot, read_tables
from depcalc.evidence.online.in_use import verify

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def environ(tmp_path):
    return {"XDG_CACHE_HOME": str(tmp_path)}


@pytest.fixture
def folder(environ):
    made = kept.snapshot_folder(environ)
    made.mkdir(parents=True)
    return made


def change(file, sql, *, honest=True):
    """Change a snapshot; an honest one says so of itself."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(sql)
        if honest:
            tables = read_tables(connection, file)
            meta = {f"rows.{table}": str(len(rows)) for table, rows in tables.items()}
            meta["id"] = content_id(tables)
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())


@pytest.fixture
def put(folder, bundled):
    """Puts a changed copy of the bundled snapshot in place."""

    def put(sql="UPDATE packages SET rank = rank", *, days=0, **more):
        made = kept.draft(folder, ".sqlite")
        shutil.copyfile(bundled, made)
        change(made, sql, **more)
        return kept.put_in_place(made, NOW + timedelta(days=days))

    return put


def used(environ):
    chosen = kept.open_newest(environ)
    chosen.snapshot.close()
    return chosen


def test_without_any_the_bundled_one_is_used(environ, bundled):
    chosen = used(environ)
    assert (chosen.file, chosen.bundled, chosen.notices) == (bundled.resolve(), True, ())


def test_without_a_home_too(bundled):
    assert used({}).bundled


def test_the_newest_of_the_user_s_is_used_and_what_it_replaces_goes(environ, folder, put):
    first, second = put(), put(days=1)
    assert used(environ).file == second
    assert not first.exists()
    assert kept.kept_files(folder) == [second]


def test_one_that_is_older_than_the_bundled_one_is_not_used(environ, put):
    put("UPDATE meta SET value = '2020-01-01' WHERE key = 'as_of'")
    chosen = used(environ)
    assert chosen.bundled
    assert chosen.notices == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
        lambda whole: whole + b"\0",
        lambda whole: b"text",
    ],
)
def test_a_damaged_one_is_told_and_the_bundled_one_used(environ, put, damage):
    file = put()
    file.write_bytes(damage(file.read_bytes()))
    chosen = used(environ)
    assert chosen.bundled
    assert [n.code for n in chosen.notices] == ["snapshot-damaged"]
    assert "data update" in chosen.notices[0].message


def test_before_a_damaged_one_an_older_whole_one_is_used(environ, folder, put, bundled):
    newer = put(days=1)
    older = put()
    newer.write_bytes(b"damaged")
    chosen = used(environ)
    assert chosen.file == older
    assert len(chosen.notices) == 1


def test_one_that_cannot_be_read_is_no_crash(environ, folder, bundled):
    (folder / f"snapshot-20261121T120000000000Z-{'0' * 64}.sqlite").mkdir()
    assert used(environ).bundled


def test_another_schema_is_told_and_not_used(environ, put):
    put("UPDATE meta SET value = '999' WHERE key = 'schema'")
    chosen = used(environ)
    assert chosen.bundled
    assert "schema 999" in chosen.notices[0].message


def test_strangers_in_the_folder_are_left_alone(environ, folder, put):
    stranger = folder / "snapshot-mine.sqlite"
    stranger.write_text("mine")
    put(), put(days=1)
    assert stranger.exists()
    assert not used(environ).bundled


def test_two_at_once_are_refused_and_the_lock_goes_with_its_holder(folder, tmp_path):
    program = (
        "import sys, time; from pathlib import Path\n"
        "from depcalc.evidence.online.kept import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('in', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"in\n"
        with pytest.raises(SnapshotError, match="another update"), kept.alone(folder):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with kept.alone(folder):
        pass


# ------------------------------------------------------------------ verify


def test_the_shipped_snapshot_is_whole():
    from depcalc import packaged
    from depcalc.evidence.snapshot import FILE

    assert check_snapshot(packaged.path(FILE)).rows["packages"] == 15_000


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM advisories", "states"),
        ("UPDATE advisories SET score = 1.0 WHERE id = 'PYSEC-1'", "content id"),
        ("ALTER TABLE packages ADD COLUMN extra TEXT", "other columns"),
        ("DROP TABLE funding", "no such table"),
    ],
)
def test_a_snapshot_that_is_not_what_it_says_is_found_out(bundled, tmp_path, sql, said):
    file = tmp_path / "changed.sqlite"
    shutil.copyfile(bundled, file)
    change(file, sql, honest=False)
    with pytest.raises(SnapshotError, match=said):
        check_snapshot(file)


def test_a_page_that_is_damaged_is_found_out(bundled, tmp_path):
    file = tmp_path / "changed.sqlite"
    whole = bytearray(bundled.read_bytes())
    whole[4096 * 2 : 4096 * 2 + 40] = b"\xff" * 40
    file.write_bytes(whole)
    with pytest.raises(SnapshotError):
        check_snapshot(file)


def test_tables_may_not_shrink(bundled):
    rows = check_snapshot(bundled).rows
    check_snapshot(bundled, rows)
    with pytest.raises(SnapshotError, match="shrink"):
        check_snapshot(bundled, {**rows, "advisories": rows["advisories"] * 2})


def test_verify_looks_at_every_snapshot_and_says_which_is_used(environ, put, bundled):
    mine = put()
    assert [(v.file, v.used, v.trouble) for v in verify(environ)] == [
        (mine, True, ""),
        (bundled.resolve(), False, ""),
    ]
    mine.write_bytes(b"damaged")
    (first, second) = verify(environ)
    assert "checksum" in first.trouble
    assert second.used


def test_a_draft_is_brought_to_disk_before_it_gets_its_name(folder, bundled, monkeypatch):
    done = []
    monkeypatch.setattr(os, "fsync", lambda handle, fsync=os.fsync: (done.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(
        os, "replace", lambda a, b, replace=os.replace: (done.append("replace"), replace(a, b))[1]
    )
    made = kept.draft(folder, ".sqlite")
    shutil.copyfile(bundled, made)
    kept.put_in_place(made, NOW)
    assert done[0] == "fsync"
    assert done[1:2] == ["replace"]
