"""What the text of one function or class says of itself: generator, wrapping decorator, constructing class
method."""

import ast
from collections.abc import Iterator

from depcalc.usage.expressions import last_name

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# callables that look at a function without keeping it
ONLY_LOOK = frozenset(
    """wraps update_wrapper isinstance callable getattr hasattr setattr iscoroutinefunction
    isgeneratorfunction isasyncgenfunction isclass signature getfullargspec getargspec cast id repr str
    get_type_hints unwrap""".split()
)
PASS_THROUGH = frozenset({"update_wrapper", "cast", "property", "staticmethod", "classmethod"})
DEEPEST = 60
# attributes of a class that neither create nor leak it
META = frozenset(
    "__dict__ __name__ __mro__ __subclasses__ __module__ __qualname__ __doc__ mro __bases__ __base__".split()
)


def only_wraps(node: Function, is_method: bool) -> bool:
    """Whether, used as a decorator, it only calls, returns or looks at the function it is given."""
    params = [*node.args.posonlyargs, *node.args.args][int(is_method) :]
    if not params or not _may_wrap(node, params[0].arg):
        return False
    return all(_kept_safe(s, params[0].arg, "value", 0) for s in node.body)


def _may_wrap(node: Function, param: str) -> bool:
    """A decorator returns something: an inner function, the parameter, or a call with it."""
    for statement in node.body:
        if isinstance(statement, FUNCTIONS):
            return True
        if isinstance(statement, ast.Return):
            value = statement.value
            parts = value.args if isinstance(value, ast.Call) else [value]
            if any(isinstance(p, ast.Name) and p.id == param for p in parts):
                return True
    return False


def _kept_safe(node: ast.AST, param: str, use: str, depth: int) -> bool:
    """No use of the parameter lets it escape other than to the caller."""
    if depth > DEEPEST:
        return False
    if isinstance(node, ast.Name):
        return node.id != param or (use != "value" and isinstance(node.ctx, ast.Load))
    return all(_kept_safe(child, param, inner, depth + 1) for child, inner in _uses(node, use))


def _uses(node: ast.AST, use: str) -> Iterator[tuple[ast.AST, str]]:
    """Children with what happens to them: called, returned, looked at, or used as a value."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            yield func, "called"
            how = "looked at" if last_name(func) in ONLY_LOOK else "value"
            for arg in [*args, *(k.value for k in keywords)]:
                yield arg.value if isinstance(arg, ast.Starred) else arg, how
        case ast.Attribute(value=value):
            yield value, "looked at"
        case ast.Return(value=ast.Call(func=func, args=args)) if last_name(func) in PASS_THROUGH:
            yield from ((arg, "returned") for arg in args)
        case ast.Return(value=ast.expr() as value):
            yield value, "returned"
        case ast.Compare(left=left, comparators=comparators):
            yield from ((part, "looked at") for part in [left, *comparators])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            kept = "returned" if use == "returned" else "value"
            yield from ((test, "looked at"), (body, kept), (orelse, kept))
        case ast.If(test=test) | ast.While(test=test):
            yield test, "looked at"
            yield from ((child, "value") for child in [*node.body, *node.orelse])
        case _:
            yield from ((child, "value") for child in ast.iter_child_nodes(node))


def class_hooks(node: Function) -> tuple[bool, tuple[tuple[str, bool], ...]]:
    """Of a class method: (whether its class escapes or is called, what it calls on the class or through
    super)."""
    params = [*node.args.posonlyargs, *node.args.args]
    if not params:
        return True, ()
    cls = params[0].arg
    safe: set[int] = set()
    hooks: dict[tuple[str, bool], None] = {}
    for here in ast.walk(node):
        if isinstance(here, ast.Attribute):
            through = _is_super(here.value)
            if through or (isinstance(here.value, ast.Name) and here.value.id == cls):
                safe.add(id(here.value))
        if isinstance(here, ast.Call) and isinstance(here.func, ast.Attribute):
            value = here.func.value
            through = _is_super(value)
            if (through or (isinstance(value, ast.Name) and value.id == cls)) and here.func.attr not in META:
                hooks[here.func.attr, through] = None
    names = (n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == cls)
    return any(id(n) not in safe for n in names), tuple(hooks)


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
