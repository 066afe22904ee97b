"""Imports: statements and by name, module `__getattr__`, extension modules that call back."""

import re

from depcalc.usage import constants
from depcalc.usage.capabilities import IMPORTED
from depcalc.usage.entities import Function, Lazy, Module, Package
from depcalc.usage.foreseen import absolute, of_shape
from depcalc.usage.marks import import_module, mark, note_crossing, note_external
from depcalc.usage.members import add_to_pool, add_value_name, escape, escaped_attribute, use_entity
from depcalc.usage.plugins import frame, import_and_escape, want_modules
from depcalc.usage.shapes import Shape
from depcalc.usage.state import Asked, State
from depcalc.usage.stdlib_facts import is_stdlib
from depcalc.usage.strings import IDENTIFIER, add_string
from depcalc.usage.universe import relative
from depcalc.usage.used_names import flattened

MOST_NAMES = 200
LONGEST_MODULE = 100
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{3,60}")


def import_named(st: State, name: str, module: Module, line: int, how: str = IMPORTED) -> None:
    """`import a.b.c`; `how` it is named where it lies outside."""
    found = st.universe.find(name, module.package)
    if found is not None:
        _import_found(st, found, name, line, module)
    elif name not in st.universe.prefixes:
        note_external(st, name, line, module, how)
    elif parent := name.rpartition(".")[0]:
        import_named(st, parent, module, line, how)


def import_from(st: State, base: str, name: str, module: Module, line: int) -> None:
    """`from base import name`."""
    found = st.universe.find(base, module.package)
    if found is not None:
        _import_found(st, found, base, line, module)
    elif base not in st.universe.prefixes:
        note_external(st, base if name == "*" else f"{base}.{name}", line, module, IMPORTED)
    if name == "*":
        return
    submodule = st.universe.find(f"{base}.{name}" if base else name, module.package)
    if submodule is not None:
        import_module(st, submodule)
    if found is not None:
        entities = st.names.attribute(found, name)
        for entity in entities:
            if isinstance(entity, Lazy):
                use_entity(st, entity, "r", line, module)
        if not entities and submodule is None:
            how = IMPORTED  # an extension module, or made at run time
            note_external(st, f"{base}.{name}", line, module, how)


def _import_found(st: State, found: Module, name: str, line: int, module: Module) -> None:
    """It, and the one that it may be a vendored copy of. A function that imports another package needs it, whatever
    it does with it; a module may only look whether it is there."""
    for one in (found, st.universe.original(found, name)):
        if one is not None:
            import_module(st, one)
            if isinstance(st.current, Function):
                note_crossing(st, one, line, module)


def import_by_name(st: State, module: Module, name: int, scope: int, line: int) -> None:
    """`import_module(name)`: constants, else modules of that shape, else what the package's strings name."""
    known = constants.strings(st.inference, module, name)
    if known:
        for text in known[:MOST_NAMES]:
            _import_text(st, text, module, line)
        return
    if st.narrow:
        return
    st.note(module, "imports by computed names")
    _named_in_function(st, module, scope, line)
    shape = constants.shape(st.inference, module, name)
    if shape is not None:
        if shape.opens:
            frame(st, module.package)
            _note_ending(st, shape, module.package)
        _import_shape(st, absolute(shape, module), module)
    else:
        want_modules(st, module)
        _named_in_module(st, module)


def _note_ending(st: State, shape: Shape, package: Package) -> None:
    """`models` of `name + ".models"` is a word of the package like any other."""
    word = "" if shape.closes else shape.parts[-1].rpartition(".")[2]
    if IDENTIFIER.fullmatch(word):
        add_string(st, word, package)


def _import_text(st: State, text: str, module: Module, line: int) -> None:
    name = relative(text, module.parent_package) if text.startswith(".") else text
    import_named(st, name, module, line, "")  # nobody follows what is done with it
    found = st.universe.find(name, module.package)
    if found is not None:
        note_crossing(st, found, line, module)
        escape(st, found)


def _import_shape(st: State, shape: Shape, module: Module) -> None:
    """Modules of the package that the shape fits. For pricing, where live strings fill the gap, only
    those."""
    fitting = of_shape(module.package, shape)
    if st.mode == "demand":
        words = _words(st, module.package) | _words(st, st.universe.project)
        named = [m for m in fitting if shape.filler(m.name) in words]
        if named:
            st.unnamed.update(dict.fromkeys(fitting))
            fitting = named
    st.universe.prefetch(fitting)
    for found in fitting:
        import_and_escape(st, found)


