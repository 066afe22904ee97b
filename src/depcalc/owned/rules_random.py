"""Tokens from a generator that can be predicted. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, last_name
from depcalc.owned.traits import called, is_hash, is_random
from depcalc.owned.words import KEY_WORDS, PASSWORD, TOKEN_WORDS, words_of

_DRAWN = PASSWORD | {
    "secret",
    "otp",
    "nonce",
    "salt",
    "csrf",
    "xsrf",
    "token",
    "apikey",
    "sessionid",
    "captcha",
}
_NUMBERS = frozenset(
    "jitter delay sleep backoff sample shuffle index weight retry fake faker dummy mock noise".split()
)


def drawn(scope: Scope) -> Iterator[Hit]:
    """Something that must not be guessed, from a generator that can be predicted."""
    for node in scope.every(ast.Call):
        name, last = called(node, scope)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if is_random(name, last, receiver, scope) and name != "os.getpid" and not _of_public(node):
            makes = _is_guarded(scope.name.rpartition(".")[2]) and (last in _PICKS or _is_hashed(node, scope))
            if makes or any(_is_guarded(n) for n in _names_for(node, scope)):
                yield "random-token", node


_PICKS = frozenset("choice choices randint integers randrange getrandbits sample randbytes uuid1".split())


def _is_hashed(drawn: ast.Call, scope: Scope) -> bool:
    """A number is made into text, or hashed."""
    outer = (
        c
        for c in scope.every(ast.Call)
        if is_hash(called(c, scope)[0]) or called(c, scope)[1] in ("str", "hex")
    )
    texts = [*outer, *scope.every(ast.JoinedStr)]
    mixed = [
        b for b in scope.every(ast.BinOp) if isinstance(b.op, ast.Mod) and isinstance(b.left, ast.Constant)
    ]
    return any(text is not drawn and _holds(text, drawn) for text in [*texts, *mixed])


def _is_guarded(name: str) -> bool:
    """A name for a value that must not be guessed."""
    words = words_of(name)
    if words & _NUMBERS or words & {"tokens", "tokenize", "tokenizer"}:
        return False
    key = "key" in words and bool(words & KEY_WORDS)
    code = "code" in words and bool(words & (TOKEN_WORDS | {"sms", "auth", "confirm"}))
    ident = words >= {"session", "id"} or words >= {"sid"}
    return bool(words & _DRAWN) or key or code or ident


def _of_public(node: ast.Call) -> bool:
    """One of the tokens of a text, say: what is drawn from is no alphabet."""
    first = node.args[0] if node.args else None
    return first is not None and bool(
        words_of(last_name(first)) & {"tokens", "words", "primes", "items", "list"}
    )


def _names_for(node: ast.Call, scope: Scope) -> Iterator[str]:
    """Names that the drawn value is given: targets of assignments that hold the call, keys, keyword arguments."""
    for assign in scope.every(ast.Assign):
        if _holds(assign.value, node):
            yield from (last_name(target) for target in assign.targets)
    for declared in scope.every(ast.AnnAssign):
        if declared.value is not None and _holds(declared.value, node):
            yield last_name(declared.target)
    for call in scope.every(ast.Call):
        for keyword in call.keywords:
            if keyword.arg and _holds(keyword.value, node):
                yield keyword.arg


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(node is inner for node in ast.walk(outer))
