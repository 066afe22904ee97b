"""Dotted strings and plug-ins: modules and targets that are found by name."""

from depcalc.usage.dispatch import ask
from depcalc.usage.entities import (
    Class,
    Function,
    Module,
    Package,
)
from depcalc.usage.marks import import_module
from depcalc.usage.members import escape, read_any_global, use_entity
from depcalc.usage.state import State


def note_module_string(st: State, text: str, module: Module) -> None:
    """A live string that names a module, or `module:name`."""
    dotted, _, name = text.partition(":")
    found = st.universe.find(dotted, module.package) if "." in dotted else None
    if found is None and not name and text.count(".") < 8:
        dotted, _, name = text.rpartition(".")
        found = st.universe.find(dotted, module.package) if "." in dotted else None
        if found is not None and (found not in st.universe.loaded or name not in found.binds):
            found = None
    if found is not None:
        _offer(st, found, name)
        if module.package.is_project:
            _plug_in(st, found)


def note_top_module(st: State, text: str, module: Module) -> None:
    """A string of the project that is the name of a package: what a framework's settings list."""
    found = st.universe.modules.get(text)
    if found is not None and not found.package.is_project:
        _plug_in(st, found)


def list_package(st: State, module: Module) -> None:
    """A package looks into its own folder."""
    for found in st.universe.children(module):
        _offer(st, found)


def _offer(st: State, found: Module, name: str = "") -> None:
    """A module, or something in it, for whatever package tied to its own imports by a name nothing is known of."""
    offered = st.of(found).offered.setdefault(found, {})
    if name not in offered:
        offered[name] = None
        if any(st.knowledge.related(found.package, package) for package in st.blind):
            _take(st, found, name)


def _take(st: State, found: Module, name: str) -> None:
    import_and_escape(st, found)
    if name:
        dotted_reference(st, f"{found.name}.{name}", found, "v")


def _plug_in(st: State, found: Module) -> None:
    """The project names a package to others: they import it, and the modules directly inside by names of their own."""
    if found not in st.plugged:
        st.plugged[found] = None
        for package in st.frameworks:
            _open(st, package, found)


def _open(st: State, package: Package, plugged: Module) -> None:
    """Modules inside that live strings of the package name, now or later."""
    others = package is not plugged.package and not package.is_project
    if not others or not st.knowledge.related(package, plugged.package):
        return
    import_and_escape(st, plugged)
    state = st.packages[package]
    for module in st.universe.children(plugged):
        word = module.name.rpartition(".")[2]
        state.inside.setdefault(word, {})[module] = None
        if word in state.strings:
            take_inside(st, package, module)


def take_inside(st: State, package: Package, module: Module) -> None:
    """A package imports a module inside one that it is plugged into."""
    import_and_escape(st, module)
    state = st.packages[package]
    state.taken[module] = None
    if state.reflects:
        read_any_global(st, module)


def reflects(st: State, package: Package) -> None:
    """A package goes through the members of something unknown: of modules that it is plugged into, too."""
    state = st.packages[package]
    if not state.reflects:
        state.reflects = True
        for module in state.taken:
            read_any_global(st, module)


def want_modules(st: State, module: Module) -> None:
    """A package imports by a name nothing is known of: what strings, and folders, of packages tied to it offer."""
    if module.package in st.blind:
        return
    st.blind[module.package] = None
    for package, state in st.packages.items():
        if state.offered and st.knowledge.related(package, module.package):
            for found, names in list(state.offered.items()):
                for name in list(names):
                    _take(st, found, name)
    frame(st, module.package)


def frame(st: State, package: Package) -> None:
    """A package imports by names whose beginning is not known: those of packages that the project names to it."""
    if package not in st.frameworks:
        st.frameworks[package] = None
        for plugged in st.plugged:
            _open(st, package, plugged)


def import_and_escape(st: State, module: Module) -> None:
    """A module is imported by a computed name: who has it may read any of its globals."""
    import_module(st, module)
    escape(st, module)


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
            for name in list(module.binds):
                for entity in st.names.attribute(module, name):
                    if isinstance(entity, Function):
                        use_entity(st, entity, pos, 0, module)
        return
    for entity in st.names.attribute(module, parts[0]):
        use_entity(st, entity, pos, 0, module)
        if isinstance(entity, Class) and pos == "v":
            for name in parts[1:]:
                ask(st, entity, name, False, instances_only=False)


def note_group(st: State, group: str, module: Module) -> None:
    """A live string names a group."""
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
