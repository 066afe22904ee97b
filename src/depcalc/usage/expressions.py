"""Flattening expressions: `visit` notes what evaluating one touches and returns its number."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeAlias

from depcalc.usage.scribe import Scribe
from depcalc.usage.static_tests import static_test
from depcalc.usage.summary import CONTAINER, GENERATOR, LAMBDA, PURE, UNKNOWN

LONGEST_STRING = 2_000
LONGEST_NAME = 120
MOST_ELEMENTS = 64
FORMAT_FIELD = re.compile(r"\{\w*((?:\.[A-Za-z_]\w*)+)")
PERCENT = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%\(\w+\)[a-z]")
# callables the engine must see the arguments of, by the last part of their name
SPECIAL = frozenset(
    """getattr hasattr setattr delattr dir vars globals locals __import__ exec eval open import_module
    find_spec resolve_name attrgetter methodcaller partialmethod getmembers getmembers_static
    entry_points iter_entry_points patch object dict multiple fdopen NamedTemporaryFile TypeVar NewType
    cast copy deepcopy min max namedtuple NamedTuple""".split()
)
TYPE_POSITION_CALLS = frozenset({"TypeVar", "NewType", "NamedTuple"})
_BUILT_IN = frozenset({"super", "isinstance", "issubclass"})
_COPIES = frozenset({"sorted", "list", "tuple", "set", "frozenset", "reversed"})
_MAKERS = _COPIES | {"type", "format", "replace"}
_NAMED = (ast.Name, ast.Attribute)
_IDENTITY = (ast.Is, ast.IsNot)
Rule: TypeAlias = Callable[[Scribe, Any, str], int]


def visit(s: Scribe, node: ast.expr | None, pos: str = "v") -> int:
    """Note the events of an expression in position `pos`; its number."""
    return _RULES[type(node)](s, node, pos)


def quietly(s: Scribe, node: ast.expr) -> int:
    """The number of an expression, noting nothing."""
    if isinstance(node, ast.Name):
        return _name(s, node, "d")
    before, s.sink = s.sink, {}
    number = visit(s, node, "r")
    s.sink = before
    return number


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c`, "" where there is no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def root_name(node: ast.expr) -> str:
    """`a` of `a.b[0].c()`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def note_string(s: Scribe, text: str) -> None:
    """A string constant: it may name an attribute, a module or a field."""
    size = len(text)
    if not 0 < size < LONGEST_STRING:
        return
    if size < LONGEST_NAME:
        s.words.add(text)
    if text.isidentifier():
        s.sink.setdefault(("str", text, 0), 0)
    elif "." in text and size < LONGEST_NAME and _is_dotted(text):
        s.dotted.add(text)
        s.sink.setdefault(("str", text, 1), 0)
    else:
        s.sink.setdefault(("str", text, 2), 0)
        if "{" in text and "." in text:
            for found in FORMAT_FIELD.findall(text):
                for part in found.split(".")[1:]:
                    s.note(("pool", part))


def _is_dotted(text: str) -> bool:
    return text.replace(".", "").replace(":", "").replace("_", "").isalnum()


def _absent(s: Scribe, node: None, pos: str) -> int:
    return UNKNOWN


def _children(s: Scribe, node: ast.AST, pos: str = "v") -> int:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            visit(s, child)
    return UNKNOWN


def _constant(s: Scribe, node: ast.Constant, pos: str) -> int:
    text = node.value
    if not isinstance(text, str):
        return PURE
    note_string(s, text)
    numbers = s.numbers
    return numbers.setdefault(("str", text), len(numbers)) if len(text) < LONGEST_NAME else PURE


def _name(s: Scribe, node: ast.Name, pos: str) -> int:
    name = node.id
    if s.shadows:
        for shadow in reversed(s.shadows):
            if name in shadow:
                return shadow[name]
    if pos != "d":
        s.sink.setdefault(("name", name, pos), node.lineno)
    numbers = s.numbers
    return numbers.setdefault(("name", name, s.at), len(numbers))


def _attribute(s: Scribe, node: ast.Attribute, pos: str) -> int:
    value, name = node.value, node.attr
    if pos == "d":
        base = visit(s, value, "v" if isinstance(value, ast.Call) else "d")
        return s.number(("attr", base, name)) if base else UNKNOWN
    if name == "__dict__":
        s.computes_names()
    base = visit(s, value, "r" if isinstance(value, _NAMED) else "v")
    stored = not isinstance(node.ctx, ast.Load)
    s.sink.setdefault(("attr", base, name, pos, stored), node.lineno)
    numbers = s.numbers
    return numbers.setdefault(("attr", base, name), len(numbers)) if base else UNKNOWN


def _call(s: Scribe, node: ast.Call, pos: str) -> int:
    callee = node.func
    written = last_name(callee)
    name = s.aliases.get(written, written)
    if name in _BUILT_IN and isinstance(callee, ast.Name) and not _shadowed(s, callee.id):
        if name == "super":
            return s.number(("super", s.at))
        if len(node.args) == 2:
            visit(s, node.args[0])
            visit(s, node.args[1], "x")
            return PURE
    if name in SPECIAL:
        return _special_call(s, node, name)
    func = visit(s, callee, "c")
    args = _arguments(s, node)
    if name in _MAKERS or written == "split":
        made = _made(s, node, name, args)
        if made >= 0:
            return made
    numbers = s.numbers
    return numbers.setdefault(("call", func, ()), len(numbers)) if func else UNKNOWN


