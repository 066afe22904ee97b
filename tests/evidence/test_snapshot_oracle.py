"""The reference reading of the shared tables as an oracle, and a second matcher made of specifiers alone.

Every difference is listed here with its reason; a new one fails.
"""

import tomllib
from datetime import date

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from tests.oracles.reference import OTHERWISE

from depcalc.evidence.advisories import merge, parse_ranges
from depcalc.evidence.gather import Wanted, gather, newest_versions
from depcalc.evidence.rows import look_up
from depcalc.evidence.standing import bad_versions
from depcalc.values.fact import Fact, Gap, value_or

STEPS = 12

# rows whose bounds the reference drops and we read (data/README.md, "Known problems")
READ_ANEW = {
    "apache-airflow": {"PYSEC-2024-264", "PYSEC-2024-266", "PYSEC-2025-85"},
    "assemblyline-service-client": {"PYSEC-2026-1194"},
    "binderhub": {"PYSEC-2021-371"},
    "evm-py": {"PYSEC-2018-155"},
    "gdal": {"PYSEC-2025-117"},
    "neutron": {"PYSEC-2026-686"},
    "pyd3tn": {"PYSEC-2024-299"},
    "pynetbox": {"PYSEC-2024-325"},
    "torch": {f"PYSEC-2025-{n}" for n in (189, 190, 192, 193, 194, 195, 196, 197, 210)},
}
RANGE_UNKNOWN = {
    "avro": {"PYSEC-2022-43180"},
    "bzr": {"PYSEC-2017-149"},
    "chuanhuchatgpt": {f"PYSEC-2025-{n}" for n in range(93, 98)},
    "codechecker-api": {"PYSEC-2022-43181"},
    "datasette": {"PYSEC-2025-73"},
    "dokuwiki": {"PYSEC-2026-57"},
    "exiv2": {"PYSEC-2019-257"},
    "gdal": {"PYSEC-2026-4"},
    "gradio": {"PYSEC-2024-261"},
    "keras": {"PYSEC-2025-75", "PYSEC-2025-76"},
    "keylime": {"PYSEC-2025-77"},
    "nova": {"PYSEC-2012-42"},
}
# names on the list of malicious packages that also have other rows: the reference does not read that list
REPORTED = {"aiocpa", "always-updates", "nhmpy", "openai-mcp", "rlask", "tiktoken-mcp", "tlask"}
# fuzzed, but outside the download list, where the reference does not look
FUZZED_UNLISTED = {"airflow", "nfstream"}


@pytest.fixture(scope="module")
def theirs(reference):
    return reference("snapshot").Snapshot()


@pytest.fixture(scope="module")
def mappings(reference):
    return reference("mappings")


@pytest.fixture(scope="module")
def steps_table(reference):
    return reference("reference").Assumptions()


@pytest.fixture(scope="module")
def newest(theirs, snapshot, as_of):
    """Every name of any table, at the newest version seen."""
    names = sorted({*theirs.packages, *theirs.advisories, *theirs.takeovers, *theirs.wheels})
    versions = newest_versions(snapshot, names, as_of=as_of)
    assert versions == {n: str(v) for n in names if (v := theirs.newest(n)) is not None}
    wanted = [Wanted(name, versions.get(name, "")) for name in names]
    return gather(wanted, snapshot, as_of=as_of, max_steps=STEPS)


@pytest.fixture(scope="module")
def pins(shared):
    """Every (name, version) that a shared uv lock takes from an index."""
    found = set()
    for file in sorted((shared / "lockfiles" / "uv").glob("*.lock")):
        try:
            entries = tomllib.loads(file.read_text()).get("package", [])
        except tomllib.TOMLDecodeError:
            continue
        found |= {(e["name"], e["version"]) for e in entries if "registry" in e["source"] and "version" in e}
    assert len(found) > 2000
    return sorted(found)


@pytest.fixture(scope="module")
def pinned(pins, snapshot, as_of):
    return gather([Wanted(*pin) for pin in pins], snapshot, as_of=as_of, max_steps=STEPS)[0]


def differing(evidence, theirs, our_value, their_value):
    return {e.name for e in evidence if our_value(e) != their_value(theirs.facts(e.name, e.version or None))}


def value(known):
    return value_or(known, None)


def test_the_day_of_the_data_is_the_same(theirs, as_of):
    assert theirs.as_of == as_of


@pytest.mark.parametrize(
    "field", ["downloads", "downloads_year_ago", "rank", "first_seen", "debian_kb", "debian_arch"]
)
def test_the_list_says_the_same(newest, theirs, field):
    assert (
        differing(newest[0], theirs, lambda e: value(getattr(e, field)), lambda f: getattr(f, field)) == set()
    )


