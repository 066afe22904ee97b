"""What names can mean: packages, modules, classes, functions, and the types a receiver may have.

All compare by identity; those made of parts are made once, by `Interned`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from depcalc.usage.summary import Binding, Bindings, Events, Scope, Signature, Summary


@dataclass(slots=True, eq=False)
class Package:
    """The examined project or one package of its lock.

    vendored   module prefixes under which it carries copies of others
    aliases    of the project: other dotted paths by which a file could be imported
    natives    names of extension modules -> reader of their bytes
    requires   normalised names it declares
    """

    name: str
    is_project: bool = False
    modules: dict[str, "Module"] = field(default_factory=dict)
    vendored: tuple[str, ...] = ()
    aliases: dict[str, "Module"] = field(default_factory=dict)
    natives: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    entry_points: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requires: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Module:
    """One importable file; `summary` is None until somebody asks for its content, `read` gives its bytes."""

    name: str
    package: Package
    path: str
    is_package: bool
    read: Callable[[], bytes] = bytes
    summary: Summary | None = None
    entities: "list[Function | Class | None]" = field(
        default_factory=list
    )  # by scope, once any was asked for

    @property
    def parent_package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def known(self) -> Summary:
        """The summary of a module that was loaded."""
        assert self.summary is not None
        return self.summary

    def events(self, number: int) -> Events:
        """The events of a body."""
        return self.known.events[number] if number else ()

    @property
    def binds(self) -> Bindings:
        """Its globals."""
        return self.known.binds[0]

    def entity(self, number: int) -> "Module | Function | Class":
        """What a scope number stands for."""
        if number <= 0:
            return self
        if not self.entities:
            self.entities = [None] * len(self.known.scopes)
        found = self.entities[number]
        if found is None:
            scope = self.known.scopes[number]
            made = Class if scope.kind == "class" else Function
            found = self.entities[number] = made(self, number, scope)
        return found


@dataclass(slots=True, eq=False)
class Function:
    """One `def`."""

    module: Module
    number: int
    scope: Scope

    @property
    def owner(self) -> "Class | None":
        """The class whose body holds it."""
        parent = self.module.entity(self.scope.parent)
        return parent if isinstance(parent, Class) else None

    @property
    def signature(self) -> Signature:
        """What it says of itself."""
        return self.module.known.signatures[self.number]


@dataclass(slots=True, eq=False)
class Class:
    """One `class`; all but the first three are set by `classes.Hierarchy`.

    mro        linearisation over the classes we know, itself first
    externals  bases outside: qualified names, None for one nobody knows
    is_protocol, is_interface   others have its members without being subclasses (an interface of zope, or below one)
    """

    module: Module
    number: int
    scope: Scope
    mro: "tuple[Class, ...]" = ()
    subs: "list[Class]" = field(default_factory=list)
    metas: "tuple[Class, ...]" = ()
    externals: tuple[str | None, ...] = ()
    is_protocol: bool = False
    is_interface: bool = False
    linked: bool = False
    table: "dict[str, Class]" = field(default_factory=dict)

    @property
    def signature(self) -> Signature:
        """What it says of itself."""
        return self.module.known.signatures[self.number]

    @property
    def binds(self) -> Bindings:
        """What its own body binds."""
        return self.module.known.binds[self.number]

    def member(self, name: str) -> "tuple[Class, list[Binding]] | None":
        """The first definition along the MRO, with the class that holds it."""
        owner = self.members.get(name)
        return None if owner is None else (owner, owner.binds[name])

    @property
    def members(self) -> "dict[str, Class]":
        """Every member with the class that defines it first; kept once the class is linked."""
        if self.table:
            return self.table
        found: dict[str, Class] = {}
        for cls in reversed(self.mro or (self,)):
            found.update(dict.fromkeys(cls.binds, cls))
        if self.linked:
            self.table = found
        return found

    @property
    def family(self) -> "list[Class]":
        """Itself and every known subclass."""
        return [self, *self.subs]


@dataclass(slots=True, eq=False)
class Namespace:
    """A dotted prefix of modules that is no module itself."""

    name: str


@dataclass(slots=True, eq=False)
class External:
    """Something of the standard library or of a package we have no source of."""

    qual: str


@dataclass(slots=True, eq=False)
class ExternalInstance:
    """An instance of an external class."""

    qual: str


@dataclass(slots=True, eq=False)
class ExternalMember:
    """A member of such an instance."""

    qual: str
    name: str


@dataclass(slots=True, eq=False)
class Instance:
    """An instance of a known class or of a subclass."""

    cls: Class


@dataclass(slots=True, eq=False)
class Bound:
    """A method taken from an instance or class."""

    function: Function


@dataclass(slots=True, eq=False)
class Super:
    """`super()` inside a class."""

    cls: Class


@dataclass(slots=True, eq=False)
class Plain:
    """Values with no code of ours behind them: "pure", "container", "lambda"; `member` of a container."""

    kind: str
    member: str = ""


@dataclass(slots=True, eq=False)
class Value:
    """A binding whose value must be inferred."""

    module: Module
    binding: Binding
    name: str


@dataclass(slots=True, eq=False)
class Lazy:
    """An attribute that a module's `__getattr__` has to find."""

    module: Module
    name: str


Type: TypeAlias = (
    Module
    | Function
    | Class
    | Namespace
    | External
    | ExternalInstance
    | ExternalMember
    | Instance
    | Bound
    | Super
    | Plain
)
Types: TypeAlias = tuple[Type, ...]  # without repeats, in a stable order
Found: TypeAlias = Types | None  # None: unknown
Entity: TypeAlias = Module | Function | Class | Namespace | External | Value | Lazy
PURE_VALUE, CONTAINER_VALUE, LAMBDA_VALUE = Plain("pure"), Plain("container"), Plain("lambda")
PURE_TYPES: Types = (PURE_VALUE,)
CONTAINER_TYPES: Types = (CONTAINER_VALUE,)
NO_TYPES: Types = ()


class Interned:
    """Makes each composed type once."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Type] = {}
        self._types: dict[Types, Types] = {}

    def _once(self, key: tuple[object, ...], make: Callable[[], Type]) -> Type:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
        return found

    def types(self, found: Types) -> Types:
        """The same types, one object for all who ask."""
        return self._types.setdefault(found, found)

    def instance(self, cls: Class) -> Type:
        return self._once((Instance, cls), lambda: Instance(cls))

    def super(self, cls: Class) -> Type:
        return self._once((Super, cls), lambda: Super(cls))

    def bound(self, function: Function) -> Type:
        return self._once((Bound, function), lambda: Bound(function))

    def external(self, qual: str) -> External:
        found = self._once((External, qual), lambda: External(qual))
        assert isinstance(found, External)
        return found

    def external_instance(self, qual: str) -> Type:
        return self._once((ExternalInstance, qual), lambda: ExternalInstance(qual))

    def external_member(self, qual: str, name: str) -> Type:
        return self._once((ExternalMember, qual, name), lambda: ExternalMember(qual, name))

    def container_member(self, name: str) -> Type:
        return self._once((Plain, name), lambda: Plain("member", name))

    def namespace(self, name: str) -> Namespace:
        found = self._once((Namespace, name), lambda: Namespace(name))
        assert isinstance(found, Namespace)
        return found
