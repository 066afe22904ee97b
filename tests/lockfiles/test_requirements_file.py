"""Requirements files: pins, `# via`, continuations, encodings, and what is never followed."""

from pathlib import Path

import pytest

from depcalc.errors import LockError
from depcalc.lockfiles import parse_requirements, read_lock
from depcalc.scope import count, select
from depcalc.values.lock import Files, Key, Lock, Origin

SAMPLE = Path(__file__).parents[1] / "samples" / "shop-requirements"
INDEX = "index https://index.example/simple"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock(SAMPLE)


def read(text: str) -> Lock:
    return parse_requirements(text, path="requirements.txt")


def keys(lock: Lock) -> list[tuple[str, str]]:
    return [(one.key.name, one.key.version) for one in lock.packages]


def codes(lock: Lock) -> set[str]:
    return {notice.code for notice in lock.notices}


def edges(lock: Lock) -> set[tuple[str, str]]:
    return {(one.key.name, ask.name) for one in lock.packages for ask in one.requires}


def test_pins_hashes_lines_and_the_index_are_recorded(lock):
    certifi = lock.packages[0]
    assert certifi.key == Key("certifi", "2026.1.1", INDEX)
    assert certifi.files == Files(n_files=2, n_hashed=2)
    lines = (SAMPLE / "requirements.txt").read_text("utf-8").splitlines()
    assert all(one.line and lines[one.line - 1].startswith(one.key.name) for one in lock.packages)


def test_via_comments_of_both_forms_are_edges_and_roots(lock):
    assert edges(lock) == {("requests", "certifi"), ("requests", "urllib3")}
    roots = {root.name: [ask.name for ask in root.requires] for root in lock.roots}
    assert roots == {
        "dev.in": ["numpy"],
        "requirements.in": ["certifi", "numpy", "requests"],
        "shop": ["pyjwt", "requests"],
        "requirements.txt": ["textual"],
    }
    assert lock.edges_from == "via-comments"


def test_p9_a_constraint_asks_for_nothing_and_nobody_asks_for_itself(lock):
    assert all("constraints" not in root.name for root in lock.roots)
    assert ("pyjwt", "pyjwt") not in edges(lock)


def test_versions_under_exclusive_markers_are_forks_and_not_an_error(lock):
    (numpy,) = (
        ask
        for root in lock.roots
        for ask in root.requires
        if root.name == "requirements.in" and ask.name == "numpy"
    )
    assert numpy.targets == (Key("numpy", "2.2.0", INDEX), Key("numpy", "2.4.0", INDEX))


def test_names_are_counted_as_the_comments_say(lock):
    counts = count(lock)
    assert (counts.packages, counts.edges, counts.direct, counts.orphans) == (7, 2, 5, ())


def test_everything_is_production_and_the_answer_says_so(lock):
    selection = select(lock)
    assert {exposure for _, exposure in selection.exposure} == {"production"}
    assert "no-groups" in {notice.code for notice in selection.notices}


def test_an_include_is_a_notice_and_is_never_opened():
    lock = read("-r https://index.example/more.txt\n--constraint=../../secrets.txt\n-rbase.txt\na==1\n")
    notices = [notice for notice in lock.notices if notice.code == "include-not-read"]
    assert [notice.line for notice in notices] == [1, 2, 3]
    assert keys(lock) == [("a", "1")]


def test_credentials_never_reach_the_lock(lock):
    textual = lock.packages[-1]
    assert textual.origin.kind == "git"
    private = read("-i https://user:word@private.example/simple\na==1\n")
    assert private.packages[0].origin == Origin("index", "https://private.example/simple")
    assert "secret" not in repr(lock)
    assert "word" not in repr(private)


def test_an_export_names_the_project_and_its_line_is_a_member():
    lock = read("-e .\na==1\n    # via\n    #   b\n    #   shop\nb==2\n    # via shop\n")
    (root,) = lock.roots
    assert (root.name, root.key) == ("shop", Key("shop", "", "editable ."))
    assert [ask.name for ask in root.requires] == ["a", "b"]
    assert {node.key.name for node in select(lock).nodes} == {"a", "b", "shop"}


def test_a_list_without_comments_takes_everything_as_direct():
    lock = read("a==1\nb==2\n")
    assert lock.edges_from == "none"
    assert "no-edges" in codes(lock)
    assert [ask.name for ask in lock.roots[0].requires] == ["a", "b"]


def test_packages_that_only_ask_for_each_other_are_not_lost():
    lock = read("a==1  # via b\nb==1  # via a\nc==1  # via -r x.in\n")
    assert {node.key.name for node in select(lock).nodes} == {"a", "b", "c"}


def test_p21_a_version_that_is_not_exact_is_unknown_and_noticed():
    lock = read("a>=1\nb==1.*\nc\nd===1.0\ne ==1!2.0, !=3\n")
    assert keys(lock) == [("a", ""), ("b", ""), ("c", ""), ("d", "1.0"), ("e", "1!2.0")]
    (notice,) = [notice for notice in lock.notices if notice.code == "not-pinned"]
    assert notice.message == "no exact version: a, b, c"