def test_oss_fuzz_is_the_same_but_for_names_outside_the_list(newest, theirs):
    found = differing(newest[0], theirs, lambda e: value(e.oss_fuzz), lambda f: f.oss_fuzz)
    assert found == FUZZED_UNLISTED


def test_takeovers_and_audits_are_the_same(newest, theirs):
    ours = newest[0]
    assert not differing(ours, theirs, lambda e: [t.known for t in e.takeovers.value], lambda f: f.takeovers)
    days = differing(
        ours, theirs, lambda e: sorted(a.day for a in value_or(e.audits, ())), lambda f: sorted(f.audits)
    )
    assert days == set()


def test_the_history_of_advisories_is_the_same_because_the_database_has_merged_its_aliases(newest, theirs):
    def ours(e):
        return sorted(
            (a.id, a.disclosed, a.score, a.vector, a.exploited, a.fixed) for a in e.advisories.value
        )

    def other(f):
        keys = ("id", "disclosed", "score", "vector", "kev", "fixed")
        return sorted(tuple(a[key] for key in keys) for a in f.advisories)

    assert differing(newest[0], theirs, ours, other) == set()


def test_no_two_records_of_a_package_share_an_alias(snapshot, theirs):
    recorded = snapshot.advisories(theirs.advisories)
    for name, rows in recorded.items():
        advisories = tuple(r.advisory for r in rows)
        assert merge(advisories) == advisories, name


def test_the_rows_we_read_anew_and_the_rows_nobody_can_read_are_the_known_ones(theirs, mappings):
    anew, unknown = {}, {}
    for name, rows in theirs.advisories.items():
        for row in rows:
            read = parse_ranges(row["ranges"])
            if read.unread or not read.spans:
                unknown.setdefault(name, set()).add(row["id"])
            elif len(read.spans) != len(mappings.intervals(row["ranges"])) and "==" not in row["ranges"]:
                anew.setdefault(name, set()).add(row["id"])
    assert anew == READ_ANEW
    assert unknown == RANGE_UNKNOWN


def test_every_unknown_range_is_in_a_notice(newest):
    said = " ".join(notice.message for notice in newest[1])
    assert len(newest[1]) == len(RANGE_UNKNOWN)
    assert all(id in said for ids in RANGE_UNKNOWN.values() for id in ids)


# ------------------------------------------------------------------ matching


def open_ids(evidence):
    return {(o.advisory.id, o.closed) for o in value_or(evidence.open_advisories, ())}


def their_open(evidence, theirs, mappings, table):
    facts = theirs.facts(evidence.name, evidence.version)
    target = mappings.upgrade_target(facts, table)
    hits = [a for a in facts.advisories if mappings.affects(evidence.version, a)]
    return {(a["id"], mappings.closes(a, target)) for a in hits}, target and str(target)


def test_open_advisories_and_upgrades_are_the_same_at_the_newest_versions_and_at_every_pin(
    newest, pinned, theirs, mappings, steps_table
):
    extra = {}
    for evidence in [*(e for e in newest[0] if e.version), *pinned]:
        expected, target = their_open(evidence, theirs, mappings, steps_table)
        ours = open_ids(evidence)
        assert expected <= ours, (evidence.name, evidence.version)
        if ours != expected:
            extra[evidence.name, evidence.version] = {id for id, _ in ours - expected}
        upgrade = evidence.upgrade
        assert (upgrade.value.target if isinstance(upgrade, Fact) else None) == target, evidence.name
    assert extra == {("apache-airflow", "2.11.0"): {"PYSEC-2025-85"}}


def specifiers(ranges):
    """An advisory range in words of `packaging.specifiers`: `<= b, != b` because `< b` would leave out the
    pre-releases of b, which come before it."""
    for part in ranges.split():
        if part.startswith("=="):
            yield from (f"=={version}" for version in part[2:].split("|"))
            continue
        low, _, high = part[1:-1].partition(",")
        high = high and Version(high).public  # a specifier takes no local build tag
        bounds = [f">={low}"] if low not in ("", "0") else []
        bounds += [f"<={high}"] if high else []
        bounds += [f"!={high}"] if high and part.endswith(")") else []
        yield ",".join(bounds)


