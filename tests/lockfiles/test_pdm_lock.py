"""pdm.lock of every age, with and without the project's own file."""

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.scope import count, select
from depcalc.values.lock import Files, Key, Lock, Origin, Root
from depcalc.values.scope import Scope

TAIL = '[metadata]\nlock_version = "4.5.0"\n'


def read(packages: str, project: str | None = None, tail: str = TAIL) -> Lock:
    return parse_pdm(packages + tail, project, path="pdm.lock")


def package(name: str, more: str = "", version: str = "1") -> str:
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{more}\n'


def asked(root: Root) -> list[str]:
    return [ask.name for ask in root.requires]


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes}


def test_p16_entries_with_extras_are_one_package_and_its_extras():
    lock = read(
        package("Coverage")
        + package("coverage", 'extras = ["toml"]\ndependencies = ["coverage==1", "tomli"]')
        + package("tomli")
        + package("pytest-cov", 'dependencies = ["coverage[toml]>=1"]'),
        '[project]\nname = "shop"\ndependencies = ["pytest-cov"]',
    )
    coverage = lock.packages[0]
    assert [one.key.name for one in lock.packages] == ["coverage", "tomli", "pytest-cov"]
    assert coverage.requires == ()
    assert [(extra, [ask.name for ask in asks]) for extra, asks in coverage.extras] == [("toml", ["tomli"])]
    assert coverage.line == 1
    assert names(lock) == {"pytest-cov", "coverage", "tomli"}
    assert (count(lock).packages, count(lock).edges, codes(lock)) == (3, 2, set())


def test_an_extra_nobody_switches_on_brings_nothing():
    lock = read(
        package("a") + package("a", 'extras = ["x"]\ndependencies = ["a==1", "b"]') + package("b"),
        '[project]\nname = "shop"\ndependencies = ["a"]',
    )
    assert names(lock) == {"a"}


def test_p37_a_group_with_the_name_of_an_extra_is_none_for_pdm():
    project = """
        [project]
        name = "shop"
        [project.optional-dependencies]
        bar = ["a"]
        [dependency-groups]
        Bar = ["b"]
        foo = ["c"]
    """
    (root,) = read(package("a") + package("b") + package("c"), project).roots
    assert [name for name, _ in root.groups] == ["foo"]
    assert [name for name, _ in root.extras] == ["bar"]


def test_p41_what_is_declared_and_not_locked_is_no_package():
    lock = read(package("a"), '[project]\nname = "shop"\ndependencies = ["a", "b; os_name == \'nt\'"]')
    assert [(ask.name, len(ask.targets)) for ask in lock.roots[0].requires] == [("a", 1), ("b", 0)]
    assert (count(lock).packages, count(lock).direct) == (1, 1)


def test_p12_a_package_may_ask_for_the_project_itself():
    lock = read(
        package("plugin", 'dependencies = ["shop>=1"]'), '[project]\nname = "shop"\ndependencies = ["plugin"]'
    )
    assert lock.packages[0].requires[0].targets == ()
    assert names(lock) == {"plugin"}


def test_groups_of_all_kinds_and_ages_are_read():
    project = """
        [tool.pdm]
        name = "shop"
        [tool.pdm.dependencies]
        a = ">=1"
        [tool.pdm.dev-dependencies]
        b = {version = "*", marker = "os_name == 'nt'"}
        [tool.pdm.doc-dependencies]
        c = "*"
    """
    (root,) = read(package("a") + package("b") + package("c"), project).roots
    assert asked(root) == ["a"]
    assert [(name, asks[0].name, asks[0].marker) for name, asks in root.groups] == [
        ("dev", "b", "os_name == 'nt'"),
        ("doc", "c", ""),
    ]
    newer = """
        [tool.pdm.dev-dependencies]
        lint = ["a", "-e file:///${PROJECT_ROOT}/tools#egg=b"]
        [dependency-groups]
        all = [{include-group = "docs"}]
        docs = ["c"]
    """
    (root,) = read(package("a") + package("b") + package("c"), newer).roots
    assert {name: [ask.name for ask in asks] for name, asks in root.groups} == {
        "all": ["c"],
        "docs": ["c"],
        "lint": ["a", "b"],
    }


