"""Which distributions an environment holds, and the headers of their METADATA."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from depcalc.installed.find import DISTRIBUTIONS
from depcalc.installed.tree import Tree, entries_of
from depcalc.values.lock import normalise
from depcalc.values.notice import Notice

MOST_DISTRIBUTIONS = 4_000
_NEXT = re.compile(r"\n(?![ \t])")  # a line that begins with a blank continues the one before
_BLANK = re.compile(rb"\n\r?\n")
METADATA_BYTES, LONGEST_LINE, LONGEST_NAME = 2**19, 10_000, 200


@dataclass(frozen=True, slots=True)
class Distribution:
    """One installed distribution.

    folder   name of its .dist-info or .egg-info entry in site-packages
    headers  its metadata: the values of each key, in order
    is_file  an .egg-info that is a single file
    """

    name: str
    version: str
    folder: str
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_file: bool = False

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of a header, "Requires-Dist" or "requires-dist"."""
        return tuple(self.headers.get(key.lower(), ()))

    def first(self, key: str) -> str:
        """The first value of a header, "" where there is none."""
        return first(self.headers, key.lower())


@dataclass(frozen=True, slots=True)
class Environment:
    """`editable`: names of `__editable__` entries, whose code is elsewhere."""

    site_packages: Path
    distributions: tuple[Distribution, ...] = ()
    editable: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_environment(site_packages: Path) -> Environment:
    """Every distribution with its METADATA, by name; files and details are read when asked for."""
    entries = entries_of(site_packages)
    tree = Tree(site_packages, (entry.name for entry in entries if entry.is_dir(follow_symlinks=False)))
    found, notices, editable = list[Distribution](), list[Notice](), list[str]()
    for entry in entries:
        if entry.name.startswith("__editable__"):
            editable.append(entry.name)
        elif entry.name.endswith(DISTRIBUTIONS) and len(found) < MOST_DISTRIBUTIONS:
            distribution, trouble = _distribution(tree, entry)
            found += [distribution] if distribution else []
            notices += [Notice("metadata-unread", trouble, entry.name)] if trouble else []
    if len(found) == MOST_DISTRIBUTIONS:
        text = (
            f"{site_packages.name} holds {MOST_DISTRIBUTIONS:,} distributions or more: the rest is not read"
        )
        notices.append(Notice("environment-cut", text))
    found.sort(key=lambda d: (d.name, d.version, d.folder))
    notices += _duplicates(found)
    return Environment(site_packages, tuple(found), tuple(editable), tuple(notices))


def _distribution(tree: Tree, entry: "os.DirEntry[str]") -> tuple[Distribution | None, str]:
    """(distribution, what is wrong with it): METADATA rules, the folder's own name stands in for it."""
    is_file = entry.is_file(follow_symlinks=False)
    if not is_file and not entry.is_dir(follow_symlinks=False):
        return None, f"{entry.name} is a link or no folder: left out"
    kind = "METADATA" if entry.name.endswith(".dist-info") else "PKG-INFO"
    data, why = tree.read(entry.name if is_file else f"{entry.name}/{kind}", METADATA_BYTES)
    headers = parse_headers(data)
    name, version = first(headers, "name"), first(headers, "version")
    trouble = f"{kind} of {entry.name} cannot be used: {why or 'no name or version in it'}"
    if name and version and len(name) <= LONGEST_NAME:
        return Distribution(normalise(name), version, entry.name, headers, is_file), ""
    name, _, rest = entry.name.rpartition(".")[0].partition("-")
    version = rest.split("-py")[0]
    if not name or not version:
        return None, trouble
    return Distribution(normalise(name), version, entry.name, headers, is_file), trouble


def parse_headers(data: bytes) -> dict[str, list[str]]:
    """Headers up to the first blank line: the values of each key in small letters, continued lines joined by
    newlines. Only that much is looked at: a description can be long."""
    found = dict[str, list[str]]()
    for header in _NEXT.split(_head(data).decode("utf-8", errors="replace")):
        key, colon, value = header[:LONGEST_LINE].partition(":")
        if colon:
            text = "\n".join(map(str.strip, value.split("\n"))) if "\n" in value else value.strip()
            found.setdefault(key.strip().lower(), []).append(text)
    return found


def first(headers: Mapping[str, Sequence[str]], key: str) -> str:
    """The first value of a key in small letters, "" where there is none."""
    values = headers.get(key)
    return values[0] if values else ""


def _head(data: bytes) -> bytes:
    """What stands before the first blank line."""
    blank = _BLANK.search(data)
    return data[: blank.start()].removesuffix(b"\r") if blank else data


def _duplicates(found: Iterable[Distribution]) -> Iterator[Notice]:
    by_name: dict[str, list[str]] = {}
    for distribution in found:
        by_name.setdefault(distribution.name, []).append(distribution.folder)
    for name, folders in by_name.items():
        if len(folders) > 1:
            text = f"{name} is installed more than once, as after a broken upgrade: {', '.join(folders[:4])}"
            yield Notice("installed-twice", text)
