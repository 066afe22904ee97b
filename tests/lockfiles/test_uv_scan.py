"""The fast reader of uv.lock: what it gives is what tomllib gives, or nothing."""

import random
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lockfiles.test_any_text_laws import damaged
from tests.lockfiles.test_corpus import CORPUS, ROWS, each

from depcalc.lockfiles import parse_uv, uv
from depcalc.lockfiles._uv_scan import scan_uv

SAMPLE = Path(__file__).parents[1].joinpath("samples", "shop-uv", "uv.lock").read_text("utf-8")
UV_ROWS = [row for row in ROWS if row["format"] == "uv"]
HEAD = "version = 1\n"
ONE = '[[package]]\nname = "acme"\nversion = "1.0"\nsource = { registry = "https://index.example/simple" }\n'


def by_tomllib(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def agrees(text: str) -> bool:
    scanned = scan_uv(text)
    return scanned is None or scanned == by_tomllib(text)


@each(UV_ROWS)
def test_a_real_lock_is_read_as_tomllib_reads_it(shared, monkeypatch, row):
    text = (CORPUS / row["file"]).read_text("utf-8")
    fast = parse_uv(text, path="uv.lock")
    assert scan_uv(text) == tomllib.loads(text) or "[[package]]" not in text
    monkeypatch.setattr(uv, "scan_uv", lambda text: None)
    assert parse_uv(text, path="uv.lock") == fast


@each(UV_ROWS)
def test_a_real_lock_with_a_damaged_line_is_read_as_tomllib_reads_it(shared, row):
    text = (CORPUS / row["file"]).read_text("utf-8")[:20_000]
    lines, dice = text.split("\n"), random.Random(row["file"])
    for _ in range(30):
        cut, doubled, swapped = (dice.randrange(len(lines)) for _ in range(3))
        other = [*lines[:doubled], lines[doubled], *lines[doubled:]]
        other[cut] = other[cut][: dice.randint(0, len(other[cut]))] + dice.choice(
            ("", '"', " # x", ",", "\t")
        )
        other[swapped], other[cut] = other[cut], other[swapped]
        assert agrees("\n".join(other))


@settings(max_examples=300, deadline=None)
@given(text=damaged(SAMPLE))
def test_a_damaged_lock_is_read_as_tomllib_reads_it_or_left_to_it(text):
    assert agrees(text)


blocks = st.lists(
    st.sampled_from(
        (
            ONE,
            'dependencies = [\n    { name = "other", extra = ["a", "b"], marker = "x == \'y\'" },\n]\n',
            "dependencies = []\n",
            'sdist = { url = "https://files.example/a.tar.gz", hash = "sha256:00", size = 1 }\n',
            'wheels = [\n    { url = "https://files.example/a-1.0-py3-none-any.whl", size = 007 },\n]\n',
            'wheels = [\n    { path = "a.whl", upload-time = "2026-01-01T00:00:00Z" },\n    { x = 1 },\n]\n',
            '\n[package.optional-dependencies]\nx = [\n    { name = "other" },\n]\n',
            'x = [\n    { name = "other" },\n]\n',
            '\n[package.dev-dependencies]\ndev = [\n    { name = "other" },\n]\n',
            '\n[package.metadata]\nrequires-dist = [{ name = "other", specifier = ">=1" }]\n',
            "\n[package.metadata.requires-dev]\n",
            "\n[package]\n",
            "\n[manifest]\n",
            "\n",
            '"""\n',
            "'''\n",
            'text = """\n',
            "# [[package]]\n",
            "\r\n",
            "\r",
        )
    ),
    max_size=12,
)


@settings(max_examples=500, deadline=None)
@given(parts=blocks)
def test_pieces_in_any_order_are_read_as_tomllib_reads_them_or_left_to_it(parts):
    assert agrees(HEAD + "\n".join(parts))
    assert agrees(HEAD + "".join(parts))


def test_an_ordinary_lock_is_read_fast_with_either_end_of_line():
    assert scan_uv(SAMPLE) == tomllib.loads(SAMPLE)
    assert scan_uv(SAMPLE.replace("\n", "\r\n")) == tomllib.loads(SAMPLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version = 1\n",
        ONE,
        HEAD + ONE + "x = \n",
        HEAD + "package = []\n" + ONE,
        HEAD + ONE + "\n[manifest]\nmembers = []\n",
        HEAD + ONE + "\n[package.metadata]\n\n[package]\n",
        HEAD + ONE + "\n[" + "a." * 40 + "a]\n",
        HEAD + ONE + "x = " + "[" * 5000 + "\n",
    ],
)
def test_what_is_odd_is_left_to_tomllib(text):
    assert scan_uv(text) is None


def test_a_single_odd_package_does_not_slow_down_the_others():
    text = (
        HEAD + ONE + '\n[[package]]\nname = "odd"  # by hand\nsource.git = "https://git.example/odd"\n' + ONE
    )
    assert scan_uv(text) == tomllib.loads(text)


@pytest.mark.parametrize("revision", range(6))
def test_every_revision_gives_the_same_packages(revision):
    text = re.sub(r"revision = \d+", f"revision = {revision}", SAMPLE)
    text = re.sub(r", size = \d+", "", text) if revision == 5 else text
    text = re.sub(r"(?ms)^\[package\.metadata.*?(?=^\[\[|\Z)", "", text) if revision > 3 else text
    lock = parse_uv(text, path="uv.lock")
    assert lock.revision == f"1.{revision}"
    assert scan_uv(text) == tomllib.loads(text)
    assert [one.key for one in lock.packages] == [
        one.key for one in parse_uv(SAMPLE, path="uv.lock").packages
    ]
