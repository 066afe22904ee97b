"""What one source file says, flattened: lists, dicts and tuples that `marshal` can carry between processes.

Expressions are numbered tuples `(kind, ...)` that name their parts by number; equal expressions of one scope share
a number. Events are what running a body may touch, in source order and without repeats. Both keep only what
reachability asks about. Kinds of expression (`n`: number of another expression, `s`: number of a scope):

    unknown · pure (str, int, None ...) · container · lambda      nothing of the file's own behind them
    str(text) · shape(parts, None for a gap) · name(text, s) · attr(n, text) · call(n, args) · super(s)
    typeof(n) · union(ns) · tuple(ns) · list(ns) · copied(n) · element(n) · sub(n, is_slice) · sum(n, n)
    arithmetic(n, n) · entered(n, method) · cast(n, annotation, n) · declared(n, annotation)
    in annotations: opt(ns) · generic(n, name, ns)

Events: name(text, position, line) · attr(n, text, position, stored, line) · import(module, line)
· call(name, n, args, keywords, line) · strings(identifiers, dotted, others) · from(base, name, line)
· pool(name) · def(s) · class(s) · if(test, events, events)

Positions: v the value escapes · c called · r receiver of an attribute · s subscripted · x type position
· d a table that nobody has read yet.
"""

import marshal
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeAlias

from depcalc.usage.packed import OpenSection, Packed, Section, Shelf, pack

FORMAT = 9  # of the tuples below, and of what is made of them; part of every cache key

Expr: TypeAlias = tuple[Any, ...]
Event: TypeAlias = tuple[Any, ...]
Events: TypeAlias = tuple[Event, ...]
# (kind, x, y, scope of its expressions, statement, number of the events of a deferred value, its own number)
Binding: TypeAlias = tuple[Any, ...]
Bindings: TypeAlias = Mapping[str, list[Binding]]
Test: TypeAlias = Any  # True, False, None (unknown), ("expr", n), ("not", t), ("and" | "or", (t, ...))

UNKNOWN, PURE, CONTAINER, LAMBDA = range(4)  # the expressions every file starts with
FIRST: tuple[Expr, ...] = (("unknown",), ("pure",), ("container",), ("lambda",))

STATIC, CLASSMETHOD, PROPERTY, SETTER, GENERATOR, ASYNC, WRAPS, RAISES, STUB, LEAKS = (
    1 << i for i in range(10)
)


NO_STORES: dict[str, list[int]] = {}  # one for all scopes that are no class; `marshal` keeps it one


@dataclass(slots=True)
class Scope:
    """A module (number 0), class or function.

    lines      code lines it owns, inner scopes apart
    events     number of the events of its body; `header`: of decorators and bases, run when the statement runs
    decorators expression of each decorator or its factory, and whether it is called
    flags      of a function: STATIC ... LEAKS (a class method that creates, returns or passes its class)
    stores     of a class: attribute -> values set through `self`
    computed   of a class: it writes attributes by computed name
    """

    kind: str
    parent: int
    lines: int = 0
    data_lines: int = 0
    flags: int = 0
    events: int = 0
    header: int = 0
    defaults: int = 0
    decorators: tuple[tuple[int, bool], ...] = ()
    stores: dict[str, list[int]] = field(default_factory=lambda: NO_STORES)
    computed: bool = False


@dataclass(slots=True)
class Signature:
    """What is asked of a scope once, if at all.

    first      first line, decorators included; `line` is that of the `def` or `class`
    hooks      of a function: (name, through super) it calls on its class
    """

    qual: str
    first: int
    line: int
    last: int
    params: tuple[str, ...] = ()
    returns: tuple[int, ...] = ()
    annotation: int = -1
    hooks: tuple[tuple[str, bool], ...] = ()
    bases: tuple[int, ...] = ()
    metaclasses: tuple[int, ...] = ()


