"""What "unused" rests on: each way in which a use can hide makes it "uncertain", with the reason."""

from pathlib import Path

import pytest
from tests.usage.test_hostile import install
from tests.usage.test_project_side import make

from depcalc.usage import mention_texts
from depcalc.usage.companions import companion_of, companions
from depcalc.usage.scan import scan_project
from depcalc.values.lock import Key
from depcalc.values.usage import PackageUsage

SITE = {"left": {"left.py": "x = 1\n"}, "acme-tool": {"acme_tool/__init__.py": ""}}


def judged(tmp_path: Path, files: dict[str, str], package: str = "left", *lock: str, **more) -> PackageUsage:
    """One installed package, as a project of these files uses it."""
    folder = make(tmp_path / "project", {"main.py": "x = 1\n", **files})
    if not (tmp_path / "site").exists():
        install(tmp_path / "site", SITE)
    packages = [Key(n, "1") for n in (package, *lock)]
    options = {"site_packages": tmp_path / "site", "wheels": None, "cache": None, "jobs": 0, **more}
    return scan_project(folder, packages=packages, **options).of(package)


def test_installed_and_named_nowhere_is_unused(tmp_path):
    assert judged(tmp_path, {}).status == "unused"


def test_a_package_that_is_not_installed_is_never_unused(tmp_path):
    found = judged(tmp_path, {}, "elsewhere")
    assert (found.status, found.basis) == ("uncertain", "name")
    assert judged(tmp_path, {}, "pyjwt").status == "uncertain"


def test_the_users_map_is_enough_to_call_it_unused(tmp_path):
    assert judged(tmp_path, {}, "elsewhere", modules={"strange": "elsewhere"}).status == "unused"


def redescribe(tmp_path: Path, record: str) -> None:
    install(tmp_path / "site", SITE)
    (tmp_path / "site/left-1.dist-info/RECORD").write_text(record)


@pytest.mark.parametrize(
    "record", ["left-1.dist-info/METADATA,,\n", "__editable__.left-1.pth,,\n__editable___left_finder.py,,\n",
               "left.py,,\nleft.pth,,\n"]
)  # fmt: skip
def test_an_install_whose_modules_lie_elsewhere_proves_nothing(tmp_path, record):
    redescribe(tmp_path, record)
    (tmp_path / "site/__editable___left_finder.py").write_text("")
    assert judged(tmp_path, {}).status == "uncertain"


def test_an_editable_install_is_still_found_by_its_own_name(tmp_path):
    redescribe(tmp_path, "__editable__.left-1.pth,,\n")
    assert judged(tmp_path, {"main.py": "import left\n"}).status == "used"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notebooks/a.ipynb", '{"cells": []}'),
        ("acme/fast.pyx", "x = 1\n"),
        ("bin/tool", "#!/usr/bin/env python3\nx = 1\n"),
        ("handler", "#!/usr/bin/python\n"),
        ("build/app/x.py", "x = 1\n"),
        ("env/e.py", "x = 1\n"),
        ("app.wsgi", "x = 1\n"),
        (".gitmodules", '[submodule "libs"]\n\tpath = libs\n'),
        ("pyproject.toml", '[tool.setuptools]\npackage-dir = {"" = "../src"}\n'),
        ("requirements.txt", "-e ../core\n"),
        ("bad.py", "{% if %}\n"),
    ],
)
def test_code_that_is_not_read_leaves_it_uncertain(tmp_path, path, text):
    found = judged(tmp_path, {path: text})
    assert found.status == "uncertain"
    assert path.rpartition("/")[2] in found.why or "libs" in found.why


@pytest.mark.parametrize("start", ["#!/usr/bin/env -S uv run --script\n", "#!/usr/bin/env pypy3\n"])
def test_a_script_that_another_python_runs_is_code_that_is_not_read(tmp_path, start):
    assert "tool" in judged(tmp_path, {"bin/tool": f"{start}x = 1\n"}).why


