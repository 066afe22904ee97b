"""poetry.lock of every version, with and without the project's own file."""

from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_poetry, read_lock
from depcalc.scope import count, select
from depcalc.values.lock import Files, Key, Lock, Origin, Root

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-poetry"
TAIL = '[metadata]\nlock-version = "2.0"\n'


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(SAMPLE)


def read(packages: str, project: str | None = None, tail: str = TAIL) -> Lock:
    return parse_poetry(packages + tail, project, path="poetry.lock")


def package(name: str, more: str = "") -> str:
    return f'[[package]]\nname = "{name}"\nversion = "1"\noptional = false\n{more}\n'


def asked(root: Root) -> list[str]:
    return [ask.name for ask in root.requires]


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def test_direct_requirements_come_from_the_project_and_python_is_none(lock):
    (root,) = lock.roots
    assert (root.name, root.key) == ("shop", None)
    assert asked(root) == ["requests", "numpy", "numpy"]
    assert [(name, [ask.name for ask in asks]) for name, asks in root.extras] == [("s3", ["boto3"])]
    assert [ask.name for ask in root.idle] == ["tzdata"]


def test_a_group_holds_what_the_groups_it_includes_hold(lock):
    groups = dict(lock.roots[0].groups)
    assert [ask.name for ask in groups["test"]] == ["pytest"]
    assert sorted(ask.name for ask in groups["dev"]) == ["pytest", "textual-plugin"]


def test_p8_a_constraint_chooses_between_the_locked_versions_of_a_name(lock):
    older, newer = Key("numpy", "2.2.1"), Key("numpy", "2.4.0")
    assert [ask.targets for ask in lock.roots[0].requires[1:]] == [(older,), (newer,)]
    pytest_ = next(one for one in lock.packages if one.key.name == "pytest")
    assert pytest_.requires[0].targets == (newer,)


def test_an_optional_requirement_belongs_to_the_extra_that_lists_it(lock):
    requests = next(one for one in lock.packages if one.key.name == "requests")
    assert [ask.name for ask in requests.requires] == ["certifi"]
    assert [(name, [ask.name for ask in asks]) for name, asks in requests.extras] == [("socks", ["pysocks"])]
    assert {node.key.name for node in select(lock).nodes} == {"certifi", "numpy", "pysocks", "requests"}


def test_p12_p13_names_that_are_not_locked_are_legitimate(lock):
    """The project itself, and what old locks leave out: setuptools."""
    plugin = next(one for one in lock.packages if one.key.name == "textual-plugin")
    assert plugin.requires[0].targets == ()
    assert codes(lock) == {"not-weighed"}


def test_lines_files_and_origins_are_recorded(lock):
    lines = (SAMPLE / "poetry.lock").read_text("utf-8").splitlines()
    assert all(one.line and lines[one.line - 1] == "[[package]]" for one in lock.packages)
    certifi = next(one for one in lock.packages if one.key.name == "certifi")
    assert certifi.files == Files(None, True, None, n_files=2, n_hashed=2)
    plugin = next(one for one in lock.packages if one.key.name == "textual-plugin")
    assert plugin.origin.kind == "git"
    assert plugin.key.origin.endswith("#0123456789abcdef0123456789abcdef01234567")
    assert (lock.revision, lock.requires_python) == ("2.1", "^3.11")


def test_counts_are_of_the_whole_lock_without_the_root(lock):
    counts = count(lock)
    assert (counts.packages, counts.edges, counts.direct) == (9, 3, 6)
    assert counts.orphans == ()


def test_without_a_project_file_what_nothing_requires_is_direct():
    lock = read(package("a", '[package.dependencies]\nb = "*"') + package("b") + package("c"))
    assert asked(lock.roots[0]) == ["a", "c"]
    assert codes(lock) == {"direct-unknown"}


def test_without_a_project_file_the_groups_of_the_lock_count():
    packages = package("a", 'groups = ["main"]') + package("b", 'groups = ["dev", "Docs"]')
    lock = read(packages + package("c", 'category = "dev"'))
    assert asked(lock.roots[0]) == ["a"]
    groups = [(name, [ask.name for ask in asks]) for name, asks in lock.roots[0].groups]
    assert groups == [("dev", ["b", "c"]), ("docs", ["b"])]


def test_without_a_project_file_the_extras_of_the_lock_count():
    packages = package("a") + package("b").replace("false", "true")
    lock = read(packages, tail='[extras]\nS3 = ["b"]\n' + TAIL)
    assert asked(lock.roots[0]) == ["a"]
    assert [name for name, _ in lock.roots[0].extras] == ["s3"]


