"""Where the project's environment is, and that no link leads out of it."""

import os

import pytest

from depcalc.installed import find_environment, site_packages_in
from tests.installed.building import install, site


@pytest.mark.parametrize("name", [".venv", "venv", "env"])
def test_an_environment_beside_the_project_is_found(tmp_path, name):
    assert find_environment(tmp_path) is None
    assert find_environment(tmp_path / "nowhere") is None
    folder = site(tmp_path, name)
    assert find_environment(tmp_path) == folder


def test_of_several_pythons_the_newest_counts_by_number(tmp_path):
    site(tmp_path, python="python3.9")
    newest = site(tmp_path, python="python3.13")
    assert find_environment(tmp_path) == newest


def test_windows_keeps_them_elsewhere(tmp_path):
    folder = tmp_path / "venv" / "Lib" / "site-packages"
    folder.mkdir(parents=True)
    assert find_environment(tmp_path) == folder


def test_a_folder_called_env_is_not_yet_an_environment(tmp_path):
    (tmp_path / "env").mkdir()
    (tmp_path / "venv").write_text("")
    assert find_environment(tmp_path) is None


@pytest.mark.parametrize(
    "linked", [".venv", ".venv/lib", ".venv/lib/python3.12", ".venv/lib/python3.12/site-packages"]
)
def test_a_link_out_of_the_project_is_not_followed(tmp_path, linked):
    real = site(tmp_path / "elsewhere", "there")
    whole = tmp_path / "elsewhere" / "there"
    targets = [whole, whole / "lib", real.parent, real]
    project = tmp_path / "project"
    place = project / linked
    place.parent.mkdir(parents=True)
    os.symlink(targets[linked.count("/")], place)
    assert find_environment(project) is None


def test_an_environment_named_by_the_user_may_be_a_link(tmp_path):
    real = site(tmp_path / "elsewhere", "there")
    os.symlink(tmp_path / "elsewhere" / "there", tmp_path / "mine")
    assert site_packages_in(tmp_path / "mine") == real
    assert site_packages_in(tmp_path) is None
    install(real)
    assert site_packages_in(real) == real