def _words(st: State, package: Package) -> set[str]:
    state = st.packages.get(package)
    if state is None:
        return set()
    return {*state.strings, *(w for text in state.others for w in IDENTIFIER.findall(text))}


def _named_in_function(st: State, module: Module, scope: int, line: int) -> None:
    """Whole module names written in the function that imports."""
    summary = module.known
    for event in flattened(summary.events[summary.scopes[scope].events]) if scope else ():
        if event[0] == "strings":
            for text in (*event[1], *event[2]):
                found = st.universe.modules.get(text) if len(text) < LONGEST_MODULE else None
                if found is not None and not found.package.is_project:
                    note_crossing(st, found, line, module)
                    import_and_escape(st, found)


def _named_in_module(st: State, module: Module) -> None:
    """Modules of its own package that the importing module's strings name."""
    for name in st.universe.dynamic_names(module):
        found = st.universe.find(name, module.package)
        if found is None:
            found = st.universe.find(name.rpartition(".")[0], module.package)
            if found is not None and found.package is module.package:
                import_module(st, found)
                escaped_attribute(st, found, name.rpartition(".")[2])
        if found is not None and found.package is module.package:
            import_module(st, found)
            escape(st, found)


def lazy_attribute(st: State, lazy: Lazy, pos: str) -> None:
    """An attribute only `__getattr__` can give: looked up in the modules its strings name."""
    module = lazy.module
    deepen(st, module, "known names")
    found_any = False
    for source in _lazy_sources(st, module):
        binds = st.universe.load(source).binds[0]
        if source.name == f"{module.name}.{lazy.name}" or lazy.name in binds:
            found_any = True
            import_module(st, source)
            for entity in st.names.attribute(source, lazy.name) if lazy.name in binds else ():
                if not isinstance(entity, Lazy):
                    use_entity(st, entity, pos, 0, module)
    if not found_any:
        deepen(st, module, "anything")


def _lazy_sources(st: State, module: Module) -> list[Module]:
    """Other modules of its package that the strings of a module name."""
    out: dict[Module, None] = {}
    for name in st.universe.dynamic_names(module):
        found = st.universe.find(name, module.package)
        if found is None:
            found = st.universe.find(name.rpartition(".")[0], module.package)
        if found is not None and found is not module and found.package is module.package:
            out[found] = None
    return list(out)


def deepen(st: State, module: Module, asked: Asked = "anything") -> None:
    """Its `__getattr__` is asked: its body counts, for known names without what it may do with others."""
    for hook in st.names.hooks(module, "__getattr__"):
        before = st.hooks.get(hook)
        if before in (asked, "anything"):
            continue
        st.hooks[hook] = asked
        if hook in st.live:
            st.push("function", hook)
        else:
            mark(st, hook)


def native_callbacks(st: State, module: Module, qual: str) -> None:
    """Live code uses an extension module: names in the binary that are members of ours may be called by
    it."""
    package = module.package
    state = st.packages[package]
    if state.natives_asked or "." not in qual or is_stdlib(qual.split(".", maxsplit=1)[0]):
        return
    for path, read in package.natives.items():
        stem = path.rpartition("/")[2].split(".")[0]
        if stem and stem in qual.split("."):
            state.natives_asked = True
            st.note(module, "native code may call back")
            _called_from(st, package, read())
            return


def _called_from(st: State, package: Package, binary: bytes) -> None:
    members: dict[str, None] = {}
    for module in package.modules.values():
        if module not in st.universe.loaded:
            continue
        for scope, binds in zip(module.known.scopes, module.known.binds, strict=True):
            if scope.kind == "class":
                members.update((n, None) for n in binds if len(n) > 3 and not n.startswith("__"))
        members.update((n, None) for n in module.binds if len(n) > 5)
    words = set(_WORD.findall(binary))
    for name in members:
        if name.encode("utf-8", "replace") in words:
            add_value_name(st, name)
            add_to_pool(st, name)
            _native_global(st, package, name)


def _native_global(st: State, package: Package, name: str) -> None:
    for module in st.knowledge.binding(package, name):
        if module in st.imported:
            for entity in st.names.attribute(module, name):
                if isinstance(entity, Function):
                    use_entity(st, entity, "v", 0, module)
