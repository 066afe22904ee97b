"""A cheap first look: which packages at hand define the names that a file defines. No parsing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

TELLING = 4  # a name that more packages define tells nothing
ENOUGH = 0.5  # share of a file's names that one file of a package must define, too
LEAST = 2  # of them telling; a file that defines a single name is judged by its neighbours
_DEFINED = re.compile(rb"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


def names_in(data: bytes) -> frozenset[bytes]:
    """Functions and classes that the text defines; `__init__` and its like are in every file."""
    return frozenset(name for name in _DEFINED.findall(data) if not name.startswith(b"__"))


class NameIndex:
    """Which file of which package defines a name."""

    def __init__(self) -> None:
        self._files: dict[bytes, list[int]] = defaultdict(list)
        self._owners: dict[bytes, set[str]] = defaultdict(set)
        self._packages: list[str] = []

    def add(self, package: str, files: Iterable[bytes]) -> None:
        """Take in the texts of one version of a package."""
        for names in {names_in(data) for data in files}:
            number = len(self._packages)
            self._packages.append(package)
            for name in names:
                self._files[name].append(number)
                self._owners[name].add(package)

    def candidates(self, data: bytes) -> set[str]:
        """Packages with a file that defines at least half of the names of this one."""
        names = names_in(data)
        telling = [name for name in names if 0 < len(self._owners.get(name, ())) <= TELLING]
        if len(telling) < LEAST:
            return set()
        shared = Counter(number for name in telling for number in self._files[name])
        near = {number for number, n in shared.items() if n >= LEAST}
        every = Counter(number for name in names for number in self._files.get(name, ()) if number in near)
        return {self._packages[number] for number, n in every.items() if n >= ENOUGH * len(names)}
