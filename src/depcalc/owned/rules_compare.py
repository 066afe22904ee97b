"""Secrets compared with `==`. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, last_name, target_name
from depcalc.owned.traits import called, traits_of
from depcalc.owned.words import hints, words_of

_SAFE_COMPARE = frozenset({"__eq__", "__ne__", "__lt__", "__hash__"})
_ENTRY = frozenset(  # words of code that lets somebody in
    """auth login user session csrf xsrf request handler api bearer admin verify authorise authorised authorize
    authorized permission webhook signature secret password reset valid check""".split()
)
_FORM = frozenset("next confirm confirmation repeat again retype new old current second".split())


def compared(scope: Scope) -> Iterator[Hit]:
    """`==` on a value that must not leak."""
    if scope.name.rpartition(".")[2] in _SAFE_COMPARE:
        return
    for node in scope.every(ast.Compare):
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            left, right = node.left, node.comparators[0]
            if not _is_plain(left, scope) and not _is_plain(right, scope) and _leaks(left, right, scope):
                yield "digest-compare", node


def _is_plain(node: ast.expr, scope: Scope) -> bool:
    """A constant, a length, a class: nothing to guess."""
    if isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.Set):
        return True
    if isinstance(node, ast.Call):
        return called(node, scope)[1] in ("len", "type", "hash", "id", "count", "ord", "tuple", "list", "set")
    return False


def _leaks(left: ast.expr, right: ast.expr, scope: Scope) -> bool:
    a, b = traits_of(left, scope), traits_of(right, scope)
    if "mac" in a | b or {"of-password", "of-secret"} & (a | b):
        return not _is_about(left) and not _is_about(right)
    return _same_secret(last_name(left), last_name(right), a | b, scope) and not _same_attribute(left, right)


def _is_about(node: ast.expr) -> bool:
    return bool(last_name(node)) and bool(
        {"len", "length", "size", "count", "type"} & words_of(last_name(node))
    )


def _same_secret(left: str, right: str, traits: frozenset[str], scope: Scope) -> bool:
    """Both are called a password, a credential, or a token in code that lets somebody in."""
    a, b = hints(left), hints(right)
    if (left.isupper() and right.isupper()) or not left or not right:
        return False
    words = words_of(left) | words_of(right)
    if words & _FORM or any(word.isdigit() for word in words):
        return False
    entry = bool(scope.named() & _ENTRY) or "input" in traits
    if "password" in a and "password" in b:
        return True
    if "session" in words and "input" not in traits:
        return False  # a key that names a session of our own
    if ("secret" in a and "secret" in b) or ("credential" in a | b and "token" in a and "token" in b):
        return True
    if ("credential" in a and "expected" in words_of(right)) or (
        "credential" in b and "expected" in words_of(left)
    ):
        return True
    both_tokens = "token" in a and "token" in b
    both_signatures = "signature" in a and ("signature" in b or "expected" in words_of(right))
    return entry and (
        (both_tokens and scope.words & _ENTRY != frozenset()) or (both_signatures and "input" in traits)
    )


def _same_attribute(left: ast.expr, right: ast.expr) -> bool:
    """`a.x == b.x`: two objects are compared, not a guess with a secret."""
    if not isinstance(left, ast.Attribute) or not isinstance(right, ast.Attribute) or left.attr != right.attr:
        return False
    return not {"form", "request", "data", "args"} & words_of(f"{target_name(left)}.{target_name(right)}")