def test_a_standard_project_table_is_read_with_its_own_groups_and_extras():
    project = """
        [project]
        name = "shop"
        dependencies = ["a[x] >=1 ; python_version > '3'", "B (>=1)"]
        [project.optional-dependencies]
        one = ["c"]
        all = ["shop[one]", "d"]
        [dependency-groups]
        test = ["e"]
        dev = [{include-group = "Test"}, "f>=1"]
        [tool.poetry.dependencies]
        c = {version = "*", source = "internal"}
    """
    (root,) = read("".join(package(name, 'groups = ["main"]') for name in "abcdef"), project).roots
    assert asked(root) == ["a", "b"]
    assert root.requires[0].extras == ("x",)
    extras = {name: sorted(ask.name for ask in asks) for name, asks in root.extras}
    assert extras == {"all": ["c", "d"], "one": ["c"]}
    groups = {name: sorted(ask.name for ask in asks) for name, asks in root.groups}
    assert groups == {"dev": ["e", "f"], "test": ["e"]}


def test_groups_and_extras_that_go_round_in_circles_end():
    project = """
        [project]
        name = "shop"
        dependencies = ["a"]
        [project.optional-dependencies]
        one = ["shop[two]"]
        two = ["shop[one]", "b"]
        [dependency-groups]
        three = [{include-group = "four"}]
        four = [{include-group = "three"}, "b"]
    """
    (root,) = read(package("a") + package("b"), project).roots
    found = {name: [ask.name for ask in asks] for name, asks in (*root.extras, *root.groups)}
    assert found == {"one": ["b"], "two": ["b"], "three": ["b"], "four": ["b"]}


def test_dev_dependencies_of_old_projects_are_the_group_dev():
    project = '[tool.poetry.dependencies]\na = "*"\n[tool.poetry.dev-dependencies]\nb = "*"\n'
    (root,) = read(package("a") + package("b"), project).roots
    assert [name for name, _ in root.groups] == ["dev"]


def test_an_optional_requirement_that_an_old_lock_does_not_mark_so_counts_as_its_export_does():
    project = '[tool.poetry.dependencies]\na = "*"\nb = {version = "*", optional = true}\n'
    project += '[tool.poetry.extras]\nx = ["b"]\n[tool.poetry.dev-dependencies]\nb = "*"\n'
    lock = read(package("a") + package("b"), project)
    assert asked(lock.roots[0]) == ["a", "b"]
    assert codes(lock) == {"optional-taken"}
    newer = read(package("a", 'groups = ["main"]') + package("b", 'groups = ["main", "dev"]'), project)
    assert asked(newer.roots[0]) == ["a"]


def test_hashes_of_old_locks_are_told_apart_by_version():
    listed = '{file = "A-1-py3-none-any.whl", hash = "h"}, {file = "A-1.5.zip", hash = "h"}'
    files = f"[metadata.files]\nA = [{listed}]"
    lock = read(package("A") + package("A").replace('"1"', '"1.5"'), tail=TAIL + files)
    assert [(one.key.version, one.files.n_files, one.files.pure) for one in lock.packages] == [
        ("1", 1, True),
        ("1.5", 1, None),
    ]


def test_a_private_index_is_an_origin():
    source = (
        '[package.source]\ntype = "legacy"\nurl = "https://me:word@private.example/simple"\nreference = "x"'
    )
    assert read(package("a", source)).packages[0].origin == Origin("index", "https://private.example/simple")


def test_the_public_index_comes_through_as_the_lock_writes_it():
    models = pytest.importorskip("pip._internal.models.index")
    source = f'[package.source]\ntype = "legacy"\nurl = "{models.PyPI.simple_url}"'
    assert read(package("a", source)).packages[0].origin == Origin("index", models.PyPI.simple_url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no [metadata]"),
        (package("a"), "no [metadata]"),
        ('[metadata]\nlock-version = "3.0"', "lock-version 3.0"),
        ("[metadata]\nlock-version = 2.1", "expected str, found float (at metadata.lock-version)"),
        ("[extras]\n[metadata]\n[extras]\n", "(at poetry.lock:3)"),
        ('[[package]]\nname = "a"\n' + TAIL, "missing key 'version' (at package[0])"),
        (package("a", "[package.dependencies]\nb = 1") + TAIL, "(at package[0].dependencies.b[0])"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_poetry(text, None, path="poetry.lock")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("project", "message"),
    [
        ("[project\n", "(at pyproject.toml:1)"),
        ("[project]\ndependencies = 1", "expected list, found int (at pyproject.toml.project.dependencies)"),
        ("[tool.poetry.dependencies]\na = 1", "(at pyproject.toml.tool.poetry.dependencies.a[0])"),
    ],
)
def test_a_project_file_that_cannot_be_read_is_named(project, message):
    with pytest.raises(LockError) as caught:
        read(package("a"), project)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "markers", ["\"os_name == 'nt'\"", "{main = \"os_name == 'nt'\", dev = \"os_name != 'nt'\"}"]
)
def test_p15_markers_of_a_package_may_be_text_or_a_table_for_each_group(markers):
    lock = read(package("a", f'groups = ["main", "dev"]\nmarkers = {markers}'))
    assert asked(lock.roots[0]) == ["a"]
