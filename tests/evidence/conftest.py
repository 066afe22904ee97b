import importlib
import sys
from pathlib import Path

import pytest

from depcalc.evidence.snapshot import open_snapshot


@pytest.fixture(scope="session")
def shared():
    folder = Path(__file__).parents[3] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data tables are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def reference(shared):
    """A module of the reference model by name."""
    sys.path.insert(0, str(shared / "model" / "reference"))
    return importlib.import_module


@pytest.fixture(scope="session")
def snapshot():
    with open_snapshot() as opened:
        yield opened


@pytest.fixture(scope="session")
def as_of(snapshot):
    return snapshot.info().as_of