def test_a_settings_file_that_is_too_long_to_read_leaves_it_uncertain(tmp_path, monkeypatch):
    monkeypatch.setattr(mention_texts, "TEXT_BYTES", 50)
    assert judged(tmp_path, {"conf/a.ini": "x = 1\n"}).status == "unused"
    assert judged(tmp_path, {"data/a.json": '"x"\n' * 50}).status == "unused"
    found = judged(tmp_path, {"conf/a.ini": "x = 1\n" * 50 + "use = left\n"})
    assert found.status == "uncertain"
    assert "conf/a.ini" in found.why


def test_folders_too_deep_to_look_into_leave_it_uncertain(tmp_path):
    assert judged(tmp_path, {"d/" * 39 + "x.txt": ""}).status == "unused"
    assert "deeper" in judged(tmp_path, {"d/" * 60 + "x.txt": ""}).why


def test_a_submodule_that_is_there_is_read(tmp_path):
    modules = '[submodule "libs"]\n\tpath = libs\n'
    files = {".gitmodules": modules, "libs/.git": "gitdir: x\n", "libs/core.py": "import left\n"}
    assert judged(tmp_path, files).status == "used"


def test_more_configuration_than_is_read_leaves_it_uncertain(tmp_path, monkeypatch):
    monkeypatch.setattr(mention_texts, "MOST_FILES", 3)
    files = {f"conf/{n}.ini": "x = 1\n" for n in range(3)}
    assert judged(tmp_path, files).status == "unused"
    assert "more files" in judged(tmp_path, {"conf/z.ini": "x = left\n"}).why


@pytest.mark.parametrize("path", [".venv/pyvenv.cfg", "my-env/pyvenv.cfg"])
def test_an_environment_is_no_unread_code(tmp_path, path):
    folder = path.partition("/")[0]
    assert judged(tmp_path, {path: "", f"{folder}/lib/x.py": ""}).status == "unused"


def test_a_link_out_of_the_folder_leaves_it_uncertain(tmp_path):
    make(tmp_path, {"outside/x.py": ""})
    (tmp_path / "project").mkdir()
    (tmp_path / "project/shared").symlink_to(tmp_path / "outside")
    assert "shared" in judged(tmp_path, {}).why


@pytest.mark.parametrize(
    "text",
    [
        "import importlib\ndef f(n): importlib.import_module(n + '3')\n",
        "from importlib import import_module as get\ndef f(n): return get(f'{n}.x')\n",
        "def f(n): return __import__(n)\n",
        "def f(n): exec(n)\n",
        "def f(n): return eval(n)\n",
        "from importlib import import_module\ndef f(ns): return list(map(import_module, ns))\n",
        "from django.utils.module_loading import import_string\ndef f(n): return import_string(n)\n",
        "import pydoc\ndef f(n): return pydoc.locate(n)\n",
        "import builtins\ndef f(n): return builtins.__import__(n)\n",
    ],
)
def test_a_computed_import_leaves_it_uncertain(tmp_path, text):
    found = judged(tmp_path, {"main.py": text})
    assert found.status == "uncertain"
    assert "main.py:" in found.why


def test_a_constant_import_or_a_method_called_eval_computes_nothing(tmp_path):
    text = "import importlib\nimportlib.import_module('json')\ndef f(model): model.eval()\n"
    assert judged(tmp_path, {"main.py": text}).status == "unused"
    assert judged(tmp_path, {"tests/test_a.py": "def f(n): exec(n)\n"}).status == "unused"


def test_a_file_of_the_same_name_does_not_make_a_package_unused(tmp_path):
    found = judged(tmp_path, {"main.py": "import left\n", "tests/left.py": "x = 1\n"})
    assert found.status == "uncertain"
    assert "of its own" in found.why


