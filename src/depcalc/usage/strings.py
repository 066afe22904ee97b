"""Strings of live code as names: of members, of globals, of code that is made and run. Over-approximated."""

import re

from depcalc.usage.dispatch import ask
from depcalc.usage.entities import (
    Class,
    Function,
    Module,
    Package,
)
from depcalc.usage.members import add_to_pool, add_value_name, escaped_attribute, use_entity, use_member
from depcalc.usage.plugins import note_group, note_module_string, note_top_module, take_inside
from depcalc.usage.state import PackageState, State
from depcalc.usage.summary import Event

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


LONGEST_IDENTIFIER = 60


MOST_STRINGS = 200_000


MOST_TOKENS = 2_000


def note_strings(st: State, event: Event, module: Module) -> None:
    """Strings of code that has become live."""
    package = st.of(module)
    for text in event[1]:
        if text not in package.strings and len(text) < LONGEST_IDENTIFIER:
            add_string(st, text, module.package)
        if text in st.groups:
            note_group(st, text, module)
        if module.package.is_project:
            note_top_module(st, text, module)
    for text in event[2]:
        if text in st.groups:
            note_group(st, text, module)
        note_module_string(st, text, module)
        _note_other(st, text, module.package)
    for text in event[3]:
        if text not in package.others:
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
    for module in state.inside.get(text, ()):
        take_inside(st, package, module)
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
    if text in st.named_anywhere:
        return
    st.named_anywhere.add(text)
    if text in st.by_member:
        add_value_name(st, text)
    for owner in list(st.by_member.get(text, ())):
        use_member(st, owner, text, stored=True)
    for module in list(st.escaped_by_name.get(text, ())):
        escaped_attribute(st, module, text)


def want_strings(st: State, module: Module) -> None:
    """An attribute read by an unknown name from an unknown receiver: any live string of ours may be the
    name."""
    st.note(module, "attributes by unknown names")
    for package in {module.package: None, st.universe.project: None}:
        state = st.packages.get(package)
        if state is not None and not state.by_strings:
            _name_anything(st, state)


def _name_anything(st: State, state: PackageState) -> None:
    """From now on any live string of the package may name a member."""
    state.by_strings = True
    for text in list(state.strings):
        _string_anywhere(st, text)


def want_class_strings(st: State, cls: Class, module: Module) -> None:
    """An unknown name read from a known class: members that live strings name."""
    if cls not in st.string_classes:
        st.string_classes[cls] = {}
        for name in family_names(st, cls):
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
        for name in module.binds:
            st.string_module_names.setdefault(name, {})[module] = None
    for package in (user.package, module.package, st.universe.project):
        if package in st.packages and package not in st.string_modules[module]:
            st.string_modules[module][package] = None
            for text in list(st.packages[package].strings):
                escaped_attribute(st, module, text)


def family_names(st: State, cls: Class) -> list[str]:
    """Members of a class and of the subclasses known so far."""
    known = st.knowledge.family_names.get(cls)
    if known is None or known[0] != len(cls.subs):
        names = list(dict.fromkeys(name for member in cls.family for name in member.members))
        known = st.knowledge.family_names[cls] = (len(cls.subs), names)
    return known[1]


def want_execution(st: State, module: Module) -> None:
    """Code is made and run: identifiers in the package's live strings may be names or attributes."""
    state = st.of(module)
    if state.by_execution or module.package.is_project:
        return
    state.by_execution = True
    st.note(module, "runs text it makes")
    if not state.by_strings:
        _name_anything(st, state)
    for text in list(state.others):
        _note_tokens(st, text, module.package)
    for text in list(state.strings):
        _executed_name(st, text, module.package)


def _note_tokens(st: State, text: str, package: Package) -> None:
    known = st.packages[package].strings
    for token in IDENTIFIER.findall(text)[:MOST_TOKENS]:
        if token not in known and 1 < len(token) < LONGEST_IDENTIFIER:
            add_string(st, token, package)


def _executed_name(st: State, name: str, package: Package) -> None:
    for owner in list(st.by_member.get(name, ())):
        use_member(st, owner, name, stored=True)
    for module in st.knowledge.binding(package, name):
        if module in st.imported:
            _executed_global(st, module, name)


def _executed_global(st: State, module: Module, name: str) -> None:
    for entity in st.names.attribute(module, name):
        if isinstance(entity, Function | Class):
            use_entity(st, entity, "v", 0, module)


def name_executed(st: State, module: Module) -> None:
    """A module is imported: where its package runs text it made, live strings may name its globals."""
    state = st.of(module)
    for name in module.binds if state.by_execution else ():
        if name in state.strings:
            _executed_global(st, module, name)


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
