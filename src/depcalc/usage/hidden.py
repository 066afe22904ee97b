"""Where a file of the project may import what no text of it names: imports by a computed name, objects and
configuration that name classes themselves. Found on the syntax tree, in the worker."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from depcalc.usage.import_statements import absolute
from depcalc.usage.written import Values, constant, stem

LONGEST_CODE = 2_000  # of `exec` of a constant: longer strings are not searched
# (line, what it does, how the name must begin, the global of another file it is about)
Hidden: TypeAlias = tuple[int, str, str, str]

RUNNERS = frozenset({"exec", "eval"})
# by the last part of their name: the first argument, where it is constant, is searched like any string
IMPORTERS = frozenset(
    """__import__ import_module find_spec resolve_name import_string import_from_string import_by_path
    import_dotted_path symbol_by_name run_module run_path maybe_dotted load_module loadTestsFromName""".split()
)
# the same, where they were imported: methods of that name are common
IMPORTED = frozenset(
    "locate import_object import_attribute load_object find_loader get_loader importorskip".split()
)
# their arguments tell nothing
OPAQUE = frozenset(
    """spec_from_file_location spec_from_loader SourceFileLoader SourcelessFileLoader ExtensionFileLoader load_source
    load_compiled load_dynamic _gcd_import zipimporter DottedNameResolver loadTestsFromNames""".split()
)
MACHINERY = frozenset({"importlib", "builtins", "__builtin__", "__builtins__", "imp"})
INSPECTING = frozenset({"hasattr", "setattr", "delattr", "dir", "isinstance"})
SECRET_WORDS = frozenset(
    {
        "import_module",
        "__import__",
        "importlib.import_module",
        "builtins.__import__",
        "__builtins__.__import__",
    }
)
_RUNS = re.compile(r"import_module|__import__|\b(?:exec|eval)\s*\(")
_PICKLES = "load loads load_build Unpickler _Unpickler"
PICKLES = {
    **dict.fromkeys(("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal"), frozenset(_PICKLES.split())),
    "dill": frozenset((*_PICKLES.split(), "load_session", "load_module", "load_module_asdict")),
    "joblib": frozenset({"load", "numpy_pickle"}),
    "sklearn.externals.joblib": frozenset({"load"}),
    "shelve": frozenset({"open", "Shelf", "BsdDbShelf", "DbfilenameShelf"}),
    "jsonpickle": frozenset({"decode", "loads", "unpickler", "Unpickler"}),
    "pandas": frozenset({"read_pickle"}),
    "torch": frozenset({"load"}),
    "hydra.utils": frozenset("instantiate call get_class get_method get_object get_static_method".split()),
}  # fmt: skip
WHOLE = frozenset(
    "pickle cPickle _pickle dill cloudpickle marshal shelve jsonpickle".split()
)  # handed on as they are
_UNSAFE = "unsafe_load unsafe_load_all Loader CLoader UnsafeLoader CUnsafeLoader UnsafeConstructor"
YAML = {
    "yaml": frozenset(f"{_UNSAFE} Constructor".split()),
    "yaml.constructor": frozenset({"UnsafeConstructor", "Constructor"}),
    "yaml.loader": frozenset("Loader UnsafeLoader".split()),
    "yaml.cyaml": frozenset("CLoader CUnsafeLoader".split()),
    "ruamel.yaml": frozenset(f"{_UNSAFE} Constructor load load_all".split()),
}


def hidden(package: str, tree: ast.Module, values: Values) -> tuple[Hidden, ...]:
    """Such places of a file, in the order of its lines."""
    finder = _Finder(package, values, _origins(package, tree))
    found = {entry: None for node in ast.walk(tree) for entry in finder.of(node)}
    return tuple(sorted(found))


def _origins(package: str, tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Name -> what imports bind to it, dotted; over all scopes."""
    out: dict[str, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            pairs = [
                (a.asname, a.name) if a.asname else (top := a.name.split(".")[0], top) for a in node.names
            ]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(package, node) or ""
            pairs = [(a.asname or a.name, f"{base}.{a.name}") for a in node.names]
        else:
            continue
        for bound, origin in pairs:
            out[bound] = (*out.get(bound, ()), origin)
    return out


class _Finder:
    """One file. A node is asked after the nodes around it, so that a call has taken its callee already."""

    def __init__(self, package: str, values: Values, origins: dict[str, tuple[str, ...]]) -> None:
        self._package, self._values, self._origins = package, values, origins
        self._taken: set[int] = set()  # nodes whose meaning the node around them told

    def of(self, node: ast.AST) -> Iterator[Hidden]:
        """What a node alone, with its parts, may import."""
        if isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.Name | ast.Attribute):
            yield from self._named(node)
        elif isinstance(node, ast.Subscript):
            yield from self._subscript(node)
        elif isinstance(node, ast.ImportFrom):
            yield from self._from(node)
        elif isinstance(node, ast.List | ast.Tuple):
            yield from self._command(node)
        elif isinstance(node, ast.Constant) and node.value in SECRET_WORDS:
            yield node.lineno, "import", "", ""

    def _dotted(self, node: ast.expr) -> tuple[str, ...]:
        """What a name may mean; "?" in front where its start is no name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        roots: tuple[str, ...] = ("?",)
        if isinstance(node, ast.Name):
            ours = node.id in self._values.named and node.id not in self._origins  # told by its own body
            roots = self._origins.get(node.id, ("?" if ours else node.id,))
        return tuple(".".join((root, *reversed(parts))) for root in roots)

    def _is_imported(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and (node.id in self._origins or node.id == "__builtins__")

    # ------------------------------------------------------------------ names

    def _named(self, node: ast.Name | ast.Attribute) -> Iterator[Hidden]:
        """A name that is read: handed on where no call, attribute or subscript took it."""
        if isinstance(node, ast.Attribute):
            self._taken.add(id(node.value))
        if id(node) in self._taken or not isinstance(node.ctx, ast.Load):
            if isinstance(node, ast.Attribute):
                yield from self._content(node)
            return
        imported = self._is_imported(node)
        for dotted in self._dotted(node):
            what = self._kind(dotted, imported)
            if what:
                yield node.lineno, what, "", ""
            elif imported and dotted.removesuffix(".__dict__") in MACHINERY:
                yield node.lineno, "import", "", ""
            elif imported and dotted in WHOLE:
                yield node.lineno, "pickle", "", ""
        yield from self._content(node)

    def _kind(self, dotted: str, imported: bool) -> str:
        """What a function of that name does when somebody calls it with anything."""
        last = dotted.rpartition(".")[2]
        if last in OPAQUE or _takes_name(dotted, imported) or _is_runner(dotted):
            return "import"
        return "logging" if last in ("dictConfig", "fileConfig", "DictConfigurator") else ""

    def _content(self, node: ast.Name | ast.Attribute) -> Iterator[Hidden]:
        """Names that load objects or YAML, however they are used."""
        for dotted in self._dotted(node) if isinstance(node.ctx, ast.Load) else ():
            yield from self._loads(dotted, node.lineno)

    def _loads(self, dotted: str, line: int) -> Iterator[Hidden]:
        module, _, last = dotted.rpartition(".")
        if last in PICKLES.get(module, ()) or (module.startswith("mlflow") and last == "load_model"):
            yield line, "pickle", "", ""
        elif last in YAML.get(module, ()):
            yield line, "yaml", "", ""

    def _from(self, node: ast.ImportFrom) -> Iterator[Hidden]:
        if any(a.name == "*" for a in node.names) and not node.level and node.module in WHOLE:
            yield node.lineno, "pickle", "", ""

    def _subscript(self, node: ast.Subscript) -> Iterator[Hidden]:
        """`builtins.__dict__["open"]`: of what imports, only by a constant name; `sys.modules["builtins"]`."""
        if not isinstance(node.value, ast.Name | ast.Attribute):
            return
        key = constant(node.slice)
        for dotted in self._dotted(node.value):
            module = dotted.removesuffix(".__dict__")
            if module in MACHINERY and key is not None:
                self._taken.add(id(node.value))
                if key in IMPORTERS or key in RUNNERS:
                    yield node.lineno, "import", "", ""
            elif dotted == "sys.modules" and key in MACHINERY:
                yield node.lineno, "import", "", ""

    def _command(self, node: ast.List | ast.Tuple) -> Iterator[Hidden]:
        """`[sys.executable, "-m", name]`."""
        for flag, name in zip(node.elts, node.elts[1:], strict=False):
            if constant(flag) == "-m" and self._runs_python(node.elts[: node.elts.index(flag)]):
                yield from self._by(name, node.lineno)

    def _runs_python(self, before: Iterable[ast.expr]) -> bool:
        for part in before:
            text = constant(part)
            if "python" in text if text is not None else "sys.executable" in self._dotted(part):
                return True
        return False

    # ------------------------------------------------------------------ calls

    def _call(self, node: ast.Call) -> Iterator[Hidden]:
        if any(k.arg == "allow_pickle" and not _is_false(k.value) for k in node.keywords):
            yield node.lineno, "pickle", "", ""
        if not isinstance(node.func, ast.Name | ast.Attribute):
            return
        imported = self._is_imported(node.func)
        for dotted in self._dotted(node.func):
            last = dotted.rpartition(".")[2]
            if _takes_name(dotted, imported) or _is_runner(dotted):
                self._taken.add(id(node.func))
                yield from self._by_first(node, last)
            elif last in ("dictConfig", "fileConfig", "DictConfigurator"):
                self._taken.add(id(node.func))
                yield from self._configured(node, last)
            elif dotted in ("yaml.load", "yaml.load_all") and len(node.args) + len(node.keywords) < 2:
                yield node.lineno, "yaml", "", ""
            elif dotted == "ruamel.yaml.YAML":
                yield from self._ruamel(node)
            elif dotted == "logging.config.listen":
                yield node.lineno, "logging", "", ""
            elif dotted in ("getattr", *INSPECTING) and node.args:
                yield from self._inspected(node, dotted)

    def _by_first(self, node: ast.Call, last: str) -> Iterator[Hidden]:
        named = [k.value for k in node.keywords if k.arg in ("name", "dotted_path", "mod_name")]
        first = node.args[0] if node.args else named[0] if named else None
        if first is None and not node.keywords:
            return
        if first is None or isinstance(first, ast.Starred):
            yield node.lineno, "import", "", ""
        elif last in RUNNERS:
            texts = self._values.texts(first)
            if texts is None or any(len(t) >= LONGEST_CODE or _RUNS.search(t) for t in texts):
                yield node.lineno, "import", "", ""
        elif last == "run_path":
            if not (constant(first) or "").endswith(".py"):
                yield node.lineno, "import", "", ""
        else:
            yield from self._by(first, node.lineno, self._inside(node))

    def _by(self, name: ast.expr, line: int, inside: bool = True) -> Iterator[Hidden]:
        """Imported by that name; `inside`: relative ones stay in this package."""
        texts = self._values.texts(name)
        begins = stem(name) if texts is None else None
        relative = [t for t in texts or ([begins] if begins else []) if t.startswith(".")]
        if relative and not inside:
            yield line, "import", "", ""
        elif begins is not None and not relative:
            yield line, "import", begins, ""

    def _inside(self, node: ast.Call) -> bool:
        """The package that a relative name starts from is its own one, or a constant."""
        given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "package")]
        return all(
            constant(one) is not None or (isinstance(one, ast.Name) and one.id in ("__name__", "__package__"))
            for one in given
        )

    def _configured(self, node: ast.Call, last: str) -> Iterator[Hidden]:
        first = node.args[0] if node.args else next((k.value for k in node.keywords), None)
        if last == "fileConfig":
            known = (constant(first) or "").endswith((".ini", ".cfg", ".conf", ".toml"))
        else:
            known = self._values.written(first)
        if known:
            return
        elsewhere = ""
        if isinstance(first, ast.Name | ast.Attribute) and last != "fileConfig":
            elsewhere = next(iter(self._dotted(first)))
        yield node.lineno, "logging", "", elsewhere

    def _ruamel(self, node: ast.Call) -> Iterator[Hidden]:
        kinds = [k.value for k in node.keywords if k.arg == "typ"]
        for kind in kinds:
            texts = self._values.texts(kind)
            if texts is None or "unsafe" in texts:
                yield node.lineno, "yaml", "", ""

    def _inspected(self, node: ast.Call, function: str) -> Iterator[Hidden]:
        """`getattr(builtins, name)`: any name may be `__import__`; a constant one is told by itself."""
        target = node.args[0]
        if not isinstance(target, ast.Name | ast.Attribute):
            return
        modules = self._dotted(target)
        if function != "getattr":
            self._taken.add(id(target))
            return
        texts = self._values.texts(node.args[1]) if len(node.args) > 1 else None
        for module in modules:
            if texts is None and (module in MACHINERY or module in WHOLE or module in YAML):
                yield node.lineno, "import", "", ""
            for text in texts or ():
                what = self._kind(f"{module}.{text}", True)
                if what:
                    yield node.lineno, what, "", ""
                yield from self._loads(f"{module}.{text}", node.lineno)
        if texts is not None:
            self._taken.add(id(target))


def _takes_name(dotted: str, imported: bool) -> bool:
    last = dotted.rpartition(".")[2]
    return last in IMPORTERS or (imported and last in IMPORTED)


def _is_runner(dotted: str) -> bool:
    """The builtin `exec`, not a method of that name."""
    module, _, last = dotted.rpartition(".")
    return last in RUNNERS and module in ("", "builtins", "__builtin__", "__builtins__")


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
