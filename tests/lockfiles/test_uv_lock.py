"""uv.lock: what the reader takes from it, and what it refuses."""

from datetime import date
from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_uv
from depcalc.values.lock import Files, Key, Lock, Origin, Package

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-uv" / "uv.lock"
INDEX = "index https://index.example/simple"
HEAD = "version = 1\n"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return parse_uv(SAMPLE.read_text("utf-8"), path="uv.lock")


def package(lock: Lock, name: str, version: str = "") -> Package:
    return next(one for one in lock.packages if one.key.name == name and one.key.version.startswith(version))


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def test_a_package_knows_the_line_of_its_header(lock):
    lines = SAMPLE.read_text("utf-8").splitlines()
    for one in lock.packages:
        assert one.line
        assert lines[one.line - 1] == "[[package]]"
        assert lines[one.line] == f'name = "{one.key.name}"'


def test_the_files_are_summed_up_without_keeping_them(lock):
    assert package(lock, "certifi").files == Files(500, True, date(2026, 1, 1), n_files=2, n_hashed=2)
    assert package(lock, "numpy", "2.2").files == Files(20, False, None, n_files=4, n_hashed=3)


def test_a_package_without_files_has_gaps_and_not_zeros(lock):
    assert package(lock, "vine").files == Files(wheel_bytes=None, pure=None, uploaded=None, yanked=None)


def test_a_name_in_two_versions_is_resolved_by_version(lock):
    numpy = [ask for ask in package(lock, "shop").requires if ask.name == "numpy"]
    assert [ask.targets for ask in numpy] == [
        (Key("numpy", "2.2.0", INDEX),),
        (Key("numpy", "2.4.0", INDEX),),
    ]
    assert numpy[0].marker == "python_full_version < '3.13'"


def test_one_version_from_two_sources_is_two_packages(lock):
    (root, _) = lock.roots
    assert dict(root.extras)["cpu"][0].targets == (Key("torch", "2.9.0", "index https://cpu.example/simple"),)
    assert dict(root.groups)["gpu"][0].targets == (Key("torch", "2.9.0", "index https://gpu.example/simple"),)


def test_members_are_roots_and_only_the_project_beside_the_lock_is_at_the_top(lock):
    assert [(root.name, root.top) for root in lock.roots] == [("shop", True), ("shop-admin", False)]
    assert lock.roots[0].key == Key("shop", "", "editable .")
    assert [name for name, _ in lock.roots[0].groups] == ["build", "dev", "gpu"]


def test_the_extra_that_a_requirement_switches_on_is_kept(lock):
    kombu = next(ask for ask in package(lock, "shop").requires if ask.name == "kombu")
    assert kombu.extras == ("redis",)
    assert [name for name, _ in package(lock, "kombu").extras] == ["redis"]


def test_a_git_package_stays_with_a_notice_and_without_its_password(lock):
    origin = package(lock, "textual").origin
    assert origin == Origin(
        "git", "https://git.example/textual?rev=main#0123456789abcdef0123456789abcdef01234567"
    )
    (notice,) = [notice for notice in lock.notices if notice.code == "not-weighed"]
    assert notice.line == package(lock, "textual").line


def test_the_header_is_recorded(lock):
    assert (lock.format, lock.revision, lock.requires_python) == ("uv", "1.3", ">=3.11")
    assert parse_uv(HEAD, path="uv.lock").revision == "1.0"


def test_a_script_lock_has_the_manifest_as_its_root():
    text = HEAD + (
        '[manifest]\nrequirements = [{ name = "Rich", specifier = ">=14" }]\n'
        '[[package]]\nname = "rich"\nversion = "14.0"\nsource = { registry = "../wheels" }\n'
    )
    lock = parse_uv(text, path="tools/report.py.lock")
    (root,) = lock.roots
    assert (root.name, root.key) == ("report.py", None)
    assert root.requires[0].targets == (Key("rich", "14.0", "index ../wheels"),)
    assert root.requires[0].specifier == ">=14"


def test_the_old_name_of_the_package_table_is_read():
    lock = parse_uv(HEAD + '[[distribution]]\nname = "rich"\nversion = "14.0"\n', path="uv.lock")
    assert [(one.key, one.line) for one in lock.packages] == [(Key("rich", "14.0"), 2)]


