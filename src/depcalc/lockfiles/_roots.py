"""A stand-in root where a format does not say who asks."""

from collections.abc import Iterable, Mapping

from depcalc.lockfiles._packages import asks_of
from depcalc.values.lock import Key, Package, Requirement, Root


def unasked(packages: Mapping[Key, Package], asked: Iterable[Key] = ()) -> tuple[Key, ...]:
    """The fewest packages from which, together with those `asked` for, all others can be reached: those
    that nothing requires, and one of each cycle that nothing outside it requires."""
    reached = _reach(asked, packages)
    required = {
        target for package in packages.values() for target in _targets(package) if target != package.key
    }
    chosen = [key for key in packages if key not in required and key not in reached]
    reached |= _reach(chosen, packages)
    for key in sorted(packages):
        if key not in reached:
            fresh = _reach([key], packages)
            chosen = [one for one in chosen if one not in fresh] + [key]
            reached |= fresh
    return tuple(sorted(chosen))


def root_of_unasked(packages: Mapping[Key, Package], name: str) -> Root:
    return Root(name, requires=tuple(Requirement(key.name, (key,)) for key in unasked(packages)))


def _reach(starts: Iterable[Key], packages: Mapping[Key, Package]) -> set[Key]:
    todo, reached = list(starts), set[Key]()
    while todo:
        key = todo.pop()
        if key not in reached and key in packages:
            reached.add(key)
            todo += _targets(packages[key])
    return reached


def _targets(package: Package) -> list[Key]:
    return [target for ask in asks_of(package) for target in ask.targets]
