"""The project's own side: files, names with lines, module map, and what "unused" rests on."""

import struct
from pathlib import Path

import pytest
from tests.usage.test_hostile import install

from depcalc.installed.places import kind_of
from depcalc.usage.budget import Budget
from depcalc.usage.import_map import import_map, import_names
from depcalc.usage.project_files import project_files, tracked_files
from depcalc.usage.scan import scan_project
from depcalc.usage.status import judge
from depcalc.usage.stdlib_facts import is_stdlib
from depcalc.values.fact import Gap
from depcalc.values.lock import Key
from depcalc.values.usage import Mention, ProjectUsage


def make(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def scan(tmp_path: Path, files: dict[str, str], *packages: str, **more: object) -> ProjectUsage:
    folder = make(tmp_path / "project", files)
    keys = [Key(p, "1.0") for p in packages]
    options = {"site_packages": None, "wheels": None, "cache": None, "jobs": 0, **more}
    return scan_project(folder, packages=keys, **options)


def used(usage: ProjectUsage, package: str) -> list[tuple[str, str, int]]:
    return [(n.name, n.kind, n.line) for n in usage.of(package).names]


def test_names_come_with_kind_and_line(tmp_path):
    usage = scan(
        tmp_path,
        {
            "acme/__init__.py": "import requests as r\nfrom yaml import safe_load as load\n\nr.get('u')\n",
            "tests/test_it.py": "import requests\nrequests.sessions.Session()\n",
            "docs/conf.py": "import yaml\n",
        },
        "requests",
        "pyyaml",
    )
    assert used(usage, "requests") == [
        ("requests.get", "runtime", 4),
        ("requests.sessions.Session", "tests", 2),
    ]
    assert used(usage, "pyyaml") == [("yaml.safe_load", "runtime", 2), ("yaml", "docs", 1)]
    assert usage.of("requests").status == "used"


def test_each_name_of_a_long_import_has_its_own_line(tmp_path):
    text = "from yaml import (  # several\n    safe_load,\n    dump as write,\n)\nimport attr, \\\n    yaml\n"
    typing = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from yaml import (\n        Node,\n    )\n"
    )
    usage = scan(tmp_path, {"main.py": text, "typed.py": typing}, "pyyaml", "attrs")
    assert used(usage, "pyyaml") == [
        ("yaml.safe_load", "runtime", 2),
        ("yaml.dump", "runtime", 3),
        ("yaml", "runtime", 6),
        ("yaml.Node", "type-checking", 4),
    ]
    assert used(usage, "attrs") == [("attr", "runtime", 5)]


def test_conditional_lazy_star_and_optional_imports_are_uses(tmp_path):
    text = """
try:
    import ujson
except ImportError:
    ujson = None
def f():
    from tomlkit import *
if True:
    import attr
"""
    usage = scan(tmp_path, {"main.py": text}, "ujson", "tomlkit", "attrs")
    assert usage.of("ujson").names[0].optional
    assert usage.of("tomlkit").names[0].name == "tomlkit.*"
    assert usage.of("attrs").status == "used"


def test_a_type_checking_import_is_no_runtime_use(tmp_path):
    text = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import pandas
