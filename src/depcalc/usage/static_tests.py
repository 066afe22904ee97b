"""Tests whose outcome is known without running: version, platform, TYPE_CHECKING, `__name__`."""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from depcalc.usage.summary import Test

_FALSE = {"TYPE_CHECKING", "PY2", "IS_PY2", "is_py2", "PYTHON2"}
_TRUE = {"PY3", "IS_PY3", "is_py3", "PYTHON3"}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the examined code runs on; `platform` as `sys.platform`, "" for any."""

    python: tuple[int, int] = (3, 11)
    platform: str = "linux"


def static_test(test: ast.expr, target: Target, runs_main: bool, expr: Callable[[ast.expr], int]) -> Test:
    """True or False where known here, a test on names where another module may tell, else None."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            known = False if name in _FALSE else True if name in _TRUE else None
            return ("expr", expr(test)) if known is None else known
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return negated(static_test(operand, target, runs_main, expr))
        case ast.BoolOp(op=op, values=values):
            parts = [static_test(v, target, runs_main, expr) for v in values[:20]]
            return joined("and" if isinstance(op, ast.And) else "or", parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, op, right, target, runs_main)
        case ast.Call(
            func=ast.Attribute(value=value, attr="startswith"), args=[ast.Constant(value=str(prefix))]
        ):
            return target.platform.startswith(prefix) if target.platform and _is_platform(value) else None
    return None


def negated(test: Test) -> Test:
    """`not test`."""
    if test is None or isinstance(test, bool):
        return None if test is None else not test
    return ("not", test)


def joined(word: str, tests: list[Test]) -> Test:
    """`and` or `or` of tests, decided as early as possible."""
    decisive = word == "or"
    if any(t is decisive for t in tests):
        return decisive
    if all(t is (not decisive) for t in tests):
        return not decisive
    return (word, tuple(tests)) if any(isinstance(t, tuple) for t in tests) else None


def _is_platform(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "platform" and _is_name(node.value, "sys", "_sys")


def _is_name(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr, target: Target, runs_main: bool) -> Test:
    value = right.value if isinstance(right, ast.Constant) else None
    if _is_name(left, "__name__") and value == "__main__" and isinstance(op, ast.Eq):
        return None if runs_main else False
    if target.platform and isinstance(value, str) and isinstance(op, ast.Eq | ast.NotEq):
        here = _platform_value(left, target)
        return None if here is None else (here == value) == isinstance(op, ast.Eq)
    return _version_compared(left, op, right, target)


def _platform_value(node: ast.expr, target: Target) -> str | None:
    if _is_platform(node):
        return target.platform
    if isinstance(node, ast.Attribute) and node.attr == "name" and _is_name(node.value, "os"):
        return "nt" if target.platform == "win32" else "posix"
    return None


def _version_compared(left: ast.expr, op: ast.cmpop, right: ast.expr, target: Target) -> Test:
    here, there = _version(left, target), _number(right)
    compare = _COMPARE.get(type(op))
    if (
        here is None
        or there is None
        or compare is None
        or isinstance(here, tuple) != isinstance(there, tuple)
    ):
        return None
    if isinstance(here, tuple) and isinstance(there, tuple):
        strict = isinstance(op, ast.Gt | ast.LtE) and len(there) < 3
        here = (*here, 0) if strict else here[: max(len(there), 1)]
    return compare(here, there)


def _version(node: ast.expr, target: Target) -> tuple[int, ...] | int | None:
    """`sys.version_info` and its parts."""
    match node:
        case (
            ast.Attribute(attr="version_info", value=ast.Name(id="sys" | "_sys"))
            | ast.Name(id="version_info")
        ):
            return target.python
        case ast.Attribute(attr="major" | "minor" as part, value=value):
            return target.python[part == "minor"] if _version(value, target) == target.python else None
        case ast.Subscript(value=value, slice=ast.Constant(value=int(i))) if _version(value, target):
            return target.python[i] if i in (0, 1) else None
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.Constant(value=int(n)))):
            return target.python[:n] if _version(value, target) else None
    return None


def _number(node: ast.expr) -> tuple[int, ...] | int | None:
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.Tuple(elts=elts) if all(
            isinstance(e, ast.Constant) and isinstance(e.value, int) for e in elts
        ):
            return tuple(e.value for e in elts)  # type: ignore[attr-defined]
    return None
