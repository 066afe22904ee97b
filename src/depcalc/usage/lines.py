"""Which lines hold code, whose they are, and which are data: big literal tables, copied rather than
rewritten."""

import ast
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from depcalc.usage.scribe import Scribe
from depcalc.usage.summary import Statement

LEAST_TABLE_LINES = 20
_COMPUTED = (ast.Call, ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)


def count_lines(text: str, tree: ast.Module, s: Scribe) -> tuple[int, int]:
    """Give every scope and statement its own code and data lines; the file's totals."""
    code, data = code_lines(text, s.docstrings), data_lines(tree)
    owner = [0] * (text.count("\n") + 3)
    for number, signature in enumerate(s.signatures[1:], 1):
        first, end = signature.first, min(signature.last + 1, len(owner))
        owner[first:end] = [number] * (end - first)
    for number, lines in Counter(map(owner.__getitem__, code)).items():
        s.scopes[number].lines = lines
    for number, lines in Counter(map(owner.__getitem__, code & data)).items():
        s.scopes[number].data_lines = lines
    _count_statements(s.statements, [line for line in sorted(code) if owner[line] == 0], data)
    return len(code), len(code & data)


def _count_statements(statements: list[Statement], code: Sequence[int], data: set[int]) -> None:
    """`code`: lines outside of functions and classes."""
    counted = 0
    for statement in statements:
        first = max(statement.line, counted + 1)  # several on one line: the first has it
        lines = code[bisect_left(code, first) : bisect_right(code, statement.last)]
        statement.lines = len(lines)
        statement.data_lines = sum(line in data for line in lines) if data else 0
        counted = max(counted, statement.last)


def code_lines(text: str, docstrings: Sequence[tuple[int, int]]) -> set[int]:
    """Lines that are not blank, not a comment and not part of a docstring."""
    lines = enumerate(text.split("\n"), 1)
    found = {number for number, line in lines if (bare := line.lstrip()) and bare[0] != "#"}
    for first, last in docstrings:
        found.difference_update(range(first, last + 1))
    return found


def data_lines(tree: ast.Module) -> set[int]:
    """Lines of literals of twenty lines or more at module or class level, without anything computed
    inside."""
    found: set[int] = set()
    todo: list[ast.Module | ast.ClassDef] = [tree]
    while todo:
        for node in todo.pop().body:
            if isinstance(node, ast.ClassDef):
                todo.append(node)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                last = node.end_lineno or node.lineno
                if last - node.lineno >= LEAST_TABLE_LINES and _is_literal(node.value):
                    found.update(range(node.lineno, last + 1))
    return found


def _is_literal(value: ast.expr) -> bool:
    todo: list[ast.AST] = list(ast.iter_child_nodes(value))
    while todo:
        node = todo.pop()
        if isinstance(node, _COMPUTED):
            return False
        if isinstance(node, (ast.List, ast.Tuple)):
            todo += node.elts
        elif not isinstance(node, ast.Constant):
            todo += ast.iter_child_nodes(node)
    return True
