from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared():
    return Path(__file__).parents[3] / "shared"
