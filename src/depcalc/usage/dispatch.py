"""Attributes read from receivers of a known type: now, and when a class gets its first instance."""

from depcalc.usage.decorators import may_construct
from depcalc.usage.entities import (
    Bound,
    Class,
    Function,
    Instance,
    Module,
    Super,
    Type,
    Types,
)
from depcalc.usage.external_calls import keeps_result
from depcalc.usage.marks import define, instantiate
from depcalc.usage.members import add_to_pool, dispatch, functions, use_bindings
from depcalc.usage.state import State
from depcalc.usage.summary import CLASSMETHOD, STATIC, Binding


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
    if found and any(f.scope.flags & CLASSMETHOD and may_construct(f) for f in functions(*found)):
        instantiate(st, cls)
    elif not found and any(_external_has(st, base, name) for base in cls.externals):
        instantiate(st, cls)  # `datetime.now()` of a subclass
    ask(st, cls, name, stored, instances_only=False)
    for meta in cls.metas:
        if name in meta.members:
            ask(st, meta, name, stored, instances_only=False)


def _ask_super(st: State, cls: Class, name: str, stored: bool) -> None:
    holder = next((c for c in cls.mro[1:] if name in c.binds), None)
    if holder is not None:
        use_bindings(st, holder, holder.binds[name], stored)
    for sub in cls.subs:
        if sub in st.instantiated:
            after(st, sub, cls, name, stored)
        else:
            st.supers.setdefault(sub, []).append((cls, name, stored))


def after(st: State, sub: Class, cls: Class, name: str, stored: bool) -> None:
    """`super().name` of `cls` in an instance of `sub`: the next definition in its MRO."""
    at = sub.mro.index(cls) if cls in sub.mro else -1
    holder = next((c for c in sub.mro[at + 1 :] if name in c.binds), None)
    if holder is not None:
        use_bindings(st, holder, holder.binds[name], stored)


def ask_instance(st: State, cls: Class, name: str, stored: bool = False) -> None:
    """A name read from an instance of a class or of a subclass."""
    ask(st, cls, name, stored, instances_only=True)


def ask(st: State, cls: Class, name: str, stored: bool, instances_only: bool) -> None:
    """A name read from a receiver of a static type: members of the classes it may be, now and later."""
    waits = instances_only or _at_import(st)
    asked, how = st.asked[stored].setdefault(cls, {}), 1 << (instances_only + waits)
    if asked.get(name, 0) & how:
        return
    asked[name] = asked.get(name, 0) | how
    _ask_proxies(st, name, stored)
    found = _ask_own(st, cls, name, stored, waits)
    if waits and not instances_only:
        _wait(st, cls, name, stored)
    used: set[Class] = set()
    for sub in cls.subs:
        live = sub in st.instantiated
        owner = sub.members.get(name) if live or not found else None
        if owner is not None:
            found = True
            if live and owner not in used:
                used.add(owner)
                use_bindings(st, owner, owner.binds[name], stored, not stored)
    if not found and not _explained(st, cls, name, stored):
        add_to_pool(st, name, stored)


def _ask_proxies(st: State, name: str, stored: bool) -> None:
    key = f"={name}" if stored else name
    if key not in st.typed_names:
        st.typed_names[key] = None
        for proxy in list(st.proxies.get(name, ())):
            dispatch(st, proxy, name, stored, not stored)


def _at_import(st: State) -> bool:
    """Module-level code of a library registers methods of classes that nobody may ever use."""
    return isinstance(st.current, Module) and not st.current.package.is_project


def _wait(st: State, cls: Class, name: str, stored: bool) -> None:
    """Methods that wait for an instance of the class or of a subclass, which may have methods of its own."""
    owner, bindings = cls.member(name) or (cls, [])
    methods = [b for b in bindings if _needs_instance(owner, b)]
    if any(sub in st.instantiated for sub in cls.subs):
        use_bindings(st, owner, methods, stored, not stored)
    elif methods and cls not in st.instantiated:
        st.waiting.setdefault(cls, []).append((owner, methods, stored))


def _ask_own(st: State, cls: Class, name: str, stored: bool, waits: bool) -> bool:
    """The class's own answer. A plain method waits for an instance, unless running code reads it from the class:
    then it may be called with anything."""
    member = cls.member(name)
    if member is None:
        return False
    owner, bindings = member
    if waits and cls not in st.instantiated:
        bindings = [b for b in bindings if not _needs_instance(owner, b)]
    use_bindings(st, owner, bindings, stored, not stored)
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
        if "__getattr__" in member.members or "__getattribute__" in member.members:
            add_to_pool(st, name, stored)
            return True
    return name.startswith("__") and name.endswith("__")


def _external_has(st: State, qual: str | None, name: str) -> bool:
    members = st.facts.members(qual) if qual is not None else None
    return members is None or name in members
