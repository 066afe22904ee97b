import gzip
from datetime import date

import pytest
from tests.evidence.online.serving import Server
from tests.evidence.online.small import TABLES

from depcalc import packaged
from depcalc.evidence.build import build
from depcalc.evidence.snapshot import FILE, open_snapshot


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server():
    started = Server()
    yield started
    started.stop()


@pytest.fixture
def today():
    return date(2026, 11, 21)


@pytest.fixture(scope="session")
def small_file(tmp_path_factory):
    """A snapshot of a few rows."""
    folder = tmp_path_factory.mktemp("tables")
    for name, text in TABLES.items():
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    build(folder, folder / FILE)
    return folder / FILE


@pytest.fixture
def bundled(small_file, monkeypatch):
    """The small snapshot in the place of the one that ships."""
    path = packaged.path
    monkeypatch.setattr(packaged, "path", lambda name: small_file if name == FILE else path(name))
    return small_file


@pytest.fixture
def small(bundled):
    with open_snapshot(bundled) as opened:
        yield opened
