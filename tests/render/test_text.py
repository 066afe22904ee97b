"""Outside text cannot do anything, and everything fits."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from depcalc.render.grid import Cell, Column, laid_out, lay_out
from depcalc.render.text import GLUE, cells, clean, cut, cut_words, pad, scrub, wrap
from depcalc.render.wording import shares
from tests.builders import HOSTILE, a_hostile_report

ANY = st.text(max_size=300)


def test_control_and_direction_become_visible():
    assert clean("a\x1b[31mb") == "a\\x1b[31mb"
    assert clean("a\nb\u202ec\u200b") == "a\\x0ab\\u202ec\\u200b"
    assert clean("\U000e0041") == "\\U000e0041"


def test_a_runner_hears_no_command():
    assert "::" not in clean("::error::x")
    assert "##[" not in clean("##[error]x")


@given(ANY)
def test_clean_text_has_nothing_hidden(text):
    shown = clean(text)
    assert all(
        unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp") for c in shown
    )
    assert "::" not in shown
    assert GLUE not in shown


@given(ANY)
def test_clean_ascii_is_ascii(text):
    assert clean(text, ascii_only=True, longest=10_000).isascii()


@given(ANY, st.integers(2, 60))
def test_clean_text_has_a_longest(text, longest):
    assert len(clean(text, longest=longest)) <= longest


def test_width_counts_cells_not_characters():
    assert cells("包") == 2
    assert cells("e\u0301") == 1
    assert pad("包", 4) == "包  "
    assert cut("包包包", 4) == "包…"


@given(ANY, st.integers(0, 40))
def test_cut_text_fits(text, width):
    assert cells(cut(clean(text), width)) <= width


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=9), st.integers(4, 40))
def test_cut_words_fit_and_count_the_rest(words, width):
    shown = cut_words(" ".join(words), width)
    assert cells(shown) <= width
    if "+" in shown:
        assert int(shown.rpartition("+")[2]) + len(shown.split()) - 1 == len(words)


@given(ANY, st.integers(12, 80))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    shown = wrap(clean(text), width, "  ", "    ")
    assert all(cells(line) <= width for line in shown.split("\n"))
    assert shown.replace("\n", "").replace(" ", "") == clean(text).replace(" ", "")


@given(st.integers(1, 120), st.lists(st.tuples(ANY, ANY, ANY), max_size=4))
def test_no_line_of_a_grid_is_too_wide(width, rows):
    columns = (Column("name", least=6), Column("figure", ">"), Column("words", least=5, words=True))
    lines = lay_out(columns, [[Cell(clean(t)) for t in row] for row in rows], width=width)
    assert all(cells(line) <= width for line in lines)


def test_scrub_reaches_every_text_of_a_report():
    report = scrub(a_hostile_report(), clean)
    assert not any(text in repr(report) for text in HOSTILE if clean(text) != text)


def test_what_has_no_room_is_named_and_money_outlasts_confidence():
    columns = [Column("package"), Column("confidence", early=2), Column("today\n$/yr"), Column("flags")]
    row = [Cell("acme-web"), Cell("moderate"), Cell("1,200"), Cell("gated")]
    kept = {width: laid_out(columns, [row], width=width) for width in (40, 30, 17, 8)}
    assert [lost for _, lost in kept.values()] == [
        [], ["flags"], ["confidence", "flags"], ["confidence", "today $/yr", "flags"],
    ]  # fmt: skip
    assert kept[17][0][-1] == "acme-web  1,200"


@given(st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0))
def test_shares_of_one_whole_add_up(parts):
    parts = [part / sum(parts) for part in parts]
    said = shares(parts)
    assert sum(0 if "under" in text else int(text[:-2]) for text in said) == 100
    assert all((text == "0\xa0%") == (part == 0) for text, part in zip(said, parts, strict=True))
