"""Flattening any statement: scopes, bindings, functions, classes, blocks."""

import ast
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeAlias

from depcalc.usage import hints
from depcalc.usage.expressions import annotation, last_name, quietly, visit
from depcalc.usage.import_statements import import_from, mark_optional, plain_import, typing_only
from depcalc.usage.scribe import Scribe, Sink
from depcalc.usage.static_tests import static_test
from depcalc.usage.summary import (
    ASYNC,
    CLASSMETHOD,
    LEAKS,
    PROPERTY,
    RAISES,
    SETTER,
    STATIC,
    STUB,
    UNKNOWN,
    WRAPS,
    Scope,
    Signature,
    Test,
)
from depcalc.usage.targets import bind_target, store

Rule: TypeAlias = Callable[[Scribe, Any, bool], None]


# where a statement holds others of the same scope
BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "orelse", "finalbody", "handlers"),
    ast.TryStar: ("body", "orelse", "finalbody", "handlers"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
}
_NOTHING_DECLARED: tuple[set[str], set[str]] = (set(), set())
IMPLICIT_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def open_scope(s: Scribe, scope: Scope, signature: Signature, body: list[ast.stmt]) -> int:
    """Start a scope; its number."""
    declared = _declarations(body) if scope.kind == "function" and s.declares else _NOTHING_DECLARED
    if body and is_docstring(body[0]):
        s.docstrings.append((body[0].lineno, body[0].end_lineno or body[0].lineno))
    s.scopes.append(scope)
    s.signatures.append(signature)
    s.binds.append({})
    s.globals.append(declared[0])
    s.nonlocals.append(declared[1])
    return len(s.scopes) - 1


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a bare string."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _declarations(body: list[ast.stmt]) -> tuple[set[str], set[str]]:
    """Names declared global, and those declared nonlocal."""
    found: tuple[set[str], set[str]] = (set(), set())
    todo: list[ast.AST] = list(body)
    while todo:
        here = todo.pop()
        if isinstance(here, (ast.Global, ast.Nonlocal)):
            found[isinstance(here, ast.Nonlocal)].update(here.names)
        for part in BLOCKS.get(type(here), ()):
            todo.extend(getattr(here, part))
    return found


def run(s: Scribe, node: ast.stmt, top: bool) -> None:
    """Note what running a statement may touch. `top`: module or class level, where tables wait to be read."""
    _RULES[type(node)](s, node, top)


def block(s: Scribe, body: list[ast.stmt], top: bool) -> None:
    """Run statements in order."""
    for node in body:
        _RULES[type(node)](s, node, top)


def known_test(s: Scribe, node: ast.If) -> Test:
    """The static test of an `if`."""
    return static_test(node.test, s.target, s.runs_main, lambda e: quietly(s, e))


def _expr(s: Scribe, node: ast.Expr, top: bool) -> None:
    if not isinstance(node.value, ast.Constant):
        visit(s, node.value)


def _return(s: Scribe, node: ast.Return, top: bool) -> None:
    if node.value is not None:
        number = visit(s, node.value)
        if s.scopes[s.at].kind == "function":
            here = s.signatures[s.at]
            here.returns = (*here.returns, number) if len(here.returns) < 64 else (UNKNOWN,)


def _assign(s: Scribe, node: ast.Assign, top: bool) -> None:
    deferred = top and all(_only_names(t) for t in node.targets)
    value, later = _value(s, node.value, deferred)
    for target in node.targets:
        bind_target(s, target, "var", value, node.value, later)
    if top and s.at == 0 and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        _global_test(s, node.targets[0].id, node.value)


def _global_test(s: Scribe, name: str, value: ast.expr) -> None:
    """`WINDOWS = sys.platform == "win32"` stands for the test, once it is assigned nowhere else."""
    if isinstance(value, ast.Constant):
        return
    test = static_test(value, s.target, s.runs_main, lambda e: quietly(s, e))
    if test is not None:
        s.tests[name] = test


def _value(s: Scribe, node: ast.expr, deferred: bool) -> tuple[int, Any]:
    """Number of a value, and its events where they wait until the name is read."""
    if not deferred:
        return visit(s, node), None
    visit(s, node, "d")
    with s.collecting() as later:
        number = visit(s, node)
    return number, later


def _only_names(target: ast.expr) -> bool:
    if isinstance(target, (ast.Tuple, ast.List)):
        return all(isinstance(e, ast.Name) for e in target.elts)
    return isinstance(target, ast.Name)


def _ann_assign(s: Scribe, node: ast.AnnAssign, top: bool) -> None:
    if top:
        annotation_calls(s, node.annotation)
    kind = annotation(s, node.annotation)
    value, later = -1, None
    if node.value is not None:
        value, later = _value(s, node.value, top and isinstance(node.target, ast.Name))
    if isinstance(node.target, ast.Name):
        s.bind(node.target.id, "ann", value, kind, later)
    elif isinstance(node.target, ast.Attribute):
        visit(s, node.target)
        store(s, node.target, value if value >= 0 else UNKNOWN, kind)


