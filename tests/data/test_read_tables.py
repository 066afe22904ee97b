"""What `companions.csv` and `fixed_functions.csv` say they rest on."""

import csv
import re

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from depcalc import packaged
from depcalc.evidence.advisories import parse_ranges
from depcalc.evidence.snapshot import FILE, open_snapshot

RELEASE = re.compile(r"[A-Za-z][\w.-]* \d[\w.]*: (\S+\.\S+|its (extra \S+|README).*|requires \S+)")
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+: \S+.*")
DOCUMENTATION = re.compile(r".+ documentation, .+")


def table(name):
    with packaged.path(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def says_what_was_read(source):
    return all(
        any(shape.fullmatch(part) for shape in (RELEASE, REPOSITORY, DOCUMENTATION))
        for part in source.split("; ")
    )


@pytest.mark.parametrize("source", ["", "acme documentation", "acme: known", "acme 1.0", "acme/web"])
def test_a_source_that_names_no_text_does_not_pass(source):
    assert not says_what_was_read(source)


def test_every_companion_names_the_text_that_was_read():
    assert not [row for row in table("companions.csv") if not says_what_was_read(row["source"])]


def test_no_companion_is_its_own_user_and_names_are_normal_and_sorted():
    pairs = [(row["package"], row["used_by"]) for row in table("companions.csv")]
    assert pairs == sorted(set(pairs))
    assert not [(p, user) for p, user in pairs if p == user or p != canonicalize_name(p)]
    assert not [user for _, user in pairs if user and user != canonicalize_name(user)]


def test_functions_were_looked_at_in_a_version_that_the_advisory_holds():
    rows = table("fixed_functions.csv")
    with open_snapshot(packaged.path(FILE)) as snapshot:
        known = snapshot.advisories({row["package"] for row in rows})
    for row in rows:
        (advisory,) = (
            one.advisory
            for one in known[row["package"]]
            if row["advisory"] in {one.advisory.id, *one.advisory.aliases}
        )
        assert parse_ranges(advisory.ranges).holds(Version(row["seen_in"])), row