def _made(s: Scribe, node: ast.Call, name: str, args: list[int]) -> int:
    """What a call gives whose result its text tells; -1 where it does not."""
    callee = node.func
    if name == "type" and len(args) == 1 and isinstance(callee, ast.Name):
        return s.number(("typeof", args[0])) if args[0] else UNKNOWN
    if name == "format" and isinstance(callee, ast.Attribute) and (text := _text(callee.value)) is not None:
        return _shape(s, re.split(r"\{[^}]*\}", text))
    if name == "replace" and len(args) == 2 and (text := _text(node.args[1])):
        return s.number(("shape", (None, text, None)))
    words = _splitted(node)
    if words is not None:
        return s.number(("list", tuple(s.number(("str", w)) for w in words[:MOST_ELEMENTS])))
    if name in _COPIES and len(args) == 1:
        return s.number(("copied", args[0])) if args[0] else CONTAINER
    return -1


def _shadowed(s: Scribe, name: str) -> bool:
    return any(name in shadow for shadow in s.shadows)


def _arguments(s: Scribe, node: ast.Call) -> list[int]:
    args = []
    for arg in node.args:
        value = arg.value if isinstance(arg, ast.Starred) else arg
        args.append(visit(s, value))
    for keyword in node.keywords:
        visit(s, keyword.value)
    return args


def _special_call(s: Scribe, node: ast.Call, name: str) -> int:
    """A call whose arguments the engine wants to see."""
    if name in TYPE_POSITION_CALLS:
        visit(s, node.func, "c")
        for arg in [*node.args, *(k.value for k in node.keywords)]:
            visit(s, arg, "x")
        return s.number(("call", quietly(s, node.func), ()))
    if name == "vars" or (name == "setattr" and not _names_constant(node)):
        s.computes_names()
    func = visit(s, node.func, "c")
    args = tuple(visit(s, a, _argument_position(name, i, a)) for i, a in enumerate(node.args[:MOST_ELEMENTS]))
    keywords = tuple((k.arg or "", visit(s, k.value)) for k in node.keywords[:MOST_ELEMENTS])
    s.note(("call", name, func, args, keywords), node.lineno)
    if name == "cast" and len(node.args) == 2:
        return s.number(("cast", func, annotation(s, node.args[0]), args[1]))
    return s.number(("call", func, args)) if func else UNKNOWN


def _names_constant(node: ast.Call) -> bool:
    return len(node.args) > 1 and isinstance(node.args[1], ast.Constant)


