"""Sessions and tokens signed by hand. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.rules_jwt import own_jwt
from depcalc.owned.scopes import Scope, last_name
from depcalc.owned.traits import FROM_B64, called, is_mac, traits_of
from depcalc.owned.words import hints, words_of

_SESSION = frozenset(
    "session sessions cookie cookies token tokens login remember reset sign unsign csrf activation invite link".split()
)
_PROTOCOL = frozenset(
    "aws s3 v4 sigv4 oauth oauth1 canonical webhook hook challenge scram digest sas azure".split()
)


def own_session(scope: Scope) -> Iterator[Hit]:
    """A value with its own signature stuck to it, or taken off again."""
    words = scope.words | (_targets(scope) & {"cookie", "cookies", "session"})
    if not words & _SESSION or words & _PROTOCOL or any(True for _ in own_jwt(scope)):
        return
    cut, guarded = _is_split_here(scope), _signs_or_checks(scope)
    for call in scope.every(ast.Call):
        name, last = called(call, scope)
        unsigned = last in FROM_B64 and call.args and "cookie" in traits_of(call.args[0], scope)
        if (is_mac(name) and cut) or (unsigned and not guarded):
            yield "session-sign", call
            return
    joined = (n for n in scope.every(ast.JoinedStr, ast.BinOp, ast.Call) if _sticks_together(n, scope))
    yield from (("session-sign", node) for node in [next(joined, None)] if node is not None)


def _targets(scope: Scope) -> frozenset[str]:
    words = set(scope.words)
    for node in scope.every(ast.Attribute):
        words |= words_of(node.attr)
    return frozenset(words)


def _is_split_here(scope: Scope) -> bool:
    """A cookie or token is cut at its last separator."""
    for call in scope.every(ast.Call):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr
            in (
                "rpartition",
                "rsplit",
                "split",
                "partition",
            )
            and hints(last_name(call.func.value)) & {"cookie", "token"}
        ):
            return True
    return False


def _sticks_together(node: ast.AST, scope: Scope) -> bool:
    """Several values joined, one of them a keyed digest, and one that is not."""
    parts = _parts(node)
    signed = [p for p in parts if traits_of(p, scope) & {"mac", "of-secret"}]
    plain = [p for p in parts if p not in signed and not isinstance(p, ast.Constant)]
    return bool(signed) and bool(plain)


def _parts(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.JoinedStr(values=values):
            return [v.value for v in values if isinstance(v, ast.FormattedValue)]
        case ast.BinOp(op=ast.Mod(), right=ast.Tuple(elts=elts)):
            return elts
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [*(_parts(left) or [left]), *(_parts(right) or [right])]
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.List(elts=elts) | ast.Tuple(elts=elts)]):
            return elts
    return []


def _signs_or_checks(scope: Scope) -> bool:
    return any(
        called(call, scope)[1] in ("compare_digest", "verify", "unsign") for call in scope.every(ast.Call)
    )
