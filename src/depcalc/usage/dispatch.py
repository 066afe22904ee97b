"""Marking: what becomes live when something is named, created, or read from a receiver of a known or
unknown type."""

from collections.abc import Iterable

from depcalc.usage.decorators import may_construct
from depcalc.usage.entities import (
    Bound,
    Class,
    Entity,
    External,
    Function,
    Instance,
    Lazy,
    Module,
    Super,
    Type,
    Types,
    Value,
)
from depcalc.usage.external_calls import keeps_result
from depcalc.usage.state import MOST_SITES, State
from depcalc.usage.summary import CLASSMETHOD, SETTER, STATIC, Binding

PICKLE_HOOKS = frozenset(
    """__reduce__ __reduce_ex__ __getstate__ __setstate__ __getnewargs__ __getnewargs_ex__ __copy__
    __deepcopy__ __sizeof__ __dir__""".split()
)
COPIERS = frozenset(
    """copy.copy copy.deepcopy pickle.dump pickle.dumps pickle.load pickle.loads pickle.Pickler
    pickle.Unpickler copyreg.pickle marshal.loads shelve.open multiprocessing.Process
    multiprocessing.Pool concurrent.futures.ProcessPoolExecutor""".split()
)
ENTRY_POINT_READERS = frozenset({"importlib.metadata.distributions", "importlib_metadata.distributions"})


# ------------------------------------------------------------------ marks


def mark(st: State, function: Function) -> None:
    """A function may be called."""
    if function in st.live:
        return
    st.live[function] = st.why
    st.push("function", function)
    if st.mode == "demand":
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
    st.imported[module] = st.why
    st.universe.load(module)
    st.push("module", module)


def define(st: State, cls: Class) -> None:
    """A class statement runs."""
    if cls in st.defined:
        return
    st.hierarchy.linearise(cls, ())
    st.defined[cls] = st.why
    st.push("class", cls)
    if st.mode == "demand":
        st.push("mutations", cls)
        for waiting in st.waiting_definitions.pop(cls, ()):
            define(st, waiting)


def instantiate(st: State, cls: Class) -> None:
    """An instance of the class may exist."""
    define(st, cls)
    if cls not in st.instantiated:
        st.instantiated[cls] = st.why
        st.push("instance", cls)


def note_crossing(st: State, entity: Module | Function | Class, line: int) -> None:
    """Live code of one package names something of another; line 0 is no place in the text."""
    holder = st.current
    if holder is None or not line:
        return
    user = holder.package if isinstance(holder, Module) else holder.module.package
    module = entity if isinstance(entity, Module) else entity.module
    if user is not module.package:
        qual = "" if isinstance(entity, Module) else f".{entity.scope.qual}"
        st.crossings.setdefault((user, module.package), {}).setdefault(f"{module.name}{qual}", line)


def note_external(st: State, qual: str, line: int, module: Module) -> None:
    """Live code names something we have no source of."""
    sites = st.externals.setdefault(qual, [])
    if len(sites) < MOST_SITES:
        sites.append((module, line, st.current))
    package = st.of(module)
    if qual in COPIERS and not package.copies:
        package.copies = True
        st.push("copies", module.package)
    if qual.endswith("entry_points") or qual.startswith("stevedore.") or qual in ENTRY_POINT_READERS:
        st.push("entry_points", module)
    if module.package.natives and not package.natives_asked:
        st.push("native", module, qual)


# ------------------------------------------------------------------ entities by position


def use_entity(st: State, entity: Entity, pos: str, line: int, module: Module) -> None:
    """Something named in `module` in a position (see `summary`)."""
    match entity:
        case Function():
            note_crossing(st, entity, line)
            if pos != "x":
                mark(st, entity)
        case Class():
            note_crossing(st, entity, line)
            if pos in "vcs":
                instantiate(st, entity)
            else:
                define(st, entity)
        case Module():
            note_crossing(st, entity, line)
            import_module(st, entity)
            if pos == "v":
                escape(st, entity)
        case External(qual=qual):
            note_external(st, qual, line, module)
        case Value():
            touch(st, entity.module, entity.binding, entity.name, pos)
        case Lazy():
            st.push("lazy", entity, pos)


def touch(st: State, module: Module, binding: Binding, name: str, pos: str) -> None:
    """A global or class-level name is read: its value, unread so far, is now needed."""
    if not st.once("touch", id(binding), pos == "x"):
        return
    _, value, _, scope, statement, deferred = binding
    if statement >= 0 and st.statement(module, statement) and st.mode == "demand":
        st.push("statement", module, statement)
    if st.mode == "demand":
        st.push("changes", module, name)
    if deferred is not None:
        if pos == "x" and module.known.exprs[value][0] in ("name", "attr"):
            st.push("reference", module, value, "x")
        elif st.once("deferred", id(deferred)):
            st.push("events", module, scope, deferred)


