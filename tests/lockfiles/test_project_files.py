"""Projects without a lock: what they ask for, said to be unlocked, and nothing of them run."""

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import read_lock
from depcalc.lockfiles.project import parse_project
from depcalc.values.lock import Lock, Origin


def read(text: str, path: str = "pyproject.toml") -> Lock:
    return parse_project(text, path=path)


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def named(lock: Lock) -> dict[str, list[str]]:
    (root,) = lock.roots
    return {
        name: [ask.name for ask in asks] for name, asks in (("", root.requires), *root.extras, *root.groups)
    }


PROJECT = """\
[build-system]
requires = ["a", "hatchling"]

[project]
name = "Shop"
requires-python = ">=3.11"
dependencies = [
    "a >=1",
    "B[x] ==2.0 ; os_name == 'nt'",
    "c @ https://files.example/c.zip",
]
[project.optional-dependencies]
all = ["shop[cli]"]
cli = ["d"]
[dependency-groups]
dev = ["e", {include-group = "Lint"}]
lint = ["f"]
[tool.uv]
dev-dependencies = ["g"]
"""


def test_a_project_s_tables_are_read_and_said_to_be_unlocked():
    lock = read(PROJECT)
    assert named(lock) == {
        "": ["a", "b", "c"],
        "all": ["d"],
        "cli": ["d"],
        "dev": ["e", "f", "g"],
        "lint": ["f"],
    }
    assert codes(lock) == {"no-lock", "not-weighed"}
    assert (lock.format, lock.edges_from, lock.requires_python) == ("project", "none", ">=3.11")


def test_only_an_exact_pin_is_a_version():
    versions = {one.key.name: one.key.version for one in read(PROJECT).packages}
    assert versions == {"a": "", "b": "2.0", "c": "", "d": "", "e": "", "f": "", "g": ""}


def test_a_package_knows_the_line_that_asks_for_it():
    lines = PROJECT.splitlines()
    for one in read(PROJECT).packages:
        assert one.line
        assert f'"{one.key.name}' in lines[one.line - 1].lower()
        assert one.line > 3


def test_poetry_and_pdm_tables_are_read():
    text = '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.11"\na = "^1.2"\n'
    text += '[tool.poetry.group.dev.dependencies]\nb = "*"\n[tool.pdm.dev-dependencies]\nlint = ["c"]\n'
    lock = read(text)
    assert named(lock) == {"": ["a"], "dev": ["b"], "lint": ["c"]}
    assert [one.line for one in lock.packages] == [5, 7, 9]


def test_requirements_that_a_build_would_make_up_are_noticed():
    assert "dynamic-requirements" in codes(read('[project]\nname = "x"\ndynamic = ["dependencies"]\n'))


def test_a_setup_cfg_is_read_and_its_directives_are_not_followed():
    text = """\
[metadata]
name = Shop
[options]
install_requires =
    a>=1
    b; python_version < "3.12"  # why
[options.extras_require]
Cli = c
files = file: extra.txt
"""
    lock = read(text, "setup.cfg")
    assert named(lock) == {"": ["a", "b"], "cli": ["c"]}
    assert "include-not-read" in codes(lock)
    assert [one.line for one in lock.packages] == [5, 6, 8]


def test_a_pipfile_without_its_lock_is_read():
    lock = read('[packages]\na = "*"\n"-e ." = "*"\n[dev-packages]\nb = "==1"\n', "Pipfile")
    assert named(lock) == {"": ["a"], "dev": ["b"]}


def test_the_comment_block_of_a_script_is_read():
    text = '#!/usr/bin/env python\n# /// script\n# requires-python = ">=3.12"\n# dependencies = [\n'
    text += '#   "a>1",\n# ]\n# ///\nraise SystemExit\n'
    lock = read(text, "tool.py")
    assert (named(lock), lock.requires_python) == ({"": ["a"]}, ">=3.12")
    assert lock.packages[0].line == 5


def test_a_script_stands_for_the_lock_beside_it(tmp_path):
    (tmp_path / "tool.py").write_text("print()\n", "utf-8")
    (tmp_path / "tool.py.lock").write_text("version = 1\n", "utf-8")
    assert read_lock(tmp_path / "tool.py").format == "uv"


def test_a_setup_py_is_never_run(tmp_path):
    path = tmp_path / "setup.py"
    path.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    with pytest.raises(LockError, match="would have to be run"):
        read_lock(path)
    assert not (tmp_path / "ran").exists()


def test_a_direct_url_is_an_origin():
    urls = [one.origin for one in read(PROJECT).packages if one.key.name == "c"]
    assert urls == [Origin("url", "https://files.example/c.zip")]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("pyproject.toml", "[project\n", "not valid TOML"),
        ("pyproject.toml", "[project]\ndependencies = 1", "expected list, found int"),
        ("setup.cfg", "a\n", "not a setup.cfg"),
        ("tool.py", "print()\n", "no `# /// script` block"),
        ("tool.py", "# /// script\n# a = 1\n# ///\n# /// script\n# a = 1\n# ///\n", "several"),
        ("tool.py", "# /// script\n# a =\n# ///\n", "not valid TOML: Invalid value (at tool.py:2)"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(path, text, message):
    with pytest.raises(LockError) as caught:
        read(text, path)
    assert message in str(caught.value)
