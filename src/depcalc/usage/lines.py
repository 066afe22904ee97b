"""Which lines hold code, whose they are, and which are data: big literal tables, copied rather than
rewritten."""

import ast
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
        for line in range(signature.first, min(signature.last, len(owner) - 1) + 1):
            owner[line] = number
    for line in code:
        s.scopes[owner[line]].lines += 1
        if line in data:
            s.scopes[owner[line]].data_lines += 1
    _count_statements(s.statements, owner, code, data)
    return len(code), len(code & data)


def _count_statements(statements: list[Statement], owner: list[int], code: set[int], data: set[int]) -> None:
    counted = 0
    for statement in statements:
        first = max(statement.line, counted + 1)  # several on one line: the first has it
        for line in range(first, min(statement.last, len(owner) - 1) + 1):
            if owner[line] == 0 and line in code:
                statement.lines += 1
                statement.data_lines += line in data
        counted = max(counted, statement.last)


def code_lines(text: str, docstrings: Sequence[tuple[int, int]]) -> set[int]:
    """Lines that are not blank, not a comment and not part of a docstring."""
    found = set()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare and bare[0] != "#":
            found.add(number)
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
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                last = node.end_lineno or node.lineno
                if last - node.lineno >= LEAST_TABLE_LINES and _is_literal(node.value):
                    found.update(range(node.lineno, last + 1))
    return found


def _is_literal(value: ast.expr) -> bool:
    return not any(isinstance(n, _COMPUTED) and n is not value for n in ast.walk(value))
