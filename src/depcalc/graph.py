"""Selection -> Placements: depth, dependents, what leaves with a direct requirement, what is gone without it.

Everything is decided on (package, extra) nodes and then folded to names: a name leaves, or is gone, when all
its nodes are unreachable. Sets of names are bits of an int, so the whole of it is two sweeps over the edges.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from heapq import heappop, heappush
from itertools import groupby, islice, pairwise
from operator import and_, itemgetter, or_
from typing import Any

from depcalc.values.lock import Key
from depcalc.values.placement import Placement
from depcalc.values.scope import EXPOSURES, Direct, Node, Selection

_TRIES_PER_PATH = 8
_MOST_STEPS = 20_000  # of the search for paths; a ladder of packages has more paths than anybody could read
_FROM, _TO = "from", "to"
_Weighted = Mapping[Any, Mapping[Any, Mapping[str, int]]]
_Join = Callable[[int | None, int, Node], int]  # (old value of a node, value pushed to it, the node)


def place(selection: Selection) -> tuple[Placement, ...]:
    """Where each name in scope sits, by name."""
    graph = _Graph(selection)
    exposure = dict(selection.exposure)
    depths, needed_by, gone = graph.depths(), graph.needed_by(), graph.gone_with()
    leaves = _leaves_with(needed_by)
    dependents = _reversed(name_edges(selection))
    return tuple(
        Placement(
            name=name,
            versions=tuple(sorted({node.key.version for node in nodes})),
            direct=name in graph.directs,
            groups=tuple(sorted({label for one in needed_by[name] for label in graph.groups[one]})),
            exposure=min((exposure[node.key] for node in nodes), key=EXPOSURES.index),
            depth=min(depths[node] for node in nodes),
            dependents=dependents.get(name, ()),
            needed_by_directs=tuple(one for one in needed_by[name] if one != name and one in graph.directs),
            leaves_with=tuple(leaves.get(name, ()) if name in graph.directs else ()),
            gone_with=tuple(gone[name]),
        )
        for name, nodes in sorted(graph.by_name.items())
    )


def name_edges(selection: Selection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every name in scope with the names it asks for; what it asks for through a workspace member counts,
    unless the member speaks for the project anyway."""
    graph = _Graph(selection)
    return tuple(
        (name, tuple(sorted(graph.asked_by(nodes) - {name}))) for name, nodes in sorted(graph.by_name.items())
    )


def paths_to(selection: Selection, name: str, limit: int = 5) -> tuple[tuple[Key, ...], ...]:
    """The shortest distinct paths from who asks (see `Direct.asked_by`) to `name`, shortest first; () when
    it is not in scope, or in it without anything declared that leads to it."""
    import networkx as nx  # noqa: PLC0415 - 0.2 s that only this question needs

    graph = _Graph(selection)
    if name not in graph.by_name:
        return ()
    edges = nx.DiGraph()
    edges.add_weighted_edges_from(_path_edges(graph, selection.directs, name))
    left = nx.single_source_dijkstra_path_length(edges.reverse(copy=False), _TO)
    if _FROM not in left:
        return ()
    walks = islice(_shortest_walks(edges.adj, left), limit * _TRIES_PER_PATH)
    found = dict.fromkeys(_keys_on(walk[1:-1]) for walk in walks)
    return tuple(islice(found, limit))


def cheapest_rungs(
    ladders: Mapping[str, Sequence[tuple[int | None, Collection[str]]]], costs: Mapping[str, int]
) -> dict[str, int]:
    """The rung to take of each ladder, so that all rungs taken and everything that they need cost least.

    ladders   name -> rungs (cost, what it needs); a rung needs all that the one before it needs. None: closed
    costs     of what can be needed, paid once however many rungs need it
    returns   name -> index; of choices that cost the same, the one that takes the later rungs

    It is a minimum cut: each rung is an edge on the way from a source to a sink, and exactly one is cut.
    """
    import networkx as nx  # noqa: PLC0415 - 0.2 s that only this question needs

    cut = nx.DiGraph()
    cut.add_edges_from((("need", name), _TO, {"capacity": cost}) for name, cost in costs.items())
    for name, rungs in ladders.items():
        steps = [_FROM, *((name, k) for k in range(1, len(rungs))), _TO]
        for (cost, needs), (here, after) in zip(rungs, pairwise(steps), strict=True):
            cut.add_edge(here, after, **({} if cost is None else {"capacity": cost}))
            cut.add_edges_from((here, ("need", one)) for one in needs)
    _, (side, _) = nx.minimum_cut(cut, _FROM, _TO)
    return {
        name: max([0, *(k for k in range(len(rungs)) if (name, k) in side)])
        for name, rungs in ladders.items()
    }


def _shortest_walks(after: _Weighted, left: Mapping[Any, int]) -> Iterator[tuple[Any, ...]]:
    """Paths from `_FROM` to `_TO` that pass no node twice, shortest first, within so many steps of work.

    left   steps that remain from each node that leads there: with it no step goes astray for long
    """
    todo: list[tuple[int, int, int, tuple[Any, ...]]] = [(left[_FROM], 0, 0, (_FROM,))]  # total, -so far
    for count in range(1, _MOST_STEPS):
        if not todo:
            return
        _, so_far, _, walk = heappop(todo)  # among equals the one that has come furthest
        if walk[-1] == _TO:
            yield walk
            continue
        for place, (node, edge) in enumerate(after[walk[-1]].items()):
            if node in left and node not in walk:
                length = edge["weight"] - so_far
                order = count * _MOST_STEPS + place
                heappush(todo, (length + left[node], -length, order, (*walk, node)))


