"""Messages authenticated, and passwords hashed, by quick hashes. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, is_false, last_name, target_name
from depcalc.owned.traits import called, is_hash, is_mac, traits_of
from depcalc.owned.words import words_of

FEW_ITERATIONS = 100_000


def hashed(scope: Scope) -> Iterator[Hit]:
    """A quick hash over a secret and a message, or over a password."""
    harmless = bool(scope.named() & {"bcrypt", "argon2", "scrypt", "pwned", "hibp"})
    for node in scope.every(ast.Call):
        name, last = called(node, scope)
        if is_hash(name) or (is_mac(name) and len(node.args) > 1):
            parts = node.args[1:] if is_mac(name) or name == "hashlib.new" else node.args
            if _for_no_security(node):
                continue
            if not harmless and any(_is_password(part, scope) for part in parts):
                yield "password-hash", node
            elif is_hash(name) and any(_is_keyed(part, scope) for part in parts):
                yield "password-hash" if any(_is_salted(part, scope) for part in parts) else "own-mac", node
        elif (last == "pbkdf2_hmac" and _few(node)) or name in ("crypt.crypt",):
            yield "password-hash", node
    yield from _updated(scope, harmless)
    yield from _padded(scope)


def _for_no_security(node: ast.Call) -> bool:
    return any(k.arg == "usedforsecurity" and is_false(k.value) for k in node.keywords)


def _is_password(node: ast.expr, scope: Scope) -> bool:
    return "password" in traits_of(node, scope)


def _is_keyed(node: ast.expr, scope: Scope) -> bool:
    """Joined of several values, one of them a secret."""
    parts = _joined(node, scope)
    secret = [part for part in parts if "secret" in traits_of(part, scope)]
    other = [part for part in parts if part not in secret and not isinstance(part, ast.Constant)]
    return bool(secret) and bool(other)


def _is_salted(node: ast.expr, scope: Scope) -> bool:
    """What is hashed with a salt is a password, whatever it is called."""
    return any("salt" in words_of(target_name(n)) for part in _joined(node, scope) for n in ast.walk(part)
               if isinstance(n, ast.Name | ast.Attribute))  # fmt: skip


def _joined(node: ast.expr, scope: Scope, depth: int = 0) -> list[ast.expr]:
    """The values that a text or bytes is made of."""
    if depth > 8:
        return [node]
    match node:
        case (
            ast.BinOp(left=left, op=ast.Add(), right=right) | ast.BinOp(left=left, op=ast.Mod(), right=right)
        ):
            return [*_joined(left, scope, depth + 1), *_joined(right, scope, depth + 1)]
        case ast.JoinedStr(values=values):
            return [v.value if isinstance(v, ast.FormattedValue) else v for v in values]
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            return elts
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=args):
            if attr in ("encode", "decode", "strip", "lower"):
                return _joined(value, scope, depth + 1)
            if attr in ("format", "join"):
                return [part for arg in args for part in _joined(arg, scope, depth + 1)]
        case ast.Name(id=name) if len(values := scope.values.get(name, [])) == 1:
            return _joined(values[0], scope, depth + 1)
    return [node]


def _few(node: ast.Call) -> bool:
    if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return False  # a try whether it works at all
    rounds = node.args[3] if len(node.args) > 3 else None
    rounds = next((k.value for k in node.keywords if k.arg == "iterations"), rounds)
    return (
        isinstance(rounds, ast.Constant) and isinstance(rounds.value, int) and rounds.value < FEW_ITERATIONS
    )


def _updated(scope: Scope, harmless: bool) -> Iterator[Hit]:
    """`h.update(secret)` and `h.update(message)` on one quick hash."""
    fed: dict[str, list[ast.Call]] = {}
    for node in scope.every(ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "update" and node.args:
            owner = target_name(node.func.value)
            if any(
                isinstance(v, ast.Call) and is_hash(called(v, scope)[0]) for v in scope.values.get(owner, [])
            ):
                fed.setdefault(owner, []).append(node)
    for calls in fed.values():
        if not harmless and any(_is_password(call.args[0], scope) for call in calls):
            yield "password-hash", calls[0]
        elif len(calls) > 1 and any({"secret", "key"} & traits_of(call.args[0], scope) for call in calls):
            told = any(
                traits_of(c.args[0], scope) & {"input", "secret"} or _is_message(c.args[0]) for c in calls
            )
            if told:
                yield "own-mac", calls[0]


def _is_message(node: ast.expr) -> bool:
    return bool(words_of(last_name(node)) & {"message", "msg", "data", "payload", "body", "text"})


def _padded(scope: Scope) -> Iterator[Hit]:
    """The inner and outer pad of HMAC, written out."""
    numbers = {node.value: node for node in scope.every(ast.Constant) if node.value in (0x36, 0x5C)}
    hashes = any(is_hash(called(node, scope)[0]) for node in scope.every(ast.Call))
    if (
        len(numbers) == 2
        and hashes
        and any(True for node in scope.every(ast.BinOp) if isinstance(node.op, ast.BitXor))
    ):
        yield "own-mac", numbers[0x36]
