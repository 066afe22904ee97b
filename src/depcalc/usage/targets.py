"""Flattening what an assignment, loop or `with` sets: names, parts, attributes."""

import ast
from typing import Any

from depcalc.usage.expressions import last_name, quietly, visit
from depcalc.usage.scribe import Scribe
from depcalc.usage.summary import (
    CLASSMETHOD,
    STATIC,
    UNKNOWN,
    Scope,
)


def bind_target(
    s: Scribe, target: ast.expr, kind: str, value: int, node: ast.expr | None, later: Any
) -> None:
    """Bind what an assignment, loop or `with` names."""
    if isinstance(target, ast.Name):
        s.bind(target.id, kind, value, None, later)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _bind_parts(s, target, kind, node, later)
    elif isinstance(target, ast.Starred):
        bind_target(s, target.value, "unk", UNKNOWN, None, later)
    elif isinstance(target, ast.Attribute):
        visit(s, target)
        store(s, target, value if kind == "var" else UNKNOWN, -1)
    elif isinstance(target, ast.Subscript):
        if not _is_namespace(target.value):
            visit(s, target.value, "r")
        visit(s, target.slice)


def _is_namespace(node: ast.expr) -> bool:
    """`globals()[...] = ...` reads nothing."""
    return (
        isinstance(node, ast.Call) and last_name(node.func) in ("globals", "locals", "vars") and not node.args
    )


def _bind_parts(
    s: Scribe, target: ast.Tuple | ast.List, kind: str, node: ast.expr | None, later: Any
) -> None:
    parts = _matching(target, node) if kind == "var" else []
    for i, element in enumerate(target.elts):
        if not parts:
            bind_target(s, element, "unk", UNKNOWN, None, later)
        elif later is None:
            bind_target(s, element, "var", quietly(s, parts[i]), parts[i], None)
        else:
            with s.collecting() as own:
                number = visit(s, parts[i])
            bind_target(s, element, "var", number, parts[i], own)


def _matching(target: ast.Tuple | ast.List, node: ast.expr | None) -> list[ast.expr]:
    """Values for the parts of a target, one for one; none where they do not match."""
    if not isinstance(node, (ast.Tuple, ast.List)) or len(node.elts) != len(target.elts):
        return []
    return [] if any(isinstance(e, ast.Starred) for e in (*node.elts, *target.elts)) else node.elts


def store(s: Scribe, target: ast.Attribute, value: int, kind: int) -> None:
    """An attribute set: filed under the class when through self, else by name."""
    owner = _self_class(s, target.value)
    number = value if kind < 0 else s.number(("declared", value, kind))
    if owner is not None:
        owner.stores.setdefault(target.attr, []).append(number)
    else:
        s.foreign_stores.append((quietly(s, target.value), target.attr, number))


def _self_class(s: Scribe, node: ast.expr) -> Scope | None:
    if not isinstance(node, ast.Name):
        return None
    at = s.at
    while s.scopes[at].kind == "function":
        here, around = s.scopes[at], s.scopes[s.scopes[at].parent]
        if around.kind == "class":
            ours = s.signatures[at].params[:1] == (node.id,)
            instance = not here.flags & (STATIC | CLASSMETHOD) and ours
            return around if instance else None
        if node.id in s.binds[at]:
            return None
        at = here.parent
    return None
