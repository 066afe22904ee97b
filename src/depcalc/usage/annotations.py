"""What a type annotation says of a value."""

from typing import TYPE_CHECKING

from depcalc.usage.entities import (
    CONTAINER_TYPES,
    CONTAINER_VALUE,
    PURE_TYPES,
    PURE_VALUE,
    Class,
    External,
    Module,
    Plain,
    Type,
)
from depcalc.usage.entities import Types as TypeSet

if TYPE_CHECKING:
    from depcalc.usage.inference import Inference

PURE = frozenset("str int float bool bytes bytearray complex None NoneType memoryview".split())
CONTAINERS = frozenset(
    """list dict set tuple frozenset List Dict Set Tuple FrozenSet DefaultDict OrderedDict Deque deque Counter
    defaultdict""".split()
)
PURE_EXTERNALS = frozenset(
    """pathlib.Path pathlib.PurePath datetime.datetime datetime.date datetime.timedelta decimal.Decimal
    uuid.UUID re.Pattern re.Match typing.Pattern typing.Match logging.Logger typing.Text typing.AnyStr
    threading.Lock""".split()
)
WRAPPERS = frozenset("ClassVar Final Annotated Required NotRequired Awaitable Optional".split())


def types(inference: "Inference", module: Module, number: int) -> TypeSet | None:
    """Types of a value with this annotation, None where it says nothing."""
    if number <= 0:
        return None
    expr = module.known.exprs[number]
    match expr[0]:
        case "pure":
            return PURE_TYPES
        case "opt":
            return inference.union(types(inference, module, n) for n in expr[1])
        case "generic":
            return _generic(inference, module, expr[1], expr[2], expr[3])
        case "name" | "attr":
            found = inference.of(module, number)
            return None if found is None else _instances(inference, found)
    return None


def _generic(
    inference: "Inference", module: Module, base: int, name: str, args: tuple[int, ...]
) -> TypeSet | None:
    if name == "Union":
        return inference.union(types(inference, module, n) for n in args)
    if name == "Literal":
        return PURE_TYPES
    if name == "Coroutine":
        return types(inference, module, args[-1])
    if name in WRAPPERS:
        return types(inference, module, args[0])
    if name in CONTAINERS:
        return CONTAINER_TYPES
    found = inference.of(module, base)
    return None if found is None else _instances(inference, found)


def _instances(inference: "Inference", found: TypeSet) -> TypeSet | None:
    out: list[Type] = []
    for one in found:
        if isinstance(one, Class) and one.linked and not (one.is_protocol or one.is_interface):
            out.append(inference.interned.instance(one))
        elif isinstance(one, External) and (plain := _plain(one.qual)) is not None:
            out.append(plain)
        else:
            return None
    return tuple(out)


def _plain(qual: str) -> Plain | None:
    top, _, name = qual.rpartition(".")
    if (top == "builtins" and name in PURE) or qual in PURE_EXTERNALS:
        return PURE_VALUE
    return CONTAINER_VALUE if name in CONTAINERS and top in ("builtins", "typing", "collections") else None
