"""What the project's source says of a package, as evidence."""

from dataclasses import replace

import pytest

from depcalc.assumptions import load_assumptions
from depcalc.evidence.in_use import CLASS_OF, UNGATED, add_usage
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap
from depcalc.values.usage import TAKEN_WHOLE, Capability, PackageUsage, ProjectUsage, Slice, UsedName

PART = Slice(60, 0, 1000, 300, 4, 212, 2, 9, symbols=("acme_geo.distance",), reaches=("acme-tls",))
NAMES = Evidence("acme-geo", "1.0", klass=Fact("general", "class table"), class_basis="table")


def use(status="used", known=None, files=3, why="because"):
    one = PackageUsage(
        "acme-geo", "1.0", ("acme_geo",), "installed", status, why, (), (), known or Gap("usage", "x")
    )
    return ProjectUsage((one,), (("runtime", files),), (), True, ())


def after(usage, e=NAMES, *, direct=True, directs_known=True, needs=None):
    directs = {"acme-geo"} if direct else set()
    return add_usage([e], usage, directs, needs or {}, directs_known=directs_known)[0]


def sliced(*capabilities, e=NAMES, **more):
    part = replace(PART, capabilities=tuple(capabilities), **more)
    return after(use(known=Fact(part, "usage", None, "measured")), e)


@pytest.mark.parametrize(
    ("status", "used"), [("used", True), ("type-checking", True), ("by name", True), ("unused", False)]
)
def test_what_was_found_is_measured(status, used):
    assert after(use(status)).used == Fact(used, "usage: because", None, "measured")


def test_an_uncertain_package_is_a_gap_and_not_unused():
    assert after(use("uncertain")).used == Gap("usage", "because")


def test_nothing_is_unused_where_no_source_was_found():
    assert isinstance(after(use("unused", files=0)).used, Gap)


def test_an_indirect_package_is_not_unused_because_the_project_does_not_name_it():
    assert isinstance(after(use("unused"), direct=False).used, Gap)


def test_nothing_is_unused_where_the_lock_does_not_tell_direct_from_indirect():
    assert isinstance(after(use("unused"), directs_known=False).used, Gap)


def test_a_slice_is_what_a_rewrite_must_cover_and_how_much_may_run():
    part = sliced().slice.value
    assert (part.kloc, part.exec_share) == (0.06, 0.3)
    assert (part.functions, part.functions_total) == (4, 212)
    assert (part.symbols, part.reaches) == (("distance",), ("acme-tls",))


def test_what_costs_too_much_to_follow_is_not_measured():
    assert isinstance(sliced(notes=((TAKEN_WHOLE, 1),)).slice, Gap)


def capability(tag, **more):
    return Capability(tag, "acme.call", "acme_geo/io.py", 7, **more)


@pytest.mark.parametrize(("tag", "klass"), CLASS_OF.items())
def test_a_capability_raises_the_class_with_its_place_and_the_name_s_class_stays_visible(tag, klass):
    e = sliced(capability(tag))
    assert (e.klass.value, e.class_basis) == (klass, "capability")
    assert "acme_geo/io.py:7" in e.klass.source
    assert dict(e.more)["class_by_name"].value == "general"


def test_no_capability_lowers_a_gate():
    crypto = replace(NAMES, klass=Fact("crypto", "class table"))
    assert sliced(e=crypto).klass == crypto.klass
    assert sliced(capability("network"), e=crypto).klass == crypto.klass


def test_a_gate_by_name_is_confirmed_by_what_the_code_does():
    guessed = replace(NAMES, klass=Fact("auth", "name rule"), class_basis="name rule")
    assert sliced(capability("network"), e=guessed).class_basis == "capability"
    assert (sliced(e=guessed).klass, sliced(e=guessed).class_basis) == (guessed.klass, "name rule")


@pytest.mark.parametrize("doubt", [{"weak": True}, {"at_import": True}])
def test_a_doubtful_capability_raises_nothing(doubt):
    assert sliced(capability("crypto", **doubt)).klass == NAMES.klass


def test_the_gravest_of_several_capabilities_counts():
    assert sliced(capability("network"), capability("tls")).klass.value == "crypto"


def test_what_raises_a_class_is_gated_and_what_is_raised_is_not():
    t = load_assumptions("team")
    assert all(t.of_class(klass, "gated") for klass in CLASS_OF.values())
    assert not any(t.of_class(klass, "gated") for klass in UNGATED)


def named(*names, complete=True, mentions=()):
    uses = tuple(UsedName(name, "runtime", "app.py", 1) for name in names)
    one = PackageUsage(
        "acme-geo", "1.0", ("acme_geo",), "installed", "used", "", uses, mentions, Gap("usage", "x")
    )
    return ProjectUsage((one,), (("runtime", 1),), (), complete, ())


def test_names_are_known_without_the_library_s_source():
    assert after(named("acme_geo.a.load", "acme_geo.Point")).names.value == ("Point", "a", "a.load", "load")


@pytest.mark.parametrize(
    "usage",
    [named("acme_geo"), named("acme_geo.load", complete=False), named()],
    ids=["bare", "incomplete", "none"],
)
def test_names_are_not_known_where_a_use_may_be_of_anything(usage):
    assert isinstance(after(usage).names, Gap)


def test_a_package_still_needs_only_what_it_requires():
    usage = use(known=Fact(PART, "usage", None, "measured"))
    assert after(usage, needs={"acme-geo": ()}).slice.value.reaches == ()
    assert after(usage, needs={"acme-geo": ("acme-tls",)}).slice.value.reaches == ("acme-tls",)
