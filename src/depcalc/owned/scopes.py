"""A module taken apart for the rules: one scope for each function and for the module's own lines. Pure."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from depcalc.owned.words import words_of

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
N = TypeVar("N", bound=ast.AST)
MOST_NODES = 2_000_000
LONGEST_CHAIN = 12
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(slots=True)
class Scope:
    """The nodes of one function, without functions and classes inside of it.

    words    of its qualified name and parameters
    values   what is assigned to a name, or to a dotted name like `self.key`
    """

    name: str
    node: ast.AST
    module: "Module"
    params: tuple[str, ...] = ()
    nodes: list[ast.AST] = field(default_factory=list)
    values: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    words: frozenset[str] = frozenset()
    _kinds: dict[type, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))

    def every(self, *kinds: type[N]) -> Iterator[N]:
        """Its nodes of these types."""
        for kind in kinds:
            yield from self._kinds.get(kind, ())  # type: ignore[misc]

    def add(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self._kinds[type(node)].append(node)

    def named(self) -> frozenset[str]:
        """Words of every name and attribute it mentions."""
        found: set[str] = set(self.words)
        for name in self.every(ast.Name):
            found |= words_of(name.id)
        for attribute in self.every(ast.Attribute):
            found |= words_of(attribute.attr)
        return frozenset(found)

    def texts(self) -> Iterator[ast.Constant]:
        """Its string constants."""
        return (node for node in self.every(ast.Constant) if isinstance(node.value, str))


@dataclass(slots=True)
class Module:
    """`imports`: local name -> every dotted name it may stand for; `functions` by bare name."""

    imports: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    scopes: list[Scope] = field(default_factory=list)
    functions: dict[str, list[Scope]] = field(default_factory=lambda: defaultdict(list))
    classes: list[tuple[str, ast.ClassDef]] = field(default_factory=list)

    @property
    def top(self) -> Scope:
        return self.scopes[0]

    def imports_any(self, *roots: str) -> bool:
        """Does it import one of these top-level packages?"""
        return any(dotted.split(".")[0] in roots for names in self.imports.values() for dotted in names)

    def dotted(self, node: ast.expr) -> str:
        """`hashlib.sha256` for whatever name it goes by here; "" for what is no chain of names."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < LONGEST_CHAIN:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        head = self.imports.get(node.id, [node.id])[0]
        return ".".join([head, *reversed(parts)])


def module_of(tree: ast.Module) -> Module:
    """Scopes in the order of the text, the module's own first."""
    module = Module()
    top = Scope("", tree, module)
    module.scopes.append(top)
    stack: list[tuple[ast.AST, Scope, str]] = [(child, top, "") for child in reversed(tree.body)]
    count = 0
    while stack and count < MOST_NODES:
        node, scope, prefix = stack.pop()
        count += 1
        if isinstance(node, _FUNCTIONS):
            inner = _opened(node, prefix, module)
            stack += [(d, scope, prefix) for d in reversed([*node.decorator_list, *_defaults(node)])]
            stack += [(child, inner, f"{prefix}{node.name}.") for child in reversed(node.body)]
        elif isinstance(node, ast.ClassDef):
            module.classes.append((prefix + node.name, node))
            stack += [(child, scope, f"{prefix}{node.name}.") for child in reversed(node.body)]
        else:
            scope.add(node)
            _note_names(node, scope, module)
            stack += [(child, scope, prefix) for child in reversed(list(ast.iter_child_nodes(node)))]
    return module


def _opened(node: Function, prefix: str, module: Module) -> Scope:
    name = prefix + node.name
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    params = tuple(a.arg for a in every)
    words = frozenset().union(*(words_of(part) for part in (*name.split("."), *params)))
    scope = Scope(name, node, module, params, words=words)
    module.scopes.append(scope)
    module.functions[node.name].append(scope)
    return scope


def _defaults(node: Function) -> list[ast.expr]:
    return [d for d in (*node.args.defaults, *node.args.kw_defaults) if d is not None]


def _note_names(node: ast.AST, scope: Scope, module: Module) -> None:
    """Imports and assignments."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            local = alias.asname or alias.name.split(".")[0]
            module.imports[local].append(alias.name if alias.asname else local)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            base = "." * node.level + (node.module or "")
            module.imports[alias.asname or alias.name].append(f"{base}.{alias.name}")
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            _note_value(target, node.value, scope)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign) and node.value is not None:
        _note_value(node.target, node.value, scope)
    elif isinstance(node, ast.For | ast.comprehension | ast.AsyncFor):
        _note_value(node.target, node.iter, scope)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLS:
        for value in node.args:
            _note_value(node.func.value, value, scope)


_FILLS = frozenset({"append", "update", "extend", "add", "write"})


def _note_value(target: ast.expr, value: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Tuple | ast.List):
        pairs = value.elts if isinstance(value, ast.Tuple | ast.List) else [value] * len(target.elts)
        for inner, one in zip(target.elts, pairs, strict=False):
            _note_value(inner, one, scope)
    elif name := target_name(target):
        scope.values[name].append(value)


def target_name(node: ast.expr) -> str:
    """`x`, `self.x` or the last name before an index; "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred) and len(parts) < LONGEST_CHAIN:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def last_name(node: ast.expr) -> str:
    """What a value is called: `api_key` for `self.api_key`, `d["api_key"]` and `headers.get("api_key")`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        first = node.args[0] if node.args else None
        if node.func.attr in ("get", "getlist", "pop") and isinstance(first, ast.Constant):
            return first.value if isinstance(first.value, str) else ""
        if node.func.attr in ("encode", "decode", "strip", "lower", "upper", "get_secret_value", "hex"):
            return last_name(node.func.value)
    if isinstance(node, ast.Subscript):
        key = node.slice
        return (
            key.value
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
            else last_name(node.value)
        )
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_false(node: ast.expr) -> bool:
    """The constant `False`."""
    return isinstance(node, ast.Constant) and node.value is False
