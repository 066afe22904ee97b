"""Flattening imports: absolute names, optional ones, those for type checking only."""

import ast
import re
from collections.abc import Iterable, Iterator

from depcalc.usage.expressions import LONGEST_STRING, last_name
from depcalc.usage.scribe import Scribe
from depcalc.usage.summary import (
    Import,
)

ASIDE = "branch not taken"
_EXAMPLE = re.compile(r"\s*(?:>>>|\.\.\.)\s+(?:import|from)\s+([A-Za-z_][\w.]*)")
_CODE = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_][\w.]*)", re.MULTILINE)
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})


def plain_import(s: Scribe, node: ast.Import, top: bool) -> None:
    """`import a.b as c`."""
    for alias in node.names:
        bound = alias.asname or alias.name.split(".")[0]
        named = alias.name if alias.asname else alias.name.split(".")[0]
        s.note(("import", alias.name), alias.lineno)
        add_import(s, alias.name, "", bound, alias.lineno)
        s.bind(bound, "mod", named)


def import_from(s: Scribe, node: ast.ImportFrom, top: bool) -> None:
    """`from a import b as c`."""
    base = absolute(s.package, node)
    if base is None:
        return
    for alias in node.names:
        bound = alias.asname or alias.name
        s.note(("from", base, alias.name), alias.lineno)
        add_import(s, base, alias.name, bound, alias.lineno)
        if alias.name == "*":
            if s.at == 0 and base not in s.stars:
                s.stars.append(base)
            continue
        s.bind(bound, "from", base, alias.name)
        if alias.asname:
            s.aliases[bound] = alias.name


def add_import(s: Scribe, base: str, name: str, bound: str, line: int, typing_only: bool = False) -> None:
    """Record what an import statement names."""
    s.imports.append(Import(base, name, bound, line, typing_only, False, s.at))


def absolute(package: str, node: ast.ImportFrom) -> str | None:
    """The module a from-import names; None beyond the top level."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    up = node.level - 1
    if up > len(parts):
        return None
    base = parts[: len(parts) - up]
    return ".".join([*base, node.module] if node.module else base)


def typing_only(s: Scribe, node: ast.If) -> None:
    """Imports under TYPE_CHECKING: annotations may name them, nothing runs."""
    if not any(last_name(n) == "TYPE_CHECKING" for n in ast.walk(node.test) if isinstance(n, ast.expr)):
        return
    for inner in (n for child in node.body for n in ast.walk(child)):
        if isinstance(inner, ast.Import):
            for alias in inner.names:
                bound = alias.asname or alias.name.split(".")[0]
                s.bind(bound, "tmod", alias.name if alias.asname else bound)
                add_import(s, alias.name, "", bound, alias.lineno, True)
        elif isinstance(inner, ast.ImportFrom) and (base := absolute(s.package, inner)) is not None:
            for alias in inner.names:
                if alias.name != "*":
                    s.bind(alias.asname or alias.name, "tfrom", base, alias.name)
                    add_import(s, base, alias.name, alias.asname or alias.name, alias.lineno, True)


def mark_optional(s: Scribe, node: ast.Try | ast.TryStar, before: int) -> None:
    """Imports that a handler expects to fail."""
    caught = {last_name(t) for h in node.handlers for t in _types(h.type)} | {
        "Exception" for h in node.handlers if h.type is None
    }
    if caught & IMPORT_ERRORS:
        for found in s.imports[before:]:
            found.optional = True


def _types(node: ast.expr | None) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node] if node is not None else []


def left_aside(s: Scribe, text: str, nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str, str]]:
    """Imports that are written and were not recorded: in a branch for another Python or platform, in an example, in a
    string that is too long to be kept.
    (line, module, where it stands)"""
    recorded = {(found.line, found.base) for found in s.imports}
    for node in nodes:
        if isinstance(node, ast.Import):
            named = [(alias.lineno, alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            named = [(a.lineno, node.module, f"{node.module}.{a.name}") for a in node.names]
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and len(node.value) >= LONGEST_STRING
        ):
            yield from ((node.lineno, module, "string") for module in _CODE.findall(node.value))
            continue
        else:
            continue
        yield from ((line, full, ASIDE) for line, base, full in named if (line, base) not in recorded)
    yield from ((line, module, "doctest") for line, module in doctest_imports(text))


def doctest_imports(text: str) -> Iterator[tuple[int, str]]:
    """Imports of interactive examples: (line, module)."""
    for number, line in enumerate(text.split("\n"), 1) if ">>>" in text else ():
        if found := _EXAMPLE.match(line):
            yield number, found[1]
