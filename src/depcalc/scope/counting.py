"""The size of the whole lock: all groups, extras and platforms."""

from collections.abc import Iterable

from depcalc.values.lock import Key, Lock, Package, Requirement, Root
from depcalc.values.scope import GraphCounts

_LEAVE_OUT_ORPHANS = ("uv", "pixi")


def count(lock: Lock) -> GraphCounts:
    """Packages, edges and direct requirements of the whole lock, as docs/lockfiles.md defines them."""
    edges = {package.key: _targets(_asks(package)) for package in lock.packages}
    members = {root.key for root in lock.roots if root.key}
    direct: set[Key] = set()
    undeclared: set[Key] = set()
    for root in lock.roots:
        asked = _targets(_asks_of_root(root))
        direct |= asked
        undeclared |= _targets(_asks_of_root(root, declared=False))
        if root.key:
            edges[root.key] = edges.get(root.key, set()) | asked
    reached = _reach(direct | undeclared | members, edges)
    kept = reached if lock.format in _LEAVE_OUT_ORPHANS else set(edges)
    direct -= members
    return GraphCounts(
        packages=len(kept),
        edges=_count_pairs({key: edges[key] - {key} for key in kept & set(edges)}, lock.format),
        direct=len(direct) if lock.format == "uv" else len({key.name for key in direct}),
        orphans=tuple(sorted(set(edges) - reached)),
        edges_from=lock.edges_from,
    )


def _count_pairs(edges: dict[Key, set[Key]], format: str) -> int:
    """Pairs of packages; of names in requirements files, whose comments say no more."""
    if format == "requirements":
        return len({(key.name, target.name) for key, targets in edges.items() for target in targets})
    return sum(map(len, edges.values()))


def _asks(package: Package) -> list[Requirement]:
    asks = [*package.requires, *(ask for _, asks in package.extras for ask in asks)]
    return [ask for ask in asks if ask.declared]


def _asks_of_root(root: Root, *, declared: bool = True) -> list[Requirement]:
    named = (ask for _, asks in (*root.extras, *root.groups) for ask in asks)
    return [ask for ask in (*root.requires, *root.idle, *named) if ask.declared is declared]


def _targets(asks: Iterable[Requirement]) -> set[Key]:
    return {target for ask in asks for target in ask.targets}


def _reach(starts: set[Key], edges: dict[Key, set[Key]]) -> set[Key]:
    todo, reached = list(starts), set[Key]()
    while todo:
        key = todo.pop()
        if key not in reached:
            reached.add(key)
            todo += edges.get(key, ())
    return reached
