"""How each kind of expression is inferred; `Inference` asks one of these."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from depcalc.usage import annotations
from depcalc.usage.entities import (
    CONTAINER_TYPES,
    CONTAINER_VALUE,
    LAMBDA_VALUE,
    PURE_TYPES,
    PURE_VALUE,
    Class,
    ExternalInstance,
    Found,
    Function,
    Instance,
    Module,
    Plain,
)
from depcalc.usage.summary import Expr

if TYPE_CHECKING:
    from depcalc.usage.inference import Inference

Rule: TypeAlias = Callable[["Inference", Module, Expr], Found]


def _pure(i: "Inference", module: Module, expr: Expr) -> Found:
    return PURE_TYPES


def _container(i: "Inference", module: Module, expr: Expr) -> Found:
    return CONTAINER_TYPES


def _lambda(i: "Inference", module: Module, expr: Expr) -> Found:
    return (LAMBDA_VALUE,)


def _name(i: "Inference", module: Module, expr: Expr) -> Found:
    return i.name(module, expr[2], expr[1])


def _attribute(i: "Inference", module: Module, expr: Expr) -> Found:
    base = i.of(module, expr[1])
    return i.union(i.attribute(t, expr[2]) for t in base) if base else None


def _call(i: "Inference", module: Module, expr: Expr) -> Found:
    package = module.package.name
    i.spent[package] = i.spent.get(package, 0) + 1
    if package in i.given_up:
        return None
    func = i.of(module, expr[1])
    return i.union(i.called(t, module, expr[2]) for t in func) if func else None


def _super(i: "Inference", module: Module, expr: Expr) -> Found:
    at = expr[1]
    while at > 0:
        here = module.entity(at)
        if isinstance(here, Class):
            return (i.interned.super(here),)
        at = module.known.scopes[at].parent
    return None


def _typeof(i: "Inference", module: Module, expr: Expr) -> Found:
    found = i.of(module, expr[1])
    if not found or not all(isinstance(t, Instance) for t in found):
        return None
    return tuple(t.cls for t in found if isinstance(t, Instance))


def _union(i: "Inference", module: Module, expr: Expr) -> Found:
    return i.union(i.of(module, n) for n in expr[1])


def _subscript(i: "Inference", module: Module, expr: Expr) -> Found:
    base = i.of(module, expr[1])
    if not base:
        return None
    if base == PURE_TYPES or all(isinstance(t, Class) for t in base):
        return base
    plain = all(t in (PURE_VALUE, CONTAINER_VALUE) for t in base)
    return base if expr[2] and plain else None


def _arithmetic(i: "Inference", module: Module, expr: Expr) -> Found:
    both = i.union((i.of(module, expr[1]), i.of(module, expr[2])))
    if both is None or not all(t in (PURE_VALUE, CONTAINER_VALUE) for t in both):
        return PURE_TYPES if both == PURE_TYPES else None
    return CONTAINER_TYPES if CONTAINER_VALUE in both else PURE_TYPES


def _entered(i: "Inference", module: Module, expr: Expr) -> Found:
    """`with x as y`: what `__enter__` returns."""
    base = i.of(module, expr[1])
    if base is None:
        return None
    parts: list[Found] = []
    for found in base:
        if isinstance(found, Plain | ExternalInstance):
            parts.append((found,))
            continue
        member = found.cls.member(expr[2]) if isinstance(found, Instance) else None
        if member is None:
            return None
        owner, bindings = member
        functions = [owner.module.entity(b[1]) for b in bindings if b[0] == "func"]
        parts.extend(i.returned(f) for f in functions if isinstance(f, Function))
    return i.union(parts) if parts else None


def _cast(i: "Inference", module: Module, expr: Expr) -> Found:
    return annotations.types(i, module, expr[2])


def _declared(i: "Inference", module: Module, expr: Expr) -> Found:
    assigned = i.of(module, expr[1])
    declared = annotations.types(i, module, expr[2])
    if declared is None:
        return assigned if assigned and assigned != PURE_TYPES else None
    return declared if assigned is None else i.union((declared, assigned))


def _unknown(i: "Inference", module: Module, expr: Expr) -> Found:
    return None


LEAVES = frozenset(
    {"unknown", "pure", "str", "shape", "container", "tuple", "list", "copied", "lambda", "element"}
)  # the answer rests on the kind alone
RULES: dict[str, Rule] = {
    "unknown": _unknown,
    "pure": _pure,
    "str": _pure,
    "shape": _pure,
    "container": _container,
    "tuple": _container,
    "list": _container,
    "copied": _container,
    "lambda": _lambda,
    "name": _name,
    "attr": _attribute,
    "call": _call,
    "super": _super,
    "typeof": _typeof,
    "union": _union,
    "sub": _subscript,
    "sum": _arithmetic,
    "arithmetic": _arithmetic,
    "entered": _entered,
    "cast": _cast,
    "declared": _declared,
    "element": _unknown,
    "opt": _unknown,
    "generic": _unknown,
}
