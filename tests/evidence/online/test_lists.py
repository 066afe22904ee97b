import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.online.small import FUZZ, TOP

from depcalc.evidence.online.lists import (
    FuzzProject,
    fuzzed_packages,
    parse_fuzz_list,
    parse_top_list,
    plain_repository,
)
from depcalc.evidence.online.trouble import UnrecognisedError


def test_the_top_list_is_in_order_and_under_normal_names():
    top = parse_top_list(json.dumps(TOP).encode())
    assert str(top.made) == "2026-11-01"
    assert top.rows == (("alpha", 1000), ("gamma-1", 700), ("beta", 600))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"last_update": "2026-11-01", "rows": []}',
        b'{"rows": [{"project": "a", "download_count": 1}]}',
    ],
)
def test_another_answer_is_no_top_list(body):
    with pytest.raises(UnrecognisedError):
        parse_top_list(body)


def test_a_row_without_a_count_is_left_out_and_not_nought():
    rows = [{"project": "a", "download_count": n} for n in (None, -1, "9", 0)] + [
        {"project": "b", "download_count": 1}
    ]
    made = parse_top_list(json.dumps({"last_update": "2026-11-01", "rows": rows}).encode())
    assert made.rows == (("b", 1),)


def test_the_fuzz_list_names_projects_and_their_repositories():
    projects = parse_fuzz_list(json.dumps(FUZZ).encode())
    assert projects[0] == FuzzProject("alpha-py", "code.example/a/alpha")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"projects": []}', b'{"projects": [{"name": 7}]}'])
def test_another_answer_is_no_fuzz_list(body):
    with pytest.raises(UnrecognisedError):
        parse_fuzz_list(body)


@given(st.binary())
def test_any_bytes_are_a_list_or_refused(body):
    for parse in (parse_top_list, parse_fuzz_list):
        with contextlib.suppress(UnrecognisedError):
            parse(body)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://Code.example/A/Alpha.git", "code.example/a/alpha"),
        ("https://user@code.example/a/alpha/tree/main", "code.example/a/alpha"),
        ("code.example/a/alpha", "code.example/a/alpha"),
        ("https://code.example/a", ""),
        ("https://[", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_of_a_repository_is_compared_by_host_owner_and_name(url, plain):
    assert plain_repository(url) == plain


def test_a_project_counts_for_the_package_of_the_same_repository_and_not_of_the_same_name():
    projects = [FuzzProject("alpha", "h/a/x"), FuzzProject("other", "h/a/beta"), FuzzProject("none", "")]
    packages = [("alpha", "https://h/a/alpha"), ("beta", "https://h/a/beta"), ("", "")]
    assert fuzzed_packages(projects, packages) == (("beta", "other"),)


def test_a_repository_of_several_packages_tells_of_none():
    assert (
        fuzzed_packages([FuzzProject("p", "h/a/b")], [("one", "https://h/a/b"), ("two", "https://h/a/b")])
        == ()
    )
