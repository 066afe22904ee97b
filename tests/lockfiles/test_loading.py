"""Reading a lock loads the parser of its format and no other."""

import subprocess
import sys

import pytest

READ = """
import sys
from depcalc.lockfiles import read_lock
read_lock(sys.argv[1])
print(*sys.modules)
"""
OTHERS = ("_yaml", "conda", "cyclonedx", "pdm", "pipfile", "pixi", "poetry", "pylock")


@pytest.mark.parametrize(
    ("name", "text"), [("requirements.txt", "acme-web==1.0\n"), ("uv.lock", "version = 1\npackage = []\n")]
)
def test_a_lock_loads_one_parser(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path)], capture_output=True, text=True, check=True
    )
    loaded = {word.removeprefix("depcalc.lockfiles.") for word in ran.stdout.split()}
    assert name.partition(".")[0] in loaded
    assert loaded.isdisjoint(OTHERS)
