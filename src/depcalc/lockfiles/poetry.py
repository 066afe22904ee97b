"""`poetry.lock`, from before lock-version 1.0 to 2.x, with the `pyproject.toml` beside it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._mending import load_mended
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, chooser, files_of, listed, package_notices
from depcalc.lockfiles._pep508 import split_requirement
from depcalc.lockfiles._poetry_project import Entry, entries, poetry_declared
from depcalc.lockfiles._project import Choose, requirement
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import (
    Files,
    Key,
    Lock,
    Named,
    Origin,
    OriginKind,
    Package,
    Requirement,
    Root,
    normalise,
)
from depcalc.values.notice import Notice

_KINDS: dict[str, OriginKind] = {"git": "git", "url": "url", "file": "path", "directory": "directory"}
_EXTRA_MARKER = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_MAJORS = ("0", "1", "2")


def parse_poetry(text: str, project_text: str | None, *, path: str) -> Lock:
    """Read the text of a `poetry.lock`; `project_text` is the `pyproject.toml` beside it, None where there
    is none; `path` only labels places in messages."""
    document, text, damage = load_mended(text, "package", path=path)
    metadata = _metadata(document, text, path)
    entries = listed(document, text, "package", path)
    tables = {_key(table): table for table, _ in reversed(entries)}
    choose = chooser(tables, path)
    files = _FileLists(metadata)
    read = (_package(table, line, choose, files) for table, line in entries)
    packages, twice = by_key(read, path)
    project_path = PurePath(path).with_name("pyproject.toml").as_posix()
    project = load_toml(project_text or "", path=project_path, at="pyproject.toml")
    root, notices = _root(poetry_declared(project).root(choose), packages, tables, document, path)
    return Lock(
        path=path,
        format="poetry",
        revision=metadata.text("lock-version"),
        requires_python=metadata.text("python-versions"),
        packages=tuple(packages.values()),
        roots=(root,),
        notices=(*damage, *twice, *notices, *package_notices(packages.values(), path, frozenset())),
    )


_NO_PROJECT = (
    "no pyproject.toml beside the lock says what the project requires: packages that nothing requires are "
    "taken as direct, in the groups the lock gives them"
)

_TAKEN_ANYWAY = (
    "optional in pyproject.toml, but this lock does not mark them so, and Poetry's export installs them "
    "without extras: {}; a lock of version 2.1 tells them apart"
)


def _metadata(document: Table, text: str, path: str) -> Table:
    if "metadata" not in document.data:
        end = f"{path}:{text.count(chr(10)) + 1}"
        raise LockError("no [metadata], which every poetry.lock ends with", end, "Was the file cut off?")
    metadata = document.table("metadata")
    version = metadata.text("lock-version")
    if version and version.partition(".")[0] not in _MAJORS:
        hint = "depcalc reads lock-version up to 2.x; a newer depcalc may read this one."
        raise LockError(f"lock-version {version} is not one this reader knows", path, hint)
    return metadata


def _origin(table: Table) -> Origin:
    source = table.table("source")
    if not source.data:
        return Origin()
    kind = _KINDS.get(source.text("type"), "index")
    commit = source.text("resolved_reference")
    return origin_of(kind, f"{source.text('url')}#{commit}" if commit else source.text("url"))


def _key(table: Table) -> Key:
    return Key(normalise(table.need("name", str)), table.need("version", str), origin_text(_origin(table)))


def _package(table: Table, line: int | None, choose: Choose, files: "_FileLists") -> Package:
    key = _key(table)
    requires, extras = _requirements(table, key, choose)
    return Package(key, _origin(table), line, files.of(table, key), requires, extras)


def _requirements(table: Table, key: Key, choose: Choose) -> tuple[tuple[Requirement, ...], Named]:
    """What a package requires, and what each of its extras adds; an optional requirement that no extra
    lists belongs to the extras its marker names."""
    extras = _extras(table, key, choose)
    listing = _listing(table.table("extras"))
    requires = []
    for entry in entries(table.table("dependencies")):
        ask = requirement(entry.asked, choose)
        homes = _homes(entry, listing) if entry.optional else []
        for extra in homes:
            extras.setdefault(extra, []).append(ask)
        if not homes:
            requires.append(ask)
    return tuple(requires), tuple((extra, tuple(asks)) for extra, asks in sorted(extras.items()))


def _listing(lists: Table) -> dict[str, list[str]]:
    """The extras that list each name."""
    found: dict[str, list[str]] = {}
    for extra in sorted(lists.data):
        for name in _names(lists, extra):
            found.setdefault(name, []).append(normalise(extra))
    return found


def _homes(entry: Entry, listing: Mapping[str, list[str]]) -> list[str]:
    """The extras that an optional requirement belongs to."""
    named = _EXTRA_MARKER.findall(entry.asked.marker)
    return listing.get(entry.asked.name) or sorted(set(map(normalise, named)))


def _names(lists: Table, extra: str) -> set[str]:
    return {asked.name for text in lists.texts(extra) if (asked := split_requirement(text))}


def _extras(table: Table, key: Key, choose: Choose) -> dict[str, list[Requirement]]:
    """The extras that ask for other extras of the same package: `all = ["me[a,b]"]`."""
    lists = table.table("extras")
    found: dict[str, list[Requirement]] = {}
    for extra in lists.data:
        for text in lists.texts(extra):
            asked = split_requirement(text)
            if asked and asked.name == key.name:
                found.setdefault(normalise(extra), []).append(Requirement(key.name, (key,), asked.extras))
    return found


class _FileLists:
    """File names and hashes: in the package, or by name under `[metadata.files]` in older locks."""

    def __init__(self, metadata: Table) -> None:
        self._lists = metadata.table("files")
        self._spelled = {normalise(name): name for name in self._lists.data}
        self._found: dict[Key, Files] = {}

    def of(self, table: Table, key: Key) -> Files:
        if "files" in table.data:
            return files_of((file.text("file"), file.text("hash")) for file in table.tables("files"))
        if key not in self._found:
            named = self._lists.tables(self._spelled.get(key.name, ""))
            pairs = ((file.text("file"), file.text("hash")) for file in named)
            self._found[key] = files_of(pair for pair in pairs if _is_of(pair[0], key.version))
        return self._found[key]


def _is_of(file: str, version: str) -> bool:
    """Whether a file name is one of this version: forks share a list there."""
    rest = file.partition(f"-{version}")[2]
    return rest.startswith(("-", ".tar", ".zip", ".whl")) or file.endswith(f"-{version}")


def _root(
    declared: Root, packages: Mapping[Key, Package], tables: Mapping[Key, Table], document: Table, path: str
) -> tuple[Root, list[Notice]]:
    """Who asks: what the project's own file declares, or else as far as the lock alone tells."""
    if not (declared.requires or declared.extras or declared.groups):
        notices = [Notice("direct-unknown", _NO_PROJECT, path)] if packages else []
        return _guessed_root(packages, tables, document), notices
    anyway = _taken_anyway(declared, tables)
    names = ", ".join(sorted({ask.name for ask in anyway}))
    notices = [Notice("optional-taken", _TAKEN_ANYWAY.format(names), path)] if anyway else []
    return replace(declared, requires=(*declared.requires, *anyway)), notices


