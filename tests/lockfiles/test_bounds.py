"""P35: whatever a file holds, time and memory are bounded; what goes beyond is one clear error."""

import json

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import (
    _constraints,
    _packages,
    merge,
    parse_poetry,
    parse_requirements,
    parse_uv,
    pdm,
    poetry,
    read_lock,
)
from depcalc.lockfiles._conda import MAX_LINKS
from depcalc.lockfiles._files import MAX_FILES
from depcalc.lockfiles._notices import MAX_NOTICES
from depcalc.lockfiles._packages import MAX_CHOICES, MAX_VERSIONS
from depcalc.lockfiles._project import MAX_ASKS
from depcalc.lockfiles._reading import MAX_BYTES, MAX_ENTRIES, MAX_PACKAGES, MAX_PARTS
from depcalc.lockfiles.conda import parse_conda
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.lockfiles.pixi import parse_pixi
from depcalc.lockfiles.project import parse_project
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.values.lock import Files, Key, Lock, Package

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
    with pytest.raises(LockError, match="versions of 'a'"):
        parse_uv("version = 1\n" + text, path="x")


def test_p35_every_asker_of_a_forked_name_shares_one_tuple_of_what_it_may_mean():
    block = '[[package]]\nname = "{}"\nversion = "{}"\n{}'
    forks = "".join(block.format("f", i, "") for i in range(MAX_VERSIONS))
    askers = "".join(block.format(f"a{i}", 1, 'dependencies = [{ name = "f" }]\n') for i in range(100))
    lock = parse_uv(f"version = 1\n{forks}{askers}", path="x")
    assert len({id(ask.targets) for one in lock.packages for ask in one.requires}) == 1


def test_p35_a_constraint_on_a_forked_name_is_decided_once_and_so_many_are(monkeypatch):
    asked = []
    monkeypatch.setattr(_packages, "allows", lambda *pair: bool(asked.append(pair)))
    block = '[[package]]\nname = "{}"\nversion = "{}"\n{}'
    forks = "".join(block.format("f", i, "") for i in range(3))
    same = "".join(block.format(f"a{i}", 1, 'dependencies = ["f>1"]\n') for i in range(50))
    assert parse_pdm(f"{forks}{same}[metadata]\n", None, path="x").packages
    assert len(asked) == 3
    many = ",".join(f'"f!={i}"' for i in range(MAX_CHOICES + 1))
    with pytest.raises(LockError, match=f"more than {MAX_CHOICES} constraints"):
        parse_pdm(f"{forks}{block.format('a', 1, f'dependencies = [{many}]')}\n[metadata]\n", None, path="x")


def test_p35_a_constraint_that_is_endless_is_not_read():
    assert _constraints.allows(" || ".join(["==2"] * 1_000), "1")
    assert not _constraints.allows("==2 || ==3", "1")


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("read", [parse_pdm, parse_poetry, parse_pylock])
def test_p35_nesting_has_an_end(read, text):
    with pytest.raises(LockError, match="nested too deeply"):
        read(text, None, path="x")