def test_the_first_form_has_its_dependencies_in_a_table_and_its_hashes_in_metadata():
    text = package("Jinja2", 'sections = ["doc"]\n[package.dependencies]\nMarkupSafe = ">=0.23"')
    text += package("MarkupSafe", 'sections = ["default"]')
    files = '[metadata]\n"Jinja2 1" = [{file = "Jinja2-1-py3-none-any.whl", hash = "sha256:00"}]\n'
    lock = read(text, tail=files)
    assert [ask.name for ask in lock.packages[0].requires] == ["markupsafe"]
    assert lock.packages[0].files == Files(pure=True, n_files=1, n_hashed=1)
    assert lock.revision == ""
    assert [name for name, _ in lock.roots[0].groups] == ["doc"]


@pytest.mark.parametrize(
    ("more", "tail"),
    [
        ('files = [{file = "a-1.tar.gz", hash = "h"}]', TAIL),
        ('files = [{url = "https://files.example/a-1.tar.gz", hash = "h"}]', TAIL),
        ("", TAIL + '[metadata.files]\n"a 1" = [{url = "https://files.example/a-1.tar.gz", hash = "h"}]'),
    ],
)
def test_hashes_are_found_where_each_version_keeps_them(more, tail):
    assert read(package("a", more), tail=tail).packages[0].files == Files(n_files=1, n_hashed=1)


def test_forks_are_told_apart_by_the_specifier():
    lock = read(
        package("numpy", version="1.26")
        + package("numpy", version="2.1")
        + package("a", 'dependencies = ["numpy<2"]')
    )
    assert lock.packages[-1].requires[0].targets == (Key("numpy", "1.26"),)


@pytest.mark.parametrize(
    ("more", "origin"),
    [
        (
            'git = "https://git.example/a.git"\nref = "main"\nrevision = "00"',
            Origin("git", "https://git.example/a.git#00"),
        ),
        ('hg = "https://hg.example/a"', Origin("url", "https://hg.example/a")),
        ('path = "./a"\neditable = true', Origin("editable", "./a")),
        ('path = "./a.whl"', Origin("path", "./a.whl")),
        ('url = "https://me:word@files.example/a.zip"', Origin("url", "https://files.example/a.zip")),
    ],
)
def test_what_is_not_from_an_index_stays_with_a_notice(more, origin):
    lock = read(package("a", more))
    assert lock.packages[0].origin == origin
    assert "not-weighed" in codes(lock)


def test_a_local_package_has_no_version():
    assert read('[[package]]\nname = "a"\npath = "."\n').packages[0].key == Key("a", "", "directory .")


def test_without_a_project_file_the_groups_of_the_lock_count():
    text = package("a", 'groups = ["default", "dev"]') + package("b", 'groups = ["Dev", "docs"]')
    lock = read(text)
    assert asked(lock.roots[0]) == ["a"]
    assert [(name, [ask.name for ask in asks]) for name, asks in lock.roots[0].groups] == [
        ("dev", ["b"]),
        ("docs", ["b"]),
    ]
    assert codes(lock) == {"direct-unknown"}


def test_the_same_entry_twice_counts_once():
    lock = read(package("a") * 2)
    assert len(lock.packages) == 1
    assert "listed-twice" in codes(lock)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no [metadata]"),
        (package("a"), "no [metadata]"),
        ('[metadata]\nlock_version = "5.0"', "lock_version 5.0"),
        ("[metadata]\nlock_version = 4.5", "expected str, found float (at metadata.lock_version)"),
        ("[[package]]\nversion = '1'\n" + TAIL, "missing key 'name' (at package[0])"),
        (
            package("a", "dependencies = [1]") + TAIL,
            "expected str, found int (at package[0].dependencies[0])",
        ),
        (package("a", "[package.dependencies]\nb = 1") + TAIL, "(at package[0].dependencies.b[0])"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_pdm(text, None, path="pdm.lock")
    assert message in str(caught.value)
