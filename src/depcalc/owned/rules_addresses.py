"""Addresses and paths judged by parts of their text. Pure."""

import ast
import re
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, last_name
from depcalc.owned.traits import called
from depcalc.owned.words import words_of

_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}$", re.I)
_PREFIX = re.compile(r"^https?://[\w-]+(\.[\w-]+)+$", re.I)
_LOOSE = re.compile(r"^\^?(https\?|https?)?:?(//)?.*(\.\*.*|[\w-]+)(?<!\\)\.[a-z]{2,}", re.I)
_STEPS = ("../", "..", "..\\", "/..")
_PRIVATE = ("10.", "192.168.", "172.16.", "127.", "169.254.")
_ADDRESS = frozenset(
    "url uri href link target next redirect referer referrer origin host hostname netloc domain location".split()
)
_GOES = frozenset("next redirect return goto continue".split())


def own_url(scope: Scope) -> Iterator[Hit]:
    """Hosts and paths judged by parts of their text."""
    for call in scope.every(ast.Call):
        if _removes_dots(call, scope) or _is_loose_call(call, scope):
            yield "url-check", call
    for node in scope.every(ast.Compare):
        searched = isinstance(node.ops[0], ast.In) and _is_address(node.comparators[0], scope)
        if searched and any(_HOST.match(text) for text in _constants([node.left])):
            yield "url-check", node


def _is_loose_call(call: ast.Call, scope: Scope) -> bool:
    """A check by beginning, end or pattern that a crafted address passes."""
    name, last = called(call, scope)
    texts = _constants(call.args[:1])
    if name in ("re.match", "re.search", "re.fullmatch") and len(call.args) > 1:
        return any(map(_is_loose_pattern, texts)) and _is_address(call.args[1], scope)
    if not isinstance(call.func, ast.Attribute) or not _is_address(call.func.value, scope):
        return False
    if last == "endswith":
        return any(_HOST.match(text) and not text.startswith(".") for text in texts)
    return last == "startswith" and _is_loose_start(call.func.value, texts, scope)


def _constants(nodes: list[ast.expr]) -> list[str]:
    flat = [e for node in nodes for e in (node.elts if isinstance(node, ast.Tuple | ast.List) else [node])]
    return [node.value for node in flat if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _removes_dots(call: ast.Call, scope: Scope) -> bool:
    constants = [a.value for a in call.args if isinstance(a, ast.Constant)]
    return called(call, scope)[1] == "replace" and constants[1:] == [""] and constants[0] in _STEPS


def _is_address(node: ast.expr, scope: Scope) -> bool:
    """Called a url, a host or the like, or such a thing in small letters."""
    if words_of(last_name(node)) & _ADDRESS:
        return True
    if not isinstance(node, ast.Call) or called(node, scope)[1] not in ("lower", "strip", "casefold"):
        return False
    return isinstance(node.func, ast.Attribute) and _is_address(node.func.value, scope)


def _is_loose_start(owner: ast.expr, texts: list[str], scope: Scope) -> bool:
    if any(_PREFIX.match(text) or text in _PRIVATE or text == "javascript:" for text in texts):
        return True
    goes = words_of(last_name(owner)) & _GOES and scope.named() & {"redirect", "location"}
    return texts == ["/"] and bool(goes) and not any(node.value == "//" for node in scope.texts())


def _is_loose_pattern(text: str) -> bool:
    """A host in a pattern with a dot that stands for any letter."""
    return "//" in text and bool(_LOOSE.match(text))
