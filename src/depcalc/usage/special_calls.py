"""Calls whose arguments say more than that they are values."""

from collections.abc import Callable
from typing import TypeAlias

from depcalc.usage import constants
from depcalc.usage.dispatch import attribute_event
from depcalc.usage.dynamic import read_by_name, read_globals, reflect
from depcalc.usage.entities import External, Module
from depcalc.usage.imports import import_by_name
from depcalc.usage.marks import DIR, note_external
from depcalc.usage.members import add_to_pool, use_entity
from depcalc.usage.plugins import dotted_reference, load_group, read_entry_points
from depcalc.usage.shapes import Shape
from depcalc.usage.state import State
from depcalc.usage.strings import run_text, want_execution, want_module_strings, want_strings
from depcalc.usage.summary import Event

OPENERS = frozenset(
    """io.open codecs.open gzip.open os.fdopen bz2.open lzma.open tempfile.NamedTemporaryFile
    pathlib.Path.open""".split()
)
LEAST_TELLING = 4
ENTRY_POINTS = frozenset({"entry_points", "iter_entry_points"})
ACCESSORS = frozenset({"getattr", "hasattr", "setattr", "delattr"})
PATCHERS = frozenset({"patch", "object", "dict", "multiple", "setattr"})
Rule: TypeAlias = Callable[[State, Module, int, Event], None]


def run(st: State, module: Module, scope: int, event: Event) -> None:
    """`event`: (call, last name of the callee, callee, arguments, keywords, line)."""
    _, name, func, args, _, line = event
    expr = module.known.exprs[func]
    builtin = expr[0] == "name" and st.names.is_unbound(module, expr[2], expr[1])
    if builtin:
        rule = _BUILTIN.get(expr[1])
        if rule is not None:
            rule(st, module, scope, event)
        return
    types = st.inference.of(module, func)
    for found in types or ():
        if isinstance(found, External):
            _external(st, module, scope, found.qual, event)
    if name in ENTRY_POINTS and not any(isinstance(found, External) for found in types or ()):
        _entry_points(st, module, event)  # of a package that stands in for the standard library's
    if types is None and name == "open" and (mode := _mode(st, module, event, 0)):
        note_external(st, f"?.open{mode}", line, module)
    if name in PATCHERS and args:
        _patched(st, module, args[0])


def _patched(st: State, module: Module, number: int) -> None:
    """`patch("a.b.c")`: a is imported, c replaced."""
    for text in constants.strings(st.inference, module, number) or ():
        if "." in text:
            dotted_reference(st, text, module, "x")


def _access(st: State, module: Module, scope: int, event: Event) -> None:
    _, name, _, args, _, line = event
    if len(args) >= 2:
        read_by_name(st, module, args[0], args[1], name in ("setattr", "delattr"), line)


def _reflected(st: State, module: Module, scope: int, event: Event) -> None:
    if event[3]:
        if event[1] == "dir":
            attribute_event(st, st.inference.of(module, event[3][0]), DIR, False, module)
        reflect(st, module, event[3][0])
    elif event[1] == "vars":
        _locals(st, module, scope, event)


def _locals(st: State, module: Module, scope: int, event: Event) -> None:
    """`locals()`: every function and class of the body at hand."""
    if scope == 0:
        _globals(st, module, scope, event)
    for name, bindings in module.known.binds[scope].items() if scope else ():
        for binding in bindings:
            if binding[0] in ("func", "class"):
                for entity in st.names.meanings(module, binding, name):
                    use_entity(st, entity, "v", event[5], module)


def _globals(st: State, module: Module, scope: int, event: Event) -> None:
    """`globals()[name]`: by the shape of the name where this body shows one, else by live strings."""
    want_module_strings(st, module, module)
    for number in _computed_names(st, module):
        shape = constants.shape(st.inference, module, number)
        if shape is not None and shape.tells and (not shape.opens or _telling(shape)):
            read_globals(st, module, shape)


def _computed_names(st: State, module: Module) -> list[int]:
    """Expressions of a module that put strings together."""
    known = st.knowledge.computed_names.get(module)
    if known is None:
        known = st.knowledge.computed_names[module] = [
            number
            for number, expr in enumerate(module.known.exprs)
            if expr[0] == "sum" or (expr[0] == "shape" and None in expr[1])
        ]
    return known


def _telling(shape: Shape) -> bool:
    """Long enough to match few names by chance."""
    return max(map(len, shape.parts)) >= LEAST_TELLING


def _import(st: State, module: Module, scope: int, event: Event) -> None:
    if event[3]:
        import_by_name(st, module, event[3][0], scope, event[5])


def _execute(st: State, module: Module, scope: int, event: Event) -> None:
    if not event[3]:
        return
    known = constants.strings(st.inference, module, event[3][0])
    for text in known or ():
        run_text(st, module, scope, text)
    if not known:
        want_execution(st, module)


def _open(st: State, module: Module, scope: int, event: Event) -> None:
    note_external(st, f"builtins.open{_mode(st, module, event, 1)}", event[5], module)


def _mode(st: State, module: Module, event: Event, position: int) -> str:
    """`[w]` when the file is opened for writing, `[w?]` when nobody can tell."""
    args, keywords = event[3], dict(event[4])
    number = keywords.get("mode", args[position] if len(args) > position else None)
    if number is None:
        return ""
    known = constants.strings(st.inference, module, number)
    if known is None:
        return "[w?]"
    return "[w]" if any(set(text) & set("wax+") for text in known) else ""


def _external(st: State, module: Module, scope: int, qual: str, event: Event) -> None:
    name, args, line = event[1], event[3], event[5]
    if qual in ("importlib.import_module", "importlib.util.find_spec", "pkgutil.resolve_name"):
        _import(st, module, scope, event)
    elif name in ("attrgetter", "methodcaller", "partialmethod"):
        for number in args if name == "attrgetter" else args[:1]:
            _getter(st, module, number)
    elif name in ("getmembers", "getmembers_static"):
        _reflected(st, module, scope, event)
    elif qual in OPENERS:
        note_external(st, qual + _mode(st, module, event, 1), line, module)
    elif name in ENTRY_POINTS:
        _entry_points(st, module, event)


def _getter(st: State, module: Module, number: int) -> None:
    known = constants.strings(st.inference, module, number)
    if known is None:
        want_strings(st, module)
    for part in (p for text in known or () for p in text.split(".")):
        add_to_pool(st, part)


def _entry_points(st: State, module: Module, event: Event) -> None:
    """`entry_points(group="x")`: that group alone where it is constant."""
    numbers = [n for k, n in event[4] if k == "group"] or list(event[3][:1])
    groups = [constants.strings(st.inference, module, n) for n in numbers]
    if groups and all(g is not None for g in groups):
        for group in (name for found in groups for name in found or ()):
            load_group(st, group, module)
    read_entry_points(st, module)


_BUILTIN: dict[str, Rule] = {
    **dict.fromkeys(ACCESSORS, _access),
    "dir": _reflected,
    "vars": _reflected,
    "globals": _globals,
    "locals": _locals,
    "__import__": _import,
    "exec": _execute,
    "eval": _execute,
    "open": _open,
}
