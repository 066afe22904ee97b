"""What is known of a value inside one function: where it comes from and what it went through. Pure.

A trait is a word: "hash", "mac", "random", "input", "b64", "password", "secret", "token", "cookie", and "of-password"
or "of-secret" for a hash of one. Names and assignments are followed a few steps, without regard to order.
"""

import ast
from collections.abc import Iterable
from typing import TypeAlias

from depcalc.owned.scopes import Scope, target_name
from depcalc.owned.words import hints

Traits: TypeAlias = frozenset[str]
NONE: Traits = frozenset()
DEEPEST, MOST_VALUES = 10, 6
FAST = frozenset(
    "md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512 blake2b blake2s sha".split()
)
MACS = frozenset({"hmac.new", "hmac.digest", "hmac.HMAC"})
FROM_B64 = frozenset("b64decode urlsafe_b64decode standard_b64decode base64url_decode urlsafe_decode".split())
THROUGH = frozenset(
    """encode decode strip rstrip lstrip lower upper hex str bytes bytearray join format ljust rjust zfill to_bytes
    hexlify b64encode urlsafe_b64encode encodebytes hexdigest digest int oct bin chr repr copy text b u force_bytes
    to_bytes to_text to_native removeprefix removesuffix memoryview unquote quote dumps""".split()
)
KEPT_THROUGH_HASH = frozenset({"random"})
_REMOTE = ("requests.", "httpx.", "urllib.request.")


def traits_of(node: ast.AST | None, scope: Scope, depth: int = 0) -> Traits:
    """Everything known of an expression."""
    if node is None or depth > DEEPEST:
        return NONE
    match node:
        case ast.Name(id=name):
            return hints(name) | _assigned(name, scope, depth)
        case ast.Attribute(value=value, attr=attr):
            above = traits_of(value, scope, depth + 1) & {"input", "cookie", "random"}
            return hints(attr) | above | _assigned(target_name(node), scope, depth)
        case ast.Subscript(value=value, slice=key):
            return traits_of(value, scope, depth + 1) - {"const"} | _hints_of_key(key)
        case ast.Call():
            return _of_call(node, scope, depth)
        case ast.Constant():
            return frozenset({"const"})
        case ast.IfExp(body=body, orelse=orelse):
            return _union([body, orelse], scope, depth)
        case ast.Await() | ast.Starred() | ast.FormattedValue() | ast.NamedExpr():
            return traits_of(node.value, scope, depth + 1)
        case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt) | ast.SetComp(elt=elt):
            return traits_of(elt, scope, depth + 1) - {"const"}
        case ast.BinOp(left=left, right=right):
            return _union([left, right], scope, depth)
        case (
            ast.JoinedStr(values=parts)
            | ast.BoolOp(values=parts)
            | ast.List(elts=parts)
            | ast.Tuple(elts=parts)
        ):
            return _union(parts, scope, depth)
    return NONE


def _union(nodes: Iterable[ast.AST], scope: Scope, depth: int) -> Traits:
    found = [traits_of(node, scope, depth + 1) for node in nodes]
    merged = frozenset().union(*found)
    return merged if found and all("const" in f for f in found) else merged - {"const"}


def _assigned(name: str, scope: Scope, depth: int) -> Traits:
    values = scope.values.get(name) or scope.module.top.values.get(name) or []
    if name in scope.params and not scope.values.get(name):
        values = []
    found = [traits_of(value, scope, depth + 2) for value in values[:MOST_VALUES]]
    merged = frozenset().union(*found)
    return merged if found and all("const" in f for f in found) else merged - {"const"}


def _hints_of_key(key: ast.expr) -> Traits:
    return hints(key.value) if isinstance(key, ast.Constant) and isinstance(key.value, str) else NONE


def _of_call(node: ast.Call, scope: Scope, depth: int) -> Traits:
    name, last = called(node, scope)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if is_mac(name):
        return frozenset({"mac"}) | ({"of-password"} if "password" in _args(node, scope, depth) else NONE)
    if is_hash(name):
        return _hashed(_args(node, scope, depth))
    if last in FROM_B64:
        return frozenset({"b64"}) | _args(node, scope, depth) & {"input", "cookie", "token"}
    if is_random(name, last, receiver, scope):
        return frozenset({"random"})
    if last in THROUGH or name in ("str", "bytes"):
        below = traits_of(receiver, scope, depth + 1) if receiver is not None else NONE
        return below - {"const"} | _args(node, scope, depth) - {"const"}
    if last in ("get", "getlist", "pop", "read", "json", "getvalue", "get_json", "get_data"):
        first = node.args[0] if node.args else None
        named = _hints_of_key(first) if first is not None and last != "read" else NONE
        return traits_of(receiver, scope, depth + 1) & {"input", "cookie", "random"} | named
    if (
        last in ("recv", "recvfrom", "recv_bytes", "recv_string")
        or name == "input"
        or name.startswith(_REMOTE)
    ):
        return frozenset({"input"})
    if last in ("loads", "load") and node.args:
        return traits_of(node.args[0], scope, depth + 1) & {"input", "cookie", "b64"}
    return _of_local(last, scope, depth)


def _args(node: ast.Call, scope: Scope, depth: int) -> Traits:
    return _union([*node.args, *(k.value for k in node.keywords)], scope, depth)


def _hashed(below: Traits) -> Traits:
    out = {"hash"} | (below & KEPT_THROUGH_HASH)
    out |= {"of-password"} if "password" in below else set()
    out |= {"of-secret"} if below & {"secret", "of-secret"} else set()
    return frozenset(out)


def _of_local(last: str, scope: Scope, depth: int) -> Traits:
    """What a function of the same module returns."""
    found = scope.module.functions.get(last, [])
    out: set[str] = set()
    for inner in found[:2] if depth < DEEPEST // 2 else ():
        for returned in inner.every(ast.Return):
            out |= traits_of(returned.value, inner, depth + 4) & {"mac", "hash", "b64", "random", "of-secret"}
    return frozenset(out)


# ------------------------------------------------------------------ what a call is


def called(node: ast.Call, scope: Scope) -> tuple[str, str]:
    """(dotted name, last part of it); the first is "" where the function is no plain name."""
    name = scope.module.dotted(node.func)
    if isinstance(node.func, ast.Attribute):
        return name, node.func.attr
    return name, name.rpartition(".")[2]


def is_hash(name: str) -> bool:
    """A quick hash: `hashlib.sha256`, `hashlib.new`, or the class of another library."""
    head, _, last = name.rpartition(".")
    return (last.lower() in FAST and head in ("hashlib", "_hashlib", "hashes")) or name == "hashlib.new"


def is_mac(name: str) -> bool:
    """A keyed hash of the standard library."""
    return name in MACS


def is_random(name: str, last: str, receiver: ast.expr | None, scope: Scope) -> bool:
    """A generator that can be predicted."""
    if name.startswith(("random.", "numpy.random.")) or name in ("uuid.uuid1", "os.getpid"):
        return "SystemRandom" not in name and last not in ("seed", "SystemRandom")
    if receiver is None or last not in _DRAWS:
        return False
    values = (
        scope.values.get(target_name(receiver)) or scope.module.top.values.get(target_name(receiver)) or []
    )
    made = [scope.module.dotted(v.func) for v in values if isinstance(v, ast.Call)]
    return any(
        name in ("random.Random", "numpy.random.RandomState", "numpy.random.default_rng") for name in made
    )


_DRAWS = frozenset(
    "choice choices randint random randrange getrandbits sample randbytes integers bytes uniform".split()
)
