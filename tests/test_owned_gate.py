"""Vendored and home-made code through `check`, `ledger check` and `report`, from files to findings."""

import json

import pytest

from tests.test_check import SAFE, depcalc, git
from tests.test_pipeline import lock

FORGEABLE = """
import hashlib


def {name}(secret, body):
    return hashlib.sha256(secret + body).hexdigest()
"""
LIBRARY = "".join(
    f"\n\ndef step_{n}(values, limit):\n    total = {n}\n    for value in values:\n        if value > limit + {n}:\n"
    f"            total += value * {n}\n    return total, limit - {n}\n"
    for n in range(12)
)


@pytest.fixture
def repository(tmp_path):
    lock(tmp_path, SAFE)
    text = (tmp_path / "pyproject.toml").read_text()
    policy = '[tool.depcalc.check]\ndeny = ["homemade-security", "unowned-vendored"]\n'
    (tmp_path / "pyproject.toml").write_text(f"{text}\n{policy}")
    site = tmp_path / ".venv/lib/python3.11/site-packages"
    (site / "acme_steps-1.2.dist-info").mkdir(parents=True)
    (tmp_path / ".venv/pyvenv.cfg").write_text("version = 3.11\n")
    (site / "acme_steps-1.2.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-steps\nVersion: 1.2\n"
    )
    (site / "acme_steps-1.2.dist-info/RECORD").write_text("acme_steps/__init__.py,,\n")
    (site / "acme_steps").mkdir()
    (site / "acme_steps/__init__.py").write_text(LIBRARY)
    (tmp_path / ".gitignore").write_text(".venv\n")
    (tmp_path / "app.py").write_text("import requests\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    return tmp_path


def rules(folder, *words):
    ran = depcalc(folder, "check", "--format", "json", *words)
    made = json.loads(ran.out)
    return [(one["rule"], one["path"].rpartition("/")[2], one["line"]) for one in made["blocking"]]


def vendored(folder):
    (folder / "_vendor/acme_steps").mkdir(parents=True)
    (folder / "_vendor/acme_steps/__init__.py").write_text(LIBRARY)


def test_home_made_code_is_pointed_at_with_its_line(repository):
    assert rules(repository) == []
    (repository / "auth.py").write_text(FORGEABLE.format(name="sign"))
    assert rules(repository) == [("DC017", "auth.py", 6)]


def test_what_the_base_held_just_so_is_not_new_though_it_moved_within_its_file(repository):
    (repository / "auth.py").write_text(FORGEABLE.format(name="sign"))
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "long ago")
    (repository / "auth.py").write_text("\n\n" + FORGEABLE.format(name="sign"))
    assert rules(repository, "--new-only") == []
    (repository / "auth.py").write_text(FORGEABLE.format(name="sign") + FORGEABLE.format(name="verify"))
    assert [rule for rule, *_ in rules(repository, "--new-only")] == ["DC017"]


def test_a_vendored_copy_is_found_until_the_ledger_names_it(repository):
    vendored(repository)
    assert [rule for rule, *_ in rules(repository)] == ["DC010"]
    added = depcalc(
        repository,
        "ledger",
        "add",
        "acme-steps",
        "--of",
        "1.2",
        "--at",
        "_vendor/acme_steps",
        "--kind",
        "vendor",
    )
    assert added.code == 0, added.err
    assert rules(repository) == []


def test_a_vendored_copy_of_the_base_is_not_new(repository):
    vendored(repository)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "long ago")
    assert rules(repository, "--new-only") == []
    assert [rule for rule, *_ in rules(repository)] == ["DC010"]


def test_a_check_that_denies_neither_reads_no_source(repository):
    (repository / "auth.py").write_text(FORGEABLE.format(name="sign"))
    path = repository / "pyproject.toml"
    path.write_text(
        path.read_text().replace('deny = ["homemade-security", "unowned-vendored"]', 'deny = ["malicious"]')
    )
    ran = depcalc(repository, "check", "--format", "json")
    assert "DC017" not in ran.out


def test_the_report_and_the_ledger_show_what_the_policy_does_not_deny(repository):
    vendored(repository)
    assert "DC010" in depcalc(repository, "ledger", "check").out
    assert "DC010" in depcalc(repository, "report", "--format", "json").out


def test_news_of_a_taken_over_package_comes_out_at_our_file_and_says_how_sure_it_is(repository):
    (repository / "own.py").write_text("def get(url):\n    return url\n")
    depcalc(repository, "ledger", "add", "requests", "--of", "2.20.0", "--at", "own.py", "--kind", "vendor")
    made = json.loads(depcalc(repository, "ledger", "check", "--format", "json").out)
    news = [one for one in made["findings"] if one["rule"] == "DC012"]
    assert news
    for one in news:
        assert one["path"].endswith("own.py")
        assert "possibly: " in one["message"]
        assert one["advisory"]


def test_news_that_the_taken_version_does_not_have_is_no_finding(repository):
    (repository / "own.py").write_text("def get(url):\n    return url\n")
    depcalc(repository, "ledger", "add", "requests", "--of", "2.34.2", "--at", "own.py", "--kind", "vendor")
    assert "DC012" not in depcalc(repository, "ledger", "check", "--format", "json").out
