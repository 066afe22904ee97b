"""What the text says, whoever asks: names, types, decorators, the class graph. Both runs share it."""

from collections.abc import Callable, Sequence

from depcalc.usage.classes import Hierarchy
from depcalc.usage.decorators import Decorators
from depcalc.usage.entities import Class, Interned, Module, Package
from depcalc.usage.foreseen import Foresight
from depcalc.usage.inference import Inference
from depcalc.usage.names import Names
from depcalc.usage.stdlib_facts import stdlib_facts
from depcalc.usage.universe import Universe

MOST_ROUNDS = 20  # computed imports in modules that computed imports lead to, and so on


class Knowledge:
    """A universe closed over the imports of its roots, with all that is remembered about its text."""

    def __init__(self, universe: Universe, roots: Sequence[Module]) -> None:
        self.universe, self.roots = universe, roots
        self.facts = stdlib_facts()
        interned = Interned()
        self.names = Names(universe, interned, self.facts)
        self.inference = Inference(self.names, interned, self.facts)
        self.decorators = Decorators(self.inference)
        self.inference.transparent = self.decorators.transparent
        self.hierarchy = Hierarchy(self.names, self.inference)
        self._globals: dict[Package, dict[str, list[Module]]] = {}  # of packages that were asked for
        self.standard_imports: dict[Module, tuple[str, ...]] = {}
        self.computed_names: dict[Module, list[int]] = {}  # expressions that may put a name together
        self.vocabularies: dict[Module, frozenset[str]] = {}
        self.mutators: dict[Module, dict[str, list[int]]] = {}
        self.family_names: dict[Class, tuple[int, list[str]]] = {}  # with the number of subclasses then
        self.related = _relations(universe)
        self._close(roots)
        for module in universe.loaded:
            self._index(module)
        universe.on_load = self._late
        for module in list(universe.loaded):
            self.hierarchy.link_module(module)

    def _close(self, modules: Sequence[Module]) -> None:
        """Read all that imports lead to, those by a computed name or from a string too."""
        foresight = Foresight(self.inference, self.universe, self.related)
        for _ in range(MOST_ROUNDS):
            before = len(self.universe.loaded)
            self.universe.close(modules)
            modules = foresight.after(list(self.universe.loaded)[before:])
            if all(m in self.universe.loaded for m in modules):
                return

    def _late(self, module: Module) -> None:
        """A module that came in later."""
        self._index(module)
        self.hierarchy.link_module(module)

    def forget(self) -> None:
        """Let go of what was read: it is large, no longer needed, and its classes point to themselves."""
        self.universe.on_load = lambda module: None
        self.inference.forget()
        for module in self.universe.loaded:
            for entity in module.entities:
                if isinstance(entity, Class):
                    entity.mro = ()
                    entity.subs.clear()
                    entity.table.clear()
            module.summary = None
            module.entities.clear()
        self.universe.loaded.clear()

    def binding(self, package: Package, name: str) -> Sequence[Module]:
        """The loaded modules of a package that have a global of this name."""
        found = self._globals.get(package)
        if found is None:
            found = self._globals[package] = {}
            for module in self.universe.loaded:
                if module.package is package:
                    _add_globals(found, module)
        return found.get(name, ())

    def _index(self, module: Module) -> None:
        """Its globals by name where they were asked for, and its stores."""
        if module.package in self._globals:
            _add_globals(self._globals[module.package], module)
        for receiver, attribute, value in module.known.stores:
            stores = self.inference.foreign_stores.setdefault(attribute, [])
            stores.append((module, receiver, value))


def _add_globals(known: dict[str, list[Module]], module: Module) -> None:
    for name in module.binds:
        known.setdefault(name, []).append(module)


def _relations(universe: Universe) -> Callable[[Package, Package], bool]:
    """Whether one package needs the other, however far down; everything is tied to the project."""
    needs: dict[str, frozenset[str]] = {}
    for name in universe.packages:
        seen: set[str] = set()
        todo = [name]
        while todo:
            here = universe.packages.get(todo.pop())
            for other in here.requires if here else ():
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        needs[name] = frozenset(seen)

    def related(a: Package, b: Package) -> bool:
        return a is b or a.is_project or b.is_project or b.name in needs[a.name] or a.name in needs[b.name]

    return related
