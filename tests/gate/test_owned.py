"""Code without a lock saying so, from what was seen to what a reviewer reads."""

import pytest

from depcalc.gate.owned import of_owned
from depcalc.values.owned import (
    Drift,
    HomemadeFinding,
    HomemadeScan,
    OwnedCode,
    Stated,
    UnknownCopy,
    VendoredCopy,
    VendoredScan,
)
from depcalc.values.settings import LedgerEntry, Settings


def a_copy(**changes):
    made = {
        "path": "src/app/_vendor/acme_text",
        "package": "acme-text",
        "version": "2.1",
        "tied": (),
        "at_hand": ("2.1",),
        "drift": Drift(10, 0, 0, 0),
        "taken": 1.0,
        "files": ("src/app/_vendor/acme_text/__init__.py",),
        "marked": True,
    }
    return VendoredCopy(**(made | changes))


def found(*, copies=(), unknown=(), homemade=(), ledger=()):
    owned = OwnedCode("shop", VendoredScan(tuple(copies), tuple(unknown)), HomemadeScan(tuple(homemade)))
    entries = tuple(LedgerEntry("acme-text", "2.1", "vendor", path) for path in ledger)
    return list(of_owned(owned, Settings(ledger=entries)))


def test_a_copy_that_no_entry_names_is_a_finding_where_it_lies():
    (one,) = found(copies=[a_copy()])
    assert (one.rule, one.package, one.version) == ("DC010", "acme-text", "2.1")
    assert one.path == "shop/src/app/_vendor/acme_text"
    assert "unchanged" in one.message


@pytest.mark.parametrize(
    "path", ["src/app/_vendor", "src/app/_vendor/acme_text/", "src/app/_vendor/acme_text/a.py"]
)
def test_the_ledger_covers_a_folder_above_the_copy_itself_or_a_part_of_it(path):
    assert found(copies=[a_copy()], ledger=[path]) == []


def test_a_name_that_only_begins_alike_covers_nothing():
    assert len(found(copies=[a_copy()], ledger=["src/app/_vendor/acme"])) == 1


def test_an_estimate_of_the_version_says_what_it_rests_on():
    (one,) = found(copies=[a_copy(tied=("2.0", "1.9"), drift=Drift(3, 1, 0, 0))])
    assert "about version 2.1 or 2.0, 1.9" in one.message
    assert "25% of its functions differ" in one.message


def test_what_nothing_explains_is_said_to_be_unknown_and_never_guessed():
    stated = Stated("acme-old", "0.3", "vendor.txt", "vendor/vendor.txt", 4)
    (one,) = found(unknown=[UnknownCopy("vendor/acme_old", "nothing at hand matches its code", 2, (stated,))])
    assert (one.rule, one.severity, one.package, one.version) == ("DC010", "low", "", "")
    assert "it says acme-old 0.3" in one.message
    assert "we cannot know" in one.message


def homemade(where="runtime", kind="own-mac", symbol="sign"):
    return HomemadeFinding("HM02", kind, "src/auth.py", 7, symbol, "use hmac.new", where, (9, 12))


def test_home_made_code_stands_at_its_line_with_the_advice():
    (one,) = found(homemade=[homemade()])
    assert (one.rule, one.path, one.line) == ("DC017", "shop/src/auth.py", 7)
    assert one.message == "sign: use hmac.new Also at line 9, 12."


@pytest.mark.parametrize("where", ["tests", "docs", "tooling"])
def test_what_is_never_shipped_is_no_finding(where):
    assert found(homemade=[homemade(where)]) == []


def test_two_functions_of_one_file_are_two_findings():
    first, second = found(homemade=[homemade(), homemade(symbol="verify")])
    assert first.identity != second.identity
