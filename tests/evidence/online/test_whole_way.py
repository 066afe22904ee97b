"""`--online` from a lock to a report: who is asked, with which names, and what is left when nobody answers."""

import io
import json
import sys

import pytest
from tests.evidence.online import serving
from tests.evidence.online.serving import Reply
from tests.evidence.online.small import PAGE, record
from tests.evidence.online.test_refreshing import ON_THE_DAY, osv

from depcalc.cli import main
from depcalc.evidence import second_opinion
from depcalc.evidence.online import looking
from depcalc.pipeline import appraise, survey
from depcalc.values.fact import Fact, Gap
from depcalc.values.settings import Settings

PRIVATE, OURS = "acme-secret", "acme-core"
LOCK = """version = 1
requires-python = ">=3.12"

[[package]]
name = "shop"
version = "1.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "alpha" }}, {{ name = "beta" }}, {{ name = "{private}" }}, {{ name = "{ours}" }}]

[[package]]
name = "alpha"
version = "1.10"
source = {{ registry = "{index}" }}

[[package]]
name = "beta"
version = "1.0"
source = {{ registry = "{index}" }}

[[package]]
name = "{ours}"
version = "3.0"
source = {{ registry = "{index}" }}

[[package]]
name = "{private}"
version = "2.0"
source = {{ registry = "https://packages.acme.example/simple" }}
"""
FAKE = """#!{python}
import json, pathlib, sys, tomllib
(file,) = pathlib.Path(sys.argv[-1]).glob("pylock*.toml")
lock = tomllib.loads(file.read_text())
pins = [(p["name"], p["version"]) for p in lock["packages"]]
pathlib.Path({heard!r}).write_text(json.dumps(pins))
vuln = {{"id": "GHSA-7", "fix_versions": ["2.1"], "aliases": [], "description": ""}}
told = [{{"name": n, "version": v, "vulns": [vuln] if n == "beta" else []}} for n, v in pins]
print(json.dumps({{"dependencies": told, "fixes": []}}))
sys.exit(1)
"""


@pytest.fixture
def project(server, tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    text = LOCK.format(index=f"{server.url}/simple", private=PRIVATE, ours=OURS)
    (folder / "uv.lock").write_text(text)
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1.0"\nrequires-python = ">=3.12"\n'
        f'[tool.depcalc]\ninternal = ["{OURS}"]\n'
    )
    return folder


