"""A stand-in root where a format does not say who asks."""

from collections.abc import Iterable, Mapping

from depcalc.lockfiles._packages import asks_of
from depcalc.values.lock import Key, Package, Requirement, Root


def unasked(packages: Mapping[Key, Package], asked: Iterable[Key] = ()) -> tuple[Key, ...]:
    """The fewest packages from which, together with those `asked` for, all others can be reached: those
    that nothing requires, and one of each cycle that nothing outside it requires."""
    reached: set[Key] = set()
    _reach(asked, packages, reached)
    chosen = []
    for key in reversed(_requirers_last(packages)):
        if key not in reached:
            chosen.append(key)
            _reach([key], packages, reached)
    return tuple(sorted(chosen))


def root_of_unasked(packages: Mapping[Key, Package], name: str) -> Root:
    return Root(name, requires=tuple(Requirement(key.name, (key,)) for key in unasked(packages)))


def _requirers_last(packages: Mapping[Key, Package]) -> list[Key]:
    """Every package behind what it requires; a cycle behind all it leads to, its first name last."""
    order: list[Key] = []
    entered: set[Key] = set()
    for start in sorted(packages):
        todo = [] if start in entered else [(start, iter(_targets(packages[start])))]
        entered.add(start)
        while todo:
            key, rest = todo[-1]
            target = next((one for one in rest if one in packages and one not in entered), None)
            if target is None:
                order.append(key)
                todo.pop()
            else:
                entered.add(target)
                todo.append((target, iter(_targets(packages[target]))))
    return order


def _reach(starts: Iterable[Key], packages: Mapping[Key, Package], reached: set[Key]) -> None:
    """Add everything that can be reached; what was reached before is not walked again."""
    todo = list(starts)
    while todo:
        key = todo.pop()
        if key not in reached and key in packages:
            reached.add(key)
            todo += _targets(packages[key])


def _targets(package: Package) -> list[Key]:
    return [target for ask in asks_of(package) for target in ask.targets]