def test_p35_a_file_of_lines_and_marks_alone_is_refused():
    busy = {
        parse_requirements: "\n" * (MAX_PARTS + 1),
        parse_pixi: "a:\n" * (MAX_PARTS // 2 + 1),
        parse_conda: "@EXPLICIT\n" + "\n" * MAX_PARTS,
        parse_cyclonedx: "[" + "0," * MAX_PARTS,
        parse_uv: "a = [" + "0," * MAX_PARTS,
    }
    for read, text in busy.items():
        with pytest.raises(LockError, match=f"more than {MAX_PARTS} values and lines"):
            read(text, path="x")


def test_p35_a_requirements_file_of_sixty_megabytes_is_refused_unread(tmp_path):
    file = tmp_path / "requirements.txt"
    with file.open("wb") as out:
        out.truncate(60_000_000)  # a hole on the disk, not bytes in memory
    with pytest.raises(LockError, match=f"larger than {MAX_BYTES // 1024**2} MiB"):
        read_lock(file)


def test_p35_entries_repeated_without_end_are_refused():
    once = '[[package]]\nname = "a"\nversion = "1"\n'
    texts = {
        parse_requirements: "a==1\n" * (MAX_ENTRIES + 1),
        parse_uv: "version = 1\n" + once * (MAX_ENTRIES + 1),
        parse_conda: "version: 1\npackage:\n" + "- name: a\n" * (MAX_ENTRIES + 1),
    }
    for read, text in texts.items():
        with pytest.raises(LockError, match=f"more than {MAX_ENTRIES} packages"):
            read(text, path="x")


def test_p35_the_conda_categories_have_an_end():
    entry = "- name: a{0}\n  manager: pip\n  url: u{0}\n  category: c{0}\n"
    with pytest.raises(LockError, match="more than 100 categories"):
        parse_conda("version: 1\npackage:\n" + "".join(map(entry.format, range(101))), path="x")


def test_p35_environments_times_requirements_have_an_end():
    place = "https://channel.example/linux-64/a-1-0.conda"
    cells = "".join(f"  e{i}:\n    packages:\n      p:\n      - conda: {place}\n" for i in range(1_001))
    asks = "".join(f"  - b >={i}\n" for i in range(1_000))
    text = f"version: 6\nenvironments:\n{cells}packages:\n- conda: {place}\n  depends:\n{asks}"
    with pytest.raises(LockError, match=f"more than {MAX_LINKS} requirements"):
        parse_pixi(text, path="x")


@pytest.mark.parametrize(
    "digits", ["0x" + "f" * 5_000, "9223372036854775808", "-0x" + "f" * 5_000, "9" * 5_000]
)
@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: parse_uv(text, path="x"), "version = {}\n"),
        (lambda text: parse_uv(text, path="x"), "version = 1\nrevision = {}\n"),
        (lambda text: parse_pdm(text, None, path="x"), "[metadata]\nlock_version = {}\n"),
        (lambda text: parse_pipfile_lock(text, None, path="x"), '{{"_meta": {{"pipfile-spec": {}}}}}'),
    ],
    ids=["uv version", "uv revision", "pdm", "pipenv"],
)
def test_p35_a_version_as_a_number_beyond_reason_is_one_clear_error(read, text, digits):
    with pytest.raises(LockError):
        read(text.format(digits))


@pytest.mark.parametrize("size", ["0", "-1", "9223372036854775808", "0x" + "f" * 5_000, "1.5", "true"])
def test_p35_a_size_that_no_file_has_is_no_size(size):
    wheel = f'wheels = [{{ url = "a-1-py3-none-any.whl", size = {size}, hashes = {{}} }}]\n'
    uv = parse_uv(f'version = 1\n[[package]]\nname = "a"\nversion = "1"\n{wheel}', path="x")
    pylock = parse_pylock(
        f'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\n{wheel}', None, path="x"
    )
    assert [lock.packages[0].files.wheel_bytes for lock in (uv, pylock)] == [None, None]


@pytest.mark.parametrize("key", ["url", "upload-time", "hash"])
def test_p35_a_number_in_place_of_a_text_is_not_printed_and_not_believed(key):
    wheel = f"wheels = [{{ {key} = 0x{'f' * 5_000} }}]\n"
    lock = parse_uv(f'version = 1\n[[package]]\nname = "a"\nversion = "1"\n{wheel}', path="x")
    assert (lock.packages[0].files.uploaded, lock.packages[0].files.pure) == (None, False)


def test_p35_groups_that_include_each_other_come_to_an_end():
    groups = "".join(f'g{i} = [{{include-group = "g{i + 1}"}}, "a{i}"]\n' for i in range(1_000))
    with pytest.raises(LockError, match=f"more than {MAX_ASKS} times"):
        parse_project("[dependency-groups]\n" + groups, path="pyproject.toml")


