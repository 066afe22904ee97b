"""JWT taken apart, made or accepted by hand. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, is_false, last_name, target_name
from depcalc.owned.traits import FROM_B64, called, is_mac
from depcalc.owned.words import hints, words_of


def own_jwt(scope: Scope) -> Iterator[Hit]:
    """Tokens accepted without a check, or taken apart and made by hand."""
    for call in scope.every(ast.Call):
        name, last = called(call, scope)
        if (
            last == "decode"
            and name.split(".")[0] in ("jwt", "jose", "authlib")
            and _unchecked_jwt(call, scope)
        ) or last in ("get_unverified_claims", "decode_unverified"):
            yield "own-jwt", call
    if decodes(scope):
        yield from (("own-jwt", node) for node in _taken_apart(scope))
    for table in scope.every(ast.Dict):
        keys = {k.value for k in table.keys if isinstance(k, ast.Constant)}
        if {"alg", "typ"} <= keys and _signs(scope):
            yield "own-jwt", table


def _unchecked_jwt(call: ast.Call, scope: Scope) -> bool:
    for keyword in call.keywords:
        if keyword.arg == "verify" and is_false(keyword.value):
            return True
        if keyword.arg == "options" and _never_verifies(keyword.value):
            return True
        listed = keyword.value.elts if isinstance(keyword.value, ast.List | ast.Tuple) else []
        if keyword.arg == "algorithms" and any(_any_algorithm(item, scope) for item in listed):
            return True
    return False


def _never_verifies(node: ast.expr) -> bool:
    if not isinstance(node, ast.Dict):
        return False
    pairs = zip(node.keys, node.values, strict=True)
    return any(
        isinstance(k, ast.Constant) and k.value == "verify_signature" and is_false(v) for k, v in pairs
    )


def _any_algorithm(node: ast.expr, scope: Scope) -> bool:
    """`none`, or whatever the token itself asks for."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.lower() == "none"
    values = scope.values.get(target_name(node), [])
    return any(isinstance(v, ast.Call) and called(v, scope)[1] == "get_unverified_header" for v in values)


def decodes(scope: Scope) -> bool:
    """It, or a function of the module that it calls, undoes base64."""
    for call in scope.every(ast.Call):
        last = called(call, scope)[1]
        inner = scope.module.functions.get(last, [])
        if last in FROM_B64 or any(called(c, s)[1] in FROM_B64 for s in inner for c in s.every(ast.Call)):
            return True
    return False


def _taken_apart(scope: Scope) -> Iterator[ast.AST]:
    """`token.split(".")`, or three parts of which one is called payload or signature."""
    for call in scope.every(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("split", "rsplit", "partition"):
            continue
        dot = call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value in (".", b".")
        if dot and ("token" in hints(last_name(call.func.value)) or _three_parts(call, scope)):
            yield call


def _three_parts(call: ast.Call, scope: Scope) -> bool:
    for assign in scope.every(ast.Assign):
        target = assign.targets[0]
        if assign.value is call and isinstance(target, ast.Tuple) and len(target.elts) == 3:
            words = frozenset().union(*(words_of(last_name(e)) for e in target.elts))
            return bool(words & {"header", "head", "headers"}) and bool(
                words & {"payload", "body", "claims", "sig"}
            )
    return False


def _signs(scope: Scope) -> bool:
    names = [called(call, scope) for call in scope.every(ast.Call)]
    return any(is_mac(name) or "b64" in last or last in ("sign", "_sign") for name, last in names)
