"""Marks: a function may be called, a module imported, a class defined or instantiated; and who named what."""

from collections.abc import Sequence

from depcalc.usage.capabilities import concerns, is_live
from depcalc.usage.entities import (
    Class,
    Function,
    Module,
)
from depcalc.usage.state import MOST_SITES, Holder, Site, State

PICKLE_HOOKS = frozenset(
    """__reduce__ __reduce_ex__ __getstate__ __setstate__ __getnewargs__ __getnewargs_ex__ __copy__
    __deepcopy__ __sizeof__""".split()
)
DIR = "__dir__"  # only `dir` calls it


COPIERS = frozenset(
    """copy.copy copy.deepcopy pickle.dump pickle.dumps pickle.load pickle.loads pickle.Pickler
    pickle.Unpickler copyreg.pickle marshal.loads shelve.open multiprocessing.Process
    multiprocessing.Pool concurrent.futures.ProcessPoolExecutor""".split()
)


ENTRY_POINT_READERS = frozenset({"importlib.metadata.distributions", "importlib_metadata.distributions"})


def mark(st: State, function: Function) -> None:
    """A function may be called."""
    if function in st.live:
        return
    st.live[function] = None
    st.push("function", function)
    if st.mode == "demand" and function.scope.parent == 0:  # at module level
        st.push("mutations", function)


def import_module(st: State, module: Module) -> None:
    """A module, and the packages around it, get imported."""
    if module in st.imported:
        return
    parent = module.name.rpartition(".")[0]
    while parent:
        found = st.universe.find(parent, module.package)
        if found is not None and found.is_package and found.name == parent and found not in st.imported:
            import_module(st, found)
        parent = parent.rpartition(".")[0]
    st.imported[module] = None
    st.universe.load(module)
    st.push("module", module)


def define(st: State, cls: Class) -> None:
    """A class statement runs."""
    if cls in st.defined:
        return
    st.knowledge.hierarchy.linearise(cls, ())
    st.defined[cls] = None
    st.push("class", cls)
    if st.mode == "demand":
        if cls.scope.parent == 0:  # at module level
            st.push("mutations", cls)
        for waiting in st.waiting_definitions.pop(cls, ()):
            define(st, waiting)


def instantiate(st: State, cls: Class) -> None:
    """An instance of the class may exist."""
    define(st, cls)
    if cls not in st.instantiated:
        st.instantiated[cls] = None
        st.push("instance", cls)
    if cls.externals and st.mode == "demand":
        _note_bases(st, cls)


def _note_bases(st: State, cls: Class) -> None:
    """What a class inherits from outside, its instances may do without a line of its own."""
    live = "live" if is_live(st.current) else "at import"
    if st.once(f"bases {live}", cls.module, cls.number):
        for qual in cls.externals:
            if qual is not None and concerns(qual):
                note_external(st, qual, cls.signature.line, cls.module)


def note_crossing(st: State, entity: Module | Function | Class, line: int, where: Module) -> None:
    """Live code of one package names something of another; line 0 is no place in the text. Whoever made it live may
    be of a third."""
    if not line:
        return
    user = where.package
    module = entity if isinstance(entity, Module) else entity.module
    if user is not module.package:
        named = st.crossings.setdefault((user, module.package), set())
        if user.is_project:
            inside = "" if isinstance(entity, Module) else f".{entity.signature.qual}"
            named.add(f"{module.name}{inside}")


def _first_live(st: State, sites: Sequence[Site]) -> bool:
    """A live function does what only statements at import were seen to do."""
    return isinstance(st.current, Function) and not any(isinstance(s[2], Function) for s in sites)


def _alike(one: Holder | None, other: Holder | None) -> bool:
    """Both at import, or both not: all that counts where a name is no capability."""
    return isinstance(one, Module) == isinstance(other, Module)


def note_external(st: State, qual: str, line: int, module: Module, how: str = "") -> None:
    """Live code names something we have no source of; `how`: see `capabilities.PLAIN`."""
    if st.mode == "demand":  # nobody asks it of the other
        sites = st.externals.setdefault(module.package, {}).setdefault(qual + how, [])
        if len(sites) < MOST_SITES or _first_live(st, sites):
            alike = None if concerns(qual) else next((s for s in sites if _alike(s[2], st.current)), None)
            sites.append(alike or (module, line, st.current))
    package = st.of(module)
    if qual in COPIERS and not package.copies:
        package.copies = True
        st.push("copies", module.package)
    if qual.endswith("entry_points") or qual.startswith("stevedore.") or qual in ENTRY_POINT_READERS:
        st.push("entry_points", module)
    if module.package.natives and not package.natives_asked:
        st.push("native", module, qual)
