"""Requirements files that include others: in place, inside the project, within limits, and never from the network."""

from pathlib import Path

import pytest

from depcalc.lockfiles import _files, read_lock
from depcalc.lockfiles._requirement_tree import MAX_DEPTH
from depcalc.scope import select
from depcalc.values.lock import Lock
from depcalc.values.scope import Scope


def folder(tmp_path: Path, **files: str) -> Path:
    place = tmp_path / "shop"
    (place / ".git").mkdir(parents=True)
    for name, text in files.items():
        path = place / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


def keys(lock: Lock) -> list[tuple[str, str]]:
    return [(one.key.name, one.key.version) for one in lock.packages]


def places(lock: Lock) -> list[tuple[str, str, int | None]]:
    return [(one.key.name, Path(one.path or lock.path).name, one.line) for one in lock.packages]


def notices(lock: Lock, code: str) -> list[tuple[str, int | None, str]]:
    return [(Path(one.path).name, one.line, one.message) for one in lock.notices if one.code == code]


def names(lock: Lock, scope: Scope = Scope()) -> set[str]:
    return {node.key.name for node in select(lock, scope).nodes}


def test_an_include_is_read_in_place_and_each_package_knows_its_file(tmp_path):
    place = folder(tmp_path, requirements_txt="a==1\n-r more/base.txt\nc==1\n", more__base_txt="\nb==1\n")
    lock = read_lock(place / "requirements.txt")
    assert places(lock) == [("a", "requirements.txt", 1), ("b", "base.txt", 2), ("c", "requirements.txt", 3)]


def test_what_two_files_list_alike_counts_once_and_without_a_word(tmp_path):
    place = folder(tmp_path, requirements_txt="-r base.txt\na==1\nb==1\n", base_txt="a==1\n")
    lock = read_lock(place / "requirements.txt")
    assert places(lock) == [("a", "base.txt", 1), ("b", "requirements.txt", 3)]
    assert notices(lock, "listed-twice") == []


def test_p23_a_loop_of_includes_ends_with_a_notice(tmp_path):
    place = folder(tmp_path, requirements_txt="a==1\n-r base.txt\n", base_txt="b==1\n-r requirements.txt\n")
    lock = read_lock(place / "requirements.txt")
    assert keys(lock) == [("a", "1"), ("b", "1")]
    assert [one[:2] for one in notices(lock, "include-loop")] == [("base.txt", 2)]


def test_p23_a_file_that_includes_itself_is_read_once(tmp_path):
    lock = read_lock(folder(tmp_path, requirements_txt="-r ./requirements.txt\na==1\n") / "requirements.txt")
    assert keys(lock) == [("a", "1")]


@pytest.mark.parametrize(
    "name", ["../secret.txt", "../../../../etc/passwd", "/etc/passwd", "link.txt", "way/secret.txt"]
)
def test_p23_what_lies_outside_the_project_is_not_opened(tmp_path, name):
    place = folder(tmp_path, requirements_txt=f"a==1\n-r {name}\n")
    (tmp_path / "secret.txt").write_text("secret==1\n", "utf-8")
    (place / "link.txt").symlink_to(tmp_path / "secret.txt")
    (place / "way").symlink_to(tmp_path)
    lock = read_lock(place / "requirements.txt")
    assert keys(lock) == [("a", "1")]
    (notice,) = notices(lock, "include-not-read")
    assert "outside the project" in notice[2]
    assert notice[1] == 2


@pytest.mark.parametrize("option", ["-c", "-r", "--constraint=", "--requirement"])
@pytest.mark.parametrize("scheme", ["https", "http", "ftp", "file"])
def test_p22_a_url_is_never_fetched(tmp_path, monkeypatch, option, scheme):
    monkeypatch.setattr("socket.socket", None)
    place = folder(tmp_path, requirements_txt=f"a==1\n{option} {scheme}://index.example/more.txt\n")
    lock = read_lock(place / "requirements.txt")
    assert "nothing is fetched" in notices(lock, "include-not-read")[0][2]


def test_p24_an_environment_variable_is_never_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("PART", "base")
    place = folder(
        tmp_path, requirements_txt="a==1\n-r ${PART}.txt\n-i https://${PART}@private.example/simple\n"
    )
    (place / "base.txt").write_text("b==1\n", "utf-8")
    lock = read_lock(place / "requirements.txt")
    assert keys(lock) == [("a", "1")]
    assert "not expanded" in notices(lock, "include-not-read")[0][2]


def test_a_missing_include_a_folder_and_a_loop_of_links_are_noticed(tmp_path):
    place = folder(tmp_path, requirements_txt="a==1\n-r gone.txt\n-r .git\n-r loop.txt\n")
    (place / "loop.txt").symlink_to("loop.txt")
    assert [one[1] for one in notices(read_lock(place / "requirements.txt"), "include-not-read")] == [2, 3, 4]


def test_p35_includes_have_a_depth_and_a_number(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "MAX_FILES", 30)
    chain = {f"r{i}_txt": f"p{i}==1\n-r r{i + 1}.txt\n" for i in range(40)}
    lock = read_lock(folder(tmp_path, **chain) / "r0.txt")
    assert len(lock.packages) == MAX_DEPTH + 1
    assert "levels" in notices(lock, "include-not-read")[0][2]
    many = "".join(f"-r r{i}.txt\n" for i in range(40))
    wide = {f"r{i}_txt": f"p{i}==1\n" for i in range(40)}
    lock = read_lock(folder(tmp_path / "wide", all_txt=many, **wide) / "all.txt")
    assert len(lock.packages) == 30
    assert "more than 30 files" in notices(lock, "include-not-read")[0][2]


