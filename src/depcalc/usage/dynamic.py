"""Attributes read by computed names: getattr and its kin, shapes, reflection. Over-approximated."""

from depcalc.usage import constants
from depcalc.usage.dispatch import ask, attribute_event
from depcalc.usage.entities import (
    Class,
    External,
    ExternalInstance,
    Instance,
    Module,
    Plain,
    Super,
    Type,
    Types,
)
from depcalc.usage.marks import import_module, note_external
from depcalc.usage.members import add_value_name, escaped_attribute, read_any_global, use_entity, use_member
from depcalc.usage.plugins import reflects
from depcalc.usage.shapes import Shape
from depcalc.usage.state import State
from depcalc.usage.strings import family_names, want_class_strings, want_module_strings, want_strings


def read_by_name(st: State, module: Module, receiver: int, name: int, stored: bool, line: int) -> None:
    """`getattr(receiver, name)`, `setattr` where `stored`."""
    types = st.inference.of(module, receiver)
    if types and all(isinstance(t, Plain | External | ExternalInstance) for t in types):
        _note_external_names(st, module, types, name, line)
        return
    known = constants.strings(st.inference, module, name)
    if known is not None:
        for text in known:
            _read_constant(st, module, types, text, stored, line)
        return
    shape = constants.shape(st.inference, module, name)
    if shape is not None and shape.tells:
        _read_shape(st, types, shape, stored)
        return
    if st.narrow:
        return
    if types is None:
        want_strings(st, module)
    for found in types or ():
        _read_unknown(st, found, module)


def _note_external_names(st: State, module: Module, types: Types, name: int, line: int) -> None:
    for found in types:
        if isinstance(found, External):
            for text in constants.strings(st.inference, module, name) or ():
                note_external(st, f"{found.qual}.{text}", line, module)


def _read_constant(
    st: State, module: Module, types: Types | None, name: str, stored: bool, line: int
) -> None:
    add_value_name(st, name)
    attribute_event(st, types, name, stored, module)
    for found in types or ():
        if isinstance(found, Module):
            import_module(st, found)
            for entity in st.names.attribute(found, name):
                use_entity(st, entity, "v", line, module)


def _class_of(found: Type) -> Class | None:
    if isinstance(found, Instance | Super):
        return found.cls
    return found if isinstance(found, Class) else None


def _read_unknown(st: State, found: Type, module: Module) -> None:
    """Members that live strings name. Of a module any global may run: the name may come from data."""
    cls = _class_of(found)
    if cls is not None:
        want_class_strings(st, cls, module)
    elif isinstance(found, Module):
        want_module_strings(st, found, module)
        if st.mode == "demand":
            st.unread[found] = None
        else:
            read_any_global(st, found)


def _read_shape(st: State, types: Types | None, shape: Shape, stored: bool) -> None:
    classes = [_class_of(t) for t in types or ()]
    if types and all(classes):
        for cls in classes:
            assert cls is not None
            for name in shape.of(family_names(st, cls)):
                add_value_name(st, name)
                ask(st, cls, name, stored, instances_only=False)
    elif types and all(isinstance(t, Module) for t in types):
        for found in types:
            assert isinstance(found, Module)
            read_globals(st, found, shape)
    else:
        _shape_anywhere(st, shape)


def read_globals(st: State, module: Module, shape: Shape) -> None:
    """`globals()["cmd_" + name]`: globals of that shape."""
    for name in shape.of(module.binds):
        escaped_attribute(st, module, name)


def _shape_anywhere(st: State, shape: Shape) -> None:
    if shape in st.shapes:
        return
    st.shapes.append(shape)
    for name in shape.of(st.shaped):
        st.shaped[name] = True
    for name in shape.of(st.by_member):
        add_value_name(st, name)
        for owner in list(st.by_member[name]):
            use_member(st, owner, name, stored=True)
    fitting = {m for name in shape.of(st.escaped_by_name) for m in st.escaped_by_name[name]}
    for module in [m for m in st.escaped if m in fitting]:
        read_globals(st, module, shape)


def reflect(st: State, module: Module, number: int) -> None:
    """`dir(x)`, `vars(x)`, `inspect.getmembers(x)`: every member may be fetched."""
    types = st.inference.of(module, number)
    if types is None:
        reflects(st, module.package)
    for found in types or ():
        cls = _class_of(found)
        if cls is not None and cls not in st.reflected:
            st.reflected.add(cls)
            for name in family_names(st, cls):
                if not name.startswith("__"):
                    add_value_name(st, name)
                    ask(st, cls, name, False, instances_only=False)
        elif isinstance(found, Module):
            import_module(st, found)
            if not found.package.is_project:
                for name in list(found.binds):
                    for entity in st.names.attribute(found, name):
                        if not isinstance(entity, Module | External):
                            use_entity(st, entity, "v", 0, module)