def test_a_matcher_made_of_specifiers_alone_finds_the_same_in_every_pin(pinned, theirs, as_of):
    special = {id for ids in (*READ_ANEW.values(), *RANGE_UNKNOWN.values()) for id in ids}
    n_open = 0
    for evidence in pinned:
        expected = {
            row["id"]
            for row in theirs.advisories.get(evidence.name, ())
            if row["kind"] == "vulnerability"
            and row["id"] not in special
            and date.fromisoformat(row["disclosed"]) <= as_of
            and any(
                SpecifierSet(s, prereleases=True).contains(evidence.version)
                for s in specifiers(row["ranges"])
            )
        }
        assert {id for id, _ in open_ids(evidence)} - special == expected, (evidence.name, evidence.version)
        n_open += len(expected)
    assert n_open > 500


# ------------------------------------------------------------------ releases


def test_sizes_and_upload_days_are_the_same_at_the_newest_versions(newest, theirs):
    ours = [e for e in newest[0] if e.version]
    assert differing(ours, theirs, lambda e: value(e.wheel_bytes), lambda f: f.wheel_bytes) == set()
    assert differing(ours, theirs, lambda e: value(e.uploaded), lambda f: f.uploaded) == set()


def test_native_code_differs_only_where_the_same_version_tells_and_the_reference_asks_its_neighbour(
    newest, theirs
):
    for evidence in newest[0]:
        if not evidence.version:
            continue
        facts = theirs.facts(evidence.name, evidence.version)
        if value(evidence.native) != facts.native:
            assert evidence.native.source.endswith("same version"), evidence.name


def uploaded_later(theirs, as_of):
    return {
        n for n, rows in theirs.wheels.items() if any(r["uploaded"] and r["uploaded"] > as_of for r in rows)
    }


def test_sizes_at_every_pin_differ_only_by_stated_rules(pinned, theirs, as_of):
    differ = {
        (e.name, e.version): e.wheel_bytes
        for e in pinned
        if value(e.wheel_bytes) != theirs.facts(e.name, e.version).wheel_bytes
    }
    later = {key for key in differ if key[0] in uploaded_later(theirs, as_of)}
    assert later == {("anthropic", "1.0.0")}  # uploaded two days after the day of the data
    # of rows with equal release numbers (3.8 and 3.8.0) the reference takes the newest, we the same version
    assert all(differ[key].source.endswith("same version") for key in differ.keys() - later)


def test_the_newest_upload_differs_only_by_uploads_after_the_day_of_the_data(newest, theirs, as_of):
    def other(facts):
        row = theirs.successors.get(facts.name)  # the reference adds this one later, in its mapping
        known = row and row["last_release"]
        return facts.newest_upload or (date.fromisoformat(known) if known else None)

    same_rows = [e for e in newest[0] if isinstance(e.successor, Gap) or e.name in theirs.successors]
    found = differing(same_rows, theirs, lambda e: value(e.newest_upload), other)
    assert found <= uploaded_later(theirs, as_of)
    assert len(found) == 32


# ------------------------------------------------------------------ malicious releases and classes


def test_bad_versions_are_the_same_but_for_names_reported_as_a_whole(newest, theirs, snapshot, as_of):
    rows = look_up(snapshot, [e.name for e in newest[0]], as_of)
    found = differing(
        newest[0], theirs, lambda e: set(bad_versions(rows[e.name])), lambda f: set(f.bad_versions)
    )
    assert found == REPORTED
    assert all(bad_versions(rows[name])[-1] == "*" for name in REPORTED)


def test_pins_known_to_be_malicious_are_the_same(newest, pinned, theirs, mappings):
    for evidence in [*newest[0], *pinned]:
        facts = theirs.facts(evidence.name, evidence.version or None)
        expected = mappings.is_bad(facts, mappings.parse(evidence.version)) or evidence.name in REPORTED
        assert bool(evidence.bad_pin) == expected, evidence.name


def test_every_bad_release_of_the_tables_is_a_bad_pin(theirs, snapshot, as_of):
    wanted = [
        Wanted(name, version)
        for name, rows in theirs.takeovers.items()
        for row in rows
        for version in row["bad_versions"].split("|")
        if version and Version(version.partition("-")[0])
    ]
    wanted = [Wanted(w.name, w.version.partition("-")[0]) for w in wanted]
    assert len(wanted) > 70
    assert all(e.bad_pin for e in gather(wanted, snapshot, as_of=as_of, max_steps=STEPS)[0])


def test_classes_are_the_same_where_both_tables_speak(newest, theirs, mappings):
    for evidence in newest[0]:
        if evidence.class_basis == "table" and evidence.name not in theirs.classes:
            continue  # a row that our table has beyond theirs
        facts = theirs.facts(evidence.name)
        klass = OTHERWISE.get(evidence.name, evidence.klass.value)
        assert (klass, evidence.class_basis) == mappings.klass(facts, theirs.classes)
