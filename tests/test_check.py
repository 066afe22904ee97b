"""check and diff in a scratch repository, the way a hook runs them."""

import json
import os
import subprocess

import pytest

from tests.cli.running import run
from tests.test_pipeline import lock

GIT = ("git", "-c", "user.email=acme@example.invalid", "-c", "user.name=acme", "-c", "commit.gpgsign=false")
SAFE, VULNERABLE = ("requests", "2.34.2"), ("requests", "2.20.0")


def git(folder, *words):
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True, env=environ)


@pytest.fixture
def repository(tmp_path):
    lock(tmp_path, SAFE, ("idna", "3.15"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def depcalc(folder, *words, **environ):
    return run(*words[:1], "-C", str(folder), *words[1:], environ={"PATH": os.environ["PATH"], **environ})


def waive(folder, expires):
    text = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(
        f'{text}\n[[tool.depcalc.waiver]]\npackage = "requests"\nreason = "no redirects"\nexpires = {expires}\n'
    )


def test_a_hook_stops_a_vulnerable_pin_passes_with_a_waiver_and_stops_when_it_expires(repository):
    assert depcalc(repository, "check", "--new-only").code == 0
    lock(repository, VULNERABLE, ("idna", "3.15"))
    stopped = depcalc(repository, "check", "--new-only")
    assert stopped.code == 1
    assert "requests 2.20.0" in stopped.out
    waive(repository, "2027-01-31")
    assert depcalc(repository, "check", "--new-only", "--as-of", "2026-11-21").code == 0
    assert depcalc(repository, "check", "--new-only", "--as-of", "2027-02-01").code == 1


def test_a_pin_that_was_there_before_does_not_stop_an_unrelated_change(repository):
    lock(repository, VULNERABLE, ("idna", "3.15"))
    git(repository, "commit", "-qam", "a vulnerable pin, long ago")
    lock(repository, VULNERABLE, ("idna", "3.18"))
    assert depcalc(repository, "check", "--new-only").code == 0
    assert depcalc(repository, "check").code == 1


def test_a_named_base_counts_what_came_since(repository):
    lock(repository, VULNERABLE, ("idna", "3.15"))
    git(repository, "commit", "-qam", "a vulnerable pin")
    assert depcalc(repository, "check", "--base", "HEAD").code == 0
    assert depcalc(repository, "check", "--base", "HEAD~1").code == 1


@pytest.mark.parametrize("base", ["no-such-branch", "--output=/tmp/x", "HEAD:pyproject.toml"])
def test_a_base_that_is_no_revision_is_refused(repository, base):
    ran = depcalc(repository, "check", f"--base={base}")
    assert (ran.code, ran.out) == (2, "")
    assert "no such revision" in ran.err


def test_without_a_repository_everything_counts_and_the_answer_says_so(tmp_path):
    lock(tmp_path, VULNERABLE)
    ran = depcalc(tmp_path, "check", "--new-only")
    assert ran.code == 1
    assert "every finding counts as new" in ran.out


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
@pytest.mark.parametrize(("pin", "code"), [(SAFE, 0), (VULNERABLE, 1)])
def test_the_format_never_changes_the_exit_code(repository, format, pin, code):
    lock(repository, pin, ("idna", "3.15"))
    assert depcalc(repository, "check", "--format", format).code == code


def test_strict_stops_for_old_facts_with_a_code_of_its_own(repository):
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(f"{text}\n[tool.depcalc.check]\nmax-data-age-days = 30\n")
    late = ("--as-of", "2027-06-01")
    assert depcalc(repository, "check", *late).code == 0
    assert depcalc(repository, "check", "--strict", *late).code == 4


def test_a_change_that_costs_more_than_the_policy_allows_stops(repository):
    text = (repository / "pyproject.toml").read_text()
    policy = '[tool.depcalc.check]\ndeny = ["over-budget"]\nmax-new-cost = 20\n'
    (repository / "pyproject.toml").write_text(f"{text}\n{policy}")
    assert depcalc(repository, "check").code == 0
    lock(repository, SAFE, ("idna", "3.15"), ("django", "4.2.0"))
    (repository / "pyproject.toml").write_text(f"{text}\n{policy}")
    ran = depcalc(repository, "check", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["new_cost_usd_per_year"] > 20


def test_the_few_worlds_of_a_check_find_what_many_find(tmp_path):
    lock(
        tmp_path,
        VULNERABLE,
        ("idna", "3.15"),
        ("django", "4.2.0"),
        ("pillow", "10.2.0"),
        ("acme-secret", "1.0"),
    )
    few, many = (
        depcalc(tmp_path, "check", "--format", "json", *words) for words in ((), ("--draws", "4000"))
    )
    assert json.loads(few.out) == json.loads(many.out)
    assert few.code == many.code == 1


# ------------------------------------------------------------------ diff


def changes(folder, *words):
    ran = depcalc(folder, "diff", "--format", "json", *words)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_a_diff_names_what_comes_goes_and_changes(repository):
    lock(repository, VULNERABLE, ("django", "4.2.0"))
    made = changes(repository)
    kinds = {c["package"]: (c["kind"], c["before"], c["after"]) for c in made["changes"]}
    assert kinds == {
        "django": ("added", None, "4.2.0"),
        "idna": ("removed", "3.15", None),
        "requests": ("changed", "2.34.2", "2.20.0"),
    }


def test_the_costs_of_the_changes_add_up_to_the_difference_of_the_totals(repository):
    lock(repository, VULNERABLE, ("django", "4.2.0"))
    made = changes(repository)
    cost = made["cost_usd_per_year"]
    assert sum(c["cost_usd_per_year"] for c in made["changes"]) == pytest.approx(cost["change"], rel=1e-3)
    assert cost["head"] - cost["base"] == pytest.approx(cost["change"], rel=1e-3)


def test_staged_is_the_index_and_not_the_working_tree(repository):
    lock(repository, VULNERABLE, ("idna", "3.15"))
    git(repository, "add", ".")
    lock(repository, SAFE, ("idna", "3.15"))
    assert [c["package"] for c in changes(repository, "--staged")["changes"]] == ["requests"]
    assert changes(repository)["changes"] == []


def test_two_revisions_are_compared_without_the_working_tree(repository):
    lock(repository, VULNERABLE, ("idna", "3.15"))
    git(repository, "commit", "-qam", "next")
    (repository / "requirements.txt").write_text("")
    assert [c["package"] for c in changes(repository, "HEAD~1..HEAD")["changes"]] == ["requests"]


def test_a_new_lock_is_all_additions(tmp_path):
    (tmp_path / "README").write_text("")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    lock(tmp_path, SAFE)
    assert [c["kind"] for c in changes(tmp_path)["changes"]] == ["added"]


def test_the_working_tree_is_left_as_it_is(repository):
    lock(repository, VULNERABLE)
    before = {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()}
    changes(repository)
    assert {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()} == before


# ------------------------------------------------------------------ what was not read


def test_what_the_lock_reader_left_out_is_said_and_stops_under_strict(repository):
    (repository / "requirements.txt").write_text("rich==13.0.0\n-r https://files.example/x.txt\n")
    ran = depcalc(repository, "check")
    assert (ran.code, "Not covered" in ran.out) == (0, True)
    assert depcalc(repository, "check", "--strict").code == 4


def test_an_unpinned_requirement_is_not_covered_either(repository):
    (repository / "requirements.txt").write_text("pillow\n")
    assert "Not covered" in depcalc(repository, "check").out


def test_old_facts_stop_under_strict_without_a_policy(repository):
    assert depcalc(repository, "check", "--strict", "--as-of", "2027-11-01").code == 4


def test_a_lock_that_is_gone_is_not_a_saving(repository):
    (repository / "pyproject.toml").write_text('[project]\nname = "acme"\ndependencies = ["requests"]\n')
    git(repository, "commit", "-qam", "declared")
    (repository / "requirements.txt").unlink()
    assert "was read from requirements, this from project" in " ".join(
        depcalc(repository, "diff").out.split()
    )
    assert "was read from requirements" in " ".join(depcalc(repository, "check", "--new-only").out.split())


def test_before_the_first_commit_everything_is_new(tmp_path):
    lock(tmp_path, SAFE)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    assert [c["kind"] for c in changes(tmp_path, "--staged")["changes"]] == ["added"]
    assert depcalc(tmp_path, "check", "--new-only").code == 0


def test_a_path_may_follow_staged(repository):
    ran = run("diff", "--staged", str(repository), environ={"PATH": os.environ["PATH"]})
    assert ran.code == 0, ran.err


def uv_lock(folder, *pins):
    """A uv.lock with pins (name, version, source line)."""
    body = "".join(
        f'\n[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {source}\n'
        for name, version, source in pins
    )
    asks = ", ".join(
        f'{{ name = "{name}", version = "{version}", source = {source} }}' for name, version, source in pins
    )
    root = f'\n[[package]]\nname = "acme"\nversion = "1"\nsource = {{ virtual = "." }}\ndependencies = [{asks}]\n'
    (folder / "uv.lock").write_text(f'version = 1\nrequires-python = ">=3.12"\n{body}{root}')


INDEX = '{ registry = "https://index.example/simple" }'
GIT_SOURCE = '{ git = "https://git.example/flask?rev=main#0000000000000000000000000000000000000000" }'


@pytest.fixture
def with_uv(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "acme"\n[tool.depcalc]\ndefault-index = "https://index.example/simple"\n'
    )
    uv_lock(tmp_path, ("flask", "3.1.3", INDEX), ("urllib3", "1.26.4", INDEX), ("urllib3", "2.8.0", INDEX))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def test_a_package_from_elsewhere_is_a_change_and_a_finding(with_uv):
    uv_lock(
        with_uv, ("flask", "3.1.3", GIT_SOURCE), ("urllib3", "1.26.4", INDEX), ("urllib3", "2.8.0", INDEX)
    )
    (moved,) = changes(with_uv)["changes"]
    assert (moved["package"], moved["comes_from"].split()[0]) == ("flask", "git")
    ran = depcalc(with_uv, "check", "--new-only", "--format", "json")
    assert "DC020" in {one["rule"] for one in json.loads(ran.out)["informing"]}


def test_a_second_locked_version_is_seen(with_uv):
    uv_lock(with_uv, ("flask", "3.1.3", INDEX), ("urllib3", "1.26.4", INDEX), ("urllib3", "2.0.0", INDEX))
    (changed,) = changes(with_uv)["changes"]
    assert (changed["before"], changed["after"]) == ("1.26.4, 2.8.0", "1.26.4, 2.0.0")


def test_advisories_of_every_locked_version_are_findings(with_uv):
    found = json.loads(depcalc(with_uv, "check", "--format", "json").out)
    here = [f for f in found["blocking"] + found["informing"] if f["package"] == "urllib3"]
    assert "1.26.4" in {f["version"] for f in here}
    assert all(f"urllib3 {f['version']}" in f["message"] for f in here if f["rule"] == "DC001")
    one = {f["advisory"] for f in here}
    uv_lock(with_uv, ("flask", "3.1.3", INDEX), ("urllib3", "1.26.4", INDEX), ("urllib3", "2.0.0", INDEX))
    both = json.loads(depcalc(with_uv, "check", "--format", "json").out)
    assert one <= {f["advisory"] for f in both["blocking"] + both["informing"] if f["package"] == "urllib3"}


def test_another_malicious_release_is_new(repository):
    lock(repository, ("litellm", "1.82.7"))
    git(repository, "commit", "-qam", "bad")
    lock(repository, ("litellm", "1.82.8"))
    assert depcalc(repository, "check", "--new-only").code == 1


def test_a_waiver_of_a_package_does_not_cover_that_it_is_malicious(repository):
    lock(repository, ("litellm", "1.82.8"))
    text = (repository / "pyproject.toml").read_text()
    waiver = '[[tool.depcalc.waiver]]\npackage = "litellm"\nreason = "its gate"\nexpires = 2027-01-31\n'
    (repository / "pyproject.toml").write_text(f"{text}\n{waiver}")
    assert depcalc(repository, "check", "--as-of", "2026-11-21").code == 1
    (repository / "pyproject.toml").write_text(f'{text}\n{waiver}rule = "malicious"\n')
    assert "malicious" not in {
        one["name"] for one in json.loads(depcalc(repository, "check", "--format", "json").out)["blocking"]
    }


def test_a_waiver_of_a_rule_that_is_none_is_refused(repository):
    text = (repository / "pyproject.toml").read_text()
    (repository / "pyproject.toml").write_text(
        f'{text}\n[[tool.depcalc.waiver]]\nrule = "Vulnerable"\nreason = "x"\nexpires = 2027-01-31\n'
    )
    assert depcalc(repository, "check").code == 2
