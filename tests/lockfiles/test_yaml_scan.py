"""The reader of YAML: scalars stay texts, and what it gives is what PyYAML gives, or nothing."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED
from tests.lockfiles.test_any_text_laws import damaged

from depcalc.errors import LockError
from depcalc.lockfiles._yaml import item_lines, load_yaml, scan_yaml

SAMPLES = Path(__file__).parents[1] / "samples"
PIXI = (SAMPLES / "shop-pixi" / "pixi.lock").read_text("utf-8")
CONDA = (SAMPLES / "shop-conda" / "conda-lock.yml").read_text("utf-8")
HAS_YAML = find_spec("yaml") is not None
REAL = [
    file
    for folder in ("pixi", "conda-lock")
    if (SHARED / "lockfiles" / folder).is_dir()
    for file in sorted((SHARED / "lockfiles" / folder).iterdir())
]


def by_library(text: str) -> object:
    """What PyYAML's base loader says; deep nesting, which overflows its stack, never gets there."""
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def agrees(text: str) -> bool:
    scanned, _ = scan_yaml(text)
    return scanned is None or not HAS_YAML or scanned == by_library(text)


@pytest.mark.parametrize("file", REAL or [None], ids=[file.name for file in REAL] or ["absent"])
def test_a_real_lock_is_read_without_the_library(shared, file):
    text = file.read_text("utf-8")
    scanned, _ = scan_yaml(text)
    assert scanned
    if HAS_YAML:
        import yaml

        assert scanned == yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(damaged(PIXI), damaged(CONDA)))
def test_a_damaged_lock_is_read_as_the_library_reads_it_or_left_to_it(text):
    assert agrees(text)


lines = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(
            (
                "a:",
                "b: x",
                "- c: 7.3_60",
                "- d:",
                "- e",
                "- - f",
                "-",
                "- 'it''s'",
                'g: "x"',
                "h: {}",
                "i: []",
                "j: [k]",
                "l: a: b",
                "m: a #b",
                "n: a#b",
                "# o",
                "",
                "p: 'q",
                "r",
                "s: &t u",
                "v: !w x",
                "y: >=1,<2",
                "z: |",
                "? a",
                "---",
                "...",
                "a : b",
                "- x y: z",
                "1.2: ''",
                "a: é",
                "a: b ",
                "a:  b",
                "-  a",
            )
        ),
    ),
    max_size=10,
)


@settings(max_examples=1500, deadline=None)
@given(parts=lines)
def test_lines_in_any_order_are_read_as_the_library_reads_them_or_left_to_it(parts):
    assert agrees("\n".join(" " * indent + line for indent, line in parts))


def test_p1_a_version_is_never_a_number():
    found, _ = scan_yaml("a: 7.3_60\nb: 0.1_3\nc: 1e3\nd: null\ne: 2026-01-01\nf: yes\ng: 0o7\nh: ~\ni:\n")
    assert found
    assert list(found.values()) == ["7.3_60", "0.1_3", "1e3", "null", "2026-01-01", "yes", "0o7", "~", ""]


def test_items_have_their_lines():
    assert item_lines("x: 1\npackages:\n- a: b\n  c:\n  - d\n- e: f\ny: 2\n", "packages") == [3, 6]
    assert item_lines("package:\n  # note\n  - a: b\n    c:\n      - d\n  - e: f", "package") == [3, 6]
    assert item_lines("packages: []\nother:\n- a\n", "packages") == []


def test_without_the_library_an_unusual_file_is_refused_with_a_hint(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert load_yaml("a: b\n", path="pixi.lock").data == {"a": "b"}
    with pytest.raises(LockError, match="not the YAML that this tool writes") as caught:
        load_yaml("a: {b: c}\n", path="pixi.lock")
    assert "depcalc[yaml]" in caught.value.hint


@pytest.mark.skipif(not HAS_YAML, reason="PyYAML is not installed")
def test_with_the_library_an_unusual_file_is_read_as_text():
    assert load_yaml('a: {b: [1.0, "\\x41"]}\n', path="pixi.lock").data == {"a": {"b": ["1.0", "A"]}}


@pytest.mark.skipif(not HAS_YAML, reason="PyYAML is not installed")
@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "- a\n",
        "a: &x [b]\nc: *x\n",
        "a: 1\n---\nb: 2\n",
        "? [a]\n: b\n",
        "- " * 5000 + "a",
        "[" * 5000,
        "{a: " * 5000,
        'a: "\\UFFFFFFFF"\n',
        "a: \x00\n",
        "%YAML 9.9\n---\na: b\n",
    ],
)
def test_p35_what_is_no_plain_document_is_refused(text):
    with pytest.raises(LockError):
        load_yaml(text, path="pixi.lock")


def test_p35_long_lines_and_deep_nesting_take_no_time():
    for text in ("- " + "- a" * 200_000 + ": ", "a: " + "b " * 200_000 + "c: ", "a:" + " " * 200_000 + "x:"):
        assert scan_yaml(text)[0] is None
    assert scan_yaml("".join(" " * i + "a:\n" for i in range(500)))[0] is None
