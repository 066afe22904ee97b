"""Walking a lock over (package, extra) nodes: the one place that knows which edges are taken."""

import re
from collections.abc import Callable, Iterable, Mapping

from depcalc.scope.environment import ANYWHERE, Environment
from depcalc.scope.markers import Decide, certainly_false, made_up_extra
from depcalc.values.lock import Key, Lock, Requirement
from depcalc.values.scope import Node

_QUOTED = re.compile(r"""["']([^"']*)["']""")
Switched = frozenset[tuple[str, str, str]]  # ("extra" | "group" | "project", package name, extra or group)


class Walk:
    """Edges of a lock once the roots' extras and groups are settled (`switched`); None leaves them open."""

    def __init__(
        self,
        requires: Mapping[Node, tuple[Requirement, ...]],
        switched: Switched | None,
        environment: Environment = ANYWHERE,
    ) -> None:
        self._requires = requires
        self._switched = switched
        self._environment = environment
        self._successors: dict[Node, tuple[Node, ...]] = {}
        self._left_out: dict[tuple[str, str], bool] = {}

    def after(self, node: Node) -> tuple[Node, ...]:
        """Nodes that `node` needs, sorted; a package with an extra also needs the package itself."""
        if node not in self._successors:
            found = self.targets(self._requires.get(node, ()), node.extra)
            if node.extra:
                found.add(Node(node.key))
            self._successors[node] = tuple(sorted(found - {node}))
        return self._successors[node]

    def asked(self, node: Node, *, declared: bool) -> set[Node]:
        """What a member's node asks for, as far as that is declared, or as far as it is not."""
        return self.targets(
            (ask for ask in self._requires.get(node, ()) if ask.declared is declared), node.extra
        )

    def targets(self, asks: Iterable[Requirement], extra: str = "") -> set[Node]:
        """What requirements lead to, those left out whose marker is certainly false."""
        found = set[Node]()
        for ask in asks:
            if ask.marker and self._is_left_out(ask.marker, extra):
                continue
            found.update(map(Node, ask.targets))
            for key in ask.targets if ask.extras else ():
                found.update(node for x in ask.extras if (node := Node(key, x)) in self._requires)
        return found

    def reach(self, starts: Iterable[Node]) -> set[Node]:
        return reach(starts, self.after)

    def reach_within(self, starts: Iterable[Node], members: frozenset[Key]) -> set[Node]:
        """The members reached through members alone."""
        return reach(
            (node for node in starts if node.key in members),
            lambda node: (after for after in self.after(node) if after.key in members),
        )

    def _is_left_out(self, marker: str, extra: str) -> bool:
        if not self._environment and "extra" not in marker:
            return False
        if (marker, extra) not in self._left_out:
            false = certainly_false(marker, self._decide(extra), self._environment)
            self._left_out[marker, extra] = false
        return self._left_out[marker, extra]

    def _decide(self, extra: str) -> Decide:
        def decide(text: str) -> bool | None:
            if made_up := made_up_extra(text):
                return None if self._switched is None else made_up in self._switched
            return text == extra

        return decide


def node_requirements(lock: Lock) -> Mapping[Node, tuple[Requirement, ...]]:
    """What each node of the lock requires, as written."""
    found = {Node(package.key): package.requires for package in lock.packages}
    for package in lock.packages:
        found |= {Node(package.key, extra): asks for extra, asks in package.extras}
    return found


def reach(starts: Iterable[Node], after: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Everything that can be reached, the starts included."""
    todo, reached = list(starts), set[Node]()
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.add(node)
            todo += after(node)
    return reached


def mentioned(lock: Lock) -> Switched:
    """The made-up extras that any marker of the lock asks about."""
    named = [asks for package in lock.packages for _, asks in package.extras]
    named += [asks for root in lock.roots for _, asks in (("", root.requires), *root.extras, *root.groups)]
    every = (*(package.requires for package in lock.packages), *named)
    markers = {ask.marker for asks in every for ask in asks if "extra" in ask.marker}
    quoted = {text for marker in markers for text in _QUOTED.findall(marker)}
    return frozenset(found for text in quoted if (found := made_up_extra(text)))