def escape(st: State, module: Module) -> None:
    """The module object itself is passed around: its globals may be read by name."""
    if module in st.escaped:
        return
    st.escaped[module] = None
    st.push("deepen", module)
    binds = st.universe.load(module).scopes[0].binds
    for name in binds:
        st.escaped_by_name.setdefault(name, {})[module] = None
    if not module.package.is_project:
        for name in list(binds):
            if name in st.pool or named_by_strings(st, name):
                escaped_attribute(st, module, name)


def escaped_attribute(st: State, module: Module, name: str) -> None:
    """A global read from an escaped module."""
    if name in module.known.scopes[0].binds:
        for entity in st.names.attribute(module, name):
            use_entity(st, entity, "v", 0, module)


def named_by_strings(st: State, name: str) -> bool:
    """Whether a package that reads attributes by unknown names has this string."""
    return any(p.by_strings and name in p.strings for p in st.packages.values())


# ------------------------------------------------------------------ members


def use_bindings(
    st: State, owner: Class, bindings: Iterable[Binding], stored: bool, load: bool = True
) -> None:
    """Members of a class are read (`load`) or set (`stored`: setters run)."""
    module = owner.module
    for binding in bindings:
        if binding[0] == "func":
            function = module.entity(binding[1])
            assert isinstance(function, Function)
            is_setter = bool(function.scope.flags & SETTER)
            if stored if is_setter else load:
                mark(st, function)
        elif binding[0] == "class":
            _member_class(st, module, binding)
        elif binding[0] in ("var", "ann"):
            _member_value(st, owner, binding)
        elif binding[0] in ("mod", "from"):
            for entity in st.names.meanings(module, binding, ""):
                use_entity(st, entity, "v", 0, module)


def _member_class(st: State, module: Module, binding: Binding) -> None:
    cls = module.entity(binding[1])
    assert isinstance(cls, Class)
    if cls.scope.name in st.value_names:
        instantiate(st, cls)
    else:
        st.pending_classes.setdefault(cls.scope.name, []).append(cls)
        add_class_object(st, cls)


def _member_value(st: State, owner: Class, binding: Binding) -> None:
    """A class attribute; one that holds a class waits until its name is called or passed on."""
    module, value, deferred = owner.module, binding[1], binding[5]
    if value < 0 or deferred is None:
        return
    name = next((n for n, found in owner.scope.binds.items() if any(b is binding for b in found)), "")
    if module.known.exprs[value][0] in ("name", "attr") and name not in st.value_names:
        types = st.inference.of(module, value)
        if types and all(isinstance(t, Class) for t in types):
            st.pending.setdefault(name, []).append((module, value))
            for cls in types:
                add_class_object(st, cls)  # type: ignore[arg-type]
            return
    if st.once("deferred", id(deferred)):
        st.push("events", module, binding[3], deferred)


def add_value_name(st: State, name: str) -> None:
    """The name is called or passed on somewhere: classes held under it may be created."""
    if name in st.value_names:
        return
    st.value_names[name] = None
    for module, value in st.pending.pop(name, ()):
        st.push("reference", module, value, "v")
    for cls in st.pending_classes.pop(name, ()):
        instantiate(st, cls)


def add_class_object(st: State, cls: Class) -> None:
    """The class itself is held somewhere: its class methods may be called."""
    if cls in st.objects or cls in st.instantiated:
        return
    st.objects[cls] = None
    define(st, cls)
    for name in _member_names(cls):
        st.class_objects.setdefault(name, {})[cls] = None
        if name in st.pool:
            class_object_member(st, cls, name)


def class_object_member(st: State, cls: Class, name: str) -> None:
    """A member read from a class that is held somewhere."""
    found = cls.member(name)
    for function in _functions(*found) if found else ():
        if function.scope.flags & (CLASSMETHOD | STATIC):
            mark(st, function)
            if function.scope.flags & CLASSMETHOD and may_construct(function):
                instantiate(st, cls)


def _functions(owner: Class, bindings: Iterable[Binding]) -> list[Function]:
    found = [owner.module.entity(b[1]) for b in bindings if b[0] == "func"]
    return [f for f in found if isinstance(f, Function)]


def _member_names(cls: Class) -> list[str]:
    return list(cls.members)


def dispatch(st: State, cls: Class, name: str, stored: bool = False, load: bool = True) -> bool:
    """Read or set a member along the MRO of a class; False where there is none."""
    found = cls.member(name)
    if found is None:
        return False
    use_bindings(st, *found, stored, load)
    return True


def add_to_pool(st: State, name: str, stored: bool = False) -> None:
    """A name read from (or set on) an unknown receiver."""
    key = f"={name}" if stored else name
    if key in st.pool:
        return
    st.pool[key] = st.why
    for cls in list(st.by_member.get(name, ())):
        dispatch(st, cls, name, stored, not stored)
    if not stored:
        for cls in list(st.class_objects.get(name, ())):
            class_object_member(st, cls, name)
    for module in list(st.escaped_by_name.get(name, ())):
        escaped_attribute(st, module, name)


# ------------------------------------------------------------------ attribute events


