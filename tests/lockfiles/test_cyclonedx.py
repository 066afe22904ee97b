"""CycloneDX JSON as a way in."""

import json

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.scope import count, select
from depcalc.values.lock import Key, Lock, Origin


def read(components: list[object], dependencies: object = None, **more: object) -> Lock:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components, **more}
    if dependencies is not None:
        document["dependencies"] = [{"ref": ref, "dependsOn": on} for ref, on in dict(dependencies).items()]
    return parse_cyclonedx(json.dumps(document, indent=2), path="bom.json")


def component(name: str, version: str = "1", **more: object) -> dict[str, object]:
    return {"bom-ref": name, "name": name, "purl": f"pkg:pypi/{name}@{version}", **more}


ROOT = {"component": {"bom-ref": "root", "name": "Shop", "type": "application"}}


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def names(lock: Lock) -> set[str]:
    return {node.key.name for node in select(lock).nodes}


def test_the_subject_is_the_root_and_its_dependencies_are_direct():
    lock = read([component("a"), component("b")], {"root": ["a"], "a": ["b"], "b": []}, metadata=ROOT)
    (root,) = lock.roots
    assert (root.name, [ask.name for ask in root.requires]) == ("shop", ["a"])
    assert (count(lock).packages, count(lock).edges, lock.edges_from, codes(lock)) == (2, 1, "lock", set())


def test_components_inside_others_are_read():
    lock = read([component("a", components=[component("b", components=[component("c")])])])
    assert names(lock) == {"a", "b", "c"}
    assert all(one.line for one in lock.packages)


def test_an_absent_ref_is_unknown_and_an_empty_list_is_a_leaf():
    lock = read([component("a"), component("b")], {"root": ["a", "b"], "a": []}, metadata=ROOT)
    (notice,) = [one for one in lock.notices if one.code == "edges-unknown"]
    assert notice.message.endswith(": b")


def test_without_dependencies_everything_is_direct_and_said_so():
    lock = read([component("a"), component("b")], metadata=ROOT)
    assert (lock.edges_from, codes(lock)) == ("none", {"no-edges"})
    assert names(lock) == {"a", "b"}


def test_what_nothing_leads_to_is_there_and_not_direct():
    lock = read([component("a"), component("b")], {"root": ["a"], "a": [], "b": []}, metadata=ROOT)
    assert {ask.name: ask.declared for ask in lock.roots[0].requires} == {"a": True, "b": False}


def test_a_root_with_a_purl_is_the_project():
    subject = {"component": component("Shop", "0.1")}
    lock = read([component("a")], {"Shop": ["a"], "a": []}, metadata=subject)
    assert lock.roots[0].key == Key("shop", "0.1")
    assert names(lock) == {"a", "shop"}


def test_other_ecosystems_are_left_out_and_named():
    lock = read([component("a"), {"name": "left-pad", "purl": "pkg:npm/left-pad@1"}, {"name": "app"}])
    (notice,) = [one for one in lock.notices if one.code == "foreign-component"]
    assert notice.message.endswith(": left-pad, app")
    assert names(lock) == {"a"}


@pytest.mark.parametrize(
    ("purl", "key", "origin"),
    [
        ("pkg:pypi/A.b@1%2B2", "a-b 1+2", Origin()),
        ("pkg:pypi/a", "a 9", Origin()),
        ("pkg:PyPI/a@1?repository_url=https%3A%2F%2Fme%3Aword%40p.example%2Fsimple", "a 1", Origin("index", "https://p.example/simple")),
        ("pkg:pypi/a@1?vcs_url=git%2Bhttps://git.example/a%4000#sub", "a 1", Origin("git", "git+https://git.example/a@00")),
        ("pkg:pypi/a@1?download_url=https://files.example/a.zip&x", "a 1", Origin("url", "https://files.example/a.zip")),
    ],
)  # fmt: skip
def test_a_purl_is_decoded(purl, key, origin):
    (package,) = read([{"name": "a", "version": "9", "purl": purl}]).packages
    assert (" ".join(package.key[:2]), package.origin) == (key, origin)


@pytest.mark.parametrize("version", ["1.2", "1.7"])
def test_every_version_that_is_known_is_read(version):
    assert read([component("a")], specVersion=version).revision == version


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "no CycloneDX document"),
        ('{"bomFormat": "CycloneDX", "specVersion": "2.0"}', "specVersion '2.0'"),
        ('{"bomFormat": "CycloneDX", "specVersion": 1.5}', "expected str, found float (at specVersion)"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [1]}', "expected table, found int"),
        ('<bom xmlns="x"/>', "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_cyclonedx(text, path="bom.json")
    assert message in str(caught.value)
