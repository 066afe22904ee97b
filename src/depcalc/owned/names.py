"""A cheap first look: which packages at hand define the names that a file defines. No parsing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

MOST_HOLDERS = 400  # a name that more files define tells nothing
ENOUGH = 0.5  # share of a file's telling names that one file of a package must define, too
_DEFINED = re.compile(rb"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


def names_in(data: bytes) -> frozenset[bytes]:
    """Functions and classes that the text defines; `__init__` and its like are in every file."""
    return frozenset(name for name in _DEFINED.findall(data) if not name.startswith(b"__"))


class NameIndex:
    """Which file of which package defines a name."""

    def __init__(self) -> None:
        self._holders: dict[bytes, list[int]] = defaultdict(list)
        self._packages: list[str] = []

    def add(self, package: str, files: Iterable[bytes]) -> None:
        """Take in the texts of one version of a package."""
        for data in files:
            number = len(self._packages)
            self._packages.append(package)
            for name in names_in(data):
                self._holders[name].append(number)

    def candidates(self, data: bytes) -> set[str]:
        """Packages with a file that defines at least half of the names of this one."""
        telling = [h for name in names_in(data) if 0 < len(h := self._holders.get(name, [])) <= MOST_HOLDERS]
        every = len(names_in(data))
        shared = Counter(number for holders in telling for number in holders)
        return {self._packages[number] for number, n in shared.items() if n >= max(ENOUGH * every, 1)}
