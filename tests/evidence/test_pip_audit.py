"""Reading pip-audit's answer, folding it into ours, and what is handed to it. No network, no pip-audit."""

import json
import os
import stat
import sys
import time
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depcalc.evidence import pip_audit, second_opinion
from depcalc.evidence.gather import PRIVATE
from depcalc.evidence.pip_audit import (
    Answer,
    PipAuditError,
    Told,
    parse_pip_audit,
    run_pip_audit,
)
from depcalc.evidence.programs import find_program, run_program
from depcalc.evidence.second_opinion import ask_pip_audit, fold, pin_of
from depcalc.values.evidence import Advisory, Evidence, OpenAdvisory, Takeover, Upgrade
from depcalc.values.fact import Fact, Gap

STEPS = 12
DAY = date(2026, 8, 18)
FLAW = Advisory("PYSEC-1", ("CVE-1",), date(2025, 2, 1), 7.5, "AV:N", "high", False, True, "[0,1.2)")
OTHER = Advisory("PYSEC-2", (), date(2025, 3, 1), 5.0, "", "medium", False, True, "[0,0.9)")


def package(version="1.0", *, known=(FLAW, OTHER), open_=(FLAW,), **more):
    opened = tuple(OpenAdvisory(a, "1.2", True) for a in open_)
    made = Evidence(
        "acme",
        version,
        as_of=DAY,
        advisories=Fact(known, "advisory database 2026-07-23", DAY),
        open_advisories=Fact(opened, "advisory database 2026-07-23", DAY),
        upgrade=Fact(Upgrade("1.2", "minor", 2), "advisory database 2026-07-23", DAY),
    )
    return replace(made, **more)


def folded(e, *told, skipped=()):
    answer = Answer({} if skipped else {("acme", e.version): tuple(told)}, dict(skipped))
    opinion = fold([e], answer, {"acme"}, max_steps=STEPS)
    return opinion.evidence[0], {n.code: n.message for n in opinion.notices}, opinion.status


def ids(e):
    return [o.advisory.id for o in e.open_advisories.value]


# ------------------------------------------------------------------ the answer


def entry(**more):
    return {"name": "acme", "version": "1.0", "vulns": [], **more}


def answer_of(*entries):
    return parse_pip_audit(json.dumps({"dependencies": entries, "fixes": []}))


def test_an_answer_holds_ids_aliases_and_fixes_by_pin():
    vuln = {
        "id": "PYSEC-1",
        "fix_versions": ["1.2", "1.1"],
        "aliases": ["GHSA-1", "CVE-1"],
        "description": "x",
    }
    told = answer_of(entry(vulns=[vuln]), entry(version="2.0")).told
    assert told == {
        ("acme", "1.0"): (Told("PYSEC-1", ("CVE-1", "GHSA-1"), ("1.1", "1.2")),),
        ("acme", "2.0"): (),
    }