def _taken_anyway(root: Root, tables: Mapping[Key, Table]) -> list[Requirement]:
    """Optional requirements whose packages the lock does not mark optional, because a group needs them
    too. Before lock-version 2.1 it cannot say both, and Poetry's own export then counts them as required."""
    if any("groups" in table.data for table in tables.values()):
        return []
    required = {key for key, table in tables.items() if not _is_optional(table)}
    optional = dict.fromkeys([*(ask for _, asks in root.extras for ask in asks), *root.idle])
    taken = set(root.requires)
    return [ask for ask in optional if ask not in taken and not required.isdisjoint(ask.targets)]


def _guessed_root(packages: Mapping[Key, Package], tables: Mapping[Key, Table], document: Table) -> Root:
    """Packages that nothing requires, in the groups (2.1), category (before 1.5) or extras the lock gives."""
    lists = document.table("extras")
    listing = _listing(lists)
    extras: dict[str, list[Requirement]] = {}
    groups: dict[str, list[Requirement]] = {}
    main = []
    for key in unasked(packages):
        ask, table = Requirement(key.name, (key,)), tables[key]
        wanted = listing.get(key.name, [])
        named = table.texts("groups") or (table.text("category") or "main",)
        if "main" not in named:
            for group in named:
                groups.setdefault(normalise(group), []).append(ask)
        elif wanted and _is_optional(table):
            for extra in wanted:
                extras.setdefault(extra, []).append(ask)
        else:
            main.append(ask)
    return Root("project", None, tuple(main), _sorted(extras), _sorted(groups))


def _is_optional(table: Table) -> bool:
    return table.get("optional", bool, False)


def _sorted(named: Mapping[str, list[Requirement]]) -> Named:
    return tuple((name, tuple(asks)) for name, asks in sorted(named.items()))
