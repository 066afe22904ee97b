"""pylock.toml (PEP 751) as the specification has it, and as the tools really write it."""

from datetime import date

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.scope import select
from depcalc.values.lock import Files, Key, Lock, Origin
from depcalc.values.scope import Scope

HEAD = 'lock-version = "1.0"\n'


def read(packages: str, project: str | None = None, head: str = HEAD) -> Lock:
    return parse_pylock(head + packages, project, path="pylock.toml")


def package(name: str, more: str = "", version: str = "1") -> str:
    return f'[[packages]]\nname = "{name}"\nversion = "{version}"\n{more}\n'


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes}


def test_p18_a_lock_without_edges_says_so_and_takes_everything_as_direct():
    lock = read(package("a") + package("b"))
    assert lock.edges_from == "none"
    assert codes(lock) == {"no-edges", "direct-unknown"}
    assert [(ask.name, ask.declared) for ask in lock.roots[0].requires] == [("a", True), ("b", True)]


def test_p18_names_that_are_not_normalised_are():
    assert read(package("Jaraco.Classes")).packages[0].key.name == "jaraco-classes"


@pytest.mark.parametrize("stamp", ['"2026-01-02T10:00:00Z"', "2026-01-02T10:00:00Z", "2026-01-02"])
def test_p18_upload_times_may_be_text_or_dates(stamp):
    wheel = f'wheels = [{{name = "a-1-py3-none-any.whl", upload-time = {stamp}, size = 7, hashes = {{sha256 = "0"}}}}]'
    assert read(package("a", wheel)).packages[0].files == Files(
        7, True, date(2026, 1, 2), n_files=1, n_hashed=1
    )


def test_p18_the_key_packages_may_be_missing():
    assert read("").packages == ()


def test_p42_file_names_that_a_tool_made_up_say_nothing():
    wheel = '{name = "a-1-py3-none-any.whl", size = 7, hashes = {sha256 = "0"}}'
    lock = read(package("a", f"wheels = [{wheel}, {wheel}]"))
    assert lock.packages[0].files == Files(wheel_bytes=None, pure=None, n_files=2, n_hashed=2)


def test_a_missing_lock_version_is_forgiven_and_noticed():
    assert "no-version" in codes(read(package("a"), head=""))


def test_edges_come_from_pdm_s_own_table():
    text = package("a", '[packages.tool.pdm]\ndependencies = ["b>=1", "c; os_name == \'nt\'"]')
    lock = read(text + package("b", "[packages.tool.pdm]\ndependencies = []"))
    assert lock.edges_from == "tool-table"
    assert [(ask.name, len(ask.targets)) for ask in lock.packages[0].requires] == [("b", 1), ("c", 0)]
    assert [ask.name for ask in lock.roots[0].requires] == ["a"]
    assert names(lock) == {"a", "b"}


def test_edges_of_the_specification_are_parts_of_another_package_s_table():
    text = package("a", 'dependencies = [{name = "b", version = "2"}]')
    lock = read(text + package("b", version="1") + package("b", version="2"))
    assert lock.edges_from == "lock"
    assert lock.packages[0].requires[0].targets == (Key("b", "2"),)
    assert [ask.targets[0] for ask in lock.roots[0].requires] == [Key("a", "1"), Key("b", "1")]


def test_groups_and_extras_are_read_from_the_markers():
    lock = read(
        package("a", "marker = \"python_version > '3'\"")
        + package("b", "marker = \"('dev' in dependency_groups) and (os_name == 'nt')\"")
        + package("c", "marker = \"'dev' in dependency_groups or 'test' in dependency_groups\"")
        + package("d", "marker = \"'Cli' in extras\"")
        + package("e", "marker = \"'dev' not in dependency_groups\""),
        head=HEAD + 'extras = ["Cli"]\ndependency-groups = ["dev", "test"]\n',
    )
    assert names(lock) == {"a", "e"}
    assert names(lock, Scope(groups=("dev",))) == {"a", "b", "c", "e"}
    assert names(lock, Scope(groups=("test",))) == {"a", "c", "e"}
    assert names(lock, Scope(extras=("cli",))) == {"a", "d", "e"}
    assert lock.records_groups


def test_a_default_group_is_production():
    marker = "marker = \"'default' in dependency_groups or 'security' in extras\""
    head = HEAD + 'extras = ["security"]\ndependency-groups = ["default"]\ndefault-groups = ["default"]\n'
    lock = read(package("a", marker) + package("b", "marker = \"'security' in extras\""), head=head)
    assert names(lock) == {"a"}
    assert names(lock, Scope(all_extras=True)) == {"a", "b"}
    assert lock.roots[0].groups == ()


@pytest.mark.parametrize(
    "marker", ["'dev' in dependency_groups and (", "(" * 60 + "'x' in extras", "§ 'x' in extras"]
)
def test_a_marker_that_cannot_be_read_belongs_to_everyone(marker):
    assert names(read(package("a", f'marker = "{marker}"'))) == {"a"}


def test_the_project_beside_tells_what_is_direct():
    project = '[project]\nname = "shop"\ndependencies = ["a[x]>=1"]\n[dependency-groups]\ndev = ["b"]\n'
    marker = "marker = \"'dev' in dependency_groups\""
    lock = read(package("a") + package("c") + package("b", marker), project)
    (root,) = lock.roots
    assert [(ask.name, ask.declared, ask.extras) for ask in root.requires] == [
        ("a", True, ("x",)),
        ("c", False, ()),
    ]
    assert [(name, asks[0].declared) for name, asks in root.groups] == [("dev", True)]
    assert codes(lock) == {"no-edges"}


def test_a_project_that_asks_for_nothing_of_the_lock_says_nothing():
    lock = read(package("a"), '[project]\nname = "other"\ndependencies = ["z"]\n')
    assert "direct-unknown" in codes(lock)


@pytest.mark.parametrize(
    ("more", "origin"),
    [
        ('index = "https://index.example/simple"', Origin("index", "https://index.example/simple")),
        (
            'vcs = {type = "git", url = "https://git.example/a", commit-id = "00"}',
            Origin("git", "https://git.example/a#00"),
        ),
        ('vcs = {type = "hg", url = "https://hg.example/a"}', Origin("url", "https://hg.example/a")),
        ('directory = {path = "a", editable = true}', Origin("editable", "a")),
        ('directory = {path = "a"}', Origin("directory", "a")),
        ('archive = {url = "https://files.example/a.zip"}', Origin("url", "https://files.example/a.zip")),
        ('archive = {path = "a.zip"}', Origin("path", "a.zip")),
    ],
)
def test_where_a_package_comes_from_is_kept(more, origin):
    assert read(package("a", more)).packages[0].origin == origin


def test_one_name_may_be_there_several_times():
    lock = read(
        package("a", "marker = \"os_name == 'nt'\"") + package("a", "marker = \"os_name != 'nt'\"", "2")
    )
    assert [one.key.version for one in lock.packages] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "neither lock-version nor packages"),
        ('lock-version = "2.0"', "lock-version 2.0"),
        ("lock-version = 1.0", "expected str, found float (at lock-version)"),
        (HEAD + "[[packages]]\n", "missing key 'name' (at packages[0])"),
        (HEAD + package("a", "wheels = 1"), "expected list, found int (at packages[0].wheels)"),
        (HEAD + package("a", "a" + ".a" * 200 + " = 1"), "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_pylock(text, None, path="pylock.toml")
    assert message in str(caught.value)
