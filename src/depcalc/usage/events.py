"""Walking live code: the events of a body, one by one."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from depcalc.usage import special_calls
from depcalc.usage.dispatch import attribute_event
from depcalc.usage.entities import (
    Class,
    External,
    ExternalInstance,
    Function,
    Instance,
    Module,
    Namespace,
    Type,
    Types,
    Value,
)
from depcalc.usage.imports import import_from, import_named
from depcalc.usage.inference import is_metaclass
from depcalc.usage.marks import define, import_module, instantiate, mark, note_external
from depcalc.usage.members import NAMED, add_to_pool, add_value_name, touch, use_entity
from depcalc.usage.plugins import list_package
from depcalc.usage.state import State
from depcalc.usage.strings import note_strings, want_module_strings
from depcalc.usage.summary import CLASSMETHOD, STATIC, Binding, Event, Test

# telling names on receivers nobody knows: weak evidence of a capability
TELLING = frozenset(
    """write_text write_bytes unlink rmtree extractall connect sendall recv execute executescript read_text
    read_bytes mkdir touch rename symlink_to chmod rmdir""".split()
)
DEEPEST_TEST = 6
MOST_PARTS = 16  # of an annotation
Rule: TypeAlias = Callable[[State, Module, int, Event], None]


def walk(st: State, module: Module, scope: int, events: Iterable[Event]) -> None:
    """Everything a body may touch."""
    for event in events:
        _RULES[event[0]](st, module, scope, event)


def _name(st: State, module: Module, scope: int, event: Event) -> None:
    use_name(st, module, scope, event[1], event[2], event[3])


def use_name(st: State, module: Module, scope: int, name: str, pos: str, line: int) -> None:
    """A bare name is read."""
    st.line = line
    bindings, owner = st.names.lookup(module, scope, name)
    if owner < 0:
        if name == "__path__" and pos in "vs":  # not `__path__.append(...)`
            list_package(st, module)
        if st.facts.is_builtin(name):
            note_external(st, f"builtins.{name}", line, module)
        return
    for binding in bindings:
        _use_binding(st, module, owner, binding, name, pos, line)


def _use_binding(
    st: State, module: Module, owner: int, binding: Binding, name: str, pos: str, line: int
) -> None:
    kind = binding[0]
    if kind in ("func", "class", "mod", "from"):
        if owner == 0:
            need(st, module, binding[4])
        for entity in st.names.meanings(module, binding, name):
            use_entity(st, entity, pos, line, module)
    elif kind == "param":
        if pos in "vc":
            _own_class(st, module, binding[3], name)
    elif owner == 0 or module.known.scopes[owner].kind == "class":
        touch(st, module, binding, name, pos)


def need(st: State, module: Module, statement: int) -> None:
    """For pricing: a module-level statement that binds something live."""
    if st.mode == "demand" and statement >= 0:
        st.statement(module, statement)


def _own_class(st: State, module: Module, scope: int, name: str) -> None:
    """`cls` called or passed on in a class method."""
    function = module.entity(scope)
    assert isinstance(function, Function)
    owner, flags = function.owner, function.scope.flags
    if owner is None or flags & STATIC or not (flags & CLASSMETHOD or is_metaclass(owner)):
        return
    if function.signature.params[:1] == (name,):
        instantiate(st, owner)


def _attribute(st: State, module: Module, scope: int, event: Event) -> None:
    use_attribute(st, module, event[1], event[2], event[3], event[4], event[5])


def use_attribute(st: State, module: Module, base: int, name: str, pos: str, stored: bool, line: int) -> None:
    """`base.name` is read or set."""
    st.line = line
    if pos in "vc" and not stored:
        add_value_name(st, name)
    types = st.inference.of(module, base)
    attribute_event(st, types, name, stored, module)
    if types is None:
        if not stored and name in TELLING:
            for owner in ("?", *_declared(st, module, base)):
                note_external(st, f"{owner}.{name}", line, module)
        return
    for found in types:
        _of_type(st, module, found, name, pos, line)


def _declared(st: State, module: Module, number: int) -> list[str]:
    """Classes outside that the annotations of a name speak of: too little to infer from, enough as evidence."""
    expr = module.known.exprs[number]
    if expr[0] != "name":
        return []
    bindings, _ = st.names.lookup(module, expr[2], expr[1])
    todo = [b[2] for b in bindings if b[0] in ("param", "ann") and b[2] > 0]
    found: dict[str, None] = {}
    for _ in range(MOST_PARTS):
        if not todo:
            break
        number = todo.pop()
        kind = module.known.exprs[number]
        if kind[0] == "opt":
            todo.extend(kind[1])
        elif kind[0] == "generic":
            todo.extend(kind[3])
        elif kind[0] in ("name", "attr"):
            found |= {t.qual: None for t in st.inference.of(module, number) or () if isinstance(t, External)}
    return list(found)


def _of_type(st: State, module: Module, found: Type, name: str, pos: str, line: int) -> None:
    match found:
        case Module():
            _of_module(st, module, found, name, pos, line)
        case Namespace(name=prefix):
            for entity in st.names.module_named(f"{prefix}.{name}", module):
                use_entity(st, entity, pos, line, module)
        case External(qual=qual) | ExternalInstance(qual=qual):
            note_external(st, f"{qual}.{name}", line, module, NAMED.get(pos, ""))
        case Class() if pos in "vc":
            for member in st.inference.attribute(found, name) or ():
                if isinstance(member, Class):
                    instantiate(st, member)
        case Instance(cls=cls) if name == "__class__" and pos in "vc":
            instantiate(st, cls)


def _of_module(st: State, module: Module, found: Module, name: str, pos: str, line: int) -> None:
    entities = st.names.attribute(found, name)
    import_module(st, found)
    if st.mode == "demand":
        for binding in st.names.globals(found, name):
            need(st, found, binding[4])
    for entity in entities:
        use_entity(st, entity, pos, line, module)
    if not entities and name == "__dict__":
        want_module_strings(st, found, module)
    elif not entities and name == "__path__":
        list_package(st, found)
    elif not entities and not name.startswith("__"):
        add_to_pool(st, name)


def _call(st: State, module: Module, scope: int, event: Event) -> None:
    st.line = event[5]
    special_calls.run(st, module, scope, event)


def _strings(st: State, module: Module, scope: int, event: Event) -> None:
    note_strings(st, event, module)


def _pool(st: State, module: Module, scope: int, event: Event) -> None:
    add_to_pool(st, event[1])


def _import(st: State, module: Module, scope: int, event: Event) -> None:
    st.line = event[2]
    import_named(st, event[1], module, event[2])


def _from(st: State, module: Module, scope: int, event: Event) -> None:
    st.line = event[3]
    import_from(st, event[1], event[2], module, event[3])


def _def(st: State, module: Module, scope: int, event: Event) -> None:
    function = module.entity(event[1])
    assert isinstance(function, Function)
    run_def(st, function)


def run_def(st: State, function: Function) -> None:
    """A `def` statement runs: decorators, defaults; a function that something may have kept is live."""
    walk(st, function.module, function.scope.parent, function.module.events(function.scope.header))
    if not st.decorators.transparent(function):
        mark(st, function)


def _class(st: State, module: Module, scope: int, event: Event) -> None:
    cls = module.entity(event[1])
    assert isinstance(cls, Class)
    define(st, cls)


def _if(st: State, module: Module, scope: int, event: Event) -> None:
    known = outcome(st, module, event[1])
    if known is not False:
        walk(st, module, scope, event[2])
    if known is not True:
        walk(st, module, scope, event[3])


def outcome(st: State, module: Module, test: Test, depth: int = 0) -> bool | None:
    """A static test, followed through names that stand for one."""
    if test is None or depth > DEEPEST_TEST:
        return None
    if isinstance(test, bool):
        return test
    match test[0]:
        case "expr":
            return _named_test(st, module, test[1], depth + 1)
        case "not":
            inner = outcome(st, module, test[1], depth + 1)
            return None if inner is None else not inner
    parts = [outcome(st, module, t, depth + 1) for t in test[1]]
    decisive: bool = test[0] == "or"
    if decisive in parts:
        return decisive
    return (not decisive) if all(p is (not decisive) for p in parts) else None


def _named_test(st: State, module: Module, number: int, depth: int) -> bool | None:
    expr = module.known.exprs[number]
    if expr[0] == "name":
        bindings, owner = st.names.lookup(module, expr[2], expr[1])
        if owner != 0:
            return None
        found = [e for b in bindings for e in st.names.meanings(module, b, expr[1])]
    elif expr[0] == "attr":
        types: Types = st.inference.of(module, expr[1]) or ()
        found = [e for t in types if isinstance(t, Module) for e in st.names.attribute(t, expr[2])]
    else:
        return None
    if len(found) != 1 or not isinstance(found[0], Value):
        return None
    value = found[0]
    return outcome(st, value.module, value.module.known.tests.get(value.name), depth)


def use_reference(st: State, module: Module, number: int, pos: str) -> None:
    """A name or dotted name, evaluated later than it was written."""
    expr = module.known.exprs[number]
    if expr[0] == "name":
        use_name(st, module, expr[2], expr[1], pos, 0)
    elif expr[0] == "attr":
        use_attribute(st, module, expr[1], expr[2], pos, False, 0)
        if expr[1] > 0:
            use_reference(st, module, expr[1], "r")


_RULES: dict[str, Rule] = {
    "name": _name,
    "attr": _attribute,
    "call": _call,
    "strings": _strings,
    "pool": _pool,
    "import": _import,
    "from": _from,
    "def": _def,
    "class": _class,
    "if": _if,
}
