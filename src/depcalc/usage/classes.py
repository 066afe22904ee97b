"""The class graph: linearisation, external bases, subclasses."""

from depcalc.usage.entities import Class, External, Module, Value
from depcalc.usage.inference import Inference, is_metaclass
from depcalc.usage.names import Names
from depcalc.usage.summary import Expr

LONGEST_MRO = 300
DEEPEST = 60
# bases that bring no member anybody overrides
TRANSPARENT = frozenset(
    """builtins.object typing.Generic typing.Protocol abc.ABC typing_extensions.Protocol typing.NamedTuple
    typing.TypedDict typing_extensions.TypedDict typing_extensions.Generic
    typing_extensions.NamedTuple""".split()
)
PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
TUPLE_FACTORIES = frozenset({"collections.namedtuple", "typing.NamedTuple", "typing_extensions.NamedTuple"})
INTERFACE = "Interface"
PLAIN_METACLASSES = frozenset({"abc.ABCMeta", "builtins.type"})


class Hierarchy:
    """Links classes as their modules come in."""

    def __init__(self, names: Names, inference: Inference) -> None:
        self.names, self.inference = names, inference
        self.stores = inference.foreign_stores
        self.trouble: dict[str, int] = {}

    def link_module(self, module: Module) -> None:
        """Linearise the classes of a module and tell their bases of them."""
        for number, scope in enumerate(module.known.scopes):
            if scope.kind == "class":
                cls = module.entity(number)
                assert isinstance(cls, Class)
                self.linearise(cls, ())
                for base in cls.mro[1:]:
                    base.subs.append(cls)

    def linearise(self, cls: Class, busy: tuple[Class, ...]) -> tuple[Class, ...]:
        """The MRO; a class that is its own ancestor, or too deep, stands alone."""
        if cls.linked:
            return cls.mro
        if cls in busy or len(busy) > DEEPEST:
            return (cls,)
        bases, externals = self._bases(cls)
        inner = (*busy, cls)
        metas = self._metaclasses(cls, externals, inner)
        cls.mro = _merged(cls, bases, [list(self.linearise(b, inner)) for b in bases])
        if len(cls.mro) > LONGEST_MRO:
            cls.mro = cls.mro[:LONGEST_MRO]
            externals.append(None)
            self.trouble[cls.module.package.name] = self.trouble.get(cls.module.package.name, 0) + 1
        for base in bases:
            externals.extend(e for e in base.externals if e not in externals)
            metas.extend(m for m in base.metas if m not in metas)
        cls.is_protocol = any(e in PROTOCOLS for e in externals)
        cls.is_interface = any(b.is_interface for b in bases) or self._is_interface(cls)
        cls.externals = tuple(e for e in externals if e not in TRANSPARENT)
        cls.metas, cls.linked = tuple(metas), True
        return cls.mro

    def _bases(self, cls: Class) -> tuple[list[Class], list[str | None]]:
        bases: dict[Class, None] = {}
        externals: list[str | None] = []
        for number in cls.signature.bases:
            types = self.inference.of(cls.module, number)
            if types is None:
                externals.append(self._known_factory(cls.module, number))
                bases.update(dict.fromkeys(self._stored_bases(cls, number)))
                continue
            for found in types:
                if isinstance(found, Class):
                    bases[found] = None
                else:
                    externals.append(found.qual if isinstance(found, External) else None)
        bases.pop(cls, None)
        return list(bases), externals

    def _is_interface(self, cls: Class) -> bool:
        """`class I(Interface)`, where that is none of our classes."""
        exprs = cls.module.known.exprs
        named = [n for n in cls.signature.bases if exprs[n][0] in ("name", "attr")]
        return any(self._is_bare(cls.module, n, _last_name(exprs[n])) for n in named)

    def _is_bare(self, module: Module, number: int, name: str) -> bool:
        """`Interface` under whatever name it was imported."""
        types = self.inference.of(module, number) or ()
        outside = any(isinstance(t, External) and t.qual.endswith(f".{INTERFACE}") for t in types)
        return outside or (name == INTERFACE and not self._classes(module, number))

    def _classes(self, module: Module, number: int) -> list[Class]:
        return [t for t in self.inference.of(module, number) or () if isinstance(t, Class)]

    def _known_factory(self, module: Module, number: int) -> str | None:
        """`class T(namedtuple(...))` is a tuple."""
        expr = module.known.exprs[number]
        if expr[0] == "call":
            for found in self.inference.of(module, expr[1]) or ():
                if isinstance(found, External) and found.qual in TUPLE_FACTORIES:
                    return "builtins.tuple"
        return None

    def _stored_bases(self, cls: Class, number: int) -> list[Class]:
        """A base read from an object we do not know: classes somebody stored under that name."""
        expr = cls.module.known.exprs[number]
        out: list[Class] = []
        for module, _, value in self.stores.get(expr[2], ()) if expr[0] == "attr" else ():
            out.extend(t for t in self.inference.of(module, value) or () if isinstance(t, Class))
        return out

    def _made_by(self, module: Module, number: int, busy: tuple[Class, ...]) -> list[Class]:
        """`class X(Meta("Base", (), {}))` is made by that metaclass, too."""
        expr = module.known.exprs[number]
        if expr[0] == "call":
            called = self._classes(module, expr[1])
            return [c for c in called if self.linearise(c, busy) and is_metaclass(c)]
        bindings = self.names.lookup(module, expr[2], expr[1])[0] if expr[0] == "name" else ()
        means = [e for b in bindings for e in self.names.meanings(module, b, expr[1]) if isinstance(e, Value)]
        set_to = [(e.module, e.binding[1]) for e in means if e.binding[0] == "var"]
        return [c for m, n in set_to if m.known.exprs[n][0] == "call" for c in self._made_by(m, n, busy)]

    def _metaclasses(self, cls: Class, externals: list[str | None], busy: tuple[Class, ...]) -> list[Class]:
        metas = [found for n in cls.signature.bases for found in self._made_by(cls.module, n, busy)]
        for number in cls.signature.metaclasses:
            for found in self.inference.of(cls.module, number) or ():
                if isinstance(found, Class):
                    metas.append(found)
                elif isinstance(found, External) and found.qual not in PLAIN_METACLASSES:
                    externals.append(found.qual)
        return metas


def _last_name(expr: Expr) -> str:
    """`c` of `c` and of `a.b.c`."""
    return str(expr[2] if expr[0] == "attr" else expr[1])


def _merged(cls: Class, bases: list[Class], lists: list[list[Class]]) -> tuple[Class, ...]:
    """C3; where the bases disagree, first seen first."""
    if len(bases) == 1:
        return (cls, *(c for c in lists[0] if c is not cls))
    todo = [[c for c in part if c is not cls] for part in [*lists, bases]]
    todo = [part for part in todo if part]
    out = [cls]
    while todo and len(out) <= LONGEST_MRO:
        tails = {c for part in todo for c in part[1:]}
        head = next((part[0] for part in todo if part[0] not in tails), None)
        if head is None:
            rest = dict.fromkeys(c for part in lists for c in part if c is not cls)
            return (cls, *rest)
        out.append(head)
        todo = [kept for part in todo if (kept := part[1:] if part[0] is head else part)]
    return tuple(out)