@dataclass(slots=True)
class Statement:
    """A module-level statement: `kind` is plain, import, def, class, call (`what`: expression) or patch.

    what       def, class: number of the scope; call: expression of the callee; patch: names it sets parts of
    mutates    global names whose value it changes
    """

    kind: str
    what: Any
    line: int
    last: int
    lines: int
    data_lines: int
    events: Events
    mutates: tuple[str, ...]


@dataclass(slots=True)
class Import:
    """`base` is absolute ("" beyond the top); `name` is "" for `import base`."""

    base: str
    name: str
    bound: str
    line: int
    typing_only: bool
    optional: bool
    scope: int


@dataclass(slots=True)
class Summary:
    """One file. `trouble` says why its content is unknown, "" when it was read.

    events     of bodies, headers, defaults and deferred values, by number; 0 is none
    binds      by scope: names with their bindings; `signatures` are by scope, too
    outline    order of module-level statements: numbers, and (test, outline, outline) for a static test
    stores     attributes set on something else than self: (receiver, attribute, value)
    tests      global names that stand for a static test
    dynamic    strings of a module that imports by name, None of any other
    dotted     strings that may name a module, or something in one, from outside
    exports    `__all__` where it is one literal
    hidden     of a file of the project: where it may import what no text names, see `hidden`
    aside      of such a file: imports in branches that are not taken and in examples, (line, module, where)
    written    of such a file: globals that hold a dict which is written out
    """

    trouble: str = ""
    lines: int = 0
    physical_lines: int = 0
    data_lines: int = 0
    exprs: Sequence[Expr] = FIRST
    events: Sequence[Events] = ((),)
    binds: Sequence[Bindings] = ()
    signatures: Sequence[Signature] = ()
    statements: Sequence[Statement] = ()
    imports: Sequence[Import] = ()
    scopes: list[Scope] = field(default_factory=list)
    outline: tuple[Any, ...] = ()
    stars: tuple[str, ...] = ()
    exports: tuple[str, ...] | None = None
    stores: tuple[tuple[int, str, int], ...] = ()
    tests: dict[str, Test] = field(default_factory=dict)
    dynamic: tuple[str, ...] | None = None
    dotted: tuple[str, ...] = ()
    hidden: tuple[tuple[int, str, str, str], ...] = ()
    aside: tuple[tuple[int, str, str], ...] = ()
    written: tuple[str, ...] = ()


def opaque(trouble: str, physical_lines: int) -> Summary:
    """A file whose content is unknown: its lines count, its functions cannot."""
    module, signature = Scope("module", -1, lines=physical_lines), Signature("", 1, 1, max(physical_lines, 1))
    return Summary(
        trouble, physical_lines, physical_lines, binds=({},), signatures=(signature,), scopes=[module]
    )


def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


_KINDS = (Scope, Signature, Statement, Import, Summary)
_FIELDS: dict[type, tuple[str, ...]] = {kind: _names(kind) for kind in _KINDS}
_RECORDS = {"scopes": Scope, "signatures": Signature, "statements": Statement, "imports": Import}


# on the shelf; `bindings`: those of each name of each scope, in the order of `binds`
_ASIDE = ("exprs", "events", "binds", "bindings", "signatures", "statements", "imports")
_AT_HAND = tuple(name for name in _FIELDS[Summary] if name not in _ASIDE)


class Binds(Mapping[str, list[Binding]]):
    """The names of one scope, one a line; what a name is bound to is made when somebody asks for it. Asked for are few
    names of very many scopes: a dict of each would cost more than all that is done with them. A string of theirs that
    spans lines is no name."""

    __slots__ = ("_bindings", "_first", "_names")

    def __init__(self, bindings: Sequence[list[Binding]], first: int, names: str) -> None:
        self._bindings, self._first, self._names = bindings, first, names

    def __getitem__(self, name: str) -> list[Binding]:
        at = self._names.find(f"\n{name}\n")
        if at < 0 or "\n" in name:
            raise KeyError(name)
        return self._bindings[self._first + self._names.count("\n", 0, at)]

    def get(self, name: str, default: Any = None) -> Any:
        at = self._names.find(f"\n{name}\n")
        return (
            default
            if at < 0 or "\n" in name
            else self._bindings[self._first + self._names.count("\n", 0, at)]
        )

    def __contains__(self, name: object) -> bool:
        return f"\n{name}\n" in self._names and "\n" not in str(name)

    def __iter__(self) -> Iterator[str]:
        return map(sys.intern, self._names.split("\n")[1:-1])  # they are remembered in many places

    def __len__(self) -> int:
        return max(self._names.count("\n") - 1, 0)


