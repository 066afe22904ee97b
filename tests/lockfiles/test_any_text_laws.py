"""A reader reads or refuses any text, and what it reads can be selected, counted and placed."""

import json
import random
import re
from copy import deepcopy
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depcalc.errors import LockError
from depcalc.graph import name_edges, place
from depcalc.lockfiles import parse_poetry, parse_requirements, parse_uv
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.lockfiles.project import parse_project
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.scope import count, select
from depcalc.values.lock import Lock, normalise
from depcalc.values.scope import Scope

SAMPLES = Path(__file__).parents[1] / "samples"
UV = (SAMPLES / "shop-uv" / "uv.lock").read_text("utf-8")
POETRY = (SAMPLES / "shop-poetry" / "poetry.lock").read_text("utf-8")
PROJECT = (SAMPLES / "shop-poetry" / "pyproject.toml").read_text("utf-8")
REQUIREMENTS = (SAMPLES / "shop-requirements" / "requirements.txt").read_text("utf-8")
PDM = """\
[metadata]
groups = ["default", "dev"]
lock_version = "4.5.0"
[[metadata.targets]]
requires_python = ">=3.11"

[[package]]
name = "httpx"
version = "1"
groups = ["default"]
dependencies = ["anyio>=3; python_version < '4'", "idna"]
files = [{file = "httpx-1-py3-none-any.whl", hash = "sha256:00"}]

[[package]]
name = "httpx"
version = "1"
extras = ["http2"]
dependencies = ["h2<5,>=3", "httpx==1"]

[[package]]
name = "anyio"
version = "1"
git = "https://git.example/anyio"
revision = "00"

[[package]]
name = "h2"
version = "4"
[package.dependencies]
idna = {version = ">=1", marker = "os_name == 'nt'"}
"""
PYLOCK = """\
lock-version = "1.0"
extras = ["cli"]
dependency-groups = ["dev"]
default-groups = ["default"]

[[packages]]
name = "A.b"
version = "1"
marker = "'default' in dependency_groups or ('dev' in dependency_groups and os_name == 'nt')"
dependencies = [{name = "c", version = "1"}]
index = "https://index.example/simple"
wheels = [{name = "a_b-1-py3-none-any.whl", size = 1, upload-time = 2026-01-01T00:00:00Z, hashes = {sha256 = "0"}}]

[[packages]]
name = "c"
version = "1"
marker = "'cli' in extras"
vcs = {type = "git", url = "https://git.example/c", commit-id = "00"}
[packages.tool.pdm]
dependencies = ["a-b>=1"]
"""
PIPFILE = '[packages]\na = "*"\nb = {version = ">1", extras = ["x"]}\n[dev-packages]\nc = {path = "."}\n'
SCRIPT = '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["a>1", "b"]\n# ///\n'
SETUP_CFG = (
    "[metadata]\nname = x\n[options]\ninstall_requires =\n    a>1\n    b\n[options.extras_require]\nx = c\n"
)
PIPFILE_LOCK = {
    "_meta": {
        "pipfile-spec": 6,
        "requires": {"python_version": "3.12"},
        "sources": [{"name": "x", "url": "y"}],
    },
    "default": {"a": {"version": "==1", "hashes": ["sha256:00"], "markers": "os_name == 'nt'", "index": "x"}},
    "develop": {"b": {"git": "https://git.example/b", "ref": "00", "extras": ["x"], "editable": True}},
}
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "metadata": {"component": {"bom-ref": "r", "name": "x"}},
    "components": [
        {
            "bom-ref": "a",
            "name": "a",
            "purl": "pkg:pypi/a@1?vcs_url=git%2Bx",
            "hashes": [{"alg": "x", "content": "y"}],
        },
        {"name": "b", "purl": "pkg:pypi/b@1", "components": [{"name": "c", "purl": "pkg:npm/c@1"}]},
    ],
    "dependencies": [{"ref": "r", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["pkg:pypi/b@1", "a"]}],
}
JSON_VALUES = (
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "==1",
    [],
    ["x"],
    [{}],
    {},
    {"x": {}},
    {"version": "==2", "purl": "pkg:pypi/%"},
)
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
    "\x1b[31m",
    "\u202e",
    "::error::",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> main\n",
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


