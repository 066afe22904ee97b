"""What a receiver may be: demand-driven and without a fixpoint. A cycle, great depth or a wide union is
unknown."""

from collections.abc import Callable, Iterable
from typing import Any

from depcalc.usage import annotations, external_calls
from depcalc.usage.entities import (
    CONTAINER_TYPES,
    NO_TYPES,
    PURE_TYPES,
    Bound,
    Class,
    Entity,
    External,
    ExternalInstance,
    ExternalMember,
    Found,
    Function,
    Instance,
    Interned,
    Lazy,
    Module,
    Namespace,
    Plain,
    Super,
    Type,
    Value,
)
from depcalc.usage.inference_rules import LEAVES, RULES
from depcalc.usage.names import Names
from depcalc.usage.stdlib_facts import StdlibFacts
from depcalc.usage.summary import (
    CLASSMETHOD,
    GENERATOR,
    PROPERTY,
    RAISES,
    SETTER,
    STATIC,
    STUB,
    Binding,
)

DEEPEST = 40
WIDEST = 40
MOST_SUBCLASSES = 400
METATYPES = frozenset({"builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"})
DESCRIPTIONS = frozenset({"__name__", "__doc__", "__module__", "__qualname__"})
MODULE_STRINGS = frozenset({"__name__", "__file__", "__doc__", "__package__", "__path__"})
_MISSING: Any = object()


def is_metaclass(cls: Class) -> bool:
    """Whether its instances are classes."""
    return any(e in METATYPES for e in cls.externals)


