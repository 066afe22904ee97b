"""Which groups and extras of a lock count, and what is left when they are chosen."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from depcalc.values.lock import Key
from depcalc.values.notice import Notice

Exposure: TypeAlias = Literal["production", "build", "development"]
EXPOSURES: tuple[Exposure, ...] = ("production", "build", "development")  # most exposed first


@dataclass(frozen=True, slots=True)
class Scope:
    """The default is production: what the roots themselves require, no extras, no groups.

    python_version   "3.12" or "3.12.4": only what this Python gets; "" for every one
    python_platform  a name of `scope.environment.PLATFORMS`: only what it gets; "" for every one
    """

    groups: tuple[str, ...] = ()
    only_groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    all_groups: bool = False
    all_extras: bool = False
    python_version: str = ""
    python_platform: str = ""


class Node(NamedTuple):
    """A package with one of its extras switched on; extra "" is the package itself."""

    key: Key
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Direct:
    """A name that a root requires, in scope.

    nodes     what the roots' own edges to this name lead to: its locked versions, with the extras asked for
    groups    the groups that ask for it: "" for the roots' own requirements, "extra:x", "group:x"
    exposure  of the most exposed of them
    asked_by  the roots and members that ask: their keys, or Key(name, "") where the lock does not hold them
    """

    name: str
    nodes: tuple[Node, ...]
    groups: tuple[str, ...]
    exposure: Exposure
    asked_by: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A lock under a scope.

    members    keys of roots that the lock itself holds; they carry edges and are never priced
    own        members' nodes reached from the roots through members alone: what they ask for is direct
    nodes      every node reached, members included, sorted
    edges      node -> nodes it needs, for the nodes reached; a pair (k, x) also leads to (k, "")
    directs    by name, sorted
    undeclared  what roots hold without declaring it (`Requirement.declared`), in the form of `directs`
    exposure   most exposed group that reaches each key
    groups     names of groups and extras taken in, as in `Direct.groups`
    outside    (group or extra, number of further names it would bring) for those left out, sorted
    """

    members: tuple[Key, ...] = ()
    own: tuple[Node, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[tuple[Node, tuple[Node, ...]], ...] = ()
    directs: tuple[Direct, ...] = ()
    undeclared: tuple[Direct, ...] = ()
    exposure: tuple[tuple[Key, Exposure], ...] = ()
    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    outside: tuple[tuple[str, int], ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """The whole lock, all groups and extras, as lockfiles.md counts it: roots and members included where
    the lock holds them, packages nothing reaches apart, edges as ordered pairs of packages without loops."""

    packages: int
    edges: int
    direct: int
    orphans: tuple[Key, ...]
    edges_from: str
