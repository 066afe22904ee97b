"""The strings an expression can be: all of them where they are constants, else their shape."""

from depcalc.usage.entities import Class, Instance, Module
from depcalc.usage.inference import Inference
from depcalc.usage.shapes import Shape, make_shape
from depcalc.usage.summary import Binding

DEEPEST = 6
MOST = 500


def strings(inference: Inference, module: Module, number: int, depth: int = 0) -> list[str] | None:
    """Every string the expression can be, None where one is not constant."""
    if depth > DEEPEST or number < 0:
        return None
    expr = module.known.exprs[number]
    match expr[0]:
        case "str":
            return [expr[1]]
        case "pure":
            return []
        case "union":
            return _joined([strings(inference, module, n, depth + 1) for n in expr[1]])
        case "element":
            return elements(inference, module, expr[1], depth + 1)
        case "name":
            bindings, owner = inference.names.lookup(module, expr[2], expr[1])
            if owner < 0:
                return None
            return _joined([_bound_strings(inference, module, b, depth + 1) for b in bindings])
    return None


def _bound_strings(inference: Inference, module: Module, binding: Binding, depth: int) -> list[str] | None:
    if binding[0] == "var":
        return strings(inference, module, binding[1], depth)
    return elements(inference, module, binding[1], depth) if binding[0] == "for" else None


def elements(inference: Inference, module: Module, number: int, depth: int = 0) -> list[str] | None:
    """Every string that iterating the expression can give."""
    if depth > DEEPEST or number < 0:
        return None
    expr = module.known.exprs[number]
    match expr[0]:
        case "tuple" | "list":
            return _joined([strings(inference, module, n, depth + 1) for n in expr[1]])
        case "copied":
            return elements(inference, module, expr[1], depth + 1)
        case "sum":
            return _joined([elements(inference, module, n, depth + 1) for n in expr[1:]])
        case "name":
            bindings, owner = inference.names.lookup(module, expr[2], expr[1])
            if owner < 0 or any(b[0] not in ("var", "ann") for b in bindings):
                return None
            return _joined([elements(inference, module, b[1], depth + 1) for b in bindings])
        case "attr":
            return _member_elements(inference, module, expr[1], expr[2], depth)
    return None


def _member_elements(
    inference: Inference, module: Module, base: int, name: str, depth: int
) -> list[str] | None:
    """A tuple of names kept as a class attribute."""
    parts: list[list[str] | None] = []
    for found in inference.of(module, base) or (None,):
        cls = found.cls if isinstance(found, Instance) else found if isinstance(found, Class) else None
        if cls is None:
            return None
        for member in cls.family:
            holder = member.member(name)
            if holder is None or any(name in c.scope.stores for c in member.mro):
                return None
            parts.extend(elements(inference, holder[0].module, _value(b), depth + 1) for b in holder[1])
    return _joined(parts)


def _value(binding: Binding) -> int:
    return int(binding[1]) if binding[0] in ("var", "ann") else -1


def _joined(parts: list[list[str] | None]) -> list[str] | None:
    out: dict[str, None] = {}
    for part in parts:
        if part is None:
            return None
        out.update(dict.fromkeys(part))
    return list(out) if len(out) <= MOST else None


def shape(inference: Inference, module: Module, number: int) -> Shape | None:
    """The shape of a computed string, None where nothing of it is constant."""
    parts = _parts(inference, module, number, 0)
    return None if parts is None or not any(parts) else make_shape(tuple(parts))


def _parts(inference: Inference, module: Module, number: int, depth: int) -> list[str | None] | None:
    if depth > DEEPEST or number <= 0:
        return None
    expr = module.known.exprs[number]
    match expr[0]:
        case "str":
            return [expr[1]]
        case "shape":
            return list(expr[1])
        case "sum":
            left, right = (_parts(inference, module, n, depth + 1) or [None] for n in expr[1:])
            return [*left, *right]
        case "name":
            bindings, owner = inference.names.lookup(module, expr[2], expr[1])
            single = owner >= 0 and len(bindings) == 1 and bindings[0][0] == "var"
            return _parts(inference, module, bindings[0][1], depth + 1) if single else None
    return None
