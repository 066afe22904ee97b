"""Entries whose name no package can have (PEP 508) are left out, with all that asks for them; a notice says where."""

from collections.abc import Iterable
from dataclasses import replace

from depcalc.lockfiles._names import is_valid_name
from depcalc.values.lock import Key, Lock, Named, Package, Requirement, Root


def without_odd_names(lock: Lock) -> Lock:
    """The lock as far as its names are names. Conda has rules of its own, and nobody looks up a root."""
    roots = {root.key for root in lock.roots if root.key}
    odd = frozenset(one.key for one in lock.packages if _is_odd(one) and one.key not in roots)
    if not odd:
        return lock
    return replace(
        lock,
        packages=tuple(_package(one, odd) for one in lock.packages if one.key not in odd),
        roots=tuple(_root(root, odd) for root in lock.roots),
    )


def _is_odd(package: Package) -> bool:
    return not package.key.origin.startswith("conda ") and not is_valid_name(package.key.name)


def _package(package: Package, odd: frozenset[Key]) -> Package:
    return replace(package, requires=_asks(package.requires, odd), extras=_named(package.extras, odd))


def _root(root: Root, odd: frozenset[Key]) -> Root:
    return replace(
        root,
        requires=_asks(root.requires, odd),
        extras=_named(root.extras, odd),
        groups=_named(root.groups, odd),
        idle=_asks(root.idle, odd),
    )


def _named(named: Named, odd: frozenset[Key]) -> Named:
    return tuple((name, _asks(asks, odd)) for name, asks in named)


def _asks(asks: Iterable[Requirement], odd: frozenset[Key]) -> tuple[Requirement, ...]:
    return tuple(ask for ask in asks if not odd.intersection(ask.targets))
