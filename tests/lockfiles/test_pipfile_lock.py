"""Pipfile.lock: categories, places, the years before spec 6, and the Pipfile beside it."""

import json

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.scope import select
from depcalc.values.lock import Files, Key, Lock, Origin
from depcalc.values.scope import Scope

META = {
    "pipfile-spec": 6,
    "requires": {"python_version": "3.12"},
    "sources": [
        {"name": "main", "url": "https://index.example/simple"},
        {"name": "ours", "url": "https://me:word@private.example/simple"},
    ],
}
INDEX = "index https://index.example/simple"


def read(project: str | None = None, meta: object = META, **categories: object) -> Lock:
    text = json.dumps({"_meta": meta, **categories}, indent=4)
    return parse_pipfile_lock(text, project, path="Pipfile.lock")


def pin(version: str = "==1", **more: object) -> dict[str, object]:
    return {"version": version, "hashes": ["sha256:00"], **more}


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes}


def test_p17_every_category_is_read_the_custom_ones_too():
    lock = read(default={"a": pin()}, develop={"b": pin()}, **{"Typing_Dev": {"c": pin()}})
    assert names(lock) == {"a"}
    assert [name for name, _ in lock.roots[0].groups] == ["dev", "typing-dev"]
    assert names(lock, Scope(all_groups=True)) == {"a", "b", "c"}


def test_p17_a_repository_has_no_version_and_stays_a_package():
    lock = read(default={"A.b": {"editable": True, "git": "https://git.example/a.git", "ref": "00"}})
    assert lock.packages[0].key == Key("a-b", "", "git https://git.example/a.git#00")
    assert "not-weighed" in codes(lock)


def test_p36_the_key_for_the_folder_itself_is_no_dependency():
    lock = read('[packages]\n"-e ." = "*"\na = "*"\n', default={"a": pin(), "b": pin()})
    assert {ask.name: ask.declared for ask in lock.roots[0].requires} == {"a": True, "b": False}


@pytest.mark.parametrize("place", [{"path": "."}, {"path": ".", "editable": True}, {"path": "./"}])
def test_an_entry_for_the_folder_itself_is_the_project(place):
    lock = read(
        '[packages]\nshop = {path = ".", editable = true}\na = "*"', default={"shop": place, "a": pin()}
    )
    (root,) = lock.roots
    assert (root.name, root.key) == ("shop", lock.packages[0].key)
    assert [ask.name for ask in root.requires] == ["a"]
    assert "not-weighed" not in codes(lock)


def test_what_the_pipfile_does_not_name_is_there_and_not_direct():
    project = '[packages]\na = {version = "*", extras = ["x"]}\n[dev-packages]\nb = "*"\n[tools]\nc = "*"\n'
    lock = read(
        project, default={"a": pin(), "d": pin()}, develop={"b": pin(), "d": pin()}, tools={"c": pin()}
    )
    (root,) = lock.roots
    assert [(ask.name, ask.declared, ask.extras) for ask in root.requires] == [
        ("a", True, ("x",)),
        ("d", False, ()),
    ]
    assert {name: [ask.declared for ask in asks] for name, asks in root.groups} == {
        "dev": [True, False],
        "tools": [True],
    }
    assert codes(lock) == {"no-edges"}


def test_without_a_pipfile_everything_is_direct_and_said_so():
    lock = read(default={"a": pin()})
    assert lock.roots[0].requires[0].declared
    assert codes(lock) == {"no-edges", "direct-unknown"}
    assert lock.edges_from == "none"


def test_a_package_in_two_categories_is_one_with_a_marker_in_each():
    lock = read(default={"a": pin()}, develop={"a": pin(markers="os_name == 'nt'")})
    assert len(lock.packages) == 1
    (root,) = lock.roots
    assert (root.requires[0].marker, root.groups[0][1][0].marker) == ("", "os_name == 'nt'")
    assert "listed-twice" not in codes(lock)


def test_one_name_in_two_versions_is_two_packages():
    lock = read(default={"a": pin("==1")}, develop={"a": pin("==2")})
    assert [one.key.version for one in lock.packages] == ["1", "2"]


def test_the_index_of_an_entry_counts_without_its_password():
    lock = read(default={"a": pin(index="ours"), "b": pin(), "c": pin(index="gone")})
    assert [one.origin for one in lock.packages] == [
        Origin("index", "https://private.example/simple"),
        Origin("index", "https://index.example/simple"),
        Origin(),
    ]


def test_the_locks_of_2017_have_one_hash_and_no_spec():
    lock = read(
        meta={"hash": {"sha256": "00"}, "requires": {}, "sources": [{"url": "https://index.example/simple"}]},
        default={"a": {"version": "==1", "hash": "sha256:00"}, "b": {"version": "==1"}},
    )
    assert [one.files for one in lock.packages] == [Files(n_files=1, n_hashed=1), Files()]
    assert (lock.revision, lock.packages[0].key.origin) == ("0", INDEX)


@pytest.mark.parametrize("version", ["*", ">=1", "==1.*", ""])
def test_what_is_no_exact_version_is_none(version):
    assert read(default={"a": pin(version)}).packages[0].key.version == ""


def test_every_package_knows_its_line():
    text = json.dumps({"_meta": META, "default": {"a": pin(), "{": pin()}, "develop": {"b": pin()}}, indent=4)
    lock = parse_pipfile_lock(text, None, path="Pipfile.lock")
    lines = text.splitlines()
    assert all(one.line and f'"{one.key.name}": {{' in lines[one.line - 1] for one in lock.packages)


def test_python_is_recorded():
    assert read().requires_python == "==3.12.*"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON: Expecting value (at Pipfile.lock:1)"),
        ("[]", "not a JSON object"),
        ("{}", "no _meta"),
        ('{"_meta": {"pipfile-spec": 7}}', "pipfile-spec 7"),
        ('{"_meta": {},\n"default": {"a": 1}}', "expected dict, found int (at default.a)"),
        (
            '{"_meta": {},\n"default": {"a": {"version": 1}}}',
            "expected str, found int (at default.a.version)",
        ),
        ('{"_meta": {},\n<<<<<<< HEAD\n"default": {}}', "not valid JSON"),
        ('{"_meta": {}, "default": ' + "[" * 100_000, "nested too deeply"),
        ('{"_meta": {}, "default": ' + '{"a":' * 100 + "1" + "}" * 101, "nested too deeply"),
        ('{"_meta": {"pipfile-spec": ' + "1" * 5_000 + "}}", "not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_pipfile_lock(text, None, path="Pipfile.lock")
    assert message in str(caught.value)


def test_a_key_that_a_merge_doubled_is_refused_with_its_line():
    text = '{"_meta": {},\n"default": {\n"a": {"version": "==1"},\n"b": {},\n"a": {"version": "==2"}}}'
    with pytest.raises(LockError) as caught:
        parse_pipfile_lock(text, None, path="Pipfile.lock")
    assert (caught.value.at, "twice" in caught.value.message) == ("Pipfile.lock:5", True)


def test_a_file_that_was_cut_off_is_said_to_be():
    with pytest.raises(LockError) as caught:
        parse_pipfile_lock('{"_meta": {},\n"default": {', None, path="Pipfile.lock")
    assert "cut off" in caught.value.hint
    assert caught.value.at == "Pipfile.lock:2"
