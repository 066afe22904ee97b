"""Poetry's constraint language."""

import pytest

from depcalc.lockfiles._constraints import allows


@pytest.mark.parametrize(
    ("constraint", "version", "allowed"),
    [
        ("1.2.3", "1.2.3", True),
        ("0.5.8", "0.5.9", False),
        ("=1.2", "1.2.0", True),
        (">=1.8,<1.11.3 || >1.11.3", "1.11.3", False),
        (">=1.8,<1.11.3 || >1.11.3", "1.12", True),
        ("^1.2.3", "1.9", True),
        ("^1.2.3", "2.0", False),
        ("^0.2.3", "0.2.9", True),
        ("^0.2.3", "0.3.0", False),
        ("^0.0.3", "0.0.4", False),
        ("^0", "0.9", True),
        ("~1.2.3", "1.2.9", True),
        ("~1.2", "1.3", False),
        ("~1", "1.9", True),
        ("~=1.2", "1.9", True),
        (">= 1.2 < 2", "1.5", True),
        ("1.2.*", "1.2.9", True),
        ("*", "3", True),
        ("^2.0", "2.1rc1", True),
        ("no constraint!", "1", True),
        ("^x", "1", True),
        (">=1", "not a version", True),
    ],
)
def test_p14_a_constraint_admits_versions(constraint, version, allowed):
    assert allows(constraint, version) is allowed