def annotation_calls(s: Scribe, node: ast.expr | None) -> None:
    """Annotations of modules and classes are evaluated: their calls run."""
    if node is None or isinstance(node, (ast.Name, ast.Attribute, ast.Constant)) or _calls_nothing(node):
        return
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            visit(s, part)


def _calls_nothing(node: ast.expr) -> bool:
    """Whether it is made of names, as almost all are."""
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, ast.Subscript):
            todo += (here.value, here.slice)
        elif isinstance(here, (ast.Tuple, ast.List)):
            todo += here.elts
        elif isinstance(here, ast.BinOp):
            todo += (here.left, here.right)
        elif isinstance(here, ast.Attribute):
            todo.append(here.value)
        elif not isinstance(here, (ast.Name, ast.Constant)):
            return False
    return True


def _aug_assign(s: Scribe, node: ast.AugAssign, top: bool) -> None:
    if isinstance(node.target, ast.Attribute):
        visit(s, node.target)
        owner = quietly(s, node.target.value)
        s.note(("attr", owner, node.target.attr, "v", False), node.lineno)
        store(s, node.target, UNKNOWN, -1)
    else:
        bind_target(s, node.target, "unk", UNKNOWN, None, None)
    visit(s, node.value)


def _function(s: Scribe, node: hints.Function, top: bool) -> None:
    if node.decorator_list and any(last_name(d) == "overload" for d in node.decorator_list):
        return
    around = s.scopes[s.at].kind
    positional = [*node.args.posonlyargs, *node.args.args]
    named = [*positional, *node.args.kwonlyargs]
    scope, signature = Scope("function", s.at), _signature(s, node)
    signature.params = tuple([a.arg for a in positional])
    scope.flags = _flags(node, around == "class")
    defaults = [*node.args.defaults, *node.args.kw_defaults]
    header: Sink = {}
    later: Sink = {}
    before, s.sink = s.sink, header
    for default in defaults:
        visit(s, default, "d")
    for arg in named if around != "function" else ():
        annotation_calls(s, arg.annotation)
    scope.decorators = decorators(s, node.decorator_list)
    s.sink = later
    for default in defaults:
        visit(s, default)
    s.sink = before
    signature.annotation = annotation(s, node.returns)
    typed = [(a.arg, annotation(s, a.annotation)) for a in named]
    number = open_scope(s, scope, signature, node.body)
    s.bind(node.name, "func", number)
    s.note(("def", number))
    s.bodies["header", number], s.bodies["defaults", number] = header, later
    _function_body(s, node, number, typed)


def _function_body(s: Scribe, node: hints.Function, number: int, typed: list[tuple[str, int]]) -> None:
    scope, before = s.scopes[number], (s.at, s.statement, s.shadows)
    s.at, s.statement, s.shadows = number, -1, []
    for name, kind in typed:
        s.bind(name, "param", name, kind)
    for extra in (node.args.vararg, node.args.kwarg):
        if extra:
            s.bind(extra.arg, "star", None)
    with s.collecting() as sink:
        block(s, node.body, False)
    s.bodies["events", number] = sink
    if scope.flags & CLASSMETHOD:
        leaks, s.signatures[number].hooks = hints.class_hooks(node)
        scope.flags |= LEAKS if leaks else 0
    s.at, s.statement, s.shadows = before


def decorators(s: Scribe, nodes: list[ast.expr]) -> tuple[tuple[int, bool], ...]:
    """Decorators as (the function it is, called with arguments first); `@p.setter` reads p without using
    it."""
    out = []
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter"):
            continue
        if isinstance(node, ast.Call):
            visit(s, node)
            out.append((quietly(s, node.func), True))
        else:
            out.append((visit(s, node, "c"), False))
    return tuple(out)


def _signature(s: Scribe, node: "hints.Function | ast.ClassDef") -> Signature:
    around = s.signatures[s.at].qual
    qual = f"{around}.{node.name}".lstrip(".")
    return Signature(qual, first_line(node), node.lineno, node.end_lineno or 0)


def first_line(node: "hints.Function | ast.ClassDef") -> int:
    """Of a function or class, decorators included."""
    return min([node.lineno, *[d.lineno for d in node.decorator_list]])


def _flags(node: hints.Function, is_method: bool) -> int:
    flags = CLASSMETHOD if is_method and node.name in IMPLICIT_CLASS_METHODS else 0
    for decorator in node.decorator_list:
        name = last_name(decorator)
        if isinstance(decorator, ast.Attribute) and name in ("setter", "deleter"):
            flags |= SETTER
        elif name.endswith("property") or name == "getter":
            flags |= PROPERTY
        elif isinstance(decorator, ast.Name):
            flags |= {"staticmethod": STATIC, "classmethod": CLASSMETHOD}.get(name, 0)
    flags |= ASYNC if isinstance(node, ast.AsyncFunctionDef) else 0
    flags |= WRAPS if hints.only_wraps(node, is_method and not flags & STATIC) else 0
    if len(node.body) <= 2:
        end = node.body[-1]
        flags |= RAISES if isinstance(end, ast.Raise) else STUB if isinstance(end, ast.Pass | ast.Expr) else 0
    return flags


