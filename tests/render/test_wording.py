"""Numbers for people: two digits, words for ratios, never quite certain."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.render import wording
from depcalc.render.phrases import noted
from depcalc.render.text import GLUE
from depcalc.values.notice import Notice
from depcalc.values.report import Range

MONEY = st.floats(0.01, 1e13, allow_nan=False)


def digits(text: str) -> str:
    """The significant digits of a number as written."""
    return re.sub(r"[^0-9]", "", text.rstrip("MBT")).lstrip("0")


@given(MONEY)
def test_money_has_two_significant_digits(usd):
    shown = wording.dollars(usd)
    assert shown.startswith("$")
    kept = digits(shown)
    assert len(kept) >= 2
    assert set(kept[2:]) <= {"0"}


@given(MONEY)
def test_money_is_within_rounding_of_the_truth(usd):
    text = wording.two(usd)
    factor = {"M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1], 1.0)
    assert float(text.rstrip("MBT").replace(",", "")) * factor == pytest.approx(usd, rel=0.051)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.0042, "0.0042"),
        (0.0995, "0.10"),
        (0.32, "0.32"),
        (4.26, "4.3"),
        (9.96, "10"),
        (74.4, "74"),
        (996, "1,000"),
        (1840, "1,800"),
        (932_000, "930,000"),
        (999_999, "1.0M"),
        (1_640_000, "1.6M"),
        (370_000_000, "370M"),
        (2.34e9, "2.3B"),
        (-1840, "-1,800"),
        (2.5e-8, "2.5e-8"),
    ],
)
def test_two_digits(value, shown):
    assert wording.two(value) == shown


def test_small_and_negative_money():
    assert wording.dollars(-12.3) == "-$12"
    assert wording.dollars(0.001) == "less than a cent"
    assert (wording.amount(0.001), wording.amount(None), wording.amount(0)) == ("<0.01", "-", "0")


@given(st.floats(0, 1))
def test_a_share_is_never_nothing_or_everything(part):
    assert wording.share(part) not in (f"0{GLUE}%", f"100{GLUE}%")


@given(st.floats(0, 1e6))
def test_a_ratio_is_words_without_digits(ratio):
    assert not re.search(r"\d", wording.times(ratio))


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(1.0, "about the same"), (2.0, "about twice"), (6.8, "several times"), (0.3, "a fraction")],
)
def test_a_ratio_has_bands(ratio, words):
    assert wording.times(ratio).startswith(words)


def test_ranges_are_the_ends_of_ninety_percent():
    usd = Range(270, 54, 135, 810)
    assert wording.spread(usd) == "54 – 810"
    assert wording.between(usd) == f"90{GLUE}% of the worlds between $54 and $810"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_machines_get_six_digits_and_no_negative_zero(value):
    shown = wording.six(value)
    assert shown == pytest.approx(value, rel=1e-5)
    assert str(shown) != "-0.0"


def test_a_notice_names_its_file_once():
    assert noted(Notice("x", "app/a.py was not read", "app/a.py")) == "app/a.py was not read"
    assert noted(Notice("x", "it was not read", "app/a.py")) == "it was not read (app/a.py)"
    assert noted(Notice("x", "uv.lock is old", "uv.lock", 3)) == "uv.lock is old (uv.lock:3)"


@pytest.mark.parametrize(
    ("kloc", "shown"), [(0.001, "1 line"), (0.0042, "4 lines"), (0.014, "14 lines"), (2.8, "2,800 lines")]
)
def test_few_lines_are_whole_lines(kloc, shown):
    assert wording.lines_of_code(kloc) == shown
