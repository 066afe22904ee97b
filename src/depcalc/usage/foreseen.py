"""Modules that imports by a name, computed or from a string, may mean, found before the walk.

Types, subclasses and members are asked for once: a module that comes in after the question is not in the answer.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from depcalc.usage import constants
from depcalc.usage.entities import Module, Package
from depcalc.usage.inference import Inference
from depcalc.usage.shapes import Shape
from depcalc.usage.summary import Event
from depcalc.usage.universe import Universe
from depcalc.usage.used_names import flattened

IMPORTERS = frozenset({"import_module", "__import__", "find_spec", "resolve_name"})
MOST_SHAPES = 200  # of one package; what the others mean is read when the walk comes to them


class Foresight:
    """What the text read so far may import by name, whether or not the walk will come to it."""

    def __init__(
        self, inference: Inference, universe: Universe, related: Callable[[Package, Package], bool]
    ) -> None:
        self._inference, self._universe, self._related = inference, universe, related
        self._shapes: dict[Package, dict[Shape, None]] = {}
        self._blind: set[Package] = set()  # they import by names nothing is known of
        self._named: dict[Module, None] = {}  # by dotted strings, and by plain ones of the project
        self._groups: dict[str, list[str]] = {}  # targets of entry points
        for package in universe.packages.values():
            for group, targets in package.entry_points.items():
                self._groups.setdefault(group, []).extend(targets)

    def after(self, modules: Iterable[Module]) -> list[Module]:
        """What else to read when these have come in: modules of their own packages that fit the constant parts of a
        name, targets of entry points, those that strings name where a package tied to theirs imports by any name."""
        found: list[Module] = []
        for module in modules:
            if module.known.dynamic is not None:
                found += self._fitting(module)
                targets = (self._groups.get(text, ()) for text in module.known.dynamic)
                found += self._meant(chain.from_iterable(targets), None)
                found += self._universe.children(module) if _lists_itself(module) else ()
            named = [*self._meant(module.known.dotted, module.package)]
            if module.package.is_project:
                named += self._packages(module)
                named += chain.from_iterable(map(self._universe.children, named))
            self._named.update(dict.fromkeys(named))
        tied = {p for p in {m.package for m in self._named} if any(self._related(p, b) for b in self._blind)}
        found += (m for m in self._named if m.package in tied)
        return list(dict.fromkeys(found))

    def _packages(self, module: Module) -> Iterator[Module]:
        """What plain words among its strings name."""
        words = chain.from_iterable(event[1] for event in _events(module) if event[0] == "strings")
        return filter(None, map(self._universe.modules.get, words))

    def _fitting(self, module: Module) -> Iterator[Module]:
        """What shapes of names may mean that its package did not import by before."""
        package = module.package
        known = self._shapes.setdefault(package, {})
        for number in _names(module):
            shape = constants.shape(self._inference, module, number) if len(known) < MOST_SHAPES else None
            if shape is None:
                if not constants.strings(self._inference, module, number):
                    self._blind.add(package)
            elif (whole := absolute(shape, module)) not in known:
                known[whole] = None
                yield from of_shape(package, whole)

    def _meant(self, texts: Iterable[str], importer: Package | None) -> Iterator[Module]:
        """The modules of `a.b`, `a.b.name` and `a.b:name`."""
        for text in texts:
            name = text.partition(":")[0]
            above = name.rpartition(".")[0]
            found = self._universe.find(name, importer) or self._universe.find(above, importer)
            if found is not None:
                yield found


def _names(module: Module) -> Iterator[int]:
    """What its text imports by."""
    for event in _events(module):
        if event[0] == "call" and event[1] in IMPORTERS and event[3]:
            yield event[3][0]


def _lists_itself(module: Module) -> bool:
    """Whether a package reads its own `__path__`."""
    return module.is_package and any(
        event[:2] == ("name", "__path__") and event[2] in "vs" for event in _events(module)
    )


def _events(module: Module) -> Iterator[Event]:
    summary = module.known
    bodies = chain(summary.events, (s.events for s in summary.statements))
    return flattened(chain.from_iterable(bodies))


def absolute(shape: Shape, module: Module) -> Shape:
    """A relative name seen from a module."""
    if shape.opens or not shape.parts[0].startswith("."):
        return shape
    return Shape((module.parent_package + shape.parts[0], *shape.parts[1:]), False, shape.closes)


def of_shape(package: Package, shape: Shape) -> list[Module]:
    """Modules of a package whose names may have come from it."""
    return [package.modules[name] for name in shape.of(package.modules)]
