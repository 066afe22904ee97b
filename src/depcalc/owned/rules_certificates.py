"""Certificate and host key checks switched off or done by hand. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, is_false, last_name, target_name
from depcalc.owned.traits import called
from depcalc.owned.words import words_of

_OFF = frozenset(
    "verify_ssl ssl_verify verify_certs validate_certs check_hostname assert_hostname verify_cert".split()
)
_CLIENTS = ("requests", "httpx", "urllib3", "aiohttp")
_HTTP_CALLS = frozenset(
    "get post put patch delete head options request stream urlopen Client AsyncClient Session connect".split()
)
_NO_HTTP = frozenset("decode loads load dump dumps deserialize parse".split())


def unchecked(scope: Scope) -> Iterator[Hit]:
    """Certificate and host key checks switched off, or done by hand."""
    for call in scope.every(ast.Call):
        if _is_off(call, scope):
            yield "cert-check", call
    for assign in scope.every(ast.Assign):
        if _switches_off(assign, scope):
            yield "cert-check", assign
    for table in scope.every(ast.Dict):
        if scope.module.imports_any(*_CLIENTS) and any(map(_is_off_pair, table.keys, table.values)):
            yield "cert-check", table
    for node in scope.every(ast.Attribute):
        if node.attr in ("_create_unverified_context", "AutoAddPolicy", "WarningPolicy"):
            yield "cert-check", node
    yield from _matched_by_hand(scope)


def _is_none_mode(node: ast.expr, scope: Scope) -> bool:
    if isinstance(node, ast.Constant):
        return node.value == "CERT_NONE"
    return scope.module.dotted(node).rpartition(".")[2] in ("CERT_NONE", "VERIFY_NONE")


def _is_off(call: ast.Call, scope: Scope) -> bool:
    name, last = called(call, scope)
    if name == "ssl.wrap_socket" and not any(k.arg == "cert_reqs" for k in call.keywords):
        return True
    if last == "set_verify" and any(
        _always_yes(arg, scope) or _is_none_mode(arg, scope) for arg in call.args
    ):
        return True
    for keyword in call.keywords:
        if is_false(keyword.value):
            if keyword.arg in _OFF or (keyword.arg == "verify" and _is_http(last, scope)):
                return True
            if keyword.arg == "ssl" and (last == "TCPConnector" or scope.module.imports_any("aiohttp")):
                return True
        elif keyword.arg in ("cert_reqs", "verify_mode", "validate") and _is_none_mode(keyword.value, scope):
            return True
    return False


def _is_http(last: str, scope: Scope) -> bool:
    """A call that could reach out: by its name, or in a module that does."""
    return last in _HTTP_CALLS or (last not in _NO_HTTP and scope.module.imports_any(*_CLIENTS))


def _always_yes(node: ast.expr, scope: Scope) -> bool:
    """A callback that accepts whatever it is asked about."""
    if isinstance(node, ast.Lambda):
        return isinstance(node.body, ast.Constant) and bool(node.body.value)
    found = scope.module.functions.get(last_name(node), [])
    returned = [r.value for inner in found for r in inner.every(ast.Return)]
    return bool(returned) and all(isinstance(v, ast.Constant) and bool(v.value) for v in returned)


def _switches_off(node: ast.Assign, scope: Scope) -> bool:
    for target in node.targets:
        if not isinstance(target, ast.Attribute):
            continue
        if target.attr in ("check_hostname", "assert_hostname", "verify_ssl") and is_false(node.value):
            return True
        if target.attr == "verify" and is_false(node.value) and _is_client(target, scope):
            return True
        if target.attr in ("verify_mode", "cert_reqs") and _is_none_mode(node.value, scope):
            return True
    return False


def _is_client(target: ast.Attribute, scope: Scope) -> bool:
    owner = words_of(target_name(target.value).replace(".", "_"))
    return bool(owner & {"session", "client", "http", "requests", "sess", "s"}) or scope.module.imports_any(
        *_CLIENTS
    )


def _is_off_pair(key: ast.expr | None, value: ast.expr) -> bool:
    return isinstance(key, ast.Constant) and key.value in {"verify", *_OFF} and is_false(value)


def _matched_by_hand(scope: Scope) -> Iterator[Hit]:
    """The names of a certificate compared with a host by own code."""
    asks = [c for c in scope.every(ast.Call) if called(c, scope)[1] == "getpeercert"]
    names = any(node.value in ("subjectAltName", "commonName") for node in scope.texts())
    if asks and names and any(True for _ in scope.every(ast.Compare)):
        yield "cert-check", asks[0]