def test_a_skipped_package_is_unknown_and_not_clean():
    read = answer_of({"name": "acme", "skip_reason": "not found"})
    assert read == Answer({}, {"acme": "not found"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[" * 100_000,
        '{"dependencies": 3}',
        '{"dependencies": [7]}',
        '{"dependencies": ["skip_reason"]}',
        '{"dependencies": [{"name": "acme"}]}',
        '{"dependencies": [{"name": "acme", "version": "1", "vulns": 7}]}',
        '{"dependencies": [{"name": "acme", "version": "1", "vulns": [{"id": "A"}]}]}',
        '{"dependencies": [{"name": "acme", "version": "1", "vulns": [{"id": "A", "fix_versions": "1.2"}]}]}',
        '{"dependencies": [{"name": "acme", "version": 1, "vulns": []}]}',
        json.dumps({"dependencies": [{"name": "a" * 201, "version": "1", "vulns": []}]}),
    ],
)
def test_what_is_not_its_json_is_no_answer(text):
    with pytest.raises(PipAuditError, match="not the JSON"):
        parse_pip_audit(text)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with pytest.raises(PipAuditError):
        parse_pip_audit(text)


LEAF = st.none() | st.integers() | st.text(max_size=3)
KEYS = st.sampled_from(["name", "version", "vulns", "skip_reason", "id", "fix_versions", "aliases"])


INNER = st.dictionaries(KEYS, LEAF | st.lists(LEAF, max_size=2), max_size=4)


@given(st.lists(st.dictionaries(KEYS, LEAF | st.lists(INNER, max_size=2), max_size=5), max_size=3))
def test_any_json_is_read_or_refused(entries):
    try:
        answer_of(*entries)
    except PipAuditError:
        return
    assert all("skip_reason" in e or "vulns" in e for e in entries)


# ------------------------------------------------------------------ folding


def test_the_same_flaw_under_an_alias_adds_nothing():
    e = package()
    for told in (Told("PYSEC-1"), Told("CVE-1"), Told("GHSA-9", ("CVE-1",), ("1.2",))):
        after, said, status = folded(e, told)
        assert after == e
        assert not said
        assert status.state == "ok"


def test_an_advisory_that_we_do_not_have_is_open_without_a_severity_made_up():
    after, said, _ = folded(package(), Told("PYSEC-1"), Told("GHSA-new", ("CVE-9",), ("1.5", "0.8")))
    assert ids(after) == ["PYSEC-1", "GHSA-new"]
    new = after.open_advisories.value[1]
    assert (new.advisory.severity, new.advisory.score) == ("unknown", None)
    assert (new.fixed_in, new.closed) == ("1.5", True)
    assert after.upgrade.value.target == "1.5"
    assert after.open_advisories.source == "advisory database 2026-07-23 and pip-audit"
    assert after.advisories == package().advisories
    assert said == {"pip-audit-adds": "pip-audit adds to the snapshot: acme 1.0 (GHSA-new)"}


def test_two_records_of_one_flaw_are_added_once():
    after, _, _ = folded(package(open_=()), Told("PYSEC-9", ("CVE-9",)), Told("GHSA-9", ("CVE-9",)))
    assert len(after.open_advisories.value) == 1


def test_the_upgrade_passes_a_fix_that_another_advisory_holds():
    later = replace(OTHER, ranges="[1.4,1.6)")
    after, _, _ = folded(package(known=(FLAW, later)), Told("PYSEC-1"), Told("GHSA-new", (), ("1.5",)))
    assert after.upgrade.value.target == "1.6"


def test_a_flaw_without_a_later_fix_stays_open_and_asks_for_no_upgrade():
    e = package(open_=(), known=(OTHER,), upgrade=Gap("advisory database", "no fix to move to"))
    after, _, _ = folded(e, Told("GHSA-new", (), ("0.8",)))
    (found,) = after.open_advisories.value
    assert (found.fixed_in, found.closed) == ("", False)
    assert isinstance(after.upgrade, Gap)


def test_an_upgrade_never_leads_to_a_release_known_to_be_malicious():
    taken = Fact((Takeover(DAY, ("1.5",), "somewhere"),), "takeovers")
    after, _, _ = folded(package(takeovers=taken), Told("PYSEC-1"), Told("GHSA-new", (), ("1.5",)))
    assert isinstance(after.upgrade, Gap)


def test_the_newer_word_counts_where_our_ranges_leave_the_version_out_and_our_score_stays():
    after, said, _ = folded(package(), Told("PYSEC-1"), Told("PYSEC-2", (), ("1.1",)))
    assert [(a.advisory.id, a.advisory.score) for a in after.open_advisories.value] == [
        ("PYSEC-1", 7.5),
        ("PYSEC-2", 5.0),
    ]
    assert "PYSEC-2" in said["pip-audit-adds"]


def test_what_it_does_not_list_stays_open_and_is_said():
    after, said, _ = folded(package())
    assert after == package()
    assert said == {"pip-audit-lacks": "open here, not listed by pip-audit: acme 1.0 (PYSEC-1)"}


def test_a_package_it_skips_keeps_our_answer_and_is_called_unknown():
    after, said, status = folded(package(), skipped={"acme": "not found"}.items())
    assert after == package()
    assert list(said) == ["pip-audit-unknown"]
    assert "does not mean none" in said["pip-audit-unknown"]
    assert (status.state, status.answered, status.asked) == ("absent", 0, 1)


def test_many_names_are_cut_short():
    many = [replace(package(), name=f"acme-{n}") for n in range(20)]
    (said,) = fold(many, Answer({}, {}), {e.name for e in many}, max_steps=STEPS).notices
    assert said.message.endswith("and 14 more")


# ------------------------------------------------------------------ what is passed on


def test_private_packages_and_what_is_no_version_are_never_passed_on():
    hidden = Evidence("acme-secret", "1.0", public=False, open_advisories=PRIVATE)
    odd = [package("unknown"), package(""), replace(package(), name='a"]\nname = "b')]
    assert [pin_of(e) for e in (hidden, *odd)] == [None] * 4
    assert pin_of(package("2.6.0+cu124")) == ("acme", "2.6.0")


def test_a_package_is_asked_for_by_its_name_on_the_index():
    conda = package(more=(("public_name", Fact("acme-py", "the lock's purl")),))
    assert pin_of(conda) == ("acme-py", "1.0")


class Known:
    """A snapshot that holds these names alone."""

    def __init__(self, *names):
        self.names = set(names)

    def known(self, names):
        return self.names & set(names)


def ask(found, folder, *known, default_index="", **environ):
    environ = {"PIP_CONFIG_FILE": os.devnull, "PATH": "", **environ}
    return ask_pip_audit(found, environ, folder, Known(*known), default_index=default_index, max_steps=STEPS)


MIRROR = "https://index.example/simple"


@pytest.mark.parametrize(
    "where", [{"PIP_INDEX_URL": MIRROR}, {"default_index": MIRROR}, {"UV_INDEX_URL": MIRROR}]
)
def test_behind_a_mirror_only_names_known_to_be_public_are_handed_on(tmp_path, monkeypatch, where):
    seen = tmp_path / "seen"
    made = program(tmp_path, ECHO.replace("SEEN", repr(str(seen))))
    monkeypatch.setattr(second_opinion, "find_program", lambda *_: made)
    found = [package(), replace(package(), name="corp-secret-lib"), replace(package(), name="corp-other")]
    opinion = ask(found, tmp_path, "acme", **where)
    assert "corp" not in seen.read_text()
    assert '"acme' in seen.read_text().replace("\\", "")
    said = {n.code: n.message for n in opinion.notices}
    assert said["pip-audit-held-back"].startswith("names held back: 2; what is not known to be public")
    assert "pip-audit-unknown" not in said
    assert (opinion.status.asked, opinion.status.answered) == (1, 1)
    assert opinion.evidence[1:] == tuple(found[1:])


def test_without_a_mirror_every_public_name_is_handed_on(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    made = program(tmp_path, ECHO.replace("SEEN", repr(str(seen))))
    monkeypatch.setattr(second_opinion, "find_program", lambda *_: made)
    opinion = ask([package(), replace(package(), name="eggs")], tmp_path)
    assert "eggs" in seen.read_text()
    assert "pip-audit-held-back" not in {n.code for n in opinion.notices}


def test_where_every_name_is_held_back_nothing_is_started(tmp_path, monkeypatch):
    monkeypatch.setattr(second_opinion, "find_program", None)
    opinion = ask([package()], tmp_path, PIP_INDEX_URL=MIRROR)
    assert [n.code for n in opinion.notices] == ["pip-audit-held-back"]


def program(folder, body):
    """A stand-in for pip-audit."""
    file = folder / "pip-audit"
    file.write_text(f"#!{sys.executable}\nimport json, os, pathlib, sys, time\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


ECHO = """
lock = pathlib.Path(sys.argv[-1], "pylock.toml").read_text()
env = {k: v for k, v in os.environ.items() if k.startswith(("PIP_AUDIT", "PYTHON"))}
pathlib.Path(SEEN).write_text(json.dumps([lock, sys.argv, env, os.listdir()]))
print(json.dumps({"dependencies": [{"name": "acme", "version": "1.0", "vulns": []}], "fixes": []}))
sys.exit(1)
"""


def test_exact_pins_go_into_a_lock_and_the_exit_code_says_nothing(tmp_path):
    seen = tmp_path / "seen"
    made = program(tmp_path, ECHO.replace("SEEN", repr(str(seen))))
    environ = {"PIP_AUDIT_OUTPUT": "/tmp/x", "PIP_AUDIT_OSV_URL": "http://127.0.0.1:1/", "PYTHONPATH": "/x"}
    pins = [("acme", "1.0"), ("acme", "2.0"), ("eggs", "1.2rc1")]
    answer = run_pip_audit(pins, made, environ)
    assert answer.told == {("acme", "1.0"): ()}
    lock, argv, env, here = json.loads(seen.read_text())
    assert [(p["name"], p["version"]) for p in tomllib.loads(lock)["packages"]] == pins
    assert "--locked" in argv
    assert not {"-r", "--fix", "."} & set(argv)
    assert env == {"PIP_AUDIT_OSV_URL": "http://127.0.0.1:1/", "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
    assert here == ["lock"]  # a folder of its own, with nothing of the project in it
    assert not Path(argv[-1]).exists()


TROUBLE = {
    "": "it failed",
    "print('{')": "not the JSON",
    "sys.exit('Traceback\\nrequests.exceptions.ProxyError: http://me:secret@proxy')": "it failed with ProxyError$",
    "print('x' * 3_000_000)": "said more than",
    "print('{'); sys.stdout.flush(); time.sleep(60)": "took longer than",
    "sys.stderr.write('x' * 3_000_000); print('{')": "not the JSON",
}


@pytest.mark.parametrize("body", TROUBLE)
def test_trouble_is_no_answer_and_says_why(tmp_path, monkeypatch, body):
    monkeypatch.setattr(pip_audit, "MOST_BYTES", 2**20)
    monkeypatch.setattr(pip_audit, "MOST_SECONDS", 2.0 if "sleep" in body else 60.0)
    with pytest.raises(PipAuditError, match=TROUBLE[body]) as error:
        run_pip_audit([("acme", "1.0")], program(tmp_path, body), {})
    assert "secret" not in str(error.value)


def test_what_it_started_ends_with_it(tmp_path):
    body = (
        "import subprocess\nchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    )
    body += "print(child.pid, 'x' * 200, flush=True)\nchild.wait()"
    command = [program(tmp_path, body)]
    said = run_program(command, environ={}, folder=tmp_path, most_seconds=60.0, most_bytes=100)
    assert "said more" in said.cut
    child, until = int(said.out.split()[0]), time.monotonic() + 30
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(process):
    """Ended and not yet reaped is ended."""
    try:
        os.kill(process, 0)
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_a_program_that_cannot_be_started_is_no_answer(tmp_path):
    with pytest.raises(PipAuditError, match="cannot be started"):
        run_pip_audit([("acme", "1.0")], str(tmp_path / "nothing"), {})


def test_a_program_of_the_project_is_never_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "python"))
    project, own = tmp_path / "project", tmp_path / "own"
    for folder in (project, own):
        folder.mkdir()
        program(folder, "")
    path = {"PATH": os.pathsep.join((".", str(project), str(own)))}
    assert find_program("pip-audit", path, project) == str(own / "pip-audit")
    assert find_program("pip-audit", {"PATH": str(project)}, project) is None
    linked = tmp_path / "linked"
    linked.symlink_to(project)
    assert find_program("pip-audit", {"PATH": str(linked)}, project) is None
    assert find_program("pip-audit", {}, project) is None


def _repository(place, *names):
    """A repository with programs below it; the path to look for them on."""
    (place / ".git").mkdir(parents=True)
    for name in names:
        (place / name).mkdir(parents=True)
        program(place / name, "")
    return {"PATH": os.pathsep.join(str(place / name) for name in names)}


def test_a_program_of_the_repository_around_the_project_is_never_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "python"))
    path = _repository(tmp_path / "pr", "bin")
    assert find_program("pip-audit", path, tmp_path / "elsewhere") is not None
    for folder in ("pr", "pr/sub", "pr/sub/deep"):
        (tmp_path / folder).mkdir(exist_ok=True)
        assert find_program("pip-audit", path, tmp_path / folder) is None
    (tmp_path / "pr" / "sub" / ".git").write_text("gitdir: ../.git/modules/sub")
    assert find_program("pip-audit", path, tmp_path / "pr" / "sub") is None


def test_no_link_leads_to_a_program_of_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "python"))
    _repository(tmp_path / "pr", "bin")
    own, link = tmp_path / "own", tmp_path / "link"
    own.mkdir()
    program(own, "")
    link.symlink_to(tmp_path / "pr")
    (tmp_path / "pr" / "out").symlink_to(own)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pip-audit").symlink_to(tmp_path / "pr" / "bin" / "pip-audit")
    for place in ("pr/bin", "link/bin", "pr/out", "link/out", "linked", "loop"):
        for folder in ("pr", "link"):
            assert find_program("pip-audit", {"PATH": str(tmp_path / place)}, tmp_path / folder) is None, (
                place
            )
    path = {"PATH": os.pathsep.join((str(tmp_path / "pr" / "bin"), str(own)))}
    assert find_program("pip-audit", path, link) == str(own / "pip-audit")


def test_a_home_folder_that_is_a_repository_does_not_hide_the_user_s_own_programs(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "python"))
    home = tmp_path / "home"
    path = _repository(home, "own/bin", "shop/bin")
    found = find_program("pip-audit", {**path, "HOME": str(home)}, home / "shop")
    assert found == str(home / "own" / "bin" / "pip-audit")
    assert find_program("pip-audit", {**path, "HOME": str(home)}, home) is None


def test_without_pip_audit_there_is_one_notice_that_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    opinion = ask([package(), package("1.1")], tmp_path)
    (said,) = opinion.notices
    assert said.code == "pip-audit-missing"
    assert "pip install" in said.message
    assert opinion.evidence == (package(), package("1.1"))
    assert (opinion.status.state, opinion.status.asked) == ("absent", 2)


def test_nothing_public_means_that_nothing_is_started(tmp_path, monkeypatch):
    monkeypatch.setattr(second_opinion, "find_program", None)
    hidden = Evidence("acme-secret", "1.0", public=False, open_advisories=PRIVATE)
    opinion = ask([hidden], tmp_path)
    assert opinion.evidence == (hidden,)
    assert not opinion.notices
