"""CI skips nothing that is not on the list."""

import pytest

from tests import conftest


def test_a_skip_fails_in_ci_unless_it_is_listed_with_a_reason(monkeypatch):
    listed = next(iter(conftest.allowed_skips(conftest.ALLOWED_SKIPS.read_text("utf-8"))))
    monkeypatch.setenv("CI", "true")
    assert "tests/x.py::test_y is not in" in conftest.unlisted_skip("tests/x.py::test_y", "no reason")
    assert conftest.unlisted_skip(listed, "no reason") == ""
    monkeypatch.delenv("CI")
    assert conftest.unlisted_skip("tests/x.py::test_y", "no reason") == ""


def test_an_entry_without_a_reason_is_refused():
    with pytest.raises(pytest.UsageError):
        conftest.allowed_skips("tests/x.py::test_y\n")
