"""Ciphers by hand, and broken ones. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope
from depcalc.owned.traits import called
from depcalc.owned.words import words_of

_CRYPT = frozenset(
    """encrypt encrypted decrypt decrypted cipher cypher crypt crypto encryption decryption scramble descramble
    obfuscate deobfuscate keystream xor rc4 arc4 cbc ctr encode decode secret password key""".split()
)
_NO_CRYPT = frozenset(
    "mask unmask masking websocket frame crc checksum hash parity zobrist random seed gray hamming equal eq".split()
)
_NUMBER_WORDS = frozenset(
    "rsa encrypt decrypt kex diffie hellman dh secret private sign elgamal cipher".split()
)
_BROKEN_CIPHERS = frozenset("DES ARC2 ARC4 RC4 XOR".split())


def _mentions(scope: Scope, words: frozenset[str]) -> bool:
    return bool(scope.named() & words)


def own_cipher(scope: Scope) -> Iterator[Hit]:
    """XOR with a key, shifted characters, textbook RSA, ECB, fixed IVs, broken ciphers."""
    for node in scope.every(ast.BinOp):
        if isinstance(node.op, ast.BitXor) and _is_stream(node, scope):
            yield "own-crypto", node
    for call in scope.every(ast.Call):
        name, last = called(call, scope)
        if (
            _shifts(call, last, scope)
            or _is_textbook(call, name, scope)
            or _is_weak_cipher(call, name, last, scope)
        ):
            yield "own-crypto", call


def _is_stream(node: ast.BinOp, scope: Scope) -> bool:
    """Two sequences XORed item by item, in code that speaks of keys or ciphers."""
    if _mentions(scope, _NO_CRYPT) or not scope.named() & _CRYPT:
        return False
    if isinstance(node.left, ast.Constant) or isinstance(node.right, ast.Constant):
        return False
    if any(isinstance(n, ast.AugAssign) and isinstance(n.op, ast.BitOr) for n in scope.nodes):
        return False  # a comparison that takes the same time for every input
    return any(_is_item(side, scope) for side in (node.left, node.right)) and _in_loop(node, scope)


def _is_item(node: ast.expr, scope: Scope) -> bool:
    """One item of a sequence: indexed, or a loop variable."""
    if isinstance(node, ast.Subscript):
        return True
    if isinstance(node, ast.Call) and called(node, scope)[1] in ("ord", "byte_ord") and node.args:
        return _is_item(node.args[0], scope)
    return isinstance(node, ast.Name) and any(node.id in _loop_names(loop.target) for loop in _loops(scope))


def _loops(scope: Scope) -> Iterator[ast.For | ast.comprehension]:
    yield from scope.every(ast.For)
    yield from scope.every(ast.comprehension)


def _loop_names(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _in_loop(node: ast.AST, scope: Scope) -> bool:
    outer = [*scope.every(ast.For, ast.While), *scope.every(ast.GeneratorExp, ast.ListComp)]
    return any(inner is node for loop in outer for inner in ast.walk(loop))


def _shifts(call: ast.Call, last: str, scope: Scope) -> bool:
    """`chr(ord(c) + n)` where something is to be hidden."""
    if last != "chr" or not call.args or not isinstance(call.args[0], ast.BinOp):
        return False
    inner = list(ast.walk(call.args[0]))
    has_ord = any(isinstance(n, ast.Call) and called(n, scope)[1] == "ord" for n in inner)
    moves = any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add | ast.Sub | ast.BitXor) for n in inner)
    return (
        has_ord and moves and bool(scope.words & (_CRYPT | {"shift", "caesar", "rot", "rot13", "vigenere"}))
    )


def _is_textbook(call: ast.Call, name: str, scope: Scope) -> bool:
    """`pow(message, e, n)` in code about keys and secrets."""
    if name != "pow" or len(call.args) != 3:
        return False
    return bool(scope.words & _NUMBER_WORDS) or bool(_classes_of(scope) & _NUMBER_WORDS)


def _classes_of(scope: Scope) -> frozenset[str]:
    return frozenset().union(*(words_of(part) for part in scope.name.split(".")))


def _is_weak_cipher(call: ast.Call, name: str, last: str, scope: Scope) -> bool:
    parts = name.split(".")
    if last == "new" and len(parts) > 1:
        if parts[-2] in _BROKEN_CIPHERS:
            return True
        modes = [scope.module.dotted(arg).rpartition(".")[2] for arg in call.args]
        return "MODE_ECB" in modes or (any(m.startswith("MODE_") for m in modes) and _fixed_iv(call.args[2:]))
    if name.endswith("modes.ECB") or (
        len(parts) > 1 and parts[-2] == "algorithms" and last in ("ARC4", "IDEA")
    ):
        return True
    return "modes" in parts[:-1] and last in ("CBC", "CTR", "GCM", "CFB", "OFB") and _fixed_iv(call.args)


def _fixed_iv(args: list[ast.expr]) -> bool:
    return bool(args) and all(
        isinstance(node, ast.Constant | ast.BinOp | ast.Mult) for node in ast.walk(args[0])
    )
