"""Every Python trap that lockfiles set has a test that bears its number; docs/lockfiles.md says where."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TRAPS = {*range(1, 28), *range(35, 43)}  # the numbers between belong to other ecosystems
_NUMBER = re.compile(r"p(\d+)_")


def numbers() -> set[int]:
    names = [
        line.removeprefix("def test_")
        for folder in ("lockfiles", "scope", "graph")
        for file in (TESTS / folder).glob("test_*.py")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("def test_p")
    ]
    heads = [re.match(r"(?:p\d+_)+", name) for name in names]
    return {int(number) for head in heads if head for number in _NUMBER.findall(head[0])}


def test_every_trap_has_its_test():
    assert numbers() == TRAPS
