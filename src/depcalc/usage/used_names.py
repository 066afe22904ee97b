"""Names the project takes from packages, with file and line: imports, and attributes read through them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from depcalc.usage.summary import Event, Summary
from depcalc.values.usage import FileKind, UsedName, UseKind

LONGEST_CHAIN = 4
MOST_USES = 500


@dataclass(frozen=True, slots=True)
class Named:
    """A dotted name with the import that brings it; `module` is what the import statement names."""

    module: str
    name: str
    line: int
    typing_only: bool
    optional: bool

    def used(self, path: str, kind: FileKind) -> UsedName:
        use: UseKind = "type-checking" if self.typing_only else kind
        return UsedName(self.name, use, path, self.line, self.optional)


def named(summary: Summary) -> list[Named]:
    """Everything a file imports; attributes of imported modules in place of the bare module where they are
    read."""
    out: dict[tuple[str, int], Named] = {}
    read = dict(sorted(_chains(summary).items()))
    for found in summary.imports:
        if not found.base:
            continue
        if found.name:
            star = found.name == "*"
            name = f"{found.base}.{found.name}" if not star else f"{found.base}.*"
            _keep(out, Named(found.base, name, found.line, found.typing_only, found.optional))
            continue
        inside = {n: line for n, line in read.items() if n.startswith(f"{found.base}.")}
        for name, line in inside.items():
            if not any(other.startswith(f"{name}.") for other in inside):
                _keep(out, Named(found.base, name, line, found.typing_only, found.optional))
        if not inside:
            _keep(out, Named(found.base, found.base, found.line, found.typing_only, found.optional))
    return sorted(out.values(), key=lambda n: (n.line, n.name))


def bounded(uses: Sequence[UsedName]) -> tuple[UsedName, ...]:
    """At most `MOST_USES`, in their order: every name of every kind once before any of them twice."""
    if len(uses) <= MOST_USES:
        return tuple(uses)
    firsts: dict[tuple[str, str], int] = {}
    for at, use in enumerate(uses):
        firsts.setdefault((use.name, use.kind), at)
    ordered = sorted(range(len(uses)), key=lambda at: (firsts[uses[at].name, uses[at].kind] != at, at))
    return tuple(uses[at] for at in sorted(ordered[:MOST_USES]))


def _keep(out: dict[tuple[str, int], Named], found: Named) -> None:
    known = out.get((found.name, found.line))
    if known is None or (known.typing_only and not found.typing_only):
        out[found.name, found.line] = found


def _chains(summary: Summary) -> dict[str, int]:
    """Dotted names rooted at an imported module -> first line."""
    out: dict[str, int] = {}
    for scope, event in _attributes(summary):
        chain = _dotted(summary, scope, event[1])
        if chain is not None and chain.count(".") < LONGEST_CHAIN:
            name, line = f"{chain}.{event[2]}", event[5]
            out[name] = min(line, out.get(name, line))
    return out


def _dotted(summary: Summary, scope: int, number: int) -> str | None:
    """The module path an expression spells, None when it does not start at `import`."""
    parts: list[str] = []
    expr = summary.exprs[number]
    while expr[0] == "attr":
        parts.append(expr[2])
        expr = summary.exprs[expr[1]]
    if expr[0] != "name":
        return None
    module = _imported_as(summary, expr[2], expr[1])
    return None if module is None else ".".join([module, *reversed(parts)])


def _imported_as(summary: Summary, scope: int, name: str) -> str | None:
    """The module an `import` bound to a name, seen from a scope."""
    at = scope
    while at >= 0:
        bindings = summary.binds[at].get(name)
        if bindings:
            modules = [b[1] for b in bindings if b[0] in ("mod", "tmod")]
            return modules[0] if modules else None
        at = summary.scopes[at].parent
    return None


def _attributes(summary: Summary) -> Iterator[tuple[int, Event]]:
    for scope, events in bodies(summary):
        for event in flattened(events):
            if event[0] == "attr":
                yield scope, event


def bodies(summary: Summary) -> Iterator[tuple[int, Iterable[Event]]]:
    """Every list of events of a file, with the scope it runs in."""
    for statement in summary.statements:
        yield 0, statement.events
    for number, (scope, binds) in enumerate(zip(summary.scopes, summary.binds, strict=True)):
        yield number, summary.events[scope.events]
        yield scope.parent, summary.events[scope.header]
        yield scope.parent, summary.events[scope.defaults]
        for binding in (b for bindings in binds.values() for b in bindings):
            if binding[5] is not None:
                yield binding[3], summary.events[binding[5]]


def flattened(events: Iterable[Event]) -> Iterator[Event]:
    """Events with the branches of static tests opened."""
    for event in events:
        if event[0] == "if":
            yield from flattened(event[2])
            yield from flattened(event[3])
        else:
            yield event
