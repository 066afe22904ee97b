"""The size of the whole lock: all groups, extras and platforms."""

from depcalc.values.lock import Key, Lock, Package, Requirement
from depcalc.values.scope import GraphCounts

_LEAVE_OUT_ORPHANS = ("uv", "pixi")


def count(lock: Lock) -> GraphCounts:
    """Packages, edges and direct requirements of the whole lock, as docs/lockfiles.md defines them."""
    edges = {package.key: _targets(_asks(package)) for package in lock.packages}
    direct: set[Key] = set()
    for root in lock.roots:
        asked = _targets(
            [*root.requires, *root.idle, *(ask for _, asks in (*root.extras, *root.groups) for ask in asks)]
        )
        direct |= asked
        if root.key:
            edges[root.key] = edges.get(root.key, set()) | asked
    members = {root.key for root in lock.roots if root.key}
    reached = _reach(direct | members, edges)
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
    return [*package.requires, *(ask for _, asks in package.extras for ask in asks)]


def _targets(asks: list[Requirement]) -> set[Key]:
    return {target for ask in asks for target in ask.targets}


def _reach(starts: set[Key], edges: dict[Key, set[Key]]) -> set[Key]:
    todo, reached = list(starts), set[Key]()
    while todo:
        key = todo.pop()
        if key not in reached:
            reached.add(key)
            todo += edges.get(key, ())
    return reached