@st.composite
def mangled(draw: st.DrawFn, document: object) -> str:
    """A document with a few of its values replaced, as JSON; sometimes with a piece of the text cut out."""
    whole = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        holder = whole
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or draw(st.integers(0, 3)) == 0:
                holder[key] = deepcopy(draw(st.sampled_from(JSON_VALUES)))
                break
            holder = holder[key]
    text = json.dumps(whole)
    at = draw(st.integers(0, len(text)))
    return text if draw(st.booleans()) else text[:at] + text[at + draw(st.integers(0, 9)) :]


def read_or_refuse(read, *texts, path: str = "a.lock") -> None:
    try:
        lock: Lock = read(*texts, path=path)
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
    for read in (parse_pdm, parse_pylock, parse_pipfile_lock):
        read_or_refuse(read, text, text)
    read_or_refuse(parse_cyclonedx, text)
    for path in ("pyproject.toml", "setup.cfg", "Pipfile", "tool.py"):
        read_or_refuse(parse_project, text, path=path)


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


@settings(max_examples=300, deadline=None)
@given(text=damaged(PDM), project=damaged(PROJECT))
def test_a_damaged_pdm_lock_is_read_or_refused(text, project):
    read_or_refuse(parse_pdm, text, None)
    read_or_refuse(parse_pdm, PDM, project)


@settings(max_examples=300, deadline=None)
@given(text=damaged(PYLOCK), project=damaged(PROJECT))
def test_a_damaged_pylock_is_read_or_refused(text, project):
    read_or_refuse(parse_pylock, text, project)


@settings(max_examples=200, deadline=None)
@given(text=mangled(PIPFILE_LOCK), project=damaged(PIPFILE))
def test_a_damaged_pipfile_lock_is_read_or_refused(text, project):
    read_or_refuse(parse_pipfile_lock, text, project)


@settings(max_examples=200, deadline=None)
@given(text=mangled(CYCLONEDX))
def test_a_damaged_cyclonedx_document_is_read_or_refused(text):
    read_or_refuse(parse_cyclonedx, text)


@settings(max_examples=100, deadline=None)
@given(project=damaged(PROJECT), setup=damaged(SETUP_CFG), pipfile=damaged(PIPFILE), script=damaged(SCRIPT))
def test_a_damaged_project_file_is_read_or_refused(project, setup, pipfile, script):
    read_or_refuse(parse_project, project, path="pyproject.toml")
    read_or_refuse(parse_project, setup, path="setup.cfg")
    read_or_refuse(parse_project, pipfile, path="Pipfile")
    read_or_refuse(parse_project, script, path="tool.py")


HOSTILE = ("a\x1b[31m", "a\u202eb", "::error::a", "a\nb", "<script>", "[/red]", "a|b", "../a", "a" * 500)
HOLDING = {
    "pdm": lambda name: (
        parse_pdm,
        f"[[package]]\nname = {json.dumps(name)}\nversion = '1'\n[metadata]\n",
        None,
    ),
    "pylock": lambda name: (
        parse_pylock,
        f"lock-version = '1.0'\n[[packages]]\nname = {json.dumps(name)}\n",
        None,
    ),
    "pipenv": lambda name: (parse_pipfile_lock, json.dumps({"_meta": {}, "default": {name: {}}}), None),
    "cyclonedx": lambda name: (
        parse_cyclonedx,
        json.dumps(
            {**CYCLONEDX, "components": [{"name": "x", "purl": f"pkg:pypi/{quote(name, safe='')}@1"}]}
        ),
    ),
}


@pytest.mark.parametrize("format", HOLDING)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text_and_is_noticed(format, name):
    read, *texts = HOLDING[format](name)
    lock = read(*texts, path="a.lock")
    assert [one.key.name for one in lock.packages] == [normalise(name)]
    assert ("odd-name" in {notice.code for notice in lock.notices}) is (name != "a" * 500)


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