def f(x: 'pandas.DataFrame'): pass
"""
    usage = scan(tmp_path, {"main.py": text}, "pandas")
    assert usage.of("pandas").status == "type-checking"
    assert {n.kind for n in usage.of("pandas").names} == {"type-checking"}


def test_unused_is_said_with_evidence_and_only_when_nothing_hints_at_it(tmp_path):
    files = {
        "main.py": "import_module('celery.app')\nurl = 'postgresql+psycopg://h/d'\nAPPS = ['rest_framework']\n",
        "pyproject.toml": "[project]\ndependencies = ['left', 'black']\n[tool.black]\nline-length = 9\n",
        ".github/workflows/ci.yml": "run: gunicorn main:app\n",
    }
    names = (
        "celery",
        "psycopg",
        "djangorestframework",
        "black",
        "gunicorn",
        "left",
        "tzdata",
        "pytest-cov",
        "pytest",
    )
    site = install(tmp_path / "site", {n: {f"{n}.py": ""} for n in ("left", "pytest")})
    usage = scan(tmp_path, files, *names, site_packages=site)
    status = {p.name: p.status for p in usage.packages}
    assert status == {
        "celery": "by name",
        "psycopg": "by name",
        "djangorestframework": "by name",
        "black": "by name",
        "gunicorn": "by name",
        "left": "unused",
        "tzdata": "by name",
        "pytest-cov": "by name",
        "pytest": "unused",
    }
    where = {p.name: [(m.how, m.path) for m in p.mentions] for p in usage.packages}
    assert ("string", "main.py") in where["celery"]
    assert ("configuration", "pyproject.toml") in where["black"]
    assert ("command", ".github/workflows/ci.yml") in where["gunicorn"]


def test_a_string_is_named_once_at_the_line_it_stands_on(tmp_path):
    code = "def f():\n    # left and right\n    a = 1\n    return ['left', 'left']\n"
    found = scan(tmp_path, {"main.py": code}, "left").of("left")
    assert [(m.text, m.line) for m in found.mentions] == [("left", 4)]
    assert found.why == "not imported, but named in a string at main.py:4: left"


@pytest.mark.parametrize(("how", "said"), [("entry point", "in an entry point"), ("command", "in a command")])
def test_how_a_package_is_named_is_said_in_words(how, said):
    hints = [Mention(how, "acme", "", 0)]
    assert judge("acme", [], hints, "installed", [])[1] == f"not imported, but named {said}: acme"


def test_an_import_nobody_explains_makes_a_guessed_package_uncertain(tmp_path):
    usage = scan(tmp_path, {"main.py": "import fancy_internal\n"}, "acme-fancy")
    assert usage.of("acme-fancy").status == "uncertain"
    assert [n.name for n in usage.unexplained] == ["fancy_internal"]


def test_an_unreadable_file_makes_unused_uncertain(tmp_path):
    usage = scan(tmp_path, {"main.py": "x = 1\n", "bad.py": "x = '\0'\n"}, "left")
    assert usage.of("left").status == "uncertain"
    assert not usage.complete


def test_a_template_that_is_no_python_is_one_notice_and_its_imports_count(tmp_path):
    usage = scan(tmp_path, {"t/a.py": "import left\n{% if x %}\n", "t/b.py": "{{ x }}\n"}, "left")
    assert usage.of("left").status == "used"
    assert [n.code for n in usage.notices] == ["file-not-parsed"]
    assert usage.complete


def test_a_file_that_was_not_read_says_what_that_means(tmp_path):
    usage = scan(tmp_path, {"main.py": "x = 1\n", "bad.py": "x = '\0'\n", "t.py": "{% x %}\n"}, "left")
    assert [n.message for n in usage.notices] == [
        "t.py does not parse: only its import lines count",
        "bad.py holds a NUL byte, so it was not read",
    ]


def test_the_users_map_wins(tmp_path):
    usage = scan(tmp_path, {"main.py": "import fancy\n"}, "acme-fancy", modules={"fancy": "acme-fancy"})
    assert usage.of("acme-fancy").status == "used"
    assert usage.of("acme-fancy").basis == "user map"


def test_without_library_source_the_slice_is_a_gap(tmp_path):
    usage = scan(tmp_path, {"main.py": "import requests\n"}, "requests")
    assert usage.of("requests").slice == Gap("usage", "library source not on disk")


def test_own_modules_are_no_packages(tmp_path):
    usage = scan(tmp_path, {"src/click/__init__.py": "", "src/app.py": "import click\n"}, "click")
    assert usage.of("click").names == ()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("acme/a.py", "runtime"),
        ("a.py", "runtime"),
        ("tests/helpers/x.py", "tests"),
        ("acme/test_a.py", "tests"),
        ("conftest.py", "tests"),
        ("docs/conf.py", "docs"),
        ("examples/demo.py", "docs"),
        ("noxfile.py", "tooling"),
        ("setup.py", "tooling"),
        ("tools/release.py", "tooling"),
    ],
)
def test_a_file_has_the_kind_of_its_place(path, kind):
    assert kind_of(path) == kind


def test_the_walk_skips_other_peoples_trees(tmp_path):
    make(
        tmp_path,
        {"a.py": "", ".venv/x.py": "", "node_modules/x.py": "", "build/x.py": ""},
    )
    make(tmp_path, {"my-env/pyvenv.cfg": "", "my-env/lib/x.py": ""})
    files, notices = project_files(tmp_path, Budget())
    assert [f.path for f in files] == ["a.py"]
    assert notices == []


def test_a_vendored_copy_is_the_projects_own_running_code(tmp_path):
    make(tmp_path, {"acme/a.py": "", "acme/vendored/pint/b.py": "import flexcache"})
    files, _ = project_files(tmp_path, Budget())
    assert [(f.path, f.kind) for f in files] == [
        ("acme/a.py", "runtime"),
        ("acme/vendored/pint/b.py", "runtime"),
    ]


def test_a_tracked_folder_called_build_is_source(tmp_path):
    make(tmp_path, {"acme/build/x.py": ""})
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_bytes(index("acme/build/x.py"))
    files, _ = project_files(tmp_path, Budget())
    assert [f.path for f in files] == ["acme/build/x.py"]


def test_a_bounded_walk_says_so(tmp_path):
    make(tmp_path, {f"m{i}.py": "" for i in range(5)})
    files, notices = project_files(tmp_path, Budget(project_files=3))
    assert len(files) == 3
    assert notices[0].code == "project-too-large"


def index(*paths: str) -> bytes:
    """A git index of version 2."""
    out = b"DIRC" + struct.pack(">II", 2, len(paths))
    for path in paths:
        name = path.encode()
        entry = b"\0" * 60 + struct.pack(">H", len(name)) + name
        out += entry + b"\0" * (8 - len(entry) % 8)
    return out


def test_what_git_tracks_is_read_from_its_index_without_running_git(tmp_path):
    make(tmp_path, {"a.py": "", "sub/b.py": "", "sub/new.py": "", "generated/c.py": ""})
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(index("a.py", "gone.py", "sub/b.py", "x.txt"))
    assert tracked_files(tmp_path) == {"a.py", "gone.py", "sub/b.py"}
    assert tracked_files(tmp_path / "sub") == {"b.py"}
    files, _ = project_files(tmp_path, Budget())
    assert [f.path for f in files] == ["a.py", "generated/c.py", "sub/b.py", "sub/new.py"]


@pytest.mark.parametrize(
    "path", ["../outside/x.py", "sub/../../outside/x.py", "/outside/x.py", "./a.py", "a//x.py"]
)
def test_an_index_cannot_lead_out_of_the_folder(tmp_path, path):
    make(tmp_path, {"project/a.py": "", "outside/x.py": "", "outside/beside.py": ""})
    (tmp_path / "project/.git").mkdir()
    (tmp_path / "project/.git/index").write_bytes(index(path))
    files, _ = project_files(tmp_path / "project", Budget())
    assert [f.path for f in files] == ["a.py"]


def test_a_tracked_link_out_of_the_folder_is_not_followed(tmp_path):
    make(tmp_path, {"project/a.py": "", "outside/x.py": ""})
    (tmp_path / "project/link").symlink_to(tmp_path / "outside")
    (tmp_path / "project/.git").mkdir()
    (tmp_path / "project/.git/index").write_bytes(index("a.py", "link/x.py"))
    files, _ = project_files(tmp_path / "project", Budget())
    assert [f.path for f in files] == ["a.py"]


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC" + b"\xff" * 40, b"junk" * 10, index("a.py")[:-20]])
def test_a_broken_index_is_as_good_as_none(tmp_path, data):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(data)
    assert tracked_files(tmp_path) <= {"a.py"}


def test_the_table_of_famous_names_has_no_empty_cell():
    assert import_names()["pillow"] == ("PIL",)
    assert all(p == p.lower() and modules for p, modules in import_names().items())


def test_a_namespace_is_told_apart_by_the_longest_prefix(tmp_path):
    known = import_map(["google-auth", "google-api-core"], {}, {})
    assert known.packages("google.auth.transport") == ("google-auth",)
    assert known.packages("google.api_core.retry") == ("google-api-core",)


def test_the_standard_library_is_known_by_version():
    assert is_stdlib("tomllib", (3, 11))
    assert not is_stdlib("tomllib", (3, 10))
    assert not is_stdlib("distutils", (3, 12))
    assert is_stdlib("distutils")
    assert not is_stdlib("requests")
