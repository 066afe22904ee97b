"""Which packages a scope takes in, who asks for them, and what it leaves out."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from depcalc.errors import UsageError
from depcalc.scope._labels import PRODUCTION, Asks, asks_by_label, exposure_of, labels_taken, roots_in_play
from depcalc.scope._walk import Switched, Walk, mentioned, node_requirements
from depcalc.scope.environment import Environment, environment_of
from depcalc.values.lock import Key, Lock
from depcalc.values.notice import Notice
from depcalc.values.scope import EXPOSURES, Direct, Exposure, Node, Scope, Selection


def select(lock: Lock, scope: Scope = Scope()) -> Selection:  # noqa: B008 - frozen
    """The packages in scope, as the lock's own tool would export them, for every platform and Python version
    unless the scope names one.

    Markers are not evaluated any further than that, except for the made-up extras of uv's conflicts. Raises
    `UsageError` for a group or an extra that the roots do not have, a version or a platform that is none.
    """
    roots, notices = roots_in_play(lock)
    asks = asks_by_label(roots)
    taken = labels_taken(scope, asks)
    view = _View(lock, asks, environment_of(scope))
    part = view.part(taken)
    if len(part.names) > MAX_NAMES:
        raise UsageError(f"more than {MAX_NAMES} names in scope", "Choose fewer groups or extras.")
    outside, complete = view.outside(part)
    return Selection(
        members=tuple(sorted(view.members)),
        own=tuple(sorted(part.all_own)),
        nodes=tuple(sorted(part.reached)),
        edges=tuple((node, part.walk.after(node)) for node in sorted(part.reached)),
        directs=part.directs(declared=True),
        undeclared=part.directs(declared=False),
        exposure=part.exposure(),
        groups=taken,
        extras=tuple(label.removeprefix("extra:") for label in taken if label.startswith("extra:")),
        outside=outside,
        notices=(
            *notices,
            *_notices(lock, part, view.members),
            *_narrowed(lock, scope),
            *_counted(lock, complete),
        ),
    )


MAX_NAMES = 5_000  # in scope: each of them may leave with each other one
MAX_COUNTED = 300_000  # nodes, over all groups and extras that are left out
_MOST_WALKS = 8
_NOT_COUNTED = "so large that not every group and extra beyond the scope is counted"


class _View:
    """A lock and who asks for what in it; hands out the part that a choice of labels reaches."""

    def __init__(self, lock: Lock, asks: Mapping[str, Asks], environment: Environment) -> None:
        self.asks = asks
        self._environment = environment
        self.members = frozenset(root.key for root in lock.roots if root.key)
        self._requires = node_requirements(lock)
        self._mentioned = mentioned(lock)
        self._open = Walk(self._requires, None, environment)
        self._walks: dict[Switched, Walk] = {}

    def part(self, labels: Iterable[str]) -> "_Part":
        taken = tuple(labels)
        switched = self._switched(taken) & self._mentioned
        if len(self._walks) > _MOST_WALKS:
            self._walks.clear()
        walk = self._walks.setdefault(switched, Walk(self._requires, switched, self._environment))
        return _Part(walk, self._of(taken), self.members)

    def _of(self, labels: Iterable[str]) -> dict[str, Asks]:
        return {label: self.asks[label] for label in labels}

    def _switched(self, labels: tuple[str, ...]) -> Switched:
        """Extras and groups that are on: those chosen, and those that one member switches on in another."""
        if not self._mentioned:
            return frozenset()
        part = _Part(self._open, self._of(labels), self.members)
        on = {("extra" if node.extra else "project", node.key.name, node.extra) for node in part.all_own}
        for label in labels:
            kind, _, name = label.partition(":")
            on |= {(kind or "project", root.name, name) for root, _ in self.asks[label]}
        return frozenset(on)

    def outside(self, part: "_Part") -> tuple[tuple[tuple[str, int], ...], bool]:
        """What each label that is left out would bring, and whether that is all of them."""
        counted: list[tuple[str, int]] = []
        seen = 0
        for label in sorted(label for label in self.asks if label not in part.asks and label != PRODUCTION):
            if seen > MAX_COUNTED:
                return tuple(counted), False
            more = self.part((*part.asks, label))
            counted.append((label, len(more.names - part.names)))
            seen += len(more.reached)
        return tuple(counted), True


class _Part:
    """What a choice of labels reaches in a lock."""

    def __init__(self, walk: Walk, asks: Mapping[str, Asks], members: frozenset[Key]) -> None:
        self.walk = walk
        self.asks = asks
        self._members = members

    @cached_property
    def _starts(self) -> dict[str, set[Node]]:
        """What each label leads to first; a root that the lock holds stands for its own requirements."""
        starts: dict[str, set[Node]] = {}
        for label, asks in self.asks.items():
            found = starts.setdefault(label, set())
            for root, requires in asks:
                found |= self.walk.targets(requires, label.removeprefix("extra:"))
                if root.key and not label.startswith("group:"):
                    found.add(Node(root.key, label.removeprefix("extra:")))
        return starts

    @cached_property
    def own(self) -> dict[str, set[Node]]:
        """The members' nodes that speak for each label; what production holds already speaks for it alone."""
        settled: set[Node] = set()
        found = {}
        for label, starts in self._starts.items():
            found[label] = self.walk.reach_within(starts, self._members) - settled
            settled |= found[label] if label == PRODUCTION else set()
        return found

    @cached_property
    def all_own(self) -> set[Node]:
        return set().union(*self.own.values())

    @cached_property
    def reached(self) -> set[Node]:
        return self.walk.reach(set().union(*self._starts.values()))

    @cached_property
    def names(self) -> set[str]:
        return {node.key.name for node in self.reached if node.key not in self._members}

    def directs(self, *, declared: bool) -> tuple[Direct, ...]:
        """What the roots ask for by name, or what they hold without declaring it."""
        nodes: dict[str, set[Node]] = {}
        labels: dict[str, set[str]] = {}
        askers: dict[str, set[Key]] = {}
        for label in self.asks:
            for asker, node in self._asked(label, declared):
                nodes.setdefault(node.key.name, set()).add(node)
                labels.setdefault(node.key.name, set()).add(label)
                askers.setdefault(node.key.name, set()).add(asker)
        return tuple(
            Direct(
                name=name,
                nodes=tuple(sorted(nodes[name])),
                groups=tuple(sorted(labels[name])),
                exposure=min(map(exposure_of, labels[name]), key=EXPOSURES.index),
                asked_by=tuple(sorted(askers[name])),
            )
            for name in sorted(nodes)
        )

    def _asked(self, label: str, declared: bool) -> Iterable[tuple[Key, Node]]:
        """(who asks, what for) of one label, members left out as what is asked for."""
        for root, requires in self.asks[label]:
            asker = root.key or Key(root.name, "")
            asks = (ask for ask in requires if ask.declared is declared)
            for node in self.walk.targets(asks, label.removeprefix("extra:")):
                if node.key not in self._members:
                    yield asker, node
        for own in self.own[label]:
            for node in self.walk.asked(own, declared=declared):
                if node.key not in self._members:
                    yield own.key, node

    def exposure(self) -> tuple[tuple[Key, Exposure], ...]:
        found: dict[Key, Exposure] = {}
        for exposure in EXPOSURES:
            starts = (self._starts[label] for label in self.asks if exposure_of(label) == exposure)
            for node in self.walk.reach(set().union(*starts)):
                found.setdefault(node.key, exposure)
        return tuple(sorted(found.items()))


def _notices(lock: Lock, part: _Part, members: frozenset[Key]) -> list[Notice]:
    notices = []
    if not lock.records_groups:
        message = "this format records no groups: every package counts as production"
        notices.append(Notice("no-groups", message, lock.path))
    left = sorted(key.name for key in members - {node.key for node in part.reached})
    if left and PRODUCTION in part.asks:
        message = f"workspace members that the project itself does not install: {', '.join(left)}"
        notices.append(Notice("members-outside", message, lock.path))
    return notices


def _counted(lock: Lock, complete: bool) -> list[Notice]:
    return [] if complete else [Notice("outside-not-counted", _NOT_COUNTED, lock.path)]


def _narrowed(lock: Lock, scope: Scope) -> list[Notice]:
    """Says so where the answer holds for one Python or one platform alone."""
    python = f"Python {scope.python_version}" if scope.python_version else "every Python"
    where = scope.python_platform or "every platform"
    if not (scope.python_version or scope.python_platform):
        return []
    message = f"only what {python} on {where} gets; what the markers leave open counts"
    return [Notice("one-environment", message, lock.path)]
