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
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

from depcalc.usage.packed import PackedBindings, PackedSequence, pack

FORMAT = 3  # of the tuples below, and of what is made of them; part of every cache key

Expr: TypeAlias = tuple[Any, ...]
Event: TypeAlias = tuple[Any, ...]
Events: TypeAlias = tuple[Event, ...]
Binding: TypeAlias = tuple[
    Any, ...
]  # (kind, x, y, scope of its expressions, statement, events of a deferred value)
Test: TypeAlias = Any  # True, False, None (unknown), ("expr", n), ("not", t), ("and" | "or", (t, ...))

UNKNOWN, PURE, CONTAINER, LAMBDA = range(4)  # the expressions every file starts with
FIRST: tuple[Expr, ...] = (("unknown",), ("pure",), ("container",), ("lambda",))

STATIC, CLASSMETHOD, PROPERTY, SETTER, GENERATOR, ASYNC, WRAPS, RAISES, STUB, LEAKS = (
    1 << i for i in range(10)
)


@dataclass(slots=True)
class Scope:
    """A module (number 0), class or function.

    first      first line, decorators included; `lines` are the code lines it owns, inner scopes apart
    flags      of a function: STATIC ... LEAKS (a class method that creates, returns or passes its class)
    hooks      of a function: (name, through super) it calls on its class
    stores     of a class: attribute -> values set through `self`
    computed   of a class: it writes attributes by computed name
    """

    kind: str
    name: str
    qual: str
    parent: int
    first: int
    line: int
    last: int
    lines: int = 0
    data_lines: int = 0
    flags: int = 0
    binds: "dict[str, list[Binding]] | PackedBindings" = field(default_factory=dict)
    events: "Events | PackedSequence" = ()
    decorators: tuple[tuple[int, bool], ...] = ()  # expression of the decorator or its factory, called
    header: Events = ()  # decorators, bases; run when the statement runs
    defaults: Events = ()
    params: tuple[str, ...] = ()
    returns: tuple[int, ...] = ()
    annotation: int = -1
    hooks: tuple[tuple[str, bool], ...] = ()
    bases: tuple[int, ...] = ()
    metaclasses: tuple[int, ...] = ()
    stores: dict[str, list[int]] = field(default_factory=dict)
    computed: bool = False


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

    outline    order of module-level statements: numbers, and (test, outline, outline) for a static test
    stores     attributes set on something else than self: (receiver, attribute, value)
    tests      global names that stand for a static test
    dynamic    strings of a module that imports by name
    exports    `__all__` where it is one literal
    """

    trouble: str = ""
    lines: int = 0
    physical_lines: int = 0
    data_lines: int = 0
    exprs: "list[Expr] | PackedSequence" = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    outline: tuple[Any, ...] = ()
    stars: tuple[str, ...] = ()
    imports: list[Import] = field(default_factory=list)
    exports: tuple[str, ...] | None = None
    stores: tuple[tuple[int, str, int], ...] = ()
    tests: dict[str, Test] = field(default_factory=dict)
    dynamic: tuple[str, ...] = ()


def opaque(trouble: str, physical_lines: int) -> Summary:
    """A file whose content is unknown: its lines count, its functions cannot."""
    module = Scope("module", "", "", -1, 1, 1, max(physical_lines, 1), lines=physical_lines)
    return Summary(trouble, physical_lines, physical_lines, exprs=list(FIRST), scopes=[module])


def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


_FIELDS: dict[type, tuple[str, ...]] = {kind: _names(kind) for kind in (Scope, Statement, Import, Summary)}


_EXPRS, _SCOPES = (_FIELDS[Summary].index(name) for name in ("exprs", "scopes"))
_BINDS, _EVENTS = (_FIELDS[Scope].index(name) for name in ("binds", "events"))


def _flat(record: object) -> list[Any]:
    return [getattr(record, name) for name in _FIELDS[type(record)]]


def dump(summary: Summary) -> bytes:
    """As bytes of our own format; see `load`."""
    parts = _flat(summary)
    for i, value in enumerate(parts):
        if isinstance(value, list) and value and type(value[0]) in _FIELDS:
            parts[i] = [_flat(record) for record in value]
    parts[_EXPRS] = pack(summary.exprs)
    for record in parts[_SCOPES]:
        if record[0] == "function":
            record[_BINDS], record[_EVENTS] = pack(record[_BINDS]), pack(record[_EVENTS])
    return marshal.dumps(parts)


def load(data: bytes) -> Summary:
    """What `dump` wrote. Only ever given bytes that our own worker or cache wrote."""
    summary = Summary(*marshal.loads(data))
    if isinstance(summary.exprs, bytes):
        summary.exprs = PackedSequence(summary.exprs)
    summary.scopes = [_scope(parts) for parts in summary.scopes]  # type: ignore[arg-type]
    summary.statements = [Statement(*parts) for parts in summary.statements]  # type: ignore[misc]
    summary.imports = [Import(*parts) for parts in summary.imports]  # type: ignore[misc]
    return summary


def _scope(parts: list[Any]) -> Scope:
    if isinstance(parts[_BINDS], bytes):
        parts[_BINDS] = PackedBindings(parts[_BINDS])
    if isinstance(parts[_EVENTS], bytes):
        parts[_EVENTS] = PackedSequence(parts[_EVENTS])
    return Scope(*parts)


_LINED = frozenset({"name", "attr", "call", "import", "from"})


def lineless(summary: Summary) -> bytes:
    """What a file asks of others, without where in the file it asks: equal for a change of comments or
    layout."""
    scopes = [
        (s.kind, s.qual, s.parent, s.flags, s.decorators, s.params, s.returns, s.bases, s.stores, _binds(s))
        for s in summary.scopes
    ]
    bodies = [tuple(_bare(e) for e in (s.events, s.header, s.defaults)) for s in summary.scopes]
    statements = [(s.kind, s.what, _bare(s.events), s.mutates) for s in summary.statements]
    parts = [
        summary.trouble,
        list(summary.exprs),
        scopes,
        bodies,
        statements,
        summary.outline,
        summary.stores,
    ]
    return marshal.dumps(parts, 2)  # version 2 writes equal values alike, whatever objects they share


def _binds(scope: Scope) -> list[Any]:
    return [
        (name, [(*b[:5], None if b[5] is None else _bare(b[5])) for b in bindings])
        for name, bindings in scope.binds.items()
    ]


def _bare(events: "Events | PackedSequence") -> tuple[Any, ...]:
    """Events without their lines."""
    out: list[Any] = []
    for event in events:
        if event[0] == "if":
            out.append(("if", event[1], _bare(event[2]), _bare(event[3])))
        else:
            out.append(event[:-1] if event[0] in _LINED else event)
    return tuple(out)
