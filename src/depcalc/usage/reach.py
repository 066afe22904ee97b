"""Reachability: from the project's roots to everything that must be rewritten (demand), and on from there to
everything that may run (exec)."""

from collections.abc import Callable, Iterator, Sequence

from depcalc.usage import demand
from depcalc.usage.budget import Walk
from depcalc.usage.degrade import FLAT, take_whole
from depcalc.usage.entities import Class, Function, Lazy, Module, Package
from depcalc.usage.events import run_def, use_reference, walk
from depcalc.usage.imports import deepen, lazy_attribute, native_callbacks
from depcalc.usage.instances import first_instance
from depcalc.usage.knowledge import Knowledge
from depcalc.usage.marks import PICKLE_HOOKS, define, import_module, instantiate, mark
from depcalc.usage.members import dispatch, read_any_global
from depcalc.usage.plugins import import_and_escape, read_entry_points
from depcalc.usage.state import State
from depcalc.usage.strings import name_executed


def reach(knowledge: Knowledge, limits: Walk | None = None) -> Iterator[State]:
    """The same state twice: once all that must be rewritten is marked, then with all that may run."""
    st = State(knowledge)
    run = _Run(st, limits or Walk())
    run.need(knowledge.roots)
    yield st
    run.execute()
    run.handlers.clear()  # they point back to the run, which would outlive its use: nobody collects cycles here
    yield st


def _package_of(subject: Package | Module | Function | Class | Lazy) -> Package:
    """The package that a step works on."""
    if isinstance(subject, Function | Class | Lazy):
        return subject.module.package
    return subject.package if isinstance(subject, Module) else subject


class _Run:
    """The queue, with the budget of each package."""

    def __init__(self, st: State, limits: Walk) -> None:
        self.st, self.limits = st, limits
        self.steps: dict[str, int] = {}
        self.handlers: dict[str, Callable[..., None]] = {
            "root": self._root,
            "function": self._function,
            "module": self._module,
            "class": self._class,
            "instance": lambda cls: first_instance(st, cls),
            "events": lambda module, scope, number: walk(st, module, scope, module.events(number)),
            "reference": lambda module, number, pos: use_reference(st, module, number, pos),
            "statement": lambda module, number: demand.run_statement(st, module, number),
            "changes": lambda module, name: demand.changes(st, module, name),
            "mutations": lambda entity: demand.changes_of(st, entity),
            "lazy": lambda lazy, pos: lazy_attribute(st, lazy, pos),
            "deepen": lambda module: deepen(st, module),
            "native": lambda module, qual: native_callbacks(st, module, qual),
            "entry_points": lambda module: read_entry_points(st, module),
            "copies": self._copies,
            "all_subclasses": self._all_subclasses,
        }

    def need(self, roots: Sequence[Module]) -> None:
        """Every module, function and class of the project's files is live."""
        for module in roots:
            self.st.push("root", module)
        self._drain()

    def execute(self) -> None:
        """Of every imported module the other statements run as well."""
        st = self.st
        st.mode = "exec"
        st.current = None
        for module in st.imported:
            st.push("module", module)
        st.universe.prefetch(list(st.unnamed))
        for module in st.unnamed:
            import_and_escape(st, module)
        for module in st.unread:
            read_any_global(st, module)
        self._drain()

    def _drain(self) -> None:
        """Until nothing is left to do."""
        st = self.st
        while st.queue:
            item, holder = st.queue.popleft()
            st.current = holder
            if self._affordable(_package_of(item[1])):
                self.handlers[item[0]](*item[1:])

    def _affordable(self, package: Package) -> bool:
        """Count the step for the package it works on; one over budget is taken whole, once, and no
        further."""
        if package.is_project:
            return True
        spent = self.steps[package.name] = self.steps.get(package.name, 0) + 1
        inference = self.st.inference
        if inference.spent.get(package.name, 0) > self.limits.inferences:
            inference.given_up.add(package.name)
            self.st.packages[package].notes[FLAT] = 1
        if spent == self.limits.steps:
            take_whole(self.st, package)
        return spent < self.limits.steps

    def _root(self, module: Module) -> None:
        st = self.st
        st.current = module
        import_module(st, module)
        for number, scope in enumerate(module.known.scopes):
            entity = module.entity(number)
            if scope.kind == "function" and isinstance(entity, Function):
                mark(st, entity)
            elif isinstance(entity, Class):
                instantiate(st, entity)

    def _function(self, function: Function) -> None:
        st = self.st
        st.current = function
        scope, module = function.scope, function.module
        if function.owner is not None:
            define(st, function.owner)
        if st.mode == "demand":
            run_def(st, function)
        walk(st, module, scope.parent, module.events(scope.defaults))
        walk(st, module, function.number, module.events(scope.events))

    def _module(self, module: Module) -> None:
        st = self.st
        st.current = module
        for hook in st.names.hooks(module, "__dir__"):
            mark(st, hook)
        self._shallow_getattr(module)
        name_executed(st, module)
        if st.mode == "demand" and not module.package.is_project:
            demand.run_module(st, module)
            return
        deepen(st, module, "known names")  # an import statement may ask for `__path__`
        for number in demand.chosen(st, module, module.known.outline):
            demand.run_statement(st, module, number)

    def _shallow_getattr(self, module: Module) -> None:
        """A module `__getattr__` is live, but its body waits until somebody asks for an attribute."""
        for hook in self.st.names.hooks(module, "__getattr__"):
            if module.package.is_project:
                mark(self.st, hook)
            elif hook not in self.st.live:
                self.st.live[hook] = None
                self.st.hooks[hook] = "nothing"

    def _class(self, cls: Class) -> None:
        st = self.st
        st.current = cls
        around = cls.module.entity(cls.scope.parent)
        if isinstance(around, Class):
            define(st, around)
        walk(st, cls.module, cls.scope.parent, cls.module.events(cls.scope.header))
        if not st.decorators.transparent(cls):
            instantiate(st, cls)
        for base in cls.mro[1:]:
            define(st, base)
        self._class_hooks(cls)
        walk(st, cls.module, cls.number, cls.module.events(cls.scope.events))

    def _class_hooks(self, cls: Class) -> None:
        """Metaclasses, `__init_subclass__`, enumerations: the class is used as soon as it exists."""
        st = self.st
        for meta in cls.metas:
            instantiate(st, meta)
            if any(n in meta.binds for n in demand.CREATION):
                instantiate(st, cls)
        for base in cls.mro[1:]:
            if "__init_subclass__" in base.binds:
                dispatch(st, base, "__init_subclass__")
                instantiate(st, cls)
        if any(e and e.startswith(("enum.", "ctypes.")) for e in cls.externals):
            instantiate(st, cls)
        if st.of(cls.module).all_subclasses:
            instantiate(st, cls)

    def _copies(self, package: Package) -> None:
        """A package copies or pickles: the hooks of classes tied to it run."""
        st = self.st
        tied = {p for p in st.packages if p not in st.copied and st.knowledge.related(package, p)}
        st.copied |= tied
        for cls in [c for c in st.instantiated if c.module.package in tied]:
            for name in sorted(PICKLE_HOOKS):
                dispatch(st, cls, name)

    def _all_subclasses(self, package: Package) -> None:
        """`__subclasses__()` on something unknown: classes of the package that asks."""
        state = self.st.packages[package]
        if not state.all_subclasses:
            state.all_subclasses = True
            for cls in list(self.st.defined):
                if cls.module.package is package:
                    instantiate(self.st, cls)
