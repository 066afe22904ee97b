"""conda-lock.yml and @EXPLICIT lists."""

from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import read_lock
from depcalc.lockfiles.conda import parse_conda
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Origin, Package
from depcalc.values.scope import Scope

SAMPLES = Path(__file__).parents[1] / "samples" / "shop-conda"
TEXT = (SAMPLES / "conda-lock.yml").read_text("utf-8")
CHANNEL = "https://channel.example/forge"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(SAMPLES / "conda-lock.yml")


@pytest.fixture(scope="module")
def explicit() -> Lock:
    return read_lock(SAMPLES / "conda-linux-64.lock")


def package(lock: Lock, name: str) -> Package:
    return next(one for one in lock.packages if one.key.name == name)


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes}


MAIN = {"acme-client", "acme-web", "libz", "python", "yaml-reader"}


def test_p26_categories_are_production_a_group_for_developers_and_extras(lock):
    assert names(lock) == MAIN
    assert names(lock, Scope(groups=("dev",))) == MAIN | {"acme-test"}
    assert names(lock, Scope(extras=("plot",))) == MAIN | {"acme-plot"}
    exposure = dict(select(lock, Scope(all_groups=True, all_extras=True)).exposure)
    assert exposure[package(lock, "acme-test").key] == "development"
    assert exposure[package(lock, "acme-plot").key] == "production"


def test_p26_no_category_is_the_main_one_and_a_repeated_entry_is_one_package(lock):
    assert len([one for one in lock.packages if one.key.name == "libz"]) == 1
    assert len([one for one in lock.packages if one.key.name == "python"]) == 2
    assert not any(notice.code == "listed-twice" for notice in lock.notices)


def test_p26_virtual_packages_are_no_packages(lock):
    assert [ask.name for ask in package(lock, "python").requires] == ["libz"]


def test_p26_dependencies_may_be_a_list_of_match_specs():
    listed = TEXT.replace(
        "    python: '>=3.9'\n    acme-client: ''\n", "  - python >=3.9\n  - forge::acme-client\n"
    ).replace("version: 1\n", "version: 3\n", 1)
    lock = parse_conda(listed, path="conda-lock.yml")
    assert lock.revision == "3"
    assert {ask.name for ask in package(lock, "acme-web").requires} == {"python", "acme-client"}


def test_edges_cross_between_conda_and_pip_both_ways(lock):
    web = {ask.name: ask.targets for ask in package(lock, "acme-web").requires}
    assert web["acme-client"] == (package(lock, "acme-client").key,)
    (ask,) = package(lock, "acme-client").requires
    assert ask.targets == (package(lock, "yaml-reader").key,)


def test_a_package_of_python_has_its_public_name_by_a_rule(lock):
    assert package(lock, "yaml-reader").origin == Origin("conda", CHANNEL, "yaml-reader", "name")
    assert package(lock, "libz").origin == Origin("conda", CHANNEL)
    (notice,) = (one for one in lock.notices if one.code == "conda-names")
    assert "0 as the lock gives them, 3 by the rule" in notice.message


def test_pip_packages_come_from_the_index_unless_they_say_otherwise(lock):
    assert package(lock, "acme-client").origin == Origin()
    assert package(lock, "acme-test").origin.kind == "url"


def test_p1_versions_stay_texts(lock):
    assert package(lock, "libz").key.version == "1.3_10"


def test_hashes_are_counted_and_a_null_is_none(lock):
    assert package(lock, "python").files.n_hashed == 1
    without = TEXT.replace("    md5: d7c89558ba9fa0495403155b64376d81\n", "")
    assert package(parse_conda(without, path="x"), "python").files.n_hashed == 0


def test_every_package_has_its_line(lock):
    lines = TEXT.split("\n")
    assert all(one.line and lines[one.line - 1].startswith("- name: ") for one in lock.packages)


def test_an_explicit_list_names_packages_without_edges(explicit):
    assert [one.key[:2] for one in explicit.packages] == [
        ("ld-impl-linux-64", "2.45"),
        ("python", "3.13.1"),
        ("acme-web", "2.0"),
    ]
    assert (explicit.edges_from, explicit.records_groups, count(explicit).edges) == ("none", False, 0)
    assert [one.line for one in explicit.packages] == [5, 6, 7]
    assert "no-edges" in {notice.code for notice in explicit.notices}


def test_an_explicit_list_keeps_no_token_and_leaves_out_what_is_no_package(explicit):
    assert package(explicit, "acme-web").key == Key(
        "acme-web", "2.0", f"conda {CHANNEL}/noarch/acme-web-2.0-pyhd8_0.tar.bz2"
    )
    assert package(explicit, "acme-web").origin == Origin("conda", CHANNEL, "acme-web", "name")
    (notice,) = (one for one in explicit.notices if one.code == "not-a-package")
    assert notice.line == 9


def test_another_schema_is_refused():
    with pytest.raises(LockError, match="version '9'"):
        parse_conda(TEXT.replace("version: 1\n", "version: 9\n", 1), path="conda-lock.yml")
