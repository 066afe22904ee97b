"""Data from outside loaded so that it can run code. Pure."""

import ast
from collections.abc import Iterator

from depcalc.owned.kinds import Hit
from depcalc.owned.scopes import Scope, last_name, target_name
from depcalc.owned.traits import called, traits_of
from depcalc.owned.words import words_of

_PICKLES = frozenset(
    {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "jsonpickle", "shelve", "joblib"}
)
_SAFE_LOADERS = frozenset(
    {"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader", "FullLoader", "RoundTripLoader"}
)
_OUTSIDE = frozenset(
    "redis queue memcached memcache socket sock conn connection channel consumer upload uploaded".split()
)


def unsafe_load(scope: Scope) -> Iterator[Hit]:
    """Pickles, YAML with every tag, and code, from outside."""
    for call in scope.every(ast.Call):
        if _is_open_yaml(call, scope) or (_can_run_code(call, scope) and _from_outside(call, scope)):
            yield "unsafe-load", call


def _is_open_yaml(call: ast.Call, scope: Scope) -> bool:
    name, last = called(call, scope)
    if name in ("yaml.load", "yaml.load_all"):
        return not _is_safe_yaml(call, scope)
    return name.startswith("yaml.") and last.startswith("unsafe_load")


def _can_run_code(call: ast.Call, scope: Scope) -> bool:
    name, last = called(call, scope)
    loads = name.split(".")[0] in _PICKLES and last in ("load", "loads", "decode")
    return loads or name in ("eval", "exec")


def _is_safe_yaml(call: ast.Call, scope: Scope) -> bool:
    given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "Loader")]
    if not given:
        return any(k.arg is None for k in call.keywords)
    names = scope.module.imports.get(last_name(given[0]), [scope.module.dotted(given[0])])
    last = {name.rpartition(".")[2] for name in names}
    return bool(last & _SAFE_LOADERS) or not last & {"Loader", "CLoader", "UnsafeLoader", "CUnsafeLoader"}


def _from_outside(call: ast.Call, scope: Scope) -> bool:
    """Something on its way here speaks of requests, messages, queues or sockets."""
    if not call.args:
        return False
    first = call.args[0]
    if traits_of(first, scope) & {"input", "cookie"}:
        return True
    values = scope.values.get(target_name(first), []) if isinstance(first, ast.Name) else []
    names = {w for v in (first, *values) for n in ast.walk(v) for w in words_of(_word(n))}
    return bool(names & _OUTSIDE)


def _word(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")