@pytest.fixture(autouse=True)
def program(bundled, monkeypatch, tmp_path):
    """No pip-audit but the one a test puts here; the tests do not wait as long as a user would."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setattr(
        second_opinion, "find_program", lambda *_: str(p) if (p := place / "pip-audit").exists() else None
    )
    monkeypatch.setitem(looking.look_up.__kwdefaults__, "limits", serving.QUICK)
    return place / "pip-audit"


@pytest.fixture
def heard(program, tmp_path):
    """A pip-audit that notes what it was handed and knows one flaw of `beta`."""
    file = tmp_path / "heard.json"
    program.write_text(FAKE.format(python=sys.executable, heard=str(file)))
    program.chmod(0o755)
    return file


@pytest.fixture
def answering(server):
    server.answers |= {
        "/simple/alpha/": Reply(json.dumps(PAGE).encode(), headers=ON_THE_DAY),
        "/osv": osv(record("GHSA-9", aliases=["CVE-9"])),
    }
    return server


@pytest.fixture
def run(server, project, tmp_path):
    """One survey, and the evidence by name."""

    def surveyed():
        settings = Settings(online=True, internal=(OURS,), default_index=f"{server.url}/simple")
        seen = survey(project, settings, environ=server.environ(tmp_path / "cache"))
        return seen, {e.name: e for e in seen.evidence}

    return surveyed


@pytest.fixture
def scan(server, project, tmp_path):
    """(exit code, stdout, stderr) of the command as a user gives it."""

    def scanned(*more):
        out, err = io.StringIO(), io.StringIO()
        argv = ["scan", str(project), "--online", "--format", "json", *more]
        code = main(
            argv, stdin=io.StringIO(), stdout=out, stderr=err, environ=server.environ(tmp_path / "cache")
        )
        return code, out.getvalue(), err.getvalue()

    return scanned


def codes(seen):
    return [notice.code for notice in seen.notices]


def told(server):
    """Everything that left: addresses, headers, bodies."""
    return "\n".join(f"{a.path} {a.headers} {a.body!r}" for a in server.asked)


@pytest.mark.usefixtures("answering", "heard")
def test_index_osv_and_pip_audit_meet_in_one_survey(run):
    seen, found = run()
    assert found["alpha"].yanked == Fact(True, "package index 2026-11-21", found["alpha"].yanked.day)
    assert {o.advisory.id for o in found["alpha"].open_advisories.value} == {"GHSA-9"}
    assert [o.advisory.id for o in found["beta"].open_advisories.value] == ["GHSA-7"]
    assert found["beta"].upgrade.value.target == "2.1"
    assert "pip-audit-missing" not in codes(seen)
    assert appraise(seen, Settings(online=True)).decisions


def test_no_name_of_ours_leaves_by_any_door(answering, heard, run):
    _, found = run()
    assert {name for name, _ in json.loads(heard.read_text())} == {"alpha", "beta"}
    asked = {a.path for a in answering.asked}
    assert {"/simple/alpha/", "/simple/beta/", "/osv"} <= asked
    assert "acme" not in told(answering)
    for name in (PRIVATE, OURS):
        assert not found[name].public
        assert isinstance(found[name].open_advisories, Gap)


UNKNOWN = "corp-secret-lib"  # public by its index, and in no public table


def add_unknown(project, index):
    package = f'\n[[package]]\nname = "{UNKNOWN}"\nversion = "1.0"\nsource = {{ registry = "{index}" }}\n'
    lock = project / "uv.lock"
    text = lock.read_text().replace("dependencies = [", f'dependencies = [{{ name = "{UNKNOWN}" }}, ')
    lock.write_text(text + package)


def test_behind_a_mirror_no_service_hears_a_name_that_is_not_known_to_be_public(
    answering, heard, run, project
):
    add_unknown(project, f"{answering.url}/simple")
    seen, found = run()
    assert found[UNKNOWN].public
    assert {name for name, _ in json.loads(heard.read_text())} == {"alpha", "beta"}
    assert not any(UNKNOWN.encode() in asked.body for asked in answering.asked if asked.body)
    assert {"names-held-back", "pip-audit-held-back"} <= set(codes(seen))


def test_a_mirror_that_uv_s_settings_in_the_project_name_keeps_its_names_at_home(
    answering, heard, scan, project
):
    mirror = "https://mirror.example/simple"
    add_unknown(project, mirror)
    with (project / "pyproject.toml").open("a") as file:
        file.write(f'[[tool.uv.index]]\nname = "corp"\nurl = "{mirror}"\ndefault = true\n')
    code, _, err = scan()
    assert code == 0, err
    assert "/simple/alpha/" in answering.paths()
    assert UNKNOWN not in told(answering)
    assert {name for name, _ in json.loads(heard.read_text())} == {"alpha", "beta"}


def test_an_environment_that_the_project_brings_makes_no_index_of_ours_public(server, project, tmp_path):
    venv = project / ".venv"
    venv.mkdir()
    (venv / "pip.conf").write_text("[global]\nindex-url = https://packages.acme.example/simple\n")
    environ = {**server.environ(tmp_path / "cache"), "VIRTUAL_ENV": str(venv)}
    del environ["PIP_CONFIG_FILE"]
    for path in (project, project / "uv.lock"):
        found = {e.name: e for e in survey(path, Settings(), environ=environ).evidence}
        assert not found[PRIVATE].public
    own = tmp_path / "own"
    venv.rename(own)
    found = {
        e.name: e for e in survey(project, Settings(), environ={**environ, "VIRTUAL_ENV": str(own)}).evidence
    }
    assert found[PRIVATE].public


@pytest.mark.usefixtures("answering")
def test_without_pip_audit_the_rest_is_asked_and_a_notice_says_how_to_get_it(run):
    seen, found = run()
    assert {o.advisory.id for o in found["alpha"].open_advisories.value} == {"GHSA-9"}
    missing = [n.message for n in seen.notices if n.code == "pip-audit-missing"]
    assert len(missing) == 1
    assert "depcalc[online]" in missing[0]


@pytest.mark.parametrize(
    "trouble",
    [Reply(status=403), Reply(b"<<<not json", headers=ON_THE_DAY), serving.stops_in_the_middle],
    ids=["refused", "garbage", "cut"],
)
def test_trouble_everywhere_leaves_the_snapshot_s_answer_and_notices(server, program, run, trouble):
    server.answers["*"] = trouble
    program.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n")
    program.chmod(0o755)
    seen, found = run()
    assert {a.id for a in found["alpha"].advisories.value} == {"PYSEC-1"}
    assert "pip-audit-failed" in codes(seen)
    said = " ".join(n.message for n in seen.notices)
    assert "package index" in said
    assert "OSV" in said


@pytest.mark.usefixtures("answering", "heard")
def test_a_scan_that_asks_ends_well(scan, server):
    code, out, err = scan()
    assert code == 0, err
    assert "/simple/alpha/" in server.paths()
    assert "acme" not in told(server)
    packages = {p["name"]: p for p in json.loads(out)["packages"]}
    assert set(packages) == {"alpha", "beta", PRIVATE, OURS}


def test_a_scan_that_gets_no_answer_ends_well_and_says_so(scan):
    code, out, err = scan()
    assert code == 0, err
    assert {"pip-audit-missing"} <= {n["code"] for n in json.loads(out)["notices"]}


def test_a_scan_that_does_not_ask_asks_nobody(answering, heard, project, tmp_path):
    out, err = io.StringIO(), io.StringIO()
    environ = answering.environ(tmp_path / "cache")
    assert main(["scan", str(project)], stdin=io.StringIO(), stdout=out, stderr=err, environ=environ) == 0
    assert not answering.asked
    assert not heard.exists()
