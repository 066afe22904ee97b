"""`conda-lock.yml` of conda-lock and rattler, and conda's `@EXPLICIT` lists of URLs."""

import re
from collections.abc import Iterator, Mapping

from depcalc.errors import LockError
from depcalc.lockfiles._conda import PROJECT, Cell, conda_notices, direct_unknown, linked, unasked_in
from depcalc.lockfiles._conda_entries import (
    Entry,
    archive_of,
    conda_entry,
    items_of,
    place_origin,
    pypi_entry,
)
from depcalc.lockfiles._mending import without_conflicts
from depcalc.lockfiles._notices import few
from depcalc.lockfiles._pep508 import Asked
from depcalc.lockfiles._reading import Table, refuse_busy, refuse_too_many
from depcalc.lockfiles._yaml import load_yaml
from depcalc.values.lock import Key, Lock, Named, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_MAX_CATEGORIES = 100
_VERSIONS = ("1", "2", "3")
_MAIN, _DEV = "main", "dev"
_NULL = ("", "null", "~")
_EXPLICIT = re.compile(r"^@EXPLICIT[ \t\r]*$", re.MULTILINE)
_URL = re.compile(r"[ \t]*([a-z][a-z0-9+]*://[^\s#]+)(?:#(\S+))?")
_ASIDE = re.compile(r"\s*(?:#|@EXPLICIT\b|$)")
_ODD_LINE = "the line names no conda package and is left out"
_NO_EDGES = "a list of URLs says neither who asks nor for whom: everything is direct and production"


def parse_conda(text: str, *, path: str) -> Lock:
    """Read the text of a `conda-lock.yml` or an `@EXPLICIT` list; `path` only labels places in messages."""
    text, damage = without_conflicts(text, path=path)
    if _EXPLICIT.search(text):
        return _explicit(text, damage, path)
    document = load_yaml(text, path=path)
    version = document.text("version")
    if version not in _VERSIONS:
        hint = "depcalc reads versions 1 to 3; a newer depcalc may read this one."
        raise LockError(f"conda-lock.yml version {version!r} is not one this reader knows", path, hint)
    return lock_of_listing(document, text, damage, path=path, format="conda-lock")


def lock_of_listing(
    document: Table, text: str, damage: tuple[Notice, ...], *, path: str, format: str
) -> Lock:
    """A lock that lists each package once for each platform and category, as pixi did first."""
    entries: list[Entry] = []
    held: dict[Cell, list[Entry]] = {}
    keys: dict[str, list[Key]] = {_MAIN: []}
    for table, line in items_of(document, text, "package", path):
        entry = _entry(table, line)
        entries.append(entry)
        held.setdefault(Cell("", table.text("platform")), []).append(entry)
        keys.setdefault(_category(table), []).append(entry.key)
        if len(keys) > _MAX_CATEGORIES:
            raise LockError(f"more than {_MAX_CATEGORIES} categories", path)
    packages = linked(entries, held)
    return Lock(
        path=path,
        format=format,
        revision=document.text("version"),
        packages=tuple(packages.values()),
        roots=(_root(packages, keys),),
        notices=(*damage, direct_unknown(path), *conda_notices(packages.values(), path)),
    )


def _entry(table: Table, line: int | None) -> Entry:
    url, hashes = table.text("url"), table.table("hash")
    name, version = table.need("name", str), table.text("version")
    hashed = bool({hashes.text("md5"), hashes.text("sha256")} - set(_NULL))
    asks = dict(_asks(table))
    if table.text("manager") == "pip":
        direct = "source" in table.data or url.startswith("git+")
        return pypi_entry(
            url,
            name,
            version,
            (Asked(normalise(one), specifier=spec) for one, spec in asks.items()),
            origin=place_origin(url) if direct else Origin(),
            hashed=hashed,
            line=line,
        )
    specs = (f"{one} {spec}" for one, spec in asks.items())
    return conda_entry(url, name, version, specs, hashed=hashed, line=line)


def _asks(table: Table) -> Iterator[tuple[str, str]]:
    """(name, specifier): a table as conda-lock writes it, or match specs as rattler does."""
    asks = table.data.get("dependencies", {})
    if isinstance(asks, dict):
        inner = table.table("dependencies")
        yield from ((name, inner.text(name)) for name in inner.data)
    else:
        for text in table.texts("dependencies"):
            name, _, spec = text.partition(" ")
            yield name, spec


def _category(table: Table) -> str:
    category = table.text("category")
    return _MAIN if category in _NULL else normalise(category)


def _root(packages: Mapping[Key, Package], keys: Mapping[str, list[Key]]) -> Root:
    """conda-lock installs `main` always, `dev` for developers and any other category as an extra."""
    main = keys[_MAIN]
    asks = {name: unasked_in(packages, [*main, *found], main) for name, found in sorted(keys.items())}
    extras: Named = tuple((name, found) for name, found in asks.items() if name not in (_MAIN, _DEV))
    groups: Named = tuple((name, found) for name, found in asks.items() if name == _DEV)
    return Root(PROJECT, None, unasked_in(packages, main), extras, groups)


def _explicit(text: str, damage: tuple[Notice, ...], path: str) -> Lock:
    """Names and versions are those of the files; nothing else is known."""
    refuse_busy(text, path=path)
    entries, odd = [], []
    for number, line in enumerate(text.split("\n"), 1):
        found = _URL.match(line)
        name, version = archive_of(found[1]) if found else ("", "")
        if found and name:
            entries.append(conda_entry(found[1], name, version, (), hashed=bool(found[2]), line=number))
        elif not _ASIDE.match(line):
            odd.append(number)
    refuse_too_many(len(entries), path)
    packages = linked(entries, {})
    return Lock(
        path=path,
        format="conda-lock",
        revision="explicit",
        packages=tuple(packages.values()),
        roots=(Root(PROJECT, None, tuple(Requirement(key.name, (key,)) for key in packages)),),
        edges_from="none",
        records_groups=False,
        notices=(
            *damage,
            Notice("no-edges", _NO_EDGES, path),
            *few(Notice("not-a-package", _ODD_LINE, path, number) for number in odd),
            *conda_notices(packages.values(), path),
        ),
    )
