"""Entries of pixi and conda-lock: conda packages, and those of the public index beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from depcalc.lockfiles._names import origin_of
from depcalc.lockfiles._pep508 import Asked
from depcalc.lockfiles._places import place_kind
from depcalc.lockfiles._reading import Table, refuse_too_many
from depcalc.lockfiles._yaml import item_lines
from depcalc.values.lock import Files, Key, Origin, normalise

REMEMBERED = 10_000  # names and specs, which every platform repeats
_SPEC = re.compile(r"(?:[^\s:\[]+::)?([A-Za-z0-9_.-]+)\s*(.*)", re.DOTALL)
_ARCHIVE = re.compile(r"([^/]+)-([^/-]+)-[^/-]+\.(?:conda|tar\.bz2)")
_PURL = re.compile(r"pkg:pypi/([^@?#/]+)")
_TOKEN = re.compile(r"/t/[^/]+(?=/)")
_PYTHON_BUILD = re.compile(r"[-_]py[h\d][^/-]*\.(?:conda|tar\.bz2)$")
_PYTHON = ("python", "python_abi")


@dataclass(frozen=True, slots=True)
class Entry:
    """A package as listed; `name` and `asks` are spelled as its own kind does it."""

    key: Key
    name: str
    origin: Origin
    conda: bool
    asks: tuple[Asked, ...]
    line: int | None
    files: Files


def items_of(document: Table, text: str, kind: str, path: str) -> list[tuple[Table, int | None]]:
    """The tables of the list `kind`, each with its line; None where the lines do not match the tables."""
    tables, lines = document.tables(kind), item_lines(text, kind)
    refuse_too_many(len(tables), path)
    known = len(lines) == len(tables)
    return [(table, lines[place] if known else None) for place, table in enumerate(tables)]


def archive_of(url: str) -> tuple[str, str]:
    """Name and version in the file name of a conda package, ("", "") where it is none."""
    found = _ARCHIVE.fullmatch(unquote(url.partition("#")[0].rpartition("/")[2]))
    return (found[1].lower(), found[2]) if found else ("", "")


@lru_cache(maxsize=REMEMBERED)
def spec_of(text: str) -> Asked | None:
    """What a match spec, `name >=1,<2` or `channel::name 1.2.* build`, asks for; None for what is no package,
    like `__glibc`."""
    found = _SPEC.match(text)
    if not found or found[1].startswith("__"):
        return None
    return Asked(found[1].lower(), specifier=found[2].strip())


def conda_entry(
    url: str,
    name: str,
    version: str,
    specs: Iterable[str],
    *,
    purls: Sequence[str] | None = None,
    hashed: bool,
    line: int | None,
) -> Entry:
    """A conda package; `purls` is None where the lock does not say what it is on the public index."""
    asks = tuple(asked for text in specs if (asked := spec_of(text)))
    key, origin = _key(name, version, "conda", url), _conda_origin(url, name, asks, purls)
    return Entry(key, name.lower(), origin, True, asks, line, Files(n_files=1, n_hashed=int(hashed)))


def pypi_entry(
    place: str,
    name: str,
    version: str,
    asks: Iterable[Asked],
    *,
    origin: Origin,
    hashed: bool,
    line: int | None,
) -> Entry:
    """A package that does not come from a conda channel."""
    pure = "-none-any.whl" in place if place.endswith(".whl") else None
    files = Files(pure=pure, n_files=1, n_hashed=int(hashed))
    return Entry(_key(name, version, "pypi", place), name, origin, False, tuple(asks), line, files)


def place_origin(place: str) -> Origin:
    """Where something that is in no index and no channel comes from."""
    return origin_of(place_kind(place), place)


def _conda_origin(url: str, name: str, asks: Iterable[Asked], purls: Sequence[str] | None) -> Origin:
    """The channel, and the name that the package has on the public index, if any."""
    if not archive_of(url)[0]:
        return place_origin(url)
    channel = origin_of("conda", _TOKEN.sub("", url).rpartition("/")[0].rpartition("/")[0]).location
    if purls is not None:
        named = next((found[1] for purl in purls if (found := _PURL.match(purl))), "")
        return Origin("conda", channel, normalise(unquote(named)), "purl" if named else "")
    if _PYTHON_BUILD.search(url) or any(asked.name in _PYTHON for asked in asks):
        return Origin("conda", channel, normalise(name), "name")
    return Origin("conda", channel)


def _key(name: str, version: str, kind: str, place: str) -> Key:
    """One key for each file, as builds of one version differ from platform to platform."""
    return Key(normalise(name), version, f"{kind} {origin_of('url', _TOKEN.sub('', place)).location}")
