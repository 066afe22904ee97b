"""Decorators: those that leave a function waiting until it is named, and those that may register it."""

from depcalc.usage.entities import Class, External, Function, Module
from depcalc.usage.inference import Inference
from depcalc.usage.summary import CLASSMETHOD, LEAKS, WRAPS, Expr

TRANSPARENT = frozenset(
    """builtins.property builtins.staticmethod builtins.classmethod functools.wraps functools.lru_cache
    functools.cache functools.cached_property functools.total_ordering functools.singledispatch
    functools.singledispatchmethod functools.update_wrapper contextlib.contextmanager
    contextlib.asynccontextmanager abc.abstractmethod abc.abstractproperty abc.abstractclassmethod
    abc.abstractstaticmethod typing.overload typing.final typing.no_type_check typing.override
    typing.runtime_checkable dataclasses.dataclass enum.unique typing.dataclass_transform
    types.coroutine types.DynamicClassAttribute warnings.deprecated asyncio.coroutine enum.property
    enum.member enum.nonmember reprlib.recursive_repr unittest.skip unittest.skipIf
    unittest.skipUnless""".split()
)
TRANSPARENT_PACKAGES = (
    "typing_extensions.",
    "attr.",
    "attrs.",
    "mypy_extensions.",
    "deprecated.",
    "decorator.",
    "_typeshed.",
)
PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})


class Decorators:
    """Answers remembered for each decorated thing and each decorator."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self._transparent: dict[Function | Class, bool] = {}
        self._wrapping: dict[tuple[Function, bool], bool] = {}

    def transparent(self, decorated: Function | Class) -> bool:
        """Whether none of its decorators may keep it."""
        if not decorated.scope.decorators:
            return True
        known = self._transparent.get(decorated)
        if known is None:
            known = all(self._one(decorated.module, n, called) for n, called in decorated.scope.decorators)
            self._transparent[decorated] = known
        return known

    def _one(self, module: Module, number: int, called: bool) -> bool:
        types = self.inference.of(module, number)
        return bool(types) and all(self._leaves_alone(t, called) for t in types or ())

    def _leaves_alone(self, decorator: object, called: bool) -> bool:
        match decorator:
            case External(qual=qual):
                return qual in TRANSPARENT or qual.startswith(TRANSPARENT_PACKAGES)
            case Function():
                return self.wrapping(decorator, called)
            case Class(externals=externals):
                return any(e in PROPERTIES for e in externals)
        return False

    def wrapping(self, function: Function, factory: bool) -> bool:
        """Whether a decorator only calls, returns or looks at what it decorates."""
        known = self._wrapping.get((function, factory))
        if known is None:
            self._wrapping[function, factory] = False  # while in question
            known = self._returns_wrappers(function) if factory else bool(function.scope.flags & WRAPS)
            self._wrapping[function, factory] = known
        return known

    def _returns_wrappers(self, factory: Function) -> bool:
        returns = factory.signature.returns
        exprs = factory.module.known.exprs
        return bool(returns) and all(self._is_wrapper(factory, exprs[n]) for n in returns)

    def _is_wrapper(self, factory: Function, expr: Expr) -> bool:
        called = expr[0] == "call"
        if called:
            expr = factory.module.known.exprs[expr[1]]
        if expr[0] != "name":
            return False
        bindings, owner = self.inference.names.lookup(factory.module, expr[2], expr[1])
        if owner == factory.number and not called and bindings[0][0] == "param":
            return True  # usable with and without arguments: "return f"
        inner = [factory.module.entity(b[1]) for b in bindings if b[0] == "func"]
        same = not called or owner == factory.number
        return (
            len(inner) == len(bindings) > 0
            and same
            and all(isinstance(f, Function) and self.wrapping(f, False) for f in inner)
        )


def may_construct(method: Function, seen: tuple[Function, ...] = ()) -> bool:
    """Whether calling this class method may create an instance of its class, or pass the class on."""
    if method in seen:
        return False
    signature, owner = method.signature, method.owner
    if owner is None or not signature.params or method.scope.flags & LEAKS:
        return True
    for name, through_super in signature.hooks:
        relatives = [owner] if through_super else owner.family
        holders = dict.fromkeys(c for r in relatives for c in (r.mro[1:] if through_super else r.mro))
        bindings = [(c.module, b) for c in holders for b in c.binds.get(name, ())]
        if not bindings or any(b[0] != "func" for _, b in bindings):
            return True
        called = [m.entity(b[1]) for m, b in bindings]
        if any(
            isinstance(f, Function) and f.scope.flags & CLASSMETHOD and may_construct(f, (*seen, method))
            for f in called
        ):
            return True
    return False
