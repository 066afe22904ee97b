"""Which lock is read, and what is said about the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from depcalc.errors import EmptyScopeError, LockError
from depcalc.lockfiles import _reading, find_lock, read_lock

UV = "version = 1\n"
POETRY = "[metadata]\n"
PINS = "a==1\n"


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def noticed(path: Path) -> list[tuple[str, str]]:
    return [(notice.code, Path(notice.path).name) for notice in find_lock(path).notices]


def test_the_order_is_uv_poetry_requirements_and_the_others_are_named(tmp_path):
    place = folder(
        tmp_path, uv_lock=UV, poetry_lock=POETRY, requirements_txt=PINS, requirements__dev_txt=PINS
    )
    assert read_lock(place).format == "uv"
    others = ["poetry.lock", "requirements.txt", "dev.txt"]
    assert noticed(place) == [("lock-not-taken", name) for name in others]
    (place / "uv.lock").unlink()
    assert read_lock(place).format == "poetry"
    (place / "poetry.lock").unlink()
    assert read_lock(place).format == "requirements"


IN_ORDER = {
    "uv.lock": ("uv", UV),
    "poetry.lock": ("poetry", POETRY),
    "pdm.lock": ("pdm", POETRY),
    "pylock.toml": ("pylock", 'lock-version = "1.0"\n'),
    "pylock.dev.toml": ("pylock", 'lock-version = "1.0"\n'),
    "Pipfile.lock": ("pipenv", '{"_meta": {}}'),
    "pixi.lock": ("pixi", "version: 6\nenvironments: {}\npackages: []\n"),
    "conda-lock.yml": ("conda-lock", "version: 1\nmetadata: {}\npackage: []\n"),
    "requirements.txt": ("requirements", PINS),
    "pyproject.toml": ("project", '[project]\nname = "x"\n'),
    "setup.cfg": ("project", "[options]\n"),
    "Pipfile": ("project", "[packages]\n"),
}


def test_every_format_is_found_in_the_stated_order(tmp_path):
    place = folder(tmp_path)
    for name, (_, text) in IN_ORDER.items():
        (place / name).write_text(text, "utf-8")
    order = list(IN_ORDER)
    for at, name in enumerate(order):
        found = find_lock(place)
        assert (found.path.name, found.format.name) == (name, IN_ORDER[name][0])
        left = [Path(one.path).name for one in found.notices if one.code == "lock-not-taken"]
        assert left == [one for one in order[at + 1 :] if IN_ORDER[one][0] != "project"]
        (place / name).unlink()


def test_the_order_is_the_one_the_documentation_states():
    text = Path(__file__).parents[2].joinpath("docs", "lockfiles.md").read_text("utf-8")
    stated = next(line for line in text.splitlines() if line.startswith("In a folder the first of"))
    places = [stated.index(f"`{name.replace('.dev.', '.NAME.')}`") for name in IN_ORDER]
    assert places == sorted(places)


def test_a_project_file_without_requirements_is_no_lock(tmp_path):
    place = folder(tmp_path, pyproject_toml="[tool.ruff]\n", setup_cfg="[options]\ninstall_requires = a\n")
    assert find_lock(place).path.name == "setup.cfg"


def test_cyclonedx_is_only_read_when_it_is_named(tmp_path):
    place = folder(tmp_path, bom_json='{"bomFormat": "CycloneDX", "specVersion": "1.5"}')
    with pytest.raises(EmptyScopeError):
        find_lock(place)
    assert read_lock(place / "bom.json").format == "cyclonedx"


def test_a_requirements_folder_counts_only_compiled_files_and_takes_production_first(tmp_path):
    place = folder(
        tmp_path,
        requirements__dev_txt=PINS,
        requirements__base_txt=PINS,
        requirements__a_txt="a>=1\n",
        x_md="",
    )
    found = find_lock(place)
    assert found.path.name == "base.txt"
    assert [(group, path.name) for group, path in found.others] == [("dev", "dev.txt")]


def test_locks_of_other_ecosystems_are_noticed(tmp_path):
    place = folder(tmp_path, uv_lock=UV, Cargo_lock="", go_mod="")
    assert noticed(place) == [("foreign-lock", "Cargo.lock"), ("foreign-lock", "go.mod")]


def test_a_folder_without_a_lock_says_where_it_looked_and_what_it_found(tmp_path):
    with pytest.raises(EmptyScopeError) as caught:
        read_lock(folder(tmp_path, go_mod=""))
    assert "Looked for uv.lock" in caught.value.hint
    assert "Pipfile.lock" in caught.value.hint
    assert "go.mod" in caught.value.hint


def test_p4_a_stale_lock_in_a_member_s_folder_is_recognised(tmp_path):
    member = '[[package]]\nname = "side"\nsource = { editable = "packages/side" }\n'
    place = folder(tmp_path, uv_lock=UV + member)
    side = place / "packages" / "side"
    side.mkdir(parents=True)
    (side / "uv.lock").write_text(UV, "utf-8")
    (notice,) = [one for one in read_lock(side).notices if one.code == "stale-lock"]
    assert Path(notice.path) == place / "uv.lock"


def test_a_lock_above_a_member_s_folder_is_mentioned(tmp_path):
    place = folder(tmp_path, uv_lock=UV, member__uv_lock=UV)
    assert noticed(place / "member") == [("lock-above", "uv.lock")]
    assert noticed(place) == []


def test_a_file_is_read_by_its_name_or_by_the_format_in_front(tmp_path):
    place = folder(tmp_path, tool_py_lock=UV, any_thing=UV, poetry_lock=POETRY, dev_requirements_txt=PINS)
    assert read_lock(place / "tool.py.lock").format == "uv"
    assert read_lock(f"uv:{place / 'any.thing'}").format == "uv"
    assert read_lock(place / "any.thing", "uv").format == "uv"
    assert read_lock(f"poetry:{place}").format == "poetry"
    assert read_lock(place / "dev.requirements.txt").format == "requirements"


def test_a_file_that_says_nothing_about_its_format_is_refused(tmp_path):
    place = folder(tmp_path, any_thing=UV, yarn_lock="")
    for name, message in (
        ("any.thing", "file name"),
        ("yarn.lock", "not priced"),
        ("nothing", "no such file"),
    ):
        with pytest.raises(LockError, match=message):
            read_lock(place / name)
    with pytest.raises(LockError, match="no lock format is called 'pip'"):
        read_lock(place / "any.thing", "pip")


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path):
    (tmp_path / "uv.lock").mkdir()
    os.mkfifo(tmp_path / "poetry.lock")
    for name, message in (
        ("uv.lock", "a folder"),
        ("poetry.lock", "a device or a pipe"),
        ("x.txt", "no such file"),
    ):
        with pytest.raises(LockError, match=message):
            read_lock(tmp_path / name)
    with pytest.raises(LockError, match="a folder"):
        read_lock(tmp_path)


def test_a_file_that_may_not_be_read_is_one_clear_error(tmp_path):
    path = tmp_path / "uv.lock"
    path.symlink_to("uv.lock")
    with pytest.raises(LockError, match="cannot be read"):
        read_lock(path)
    with pytest.raises(LockError):
        read_lock("uv:a\0b")


def test_bytes_that_are_no_text_are_one_clear_error(tmp_path):
    (tmp_path / "uv.lock").write_bytes(b"version = 1\n\xff\xfe\x00")
    with pytest.raises(LockError) as caught:
        read_lock(tmp_path)
    assert caught.value.at.endswith("uv.lock:2")


def test_a_file_is_read_up_to_a_limit(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert _reading.read_bytes(tmp_path / "a", limit=5) == b"12345"
    with pytest.raises(LockError, match="larger than"):
        _reading.read_bytes(tmp_path / "a", limit=4)


def test_reading_formats_loads_neither_networkx_nor_packaging():
    slow = "{'networkx', 'packaging', 'numpy'}"
    code = f"import depcalc.lockfiles, depcalc.scope, sys; assert not {slow} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