def test_p20_a_comment_inside_a_continuation_ends_it():
    lock = read("a==1 \\\n    --hash=sha256:00 \\\n    # via b\nb==1\n")
    assert keys(lock) == [("a", "1"), ("b", "1")]
    assert edges(lock) == {("b", "a")}


def test_a_comment_further_down_is_not_the_last_package_s():
    lock = read("a==1\n    # via b\n\n#   c\nb==1\nc==1\n# setuptools\n")
    assert edges(lock) == {("b", "a")}


def test_options_behind_a_requirement_are_not_part_of_it():
    lock = read('a==1; python_version < "3" --hash=sha256:00 --hash sha256:01\nb==1 -C key=value\n')
    assert keys(lock) == [("a", "1"), ("b", "1")]
    assert lock.packages[0].files.n_hashed == 2


@pytest.mark.parametrize(
    ("line", "name", "version", "kind"),
    [
        ("a @ https://files.example/a-1.0.zip#sha256=00", "a", "", "url"),
        ("git+https://git.example/a@1.0#egg=A.b", "a-b", "", "git"),
        ("git+ssh://git@git.example/team/a.git", "a", "", "git"),
        ("hg+https://hg.example/a#egg=a", "a", "", "url"),
        ("-e git+https://git.example/a#egg=a", "a", "", "editable"),
        ("-e ./packages/a[extra]", "a", "", "editable"),
        ("./wheels/A_b-1.0-py3-none-any.whl", "a-b", "1.0", "path"),
        ("file:///opt/a-2.0.tar.gz", "a", "2.0", "path"),
        ("../a", "a", "", "directory"),
        ("packages/a#egg=b ; python_version > '3'", "b", "", "directory"),
        ("https://files.example/a-1.0-cp311-cp311-win_amd64.whl", "a", "1.0", "url"),
    ],
)
def test_a_place_is_a_package_with_a_notice(line, name, version, kind):
    lock = read(line + "\n")
    (package,) = lock.packages
    assert (package.key.name, package.key.version, package.origin.kind) == (name, version, kind)
    assert "not-weighed" in codes(lock)


def test_a_line_that_is_no_requirement_is_left_out_and_noticed():
    lock = read("a==1\n${PRIVATE}==1\nb unexpected\n")
    assert keys(lock) == [("a", "1")]
    assert [notice.line for notice in lock.notices if notice.code == "not-a-requirement"] == [2, 3]


@pytest.mark.parametrize("line", ["[/red]==1.0", "/opt/a b", "./_private", "a/${B}", "..", "/"])
def test_what_looks_like_a_place_and_has_no_name_of_a_package_is_left_out_and_noticed(line):
    lock = read(f"a==1\n{line}\n")
    assert keys(lock) == [("a", "1")]
    assert [notice.line for notice in lock.notices if notice.code == "not-a-requirement"] == [2]


@pytest.mark.parametrize("text", ["<html>\n", "%PDF 1.4\n", "a\0=\0=\0", "!" * 20_000])
def test_a_file_that_is_something_else_is_one_clear_error(text):
    with pytest.raises(LockError):
        read(text)


def test_a_long_line_of_spaces_costs_no_time():
    assert "not-a-requirement" in codes(read("b==1\na" + " " * 9_000 + "?\n"))


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffa==1  # é\n".encode(),
        "a==1  # é\n".encode("utf-16"),
        "\ufeffa==1\n".encode("utf-16-be"),
        "a==1\n".encode("utf-32"),
        "# -*- coding: latin-1 -*-\na==1  # é\n".encode("latin-1"),
        b"a==1\r\n# x\r\n",
        "a==1  # é\n".encode("latin-1"),
    ],
)
def test_p19_every_encoding_that_pip_reads_is_read(tmp_path, data):
    path = tmp_path / "requirements.txt"
    path.write_bytes(data)
    assert keys(read_lock(path)) == [("a", "1")]


def test_an_encoding_that_had_to_be_guessed_is_said(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_bytes("a==1  # é\n".encode("latin-1"))
    assert "encoding-guessed" in codes(read_lock(path))


@pytest.mark.parametrize(
    "data", [b"# coding: no-such\na==1\n", b"\xff\xfea", b"# coding: ascii\na==1 # \xe9\n"]
)
def test_an_encoding_that_does_not_fit_is_one_clear_error(tmp_path, data):
    path = tmp_path / "requirements.txt"
    path.write_bytes(data)
    with pytest.raises(LockError):
        read_lock(path)


def test_the_public_index_comes_through_as_the_file_writes_it():
    models = pytest.importorskip("pip._internal.models.index")
    lock = read(f"--index-url {models.PyPI.simple_url}\na==1\n")
    assert lock.packages[0].origin == Origin("index", models.PyPI.simple_url)


def test_a_file_that_names_no_index_leaves_the_origin_unstated():
    lock = read("--extra-index-url https://private.example/simple\na==1\n")
    assert lock.packages[0].key == Key("a", "1", "")
    assert "extra-index" in codes(lock)