def test_an_optional_requirement_of_another_package_is_a_hint(tmp_path):
    install(tmp_path / "site", {**SITE, "other": {"other.py": ""}})
    described = 'Name: other\nRequires-Dist: left>=1; extra == "fast"\n\n'
    (tmp_path / "site/other-1.dist-info/METADATA").write_text(described)
    found = judged(tmp_path, {}, "left", "other")
    assert (found.status, found.mentions[0].how) == ("by name", "requirement")


@pytest.mark.parametrize(
    "call",
    ["os.system('left upgrade head')", "cmd = 'python -m left.sub'", "T = '''\nleft worker\n'''",
     "exec('import left')", "run('./bin/left --now')", "run('left-run app')"],
)  # fmt: skip
def test_words_of_a_command_in_a_string_are_hints(tmp_path, call):
    found = judged(tmp_path, {"main.py": f"import os\n{call}\n"})
    assert (found.status, found.mentions[0].how) == ("by name", "string")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("services/api/Dockerfile", 'CMD ["left", "app:app"]\n'),
        ("services/api/Procfile", "web: left-serve app:app\n"),
        ("k8s/deployment.yaml", 'command: ["left", "shop.wsgi"]\n'),
        ("config/logging.yaml", "class: left.jsonlogger.Formatter\n"),
        ("deep/er/app.ini", "use = left\n"),
        ("deep/er/Makefile", "go:\n\tleft run\n"),
        ("pyproject.toml", '[tool.poe.tasks]\nserve = "left app:app"\n'),
        ("pyproject.toml", '[tool.hatch.envs.default]\ndependencies = ["x"]\nscripts.go = "left app"\n'),
        ("pyproject.toml", '[tool.hatch.envs.default.scripts]\nserve = "left app:app"\n'),
        ("notebooks/a.ipynb", '{"source": ["import left\\n"]}'),
        ("acme/fast.pyx", "import left\n"),
        ("bin/tool", "#!/usr/bin/env python3\nimport left\n"),
        ("config/logging.json", '{"handlers": {"h": {"class": "left.Handler"}}}\n'),
        ("config/logging.json", '{\n  "()":\n    "left:make"\n}\n'),
        ("package.json", '{"scripts": {"start": "left serve"}}\n'),
        ("config/log.xml", "<logger class='left.Handler'/>\n"),
        ("site/configure.zcml", '<include package="left" />\n'),
        ("conf/app.yaml.j2", "class: left.Handler\n"),
        ("conf/app.ini.example", "use = left\n"),
        ("infra/main.tf", 'handler = "left.handler"\n'),
        ("run", "#!/bin/sh\npython3 - <<'EOF'\nimport left\nEOF\n"),
        ("deploy/go.sh", "python - <<EOF\nfrom left import x\nEOF\n"),
        ("deploy/go.zsh", "left serve\n"),
        ("build/all.sh", "left serve\n"),
        ("tools/each", "#!/usr/bin/env -S left run\n"),
        ("check_requirements.sh", "left check\n"),
        ("stubs/main.pyi", "from left import X\n"),
        ("pyproject.toml", '[build-system]\nrequires = ["left"]\nbuild-backend = "left.api"\n'),
        ("pyproject.toml", '[project]\nname = "a"\nscripts = { go = "left:main" }\n'),
        ("pyproject.toml", '[project]\nscripts.go = "left:main"\n'),
        ("acme/x.py", 'def f():\n    """Example.\n\n    >>> import left\n    """\n'),
        ("README.rst", "Use::\n\n    >>> from left import x\n"),
        ("docs/use.md", "```pycon\n>>> import left.sub as s\n```\n"),
    ],
)
def test_a_file_that_names_it_is_a_hint(tmp_path, path, text):
    found = judged(tmp_path, {path: text})
    assert (found.status, found.mentions[0].path) == ("by name", path)


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "a"\ndependencies = [\n  "left[x]>=1",\n  "right",\n]\n',
        '[project.optional-dependencies]\nfast = ["left"]\n',
        '[dependency-groups]\ndev = ["left>=1"]\n',
        '[build-system]\nrequires = ["left"]\n',
        '[tool.poetry.dependencies]\nleft = "^1"\n',
        '[tool.poetry.group.dev.dependencies]\nleft = "^1"\n',
        '[tool.pdm.dev-dependencies]\ndev = ["left"]\n',
        '[tool.hatch.envs.default]\ndependencies = [\n  "left",\n]\n',
    ],
)
def test_a_list_of_dependencies_is_no_hint(tmp_path, text):
    assert judged(tmp_path, {"pyproject.toml": text}).status == "unused"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package-lock.json", '{"packages": {"left": {}}}\n'),
        ("package.json", '{"dependencies": {"left": "^1"}}\n'),
        ("data/words.json", '{"text": "go left, then right", "left": 3, "n": "left-handed"}\n'),
        ("README.md", "# acme\n\npip install left\n\nimport left is not needed\n"),
        ("run", "#!/bin/sh\n# left\necho leftover\n"),
        ("acme/x.py", 'def f():\n    """Goes left.\n\n    >>> f()\n    """\n'),
    ],
)
def test_a_word_in_data_or_prose_is_no_hint(tmp_path, path, text):
    assert judged(tmp_path, {path: text}).status == "unused"


