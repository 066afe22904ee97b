import ast
import importlib
import subprocess
import sys
import zipfile

import pytest

from depcalc.evidence import public
from depcalc.evidence.indexes import configured_indexes, outside_settings, read_pip_configs
from depcalc.evidence.public import find_public_hosts, is_public
from depcalc.values.lock import Origin

MIRROR = "https://index.example/simple"


def public_here(origin, default_index="", hosts=("public.example",), configured=()):
    return is_public(origin, default_index=default_index, public_hosts=hosts, configured=configured)


def test_a_lock_that_names_no_index_is_public():
    assert public_here(Origin())
    assert public_here(Origin("index", ""))


@pytest.mark.parametrize("kind", ["git", "url", "path", "directory", "editable", "virtual"])
def test_what_does_not_come_from_an_index_is_not_public(kind):
    assert not public_here(Origin(kind, "https://public.example/simple"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://public.example/simple", True),
        ("https://PUBLIC.example/simple/", True),
        ("https://user:secret@public.example/simple", True),
        ("https://test.public.example/simple", False),
        ("https://public.example.evil.example/simple", False),
        ("https://evil.example/public.example/simple", False),
        ("https://public.example@evil.example/simple", False),
        ("https://[broken/simple", False),
        ("../local-index", False),
    ],
)
def test_an_index_is_public_by_its_host_alone(url, expected):
    assert public_here(Origin("index", url)) is expected


@pytest.mark.parametrize(
    "url", [MIRROR, MIRROR + "/", "https://Index.Example/simple", "https://me:token@index.example/simple"]
)
def test_a_configured_default_index_is_a_mirror_of_the_public_one(url):
    assert not public_here(Origin("index", url))
    assert public_here(Origin("index", url), default_index=MIRROR)
    assert public_here(Origin("index", url), configured=[MIRROR])
    assert public_here(Origin("index", MIRROR), configured=[url])


def test_another_path_on_the_host_of_the_default_index_is_another_index():
    assert not public_here(Origin("index", "https://index.example/internal"), default_index=MIRROR)


def test_the_host_of_the_public_index_comes_from_pip():
    index = importlib.import_module("pip._internal.models.index").PyPI
    assert find_public_hosts() == (index.netloc,)
    assert public_here(Origin("index", index.simple_url), hosts=find_public_hosts())


def test_the_host_is_found_without_importing_pip():
    code = (
        "import sys; from depcalc.evidence.public import *; find_public_hosts(); print('pip' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_pip_the_wheel_that_comes_with_python_is_read(monkeypatch, tmp_path):
    folder = tmp_path / "_bundled"
    folder.mkdir()
    with zipfile.ZipFile(folder / "pip-1-py3-none-any.whl", "w") as archive:
        archive.writestr("pip/_internal/models/index.py", 'PyPI = PackageIndex("https://from.example/", 1)')
    monkeypatch.setattr(public, "_folder", lambda name: tmp_path if name == "ensurepip" else None)
    assert find_public_hosts.__wrapped__() == ("from.example",)


def test_without_any_pip_there_is_no_host_and_only_unstated_and_configured_origins_are_public(monkeypatch):
    monkeypatch.setattr(public, "_folder", lambda name: None)
    monkeypatch.setattr(public.sysconfig, "get_config_var", lambda name: None)
    assert find_public_hosts.__wrapped__() == ()
    assert public_here(Origin(), hosts=())
    assert not public_here(Origin("index", MIRROR), hosts=())


@pytest.mark.parametrize(
    "source", ["", "PyPI = 1", "PyPI = PackageIndex()", "Other = PackageIndex('https://x.example/')"]
)
def test_a_pip_of_another_shape_gives_no_host(source):
    ast.parse(source)
    assert public._public_url(source) == ""


# ------------------------------------------------------------------ settings of pip and uv


def test_the_environment_names_a_default_index():
    for key in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        assert configured_indexes({key: MIRROR}, None) == (MIRROR,)
    assert configured_indexes({"UV_DEFAULT_INDEX": f"mirror={MIRROR}"}, None) == (MIRROR,)
    assert configured_indexes({"PIP_INDEX_URL": f"{MIRROR}?a=b"}, None) == (f"{MIRROR}?a=b",)
    assert configured_indexes({"PIP_EXTRA_INDEX_URL": MIRROR}, None) == ()


def test_uv_takes_only_the_index_marked_as_default():
    text = f"""
    [[tool.uv.index]]
    name = "extra"
    url = "https://extra.example/simple"
    [[tool.uv.index]]
    name = "mirror"
    url = "{MIRROR}"
    default = true
    """
    assert configured_indexes({}, text) == (MIRROR,)
    assert configured_indexes({}, f'[tool.uv]\nindex-url = "{MIRROR}"') == (MIRROR,)


@pytest.mark.parametrize(
    "text", ["", "[tool", "tool = 1", "[tool]\nuv = 2", "[tool.uv]\nindex = [1]\nindex-url = 3"]
)
def test_odd_project_files_name_no_index(text):
    assert configured_indexes({}, text) == ()


def test_the_configuration_of_pip_names_a_default_index(tmp_path):
    file = tmp_path / "pip.conf"
    file.write_text(f"[global]\nindex-url = {MIRROR}\nextra-index-url = https://extra.example\n")
    texts = read_pip_configs({"PIP_CONFIG_FILE": str(file)})
    assert configured_indexes({}, None, texts) == (MIRROR,)
    assert configured_indexes({}, None, ["not a file of pip"]) == ()


def test_pip_is_looked_for_where_the_environment_points(tmp_path):
    file = tmp_path / "home" / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    file.write_text("[install]\nindex-url = https://home.example/simple\n")
    texts = read_pip_configs({"HOME": str(tmp_path / "home")})
    assert "https://home.example/simple" in configured_indexes({}, None, texts)
    assert read_pip_configs({"PIP_CONFIG_FILE": str(tmp_path / "none")}) == ()


def _environment(folder):
    """A virtual environment whose pip.conf chooses an index; the variable that names it."""
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text("[global]\nindex-url = https://planted.example/simple\n")
    return {"VIRTUAL_ENV": str(folder)}


def _chosen(environ, folder):
    return configured_indexes({}, None, read_pip_configs(outside_settings(environ, [folder])))


def test_an_environment_inside_the_project_chooses_no_index(tmp_path):
    project = tmp_path / "pr" / "sub"
    (tmp_path / "pr" / ".git").mkdir(parents=True)
    own, around = _environment(project / ".venv"), _environment(tmp_path / "pr" / "venv")
    (tmp_path / "link").symlink_to(tmp_path / "pr")
    (tmp_path / "linked").symlink_to(project / ".venv")
    linked = ({"VIRTUAL_ENV": str(tmp_path / where)} for where in ("link/sub/.venv", "linked"))
    for environ in (own, around, *linked):
        assert "https://planted.example/simple" not in _chosen(environ, project)
        assert "https://planted.example/simple" not in _chosen(environ, tmp_path / "link" / "sub")


def test_an_environment_of_the_user_s_own_and_a_file_he_names_still_choose_it(tmp_path):
    project = tmp_path / "project"
    environ = _environment(tmp_path / "venv")
    assert "https://planted.example/simple" in _chosen(environ, project)
    inside = _environment(project / ".venv")
    named = {**inside, "PIP_CONFIG_FILE": str(project / ".venv" / "pip.conf")}
    assert _chosen(named, project) == ("https://planted.example/simple",)
