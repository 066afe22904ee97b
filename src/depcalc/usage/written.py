"""What the text of a file says of a value: its constant texts, how a text begins, a dict that is all written out."""

import ast
from collections.abc import Iterable, Iterator, Sequence

DEEPEST = 12
MOST_STEPS = 50_000  # of a file; what is not asked any more is unknown
# of a logging configuration: what stands under them names no class
PLAIN_KEYS = frozenset(
    """level filename format datefmt fmt style version maxBytes backupCount when interval utc encoding mode delay errors
    propagate disable_existing_loggers incremental address host port facility socktype timeout capacity flushLevel
    mailhost fromaddr toaddrs subject credentials secure url method stream formatter name names tag log_colors validate
    defaults level_styles field_styles rename_fields static_fields json_ensure_ascii markup show_time
    show_path rich_tracebacks use_colors""".split()
)
CLASS_KEYS = frozenset({"class", "()"})
_BINDING_NONE = frozenset(
    {ast.Name, ast.Attribute, ast.Constant, ast.Load, ast.Store, ast.Call, ast.Expr}
)  # most nodes


class Values:
    """Names of one file and everything that is bound to them, over all its scopes; None for what is not seen."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self._left = MOST_STEPS
        self._bound: dict[str, list[ast.expr | None]] = {}
        self.named: set[str] = set()  # bound by `import`, `def` or `class`
        for node in nodes:
            if type(node) not in _BINDING_NONE:
                self._note(node)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.alias):
            self.named.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.named.add(node.name)
        elif isinstance(node, ast.arg):
            self._bound.setdefault(node.arg, []).append(None)
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler) and node.name:
            self._bound.setdefault(node.name, []).append(None)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for target in filter(None, [item.optional_vars for item in node.items]):
                self._bind(target, [None])
        else:
            self._assigned(node)

    def _assigned(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, [node.value])
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            self._bind(node.target, [node.value])
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._bind(node.target, [ast.Starred(node.iter)])
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, [None])

    def _bind(self, target: ast.expr, values: Sequence[ast.expr | None]) -> None:
        if isinstance(target, ast.Name):
            self._bound.setdefault(target.id, []).extend(values)
            return
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self._bound.setdefault(part.id, []).append(None)

    def of(self, name: str) -> list[ast.expr | None]:
        """What a name may be; [None] where nobody can tell."""
        return [None] if name in self.named else self._bound.get(name, [None])

    def _affordable(self, depth: int) -> bool:
        self._left -= 1
        return depth <= DEEPEST and self._left > 0

    def texts(self, node: ast.expr | None, depth: int = 0) -> list[str] | None:
        """The constant texts a value may be; None where one of them is no constant."""
        if not self._affordable(depth):
            return None
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else None if node.value is not None else []
        parts: list[ast.expr | None]
        if isinstance(node, ast.IfExp):
            parts = [node.body, node.orelse]
        elif isinstance(node, ast.BoolOp):
            parts = list(node.values)
        elif isinstance(node, ast.Name):
            parts = self.of(node.id)
        elif isinstance(node, ast.Starred):  # an element of it
            parts = self._elements(node.value)
        else:
            return None
        found = [self.texts(part, depth + 1) for part in parts]
        return None if None in found else [text for some in found for text in some or ()]

    def _elements(self, source: ast.expr) -> list[ast.expr | None]:
        """Of a list that stands in the loop, or of a tuple with a name."""
        if isinstance(source, ast.List | ast.Tuple | ast.Set):
            return list(source.elts)
        found = self.of(source.id) if isinstance(source, ast.Name) else [None]
        return [e for one in found for e in (one.elts if isinstance(one, ast.Tuple) else [None])]

    def written(self, node: ast.expr | None, depth: int = 0) -> bool:
        """Whether a configuration is written out in this file, as far as it may name classes."""
        if node is None or not self._affordable(depth):
            return False
        if isinstance(node, ast.Dict):
            pairs = list(zip(node.keys, node.values, strict=True))
            made = any(isinstance(key, ast.Constant) and key.value in CLASS_KEYS for key, _ in pairs)
            return all(self._harmless(key, value, made, depth) for key, value in pairs)
        if isinstance(node, ast.List | ast.Tuple):
            return all(self.written(e, depth + 1) for e in node.elts)
        if isinstance(node, ast.IfExp):
            return self.written(node.body, depth + 1) and self.written(node.orelse, depth + 1)
        if isinstance(node, ast.Name):
            return all(self.written(value, depth + 1) for value in self.of(node.id))
        return isinstance(node, ast.Constant)

    def _harmless(self, key: ast.expr | None, value: ast.expr, made: bool, depth: int) -> bool:
        """`made`: the dict says which class is to be made; its other entries are arguments."""
        if isinstance(key, ast.Constant):
            if key.value in CLASS_KEYS:
                if isinstance(value, ast.Name) and value.id in self.named:
                    return True
            elif not isinstance(value, ast.Dict) and (made or key.value in PLAIN_KEYS):
                return True
        return self.written(value, depth + 1)

    def configurations(self, tree: ast.Module) -> Iterator[str]:
        """Globals that hold a dict which is written out."""
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else ()
            if isinstance(node, ast.AnnAssign):
                targets = [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and all(
                    isinstance(value, ast.Dict) and self.written(value) for value in self.of(target.id)
                ):
                    yield target.id


def stem(node: ast.expr) -> str | None:
    """How a text begins that is put together; "" where nobody can tell, None for a name inside its own package."""
    first, *more = _pieces(node, 0)
    if isinstance(first, ast.Name) and first.id in ("__name__", "__package__"):
        return None if more and (constant(more[0]) or "").startswith(".") else ""
    if isinstance(first, ast.BinOp):  # a text % values
        return (constant(first.left) or "").partition("%")[0]
    if isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == "format":
        return (constant(first.func.value) or "").partition("{")[0]
    return constant(first) or ""


def _pieces(node: ast.expr, depth: int) -> list[ast.expr]:
    if depth > DEEPEST:
        return [node]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_pieces(node.left, depth + 1), *_pieces(node.right, depth + 1)]
    if isinstance(node, ast.JoinedStr) and node.values:
        return [v.value if isinstance(v, ast.FormattedValue) else v for v in node.values]
    return [node]


def constant(node: ast.expr | None) -> str | None:
    """The text of a constant."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