class Inference:
    """Types of expressions, remembered by expression, binding, member and function.

    _numbered        by module: of expressions by their number, of bindings by theirs, counted down from -1
    foreign_stores   attribute -> (module, receiver, value) of every store through something else than self
    spent            inferences made, by package: the budget is kept by the caller
    """

    def __init__(self, names: Names, interned: Interned, facts: StdlibFacts) -> None:
        self.names, self.interned, self.facts = names, interned, facts
        self.foreign_stores: dict[str, list[tuple[Module, int, int]]] = {}
        self.given_up: set[str] = set()  # packages over budget: nothing is inferred in them
        self.spent: dict[str, int] = {}
        self.transparent: Callable[[Function], bool] = lambda function: not function.scope.decorators
        self._known: dict[Any, Found] = {}
        self._numbered: dict[Module, dict[int, Found]] = {}
        self._numbers: dict[int, int] = {}  # one object for each: there are many answers
        self._busy: set[Any] = set()
        self._depth = 0

    def forget(self) -> None:
        """Let go of every answer, and of who asks it."""
        self._known.clear()
        self._numbered.clear()
        self.foreign_stores.clear()
        self.transparent = lambda function: False

    def of(self, module: Module, number: int) -> Found:
        """Types of an expression, None when unknown."""
        if number <= 0:
            return None
        found = self._numbered.get(module)
        if found is None:
            found = self._numbered[module] = {}
        known = found.get(number, _MISSING)
        if known is not _MISSING:
            return known  # type: ignore[no-any-return]
        expr, number = module.known.exprs[number], self._numbers.setdefault(number, number)
        if expr[0] in LEAVES and self._depth <= DEEPEST:
            found[number] = answer = RULES[expr[0]](self, module, expr)
            return answer
        return self._asked((module, number), found, number, lambda: RULES[expr[0]](self, module, expr))

    def _remembered(self, key: Any, find: Callable[[], Found]) -> Found:
        """The answer to a question, asked once."""
        known = self._known.get(key, _MISSING)
        if known is not _MISSING:
            return known  # type: ignore[no-any-return]
        return self._asked(key, self._known, key, find)

    def _asked(self, key: Any, known: dict[Any, Found], at: Any, find: Callable[[], Found]) -> Found:
        """The answer, kept in `known` under `at`; unknown while it is being answered."""
        if key in self._busy or self._depth > DEEPEST:
            return None
        self._busy.add(key)
        self._depth += 1
        try:
            found = find()
        finally:
            self._busy.discard(key)
            self._depth -= 1
        if found is not None or self._depth == 0 or len(key) != 2:
            known[at] = found
        return found

    def union(self, parts: Iterable[Found]) -> Found:
        """All of several; unknown as soon as one is, or when there are too many."""
        first: Found = None
        out: dict[Type, None] | None = None
        for part in parts:
            if part is None or len(part) > WIDEST:
                return None
            if first is None:
                first = part
            elif part is not first:
                if out is None:
                    out = dict.fromkeys(first)
                out.update(dict.fromkeys(part))
                if len(out) > WIDEST:
                    return None
        if first is None:
            return NO_TYPES
        return self.interned.types(first if out is None else tuple(out))

    # -------------------------------------------------------------- names and bindings

    def name(self, module: Module, scope: int, name: str) -> Found:
        """Types of a name."""
        bindings, owner = self.names.lookup(module, scope, name)
        if owner >= 0:
            return self.union(self.binding(module, b, name) for b in bindings)
        if self.facts.is_builtin(name):
            return (self.interned.external(f"builtins.{name}"),)
        return PURE_TYPES if name in MODULE_STRINGS else None

    def binding(self, module: Module, binding: Binding, name: str) -> Found:
        """Types of what one binding binds."""
        if binding[0] in ("func", "class", "mod", "from", "tmod", "tfrom"):
            parts = [self.entity(e) for e in self.names.meanings(module, binding, name)]
            return self.union(parts) if parts else None
        return self._held(module, binding)

    def _held(self, module: Module, binding: Binding) -> Found:
        """Types of the value it holds."""
        found = self._numbered.get(module)
        if found is None:
            found = self._numbered[module] = {}
        at = -1 - binding[6]
        known = found.get(at, _MISSING)
        if known is not _MISSING:
            return known  # type: ignore[no-any-return]
        at, key = self._numbers.setdefault(at, at), (module, *binding[:4])
        return self._asked(key, found, at, lambda: self._value(module, binding))

    def entity(self, entity: Entity) -> Found:
        """Types of an entity: itself, or what its binding holds."""
        if isinstance(entity, Value):
            return self.binding(entity.module, entity.binding, entity.name)
        return None if isinstance(entity, Lazy) else (entity,)

    def _value(self, module: Module, binding: Binding) -> Found:
        kind, x, y, scope = binding[:4]
        match kind:
            case "var" | "with":
                return self.of(module, x)
            case "ann":
                return self._annotated(module, x, y, module.known.scopes[scope].kind == "class")
            case "param":
                return self._parameter(module, x, y, scope)
            case "star":
                return CONTAINER_TYPES
            case "for":
                return self._iterated(module, x)
            case "exc":
                return self._caught(module, x)
        return None

    def _annotated(self, module: Module, value: int, annotation: int, in_class: bool) -> Found:
        assigned = self.of(module, value) if value >= 0 else NO_TYPES
        declared = annotations.types(self, module, annotation)
        if declared is not None:
            return declared if assigned is None else self.union((declared, assigned))
        is_none = value >= 0 and assigned == PURE_TYPES
        return assigned if value >= 0 and assigned and not is_none and not in_class else None

    def _parameter(self, module: Module, name: str, annotation: int, scope: int) -> Found:
        function = module.entity(scope)
        assert isinstance(function, Function)
        owner, flags = function.owner, function.scope.flags
        if owner is not None and not flags & STATIC and function.signature.params[:1] == (name,):
            is_class = flags & CLASSMETHOD or is_metaclass(owner)
            return (owner,) if is_class else (self.interned.instance(owner),)
        return annotations.types(self, module, annotation) if annotation >= 0 else None

    def _iterated(self, module: Module, number: int) -> Found:
        expr = module.known.exprs[number]
        if expr[0] in ("tuple", "list"):
            return self.union(self.of(module, n) for n in expr[1])
        if expr[0] == "call" and self.of(module, expr[1]) == (self.interned.external("builtins.range"),):
            return PURE_TYPES
        return PURE_TYPES if self.of(module, number) == PURE_TYPES else None

    def _caught(self, module: Module, number: int) -> Found:
        expr = module.known.exprs[number]
        classes = expr[1] if expr[0] == "tuple" else (number,)
        found = self.union(self.of(module, n) for n in classes)
        if found is None or not all(isinstance(t, Class | External) for t in found):
            return None
        return tuple(self._instance_of(t) for t in found)

    def _instance_of(self, found: Type) -> Type:
        if isinstance(found, Class):
            return self.interned.instance(found)
        assert isinstance(found, External)
        return self.interned.external_instance(found.qual)

    # -------------------------------------------------------------- members

    def attribute(self, found: Type, name: str) -> Found:
        """Types of `x.name` where x is one type."""
        match found:
            case Plain(kind="pure"):
                return (found,)
            case Plain(kind="container"):
                return (self.interned.container_member(name),)
            case Module():
                parts = [self.entity(e) for e in self.names.attribute(found, name)]
                return self.union(parts) if parts else None
            case Namespace(name=prefix):
                importer = next(iter(self.names.universe.loaded))
                return self.union(
                    self.entity(e) for e in self.names.module_named(f"{prefix}.{name}", importer)
                )
            case External(qual=qual):
                return (self.interned.external(f"{qual}.{name}"),)
            case ExternalInstance(qual=qual):
                return (self.interned.external_member(qual, name),)
            case Instance(cls=cls):
                return self._of_class(cls, name, of_instance=True)
            case Class():
                return self._of_class(found, name, of_instance=False)
            case Super(cls=cls):
                return self.member(cls, name, True)
            case Function() | Bound():
                return PURE_TYPES if name in DESCRIPTIONS else None
        return None

    def _of_class(self, cls: Class, name: str, of_instance: bool) -> Found:
        if name == "__class__":
            return (cls,)
        return PURE_TYPES if name in DESCRIPTIONS else self.member(cls, name, of_instance)

    def member(self, cls: Class, name: str, of_instance: bool) -> Found:
        """Types of a member: definitions along the family, and every store of that attribute."""
        return self._remembered(
            (cls, "member", name, of_instance), lambda: self._member(cls, name, of_instance)
        )

    def _member(self, cls: Class, name: str, of_instance: bool) -> Found:
        if len(cls.subs) > MOST_SUBCLASSES:
            return None
        parts: list[Found] = []
        owners: dict[Class, list[Binding]] = {}
        for member in cls.family:
            found = member.member(name)
            if found is not None:
                owners.setdefault(*found)
        for owner, bindings in owners.items():
            for binding in bindings:
                part = self._defined(owner, binding, name, of_instance)
                if part is None:
                    return None
                parts.append(part)
        stored = self._stored(cls, name)
        if stored is None or not (owners or stored):
            return None
        for module, value in stored:
            parts.append(self.of(module, value))
            if parts[-1] is None:
                return None
        return self.union(parts)

    def _defined(self, owner: Class, binding: Binding, name: str, of_instance: bool) -> Found:
        if binding[0] != "func":
            bare = binding[0] == "ann" and binding[1] < 0 and not of_instance
            return None if bare else self.binding(owner.module, binding, name)
        function = owner.module.entity(binding[1])
        assert isinstance(function, Function)
        flags = function.scope.flags
        if flags & SETTER:
            return NO_TYPES
        if flags & PROPERTY:
            return self.returned(function) if of_instance else None
        if (
            function.scope.decorators
            and not flags & (STATIC | CLASSMETHOD)
            and not self.transparent(function)
        ):
            return None
        return (self.interned.bound(function),)

    def _stored(self, cls: Class, name: str) -> list[tuple[Module, int]] | None:
        """Values stored under the attribute in the family; None where names are computed."""
        related = dict.fromkeys(c for member in cls.family for c in member.mro)
        out: list[tuple[Module, int]] = []
        for member in related:
            if member.scope.computed:
                return None
            out.extend((member.module, value) for value in member.scope.stores.get(name, ()))
        for module, receiver, value in self.foreign_stores.get(name, ()):
            types = self.of(module, receiver)
            elsewhere = types is not None and not any(_class_of(t) in related for t in types)
            if not elsewhere:
                out.append((module, value))
        return out

    # -------------------------------------------------------------- calls

    def returned(self, function: Function) -> Found:
        """Types a call gives: the annotation, else every return."""
        return self._remembered((function, "returns", 0), lambda: self._returned(function))

    def _returned(self, function: Function) -> Found:
        flags = function.scope.flags
        if flags & GENERATOR:
            return CONTAINER_TYPES
        signature = function.signature
        declared = annotations.types(self, function.module, signature.annotation)
        if declared is not None:
            return declared
        if not signature.returns:
            return NO_TYPES if flags & RAISES else None if flags & STUB else PURE_TYPES
        return self.union(self.of(function.module, n) for n in signature.returns)

    def called(self, found: Type, module: Module, args: tuple[int, ...]) -> Found:
        """Types of `x(...)` where x is one type."""
        match found:
            case Class():
                return self._constructed(found)
            case Function() | Bound(function=_):
                function = found if isinstance(found, Function) else found.function
                return self.returned(function) if external_calls.keeps_result(self, function) else None
            case Plain(kind="pure"):
                return (found,)
            case Plain(kind="member", member=name):
                return external_calls.container_method(name)
            case External(qual=qual):
                return external_calls.result(self, qual, module, args)
            case ExternalMember(qual=qual, name=name):
                return external_calls.method_result(qual, name)
        return None

    def _constructed(self, cls: Class) -> Found:
        if is_metaclass(cls) or cls.is_interface:  # `I(x)` is whatever provides it
            return None
        made: Found = (self.interned.instance(cls),)
        found = cls.member("__new__")
        if found is not None:
            owner, bindings = found
            functions = [owner.module.entity(b[1]) if b[0] == "func" else None for b in bindings]
            return self.union(
                [made, *(self.returned(f) if isinstance(f, Function) else None for f in functions)]
            )
        return None if any("__call__" in m.members for m in cls.metas) else made


def _class_of(found: Type) -> Class | None:
    return found if isinstance(found, Class) else found.cls if isinstance(found, Instance) else None
