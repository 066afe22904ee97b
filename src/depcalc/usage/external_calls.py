"""What calls of the standard library give back."""

from typing import TYPE_CHECKING

from depcalc.usage.entities import CONTAINER_TYPES, PURE_TYPES, External, Function, Module, Types
from depcalc.usage.stdlib_facts import (
    CONTAINER_BUILTINS,
    CONTAINERS,
    HOLDS_ANYTHING,
    PURE_BUILTINS,
    PURE_MODULES,
    is_stdlib,
)

if TYPE_CHECKING:
    from depcalc.usage.inference import Inference

NO_RESULT = frozenset(
    """append add extend update insert remove discard clear sort reverse index count __len__ __contains__
    issubset issuperset""".split()
)
GIVES_CONTAINER = frozenset("keys items values copy union intersection difference".split())
CONTAINER_CLASSES = frozenset(
    """collections.OrderedDict collections.defaultdict collections.deque builtins.dict builtins.list
    builtins.set""".split()
)
COPIES = frozenset({"copy.copy", "copy.deepcopy"})
# decorators under which a call still gives what the function returns
KEEPS_RESULT = frozenset(
    """builtins.property builtins.staticmethod builtins.classmethod functools.lru_cache functools.cache
    functools.cached_property abc.abstractmethod typing.overload typing.final typing_extensions.override
    typing.override functools.wraps typing_extensions.final typing_extensions.deprecated
    warnings.deprecated""".split()
)


def keeps_result(inference: "Inference", function: Function) -> bool:
    """Whether its decorators leave the result alone."""
    for number, _ in function.scope.decorators:
        found = inference.of(function.module, number)
        if not found or not all(isinstance(t, External) and t.qual in KEEPS_RESULT for t in found):
            return False
    return True


def container_method(name: str) -> Types | None:
    """What a method of a list, dict or set gives."""
    return PURE_TYPES if name in NO_RESULT else CONTAINER_TYPES if name in GIVES_CONTAINER else None


def method_result(qual: str, name: str) -> Types | None:
    """What a method of an instance of an external class gives."""
    if qual in CONTAINER_CLASSES:
        return container_method(name)
    return PURE_TYPES if qual.rpartition(".")[0] in PURE_MODULES else None


def result(inference: "Inference", qual: str, module: Module, args: tuple[int, ...]) -> Types | None:
    """What calling an external function or class gives."""
    if qual.startswith("builtins."):
        return _builtin(inference, qual[9:], module, args)
    if qual in CONTAINERS:
        return CONTAINER_TYPES
    if qual == "importlib.import_module" and len(args) == 1:
        return _imported(inference, module, args[0])
    if qual in COPIES and args:
        return inference.of(module, args[0])
    if not is_stdlib(qual.split(".", maxsplit=1)[0]) or qual in HOLDS_ANYTHING:
        return None
    parent = qual.rpartition(".")[0]
    while parent:
        if parent in PURE_MODULES:
            return PURE_TYPES
        parent = parent.rpartition(".")[0]
    known = inference.facts.members(qual) is not None
    return (inference.interned.external_instance(qual),) if known else None


def _builtin(inference: "Inference", name: str, module: Module, args: tuple[int, ...]) -> Types | None:
    if name in PURE_BUILTINS:
        return PURE_TYPES
    if name in CONTAINER_BUILTINS:
        return CONTAINER_TYPES
    if name in ("min", "max"):
        pure = bool(args) and all(inference.of(module, a) == PURE_TYPES or a == 1 for a in args)
        return PURE_TYPES if pure else None
    if name == "object" or name[:1].isupper():
        return (inference.interned.external_instance(f"builtins.{name}"),)
    return None


def _imported(inference: "Inference", module: Module, number: int) -> Types | None:
    expr = module.known.exprs[number]
    if expr[0] != "str" or expr[1].startswith("."):
        return None
    return inference.union(inference.entity(e) for e in inference.names.module_named(expr[1], module))
