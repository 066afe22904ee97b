"""Editable installs and `.pth` files: followed as text to plain folders near by, and to nowhere else."""

import json
import os

import pytest
from tests.usage.test_hostile import install
from tests.usage.test_project_side import make

from depcalc.usage import followed
from depcalc.usage.scan import scan_project
from depcalc.values.fact import Fact, Gap
from depcalc.values.lock import Key

CORE = {"core/__init__.py": "def used():\n    return 1\ndef rest():\n    return 2\n"}


@pytest.fixture
def place(tmp_path):
    """A project with its environment, which holds a folder of sources."""
    make(tmp_path / "project", {"main.py": "import core\ncore.used()\n"})
    (tmp_path / "project/.venv/lib/site").mkdir(parents=True)
    (tmp_path / "project/.venv/pyvenv.cfg").write_text("")
    make(tmp_path / "project/.venv/src/core", CORE)
    make(tmp_path / "outside", CORE)
    return tmp_path


def scanned(place, pth=None, url=None, stated=None, name="core", **files):
    site = place / "project/.venv/lib/site"
    install(site, {name: {}})
    info = site / f"{name}-1.dist-info"
    (info / "RECORD").write_text(f"__editable__.{name}-1.pth,,\n")
    if pth is not None:
        (site / f"__editable__.{name}-1.pth").write_text(pth)
    if url is not None:
        (info / "direct_url.json").write_text(json.dumps({"url": url, "dir_info": {"editable": True}}))
    if stated is not None:
        (info / "top_level.txt").write_text(stated)
    return scan_project(
        place / "project", site_packages=site, wheels=None, cache=None, jobs=0, packages=[Key(name, "1")]
    ).of(name)


def of(found):
    assert isinstance(found.slice, Fact), found.slice
    return found.slice.value.reachable


def reason(found):
    assert isinstance(found.slice, Gap)
    return found.slice.reason


@pytest.mark.parametrize(
    "line", ["{env}/src/core\n", "../../src/core", "# a comment\n\n  {env}/src/core  \n"]
)
def test_a_folder_of_the_environment_is_followed(place, line):
    found = scanned(place, pth=line.format(env=place / "project/.venv"))
    assert of(found) == ("core:used",)
    assert (found.status, found.basis) == ("used", "installed")


def test_an_editable_install_is_followed_to_its_project(place):
    make(place / "project/.venv/src/core", {"pyproject.toml": "", "tests/__init__.py": "", "setup.py": ""})
    found = scanned(
        place, url=f"file://{place}/project/.venv/src/core", pth="import __editable___core_finder\n"
    )
    assert of(found) == ("core:used",)
    assert ("tests" not in found.imports, found.basis) == (True, "name")


def test_an_address_may_be_quoted(place):
    make(place / "project/.venv/src/my core", CORE)
    assert of(scanned(place, url=f"file://{place}/project/.venv/src/my%20core")) == ("core:used",)


def test_names_that_it_states_and_that_are_there_are_certain(place):
    found = scanned(place, url=f"file://{place}/project/.venv/src/core", stated="core\n")
    assert (of(found), found.basis) == (("core:used",), "installed")
    assert scanned_again(place, "core\nmore\n").basis == "name"


def scanned_again(place, stated):
    site = place / "project/.venv/lib/site"
    (site / "core-1.dist-info/top_level.txt").write_text(stated)
    return scan_project(
        place / "project", site_packages=site, wheels=None, cache=None, jobs=0, packages=[Key("core", "1")]
    ).of("core")


def test_a_member_of_the_project_is_used_by_the_rest_of_it_and_priced_by_nobody(place):
    make(place / "project/packages/core/src", CORE)
    found = scanned(place, pth=f"{place}/project/packages/core/src\n")
    assert (found.status, found.names[0].path) == ("used", "main.py")
    assert "project's own files" in reason(found)


def test_what_a_member_imports_of_itself_is_no_use_of_it(place):
    (place / "project/main.py").write_text("x = 1\n")
    make(place / "project/packages/core/src", {**CORE, "core/more.py": "import core\ncore.used()\n"})
    assert scanned(place, pth=f"{place}/project/packages/core/src\n").status == "unused"


@pytest.mark.parametrize(
    ("pth", "why"),
    [
        ("{place}/outside\n", "outside"),
        ("../../../../outside\n", "outside"),
        ("{place}/project/.venv/link\n", "outside"),
        ("{place}/project/.venv/inner\n", "no plain folder"),
        ("/\n", "outside"),
        ("{place}/project\n", "this project itself"),
        ("{place}/project/src\n", "this project itself"),
        ("{place}/project/main.py\n", "no plain folder"),
        ("import os; os.system('touch RAN')\n", "code to run"),
        ("import\tos\n", "code to run"),
        ("a\0b\n", "none"),
        ("x" * 5_000, "none"),
        ("../../src/core\n" * 1_000_000, "more than is followed"),
        ("\n" * 1_000, "more than is followed"),
    ],
)
def test_what_leads_elsewhere_is_a_gap_that_says_so(place, pth, why):
    os.symlink(place / "outside", place / "project/.venv/link")
    os.symlink(place / "project/.venv/src/core", place / "project/.venv/inner")
    (place / "project/src").mkdir()
    found = scanned(place, pth=pth.format(place=place))
    assert why in reason(found)
    assert not (place / "RAN").exists()
    assert found.basis == "name"


@pytest.mark.parametrize(
    "url", ["file://{place}/outside", "file://{place}/project/.venv/../../outside", "file://{place}/project/.venv/link",
            "file://far.example{place}/project/.venv/src/core", "https://files.example/core", "file://[", 7]
)  # fmt: skip
def test_an_address_that_leads_elsewhere_is_a_gap(place, url):
    os.symlink(place / "outside", place / "project/.venv/link")
    found = scanned(place, url=url.format(place=place) if isinstance(url, str) else url)
    assert "source" in reason(found)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"url": "file:///", "dir_info": 1}'])
def test_a_broken_address_is_none(place, text):
    site = place / "project/.venv/lib/site"
    install(site, {"core": {}})
    (site / "core-1.dist-info/RECORD").write_text("__editable__.core-1.pth,,\n")
    (site / "core-1.dist-info/direct_url.json").write_text(text)
    assert isinstance(scanned_again(place, "core\n").slice, Gap)


def test_links_inside_a_followed_folder_are_left_out(place):
    make(place / "outside", {"secret.py": "def s(): pass\n"})
    os.symlink(place / "outside/secret.py", place / "project/.venv/src/core/secret.py")
    os.symlink(place / "outside", place / "project/.venv/src/core/far")
    (place / "project/main.py").write_text(
        "import core, secret, far.core\ncore.used()\nsecret.s()\nfar.core.used()\n"
    )
    found = scanned(place, pth="../../src/core\n")
    assert of(found) == ("core:used",)
    assert found.imports == ("core",)


def test_a_folder_of_too_many_files_is_a_gap(place, monkeypatch):
    monkeypatch.setattr(followed, "MOST_FILES", 3)
    make(place / "project/.venv/src/core", {f"core/m{n}.py": "" for n in range(5)})
    assert "more than 3 files" in reason(scanned(place, pth="../../src/core\n"))


def test_a_change_in_a_followed_folder_is_seen(place):
    assert of(scanned(place, pth="../../src/core\n")) == ("core:used",)
    make(
        place / "project/.venv/src/core",
        {"core/__init__.py": "def used():\n    return two()\ndef two(): pass\n"},
    )
    assert of(scanned_again(place, "")) == ("core:two", "core:used")
