"""Modules that imports by a computed name may mean, found before the walk.

Types, subclasses and members are asked for once: a module that comes in after the question is not in the answer.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from depcalc.usage import constants
from depcalc.usage.entities import Module, Package
from depcalc.usage.inference import Inference
from depcalc.usage.shapes import Shape
from depcalc.usage.used_names import flattened

IMPORTERS = frozenset({"import_module", "__import__", "find_spec", "resolve_name"})
MOST_SHAPES = 200  # of one package; what the others mean is read when the walk comes to them


def foreseen(inference: Inference, modules: Iterable[Module]) -> list[Module]:
    """Of their own packages, by the constant parts of the names."""
    shapes: dict[Package, dict[Shape, None]] = {}
    for module in (m for m in modules if m.known.dynamic):
        known = shapes.setdefault(module.package, {})
        for number in _names(module):
            shape = constants.shape(inference, module, number) if len(known) < MOST_SHAPES else None
            if shape is not None:
                known[absolute(shape, module)] = None
    found = (m for package, known in shapes.items() for shape in known for m in of_shape(package, shape))
    return list(dict.fromkeys(found))


def _names(module: Module) -> Iterator[int]:
    """What its text imports by."""
    summary = module.known
    bodies = chain(summary.events, (s.events for s in summary.statements))
    for event in flattened(chain.from_iterable(bodies)):
        if event[0] == "call" and event[1] in IMPORTERS and event[3]:
            yield event[3][0]


def absolute(shape: Shape, module: Module) -> Shape:
    """A relative name seen from a module."""
    if shape.opens or not shape.parts[0].startswith("."):
        return shape
    return Shape((module.parent_package + shape.parts[0], *shape.parts[1:]), False, shape.closes)


def of_shape(package: Package, shape: Shape) -> list[Module]:
    """Modules of a package whose names may have come from it."""
    return [package.modules[name] for name in shape.of(package.modules)]
