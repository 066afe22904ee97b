"""Our matcher against one made of version comparisons alone: every pin of every lock, every release of the tables.

The rows are read here from the tables themselves. Rows with a bound that is no version, or with none at all, are
left out on both sides; tests/evidence/test_snapshot_oracle.py says which they are and how we read them.
"""

import csv
import gzip
from datetime import date

import pytest
from packaging.version import InvalidVersion, Version

from depcalc.errors import DepcalcError
from depcalc.evidence.gather import Wanted, gather
from depcalc.lockfiles import read_lock
from depcalc.lockfiles.formats import FORMATS
from depcalc.values.fact import Fact, Gap

STEPS = 12


def version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def bounds(ranges):
    """Every bound of a range as text; "" and "0" are none."""
    for part in ranges.split():
        inner = part[2:].split("|") if part.startswith("==") else part[1:-1].split(",")
        yield from (bound for bound in inner if bound not in ("", "0"))


def is_plain(ranges):
    return bool(ranges.strip()) and all(map(version, bounds(ranges)))


def brute(ranges, here):
    for part in ranges.split():
        if part.startswith("=="):
            if here in map(Version, part[2:].split("|")):
                return True
            continue
        low, high = part[1:-1].split(",")
        above = low in ("", "0") or (here >= Version(low) if part[0] == "[" else here > Version(low))
        below = not high or (here <= Version(high) if part[-1] == "]" else here < Version(high))
        if above and below:
            return True
    return False


def differing(pins, rows, snapshot, as_of):
    """(pins where the two differ, open advisories both found); `rows` by package are (id, ranges)."""
    differ, n_open = [], 0
    found, _ = gather([Wanted(*pin) for pin in sorted(pins)], snapshot, as_of=as_of, max_steps=STEPS)
    for e in found:
        mine = rows.get(e.name, ())
        here = version(e.version)
        if here is None:
            assert isinstance(e.open_advisories, Gap), (e.name, e.version)
            continue
        here = Version(here.public)
        plain = {id: ranges for id, ranges in mine if is_plain(ranges)}
        expected = {id for id, ranges in plain.items() if brute(ranges, here)}
        ours = {o.advisory.id for o in e.open_advisories.value} - ({id for id, _ in mine} - plain.keys())
        n_open += len(expected & ours)
        if ours != expected:
            differ.append((e.name, e.version, ours ^ expected))
    return differ, n_open


def test_both_agree_on_every_release_of_the_tables(snapshot, as_of):
    rows = {}
    for name, id, ranges in snapshot._rows(
        "SELECT package, id, ranges FROM advisories WHERE kind = 'vulnerability' AND disclosed <= ?",
        str(as_of),
    ):
        rows.setdefault(name, []).append((id, ranges))
    pins = snapshot._rows("SELECT DISTINCT package, version FROM wheels")
    differ, n_open = differing({pin for pin in pins if pin[0] in rows}, rows, snapshot, as_of)
    assert differ == []
    assert n_open > 5_000


def test_an_upgrade_is_the_nearest_version_that_no_fixable_advisory_holds(snapshot, as_of):
    sql = "SELECT DISTINCT w.package, w.version FROM wheels w JOIN advisories a USING (package) WHERE a.fixed = 1"
    found, _ = gather([Wanted(*p) for p in snapshot._rows(sql)], snapshot, as_of=as_of, max_steps=STEPS)
    moved = [e for e in found if isinstance(e.upgrade, Fact) and not e.bad_pin]
    for e in moved:
        fixable = [a.ranges for a in e.advisories.value if a.fixed and is_plain(a.ranges)]
        here, there = Version(Version(e.version).public), Version(e.upgrade.value.target)
        assert not any(brute(ranges, there) for ranges in fixable), (e.name, e.version)
        known = {Version(bound) for ranges in fixable for bound in bounds(ranges)}
        for nearer in (v for v in known if here < v < there):
            assert any(brute(ranges, nearer) for ranges in fixable), (e.name, e.version, nearer)
    assert len(moved) > 2_000


@pytest.fixture(scope="module")
def every_pin(shared):
    """(name, version) of every package that any lock of the collection holds."""
    pins, names = set(), {one.name for one in FORMATS}
    for file in sorted((shared / "lockfiles").glob("*/*")):
        if file.parent.name in names:
            try:
                lock = read_lock(file, file.parent.name)
            except DepcalcError:
                continue
            pins |= {(p.key.name, p.key.version) for p in lock.packages if p.key.version}
    assert len(pins) > 9_000
    return pins


def test_both_agree_on_every_pin_of_every_shared_lock(every_pin, shared, snapshot, as_of):
    rows = {}
    with gzip.open(shared / "data" / "advisories.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "vulnerability" and date.fromisoformat(row["disclosed"]) <= as_of:
                rows.setdefault(row["package"], []).append((row["id"], row["ranges"]))
    differ, n_open = differing(every_pin, rows, snapshot, as_of)
    assert differ == []
    assert n_open > 2_000
