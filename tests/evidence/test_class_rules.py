import csv

import pytest

from depcalc import packaged
from depcalc.assumptions import load_assumptions
from depcalc.evidence.classes import classify, load_classes
from depcalc.evidence.successors import load_successors


def test_the_table_beats_the_name():
    fact, basis = classify("cryptography")
    assert (fact.value, basis, fact.kind) == ("crypto", "table", "sourced")
    assert fact.source.startswith("class table: ")


@pytest.mark.parametrize(
    ("name", "klass"),
    [
        ("acme-auth-server", "auth"),
        ("author-tools", "general"),
        ("acme-tls", "crypto"),
        ("titles", "general"),
        ("types-acme", "devtool"),
        ("cron-parser", "pure"),
        ("acme-parser", "parser"),
        ("acme-http", "net"),
        ("acme-widgets", "general"),
        ("mathruler", "numeric"),
    ],
)
def test_outside_the_table_a_rule_on_the_name_decides_and_is_an_assumption(name, klass):
    fact, basis = classify(name)
    assert (fact.value, basis, fact.kind, fact.source) == (klass, "name rule", "assumed", "name rule")


def test_private_names_are_not_in_the_table():
    assert "requests" in load_classes()
    assert classify("requests", public=False)[1] == "name rule"


def test_every_row_of_both_tables_says_who_says_so():
    assert len(load_classes()) == 1079
    assert all(klass and source for klass, source in load_classes().values())
    assert len(load_successors()) == 149
    assert {s.kind for s in load_successors().values()} == {"stdlib", "sibling", "successor"}
    assert {"dump", "dumps", "TomlEncoder"} <= set(load_successors()["toml"].lacks)


@pytest.mark.parametrize(
    "name", ["id", "scramp", "readme-renderer", "securesystemslib", "gssapi", "pystache"]
)
def test_what_guards_tokens_signatures_and_markup_is_gated_whatever_it_is_called(name):
    klass, basis = classify(name)
    assert (load_assumptions("team").of_class(klass.value, "gated"), basis) == (1, "table")


def test_no_name_is_twice_in_a_table():
    for file in ("classes.csv", "stdlib.csv", "successors.csv", "hard_names.csv"):
        with packaged.path(file).open(newline="") as handle:
            names = [row["name"] for row in csv.DictReader(handle)]
        assert len(names) == len(set(names)), file