def test_a_constraint_is_never_a_package_and_says_which_version_it_would_be(tmp_path):
    place = folder(
        tmp_path, requirements_txt="-c limits.txt\na\nb==2\nc\n", limits_txt="a==1\nb==1\nd==1\nc>=1\n"
    )
    lock = read_lock(place / "requirements.txt")
    assert keys(lock) == [("a", "1"), ("b", "2"), ("c", "")]


def test_an_include_in_another_encoding_is_read_and_noticed(tmp_path):
    place = folder(tmp_path, requirements_txt="-r a.txt\n-r b.txt\n")
    (place / "a.txt").write_bytes("a==1  # é\n".encode("latin-1"))
    (place / "b.txt").write_bytes("b==1\n".encode("utf-16"))
    lock = read_lock(place / "requirements.txt")
    assert keys(lock) == [("a", "1"), ("b", "1")]
    assert [one[0] for one in notices(lock, "encoding-guessed")] == ["a.txt"]


def test_p25_directs_come_from_the_in_file_behind_a_compiled_one(tmp_path):
    place = folder(
        tmp_path,
        requirements__docker_txt="a==1\n    # via -r requirements/pip.txt\n"
        "b==1\n    # via\n    #   -r requirements/pip.txt\n    #   a\nc==1\n    # via -r requirements/docker.in\n",
        requirements__docker_in="-r pip.txt\nc\n",
        requirements__pip_in="A\n",
        requirements__pip_txt="a==1\n    # via -r requirements/pip.in\nb==1\n    # via a\n",
    )
    lock = read_lock(place / "requirements" / "docker.txt")
    assert {root.name: [ask.name for ask in root.requires] for root in lock.roots} == {
        "requirements/docker.in": ["c"],
        "requirements/pip.in": ["a"],
    }
    assert names(lock) == {"a", "b", "c"}


def test_p25_what_no_in_file_declares_is_there_and_not_direct(tmp_path):
    place = folder(
        tmp_path, requirements_txt="a==1\n    # via -r base.txt\nb==1\n    # via -r base.txt\n", base_in="a\n"
    )
    lock = read_lock(place / "requirements.txt")
    assert {ask.name: ask.declared for root in lock.roots for ask in root.requires} == {"a": True, "b": False}


def test_without_comments_the_in_file_beside_says_what_is_direct(tmp_path):
    place = folder(tmp_path, requirements_txt="a==1\nb==1\n", requirements_in="-r more.in\n", more_in="A>0\n")
    lock = read_lock(place / "requirements.txt")
    assert {ask.name: ask.declared for root in lock.roots for ask in root.requires} == {"a": True, "b": False}
    assert lock.edges_from == "none"
    assert notices(lock, "direct-unknown") == []


def test_files_that_lie_together_are_production_and_its_groups(tmp_path):
    place = folder(
        tmp_path,
        requirements_txt="a==1\n",
        requirements__docs_txt="c==1\n",
        requirements__constraints_txt="d==1\n",
        requirements__loose_txt="e\n",
    )
    (place / "requirements-dev.txt").write_text("a==1\nb==1\n", "utf-8")
    (place / "lint_requirements.txt").write_text("f==1\n", "utf-8")
    lock = read_lock(place)
    assert names(lock) == {"a"}
    assert dict(select(lock).outside) == {"group:dev": 1, "group:docs": 1, "group:lint": 1}
    assert places(lock)[1] == ("f", "lint_requirements.txt", 1) or len(lock.packages) == 4
    assert "no-groups" not in {notice.code for notice in select(lock).notices}


def test_in_a_folder_of_requirements_the_name_tells_production(tmp_path):
    place = folder(tmp_path, requirements__dev_txt="a==1\n", requirements__base_txt="b==1\n")
    lock = read_lock(place)
    assert Path(lock.path).name == "base.txt"
    assert names(lock) == {"b"}
    assert names(lock, Scope(groups=("dev",))) == {"a", "b"}


def test_where_no_name_tells_production_every_file_is(tmp_path):
    lock = read_lock(folder(tmp_path, requirements__x_txt="a==1\n", requirements__y_txt="b==1\n"))
    assert names(lock) == {"a", "b"}


def test_a_group_file_that_cannot_be_read_is_a_notice(tmp_path):
    place = folder(tmp_path, requirements_txt="a==1\n", requirements__dev_txt="a==1\n\0\n")
    assert [one[0] for one in notices(read_lock(place), "lock-not-read")] == ["dev.txt"]


def test_p21_a_pin_by_name_alone_keeps_its_text(tmp_path):
    lock = read_lock(
        folder(tmp_path, requirements_txt="a===1.0.local \\\n  # note\nb==1\n") / "requirements.txt"
    )
    assert keys(lock) == [("a", "1.0.local"), ("b", "1")]


def test_p38_a_group_in_another_tool_s_table_is_not_in_this_lock(tmp_path):
    project = '[project]\nname = "shop"\n[tool.poetry.group.dev.dependencies]\nb = "*"\n'
    lock = '[metadata]\nlock_version = "4.5"\n[[package]]\nname = "a"\nversion = "1"\n'
    place = folder(
        tmp_path, pdm_lock=lock, pyproject_toml=project + '[tool.pdm.dev-dependencies]\nlint = ["a"]\n'
    )
    assert [name for name, _ in read_lock(place).roots[0].groups] == ["lint"]
