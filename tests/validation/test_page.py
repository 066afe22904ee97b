"""The page says what the cheap scripts print, and holds no empty block."""

import pytest
from bench.validation import aisi, backtest, pages, retrospective, rewrites
from bench.validation.tables import history

AGAIN = "python -m bench.validation.{} --write"


@pytest.mark.parametrize("script", [aisi, rewrites, retrospective])
def test_blocks_are_as_the_script_prints_them(script):
    page = pages.blocks()
    for name, text in script.made().items():
        assert page[name] == text, AGAIN.format(script.__name__.rpartition(".")[2])


def test_the_formula_of_the_prior_is_the_shipped_fit():
    h = history()
    assert pages.blocks()["prior-formula"] == backtest.formula(h, backtest.newest(h))


def test_every_block_is_filled_and_every_script_is_on_the_page():
    page = pages.blocks()
    assert len(page) > 20
    assert [name for name, text in page.items() if not text.strip()] == []


def test_a_block_is_replaced_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a -->\nold\n<!-- /a -->\nafter\n<!-- b -->\nkept\n<!-- /b -->\n")
    pages.write_block("a", "new\n", page)
    assert page.read_text() == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n<!-- b -->\nkept\n<!-- /b -->\n"
    with pytest.raises(SystemExit, match="no block c"):
        pages.write_block("c", "", page)
