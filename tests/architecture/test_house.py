"""What must hold of the repository itself."""

import ast
import csv
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from depcalc.evidence.public import find_public_hosts

ROOT = Path(__file__).parents[2]


def tracked():
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in named.decode().split("\0") if name]


def test_no_file_names_the_host_of_a_package_index():
    from pip._internal.models.index import PyPI, TestPyPI

    hosts = {*find_public_hosts(), PyPI.netloc, PyPI.file_storage_domain, TestPyPI.netloc}
    for file in tracked():
        data = file.read_bytes().lower() if file.is_file() else b""
        assert not [host for host in hosts if host.encode() in data], file


RUNNERS = {"importlib", "runpy", "pkg_resources", "builtins"}


def test_nothing_is_imported_from_a_package_under_study_and_nothing_is_evaluated():
    """No call of import machinery, eval or exec anywhere in the product; `find_spec` looks, and imports nothing."""
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                owner = getattr(getattr(node.func, "value", None), "id", "")
                bare = getattr(node.func, "id", "")
                word = getattr(node.func, "attr", "")
                assert bare not in {"eval", "exec", "__import__"}, f"{file}:{node.lineno}"
                assert owner not in RUNNERS or word == "find_spec", f"{file}:{node.lineno}"


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_the_light_paths_load_neither_numpy_nor_networkx(word):
    code = (
        "import sys, io, depcalc.cli as cli\n"
        f"try:\n    cli.main([{word!r}], stdout=io.StringIO(), stderr=io.StringIO())\n"
        "except SystemExit:\n    pass\n"
        "print([m for m in ('numpy', 'networkx', 'textual', 'requests') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_every_row_of_the_shipped_tables_has_a_source():
    rows = tomllib.loads((ROOT / "data" / "assumptions.toml").read_text())["assumption"]
    for row in rows:
        assert row["source"], row
        assert row["status"] in ("measured", "sourced", "scaled", "judgement"), row
        assert row["date"], row
        assert ("p05" in row) == ("p95" in row)
    with (ROOT / "data" / "classes.csv").open(newline="") as handle:
        assert all(row["source"] for row in csv.DictReader(handle))


ADDED = {  # rows of our own
    "advisory_prior",
    "advisory_surge",
    "curve",
    "map.names_exp",
    "map.names_typical",
    "open_unreached",
    "rewrite_budget",
    "rule.grid_floor",
    "rule.switch_constant",
    "rule.switch_span",
}


def test_the_shipped_assumptions_are_the_shared_table_s(shared):
    """Keys, ranges, units and status; the table rules on every constant."""
    with (shared / "model" / "assumptions.csv").open(newline="") as handle:
        theirs = list(csv.DictReader(handle))
    rows = tomllib.loads((ROOT / "data" / "assumptions.toml").read_text())["assumption"]
    ours = [row for row in rows if row["key"] not in ADDED]
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert (a["key"], a.get("profile", "all"), a["unit"], a["status"]) == (
            b["key"], b["profile"], b["unit"], b["status"],
        )  # fmt: skip
        for point in ("p05", "p50", "p95"):
            assert a.get(point) == (float(b[point]) if b[point] else None), a["key"]


def test_the_readme_s_first_screen_is_what_the_program_prints():
    shown = (ROOT / "README.md").read_text().split("<!-- screen -->\n```text\n")[1].split("```")[0]
    command, _, answer = shown.partition("\n")
    assert command == "$ depcalc scan examples/acme-shop"
    run = subprocess.run(
        [sys.executable, "-m", "depcalc", "scan", "examples/acme-shop"],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert answer.rstrip() in run.stdout
