"""What every format does with the packages it lists: places, duplicates, what a reader should know."""

from collections.abc import Iterable
from functools import cache

from depcalc.errors import LockError
from depcalc.lockfiles._constraints import allows
from depcalc.lockfiles._names import is_valid_name
from depcalc.lockfiles._project import Choose
from depcalc.lockfiles._reading import MAX_PACKAGES, Table, header_lines
from depcalc.values.lock import Files, Key, OriginKind, Package, Requirement
from depcalc.values.notice import Notice

MAX_VERSIONS = 50  # of one name
MAX_NOTICES = 1_000  # of one kind
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
    notices: list[Notice] = []
    for package in packages:
        if found.setdefault(package.key, package) is not package and len(notices) < MAX_NOTICES:
            what = " ".join(filter(None, package.key[:2]))
            message = f"{what} is listed twice: the first entry counts"
            notices.append(Notice("listed-twice", message, package.path or path, package.line))
        if len(found) > MAX_PACKAGES:
            raise LockError(f"more than {MAX_PACKAGES} packages", path, "Is this a lockfile?")
    return found, notices


def chooser(keys: Iterable[Key], path: str) -> Choose:
    """By name; the constraint only decides between several locked versions, and never leaves none."""
    index: dict[str, list[Key]] = {}
    for key in sorted(set(keys)):
        same = index.setdefault(key.name, [])
        same.append(key)
        if len(same) > MAX_VERSIONS:
            raise LockError(f"more than {MAX_VERSIONS} versions of {key.name[:80]!r}", path)

    @cache
    def choose(name: str, constraint: str) -> tuple[Key, ...]:
        candidates = index.get(name, [])
        if len(candidates) > 1 and constraint:
            candidates = [key for key in candidates if allows(constraint, key.version)] or candidates
        return tuple(candidates)

    return choose


def files_of(files: Iterable[tuple[str, str]]) -> Files:
    """What file names or URLs and their hashes tell."""
    names = list(files)
    wheels = [name for name, _ in names if name.endswith(".whl")]
    return Files(
        pure=any(name.endswith("-none-any.whl") for name in wheels) if wheels else None,
        n_files=len(names),
        n_hashed=sum(1 for _, digest in names if digest),
    )


def package_notices(packages: Iterable[Package], path: str, members: frozenset[Key]) -> list[Notice]:
    """Odd names, and origins that no public fact is about."""
    found = []
    for package in packages:
        name, line, where = package.key.name, package.line, package.path or path
        if not is_valid_name(name):
            found.append(Notice("odd-name", f"{name!r} is not a valid project name", where, line))
        if package.origin.kind in _UNWEIGHED and package.key not in members:
            reason = _UNWEIGHED[package.origin.kind]
            found.append(Notice("not-weighed", f"{name} {reason}: no public facts apply", where, line))
    return found


def asks_of(package: Package) -> list[Requirement]:
    """Everything a package may require, with any of its extras."""
    return [*package.requires, *(ask for _, asks in package.extras for ask in asks)]
