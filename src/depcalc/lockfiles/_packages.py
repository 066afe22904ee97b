"""What every format does with the packages it lists: places, duplicates, what a reader should know."""

from collections.abc import Iterable

from depcalc.lockfiles._names import is_valid_name
from depcalc.lockfiles._reading import Table, header_lines
from depcalc.values.lock import Key, OriginKind, Package, Requirement
from depcalc.values.notice import Notice

_UNWEIGHED: dict[OriginKind, str] = {
    "git": "comes from a git repository",
    "url": "comes from a URL",
    "path": "comes from a local file",
    "directory": "comes from a local folder",
    "editable": "is installed from its source",
    "virtual": "comes from a local folder",
}


def listed(document: Table, text: str, kind: str) -> list[tuple[Table, int | None]]:
    """The tables of `[[kind]]`, each with its line; None where the headers do not match the tables."""
    tables, lines = document.tables(kind), header_lines(text, f"[[{kind}]]")
    known = len(lines) == len(tables)
    return [(table, lines[place] if known else None) for place, table in enumerate(tables)]


def by_key(packages: Iterable[Package], path: str) -> tuple[dict[Key, Package], list[Notice]]:
    """Packages by identity; a second entry for the same one is left out and noticed."""
    found: dict[Key, Package] = {}
    notices = []
    for package in packages:
        if found.setdefault(package.key, package) is not package:
            what = " ".join(filter(None, package.key[:2]))
            message = f"{what} is listed twice: the first entry counts"
            notices.append(Notice("listed-twice", message, path, package.line))
    return found, notices


def package_notices(packages: Iterable[Package], path: str, members: frozenset[Key]) -> list[Notice]:
    """Odd names, and origins that no public fact is about."""
    found = []
    for package in packages:
        name, line = package.key.name, package.line
        if not is_valid_name(name):
            found.append(Notice("odd-name", f"{name!r} is not a valid project name", path, line))
        if package.origin.kind in _UNWEIGHED and package.key not in members:
            reason = _UNWEIGHED[package.origin.kind]
            found.append(Notice("not-weighed", f"{name} {reason}: no public facts apply", path, line))
    return found


def asks_of(package: Package) -> list[Requirement]:
    """Everything a package may require, with any of its extras."""
    return [*package.requires, *(ask for _, asks in package.extras for ask in asks)]
