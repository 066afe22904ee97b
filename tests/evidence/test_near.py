"""Names that look like popular ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.evidence.near import distance, near_names, stdlib_pythons
from depcalc.evidence.snapshot import open_snapshot


@pytest.fixture(scope="module")
def snapshot():
    with open_snapshot() as opened:
        yield opened


def names(snapshot, name):
    return [near.name for near in near_names(snapshot, name)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reqeusts", "requests"),
        ("equests", "requests"),
        ("djnago", "django"),
        ("beautifulsoup", "beautifulsoup4"),
        ("python-requests", "requests"),
        ("dateutil", "python-dateutil"),
        ("dateutil-python", "python-dateutil"),
        ("cv2", "opencv-python-headless"),
        ("yaml", "pyyaml"),
        ("skitlearn", "scikit-learn"),
    ],
)
def test_what_was_meant_is_named(snapshot, typed, meant):
    assert meant in names(snapshot, typed)


@pytest.mark.parametrize("name", ["requests", "toml", "tomli", "pytz", "pyyaml", "zzqx-acme", "ab"])
def test_a_name_of_its_own_is_left_alone(snapshot, name):
    assert names(snapshot, name) == []


def test_a_listed_name_is_confused_only_with_far_more_popular_ones(snapshot):
    for near in near_names(snapshot, "pypd"):
        assert (
            snapshot.packages([near.name])[near.name].downloads
            > 100 * snapshot.packages(["pypd"])["pypd"].downloads
        )


words = st.text("abc-", max_size=6)


@given(words, words)
def test_the_distance_is_symmetric_and_never_more_than_the_longer_word(a, b):
    assert distance(a, b, 9) == distance(b, a, 9) <= max(len(a), len(b))
    assert (distance(a, b, 9) == 0) == (a == b)


@given(words, words, st.integers(0, 3))
def test_a_bound_changes_nothing_below_it(a, b, most):
    assert min(distance(a, b, most), most + 1) == min(distance(a, b, 9), most + 1)


def test_modules_of_the_standard_library_are_known():
    assert "3.12" in stdlib_pythons("json")
    assert stdlib_pythons("requests") == ()
    assert stdlib_pythons("_abc") == ()