def _lines(names: Collection[str]) -> str:
    """Each name on a line of its own, the first after an empty one."""
    return "\n".join(("", *names, "")) if names else "\n"


def _flat(records: Iterable[object], kind: type) -> list[list[Any]]:
    return list(map(list, map(attrgetter(*_FIELDS[kind]), records)))


def dump(summary: Summary) -> bytes:
    """As bytes of our own format; see `load`."""
    parts = {name: getattr(summary, name) for name in _FIELDS[Summary]}
    for name, kind in _RECORDS.items():
        parts[name] = _flat(parts[name], kind)
    parts["bindings"] = [found for binds in summary.binds for found in binds.values()]
    firsts = accumulate(map(len, summary.binds), initial=0)
    parts["binds"] = [(first, _lines(binds)) for first, binds in zip(firsts, summary.binds, strict=False)]
    aside = pack(chain.from_iterable(parts[name] for name in _ASIDE))
    counts = [len(parts[name]) for name in _ASIDE]
    return marshal.dumps((aside, counts, [parts[name] for name in _AT_HAND]))


def load(data: bytes, shelf: Shelf) -> Summary:
    """What `dump` wrote. Only ever given bytes that our own worker or cache wrote."""
    aside, counts, parts = marshal.loads(data)
    packed = Packed(shelf, aside)
    places = zip(accumulate(counts, initial=0), counts, strict=False)
    exprs, events, binds, bindings, signatures, statements, imports = places
    summary = Summary(**dict(zip(_AT_HAND, parts, strict=True)))
    summary.scopes = [Scope(*record) for record in parts[_AT_HAND.index("scopes")]]
    summary.exprs, summary.events = Section(packed, *exprs), Section(packed, *events)
    summary.binds = OpenSection(packed, *binds, partial(Binds, Section(packed, *bindings)))
    summary.signatures = Section(packed, *signatures, Signature)
    summary.statements = Section(packed, *statements, Statement)
    summary.imports = Section(packed, *imports, Import)
    return summary


_LINED = frozenset({"name", "attr", "call", "import", "from"})


def lineless(summary: Summary) -> bytes:
    """What a file asks of others, without where in the file it asks: equal for a change of comments or
    layout."""
    scopes = [
        (s.kind, g.qual, s.parent, s.flags, s.decorators, g.params, g.returns, g.bases, s.stores)
        for s, g in zip(summary.scopes, summary.signatures, strict=True)
    ]
    bodies = [(s.events, s.header, s.defaults) for s in summary.scopes]
    statements = [(s.kind, s.what, _bare(s.events), s.mutates) for s in summary.statements]
    parts = [
        summary.trouble,
        list(summary.exprs),
        scopes,
        bodies,
        [list(binds.items()) for binds in summary.binds],
        [_bare(events) for events in summary.events],
        statements,
        summary.outline,
        summary.stores,
    ]
    return marshal.dumps(parts, 2)  # version 2 writes equal values alike, whatever objects they share


def _bare(events: Events) -> Events:
    """Events without their lines."""
    out: list[Event] = []
    for event in events:
        if event[0] == "if":
            out.append(("if", event[1], _bare(event[2]), _bare(event[3])))
        else:
            out.append(event[:-1] if event[0] in _LINED else event)
    return tuple(out)
