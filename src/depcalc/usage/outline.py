"""Flattening a file: its module-level statements one by one, with static branches kept apart."""

import ast
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from depcalc.usage.expressions import quietly, root_name, visit
from depcalc.usage.import_statements import mark_optional, typing_only
from depcalc.usage.scribe import Scribe
from depcalc.usage.statements import bind_handler, first_line, known_test, open_scope, run, with_items
from depcalc.usage.summary import (
    Scope,
    Signature,
    Statement,
)

_KINDS: dict[type, str] = {
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
}


def module(s: Scribe, tree: ast.Module, last: int) -> tuple[Any, ...]:
    """Flatten a whole file; the outline of its statements."""
    open_scope(s, Scope("module", -1), Signature("", 1, 1, last), tree.body)
    return outline(s, tree.body)


def outline(s: Scribe, body: list[ast.stmt]) -> tuple[Any, ...]:
    """Module-level statements as numbers; static tests keep their branches apart, other branches are all
    kept."""
    out: list[Any] = []
    for node in body:
        if isinstance(node, ast.If):
            out.extend(_outlined_if(s, node))
        elif isinstance(node, (ast.Try, ast.TryStar)):
            out.extend(_outlined_try(s, node))
        elif isinstance(node, ast.With):
            out.append(_statement(s, node, partial(with_items, s, node, True)))
            out.extend(outline(s, node.body))
        else:
            out.append(_statement(s, node, partial(run, s, node, True)))
    return tuple(out)


def _outlined_if(s: Scribe, node: ast.If) -> list[Any]:
    test = known_test(s, node)
    first = _statement(s, node.test, lambda: visit(s, node.test))
    if test is False:
        typing_only(s, node)
    body = outline(s, node.body) if test is not False else ()
    other = outline(s, node.orelse) if test is not True else ()
    if test is None or isinstance(test, bool):
        return [first, *body, *other]
    return [first, (test, body, other)]


def _outlined_try(s: Scribe, node: ast.Try | ast.TryStar) -> list[Any]:
    before = len(s.imports)
    out = list(outline(s, node.body))
    mark_optional(s, node, before)
    for handler in node.handlers:
        out.append(_statement(s, handler, partial(bind_handler, s, handler)))
        out.extend(outline(s, handler.body))
    return [*out, *outline(s, node.orelse), *outline(s, node.finalbody)]


def _statement(s: Scribe, node: Any, write: Callable[[], object]) -> int:
    """Write one statement's events into a record of its own."""
    number = len(s.statements)
    kind, what = _kind(s, node)
    line = first_line(node) if kind in ("def", "class") else node.lineno
    last = node.end_lineno if not isinstance(node, (ast.With, ast.ExceptHandler)) else node.lineno
    record = Statement(kind, what, line, last or line, 0, 0, (), _mutated(node))
    s.statements.append(record)
    s.statement = number
    with s.collecting() as sink:
        write()
    s.bodies["statement", number] = sink
    if kind in ("def", "class"):
        record.what = next((e[1] for e in sink if e[0] == kind), None)
        record.kind = kind if record.what is not None else "plain"  # an @overload stub is no function
    s.statement = -1
    return number


def _kind(s: Scribe, node: ast.AST) -> tuple[str, Any]:
    kind = _KINDS.get(type(node), "plain")
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        func = node.value.func
        return ("plain", None) if isinstance(func, ast.Attribute) else ("call", quietly(s, func))
    if isinstance(node, ast.Assign):
        parts = [t for t in node.targets if isinstance(t, (ast.Attribute, ast.Subscript))]
        return ("patch", tuple(filter(None, map(root_name, parts)))) if parts else ("plain", None)
    return kind, None


def _mutated(node: ast.AST) -> tuple[str, ...]:
    """Global names whose value the statement changes: parts set, methods called, passed to a call."""
    parts: Iterable[ast.AST] = [node]
    if isinstance(node, ast.Expr):
        parts = [node.value] if isinstance(node.value, ast.Call) else []
    elif isinstance(node, (ast.For, ast.While)):
        parts = ast.walk(node)
    elif isinstance(node, (ast.Assign, ast.Delete)):
        parts = node.targets
    elif isinstance(node, ast.AugAssign):
        parts = [node.target]
    else:
        return ()
    found: dict[str, None] = {}
    for part in parts:
        for name in _changed(part):
            found[name] = None
    return tuple(found)


def _changed(part: ast.AST) -> Iterable[str]:
    if isinstance(part, ast.Call):
        named = (root_name(a) for a in part.args if isinstance(a, (ast.Name, ast.Attribute)))
        return filter(None, (root_name(part.func), *named))
    if isinstance(part, (ast.Attribute, ast.Subscript)) and not isinstance(part.ctx, ast.Load):
        return filter(None, (root_name(part),))
    return ()
