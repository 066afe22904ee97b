"""Where a file of the project may import what no text of it names: imports by a computed name, objects and
configuration that name classes themselves. Found on the syntax tree, in the worker."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from depcalc.usage.import_statements import absolute
from depcalc.usage.loaders import (
    IMPORTERS,
    INSPECTING,
    LOGGING,
    LONGEST_CODE,
    MACHINERY,
    MADE,
    MODULE_FLAG,
    ONLY_FLAG,
    OPAQUE,
    PICKLES,
    RUNNERS,
    RUNS,
    SECRET_WORDS,
    WHOLE,
    YAML,
    is_runner,
    takes_name,
)  # fmt: skip
from depcalc.usage.written import Values, constant, stem

# (line, what it does, how the name must begin, the global of another file it is about)
Hidden: TypeAlias = tuple[int, str, str, str]
MOST_OPTIONS = 8  # between Python and `-m`
LONGEST_COMMAND = 500
CONFIGURING = frozenset({"dictConfig", "fileConfig", "DictConfigurator"})
# they mean something without an import, or after one that is not seen
BARE = RUNNERS | IMPORTERS | OPAQUE | CONFIGURING | {"__builtins__"}
MOST_PARTS = 12  # of a dotted name, from its end
MOST_ORIGINS = 64  # of one name


def hidden(package: str, nodes: Sequence[ast.AST], values: Values) -> tuple[Hidden, ...]:
    """Such places of a file, in the order of its lines; `nodes`: a node after those around it."""
    finder = _Finder(values, _origins(package, nodes))
    asked = (node for node in nodes if type(node) in finder.rules)
    return tuple(sorted({entry for node in asked for entry in finder.of(node)}))


def _origins(package: str, nodes: Sequence[ast.AST]) -> dict[str, tuple[str, ...]]:
    """Name -> what imports bind to it, dotted; over all scopes."""
    out: dict[str, tuple[str, ...]] = {}
    for node in nodes:
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
            known = out.get(bound, ())
            if origin not in known and len(known) < MOST_ORIGINS:
                out[bound] = (*known, origin)
    return out


class _Finder:
    """One file. A node is asked after the nodes around it, so that a call has taken its callee already."""

    def __init__(self, values: Values, origins: dict[str, tuple[str, ...]]) -> None:
        self._values, self._origins = values, origins
        self._taken: set[int] = set()  # nodes whose meaning the node around them told
        self.rules: dict[type, Callable[[Any], Iterator[Hidden]]] = {
            ast.Call: self._call,
            ast.Name: self._name,
            ast.Attribute: self._named,
            ast.Subscript: self._subscript,
            ast.ImportFrom: self._from,
            ast.List: self._command,
            ast.Tuple: self._command,
            ast.JoinedStr: self._command_line,
            ast.BinOp: self._put_together,
            ast.Module: self._module,
            ast.Constant: self._constant,
        }

    def of(self, node: ast.AST) -> Iterator[Hidden]:
        """What a node alone, with its parts, may import."""
        return self.rules[type(node)](node)

    def _constant(self, node: ast.Constant) -> Iterator[Hidden]:
        if node.value in SECRET_WORDS:
            yield _at(node, "import")

    def _dotted(self, node: ast.expr) -> tuple[str, ...]:
        """What a name may mean; "?" in front where its start is no name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < MOST_PARTS:
            parts.append(node.attr)
            node = node.value
        roots: tuple[str, ...] = ("?",)
        if isinstance(node, ast.Name):
            ours = node.id in self._values.named and node.id not in self._origins  # told by its own body
            roots = self._origins.get(node.id, ("?" if ours else node.id,))
        return tuple(".".join((root, *reversed(parts))) for root in roots)

    def _is_imported(self, node: ast.expr) -> bool:
        for _ in range(MOST_PARTS):
            node = node.value if isinstance(node, ast.Attribute) else node
        return isinstance(node, ast.Name) and (node.id in self._origins or node.id == "__builtins__")

    # ------------------------------------------------------------------ names

    def _name(self, node: ast.Name) -> Iterator[Hidden]:
        return self._named(node) if node.id in self._origins or node.id in BARE else iter(())

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
                yield _at(node, what)
            elif imported and dotted.removesuffix(".__dict__") in MACHINERY:
                yield _at(node, "import")
            elif imported and dotted in WHOLE:
                yield _at(node, "pickle")
        yield from self._content(node)

    def _kind(self, dotted: str, imported: bool) -> str:
        """What a function of that name does when somebody calls it with anything."""
        last = dotted.rpartition(".")[2]
        if last in OPAQUE or takes_name(dotted, imported) or is_runner(dotted):
            return "import"
        return "logging" if last in CONFIGURING else ""

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
            yield _at(node, "pickle")

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
                    yield _at(node, "import")
            elif dotted == "sys.modules" and key in MACHINERY:
                yield _at(node, "import")

    def _command(self, node: ast.List | ast.Tuple) -> Iterator[Hidden]:
        """`[sys.executable, "-m", name]`."""
        for at, flag in enumerate(node.elts):
            if constant(flag) == "-m" and _runs_python(node.elts[max(0, at - MOST_OPTIONS) : at]):
                if at + 1 < len(node.elts):
                    yield from self._by(node.elts[at + 1], node.lineno)
                else:
                    yield _at(node, "import")

    def _command_line(self, node: ast.JoinedStr) -> Iterator[Hidden]:
        """`f"{python} -m {name}"`."""
        for at, part in enumerate(node.values[:-1]):
            text = (constant(part) or "")[-LONGEST_COMMAND:]
            if MODULE_FLAG.search(text) or (at and ONLY_FLAG.fullmatch(text)):
                yield _at(node, "import")

    def _put_together(self, node: ast.BinOp) -> Iterator[Hidden]:
        """`"python -m %s" % name`."""
        if isinstance(node.op, ast.Mod | ast.Add) and _runs_module(node.left, "%"):
            yield _at(node, "import")

    def _module(self, node: ast.Module) -> Iterator[Hidden]:
        """A global that configures logging."""
        for statement in node.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Name) and target.id in LOGGING and not self._values.written(target):
                    yield _at(statement, "logging")

    # ------------------------------------------------------------------ calls

    def _call(self, node: ast.Call) -> Iterator[Hidden]:
        if any(k.arg == "allow_pickle" and not _is_false(k.value) for k in node.keywords):
            yield _at(node, "pickle")
        if not isinstance(node.func, ast.Name | ast.Attribute):
            return
        imported = self._is_imported(node.func)
        for dotted in self._dotted(node.func):
            last = dotted.rpartition(".")[2]
            if takes_name(dotted, imported) or is_runner(dotted):
                self._taken.add(id(node.func))
                yield from self._by_first(node, last)
            elif last in CONFIGURING:
                self._taken.add(id(node.func))
                yield from self._configured(node, last)
            elif dotted in ("getattr", *INSPECTING) and node.args:
                yield from self._inspected(node, dotted)
            else:
                yield from self._other_call(node, dotted, last)

    def _other_call(self, node: ast.Call, dotted: str, last: str) -> Iterator[Hidden]:
        first = node.args[0] if node.args else None
        made = last == "FunctionType" and not (isinstance(first, ast.Attribute) and first.attr == "__code__")
        if made or dotted in MADE or (dotted == "pkgutil.walk_packages" and first is None):
            yield _at(node, "import")
        elif dotted in ("yaml.load", "yaml.load_all") and len(node.args) + len(node.keywords) < 2:
            yield _at(node, "yaml")
        elif dotted == "ruamel.yaml.YAML":
            yield from self._ruamel(node)
        elif dotted == "logging.config.listen":
            yield _at(node, "logging")
        elif last == "format" and isinstance(node.func, ast.Attribute) and _runs_module(node.func.value, "{"):
            yield _at(node, "import")

    def _by_first(self, node: ast.Call, last: str) -> Iterator[Hidden]:
        named = [k.value for k in node.keywords if k.arg in ("name", "dotted_path", "mod_name")]
        first = node.args[0] if node.args else named[0] if named else None
        if first is None and not node.keywords:
            return
        if first is None or isinstance(first, ast.Starred):
            yield _at(node, "import")
        elif last in RUNNERS:
            texts = self._values.texts(first)
            if texts is None or any(len(t) >= LONGEST_CODE or RUNS.search(t) for t in texts):
                yield _at(node, "import")
        elif last == "run_path":
            if not (constant(first) or "").endswith(".py"):
                yield _at(node, "import")
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
                yield _at(node, "yaml")

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
                yield _at(node, "import")
            for text in texts or ():
                what = self._kind(f"{module}.{text}", True)
                if what:
                    yield _at(node, what)
                yield from self._loads(f"{module}.{text}", node.lineno)
        if texts is not None:
            self._taken.add(id(target))


def _runs_python(before: Sequence[ast.expr]) -> bool:
    """Options apart, the word before `-m` is Python or a value that may be."""
    words = [part for part in before if not (constant(part) or "").startswith("-")]
    text = constant(words[-1]) if words else ""
    return text is None or re.search(r"python|pypy|\bpy$", text) is not None


def _runs_module(node: ast.expr, gap: str) -> bool:
    """`"python -m %s"`: up to the first gap."""
    return MODULE_FLAG.search((constant(node) or "").partition(gap)[0][-LONGEST_COMMAND:]) is not None


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _at(node: ast.expr | ast.stmt, what: str) -> Hidden:
    return node.lineno, what, "", ""
