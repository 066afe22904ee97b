"""pixi.lock: environments on platforms, conda packages and PyPI ones, one graph."""

import re
from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.graph import place
from depcalc.lockfiles import read_lock
from depcalc.lockfiles.pixi import parse_pixi
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Origin, Package
from depcalc.values.scope import Scope

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-pixi" / "pixi.lock"
TEXT = SAMPLE.read_text("utf-8")
CHANNEL = "https://channel.example/forge"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(SAMPLE)


def package(lock: Lock, name: str, version: str = "", place: str = "") -> Package:
    return next(
        one
        for one in lock.packages
        if one.key.name == name and one.key.version.startswith(version) and place in one.key.origin
    )


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    selection = select(lock, scope)
    return {node.key.name for node in selection.nodes if node.key not in selection.members}


def versions(lock: Lock, name: str, scope: Scope) -> set[str]:
    return {node.key.version for node in select(lock, scope).nodes if node.key.name == name}


def test_p27_name_and_version_come_from_the_file_s_name(lock):
    python = package(lock, "python", "3.13.1", "linux-64")
    assert python.key == Key("python", "3.13.1", f"conda {CHANNEL}/linux-64/python-3.13.1-h1_0.conda")


def test_p27_purls_say_what_a_conda_package_is_on_the_public_index(lock):
    assert package(lock, "acme-web").origin == Origin("conda", CHANNEL, "acme-web-server", "purl")
    assert package(lock, "python", "3.13").origin == Origin("conda", CHANNEL)
    assert package(lock, "colour-term").origin == Origin("conda", CHANNEL, "colour-term", "name")


def test_p1_a_version_with_an_underscore_stays_as_it_is(lock):
    assert package(lock, "jpeg-turbo").key.version == "7.3_60"


def test_p26_virtual_packages_are_no_packages(lock):
    asked = {ask.name for one in lock.packages for ask in one.requires}
    assert not any(name.startswith("-") and name != "-libgcc-mutex" for name in asked)


def test_edges_hold_within_an_environment_on_a_platform(lock):
    web = {target.origin for ask in package(lock, "acme-web").requires for target in ask.targets}
    assert f"conda {CHANNEL}/linux-64/python-3.13.1-h1_0.conda" in web
    assert f"conda {CHANNEL}/win-64/python-3.13.1-hw_0.conda" in web
    assert not any("python-3.14" in origin for origin in web)


def test_an_edge_of_another_environment_is_not_taken_by_production(lock):
    assert versions(lock, "python", Scope()) == {"3.13.1"}
    assert versions(lock, "python", Scope(groups=("docs",))) == {"3.13.1", "3.14.0"}
    assert versions(lock, "python", Scope(only_groups=("docs",))) == {"3.14.0"}


def test_the_default_environment_is_production_and_another_one_a_group(lock):
    selection = select(lock)
    assert dict(selection.outside) == {"group:docs": 1}
    assert "acme-pages" not in names(lock)
    assert names(lock, Scope(only_groups=("docs",))) == {
        "-libgcc-mutex",
        "acme-pages",
        "python",
        "typing-extensions",
    }


def test_what_nothing_requires_is_direct_and_so_is_what_the_project_itself_asks_for(lock):
    directs = [direct.name for direct in select(lock).directs]
    assert directs == ["acme-client", "acme-tool", "acme-web", "yaml-reader"]
    assert "direct-unknown" in {notice.code for notice in lock.notices}


def test_the_project_in_its_own_environment_is_not_a_package_to_price(lock):
    (shop,) = (root for root in lock.roots if root.key)
    assert (shop.name, shop.top) == ("acme-shop", False)
    assert "acme-shop" not in names(lock)


def test_p10_only_extras_that_somebody_uses_have_edges(lock):
    assert [extra for extra, _ in package(lock, "acme-client").extras] == ["cache"]
    assert "acme-cache" in names(lock)


def test_a_pypi_package_may_need_what_conda_installed(lock):
    asks = {ask.name: ask.targets for ask in package(lock, "acme-shop").requires}
    assert asks["yaml-reader"] == (package(lock, "yaml-reader").key,)


def test_what_comes_from_an_index_is_told_from_what_comes_from_a_url(lock):
    assert package(lock, "acme-client").origin == Origin("index", "https://index.example/simple")
    assert package(lock, "acme-tool").origin.kind == "url"
    noted = [notice.message for notice in lock.notices if notice.code == "not-weighed"]
    assert noted == ["acme-tool comes from a URL: no public facts apply"]


