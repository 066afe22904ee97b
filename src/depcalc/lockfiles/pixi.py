"""`pixi.lock`, versions 1 to 7: environments on platforms, and the packages they hold."""

from collections.abc import Iterator, Mapping

from depcalc.errors import LockError
from depcalc.lockfiles._conda import (
    DEFAULT,
    PROJECT,
    Cell,
    conda_notices,
    direct_unknown,
    linked,
    unasked_in,
)
from depcalc.lockfiles._conda_entries import (
    Entry,
    archive_of,
    conda_entry,
    items_of,
    place_origin,
    pypi_entry,
)
from depcalc.lockfiles._mending import without_conflicts
from depcalc.lockfiles._names import is_valid_name, origin_of
from depcalc.lockfiles._pep508 import split_requirement
from depcalc.lockfiles._reading import Table
from depcalc.lockfiles._yaml import load_yaml
from depcalc.lockfiles.conda import lock_of_listing
from depcalc.values.lock import Key, Lock, Origin, Package, Root, normalise
from depcalc.values.notice import Notice

_VERSIONS = ("1", "2", "3", "4", "5", "6", "7")
_LISTED = ("1", "2", "3")  # each package once for each platform, as in a conda-lock.yml
_KINDS = ("conda", "pypi", "conda_source")
_HERE = (".", "./")
_WEB = ("http://", "https://")
_DIRECT = "direct+"
_MAX_PLACES = 1_000_000  # references from environments to packages
_Found = dict[str, dict[str, Entry]]  # place as written -> platform, "" for any -> entry
_Held = dict[Cell, list[Entry]]


def parse_pixi(text: str, *, path: str) -> Lock:
    """Read the text of a `pixi.lock`; `path` only labels places in messages."""
    text, damage = without_conflicts(text, path=path)
    document = load_yaml(text, path=path)
    version = document.text("version")
    if version not in _VERSIONS:
        hint = "depcalc reads versions 1 to 7; a newer depcalc may read this one."
        raise LockError(f"pixi.lock version {version!r} is not one this reader knows", path, hint)
    if version in _LISTED:
        return lock_of_listing(document, text, damage, path=path, format="pixi")
    found = _entries(document, text, path)
    held, missing = _held(document, found, path)
    packages = linked((entry for same in found.values() for entry in same.values()), held)
    members = [_member(packages[key]) for key in _here(found)]
    return Lock(
        path=path,
        format="pixi",
        revision=version,
        packages=tuple(packages.values()),
        roots=(_root(packages, held), *members),
        notices=(
            *damage,
            direct_unknown(path),
            *conda_notices(packages.values(), path, frozenset(root.key for root in members if root.key)),
            *missing,
        ),
    )


def _entries(document: Table, text: str, path: str) -> _Found:
    indexes = sorted(set(_indexes(document)))
    default = origin_of("index", ", ".join(indexes)) if indexes else Origin()
    found: _Found = {}
    for table, line in items_of(document, text, "packages", path):
        kind, place = _place(table)
        entry = _from_index(table, place, line, default) if kind == "pypi" else _conda(table, place, line)
        found.setdefault(place, {}).setdefault(table.text("subdir"), entry)
    return found


def _indexes(document: Table) -> Iterator[str]:
    environments = document.table("environments")
    for name in environments.data:
        yield from environments.table(name).texts("indexes")


def _place(table: Table) -> tuple[str, str]:
    """Kind and place: a key of its own from version 6 on, `kind` and `url` or `path` before."""
    for kind in _KINDS:
        if kind in table.data:
            return kind, table.text(kind)
    return table.need("kind", str), table.text("url") or table.text("path")


def _conda(table: Table, place: str, line: int | None) -> Entry:
    """A file of a channel tells its name and version; a source build, `name[hash] @ place`, must say."""
    file_name, file_version = archive_of(place)
    built, _, source = place.rpartition(" @ ")
    return conda_entry(
        source,
        table.text("name") or file_name or built.partition("[")[0] or place,
        table.text("version") or file_version,
        table.texts("depends"),
        purls=table.texts("purls") if "purls" in table.data else None,
        hashed=_is_hashed(table),
        line=line,
    )


def _from_index(table: Table, place: str, line: int | None, default: Origin) -> Entry:
    """A package of the public index or of another one, unless its place is no release file of an index."""
    index = table.text("index")
    asks = (asked for text in table.texts("requires_dist") if (asked := split_requirement(text)))
    of_index = place.startswith(_WEB)
    there = origin_of("index", index) if index else default
    return pypi_entry(
        place,
        table.need("name", str),
        table.text("version"),
        asks,
        origin=there if of_index else place_origin(place.removeprefix(_DIRECT)),
        hashed=_is_hashed(table),
        line=line,
    )


def _is_hashed(table: Table) -> bool:
    return bool(table.text("sha256") or table.text("md5"))


def _held(document: Table, found: _Found, path: str) -> tuple[_Held, list[Notice]]:
    """What each environment holds on each platform, and a notice where that is not listed."""
    held: _Held = {}
    places, missing = 0, set()
    for cell, places_here in _cells(document, path):
        places += len(places_here)
        if places > _MAX_PLACES:
            raise LockError(f"more than {_MAX_PLACES} packages over all environments", path)
        for place in places_here:
            if same := found.get(place):
                held.setdefault(cell, []).append(same.get(cell.platform) or next(iter(same.values())))
            else:
                missing.add(place)
    message = f"{len(missing)} packages that environments name are not listed: was the file cut off?"
    return held, [Notice("not-locked", message, path)] if missing else []


def _cells(document: Table, path: str) -> Iterator[tuple[Cell, list[str]]]:
    environments = document.table("environments")
    for name in environments.data:
        if not is_valid_name(name):
            raise LockError(f"{name[:80]!r} is not a name of an environment", path)
        platforms = environments.table(name).table("packages")
        for platform in platforms.data:
            yield Cell(normalise(name), platform), [_place(one)[1] for one in platforms.tables(platform)]


def _here(found: _Found) -> Iterator[Key]:
    """The project itself, where it is installed into its own environments."""
    for place, same in found.items():
        if place.rpartition(" @ ")[2] in _HERE:
            yield from dict.fromkeys(entry.key for entry in same.values())


def _member(package: Package) -> Root:
    return Root(package.key.name, package.key, package.requires, package.extras, top=False)


def _root(packages: Mapping[Key, Package], held: _Held) -> Root:
    """The default environment is production, every other one a group beside it."""
    keys: dict[str, list[Key]] = {}
    for cell, entries in held.items():
        keys.setdefault(cell.environment, []).extend(entry.key for entry in entries)
    asks = {name: unasked_in(packages, found) for name, found in sorted(keys.items())}
    groups = tuple((name, found) for name, found in asks.items() if name != DEFAULT)
    return Root(PROJECT, None, asks.get(DEFAULT, ()), groups=groups)
