"""A reader reads or refuses any text, and what it reads can be selected, counted and placed."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depcalc.errors import LockError
from depcalc.graph import name_edges, place
from depcalc.lockfiles import parse_poetry, parse_requirements, parse_uv
from depcalc.scope import count, select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope

SAMPLES = Path(__file__).parents[1] / "samples"
UV = (SAMPLES / "shop-uv" / "uv.lock").read_text("utf-8")
POETRY = (SAMPLES / "shop-poetry" / "poetry.lock").read_text("utf-8")
PROJECT = (SAMPLES / "shop-poetry" / "pyproject.toml").read_text("utf-8")
REQUIREMENTS = (SAMPLES / "shop-requirements" / "requirements.txt").read_text("utf-8")
VALUES = (
    "1",
    "-1",
    "true",
    "2.5",
    '""',
    '"x"',
    "[]",
    "{}",
    "[1]",
    "[{}]",
    "[[]]",
    '{ a = "b" }',
    "2026-01-01",
)
PIECES = (
    "",
    '"',
    "'",
    "[",
    "]",
    "[[package]]\n",
    "=",
    "\n",
    "\\\n",
    "#",
    " # via a",
    ",",
    "\x00",
    "\u2028",
    "é",
    "(",
    "-r x\n",
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text with a few pieces cut out, put in, or with the value of a key replaced by another one."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:at] + re.sub("=.*", f"= {draw(st.sampled_from(VALUES))}", text[at:], count=1)
        else:
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 40)) :]
    return text


def read_or_refuse(read, *texts) -> None:
    try:
        lock: Lock = read(*texts, path="a.lock")
    except LockError:
        return
    for scope in (Scope(), Scope(all_groups=True, all_extras=True)):
        selection = select(lock, scope)
        assert len(place(selection)) == len(name_edges(selection))
    counts = count(lock)
    assert counts.packages + len(counts.orphans) >= len(lock.packages)


@settings(max_examples=100, deadline=None)
@given(text=st.text())
def test_any_text_is_read_or_refused(text):
    read_or_refuse(parse_uv, text)
    read_or_refuse(parse_poetry, text, text)
    read_or_refuse(parse_requirements, text)


@settings(max_examples=400, deadline=None)
@given(text=damaged(UV))
def test_a_damaged_uv_lock_is_read_or_refused(text):
    read_or_refuse(parse_uv, text)


@settings(max_examples=300, deadline=None)
@given(text=damaged(POETRY), project=damaged(PROJECT))
def test_a_damaged_poetry_lock_is_read_or_refused(text, project):
    read_or_refuse(parse_poetry, text, None)
    read_or_refuse(parse_poetry, POETRY, project)


@settings(max_examples=300, deadline=None)
@given(text=damaged(REQUIREMENTS))
def test_a_damaged_requirements_file_is_read_or_refused(text):
    read_or_refuse(parse_requirements, text)


@pytest.mark.parametrize("name", ["uv", "poetry"])
def test_the_order_of_the_tables_is_irrelevant(name):
    text, read = {
        "uv": (UV, lambda one: parse_uv(one, path="uv.lock")),
        "poetry": (POETRY, lambda one: parse_poetry(one, PROJECT, path="poetry.lock")),
    }[name]
    head, *tables = re.split(r"(?m)^(?=\[\[package\]\])", text)
    end = tables[-1].find("[extras]")
    tail = tables[-1][end:] if end >= 0 else ""
    tables[-1] = tables[-1].removesuffix(tail)
    before = read(text)
    for seed in range(5):
        random.Random(seed).shuffle(tables)
        after = read(head + "\n".join(tables) + tail)
        assert count(after) == count(before)
        for scope in (Scope(), Scope(all_groups=True, all_extras=True)):
            assert select(after, scope) == select(before, scope)
