"""What is being written while one file is flattened: numbered expressions, scopes, and the events of each
body."""

from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias

from depcalc.usage.static_tests import Target
from depcalc.usage.summary import (
    FIRST,
    UNKNOWN,
    Binding,
    Event,
    Events,
    Expr,
    Import,
    Scope,
    Signature,
    Statement,
    Test,
)

Sink: TypeAlias = dict[tuple[Any, ...], Any]  # event -> its first line; ("if", ...) -> two sinks
MOST_BINDINGS = 64  # of one local name; with more it is unknown
LOCAL = frozenset(
    {"param", "star", "var", "ann", "for", "with", "exc", "unk"}
)  # bindings that name nothing of ours
_KIND = itemgetter(0)
_LINELESS = frozenset({"str", "pool", "def", "class", "typed"})


class Scribe:
    """State of one file; `expressions` and `statements` write into it.

    sink     events of the body at hand
    shadows  names of comprehensions and lambdas around the expression at hand, innermost last
    """

    def __init__(self, name: str, is_package: bool, runs_main: bool, target: Target) -> None:
        self.module, self.target, self.runs_main = name, target, runs_main
        self.package = name if is_package else name.rpartition(".")[0]
        self.numbers: dict[Expr, int] = {e: i for i, e in enumerate(FIRST)}
        self.scopes: list[Scope] = []
        self.signatures: list[Signature] = []  # by scope
        self.binds: list[dict[str, list[Binding]]] = []  # by scope
        self.n_bindings = 0
        self.events: list[Events] = [()]
        self.globals: list[set[str]] = []  # by scope: names declared global
        self.nonlocals: list[set[str]] = []
        self.declares = True  # whether the text may hold such a declaration
        self.at = 0
        self.statement = -1
        self.sink: Sink = {}
        self.bodies: dict[
            tuple[str, int], Sink
        ] = {}  # ("events" | "header" | "defaults" | "statement", number)
        self.shadows: list[dict[str, int]] = []
        self.statements: list[Statement] = []
        self.imports: list[Import] = []
        self.stars: list[str] = []
        self.foreign_stores: list[tuple[int, str, int]] = []
        self.aliases: dict[str, str] = {}
        self.tests: dict[str, Test] = {}
        self.docstrings: list[tuple[int, int]] = []  # first and last line
        self.words: set[str] = set()  # strings that may name modules
        self.dotted: set[str] = set()  # those of several names

    def number(self, expr: Expr) -> int:
        """The number of an expression, shared with equal ones."""
        return self.numbers.setdefault(expr, len(self.numbers))

    def union(self, parts: list[int]) -> int:
        """One of several."""
        distinct = tuple(dict.fromkeys(parts))
        if len(distinct) == 1:
            return distinct[0]
        return UNKNOWN if UNKNOWN in distinct or not distinct else self.number(("union", distinct))

    def note(self, event: Event, line: int = 0) -> None:
        """An event of the body at hand."""
        self.sink.setdefault(event, line)

    def collecting(self) -> "_Collecting":
        """Events inside go to a sink of their own."""
        return _Collecting(self)

    def bind(self, name: str, kind: str, x: Any, y: Any = None, deferred: Any = None) -> None:
        """Name a value in the scope at hand, or where `global` and `nonlocal` send it."""
        at = self.at
        owner = self._owner(name) if self.globals[at] or self.nonlocals[at] else at
        known = self.binds[owner].setdefault(name, [])
        if len(known) >= MOST_BINDINGS and self.scopes[owner].kind == "function" and kind in LOCAL:
            if len(known) > MOST_BINDINGS:
                return
            kind, x, y, deferred = "unk", None, None, None
        known.append((kind, x, y, at, self.statement, deferred, self.n_bindings))
        self.n_bindings += 1

    def _owner(self, name: str) -> int:
        if name in self.globals[self.at]:
            return 0
        at = self.at
        if name in self.nonlocals[at]:
            at = self.scopes[at].parent
            while at > 0 and not (self.scopes[at].kind == "function" and name in self.binds[at]):
                at = self.scopes[at].parent
            return at if at > 0 else self.at
        return at

    def computes_names(self) -> None:
        """An attribute is set by a computed name: the classes around it have more than their text shows."""
        at = self.at
        while at > 0:
            if self.scopes[at].kind == "class":
                self.scopes[at].computed = True
            at = self.scopes[at].parent

    def is_local(self, name: str, scope: int) -> bool:
        """Whether the name is a plain local of this function or one around it."""
        at = scope
        while at > 0:
            here = self.scopes[at]
            bound = self.binds[at].get(name) if here.kind == "function" or at == scope else None
            if bound:
                return here.kind == "function" and LOCAL.issuperset(map(_KIND, bound))
            at = here.parent
        return False

    def laid_down(self, sink: Sink, scope: int) -> int:
        """The number of the finished events of a body."""
        events = self.finished(sink, scope) if sink else ()
        if not events:
            return 0
        self.events.append(events)
        return len(self.events) - 1

    def finished(self, sink: Sink, scope: int) -> Events:
        """The events of a body as tuples: plain locals dropped, strings in one."""
        out: list[Event] = []
        strings: tuple[list[str], list[str], list[str]] = ([], [], [])
        for event, line in sink.items():
            kind = event[0]
            if kind == "name":
                _, name, pos = event
                if not self.is_local(name, scope) or self._constructs(event, scope):
                    out.append((kind, name, pos, line))
            elif kind == "attr":
                _, base, name, pos, stored = event
                out.append((kind, base, name, pos, stored, line))
            elif kind == "str":
                strings[event[2]].append(event[1])
            elif kind == "if":
                out.append((kind, event[1], self.finished(line[0], scope), self.finished(line[1], scope)))
            else:
                out.append(event if kind in _LINELESS else (*event, line))
        if any(strings):
            out.append(("strings", *(tuple(s) for s in strings)))
        return tuple(out)

    def _constructs(self, event: Event, scope: int) -> bool:
        """The class itself, called or passed on inside a class method."""
        return event[2] in "vc" and self.signatures[scope].params[:1] == (event[1],)

    def finished_binds(self) -> None:
        """Turn the sinks of deferred values into events."""
        for bindings in chain.from_iterable(binds.values() for binds in self.binds):
            for i, (kind, x, y, at, statement, deferred, number) in enumerate(bindings):
                if deferred is not None:
                    bindings[i] = (kind, x, y, at, statement, self.laid_down(deferred, at), number)


class _Collecting:
    """A class rather than a generator: there is one for every annotation and every default."""

    __slots__ = ("_before", "_scribe")

    def __init__(self, scribe: Scribe) -> None:
        self._scribe, self._before = scribe, scribe.sink

    def __enter__(self) -> Sink:
        self._scribe.sink = {}
        return self._scribe.sink

    def __exit__(self, *error: object) -> None:
        self._scribe.sink = self._before
