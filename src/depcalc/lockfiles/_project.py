"""What a project's own file declares, and the standard tables that Poetry, PDM and uv share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from depcalc.errors import LockError
from depcalc.lockfiles._pep508 import Asked, split_requirement
from depcalc.lockfiles._places import split_place
from depcalc.lockfiles._reading import Table
from depcalc.values.lock import Key, Named, Requirement, Root, normalise

MAX_ASKS = 100_000
Choose = Callable[[str, str], tuple[Key, ...]]  # (name, constraint) -> the locked packages it may mean
Asks = list[Asked]


@dataclass(frozen=True, slots=True)
class Declared:
    """Who asks for what, before anything is locked. `idle`: optional, and in no extra."""

    name: str = ""
    main: Asks = field(default_factory=list)
    extras: Mapping[str, Asks] = field(default_factory=dict)
    groups: Mapping[str, Asks] = field(default_factory=dict)
    idle: Asks = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.main or self.extras or self.groups)

    def everything(self) -> Asks:
        named = (*self.extras.values(), *self.groups.values())
        return [*self.main, *(asked for asks in named for asked in asks), *self.idle]

    def root(self, choose: Choose) -> Root:
        """The same with the packages of a lock behind it; a project that asks for itself asks for nothing."""
        return Root(
            name=self.name or "project",
            requires=self._resolve(self.main, choose),
            extras=self._resolve_named(self.extras, choose),
            groups=self._resolve_named(self.groups, choose),
            idle=self._resolve(self.idle, choose),
        )

    def _resolve(self, asks: Iterable[Asked], choose: Choose) -> tuple[Requirement, ...]:
        return tuple(requirement(asked, choose) for asked in asks if asked.name != self.name)

    def _resolve_named(self, named: Mapping[str, Asks], choose: Choose) -> Named:
        return tuple((name, self._resolve(asks, choose)) for name, asks in sorted(named.items()))


def requirement(asked: Asked, choose: Choose) -> Requirement:
    targets = choose(asked.name, asked.specifier)
    return Requirement(asked.name, targets, asked.extras, asked.marker, asked.specifier)


def strings(table: Table, key: str) -> Asks:
    """A list of requirement strings; one that cannot be read is not in the lock either."""
    return [asked for text in table.texts(key) if (asked := split_string(text))]


def split_string(text: str) -> Asked | None:
    """A requirement string, or an editable as PDM writes it: `-e file:///${PROJECT_ROOT}/x#egg=x`."""
    if text.startswith("-e "):
        return split_place(text[3:].strip())
    return split_requirement(text)


def standard_extras(project: Table) -> dict[str, Asks]:
    """`[project.optional-dependencies]`."""
    table = project.table("optional-dependencies")
    found: dict[str, Asks] = {}
    for extra in table.data:
        found.setdefault(normalise(extra), []).extend(strings(table, extra))
    return found


def standard_groups(table: Table) -> tuple[dict[str, Asks], dict[str, list[str]]]:
    """`[dependency-groups]`: what each asks for itself, and which groups it includes."""
    asks: dict[str, Asks] = {}
    includes: dict[str, list[str]] = {}
    for name in sorted(table.data):
        found = asks.setdefault(normalise(name), [])
        for place, item in enumerate(table.get(name, list, [])):
            if isinstance(item, dict):
                included = Table(item, f"{table.at}.{name}[{place}]").text("include-group")
                includes.setdefault(normalise(name), []).append(normalise(included))
            elif isinstance(item, str) and (asked := split_string(item)):
                found.append(asked)
    return asks, includes


def with_includes(asks: Mapping[str, Asks], includes: Mapping[str, list[str]]) -> dict[str, Asks]:
    """Each group with what the groups it includes ask for; circles end."""
    budget = _Budget()
    return {group: budget.gather(group, asks, lambda one: includes.get(one, [])) for group in asks}


def without_itself(name: str, extras: Mapping[str, Asks]) -> dict[str, Asks]:
    """The project asking for itself, `all = ["me[a,b]"]`, means what those extras ask for."""
    others = {extra: [one for one in asks if one.name != name] for extra, asks in extras.items()}
    inner = {
        extra: [x for one in asks if one.name == name for x in one.extras] for extra, asks in extras.items()
    }
    budget = _Budget()
    return {extra: budget.gather(extra, others, lambda one: inner.get(one, [])) for extra in extras}


class _Budget:
    """Bounds what groups that include each other may come to, all of them together."""

    def __init__(self) -> None:
        self._left = MAX_ASKS

    def gather(self, start: str, asks: Mapping[str, Asks], inner: Callable[[str], list[str]]) -> Asks:
        """What `start` asks for, and all that is inside it."""
        found, todo, seen = [], [start], {start}
        while todo:
            name = todo.pop()
            found += asks.get(name, [])
            inside = inner(name)
            fresh = [one for one in dict.fromkeys(inside) if one not in seen]
            todo += fresh
            seen.update(fresh)
            self._left -= 1 + len(asks.get(name, [])) + len(inside)
            if self._left < 0:
                raise LockError(f"groups or extras include each other more than {MAX_ASKS} times", start[:80])
        return found
