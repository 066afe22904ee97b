"""Whether a lock leaves room for an upgrade, and who stands in the way."""

from dataclasses import replace

import pytest

from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.poetry import parse_poetry
from depcalc.lockfiles.room import Asker, room_for
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Key, Lock, Package, Requirement, Root

DJANGO = Key("django", "4.2.1")


def lock_of(*, root=None, member=None, group=None, **dependents):
    """Whoever is named asks for Django with that specifier; None does not ask."""

    def ask(specifier):
        return () if specifier is None else (Requirement("django", (DJANGO,), specifier=specifier),)

    packages = [Package(DJANGO), *(Package(Key(n, "1.0"), requires=ask(s)) for n, s in dependents.items())]
    roots = [Root("acme-web", requires=ask(root), groups=(("dev", ask(group)),))]
    if member is not None:
        mine = Key("acme-core", "0.1")
        packages.append(Package(mine, requires=ask(member)))
        roots.append(Root("acme-core", mine, requires=ask(member)))
    return Lock("uv.lock", "uv", packages=tuple(packages), roots=tuple(roots))


def blockers(room):
    return [(a.name, a.specifiers) for a in room.blockers]


def test_a_requirement_that_admits_the_target_leaves_room():
    room = room_for(lock_of(root=">=4,<6", eggs=">=4.2"), DJANGO, "5.2.1")
    assert room.allowed == Fact(True, "lock", None, "measured")
    assert not room.blockers


def test_our_own_requirement_in_the_way_is_named_first_and_can_be_loosened():
    room = room_for(lock_of(root=">=4,<5", eggs="<5"), DJANGO, "5.2.1")
    assert room.allowed.value is False
    assert [a.words() for a in room.blockers] == [
        "acme-web asks >=4,<5: loosen it",
        "eggs 1.0 asks <5: it has to move too",
    ]


def test_what_nobody_recorded_is_a_gap_and_not_a_yes():
    room = room_for(lock_of(root=">=4", eggs=""), DJANGO, "5.2.1")
    assert isinstance(room.allowed, Gap)
    assert "eggs 1.0" in room.allowed.reason


def test_a_known_no_outweighs_an_unknown():
    assert room_for(lock_of(root="<5", eggs=""), DJANGO, "5.2.1").allowed.value is False


def test_a_member_of_the_workspace_and_a_group_are_ours_and_count_once():
    room = room_for(lock_of(member="<5", group="<4.3"), DJANGO, "5.2.1")
    assert [(a.name, a.specifiers, a.ours) for a in room.blockers] == [
        ("acme-core", ("<5",), True),
        ("acme-web", ("<4.3",), True),
    ]


def test_our_own_pin_moves_with_the_upgrade_and_a_pin_of_another_package_does_not():
    assert room_for(lock_of(root="==4.2.1"), DJANGO, "5.2.1").allowed.value is True
    assert blockers(room_for(lock_of(eggs="==4.2.1"), DJANGO, "5.2.1")) == [("eggs 1.0", ("==4.2.1",))]


def test_only_who_asks_for_this_locked_version_counts():
    other = Key("django", "3.2")
    lock = Lock(
        "uv.lock",
        "uv",
        packages=(Package(DJANGO), Package(other)),
        roots=(Root("acme", requires=(Requirement("django", (other,), specifier="<4"),)),),
    )
    assert not room_for(lock, DJANGO, "5.2.1").blockers
    assert room_for(lock, other, "5.2.1").blockers


@pytest.mark.parametrize(
    ("specifier", "allowed"),
    [
        ("^4.2", False),
        ("^5.0", True),
        ("~4.2", False),
        ("4.2.*", False),
        (">=4,<5 || >=5.2", True),
        ("*", True),
        (">=0", True),
        ("!=5.1", True),
        (">=5.2a1", True),
        ("whatever they say", None),
        ("===five", False),
    ],
)
def test_every_language_of_the_locks_is_read_or_unknown(specifier, allowed):
    found = room_for(lock_of(root=specifier), DJANGO, "5.2.1").allowed
    assert (found.value if isinstance(found, Fact) else None) is allowed


def test_a_release_candidate_is_judged_by_its_place_and_not_refused_as_such():
    assert room_for(lock_of(root=">=4"), DJANGO, "5.2rc1").allowed.value is True


def test_a_lock_without_edges_is_a_gap_and_not_a_yes():
    lock = replace(lock_of(root="==4.2.1"), edges_from="none")
    assert isinstance(room_for(lock, DJANGO, "5.2.1").allowed, Gap)
    assert room_for(replace(lock_of(root="<5"), edges_from="none"), DJANGO, "5.2.1").allowed.value is False
    assert isinstance(room_for(lock_of(), DJANGO, "5.2.1").allowed, Gap)  # it is there, and nobody asks


def test_what_is_installed_says_what_the_lock_does_not_repeat():
    headers = {("eggs", "1.0"): ["Django<5", "six", "django (>9) ; extra == 'all'"]}
    room = room_for(lock_of(root=">=4", eggs=""), DJANGO, "5.2.1", headers)
    assert blockers(room) == [("eggs 1.0", ("<5",))]
    without = {("eggs", "1.0"): ["Django"]}
    assert room_for(lock_of(eggs=""), DJANGO, "5.2.1", without).allowed.value is True


def test_requirements_under_several_markers_are_unknown_where_they_disagree():
    headers = {("eggs", "1.0"): ["django<4; python_version<'3.8'", "django>=4; python_version>='3.8'"]}
    room = room_for(lock_of(eggs=""), DJANGO, "5.2.1", headers)
    assert room.silent == (Asker("eggs 1.0", ("<4", ">=4")),)


POETRY = """
[[package]]
name = "django"
version = "4.2.1"
description = ""
optional = false
python-versions = ">=3.8"
files = []

[[package]]
name = "eggs"
version = "1.0"
description = ""
optional = false
python-versions = ">=3.8"
files = []

[package.dependencies]
Django = ">=3.2,<5.0"

[metadata]
lock-version = "2.1"
python-versions = ">=3.8"
content-hash = "x"
"""
PYPROJECT = (
    '[tool.poetry]\nname = "acme"\n[tool.poetry.dependencies]\npython = "^3.8"\ndjango = "^4.2"\neggs = "*"\n'
)


def test_poetry_records_both_sides():
    lock = parse_poetry(POETRY, PYPROJECT, path="poetry.lock")
    room = room_for(lock, DJANGO, "5.2.1")
    assert blockers(room) == [("acme", ("^4.2",)), ("eggs 1.0", (">=3.2,<5.0",))]
    assert room_for(lock, DJANGO, "4.2.30").allowed.value is True


PDM = """
[metadata]
groups = ["default"]
strategy = []
lock_version = "4.5.0"

[[package]]
name = "django"
version = "4.2.1"

[[package]]
name = "eggs"
version = "1.0"
dependencies = ["django<5,>=3.2"]
"""


def test_pdm_records_both_sides():
    project = '[project]\nname = "acme"\ndependencies = ["django>=4", "eggs"]\n'
    lock = parse_pdm(PDM, project, path="pdm.lock")
    assert blockers(room_for(lock, DJANGO, "5.2.1")) == [("eggs 1.0", ("<5,>=3.2",))]
    assert room_for(lock, Key("eggs", "1.0"), "2.0").allowed.value is True  # it asks for any version
