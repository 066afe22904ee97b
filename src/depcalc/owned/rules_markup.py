"""Markup cleaned or escaped by hand. Pure."""

import ast
import re
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Module, Scope, target_name
from depcalc.owned.traits import called
from depcalc.owned.words import words_of

_TAGS = re.compile(r"<\(?\??:?/?\??\)?(\[\^|\.\*|\.\+|script|\\/|/\?)|(?:\\s|\b)on\\w|</?script", re.I)
_CLEANS = frozenset(
    """strip clean cleaner sanitize sanitise sanitizer sanitiser safe remove escape esc filter striptags tags
    purify""".split()
)
_ENTITIES = ("&lt;", "&#60;", "&#x3c;")
_BAD_MARKUP = ("<script", "javascript:", "onerror=", "onload=", "</script")


def own_markup(scope: Scope) -> Iterator[Hit]:
    """Tags taken out by a pattern, entities put in by hand, lists of bad words."""
    for call in scope.every(ast.Call):
        if _replaces_markup(call, scope) or _takes_tags_out(call, scope):
            yield "html-sanitise", call
    for table in scope.every(ast.Dict):
        if _is_entity_table(table):
            yield "html-sanitise", table
    for listed in scope.every(ast.List):
        yield from _bad_words(listed, listed.elts)
    for paired in scope.every(ast.Tuple):
        yield from _bad_words(paired, paired.elts)
    for unordered in scope.every(ast.Set):
        yield from _bad_words(unordered, unordered.elts)


def _bad_words(node: ast.AST, items: list[ast.expr]) -> Iterator[Hit]:
    """A list of markup that is to be kept out."""
    if sum(isinstance(item, ast.Constant) and _is_bad(item.value) for item in items) > 1:
        yield "html-sanitise", node


def _replaces_markup(call: ast.Call, scope: Scope) -> bool:
    """`.replace("<", "&lt;")`, or a bad word replaced with nothing."""
    constants = [a.value for a in call.args if isinstance(a, ast.Constant)]
    if called(call, scope)[1] != "replace" or len(constants) < 2:
        return False
    escapes = constants[0] == "<" and constants[1] in _ENTITIES
    return escapes or (_is_bad(constants[0]) and constants[1] == "")


def _is_bad(value: object) -> bool:
    return isinstance(value, str) and value.lower() in _BAD_MARKUP


def _takes_tags_out(call: ast.Call, scope: Scope) -> bool:
    """`re.sub(pattern, "", text)`, or the same through a compiled pattern."""
    name, last = called(call, scope)
    if last not in ("sub", "subn") or not scope.named() & _CLEANS:
        return False
    direct = name in ("re.sub", "re.subn", "regex.sub")
    pattern = call.args[0] if direct and call.args else None
    put = call.args[1 if direct else 0 : 2 if direct else 1]
    if not put or not isinstance(put[0], ast.Constant) or put[0].value not in ("", " "):
        return False
    texts = [pattern] if pattern is not None else []
    owner = target_name(call.func.value) if isinstance(call.func, ast.Attribute) and not direct else ""
    values = scope.values.get(owner, []) or scope.module.top.values.get(owner, [])
    texts += [v.args[0] for v in values if isinstance(v, ast.Call) and v.args]
    return any(
        isinstance(t, ast.Constant) and isinstance(t.value, str) and _TAGS.search(t.value) for t in texts
    )


def _is_entity_table(table: ast.Dict) -> bool:
    pairs = zip(table.keys, table.values, strict=True)
    return any(isinstance(k, ast.Constant) and k.value in ("<", 60) and isinstance(v, ast.Constant)
               and v.value in _ENTITIES for k, v in pairs)  # fmt: skip


def own_parser(module: Module) -> Iterator[tuple[str, ast.AST, str]]:
    """A parser that lets some tags through: (kind, node, class)."""
    for name, node in module.classes:
        bases = {module.dotted(base).rpartition(".")[2] for base in node.bases}
        words = {w for n in ast.walk(node) for w in words_of(getattr(n, "id", "") or getattr(n, "attr", ""))}
        allows = words & {"allowed", "whitelist", "allowlist", "safe", "permitted"} and words & {
            "tags",
            "tag",
        }
        if "HTMLParser" in bases and allows:
            yield "html-sanitise", node, name
