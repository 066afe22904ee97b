"""From a name in a scope to what it may mean: lexical lookup, imports, re-exports, star imports,
submodules."""

from itertools import chain
from typing import TypeAlias

from depcalc.usage.entities import Entity, External, Function, Interned, Lazy, Module, Value
from depcalc.usage.stdlib_facts import StdlibFacts, is_stdlib
from depcalc.usage.summary import Binding
from depcalc.usage.universe import Universe

Entities: TypeAlias = tuple[Entity, ...]
DEEPEST_CHAIN = 25
MOST_STEPS = 2_000  # of one question: modules that import each other in a circle branch at every step
NOTHING: list[Binding] = []
UNBOUND = (NOTHING, -1)


class Names:
    """Lookups over a universe, remembered."""

    def __init__(self, universe: Universe, interned: Interned, facts: StdlibFacts) -> None:
        self.universe, self.interned, self.facts = universe, interned, facts
        self._stars: dict[Module, tuple[list[Module], list[str]]] = {}
        self._attributes: dict[Module, dict[str, Entities]] = {}
        self._steps = 0
        self._outer: dict[tuple[Module, int, str], bool] = {}  # names of class bodies that mean an outer one

    def lookup(self, module: Module, scope: int, name: str) -> tuple[list[Binding], int]:
        """Bindings of a name seen from a scope, and the scope that holds them; ([], -1) where nothing
        binds it."""
        summary = module.known
        scopes, binds = summary.scopes, summary.binds
        at, near = scope, UNBOUND
        while at > 0:
            here = scopes[at]
            if here.kind == "function" or at == scope:
                found = binds[at].get(name)
                if found and here.kind == "class":
                    near = (found, at) if not self._names_itself(module, at, found, name) else near
                elif found:
                    return _before(found, at, near)
            at = here.parent
        found = self.globals(module, name)
        return _before(found, 0, near) if found else near

    def _names_itself(self, module: Module, scope: int, bindings: list[Binding], name: str) -> bool:
        """`x = x` and `x = f(x)` in a class body mean the outer x."""
        known = self._outer.get((module, scope, name))
        if known is None:
            values = all(b[0] in ("var", "ann") for b in bindings)
            known = values and all(self._named_in(module, b, name) for b in bindings)
            self._outer[module, scope, name] = known
        return known

    def _named_in(self, module: Module, binding: Binding, name: str) -> bool:
        """Whether a value names it."""
        if binding[5] is None:
            return binding[1] >= 0 and bool(module.known.exprs[binding[1]][:2] == ("name", name))
        return any(event[:2] == ("name", name) for event in module.known.events[binding[5]])

    def globals(self, module: Module, name: str) -> list[Binding]:
        """Bindings of a module's global, its star imports included."""
        summary = self.universe.load(module)
        own = summary.binds[0].get(name, NOTHING)
        if not summary.stars or (name.startswith("_") and own):
            return own
        return [*own, *self._starred(module, name)]

    def _starred(self, module: Module, name: str) -> list[Binding]:
        modules, outside = self.star_sources(module)
        out: list[Binding] = []
        for source in modules:
            exports = source.known.exports
            hidden = name.startswith("_") if exports is None else name not in exports
            if not hidden and name in source.binds:
                out.append(("from", source.name, name, 0, -1, None, -1))
        for base in outside:
            if is_stdlib(base.split(".")[0]) and self.facts.has(base, name):
                out.append(("from", base, name, 0, -1, None, -1))
        return out

    def star_sources(self, module: Module) -> tuple[list[Module], list[str]]:
        """Modules whose names arrive through star imports, and those outside."""
        found = self._stars.get(module)
        if found is not None:
            return found
        modules: dict[Module, None] = {}
        outside: dict[str, None] = {}
        todo = [module]
        while todo:
            here = todo.pop()
            for base in self.universe.load(here).stars:
                source = self.universe.find(base, here.package)
                if source is None:
                    outside[base] = None
                elif source is not module and source not in modules:
                    modules[source] = None
                    todo.append(source)
        self._stars[module] = (list(modules), list(outside))
        return self._stars[module]

    def meanings(self, module: Module, binding: Binding, name: str, depth: int = 0) -> Entities:
        """What one binding names."""
        kind, x, y = binding[0], binding[1], binding[2]
        if kind in ("func", "class"):
            return (module.entity(x),)
        if kind in ("mod", "tmod"):
            return self.module_named(x, module)
        if kind in ("from", "tfrom"):
            return self.imported(x, y, module, depth)
        return (Value(module, binding, name),)

    def module_named(self, name: str, importer: Module) -> Entities:
        """A module, a namespace or something outside."""
        found = self.universe.find(name, importer.package)
        if found is not None:
            other = self.universe.original(found, name)
            return (found,) if other is None else (found, other)
        if name in self.universe.prefixes:
            return (self.interned.namespace(name),)
        return (self.interned.external(name),)

    def imported(self, base: str, name: str, importer: Module, depth: int = 0) -> Entities:
        """What `from base import name` brings."""
        if depth > DEEPEST_CHAIN:
            return ()
        found = self.universe.find(base, importer.package)
        if found is None:
            if base in self.universe.prefixes:
                return self.module_named(f"{base}.{name}", importer)
            return (self.interned.external(f"{base}.{name}"),)
        other = self.universe.original(found, base)
        own = self.attribute(found, name, depth + 1)
        return own if other is None else (*own, *self.attribute(other, name, depth + 1))

    def attribute(self, module: Module, name: str, depth: int = 0) -> Entities:
        """`module.name`: its globals of that name and its submodule, whichever import order would pick."""
        known = self._attributes.get(module)
        if known is None:
            known = self._attributes[module] = {}
        out = known.get(name)
        self._steps = 1 if depth <= 1 else self._steps + 1  # only a question of ours starts that flat
        if out is None and self._steps > MOST_STEPS:
            return ()
        if out is None:
            out = self._bound(module, name, depth) or self._missing(module, name)
            if depth == 0 or out:
                known[name] = out
        return out

    def _bound(self, module: Module, name: str, depth: int) -> Entities:
        parts = [self.meanings(module, b, name, depth + 1) for b in self.globals(module, name)]
        out = parts[0] if len(parts) == 1 else tuple(chain.from_iterable(parts))
        submodule = self.universe.find(f"{module.name}.{name}", module.package) if module.is_package else None
        return out if submodule is None or submodule in out else (*out, submodule)

    def _missing(self, module: Module, name: str) -> Entities:
        if "__getattr__" in module.binds:
            return (Lazy(module, name),)
        return (External(f"{module.name}.{name}"),) if module.known.trouble else ()

    def is_unbound(self, module: Module, scope: int, name: str) -> bool:
        """Whether a bare name can only be a builtin."""
        return self.lookup(module, scope, name)[1] < 0

    def hooks(self, module: Module, name: str) -> list[Function]:
        """Functions a module has under a special name (`__getattr__`), or under another one it is set to."""
        found: list[Entity] = []
        for entity in self.attribute(module, name):
            found += self._set_to(entity) if isinstance(entity, Value) else (entity,)
        return [e for e in found if isinstance(e, Function)]

    def _set_to(self, value: Value) -> Entities:
        """What `x = y` makes of x at module level."""
        expr = value.module.known.exprs[value.binding[1]] if value.binding[0] == "var" else ("",)
        return self.attribute(value.module, expr[1]) if expr[0] == "name" and expr[2] == 0 else ()


def _before(found: list[Binding], owner: int, near: tuple[list[Binding], int]) -> tuple[list[Binding], int]:
    """In a class body a name is the outer one until the body has bound it."""
    return ([*found, *near[0]] if near[0] else found), owner
