"""Several locks as one: packages by identity, the roots of all, each package with the file its line is in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from depcalc.lockfiles._reading import refuse_too_many
from depcalc.values.lock import EdgesFrom, Key, Lock, Named, Package, Requirement, Root
from depcalc.values.notice import Notice

_WEAKEST_LAST: tuple[EdgesFrom, ...] = ("lock", "tool-table", "via-comments", "installed-metadata", "none")


def merge(locks: Sequence[Lock]) -> Lock:
    """One lock for several. A group or extra of one name in several locks is one; a name in several versions
    stays in all of them, as under forks. A single lock comes back as it is."""
    if len(locks) == 1:
        return locks[0]
    first = locks[0]
    formats = {lock.format for lock in locks}
    return replace(
        first,
        format=first.format if len(formats) == 1 else "several",
        revision=first.revision if len({(lock.format, lock.revision) for lock in locks}) == 1 else "",
        requires_python=next((lock.requires_python for lock in locks if lock.requires_python), ""),
        packages=_packages(locks),
        roots=tuple(root for lock in locks for root in _roots(lock)),
        edges_from=max((lock.edges_from for lock in locks), key=_WEAKEST_LAST.index),
        records_groups=all(lock.records_groups for lock in locks),
        notices=(*(notice for lock in locks for notice in lock.notices), *_edges_differ(locks)),
    )


def as_group(lock: Lock, group: str) -> Lock:
    """The lock of a group: all that its roots ask for, they ask for as this group."""
    roots = (
        replace(root, requires=(), extras=(), groups=((group, _everything(root)),), idle=())
        for root in lock.roots
    )
    return replace(lock, roots=tuple(roots), records_groups=True)


def _everything(root: Root) -> tuple[Requirement, ...]:
    named = (*root.extras, *root.groups)
    return tuple(dict.fromkeys([*root.requires, *root.idle, *(ask for _, asks in named for ask in asks)]))


def _packages(locks: Iterable[Lock]) -> tuple[Package, ...]:
    """What two locks say of one package counts together: each may know edges and files the other does not."""
    found: dict[Key, Package] = {}
    for lock in locks:
        for package in lock.packages:
            placed = replace(package, path=package.path or lock.path)
            known = found.get(package.key)
            found[package.key] = _both(known, placed) if known else placed
            refuse_too_many(len(found), lock.path)
    return tuple(found.values())


def _both(one: Package, other: Package) -> Package:
    return replace(
        one,
        files=max(one.files, other.files, key=lambda files: files.n_files),
        requires=tuple(dict.fromkeys((*one.requires, *other.requires))),
        extras=_together(one.extras, other.extras),
    )


def _together(one: Named, other: Named) -> Named:
    found: dict[str, dict[Requirement, None]] = {}
    for name, asks in (*one, *other):
        found.setdefault(name, {}).update(dict.fromkeys(asks))
    return tuple((name, tuple(asks)) for name, asks in sorted(found.items()))


def _roots(lock: Lock) -> tuple[Root, ...]:
    """The roots of one lock, so that what speaks for it alone also speaks for it among others: where its top
    asks for nothing, all its members are at the top."""
    if any(root.top and root.requires for root in lock.roots):
        return lock.roots
    return tuple(replace(root, top=True) for root in lock.roots)


def _edges_differ(locks: Sequence[Lock]) -> list[Notice]:
    if len({lock.edges_from for lock in locks}) == 1:
        return []
    message = "edges come from: {}"
    return [Notice("edges-from", message.format(lock.edges_from), lock.path) for lock in locks]
