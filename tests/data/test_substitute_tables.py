"""Our own tables: what the standard library and maintained successors offer, and which names are hard."""

import csv
import re
from datetime import date

import pytest

from depcalc import packaged
from depcalc.assumptions import load_assumptions
from depcalc.evidence.classes import classify, load_classes
from depcalc.evidence.snapshot import open_snapshot
from depcalc.evidence.successors import load_successors

NEWER = {"compression.zstd"}  # from Python 3.14, later than the table of modules


def read(name):
    with packaged.path(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def stdlib():
    return read("stdlib.csv")


@pytest.fixture(scope="module")
def successors():
    return read("successors.csv")


def test_there_are_enough_rows_and_each_name_stands_once(stdlib, successors):
    assert len(stdlib) >= 60
    assert len(successors) >= 40
    names = [row["name"] for row in (*stdlib, *successors)]
    assert len(names) == len(set(names)) == len(load_successors())


def test_every_row_says_who_says_so_when_and_what_the_replacement_does_not_do(stdlib, successors):
    for row in (*stdlib, *successors):
        assert row["source"], row["name"]
        assert row["does_not"], row["name"]
        assert date.fromisoformat(row["date"]) <= date(2026, 11, 21)
        assert re.fullmatch(r"3\.\d+", row["min_python"])
        assert row["coverage"] in ("full", "partial")
        assert all(re.fullmatch(r"\w+", name) for name in row["lacks"].split()), row["name"]
        assert float(row["glue_base_kloc"]) > 0
        assert float(row["glue_per_slice"]) > 0


def test_a_row_that_says_it_is_in_part_says_which_part_or_stays_closed(stdlib):
    """Without a list of what is lacking, measured use cannot open a partial row."""
    partial = [row for row in stdlib if row["coverage"] == "partial"]
    assert len(partial) > 10
    assert {row["name"] for row in partial if not row["lacks"]} <= {"iso8601", "toposort"}


def test_modules_of_the_standard_library_exist(stdlib):
    with packaged.path("stdlib_modules.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["module"] for row in csv.DictReader(handle)}
    for row in stdlib:
        module = row["module"]
        assert not module or module in NEWER or module.split(".")[0] in known, row["name"]
        assert row["reason"] == "stdlib"
        assert date.fromisoformat(row["since"])


def test_successors_are_of_a_known_kind_and_dated_where_they_are_retired(successors):
    for row in successors:
        assert row["kind"] in ("sibling", "successor")
        assert row["reason"] in ("deprecated", "unmaintained", "preference")
        assert row["fork"] in ("", "1")
        for day in (row["since"], row["last_release"]):
            assert not day or date.fromisoformat(day)
    undated = {
        r["name"] for r in successors if r["reason"] != "preference" and not (r["since"] or r["last_release"])
    }
    assert undated == {"flask-uploads"}


def test_names_that_history_calls_hard_are_gated_or_have_a_reason():
    """Fuzzed in OSS-Fuzz, or five advisories and more."""
    table = {row["name"]: row for row in read("hard_names.csv")}
    t = load_assumptions("team")
    with open_snapshot() as snapshot:
        fuzzed = {name for (name,) in snapshot._rows("SELECT DISTINCT package FROM oss_fuzz")}
        often = {
            name
            for (name,) in snapshot._rows(
                "SELECT package FROM advisories WHERE kind = 'vulnerability'"
                " GROUP BY package HAVING count(*) >= 5"
            )
        }
    assert fuzzed | often == set(table)
    for name, row in table.items():
        klass, _ = classify(name)
        gated = bool(t.of_class(klass.value, "gated"))
        assert gated == (row["gate"] == "class"), name
        assert row["gate"] in ("class", "native code", "none")
        assert row["reason"], name


def test_the_class_table_names_its_reader_in_every_row_and_only_known_classes():
    known = {key.split(".")[1] for key in load_assumptions("team").rows if key.startswith("class.")}
    assert len(load_classes()) >= 980
    for name, (klass, source) in load_classes().items():
        assert klass in known, name
        assert source, name
