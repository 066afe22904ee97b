"""Values put into SQL text by hand. Pure."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, last_name, target_name
from depcalc.owned.traits import called
from depcalc.owned.words import words_of

_VERB = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s.+\sset\s|delete\s+from\s|replace\s+into\s)",
    re.I | re.S,
)
_VALUE = re.compile(r"(=|<|>|\blike|\bin|\bvalues|\bbetween|\band)\s*\(?\s*'?%?$|'%?$", re.I)
_RUNS = frozenset(
    """execute executemany executescript execute_sql raw read_sql read_sql_query text query fetch fetchall fetchone
    fetchval fetchrow extra run_query mogrify""".split()
)
_MARKS = ("?", "%s", "%%s", ":1", "(%s)", "(?)")
_SQL_WORDS = frozenset("sql query quote escape literal insert where db cursor table".split())
_OTHER_QUOTES = frozenset(
    "shell powershell bash yaml csv json js javascript latex cmd html xml url re regex".split()
)


def own_sql(scope: Scope) -> Iterator[Hit]:
    """Statements with values put into their text, and quotes doubled by hand."""
    for call in scope.every(ast.Call):
        last = called(call, scope)[1]
        by_hand = last == "replace" and _doubles_quote(call) and _is_about_sql(scope)
        if by_hand or (last in _RUNS and call.args and _is_filled(call.args[0], scope)):
            yield "sql-escape", call


def _is_about_sql(scope: Scope) -> bool:
    words = scope.words
    return bool(words & _SQL_WORDS) and not words & _OTHER_QUOTES


def _doubles_quote(call: ast.Call) -> bool:
    texts = [a.value for a in call.args if isinstance(a, ast.Constant)]
    return len(texts) == 2 and texts[0] == "'" and texts[1] in ("''", "\\'", "\\\\'")


def _is_filled(node: ast.expr, scope: Scope, depth: int = 0) -> bool:
    """Is the statement text with a value in it?"""
    if depth > 4:
        return False
    if isinstance(node, ast.Call) and called(node, scope)[1] == "text" and node.args:
        return _is_filled(node.args[0], scope, depth + 1)
    if isinstance(node, ast.Name):
        return any(_is_filled(value, scope, depth + 1) for value in scope.values.get(node.id, []))
    pieces = list(_pieces(node))
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    if not _VERB.match(text):
        return False
    pairs = pairwise(pieces)
    return any(isinstance(a, str) and _is_value(b, scope) and _VALUE.search(a.rstrip(" ")) for a, b in pairs)


def _is_value(piece: "str | ast.expr", scope: Scope) -> bool:
    """Not text of our own: no constant, no number, no name in capitals."""
    if isinstance(piece, (str, ast.Constant)):
        return False
    if isinstance(piece, ast.Call) and called(piece, scope)[1] in ("int", "float", "len", "repeat"):
        return False
    marks = [n for v in (piece, *scope.values.get(target_name(piece), [])) for n in ast.walk(v)]
    if any(isinstance(n, ast.Constant) and n.value in _MARKS for n in marks):
        return False
    name = last_name(piece)
    return not name.isupper() and not words_of(name) & {
        "placeholder",
        "placeholders",
        "marks",
        "wildcards",
        "param",
    }


def _pieces(node: ast.expr, depth: int = 0) -> "Iterator[str | ast.expr]":
    """Text and values of a string in their order, whatever way it is put together."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _pieces(value, depth) if isinstance(value, ast.Constant) else [_inside(value)]
        case ast.BinOp(left=left, op=ast.Add(), right=right) if depth < 50:
            yield from _pieces(left, depth + 1)
            yield from _pieces(right, depth + 1)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right] * text.count("%s")
            yield from _interleaved(re.split(r"%[sdr]|%\(\w+\)s", text), values)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=args):
            yield from _interleaved(
                re.split(r"\{[\w.!:]*\}", text), [*args, *(k.value for k in node.keywords)]
            )
        case _:
            yield node


def _inside(value: ast.expr) -> ast.expr:
    return value.value if isinstance(value, ast.FormattedValue) else value


def _interleaved(texts: list[str], values: list[ast.expr]) -> "Iterator[str | ast.expr]":
    for n, text in enumerate(texts):
        yield text
        if n < len(values) and n + 1 < len(texts):
            yield values[n]
