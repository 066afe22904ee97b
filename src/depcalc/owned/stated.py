"""What a tree says of itself: vendor.txt and its kin, dist-info folders, `__version__`. None of it is checked."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from packaging.requirements import InvalidRequirement, Requirement

from depcalc.installed.environment import LONGEST_LINE, first, parse_headers
from depcalc.installed.tree import SMALL_BYTES, Tree
from depcalc.values.lock import normalise
from depcalc.values.owned import Stated

MOST_LINES, MOST_STATED = 5_000, 2_000
_VERSION = re.compile(rb"""^__version__\s*(?::\s*\w+\s*)?=\s*['"]([\w.+!-]{1,60})['"]""", re.MULTILINE)
_COMMENT = re.compile(r"(^|\s)#.*$")


def read_stated(tree: Tree, paths: Iterable[str]) -> list[Stated]:
    """Every statement of the files and dist-info folders found, in order."""
    out: list[Stated] = []
    for path in paths:
        if path.endswith(".dist-info"):
            out += _of_dist_info(tree, path)
        elif path.endswith(".txt"):
            out += parse_vendor_txt(tree.text(path), path)
    return out[:MOST_STATED]


def parse_vendor_txt(text: str, path: str) -> list[Stated]:
    """Requirements pinned with `==`, one a line; indented lines and comments are as in requirements files."""
    return list(_pinned(text.splitlines()[:MOST_LINES], path))


def _pinned(lines: list[str], path: str) -> Iterator[Stated]:
    for number, line in enumerate(lines, 1):
        words = _COMMENT.sub("", line[:LONGEST_LINE]).strip()
        if not words or words.startswith("-"):
            continue
        try:
            requirement = Requirement(words)
        except InvalidRequirement:
            continue
        versions = [s.version for s in requirement.specifier if s.operator in ("==", "===")]
        yield Stated(normalise(requirement.name), versions[0] if versions else "", "vendor.txt", path, number)


def _of_dist_info(tree: Tree, path: str) -> Iterator[Stated]:
    headers = parse_headers(tree.read(f"{path}/METADATA", SMALL_BYTES)[0])
    name, version = first(headers, "name"), first(headers, "version")
    if not name:
        name, _, version = PurePosixPath(path).name.removesuffix(".dist-info").rpartition("-")
    if name:
        yield Stated(normalise(name), version, "dist-info", path)


def version_in(data: bytes) -> str:
    """The literal `__version__` of a module, "" where it has none."""
    found = _VERSION.search(data)
    return found[1].decode("ascii", errors="replace") if found else ""
