"""A package that costs too much to follow is taken whole: all of it counts, and all it names elsewhere is
used."""

from depcalc.usage.entities import Module, Package
from depcalc.usage.imports import import_from, import_named
from depcalc.usage.marks import import_module
from depcalc.usage.members import add_to_pool, use_entity
from depcalc.usage.state import State
from depcalc.values.usage import TAKEN_WHOLE

WHOLE = TAKEN_WHOLE
FLAT = "budget: receivers unknown"


def take_whole(st: State, package: Package) -> None:
    """In time linear in its text: imports run, imported names escape, every attribute is read from
    anything."""
    st.packages[package].notes[WHOLE] = 1
    st.universe.prefetch(list(package.modules.values()))
    for module in package.modules.values():
        st.current = module
        import_module(st, module)
        for name in {expr[2]: None for expr in module.known.exprs if expr[0] == "attr"}:
            add_to_pool(st, name)
        _use_imports(st, module)


def _use_imports(st: State, module: Module) -> None:
    for found in module.known.imports:
        if found.typing_only:
            continue
        if not found.name:
            import_named(st, found.base, module, found.line)
            continue
        import_from(st, found.base, found.name, module, found.line)
        if found.name != "*":
            for entity in st.names.imported(found.base, found.name, module):
                use_entity(st, entity, "v", found.line, module)
