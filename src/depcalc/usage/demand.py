"""Pricing a rewrite: of an imported module only imports and registrations run; the rest when a live name
needs it."""

from typing import Any

from depcalc.usage.entities import Bound, Class, Function, Module
from depcalc.usage.events import outcome, run_def, walk
from depcalc.usage.marks import define
from depcalc.usage.state import State
from depcalc.usage.summary import Statement

CREATION = ("__new__", "__init__")


def run_module(st: State, module: Module) -> None:
    """Imports, registrations and patches of a module."""
    for number in chosen(st, module, module.known.outline):
        statement = module.known.statements[number]
        if statement.kind == "import":
            if st.once("statement", module, number):
                walk(st, module, 0, statement.events)
        elif statement.kind in ("def", "class"):
            _definition(st, module, number, statement)
        elif (statement.kind == "call" and _calls_ours(st, module, statement.what)) or (
            statement.kind == "patch" and _patches_import(module, statement.what)
        ):
            run_statement(st, module, number)


def chosen(st: State, module: Module, outline: tuple[Any, ...]) -> list[int]:
    """Statements of a module in order, without branches known not to run."""
    out: list[int] = []
    for item in outline:
        if isinstance(item, int):
            out.append(item)
            continue
        test, body, other = item
        known = outcome(st, module, test)
        out.extend(chosen(st, module, body) if known is not False else ())
        out.extend(chosen(st, module, other) if known is not True else ())
    return out


def run_statement(st: State, module: Module, number: int) -> None:
    """A module-level statement that something needs."""
    st.statement(module, number)
    if st.once("statement", module, number):
        walk(st, module, 0, module.known.statements[number].events)


def _definition(st: State, module: Module, number: int, statement: Statement) -> None:
    entity = module.entity(statement.what)
    assert isinstance(entity, Function | Class)
    if not st.decorators.transparent(entity):
        st.statement(module, number)
        if isinstance(entity, Function):
            run_def(st, entity)
        else:
            define(st, entity)
    if isinstance(entity, Class):
        _registered_by_base(st, entity)


def _registered_by_base(st: State, cls: Class) -> None:
    """A metaclass or `__init_subclass__` sees the class once its base is needed."""
    st.knowledge.hierarchy.linearise(cls, ())
    hooked = any(n in m.binds for m in cls.metas for n in CREATION)
    if not hooked and not any("__init_subclass__" in b.binds for b in cls.mro[1:]):
        return
    if any(base in st.defined for base in cls.mro[1:]):
        define(st, cls)
        return
    for base in cls.mro[1:]:
        st.waiting_definitions.setdefault(base, []).append(cls)


def _calls_ours(st: State, module: Module, callee: int) -> bool:
    types = st.inference.of(module, callee)
    return bool(types) and any(isinstance(t, Function | Bound | Class) for t in types or ())


def _patches_import(module: Module, names: tuple[str, ...]) -> bool:
    return any(b[0] in ("mod", "from") for name in names for b in module.binds.get(name, ()))


def changes(st: State, module: Module, name: str) -> None:
    """Statements that change a global that is read."""
    for number in mutators(st, module).get(name, ()) if not module.package.is_project else ():
        run_statement(st, module, number)


def mutators(st: State, module: Module) -> dict[str, list[int]]:
    """Global name -> statements that change it."""
    known = st.knowledge.mutators.get(module)
    if known is None:
        known = st.knowledge.mutators[module] = {}
        for number, statement in enumerate(module.known.statements):
            for name in statement.mutates:
                known.setdefault(name, []).append(number)
    return known


def changes_of(st: State, entity: Function | Class) -> None:
    """Statements that change a live function or class of the module level: `X.attr = ...`, `X.register(...)`."""
    changes(st, entity.module, entity.signature.qual)
