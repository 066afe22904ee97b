"""`depcalc data`: what it prints, its exit codes, and what it never asks anybody."""

import gzip
import json
from datetime import UTC, date, datetime

import pytest

from depcalc import packaged
from depcalc.evidence.build import build
from depcalc.evidence.snapshot import FILE
from tests.cli.running import run
from tests.evidence.online.serving import Reply, Server, as_json
from tests.evidence.online.small import FUZZ, PAGE, TABLES, TOP, archive

LOCK = """version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "acme-shop"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "alpha" }, { name = "acme-ours" }, { name = "acme-private" }]

[[package]]
name = "alpha"
version = "1.10"
source = { registry = "INDEX/simple" }

[[package]]
name = "acme-ours"
version = "1"
source = { registry = "INDEX/simple" }

[[package]]
name = "acme-private"
version = "1"
source = { registry = "https://private.example/simple" }
"""


@pytest.fixture
def bundled(tmp_path, monkeypatch):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    build(folder, folder / FILE)
    path = packaged.path
    monkeypatch.setattr(packaged, "path", lambda name: folder / FILE if name == FILE else path(name))
    return folder / FILE


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    started = Server()
    started.answers |= {
        "/all.zip": Reply(archive()),
        "/top.json": as_json(TOP),
        "/fuzz.json": as_json(FUZZ),
        "/simple/alpha/": as_json(PAGE),
    }
    yield started
    started.stop()


@pytest.fixture
def project(tmp_path, server):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "uv.lock").write_text(LOCK.replace("INDEX", server.url))
    (folder / "pyproject.toml").write_text('[tool.depcalc]\ninternal = ["acme-ours"]\n')
    return folder


@pytest.fixture
def data(tmp_path, server, project, bundled):
    """Runs `depcalc data` in the project."""

    def data(*words, where=project, **more):
        environ = server.environ(tmp_path / "cache", **more)
        return run("-C", str(where), "data", *words, environ=environ)

    return data


def document(ran):
    return json.loads(ran.out)


def test_the_status_says_which_snapshot_how_old_it_is_and_whom_an_update_would_ask(data, server, bundled):
    ran = data("status")
    today = datetime.now(UTC).date()
    assert (ran.code, ran.err) == (0, "")
    assert "came with depcalc" in ran.out
    assert str(bundled) in ran.out
    assert "CC-BY-4.0" in ran.out
    assert ran.out.count(server.url.removeprefix("http://")) == 4
    told = document(data("status", "--format", "json"))
    assert told["snapshot"]["age_days"] == (today - date(2026, 3, 3)).days
    assert told["rows"]["packages"] == 2
    assert server.asked == []


def test_an_update_asks_for_the_packages_of_the_lock_that_are_public_and_not_ours(data, server):
    ran = data("update")
    assert ran.code == 0, ran.err
    assert sorted(server.paths()) == ["/all.zip", "/fuzz.json", "/simple/alpha/", "/top.json"]
    for asked in server.asked:
        assert "acme" not in f"{asked.path}{asked.headers}{asked.body}"
    assert "advisory database  new" in ran.out


def test_after_an_update_it_is_the_new_one_that_is_used(data, bundled):
    made = document(data("update", "--format", "json"))
    assert {o["state"] for o in made["outcomes"]} == {"new"}
    told = document(data("status", "--format", "json"))["snapshot"]
    assert told["file"] == made["file"]
    assert not told["bundled"]
    (mine, shipped) = document(data("verify", "--format", "json"))["snapshots"]
    assert (mine["used"], mine["trouble"], shipped["bundled"], shipped["trouble"]) == (True, None, True, None)


def test_names_can_be_given_and_ours_are_not_asked_about(data, server):
    ran = data("update", "Alpha", "acme-ours")
    assert "/simple/alpha/" in server.paths()
    assert "not asked about, internal: acme-ours" in ran.out
    assert not [path for path in server.paths() if "ours" in path]


def test_without_a_lock_only_the_lists_are_fetched(data, server, tmp_path):
    (tmp_path / "empty").mkdir()
    ran = data("update", where=tmp_path / "empty")
    assert ran.code == 0
    assert sorted(server.paths()) == ["/all.zip", "/fuzz.json", "/top.json"]
    assert "not asked" in ran.out


def test_an_update_that_gets_nothing_says_so_with_its_exit_code(data, server):
    server.answers.clear()
    ran = data("update")
    assert ran.code == 2
    assert ran.out.count("failed") == 4
    assert "stays as it is" in ran.out


def test_a_damaged_snapshot_is_told_by_status_and_verify(data, bundled):
    file = document(data("update", "--format", "json"))["file"]
    with open(file, "r+b") as handle:
        handle.truncate(5000)
    ran = data("status")
    assert ran.code == 0
    assert "damaged" in ran.out
    assert "came with depcalc" in ran.out
    verified = data("verify")
    assert verified.code == 2
    assert "checksum" in verified.out
    assert document(data("verify", "--format", "json"))["snapshots"][0]["trouble"]


@pytest.mark.parametrize("name", ["../etc", "a b", "", "-x\n"])
def test_what_is_no_name_is_refused_before_anybody_is_asked(data, server, name):
    assert data("update", "--", name).code == 2
    assert server.asked == []


def test_names_are_for_updates(data):
    assert "takes no names" in data("status", "alpha").err


def test_an_address_that_is_none_is_refused(data):
    ran = data("update", DEPCALC_TOP_LIST_URL="file:///etc/passwd")
    assert ran.code == 2
    assert "DEPCALC_TOP_LIST_URL" in ran.err


def test_a_project_cannot_choose_whom_its_user_asks(data, project):
    (project / "pyproject.toml").write_text('[tool.depcalc]\nosv-url = "https://evil.example"\n')
    assert "unknown key" in data("status").err


def test_hostile_text_from_a_source_is_harmless(data, server, project):
    page = {**PAGE, "project-status": {"status": "archived", "reason": "\x1b[31m::error::"}}
    server.answers["/simple/alpha/"] = as_json(page)
    for words in (["update"], ["status"], ["verify"]):
        ran = data(*words)
        assert "\x1b" not in ran.out + ran.err
        assert "::error" not in ran.out


def test_every_key_is_in_the_docs(data):
    from tests.test_docs import ROOT

    page = (ROOT / "docs" / "report-schema.md").read_text().split("## Another document: data\n")[1]
    for action in ("status", "update", "verify"):
        for key in keys(document(data(action, "--format", "json"))):
            assert f"`{key}`" in page, key


def keys(value):
    """Names of the documented objects; those of tables are data."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key != "rows":
                yield from keys(inner)
