"""The shape of a source file: one fingerprint for each function and each statement outside of functions.

Comments, layout, docstrings, annotations and imports leave no trace in it, and a name that is reached through a
vendor folder (`pip._vendor.six`) counts as the name itself. Pure.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

from depcalc.installed.decode import decode
from depcalc.installed.places import VENDORED

FORMAT = "shape 1"
LARGEST_NODES = 400_000
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_THROUGH = re.compile(rf"\b[A-Za-z_][\w.]*\.(?:{'|'.join(sorted(VENDORED))})\.")
_BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
Row: TypeAlias = tuple[bool, str, str, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A function (`name` is qualified) or a statement; `weight` is the number of syntax nodes."""

    is_function: bool
    name: str
    digest: str
    weight: int


@dataclass(frozen=True, slots=True)
class Shape:
    """`trouble`: why there are no units, "" where the file was read."""

    units: tuple[Unit, ...] = ()
    trouble: str = ""

    @property
    def functions(self) -> tuple[Unit, ...]:
        return tuple([u for u in self.units if u.is_function])


def shape_of(data: bytes) -> Shape:
    """The shape of a file's bytes."""
    text, why = decode(data)
    if why:
        return Shape(trouble=why)
    try:
        return Shape(tuple(_units(ast.parse(text).body)))
    except _BROKEN as error:
        return Shape(trouble=f"does not parse: {type(error).__name__}")


def to_row(shape: Shape) -> tuple[str, list[Row]]:
    """Plain values for a pipe or a store."""
    return shape.trouble, [(u.is_function, u.name, u.digest, u.weight) for u in shape.units]


def from_row(row: tuple[str, list[Row]]) -> Shape:
    """The shape such values stand for."""
    return Shape(tuple([Unit(*fields) for fields in row[1]]), row[0])


def _units(body: list[ast.stmt]) -> Iterator[Unit]:
    """Functions outside functions, in order; statements without docstrings and imports."""
    stack: list[tuple[str, Iterator[ast.stmt]]] = [("", iter(_without_docstring(body)))]
    while stack:
        prefix, rest = stack[-1]
        node = next(rest, None)
        if node is None:
            stack.pop()
        elif isinstance(node, _FUNCTIONS):
            yield Unit(True, prefix + node.name, *_fingerprint([node], with_name=False))
        elif isinstance(node, ast.ClassDef):
            head: list[ast.AST] = [*node.bases, *node.keywords, *node.decorator_list]
            if head:
                yield Unit(False, prefix + node.name, *_fingerprint(head))
            stack.append((f"{prefix}{node.name}.", iter(_without_docstring(node.body))))
        elif inner := _blocks(node):
            stack += [(prefix, iter(block)) for block in reversed(inner)]
        elif not isinstance(node, (*_IMPORTS, ast.Pass)):
            yield Unit(False, prefix, *_fingerprint([node]))


def _blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    """The branches of an `if` or `try` that defines something, so that its functions count as such."""
    if not isinstance(node, ast.If | ast.Try):
        return []
    blocks = [node.body, node.orelse, *([] if isinstance(node, ast.If) else [node.finalbody])]
    if isinstance(node, ast.Try):
        blocks[1:1] = [handler.body for handler in node.handlers]
    defines = any(isinstance(s, (*_FUNCTIONS, ast.ClassDef, *_IMPORTS)) for block in blocks for s in block)
    return blocks if defines else []


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return body[1:]
    return body


def _fingerprint(nodes: Iterable[ast.AST], *, with_name: bool = True) -> tuple[str, int]:
    """(digest, weight) of a few nodes; the name of the outermost function is no part of its shape."""
    out, weight, stack = blake2b(digest_size=8), 0, list(reversed(list(nodes)))
    outer = None if with_name else stack[-1]
    while stack and weight < LARGEST_NODES:
        node = stack.pop()
        if isinstance(node, _IMPORTS):
            continue
        weight += 1
        children: list[ast.AST] = []
        if isinstance(node, ast.Attribute) and _is_vendor_path(node.value):
            node = ast.Name(id=node.attr)
        out.update(type(node).__name__.encode())
        for field, value in ast.iter_fields(node):
            if field in _SILENT or (field == "name" and node is outer):
                continue
            out.update(field.encode())
            children += _scribe(out, field, value)
        stack += reversed(children)
    return out.hexdigest(), weight


_SILENT = frozenset(
    {"ctx", "type_comment", "annotation", "returns", "kind", "type_params", "simple", "type_ignores"}
)


def _scribe(out: "blake2b", field: str, value: object) -> list[ast.AST]:
    """Write down plain values; the nodes among them are for later."""
    if isinstance(value, ast.AST):
        return [value]
    if isinstance(value, list):
        if field == "body":
            value = _without_docstring(value)
        out.update(b"[%d" % len([v for v in value if not isinstance(v, _IMPORTS)]))
        for name in (v for v in value if isinstance(v, str)):
            out.update(name.encode("utf-8", "surrogatepass"))
        return [v for v in value if isinstance(v, ast.AST)]
    out.update(_plain(value))
    return []


def _plain(value: object) -> bytes:
    if isinstance(value, str):
        return b"s" + _THROUGH.sub("", value).encode("utf-8", "surrogatepass")
    if isinstance(value, int) and not isinstance(value, bool):
        return b"i%x" % value if value >= 0 else b"-%x" % -value
    return repr(value).encode("utf-8", "surrogatepass")


def _is_vendor_path(node: ast.expr) -> bool:
    """`pip._vendor` in `pip._vendor.six`."""
    return isinstance(node, ast.Attribute) and node.attr in VENDORED
