"""P35: whatever a file holds, time and memory are bounded; what goes beyond is one clear error."""

import json

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_poetry, parse_requirements
from depcalc.lockfiles._packages import MAX_NOTICES, MAX_VERSIONS
from depcalc.lockfiles._project import MAX_ASKS
from depcalc.lockfiles._reading import MAX_PACKAGES
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.lockfiles.project import parse_project
from depcalc.lockfiles.pylock import parse_pylock

MANY = range(MAX_PACKAGES + 1)
TOML = "".join(f'[[package]]\nname = "a{i}"\nversion = "1"\n' for i in MANY) + "[metadata]\n"
DEEP = {
    "keys": "a" + ".a" * 100_000 + " = 1\n",
    "headers": "[" + "a." * 100_000 + "a]\nb = 1\n",
    "lists": "a = " + "[" * 100_000,
}


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: parse_pdm(text, None, path="x"), TOML),
        (lambda text: parse_requirements(text, path="x"), "".join(f"a{i}==1\n" for i in MANY)),
        (
            lambda text: parse_pipfile_lock(text, None, path="x"),
            json.dumps({"_meta": {}, "default": {f"a{i}": {} for i in MANY}}),
        ),
        (
            lambda text: parse_cyclonedx(text, path="x"),
            json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{} for _ in MANY]}),
        ),
    ],
    ids=["pdm", "requirements", "pipenv", "cyclonedx"],
)
def test_p35_a_lock_holds_so_many_packages_and_no_more(read, text):
    with pytest.raises(LockError, match=f"more than {MAX_PACKAGES}"):
        read(text)


def test_p35_a_name_has_so_many_versions_and_no_more():
    text = "".join(f'[[package]]\nname = "a"\nversion = "{i}"\n' for i in range(MAX_VERSIONS + 1))
    for read in (parse_pdm, parse_poetry):
        with pytest.raises(LockError, match="versions of 'a'"):
            read(text + "[metadata]\n", None, path="x")


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("read", [parse_pdm, parse_poetry, parse_pylock])
def test_p35_nesting_has_an_end(read, text):
    with pytest.raises(LockError, match="nested too deeply"):
        read(text, None, path="x")


def test_p35_groups_that_include_each_other_come_to_an_end():
    groups = "".join(f'g{i} = [{{include-group = "g{i + 1}"}}, "a{i}"]\n' for i in range(1_000))
    with pytest.raises(LockError, match=f"more than {MAX_ASKS} times"):
        parse_project("[dependency-groups]\n" + groups, path="pyproject.toml")


def test_p35_a_cycle_through_everything_is_walked_once():
    entries = (
        f'[[package]]\nname = "a{i}"\nversion = "1"\ndependencies = ["a{(i + 1) % 3000}", "a{i - 1}"]\n'
        for i in range(3_000)
    )
    lock = parse_pdm("".join(entries) + "[metadata]\n", None, path="x")
    assert [ask.name for ask in lock.roots[0].requires] == ["a0"]


@pytest.mark.parametrize(
    "line",
    [
        "a/" + "[" * 1_990,
        "a" + "-" * 9_000,
        "a==1  # via b" + " " * 100_000 + "(",
        "a==1 \\\n" * 10_000,
        '-r "' + "x/../" * 1_000,
        "a @ " + "x" * 100_000,
    ],
)
def test_p35_no_line_costs_more_than_its_length(line):
    assert parse_requirements("b==1\n" + f"{line}\n" * 20, path="x").packages


def test_p35_notices_have_an_end():
    assert len(parse_requirements("a==1\n" + "! !\n" * 5_000, path="x").notices) < MAX_NOTICES + 10


def test_p35_blocks_of_a_script_that_never_end_are_read_once():
    with pytest.raises(LockError, match="no `# /// script` block"):
        parse_project("# /// script\n# a\n" * 20_000, path="tool.py")
