"""What every format does with the packages it lists: places, duplicates, what a reader should know."""

from collections.abc import Iterable

from depcalc.errors import LockError
from depcalc.lockfiles._constraints import allows
from depcalc.lockfiles._names import is_valid_name
from depcalc.lockfiles._notices import Noted, few
from depcalc.lockfiles._project import Choose
from depcalc.lockfiles._reading import MAX_PACKAGES, Table, header_lines, refuse_too_many
from depcalc.values.lock import Files, Key, OriginKind, Package, Requirement
from depcalc.values.notice import Notice

MAX_VERSIONS = 50  # of one name
MAX_CHOICES = 10_000  # constraints that several versions of a name are held against
_UNWEIGHED: dict[OriginKind, str] = {
    "git": "comes from a git repository",
    "url": "comes from a URL",
    "path": "comes from a local file",
    "directory": "comes from a local folder",
    "editable": "is installed from its source",
    "virtual": "comes from a local folder",
}


def listed(document: Table, text: str, kind: str, path: str) -> list[tuple[Table, int | None]]:
    """The tables of `[[kind]]`, each with its line; None where the headers do not match the tables."""
    tables, lines = document.tables(kind), header_lines(text, f"[[{kind}]]")
    refuse_too_many(len(tables), path)
    known = len(lines) == len(tables)
    return [(table, lines[place] if known else None) for place, table in enumerate(tables)]


def by_key(packages: Iterable[Package], path: str) -> tuple[dict[Key, Package], list[Notice]]:
    """Packages by identity; a second entry for the same one is left out and noticed."""
    found: dict[Key, Package] = {}
    twice: list[Package] = []
    for package in packages:
        if found.setdefault(package.key, package) is not package:
            twice.append(package)
        if len(found) > MAX_PACKAGES:
            raise LockError(f"more than {MAX_PACKAGES} packages", path, "Is this a lockfile?")
    return found, few(_twice(package, path) for package in twice)


def _twice(package: Package, path: str) -> Notice:
    what = " ".join(filter(None, package.key[:2]))
    message = f"{what} is listed twice: the first entry counts"
    return Notice("listed-twice", message, package.path or path, package.line)


def versions_of(keys: Iterable[Key], path: str) -> dict[str, tuple[Key, ...]]:
    """The locked packages of each name, so many and no more."""
    index: dict[str, list[Key]] = {}
    for key in sorted(set(keys)):
        same = index.setdefault(key.name, [])
        same.append(key)
        if len(same) > MAX_VERSIONS:
            raise LockError(f"more than {MAX_VERSIONS} versions of {key.name[:80]!r}", path)
    return {name: tuple(same) for name, same in index.items()}


def chooser(keys: Iterable[Key], path: str) -> Choose:
    """By name; the constraint only decides between several locked versions, and never leaves none."""
    index = versions_of(keys, path)
    chosen: dict[tuple[str, str], tuple[Key, ...]] = {}

    def choose(name: str, constraint: str) -> tuple[Key, ...]:
        candidates = index.get(name, ())
        if len(candidates) < 2 or not constraint:
            return candidates
        if (name, constraint) not in chosen:
            if len(chosen) == MAX_CHOICES:
                raise LockError(f"more than {MAX_CHOICES} constraints on names in several versions", path)
            allowed = tuple(key for key in candidates if allows(constraint, key.version))
            chosen[name, constraint] = allowed or candidates
        return chosen[name, constraint]

    return choose


def files_of(files: Iterable[tuple[str, str]]) -> Files:
    """What file names or URLs and their hashes tell."""
    names = list(files)
    wheels = [name for name, _ in names if name.endswith(".whl")]
    return Files(
        pure=any(name.endswith("-none-any.whl") for name in wheels) if wheels else None,
        n_files=len(names),
        n_hashed=sum(1 for _, digest in names if digest),
        hashes=tuple(digest for _, digest in names if digest),
    )


def package_notices(packages: Iterable[Package], path: str, members: frozenset[Key]) -> list[Notice]:
    """Odd names, and origins that no public fact is about."""
    found = Noted()
    for package in packages:
        name, line, where = package.key.name, package.line, package.path or path
        if not is_valid_name(name):
            found.add(Notice("odd-name", f"{name[:80]!r} is no name of a package: left out", where, line))
        if package.origin.kind in _UNWEIGHED and package.key not in members:
            reason = _UNWEIGHED[package.origin.kind]
            found.add(Notice("not-weighed", f"{name} {reason}: no public facts apply", where, line))
    return found.all()


def asks_of(package: Package) -> list[Requirement]:
    """Everything a package may require, with any of its extras."""
    return [*package.requires, *(ask for _, asks in package.extras for ask in asks)]
