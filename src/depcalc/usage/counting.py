"""Counting a file that nothing imports: its lines and functions, at half the price of flattening it."""

import ast
from typing import TypeAlias

from depcalc.usage.expressions import last_name
from depcalc.usage.lines import code_lines, data_lines
from depcalc.usage.statements import BLOCKS, is_docstring
from depcalc.usage.static_tests import Target, static_test
from depcalc.usage.summary import UNKNOWN, Scope, Signature, Summary

Defined: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def counted(text: str, tree: ast.Module, runs_main: bool, target: Target) -> Summary:
    """Lines, data lines, classes and functions as `flatten` finds them; nothing of what they do."""
    last = text.count("\n") + 1
    scopes, signatures = [Scope("module", -1)], [Signature("", 1, 1, last)]
    docstrings: list[tuple[int, int]] = []
    todo: list[tuple[ast.Module | Defined, str]] = [(tree, "")]
    while todo:
        around, qual = todo.pop()
        if around.body and is_docstring(around.body[0]):
            docstrings.append((around.body[0].lineno, around.body[0].end_lineno or 0))
        for node in _inside(around, runs_main, target):
            name = f"{qual}.{node.name}".lstrip(".")
            scopes.append(Scope("class" if isinstance(node, ast.ClassDef) else "function", -1))
            signatures.append(Signature(name, node.lineno, node.lineno, node.end_lineno or 0))
            todo.append((node, name))
    code = code_lines(text, docstrings)
    data = len(code & data_lines(tree))
    return Summary(
        lines=len(code), physical_lines=last, data_lines=data, scopes=scopes, signatures=signatures
    )


def _inside(around: ast.Module | Defined, runs_main: bool, target: Target) -> list[Defined]:
    """Classes and functions of one scope, without branches known not to run and `@overload` stubs."""
    found: list[Defined] = []
    todo: list[ast.AST] = list(around.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.ClassDef):
            found.append(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not any(last_name(d) == "overload" for d in node.decorator_list):
                found.append(node)
        elif isinstance(node, ast.If):
            test = static_test(node.test, target, runs_main, lambda expr: UNKNOWN)
            todo += node.body if test is not False else ()
            todo += node.orelse if test is not True else ()
        else:
            for part in BLOCKS.get(type(node), ()):
                todo += getattr(node, part)
    return found
