"""The years ahead are those of the reference, in the same worlds."""

import pytest
from tests.oracles.reference import load, same_worlds, translate

from depcalc.model.outlook import years_ahead
from depcalc.model.sensitivity import Asked
from depcalc.values.costs import Row
from depcalc.values.inputs import Context

YEARS = (0, 1, 3, 5)


def test_purses_walls_and_chances_are_the_reference_s(shared):
    reference, packages = load(shared, "reference"), load(shared, "examples").PACKAGES
    theirs = reference.Worlds(reference.Assumptions("team"), 4000, 1)
    w = same_worlds(shared, "team", 4000, 1)
    for p in packages:
        expected = reference.ceiling(p, theirs, YEARS)
        made = years_ahead(Asked(Row(translate(p)), (), Context()), w, 2026, dict.fromkeys(YEARS, "keep"))
        for a, b in zip(made, expected, strict=True):
            found = {
                "purse_library": a.purse_library.mtok,
                "purse_own": a.purse_own.mtok,
                "wall_kept": a.wall_kept.mtok,
                "wall_abandoned": a.wall_abandoned.mtok,
                "wall_own_once": a.wall_own.mtok,
                "p_library": a.p_kept,
                "p_abandoned": a.p_abandoned,
                "p_own_once": a.p_own,
            }
            assert found == pytest.approx({name: b[name] for name in found}, rel=1e-9), (p.name, a.year)