def attribute_event(st: State, types: Types | None, name: str, stored: bool, module: Module) -> None:
    """An attribute is read from a receiver of these types."""
    if types is None:
        add_to_pool(st, name, stored)
        if name == "__subclasses__":
            st.push("all_subclasses", module.package)
        return
    for found in types:
        _typed_event(st, found, name, stored)


def _typed_event(st: State, found: Type, name: str, stored: bool) -> None:
    match found:
        case Instance(cls=cls):
            ask_instance(st, cls, name, stored)
        case Class():
            _ask_class(st, found, name, stored)
        case Super(cls=cls):
            _ask_super(st, cls, name, stored)
        case Function() | Bound(function=_):
            function = found if isinstance(found, Function) else found.function
            if function.scope.decorators and not keeps_result(st.inference, function):
                add_to_pool(st, name, stored)


def _ask_class(st: State, cls: Class, name: str, stored: bool) -> None:
    define(st, cls)
    if name == "__subclasses__":
        for sub in list(cls.subs):
            instantiate(st, sub)
        return
    if name in ("mro", "__mro__"):
        return
    found = cls.member(name)
    if found and any(f.scope.flags & CLASSMETHOD and may_construct(f) for f in _functions(*found)):
        instantiate(st, cls)
    ask(st, cls, name, stored, instances_only=False)
    for meta in cls.metas:
        if meta.member(name):
            ask(st, meta, name, stored, instances_only=False)


def _ask_super(st: State, cls: Class, name: str, stored: bool) -> None:
    holder = next((c for c in cls.mro[1:] if name in c.scope.binds), None)
    if holder is not None:
        use_bindings(st, holder, holder.scope.binds[name], stored)
    for sub in cls.subs:
        if sub in st.instantiated:
            after(st, sub, cls, name, stored)
        else:
            st.supers.setdefault(sub, []).append((cls, name, stored))


def after(st: State, sub: Class, cls: Class, name: str, stored: bool) -> None:
    """`super().name` of `cls` in an instance of `sub`: the next definition in its MRO."""
    at = sub.mro.index(cls) if cls in sub.mro else -1
    holder = next((c for c in sub.mro[at + 1 :] if name in c.scope.binds), None)
    if holder is not None:
        use_bindings(st, holder, holder.scope.binds[name], stored)


def ask_instance(st: State, cls: Class, name: str, stored: bool = False) -> None:
    """A name read from an instance of a class or of a subclass."""
    ask(st, cls, name, stored, instances_only=True)


def ask(st: State, cls: Class, name: str, stored: bool, instances_only: bool) -> None:
    """A name read from a receiver of a static type: members of the classes it may be, now and later."""
    key = f"={name}" if stored else name
    if not st.once("ask", cls, key, instances_only):
        return
    st.asked.setdefault(cls, {})[key] = None
    _ask_proxies(st, key, name, stored)
    found = _ask_own(st, cls, name, stored, instances_only)
    for sub in cls.subs:
        member = sub.member(name)
        if member is not None:
            found = True
            if sub in st.instantiated:
                use_bindings(st, *member, stored, not stored)
    if not found and not _explained(st, cls, name, stored):
        add_to_pool(st, name, stored)


def _ask_proxies(st: State, key: str, name: str, stored: bool) -> None:
    if key not in st.typed_names:
        st.typed_names[key] = None
        for proxy in list(st.proxies.get(name, ())):
            dispatch(st, proxy, name, stored, not stored)


def _ask_own(st: State, cls: Class, name: str, stored: bool, instances_only: bool) -> bool:
    """The class's own answer; a plain method waits for an instance that has it."""
    member = cls.member(name)
    if member is None:
        return False
    owner, bindings = member
    ready = [b for b in bindings if not _needs_instance(owner, b)]
    methods = [b for b in bindings if _needs_instance(owner, b)]
    if cls in st.instantiated or (not instances_only and any(s in st.instantiated for s in cls.subs)):
        ready = bindings
    elif methods and not instances_only:
        st.waiting.setdefault(cls, []).append((owner, methods, stored))
    use_bindings(st, owner, ready, stored, not stored)
    return True


def _needs_instance(owner: Class, binding: Binding) -> bool:
    if binding[0] != "func":
        return False
    return not owner.module.known.scopes[binding[1]].flags & (STATIC | CLASSMETHOD)


def _explained(st: State, cls: Class, name: str, stored: bool) -> bool:
    """Whether something but a member explains the attribute: a store, an external base, a `__getattr__`."""
    for member in cls.family:
        if any(name in base.scope.stores for base in member.mro):
            return True
        if any(_external_has(st, e, name) for e in member.externals):
            return True
        if member.member("__getattr__") or member.member("__getattribute__"):
            add_to_pool(st, name, stored)
            return True
    return name.startswith("__") and name.endswith("__")


def _external_has(st: State, qual: str | None, name: str) -> bool:
    members = st.facts.members(qual) if qual is not None else None
    return members is None or name in members