def test_p35_groups_that_each_include_every_other_come_to_an_end():
    inside = "".join(f'{{include-group = "g{i}"}},' for i in range(200))
    text = "[dependency-groups]\n" + "".join(f"g{i} = [{inside}]\n" for i in range(200))
    with pytest.raises(LockError, match=f"more than {MAX_ASKS} times"):
        parse_project(text, path="pyproject.toml")


def test_p35_requirements_files_that_lie_together_are_so_many_and_no_more(tmp_path):
    (tmp_path / "requirements.txt").write_text("a==1\n", "utf-8")
    for number in range(MAX_FILES + 2):
        (tmp_path / f"requirements-g{number:03}.txt").write_text(f"b{number}==1\n", "utf-8")
    lock = read_lock(tmp_path)
    assert len(lock.packages) == MAX_FILES + 1
    assert [one.message[:5] for one in lock.notices if one.code == "lock-not-read"] == ["and 2"]


def test_p35_locks_together_hold_so_many_packages_and_no_more():
    keys = [Key(f"a{i}", "1") for i in range(MAX_ENTRIES // 2 + 1)]
    locks = [
        Lock(path, "uv", packages=tuple(Package(key._replace(version=path)) for key in keys)) for path in "xy"
    ]
    with pytest.raises(LockError, match=f"more than {MAX_ENTRIES} packages"):
        merge(locks)


def test_p35_a_chain_of_extras_of_the_project_itself_comes_to_an_end():
    extras = "".join(f'x{i} = ["me[x{i + 1}]", "a{i}"]\n' for i in range(1_000))
    text = f'[project]\nname = "me"\n[project.optional-dependencies]\n{extras}'
    with pytest.raises(LockError, match=f"more than {MAX_ASKS} times"):
        parse_project(text, path="pyproject.toml")


def test_p35_two_cycles_in_via_comments_are_walked_once():
    pairs = ((f"a{i}", f"b{i}") for i in range(2_000))
    text = "".join(f"{one}==1\n    # via {other}\n{other}==1\n    # via {one}\n" for one, other in pairs)
    lock = parse_requirements(text, path="x")
    assert [len(one.requires) for one in lock.packages] == [1] * 4_000
    assert [ask.name[0] for root in lock.roots for ask in root.requires] == ["a"] * 2_000


def test_p35_hashes_that_entries_share_are_counted_once(monkeypatch):
    counted = []
    monkeypatch.setattr(pdm, "files_of", lambda pairs: counted.append(1) or Files())
    monkeypatch.setattr(poetry, "files_of", lambda pairs: counted.append(1) or Files())
    once = '[[package]]\nname = "a"\nversion = "1"\n'
    parse_poetry(once * 50 + '[metadata.files]\na = [{file = "a-1.whl", hash = ""}]\n', None, path="x")
    parse_pdm(once * 50 + '[metadata.files]\n"a 1" = [{file = "a-1.whl", hash = ""}]\n', None, path="x")
    assert len(counted) == 2


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
    lock = parse_requirements("a==1\n" + "! !\n" * 5_000, path="x")
    kind = [one for one in lock.notices if one.code == "not-a-requirement"]
    assert len(kind) == MAX_NOTICES + 1
    assert kind[-1].message.startswith(f"and {5_000 - MAX_NOTICES} more of this kind")
    assert kind[-1].line == MAX_NOTICES + 2


def test_p35_what_is_listed_twice_is_counted_and_not_told_each_time():
    notices = parse_requirements("a==1\n" * 50_000, path="x").notices
    twice = [one for one in notices if one.code == "listed-twice"]
    assert len(twice) == MAX_NOTICES + 1
    assert twice[-1].message.startswith(f"and {49_999 - MAX_NOTICES} more")
    lock = parse_uv("version = 1\n" + '[[package]]\nname = "b"\nversion = "1"\n' * 3_000, path="x")
    assert sum(one.code == "listed-twice" for one in lock.notices) == MAX_NOTICES + 1


def test_p35_blocks_of_a_script_that_never_end_are_read_once():
    with pytest.raises(LockError, match="no `# /// script` block"):
        parse_project("# /// script\n# a\n" * 20_000, path="tool.py")
