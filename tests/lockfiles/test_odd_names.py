"""A name that no package can have enters nothing: no row, no edge, a notice with file and line."""

import json

import pytest

from depcalc.lockfiles import read_lock

ODD = ["[/red]", "a b", "-a", "a-", "ä", "a\x1b[31m", "..", "a/b"]
UV = """version = 1

[[package]]
name = "shop"
version = "1"
source = {{ virtual = "." }}
dependencies = [{{ name = "good" }}, {{ name = {odd} }}]

[[package]]
name = {odd}
version = "1"
dependencies = [{{ name = "good" }}]

[[package]]
name = "good"
version = "1"
dependencies = [{{ name = {odd} }}]
"""


@pytest.mark.parametrize("odd", ODD)
def test_an_entry_that_has_no_name_of_a_package_is_left_out_with_its_edges(tmp_path, odd):
    file = tmp_path / "uv.lock"
    file.write_text(UV.format(odd=json.dumps(odd)))
    lock = read_lock(tmp_path)
    assert [one.key.name for one in lock.packages] == ["shop", "good"]
    assert [ask.name for root in lock.roots for ask in root.requires] == ["good"]
    assert [ask.name for one in lock.packages for ask in one.requires] == ["good"]
    (notice,) = (one for one in lock.notices if one.code == "odd-name")
    assert (notice.path, notice.line) == (file.as_posix(), 9)
    assert "left out" in notice.message


def test_conda_has_names_of_its_own(tmp_path):
    (tmp_path / "conda-lock.yml").write_text(
        "version: 1\nmetadata: {channels: [{url: main, used_env_vars: []}], platforms: [linux-64],"
        " sources: [environment.yml], content_hash: {linux-64: a}}\n"
        "package:\n- {name: _libgcc_mutex, version: '0.1', manager: conda, platform: linux-64,"
        " dependencies: {}, url: 'https://files.example/main/_libgcc_mutex-0.1.conda', hash: {md5: a},"
        " category: main, optional: false}\n"
    )
    assert len(read_lock(tmp_path).packages) == 1