def _class(s: Scribe, node: ast.ClassDef, top: bool) -> None:
    scope, signature = Scope("class", s.at, stores={}), _signature(s, node)
    with s.collecting() as header:
        scope.decorators = decorators(s, node.decorator_list)
        signature.bases = tuple(_base(s, b) for b in node.bases)
        metas = [visit(s, k.value, "x" if k.arg == "metaclass" else "v") for k in node.keywords]
        signature.metaclasses = tuple(
            m for m, k in zip(metas, node.keywords, strict=True) if k.arg == "metaclass"
        )
    number = open_scope(s, scope, signature, node.body)
    s.bind(node.name, "class", number)
    s.note(("class", number))
    before, s.at = s.at, number
    with s.collecting() as sink:
        block(s, node.body, True)
    s.at = before
    s.bodies["events", number], s.bodies["header", number] = sink, header


def _base(s: Scribe, node: ast.expr) -> int:
    if isinstance(node, ast.Subscript):  # Generic[T]
        visit(s, node.slice, "x")
        return visit(s, node.value, "x")
    return (
        UNKNOWN if isinstance(node, ast.Starred) and visit(s, node.value, "x") >= 0 else visit(s, node, "x")
    )


def _if(s: Scribe, node: ast.If, top: bool) -> None:
    test = known_test(s, node)
    visit(s, node.test)
    if test is False:
        typing_only(s, node)
    if test is None or isinstance(test, bool):
        block(s, node.body if test is not False else [], top)
        block(s, node.orelse if test is not True else [], top)
        return
    with s.collecting() as body:
        block(s, node.body, top)
    with s.collecting() as other:
        block(s, node.orelse, top)
    s.note(("if", test, node.lineno, node.col_offset), (body, other))  # type: ignore[arg-type]


def _for(s: Scribe, node: ast.For | ast.AsyncFor, top: bool) -> None:
    source = visit(s, node.iter)
    bind_target(s, node.target, "for", source, None, None)
    block(s, [*node.body, *node.orelse], top)


def _while(s: Scribe, node: ast.While, top: bool) -> None:
    visit(s, node.test)
    block(s, [*node.body, *node.orelse], top)


def _with(s: Scribe, node: ast.With | ast.AsyncWith, top: bool) -> None:
    with_items(s, node, top)
    block(s, node.body, top)


def with_items(s: Scribe, node: ast.With | ast.AsyncWith, top: bool) -> None:
    """What a `with` evaluates and binds."""
    for item in node.items:
        value = visit(s, item.context_expr)
        if item.optional_vars is not None:
            name = "aenter" if isinstance(node, ast.AsyncWith) else "enter"
            entered = s.number(("entered", value, f"__{name}__")) if value else UNKNOWN
            bind_target(s, item.optional_vars, "with", entered, None, None)


def _try(s: Scribe, node: ast.Try | ast.TryStar, top: bool) -> None:
    before = len(s.imports)
    block(s, node.body, top)
    mark_optional(s, node, before)
    for handler in node.handlers:
        bind_handler(s, handler)
        block(s, handler.body, top)
    block(s, [*node.orelse, *node.finalbody], top)


def bind_handler(s: Scribe, node: ast.ExceptHandler) -> None:
    """The classes an `except` catches, and the name it binds."""
    caught = visit(s, node.type, "x")
    if node.name:
        s.bind(node.name, "exc", caught)


def _match(s: Scribe, node: ast.Match, top: bool) -> None:
    visit(s, node.subject)
    for case in node.cases:
        for part in ast.walk(case.pattern):
            if isinstance(part, ast.MatchClass):
                visit(s, part.cls, "x")
                for name in part.kwd_attrs:
                    s.note(("pool", name))
            elif isinstance(part, ast.MatchValue):
                visit(s, part.value)
            for captured in (getattr(part, "name", None), getattr(part, "rest", None)):
                if isinstance(captured, str):
                    s.bind(captured, "unk", UNKNOWN)
        visit(s, case.guard)
        block(s, case.body, top)


def _raise(s: Scribe, node: ast.Raise, top: bool) -> None:
    visit(s, node.exc)
    visit(s, node.cause)


def _assert(s: Scribe, node: ast.Assert, top: bool) -> None:
    visit(s, node.test)
    visit(s, node.msg)


def _delete(s: Scribe, node: ast.Delete, top: bool) -> None:
    for target in node.targets:
        visit(s, target)


def _others(s: Scribe, node: ast.stmt, top: bool) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            visit(s, child)


def _nothing(s: Scribe, node: ast.stmt, top: bool) -> None:
    return None


_KNOWN: dict[type[ast.stmt], Rule] = {
    ast.Expr: _expr,
    ast.Return: _return,
    ast.Assign: _assign,
    ast.AnnAssign: _ann_assign,
    ast.AugAssign: _aug_assign,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: plain_import,
    ast.ImportFrom: import_from,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Pass: _nothing,
    ast.Break: _nothing,
    ast.Continue: _nothing,
    ast.Global: _nothing,
    ast.Nonlocal: _nothing,
}
_RULES: defaultdict[type[ast.stmt], Rule] = defaultdict(lambda: _others, _KNOWN)
