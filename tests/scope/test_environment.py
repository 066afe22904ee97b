"""One Python and one platform: an edge is left out only where its marker is certainly false for them."""

from pathlib import Path

import pytest
from packaging.markers import Marker

from depcalc.errors import UsageError
from depcalc.lockfiles import read_lock
from depcalc.scope import select
from depcalc.scope.environment import PLATFORMS, environment_of
from depcalc.scope.markers import certainly_false
from depcalc.values.scope import Scope

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-uv" / "uv.lock"


def false(marker: str, python: str = "3.12", platform: str = "linux") -> bool:
    environment = environment_of(Scope(python_version=python, python_platform=platform))
    return certainly_false(marker, lambda extra: None, environment)


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("python_version < '3.12'", True),
        ("python_version <= '3.12'", False),
        ("python_version >= '3.12.1'", True),
        ("python_version == '3.12'", False),
        ("python_version != '3.12'", True),
        ("'3.13' <= python_version", True),
        ("python_full_version < '3.12'", True),
        ("python_full_version >= '3.13'", True),
        ("python_full_version >= '3.12.4'", False),
        ("python_full_version < '3.12.4'", False),
        ("python_full_version == '3.12.4'", False),
        ("python_full_version == '3.11.4'", True),
        ("python_full_version == '3.12.*'", False),
        ("python_full_version != '3.12.*'", True),
        ("python_full_version == '3.11.*'", True),
        ("python_full_version ~= '3.11'", False),
        ("python_full_version ~= '3.11.2'", True),
        ("python_full_version < '3.13.0b1'", False),
        ("python_version in '3.8 3.9'", False),
        ("sys_platform == 'win32'", True),
        ("sys_platform != 'linux'", True),
        ("'win' in sys_platform", True),
        ("sys_platform not in 'linux darwin'", True),
        ("os_name == 'nt' or platform_system == 'Windows'", True),
        ("platform_machine == 's390x'", False),
        ("implementation_name == 'pypy'", False),
        ("implementation_name == 'pypy' and sys_platform == 'win32'", True),
        ("os.name == 'nt'", True),
        ("sys_platform == 'linux' and extra == 'x'", False),
    ],
)
def test_a_marker_is_false_where_the_scope_says_so(marker, expected):
    assert false(marker) is expected


def test_a_full_version_settles_what_a_series_leaves_open():
    assert false("python_full_version < '3.12.4'", python="3.12.4")
    assert not false("python_full_version < '3.12.4'", python="3.12.3")


def test_a_machine_settles_what_a_system_leaves_open():
    assert false("platform_machine == 's390x'", platform="x86_64-manylinux")
    assert false("platform_machine == 'x86_64'", platform="arm64-macos")


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize(
    "marker", ["sys_platform == 'win32'", "'arm' in platform_machine", "python_full_version >= '3.10.5'"]
)
def test_packaging_agrees_on_what_is_certain(name, marker):
    known = {"python_version": "3.10", "python_full_version": "3.10.2", **PLATFORMS[name]}
    if false(marker, python="3.10.2", platform=name):
        assert not Marker(marker).evaluate(known)


def test_without_either_every_marker_may_hold():
    environment = environment_of(Scope())
    assert not environment
    assert not certainly_false("sys_platform == 'win32'", lambda extra: None, environment)


@pytest.mark.parametrize("text", ["3", "3.x", "4,0", "3.12.1.2", "python3"])
def test_what_is_no_version_is_refused(text):
    with pytest.raises(UsageError, match="not a version of Python"):
        environment_of(Scope(python_version=text))


def test_an_unknown_platform_is_refused_with_a_guess():
    with pytest.raises(UsageError, match="no platform is called 'linus'") as caught:
        environment_of(Scope(python_platform="linus"))
    assert "Did you mean 'linux'?" in caught.value.hint


def test_a_fork_for_another_python_is_left_out_and_the_answer_says_so():
    lock = read_lock(SAMPLE)
    numpy = {
        python: {
            node.key.version
            for node in select(lock, Scope(python_version=python)).nodes
            if node.key.name == "numpy"
        }
        for python in ("", "3.12", "3.13")
    }
    assert numpy == {"": {"2.2.0", "2.4.0"}, "3.12": {"2.2.0"}, "3.13": {"2.4.0"}}
    (notice,) = (
        one for one in select(lock, Scope(python_version="3.12")).notices if one.code == "one-environment"
    )
    assert "Python 3.12 on every platform" in notice.message