def test_dependency_groups_are_read_under_both_of_their_names():
    for key in ("dev-dependencies", "dependency-groups"):
        text = HEAD + f'[[package]]\nname = "shop"\nsource = {{ virtual = "." }}\n[package.{key}]\ndev = []\n'
        assert parse_uv(text, path="uv.lock").roots[0].groups == (("dev", ()),)


def test_a_lock_without_a_project_takes_what_nothing_requires_as_direct():
    text = HEAD + (
        '[[package]]\nname = "a"\nversion = "1"\ndependencies = [{ name = "b" }]\n'
        '[[package]]\nname = "b"\nversion = "1"\n'
        '[[package]]\nname = "x"\nversion = "1"\ndependencies = [{ name = "y" }]\n'
        '[[package]]\nname = "y"\nversion = "1"\ndependencies = [{ name = "x" }]\n'
    )
    lock = parse_uv(text, path="uv.lock")
    assert [ask.name for ask in lock.roots[0].requires] == ["a", "x"]
    assert "direct-unknown" in codes(lock)


def test_an_empty_lock_is_a_lock():
    assert parse_uv(HEAD, path="uv.lock").packages == ()


def test_a_name_that_is_not_locked_is_noticed():
    lock = parse_uv(
        HEAD + '[[package]]\nname = "a"\nversion = "1"\ndependencies = [{ name = "b" }]', path="x"
    )
    assert "not-locked" in codes(lock)
    assert lock.packages[0].requires[0].targets == ()


def test_a_hostile_name_is_kept_as_text_and_noticed():
    lock = parse_uv(HEAD + '[[package]]\nname = "a\\u001b[31m\\nb"\nversion = "1"\n', path="uv.lock")
    assert lock.packages[0].key.name == "a\x1b[31m\nb"
    assert "odd-name" in codes(lock)


def test_the_same_package_twice_counts_once():
    lock = parse_uv(HEAD + '[[package]]\nname = "a"\nversion = "1"\n' * 2, path="uv.lock")
    assert len(lock.packages) == 1
    assert "listed-twice" in codes(lock)


def test_the_public_index_comes_through_as_the_lock_writes_it():
    models = pytest.importorskip("pip._internal.models.index")
    url = models.PyPI.simple_url
    text = HEAD + f'[[package]]\nname = "a"\nversion = "1"\nsource = {{ registry = "{url}" }}\n'
    assert parse_uv(text, path="uv.lock").packages[0].origin == Origin("index", url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing key 'version'"),
        ("{json: true}", "not valid TOML"),
        ("version = 2", "schema version 2"),
        ("version = 'one'", "expected int, found str (at version)"),
        ("version = true", "expected int, found bool (at version)"),
        ("version = 1\npackage = 3", "expected list, found int (at package)"),
        ("version = 1\npackage = [3]", "expected table, found int (at package[0])"),
        ("version = 1\n[[package]]\nversion = '1'", "missing key 'name' (at package[0])"),
        (
            "version = 1\n[[package]]\nname = 'a'\nversion = 3",
            "expected str, found int (at package[0].version)",
        ),
        (
            "version = 1\n[[package]]\nname = 'a'\nsource = 'x'",
            "expected dict, found str (at package[0].source)",
        ),
        (
            "version = 1\n[[package]]\nname = 'a'\ndependencies = [{ name = 1 }]",
            "expected str, found int (at package[0].dependencies[0].name)",
        ),
        ("version = 1\n[[package]]\nname = 'a", "(at uv.lock:3)"),
        ("version = 1\n[metadata]\n[metadata]\n", "(at uv.lock:3)"),
        (f"version = 1\na = {'[' * 20_000}", "nested too deeply"),
        (f"version = {'1' * 5_000}", "not valid TOML"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(text, message):
    with pytest.raises(LockError) as caught:
        parse_uv(text, path="uv.lock")
    assert message in str(caught.value)


def test_a_merge_conflict_is_named_as_one():
    text = "version = 1\n<<<<<<< HEAD\nrevision = 2\n=======\nrevision = 3\n>>>>>>> main\n"
    with pytest.raises(LockError) as caught:
        parse_uv(text, path="uv.lock")
    assert caught.value.at == "uv.lock:2"
    assert "merge" in caught.value.hint
