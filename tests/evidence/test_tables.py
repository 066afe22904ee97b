"""Our own tables are read a row at a time, and say what the csv module reads in them."""

import csv

import pytest

from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.tables import Table


@pytest.mark.parametrize("file", ["advisory_prior.csv", "classes.csv", "successors.csv", "stdlib.csv"])
def test_each_row_says_what_the_csv_module_reads(file):
    with packaged.path(file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    (key, *_) = rows[0]
    table = Table(dict, file)
    assert len(table) == len(rows) > 0
    assert {name: table[name] for name in table} == {row[key]: row for row in rows}


def test_a_name_that_is_only_the_start_of_another_is_not_in_it():
    table = Table(dict, "classes.csv")
    assert "django" in table
    assert "djang" not in table
    assert table.get("djang") is None


def test_several_files_are_one_table():
    both = Table(dict, "stdlib.csv", "successors.csv")
    assert set(both) == {*Table(dict, "stdlib.csv"), *Table(dict, "successors.csv")}
    assert len(both) == len(list(both))


@pytest.mark.parametrize(
    "text", ["name,klass\ndjango,framework\n", "name,class\ndjango\n", "name,class\ndjango,\xff\n", ""]
)
def test_a_damaged_table_is_an_error_and_not_a_name_that_is_not_in_it(text, tmp_path, monkeypatch):
    monkeypatch.setattr(packaged, "path", lambda _: tmp_path / "classes.csv")
    (tmp_path / "classes.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(SnapshotError, match=r"classes\.csv"):
        Table(lambda row: row["class"], "classes.csv").get("django")


@pytest.mark.parametrize("file", ["advisory_prior.csv", "classes.csv", "successors.csv", "stdlib.csv"])
def test_the_rows_are_in_the_order_in_which_they_are_searched(file):
    lines = packaged.path(file).read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(lines)