def _argument_position(name: str, i: int, node: ast.expr) -> str:
    if name == "cast" and i == 0:
        return "d"
    accessor = name in ("getattr", "hasattr", "setattr", "delattr")
    return "r" if accessor and i == 0 and isinstance(node, _NAMED) else "v"


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _splitted(node: ast.Call) -> list[str] | None:
    """`"a b".split()`."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "split" and not node.args:
        text = _text(node.func.value)
        return text.split() if text is not None else None
    return None


def _shape(s: Scribe, parts: list[str]) -> int:
    """A string with gaps between the constant parts."""
    return s.number(("shape", tuple(p for part in parts for p in (None, part or None))[1:][:64]))


def _sequence(s: Scribe, node: ast.List | ast.Tuple | ast.Set, pos: str) -> int:
    inner = pos if pos in ("d", "x") else "v"
    parts = [visit(s, e, inner) for e in node.elts]
    if not parts or len(parts) > MOST_ELEMENTS:
        return CONTAINER
    if not isinstance(node, ast.Tuple):
        return s.number(("list", tuple(parts)))
    return PURE if parts.count(PURE) == len(parts) else s.number(("tuple", tuple(parts)))


def _dict(s: Scribe, node: ast.Dict, pos: str) -> int:
    inner = "d" if pos == "d" else "v"
    for key, value in zip(node.keys, node.values, strict=True):
        visit(s, key, inner)
        visit(s, value, inner)
    return CONTAINER


def _starred(s: Scribe, node: ast.Starred, pos: str) -> int:
    visit(s, node.value, pos)
    return UNKNOWN


def _lambda(s: Scribe, node: ast.Lambda, pos: str) -> int:
    if pos == "d":
        return LAMBDA
    args = node.args
    for default in [*args.defaults, *args.kw_defaults]:
        visit(s, default)
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs, *(a for a in (args.vararg, args.kwarg) if a)]
    s.shadows.append({a.arg: UNKNOWN for a in named})
    visit(s, node.body)
    s.shadows.pop()
    return LAMBDA


def _comprehension(s: Scribe, node: ast.expr, pos: str) -> int:
    generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
    shadow: dict[str, int] = {}
    first = visit(s, generators[0].iter)
    s.shadows.append(shadow)
    for i, part in enumerate(generators):
        source = visit(s, part.iter) if i else first
        for target in ast.walk(part.target):
            if isinstance(target, ast.Name):
                plain = target is part.target and source
                shadow[target.id] = s.number(("element", source)) if plain else UNKNOWN
            elif isinstance(target, ast.Attribute):
                visit(s, target)
        for test in part.ifs:
            visit(s, test)
    for name in ("key", "value", "elt"):
        visit(s, getattr(node, name, None))
    s.shadows.pop()
    return CONTAINER


def _if(s: Scribe, node: ast.IfExp, pos: str) -> int:
    known = static_test(node.test, s.target, s.runs_main, lambda e: quietly(s, e))
    visit(s, node.test)
    if isinstance(known, bool):
        return visit(s, node.body if known else node.orelse, pos)
    if known is None:
        return s.union([visit(s, node.body, pos), visit(s, node.orelse, pos)])
    with s.collecting() as body:
        yes = visit(s, node.body, pos)
    with s.collecting() as other:
        no = visit(s, node.orelse, pos)
    s.note(("if", known, len(s.numbers), id(node)), (body, other))  # type: ignore[arg-type]
    return s.union([yes, no])


def _bool(s: Scribe, node: ast.BoolOp, pos: str) -> int:
    return s.union([visit(s, v, "d" if pos == "d" else "v") for v in node.values])


def _compare(s: Scribe, node: ast.Compare, pos: str) -> int:
    positions = ["x" if isinstance(op, _IDENTITY) else "v" for op in node.ops]
    visit(s, node.left, "v" if "v" in positions or not isinstance(node.left, _NAMED) else "x")
    for right, inner in zip(node.comparators, positions, strict=True):
        visit(s, right, inner)
    return PURE


def _subscript(s: Scribe, node: ast.Subscript, pos: str) -> int:
    inner = pos if pos in ("x", "d") else "s" if isinstance(node.value, _NAMED) else "v"
    base = visit(s, node.value, inner)
    visit(s, node.slice, "x" if pos == "x" else "v")
    return s.number(("sub", base, isinstance(node.slice, ast.Slice))) if base else UNKNOWN


def _binary(s: Scribe, node: ast.BinOp, pos: str) -> int:
    inner = "x" if pos == "x" else "v"
    left, right = visit(s, node.left, inner), visit(s, node.right, inner)
    text = _text(node.left)
    if isinstance(node.op, ast.Mod) and (text is not None or isinstance(node.left, ast.JoinedStr)):
        return _shape(s, PERCENT.split(text)) if text is not None else PURE
    kind = "sum" if isinstance(node.op, ast.Add) else "arithmetic"
    return s.number((kind, left, right))


def _joined(s: Scribe, node: ast.JoinedStr, pos: str) -> int:
    parts: list[str | None] = []
    for value in node.values:
        text = _text(value)
        parts.append(text)
        if text is None:
            _children(s, value)
        else:
            note_string(s, text)
    return s.number(("shape", tuple(parts[:64])))


def _unary(s: Scribe, node: ast.UnaryOp, pos: str) -> int:
    inner = visit(s, node.operand)
    return PURE if isinstance(node.op, ast.Not) or inner == PURE else UNKNOWN


def _named(s: Scribe, node: ast.NamedExpr, pos: str) -> int:
    value = visit(s, node.value, pos)
    s.bind(node.target.id, "var", value)
    return value


def _await(s: Scribe, node: ast.Await, pos: str) -> int:
    return visit(s, node.value)


def _yield(s: Scribe, node: ast.Yield | ast.YieldFrom, pos: str) -> int:
    s.scopes[s.at].flags |= GENERATOR
    visit(s, node.value)
    return UNKNOWN


def annotation(s: Scribe, node: ast.expr | None, depth: int = 0) -> int:
    """The number of a type annotation; -1 where there is none, UNKNOWN where it says nothing to us."""
    if node is None:
        return -1
    if depth > 8:
        return UNKNOWN
    if isinstance(node, _NAMED):  # almost all are
        return quietly(s, node)
    match node:
        case ast.Constant(value=None):
            return PURE
        case ast.Constant(value=str(text)) if len(text) < 400:
            parsed = _parsed(text)
            return annotation(s, parsed, depth + 1) if parsed is not None else UNKNOWN
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return s.number(("opt", (annotation(s, left, depth + 1), annotation(s, right, depth + 1))))
        case ast.Subscript(value=value, slice=inner):
            args = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            parts = tuple(annotation(s, a, depth + 1) for a in args[:MOST_ELEMENTS])
            return s.number(("generic", quietly(s, value), last_name(value), parts))
    return UNKNOWN


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


_KNOWN: dict[type, Rule] = {
    type(None): _absent,
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.Starred: _starred,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _if,
    ast.BoolOp: _bool,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.BinOp: _binary,
    ast.JoinedStr: _joined,
    ast.UnaryOp: _unary,
    ast.NamedExpr: _named,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
_RULES: defaultdict[type, Rule] = defaultdict(lambda: _children, _KNOWN)