def test_a_platform_leaves_out_the_builds_of_others(lock):
    linux, windows = Scope(python_platform="linux"), Scope(python_platform="windows")
    assert "colour-term" in names(lock, windows)
    assert "colour-term" not in names(lock, linux)
    assert {node.key.origin for node in select(lock, linux).nodes if node.key.name == "python"} == {
        f"conda {CHANNEL}/linux-64/python-3.13.1-h1_0.conda"
    }


def test_every_package_has_its_line(lock):
    lines = TEXT.split("\n")
    for one in lock.packages:
        assert one.line
        assert one.key.origin.partition(" ")[2] in lines[one.line - 1]


def test_p5_what_no_environment_holds_is_an_orphan():
    extra = "- conda: https://channel.example/forge/noarch/left-over-1.0-pyh_0.conda\n"
    counts = count(parse_pixi(TEXT + extra, path="pixi.lock"))
    assert [key.name for key in counts.orphans] == ["left-over"]
    assert counts.packages == count(parse_pixi(TEXT, path="pixi.lock")).packages


def test_what_an_environment_names_and_no_list_holds_is_noticed():
    cut = TEXT[: TEXT.index("- pypi: ./\n  name")]
    (notice,) = (one for one in parse_pixi(cut, path="pixi.lock").notices if one.code == "not-locked")
    assert notice.message.startswith("4 packages")


OLD = """\
version: 4
environments:
  default:
    channels:
    - url: https://channel.example/forge/
    packages:
      linux-64:
      - conda: https://channel.example/forge/noarch/acme-web-2.0-pyhd8_0.conda
      - pypi: https://files.example/packages/aa/acme_client-1.0-py3-none-any.whl
packages:
- kind: conda
  name: acme-web
  version: '2.0'
  url: https://channel.example/forge/noarch/acme-web-2.0-pyhd8_0.conda
  depends:
  - acme-client ~=1.0
- kind: pypi
  name: acme-client
  version: '1.0'
  url: https://files.example/packages/aa/acme_client-1.0-py3-none-any.whl
  sha256: 3d813716c1a5dbd55bee22ebeb7404e206d454f56f708bf0e395375b758f1284
"""
OLDEST = """\
package:
- platform: linux-64
  name: acme-web
  version: '2.0'
  category: main
  manager: conda
  dependencies:
  - python 3.13.*
  - __glibc
  url: https://channel.example/forge/noarch/acme-web-2.0-pyhd8_0.conda
- platform: linux-64
  name: python
  version: 3.13.1
  category: main
  manager: conda
  dependencies: []
  url: https://channel.example/forge/linux-64/python-3.13.1-h1_0.conda
version: 1
"""


def test_versions_4_and_5_say_the_kind_in_a_key():
    for version in "45":
        lock = parse_pixi(OLD.replace("version: 4", f"version: {version}"), path="pixi.lock")
        assert [(one.name, one.leaves_with) for one in place(select(lock)) if one.direct] == [
            ("acme-web", ("acme-client",))
        ]


def test_versions_1_to_3_list_each_platform_and_may_say_their_version_last():
    for version in "123":
        lock = parse_pixi(OLDEST.replace("version: 1\n", f"version: {version}\n"), path="pixi.lock")
        assert (lock.format, lock.revision) == ("pixi", version)
        assert [one.name for one in place(select(lock)) if one.direct] == ["acme-web"]


def test_a_source_build_says_its_name_and_place():
    text = re.sub(r"noarch/acme-web\S*", "x.txt", OLD).replace(
        "- conda: https://channel.example/forge/x.txt", "- conda_source: acme-web[0a1b] @ ."
    )
    text = text.replace("- kind: conda\n  name: acme-web\n", "- conda_source: acme-web[0a1b] @ .\n")
    lock = parse_pixi(text, path="pixi.lock")
    assert [root.name for root in lock.roots if root.key] == ["acme-web"]
    assert [direct.name for direct in select(lock).directs] == ["acme-client"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 8\n", "version '8'"),
        ("packages: []\n", "version ''"),
        ("version: 6\npackages:\n- conda: {}\n", "expected str, found dict"),
        ("version: 6\npackages:\n- pypi: x\n", "missing key 'name'"),
        ("version: 6\nenvironments:\n  _a:\n    packages: {}\n", "not a name of an environment"),
        ("version: 6\npackages:\n- x\n", "expected table, found str"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError, match=re.escape(message)):
        parse_pixi(text, path="pixi.lock")


def test_a_token_in_a_channel_s_url_is_left_out():
    text = TEXT.replace("https://channel.example/", "https://me:pass@channel.example/t/SECRET/")
    assert "SECRET" not in repr(parse_pixi(text, path="pixi.lock"))
    assert "pass" not in repr(parse_pixi(text, path="pixi.lock"))
