"""What ships in `data/` is complete, credited, and names no package registry's host."""

import ast
import importlib.util
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from depcalc import packaged
from depcalc.evidence.schema import TABLES
from depcalc.evidence.snapshot import FILE, open_snapshot
from depcalc.evidence.sources import SOURCES

DATA = packaged.path(FILE).parent
FILES = (
    FILE,
    "classes.csv",
    "companions.csv",
    "fixed_functions.csv",
    "hard_names.csv",
    "stdlib.csv",
    "successors.csv",
    "README.md",
)


@pytest.fixture(scope="module")
def registry_hosts():
    """Of every index that pip itself names."""
    pip = importlib.util.find_spec("pip")
    source = (Path(pip.origin).parent / "_internal" / "models" / "index.py").read_text()
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    indexes = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "PackageIndex"]
    urls = [index.args[0].value for index in indexes]
    stores = [word.value.value for index in indexes for word in index.keywords]
    hosts = {urlsplit(url).hostname for url in urls} | set(stores)
    assert len(hosts) == 4
    return hosts


def test_no_file_names_the_host_of_a_registry(registry_hosts):
    for name in FILES:
        content = (DATA / name).read_bytes().lower()
        assert not [host for host in registry_hosts if host.encode() in content], name


def test_no_cell_of_the_snapshot_names_the_host_of_a_registry(registry_hosts):
    connection = sqlite3.connect(f"{(DATA / FILE).as_uri()}?mode=ro&immutable=1", uri=True)
    for table in TABLES:
        for row in connection.execute(f"SELECT * FROM {table}"):
            assert not [c for c in row if isinstance(c, str) and any(h in c.lower() for h in registry_hosts)]
    connection.close()


def test_the_snapshot_stays_small():
    assert (DATA / FILE).stat().st_size < 8_000_000


def test_the_snapshot_holds_every_table_in_full():
    with open_snapshot() as snapshot:
        rows = dict(snapshot.info().rows)
    assert rows["packages"] == 15_000
    assert rows["advisories"] == 6_811
    assert rows["takeovers"] == 50
    assert rows["malicious"] == 11_470
    assert rows["wheels"] == 23_048
    assert (rows["months"], rows["history"]) == (73, 25_705)
    assert (rows["audits"], rows["funding"], rows["oss_fuzz"]) == (14, 11, 311)


def test_every_source_is_credited_in_the_readme_with_its_date_and_licence():
    text = (DATA / "README.md").read_text()
    for source in SOURCES:
        (line,) = (line for line in text.splitlines() if line.startswith(f"| {source.name} |"))
        assert source.day in line, source.name
        assert source.licence in line, source.name
