"""Names that come from strings: getattr, globals(), reflection, text that runs, plug-ins.
Over-approximated."""

import re

from depcalc.usage import constants
from depcalc.usage.dispatch import (
    add_to_pool,
    add_value_name,
    ask,
    attribute_event,
    dispatch,
    escape,
    escaped_attribute,
    import_module,
    note_external,
    use_entity,
)
from depcalc.usage.entities import (
    Class,
    External,
    ExternalInstance,
    Function,
    Instance,
    Module,
    Package,
    Plain,
    Super,
    Type,
    Types,
)
from depcalc.usage.shapes import Shape
from depcalc.usage.state import State
from depcalc.usage.summary import Event

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
LONGEST_IDENTIFIER = 60
MOST_STRINGS = 200_000
MOST_TOKENS = 2_000


# ------------------------------------------------------------------ strings of live code


def note_strings(st: State, event: Event, module: Module) -> None:
    """Strings of code that has become live."""
    package = st.of(module)
    for text in event[1]:
        if len(text) < LONGEST_IDENTIFIER:
            add_string(st, text, module.package)
        if text in module.package.entry_points or _is_group(st, text):
            _note_group(st, text, module)
    for text in event[2]:
        if _is_group(st, text):
            _note_group(st, text, module)
        note_module_string(st, text, module)
        _note_other(st, text, module.package)
    for text in event[3]:
        if len(package.others) < MOST_STRINGS:
            _note_other(st, text, module.package)


def _note_other(st: State, text: str, package: Package) -> None:
    state = st.packages[package]
    if text not in state.others and len(state.others) < MOST_STRINGS:
        state.others[text] = None
        if state.by_execution:
            _note_tokens(st, text, package)


def add_string(st: State, text: str, package: Package) -> None:
    """An identifier among the live strings of a package."""
    state = st.packages[package]
    if text in state.strings or len(state.strings) >= MOST_STRINGS:
        return
    state.strings[text] = None
    if state.by_strings:
        _string_anywhere(st, text)
    if state.by_execution:
        _executed_name(st, text, package)
    for cls in list(st.string_class_members.get(text, ())):
        if package in st.string_classes[cls]:
            _string_on_class(st, cls, text)
    for module in list(st.string_module_names.get(text, ())):
        if package in st.string_modules[module]:
            escaped_attribute(st, module, text)


def _string_anywhere(st: State, text: str) -> None:
    """A live string may name a member of any live class."""
    if text in st.by_member:
        add_value_name(st, text)
    for cls in list(st.by_member.get(text, ())):
        dispatch(st, cls, text, stored=True)
    for module in list(st.escaped_by_name.get(text, ())):
        escaped_attribute(st, module, text)


def want_strings(st: State, module: Module) -> None:
    """An attribute read by an unknown name from an unknown receiver: any live string of ours may be the
    name."""
    for package in {module.package: None, st.universe.project: None}:
        state = st.packages.get(package)
        if state is not None and not state.by_strings:
            state.by_strings = True
            st.note(module, "attributes by unknown names")
            for text in list(state.strings):
                _string_anywhere(st, text)


def _want_class_strings(st: State, cls: Class, module: Module) -> None:
    if cls not in st.string_classes:
        st.string_classes[cls] = {}
        for name in family_names(cls):
            st.string_class_members.setdefault(name, {})[cls] = None
    for package in (module.package, cls.module.package, st.universe.project):
        if package in st.packages and package not in st.string_classes[cls]:
            st.string_classes[cls][package] = None
            for text in list(st.packages[package].strings):
                if cls in st.string_class_members.get(text, ()):
                    _string_on_class(st, cls, text)


def _string_on_class(st: State, cls: Class, text: str) -> None:
    add_value_name(st, text)
    ask(st, cls, text, False, instances_only=False)
    ask(st, cls, text, True, instances_only=False)


def want_module_strings(st: State, module: Module, user: Module) -> None:
    """Globals of a module read by an unknown name."""
    if user is not module:
        st.push("deepen", module)
    if module not in st.string_modules:
        st.string_modules[module] = {}
        for name in module.known.scopes[0].binds:
            st.string_module_names.setdefault(name, {})[module] = None
    for package in (user.package, module.package, st.universe.project):
        if package in st.packages and package not in st.string_modules[module]:
            st.string_modules[module][package] = None
            for text in list(st.packages[package].strings):
                escaped_attribute(st, module, text)


# ------------------------------------------------------------------ getattr and its kin


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


def family_names(cls: Class) -> list[str]:
    """Members of a class and of its subclasses."""
    return list(dict.fromkeys(name for member in cls.family for name in member.members))


def _read_unknown(st: State, found: Type, module: Module) -> None:
    cls = _class_of(found)
    if cls is not None:
        _want_class_strings(st, cls, module)
    elif isinstance(found, Module):
        want_module_strings(st, found, module)


def _read_shape(st: State, types: Types | None, shape: Shape, stored: bool) -> None:
    classes = [_class_of(t) for t in types or ()]
    if types and all(classes):
        for cls in classes:
            assert cls is not None
            for name in family_names(cls):
                if shape.matches(name):
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
    for name in list(module.known.scopes[0].binds):
        if shape.matches(name):
            escaped_attribute(st, module, name)


def _shape_anywhere(st: State, shape: Shape) -> None:
    if shape in st.shapes:
        return
    st.shapes.append(shape)
    for name, classes in list(st.by_member.items()):
        if shape.matches(name):
            add_value_name(st, name)
            for cls in list(classes):
                dispatch(st, cls, name, stored=True)
    for module in list(st.escaped):
        read_globals(st, module, shape)