def test_a_lock_or_a_list_of_requirements_is_no_hint(tmp_path):
    files = {"requirements.in": "left\n", "pylock.toml": 'name = "left"\n', "environment.yml": "- left\n"}
    assert judged(tmp_path, files).status == "unused"


def test_commands_that_are_no_entry_points_are_looked_for(tmp_path):
    redescribe(tmp_path, "left.py,,\n../../../bin/leftovers,,\n")
    assert judged(tmp_path, {"Dockerfile": "CMD leftovers -n\n"}).status == "by name"


@pytest.mark.parametrize(
    ("package", "user"),
    [("pillow", "django"), ("psycopg2", "sqlalchemy"), ("openpyxl", "pandas"), ("h2", "httpx"), ("hiredis", "redis"),
     ("python-multipart", "fastapi"), ("lxml", "beautifulsoup4"), ("gevent", "gunicorn"), ("redis", "celery")],
)  # fmt: skip
def test_a_companion_counts_where_its_user_is_in_the_lock(tmp_path, package, user):
    found = judged(tmp_path, {}, package, user)
    assert (found.status, found.mentions[0].how) == ("by name", "known companion")
    assert user in found.why
    assert not companion_of(package, {"acme-web"})


def test_the_table_of_companions_has_no_empty_cell_and_normal_names():
    rows = [(package, *row) for package, found in companions().items() for row in found]
    assert len(rows) == len(set(rows)) > 100
    assert all(p and how and p == p.lower().replace("_", "-") for p, _, how in rows)


NAMED_IN = {
    "a section after a requirement with a hash": {
        "pyproject.toml": '[project]\ndependencies = ["acme @ git+https://files.example/y#x"]\n[tool.left]\nx = 1\n'
    },
    "options of a file that is not setup.cfg": {"app.ini": "[options]\nbackend = left.Backend\n"},
    "a file that only begins like an environment": {"envoy.yaml": "filter: left.Filter\n"},
    "a template of a script": {"script.py.mako": "import left\n"},
    "a workflow": {"Snakefile": "rule a:\n    shell: 'left --x'\n"},
    "a list of processes": {"Procfile.dev": "web: left serve\n"},
    "an environment of its own": {".env.production": "BACKEND=left.Backend\n"},
}


@pytest.mark.parametrize("how", NAMED_IN)
def test_a_name_in_such_a_file_is_seen(tmp_path, how):
    assert judged(tmp_path, NAMED_IN[how]).status == "by name"


def test_a_header_of_brackets_ends(tmp_path):
    assert judged(tmp_path, {"a.toml": "left\n" + "[" * 200_000 + "]\n"}).status == "by name"
