"""What becomes live when a name means something, a member is read, or a name is read from anything."""

from collections.abc import Iterable

from depcalc.usage.capabilities import FRONT, TYPE
from depcalc.usage.decorators import may_construct
from depcalc.usage.entities import (
    Class,
    Entity,
    External,
    Function,
    Lazy,
    Module,
    Value,
)
from depcalc.usage.marks import define, import_module, instantiate, mark, note_crossing, note_external
from depcalc.usage.state import State
from depcalc.usage.summary import CLASSMETHOD, SETTER, Binding

NAMED = {"x": TYPE, "r": FRONT}  # position -> how something outside is named


def use_entity(st: State, entity: Entity, pos: str, line: int, module: Module) -> None:
    """Something named in `module` in a position (see `summary`)."""
    match entity:
        case Function():
            note_crossing(st, entity, line, module)
            if pos != "x":
                mark(st, entity)
        case Class():
            note_crossing(st, entity, line, module)
            if pos in "vcs":
                instantiate(st, entity)
            else:
                define(st, entity)
        case Module():
            note_crossing(st, entity, line, module)
            import_module(st, entity)
            if pos == "v":
                escape(st, entity)
        case External(qual=qual):
            note_external(st, qual, line, module, NAMED.get(pos, ""))
        case Value():
            touch(st, entity.module, entity.binding, entity.name, pos)
        case Lazy():
            st.push("lazy", entity, pos)


def touch(st: State, module: Module, binding: Binding, name: str, pos: str) -> None:
    """A global or class-level name is read: its value, unread so far, is now needed."""
    _, value, _, scope, statement, deferred, number = binding
    if not st.once("named as type" if pos == "x" else "touch", module, number):
        return
    if statement >= 0 and st.statement(module, statement) and st.mode == "demand":
        st.push("statement", module, statement)
    if st.mode == "demand":
        st.push("changes", module, name)
    if deferred is not None:
        if pos == "x" and module.known.exprs[value][0] in ("name", "attr"):
            st.push("reference", module, value, "x")
        elif st.once("deferred", module, deferred):
            st.push("events", module, scope, deferred)


def escape(st: State, module: Module) -> None:
    """The module object itself is passed around: its globals may be read by name."""
    if module in st.escaped:
        return
    st.escaped[module] = None
    st.push("deepen", module)
    binds = st.universe.load(module).binds[0]
    for name in binds:
        st.escaped_by_name.setdefault(name, []).append(module)
    if not module.package.is_project:
        for name in list(binds):
            if name in st.pool or name in st.named_anywhere or shaped(st, name):
                escaped_attribute(st, module, name)


def escaped_attribute(st: State, module: Module, name: str) -> None:
    """A global read from an escaped module."""
    if name in module.binds:
        for entity in st.names.attribute(module, name):
            use_entity(st, entity, "v", 0, module)


def read_any_global(st: State, module: Module) -> None:
    """By a name that nobody can tell; all code of the project counts anyway."""
    for name in list(module.binds) if not module.package.is_project else ():
        escaped_attribute(st, module, name)


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
    name = cls.signature.qual.rpartition(".")[2]
    if name in st.value_names:
        instantiate(st, cls)
    else:
        st.pending_classes.setdefault(name, []).append(cls)
        add_class_object(st, cls)


def _member_value(st: State, owner: Class, binding: Binding) -> None:
    """A class attribute; one that holds a class waits until its name is called or passed on."""
    module, value, deferred = owner.module, binding[1], binding[5]
    if value < 0 or deferred is None or st.was("deferred", module, deferred):
        return
    if module.known.exprs[value][0] in ("name", "attr") and _holds_class(st, owner, binding):
        return
    if st.once("deferred", module, deferred):
        st.push("events", module, binding[3], deferred)


def _holds_class(st: State, owner: Class, binding: Binding) -> bool:
    """The attribute is a class, and nothing calls or passes on its name yet."""
    name = next((n for n, found in owner.binds.items() if any(b[6] == binding[6] for b in found)), "")
    types = st.inference.of(owner.module, binding[1]) if name not in st.value_names else None
    if not types or not all(isinstance(t, Class) for t in types):
        return False
    st.pending.setdefault(name, []).append((owner.module, binding[1]))
    for cls in types:
        add_class_object(st, cls)  # type: ignore[arg-type]
    return True


def add_value_name(st: State, name: str) -> None:
    """The name is called or passed on somewhere: classes held under it may be created."""
    if name in st.value_names:
        return
    st.value_names[name] = None
    for module, value in st.pending.pop(name, ()):
        st.push("reference", module, value, "v")
    for cls in st.pending_classes.pop(name, ()):
        instantiate(st, cls)


def shaped(st: State, name: str) -> bool:
    """Whether a computed name may be this one; `dynamic` corrects what is remembered."""
    known = st.shaped.get(name)
    if known is None:
        known = st.shaped[name] = any(shape.matches(name) for shape in st.shapes)
        if known:
            add_value_name(st, name)
    return known


def add_class_object(st: State, cls: Class) -> None:
    """The class itself is held somewhere: its functions may be called, with anything in the place of self."""
    if cls in st.objects or cls in st.instantiated:
        return
    st.objects[cls] = None
    define(st, cls)
    for name in _member_names(cls):
        st.class_objects.setdefault(name, []).append(cls)
        if name in st.pool:
            class_object_member(st, cls, name)


def class_object_member(st: State, cls: Class, name: str) -> None:
    """A member read from a class that is held somewhere."""
    found = cls.member(name)
    for function in functions(*found) if found else ():
        mark(st, function)
        if function.scope.flags & CLASSMETHOD and may_construct(function):
            instantiate(st, cls)


def functions(owner: Class, bindings: Iterable[Binding]) -> list[Function]:
    """The functions among the bindings of a member."""
    found = [owner.module.entity(b[1]) for b in bindings if b[0] == "func"]
    return [f for f in found if isinstance(f, Function)]


def _member_names(cls: Class) -> list[str]:
    return list(cls.members)


def dispatch(st: State, cls: Class, name: str, stored: bool = False, load: bool = True) -> bool:
    """Read or set a member along the MRO of a class; False where there is none."""
    owner = cls.members.get(name)
    if owner is not None:
        use_member(st, owner, name, stored, load)
    return owner is not None


def use_member(st: State, owner: Class, name: str, stored: bool = False, load: bool = True) -> None:
    """Read or set a member that the class itself holds."""
    known, how = st.dispatched.setdefault(owner, {}), 1 << (2 * stored + load)
    if not known.get(name, 0) & how:
        known[name] = known.get(name, 0) | how
        use_bindings(st, owner, owner.binds[name], stored, load)


def add_to_pool(st: State, name: str, stored: bool = False) -> None:
    """A name read from (or set on) an unknown receiver."""
    key = f"={name}" if stored else name
    if key in st.pool:
        return
    st.pool.add(key)
    for owner in list(st.by_member.get(name, ())):
        use_member(st, owner, name, stored, not stored)
    if not stored:
        for cls in list(st.class_objects.get(name, ())):
            class_object_member(st, cls, name)
        for module in list(st.escaped_by_name.get(name, ())):
            escaped_attribute(st, module, name)