def reflect(st: State, module: Module, number: int) -> None:
    """`dir(x)`, `vars(x)`, `inspect.getmembers(x)`: every member may be fetched."""
    for found in st.inference.of(module, number) or ():
        cls = _class_of(found)
        if cls is not None and st.once("reflect", cls):
            for name in family_names(cls):
                if not name.startswith("__"):
                    add_value_name(st, name)
                    ask(st, cls, name, False, instances_only=False)
        elif isinstance(found, Module):
            import_module(st, found)
            if not found.package.is_project:
                for name in list(found.known.scopes[0].binds):
                    for entity in st.names.attribute(found, name):
                        if not isinstance(entity, Module | External):
                            use_entity(st, entity, "v", 0, module)


# ------------------------------------------------------------------ text that runs


def want_execution(st: State, module: Module) -> None:
    """Code is made and run: identifiers in the package's live strings may be names or attributes."""
    state = st.of(module)
    if state.by_execution or module.package.is_project:
        return
    state.by_execution = True
    st.note(module, "runs text it makes")
    if not state.by_strings:
        state.by_strings = True
        for text in list(state.strings):
            _string_anywhere(st, text)
    for text in list(state.others):
        _note_tokens(st, text, module.package)
    for text in list(state.strings):
        _executed_name(st, text, module.package)


def _note_tokens(st: State, text: str, package: Package) -> None:
    for token in IDENTIFIER.findall(text)[:MOST_TOKENS]:
        if 1 < len(token) < LONGEST_IDENTIFIER:
            add_string(st, token, package)


def _executed_name(st: State, name: str, package: Package) -> None:
    for cls in list(st.by_member.get(name, ())):
        dispatch(st, cls, name, stored=True)
    for module in st.globals_by_name.get((package, name), ()):
        if module in st.imported:
            for entity in st.names.attribute(module, name):
                if isinstance(entity, Function | Class):
                    use_entity(st, entity, "v", 0, module)


def run_text(st: State, module: Module, scope: int, text: str) -> None:
    """`eval` of a constant: its names are looked up here, its attributes anywhere."""
    for name in dict.fromkeys(IDENTIFIER.findall(text[:20_000])):
        bindings, owner = st.names.lookup(module, scope, name)
        if owner >= 0:
            for binding in bindings:
                for entity in st.names.meanings(module, binding, name):
                    use_entity(st, entity, "v", 0, module)
        if f".{name}" in text:
            add_to_pool(st, name)


# ------------------------------------------------------------------ dotted strings and plug-ins


def note_module_string(st: State, text: str, module: Module) -> None:
    """A live string that names a module, or `module:name`."""
    dotted, _, name = text.partition(":")
    found = st.universe.find(dotted, module.package) if "." in dotted else None
    if found is None and not name and text.count(".") < 8:
        dotted, _, name = text.rpartition(".")
        found = st.universe.find(dotted, module.package) if "." in dotted else None
        if found is not None and (found.summary is None or name not in found.known.scopes[0].binds):
            found = None
    if found is None:
        return
    state = st.of(found)
    if name:
        state.references[dotted, name] = None
        if state.by_module_name:
            dotted_reference(st, f"{dotted}.{name}", found, "v")
    state.module_strings[found] = None
    if state.by_module_name:
        import_module(st, found)
        escape(st, found)


def want_modules(st: State, module: Module) -> None:
    """A package imports by a name nothing is known of: modules of its own that live strings name."""
    state = st.of(module)
    if state.by_module_name:
        return
    state.by_module_name = True
    for dotted, name in list(state.references):
        dotted_reference(st, f"{dotted}.{name}", module, "v")
    for found in list(state.module_strings):
        import_module(st, found)
        escape(st, found)


def dotted_reference(st: State, text: str, importer: Module, pos: str) -> None:
    """`pkg.mod.name` or `pkg.mod:name`, as entry points and `mock.patch` write it."""
    parts = text.replace(":", ".").split(".")
    if not all(p.isidentifier() for p in parts):
        return
    for i in range(len(parts), 0, -1):
        module = st.universe.find(".".join(parts[:i]), importer.package)
        if module is not None:
            import_module(st, module)
            _use_parts(st, module, parts[i:], pos)
            return


def _use_parts(st: State, module: Module, parts: list[str], pos: str) -> None:
    if not parts:
        if pos == "v":  # a plug-in module: its host finds functions by name
            for name in list(module.known.scopes[0].binds):
                for entity in st.names.attribute(module, name):
                    if isinstance(entity, Function):
                        use_entity(st, entity, pos, 0, module)
        return
    for entity in st.names.attribute(module, parts[0]):
        use_entity(st, entity, pos, 0, module)
        if isinstance(entity, Class) and pos == "v":
            for name in parts[1:]:
                ask(st, entity, name, False, instances_only=False)


def _is_group(st: State, text: str) -> bool:
    return any(text in package.entry_points for package in st.packages)


def _note_group(st: State, group: str, module: Module) -> None:
    state = st.of(module)
    state.groups[group] = None
    if state.by_entry_point:
        load_group(st, group, module)


def read_entry_points(st: State, module: Module) -> None:
    """A package asks for entry points: targets of the groups its strings name may be loaded."""
    state = st.of(module)
    if not state.by_entry_point:
        state.by_entry_point = True
        for group in list(state.groups):
            load_group(st, group, module)


def load_group(st: State, group: str, module: Module) -> None:
    """Every target of an entry point group."""
    for package in st.universe.packages.values():
        for target in package.entry_points.get(group, ()):
            st.note(module, "entry points")
            dotted_reference(st, target, module, "v")
