"""Facts to inputs: the same packages through our evidence and mappings, and through the reference's."""

import random
from dataclasses import replace

import pytest
from tests.oracles.reference import OTHERWISE, load

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.evidence.classes import load_classes
from depcalc.evidence.gather import Wanted, gather, newest_versions
from depcalc.evidence.snapshot import open_snapshot
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.model.elicit import Around, elicit
from depcalc.values.inputs import Context

FIELDS = {
    "klass": "klass",
    "size": "size",
    "slice": "slice",
    "orgs": "orgs",
    "spend": "spend",
    "adv_weight": "adv_weight",
    "adv_rate": "adv_rate",
    "years": "years",
    "churn": "churn",
    "releases": "releases",
    "h_mod": "h_mod",
    "fix": "fix",
    "apic": "apic",
    "rewrite": "rewrite",
    "native": "native",
    "upgrade_hours": "upgrade_hours",
    "target": "target",
    "malicious": "malicious",
    "taken_over": "taken_over",
    "quiet": "quiet",
    "class_basis": "class_basis",
    "missing": "unknown",
}


@pytest.fixture(scope="module")
def snapshot():
    with open_snapshot() as opened:
        yield opened


@pytest.fixture(scope="module")
def theirs(shared):
    """The reference, with the rows that our class table has beyond its own."""
    made = load(shared, "snapshot").Snapshot()
    more = {name: klass for name, (klass, _) in load_classes().items() if name not in made.classes}
    made.classes.update(more)
    made.classes.update({name: load_classes()[name][0] for name in OTHERWISE})
    return made


def test_the_class_table_holds_all_of_the_reference_s(theirs, shared):
    own = load(shared, "snapshot").Snapshot().classes
    assert own == {name: OTHERWISE.get(name, load_classes()[name][0]) for name in own}
    assert all(load_classes()[name][0] != klass for name, klass in OTHERWISE.items())
    assert len(load_classes()) > len(own)


def ours(snapshot, pins, in_tree=frozenset()):
    """{(name, version): inputs} of pins, each by itself."""
    t, as_of = load_assumptions("team"), snapshot.info().as_of
    found, _ = gather([Wanted(n, v) for n, v in pins], snapshot, as_of=as_of, max_steps=12)
    targets = sorted({e.successor.value.target for e in found if hasattr(e.successor, "value")})
    newest = newest_versions(snapshot, targets, as_of=as_of)
    coming, _ = gather([Wanted(n, newest.get(n, "")) for n in targets], snapshot, as_of=as_of, max_steps=12)
    around = Around(frozenset(in_tree), (3, 12), {e.name: e for e in coming})
    return [elicit(e, t, around) for e in found]


def compared(p, q):
    """Fields in which our inputs `p` and the reference's `q` differ."""
    differ = {}
    for mine, other in FIELDS.items():
        a, b = getattr(p, mine), getattr(q, other)
        same = a == pytest.approx(b, rel=1e-9) if isinstance(b, float) else a == b
        if not same:
            differ[mine] = (a, b)
    return differ


def test_inputs_of_listed_packages_are_the_reference_s(snapshot, theirs, shared):
    mappings = load(shared, "mappings")
    names = [*random.Random(7).sample(sorted(theirs.packages), 600), "django", "litellm", "cryptography"]
    pins = [(n, str(theirs.newest(n) or "0")) for n in names]
    wrong = {}
    for (name, version), p in zip(pins, ours(snapshot, pins), strict=True):
        facts = theirs.facts(name, version)
        q = mappings.package(facts, None, theirs.classes, theirs.successors, (), resolve=theirs.facts)
        differ = compared(p, q)
        if set(differ) <= QUIET and uploaded_later(theirs, name):
            continue
        if differ:
            wrong[name] = differ
    assert not wrong


QUIET = {"quiet", "churn", "releases", "fix", "h_mod"}


def uploaded_later(theirs, name):
    """The reference counts uploads after the day the data are as of; we count none."""
    return any(row["uploaded"] and row["uploaded"] > theirs.as_of for row in theirs.wheels[name])


def face_pins(shared, theirs):
    face = load(shared, "face_table")
    for label in face.labels():
        name, version, tree, more = face.parse_label(label)
        if set(more) <= {"group"} and "litellm" not in name:
            yield label, name, version or str(theirs.newest(name)), tree, more


def test_the_face_table_comes_out_the_same_from_our_own_facts(snapshot, theirs, shared):
    """Rows whose inputs are facts alone; a slice or lines stated by hand are another test's matter."""
    reference, face = load(shared, "reference"), load(shared, "face_table")
    t, w = load_assumptions("team"), worlds(load_assumptions("team"))
    table = reference.Worlds(reference.Assumptions("team"), 4000, 1)
    wrong = {}
    for label, name, version, tree, more in face_pins(shared, theirs):
        p = replace(ours(snapshot, [(name, version)], tree)[0], exposure=more.get("group", "production"))
        row = policy.make_row(p, (), (), (), t, ())
        v = policy.judge(row, compare([row], [], w, Context(), policy.settle).rows[0], t, Context())
        d = reference.judge(face.inputs(label, theirs, reference.Assumptions("team")), table)[2]
        if v.verdict != d.verdict:
            wrong[label] = (v.verdict, d.verdict)
    assert not wrong