class _Graph:
    """The nodes of a selection; the members' nodes that speak for the project are left out, as what they ask
    for is where everything starts."""

    def __init__(self, selection: Selection) -> None:
        own, members = set(selection.own), set(selection.members)
        self.after = {
            node: tuple(other for other in others if other not in own)
            for node, others in selection.edges
            if node not in own
        }
        self.starts: dict[str, tuple[Node, ...]] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        for one in (*selection.directs, *selection.undeclared):
            self.starts[one.name] = (*self.starts.get(one.name, ()), *one.nodes)
            self.groups[one.name] = (*self.groups.get(one.name, ()), *one.groups)
        self.directs = {direct.name for direct in selection.directs}
        self.by_name: dict[str, list[Node]] = {}
        for node in self.after:
            if node.key not in members:
                self.by_name.setdefault(node.key.name, []).append(node)
        self._members = members
        self._names = sorted(self.by_name)
        self._bits = {name: 1 << place for place, name in enumerate(self._names)}

    def depths(self) -> dict[Node, int]:
        """Steps from the roots: 1 for what they ask for, 2 for what they hold undeclared. From a package to
        its own extra is no step."""
        depths: dict[Node, int] = {}
        starts = (
            (node, 1 if name in self.directs else 2) for name in self.starts for node in self.starts[name]
        )
        todo = deque(sorted(starts, key=itemgetter(1)))
        while todo:
            node, depth = todo.popleft()
            if node not in depths:
                depths[node] = depth
                for other in self.after[node]:
                    if other.key == node.key:
                        todo.appendleft((other, depth))
                    else:
                        todo.append((other, depth + 1))
        return depths

    def needed_by(self) -> dict[str, tuple[str, ...]]:
        """Name -> the directs it can be reached from, itself included where it is one."""
        starts = {node: self._bits[name] for name, nodes in self.starts.items() for node in nodes}
        masks = self._sweep(starts, lambda old, new, _: (old or 0) | new)
        return {
            name: self._named(reduce(or_, map(masks.__getitem__, self.by_name[name]))) for name in self._names
        }

    def gone_with(self) -> dict[str, list[str]]:
        """Name -> the names, itself included, that are reached on no path without it."""
        starts = {node: self._bit(node) for nodes in self.starts.values() for node in nodes}
        everything = (1 << len(self._names)) - 1
        on_every_path = self._sweep(
            starts, lambda old, new, node: (everything if old is None else old) & (new | self._bit(node))
        )
        gone: dict[str, list[str]] = {name: [] for name in self._names}
        for name in self._names:
            for other in self._named(reduce(and_, (on_every_path[node] for node in self.by_name[name]))):
                gone[other].append(name)
        return gone

    def asked_by(self, nodes: Iterable[Node]) -> set[str]:
        """Names that nodes ask for, seen through members."""
        asked = {other for node in nodes for other in self.after[node]}
        through = {other for other in asked if other.key in self._members}
        todo = list(through)
        while todo:
            fresh = set(self.after[todo.pop()]) - asked
            asked |= fresh
            todo += [other for other in fresh if other.key in self._members]
        return {other.key.name for other in asked if other.key not in self._members}

    def _sweep(self, starts: dict[Node, int], join: _Join) -> dict[Node, int]:
        """Push values along the edges until nothing changes; `join` only ever moves a value one way."""
        values, todo = dict(starts), deque(starts)
        while todo:
            node = todo.popleft()
            for other in self.after[node]:
                old = values.get(other)
                value = join(old, values[node], other)
                if value != old:
                    values[other] = value
                    todo.append(other)
        return values

    def _bit(self, node: Node) -> int:
        return 0 if node.key in self._members else self._bits[node.key.name]

    def _named(self, mask: int) -> tuple[str, ...]:
        found, bits = [], f"{mask:b}"[::-1]
        at = bits.find("1")
        while at >= 0:
            found.append(self._names[at])
            at = bits.find("1", at + 1)
        return tuple(found)


def _leaves_with(needed_by: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Direct -> the other names that it alone needs."""
    found: dict[str, list[str]] = {}
    for name, directs in needed_by.items():
        if len(directs) == 1 and directs != (name,):
            found.setdefault(directs[0], []).append(name)
    return found


def _reversed(edges: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, others in edges:
        for other in others:
            found.setdefault(other, []).append(name)
    return {name: tuple(askers) for name, askers in found.items()}


def _path_edges(graph: _Graph, directs: Iterable[Direct], name: str) -> Iterator[tuple[object, object, int]]:
    """The graph between one source, who asks, and one sink behind every node of `name`, with lengths."""
    for direct in directs:
        for asker in direct.asked_by:
            yield _FROM, asker, 1
            yield from ((asker, node, 1) for node in direct.nodes)
    for node, others in graph.after.items():
        yield from ((node, other, int(other.key != node.key)) for other in others)
    yield from ((node, _TO, 1) for node in graph.by_name[name])


def _keys_on(walk: Iterable[Key | Node]) -> tuple[Key, ...]:
    """The packages along a walk, one entry each for a package and its extras."""
    keys = (step.key if isinstance(step, Node) else step for step in walk)
    return tuple(key for key, _ in groupby(keys))
