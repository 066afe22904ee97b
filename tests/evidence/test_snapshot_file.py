import contextlib
import sqlite3

import pytest
from packaging.version import Version

from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.records import Fuzzed, Listed, Reported, Wheel
from depcalc.evidence.schema import TABLES, column_names
from depcalc.evidence.snapshot import FILE, open_snapshot
from depcalc.evidence.sources import SOURCES


@pytest.fixture
def copy(tmp_path):
    file = tmp_path / "with space #1.sqlite"
    file.write_bytes(packaged.path(FILE).read_bytes())
    return file


def refuses(file):
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(file)
    assert "\n" not in caught.value.message
    assert str(file) in caught.value.message
    assert caught.value.hint
    return caught.value.message


def test_a_copy_opens_under_any_name(copy):
    with open_snapshot(copy) as snapshot:
        assert snapshot.list_size == 15_000


def test_a_missing_file_is_refused(tmp_path):
    assert "No such file" in refuses(tmp_path / "none.sqlite")


def test_a_folder_is_refused(tmp_path):
    refuses(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"name,rank\n", b"SQLite format 3\0", b"SQLite format 3\0" + b"\0" * 4000]
)
def test_what_is_not_a_database_is_refused(copy, content):
    copy.write_bytes(content)
    refuses(copy)


@pytest.mark.parametrize("kept", [50, 4096, 1_000_000])
def test_a_truncated_file_is_refused_at_once_and_not_at_the_first_query_that_needs_the_rest(copy, kept):
    copy.write_bytes(copy.read_bytes()[:kept])
    refuses(copy)


def test_damage_inside_is_one_clear_error_too(copy):
    whole = copy.read_bytes()
    copy.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    refuses(copy)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE advisories SET disclosed = 'some day'",
        "UPDATE advisories SET score = 'high'",
        "UPDATE takeovers SET known = x'ff'",
        "UPDATE meta SET value = 'today' WHERE key = 'as_of'",
        "DELETE FROM meta WHERE key = 'as_of'",
        "DROP TABLE wheels",
    ],
)
def test_a_value_that_is_none_is_damage_of_the_file_and_no_bug(copy, damage):
    with contextlib.closing(sqlite3.connect(copy)) as other, other:
        other.execute(damage)
    wanted = [Wanted("django", "4.2.1"), Wanted("ultralytics", "8.3.41")]
    with pytest.raises(SnapshotError, match="cannot be read"), open_snapshot(copy) as snapshot:
        gather(wanted, snapshot, as_of=snapshot.as_of, max_steps=12)


def test_another_database_is_refused(copy):
    copy.unlink()
    other = sqlite3.connect(copy)
    other.execute("CREATE TABLE notes (text TEXT)")
    other.commit()
    other.close()
    assert "no such table" in refuses(copy)


@pytest.mark.parametrize("schema", ["0", "1", None])
def test_another_schema_is_refused(copy, schema):
    other = sqlite3.connect(copy)
    other.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [schema])
    other.commit()
    other.close()
    assert f"has schema {schema}" in refuses(copy)


def test_a_data_file_that_is_not_there_says_what_to_do():
    with pytest.raises(SnapshotError, match=r"nothing\.csv") as caught:
        packaged.path("nothing.csv")
    assert "reinstall" in caught.value.hint


def test_nothing_is_written_while_reading(copy):
    before = copy.read_bytes()
    with open_snapshot(copy) as snapshot:
        snapshot.wheels(["numpy"])
        with pytest.raises(sqlite3.OperationalError):
            snapshot._connection.execute("DELETE FROM wheels")
    assert copy.read_bytes() == before
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_every_table_is_read_into_a_record_with_its_columns():
    for table, record in {
        "packages": Listed,
        "oss_fuzz": Fuzzed,
        "wheels": Wheel,
        "malicious": Reported,
    }.items():
        keys = len(column_names(table)) - len(record._fields)  # of wheels: whose they are and in which order
        assert column_names(table)[keys:] == record._fields
        assert keys == (2 if record is Wheel else 0)


def test_info_names_every_source_with_its_date_and_licence_and_every_table_with_its_rows(snapshot):
    info = snapshot.info()
    assert len(info.id) == 64
    assert {name for name, _, _ in info.sources} == {source.name for source in SOURCES}
    assert all(day and licence for _, day, licence in info.sources)
    counted = dict(info.rows)
    assert set(counted) == set(TABLES) - {"meta"}
    for table, n in counted.items():
        assert snapshot._rows(f"SELECT count(*) FROM {table}") == [(n,)]


def test_names_are_looked_up_exactly_and_unknown_ones_are_left_out(snapshot):
    assert set(snapshot.packages(["numpy", "numpy", "no-such-name", "x' OR '1'='1", ""])) == {"numpy"}
    assert snapshot.packages([]) == {}


def test_wheels_come_oldest_version_first(snapshot):
    rows = snapshot.wheels(["django"])["django"]
    versions = [Version(row.version) for row in rows]
    assert versions == sorted(versions)
    assert len(versions) > 10
