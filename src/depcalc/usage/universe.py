"""All modules in question, found by name; content is loaded when somebody asks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from depcalc.usage.entities import Module, Package
from depcalc.usage.summary import Summary

VENDORED = re.compile(
    r"(?:^|\.)(?:_?vendor(?:ed)?|_vendored?_packages|extern(?:al|als)?|_?third_?party|site_packages"
    r"|thirdparty)\."
)
BATCH = 1_000


class Read(Protocol):
    """Summaries in the order of the modules."""

    def __call__(self, modules: Sequence[Module], only_count: bool = False) -> list[Summary]: ...


class Universe:
    """The project and the packages of its lock, frozen once made; only summaries come in later."""

    def __init__(self, packages: Iterable[Package], read: Read) -> None:
        self.packages = {p.name: p for p in packages}
        self.project = next((p for p in self.packages.values() if p.is_project), Package("", True))
        self.modules: dict[str, Module] = {}
        self.prefixes: set[str] = set()
        self._read = read
        self.on_load: Callable[[Module], None] = lambda module: None
        self.loaded: dict[Module, None] = {}
        for package in self.packages.values():
            self._add(package)

    def _add(self, package: Package) -> None:
        vendored = {n[: hit.end()] for n in package.modules for hit in VENDORED.finditer(f"{n}.")}
        package.vendored = tuple(sorted(vendored))
        for name, module in package.modules.items():
            known = self.modules.get(name)
            if known is None or (known.package.is_project and not package.is_project):
                self.modules[name] = module
            prefix = name.rpartition(".")[0]
            while prefix and prefix not in self.prefixes:
                self.prefixes.add(prefix)
                prefix = prefix.rpartition(".")[0]

    def find(self, name: str, importer: Package | None = None) -> Module | None:
        """A module by absolute name: the importer's own, one it vendors, then anybody's."""
        if importer is not None:
            own = importer.modules.get(name)
            if own is not None:
                return own
            for prefix in importer.vendored:
                own = importer.modules.get(prefix + name)
                if own is not None:
                    return own
            if importer.aliases and name not in self.modules and name not in self.prefixes:
                return importer.aliases.get(name)
        return self.modules.get(name)

    def children(self, module: Module) -> list[Module]:
        """The modules directly inside a package."""
        modules = module.package.modules
        return [
            m for name, m in modules.items() if name.rpartition(".")[0] == module.name and m is not module
        ]

    def original(self, module: Module, name: str) -> Module | None:
        """Where a vendored copy answered for `name`: the module outside it may be the one in use."""
        if module.name == name or not module.name.endswith(f".{name}"):
            return None
        found = self.modules.get(name)
        return found if found is not module and found is not None and not found.package.is_project else None

    def load(self, module: Module) -> Summary:
        """Its content, read now where it was not before."""
        if module not in self.loaded:
            self.prefetch([module])
            self.load_all([module])
        return module.known

    def load_all(self, modules: Sequence[Module]) -> None:
        """Read many at once."""
        new = [m for m in dict.fromkeys(modules) if m not in self.loaded]
        self._fill(new)
        self.loaded.update(dict.fromkeys(new))
        for module in new:
            self.on_load(module)

    def prefetch(self, modules: Sequence[Module]) -> None:
        """Read them and what their imports lead to, wave by wave: asked for one by one they would keep a
        single process busy. None counts as loaded before it is asked for."""
        wave = [m for m in modules if m.summary is None]
        while wave:
            self._fill(wave)
            found = [m for module in wave for m in self.imported_by(module)]
            wave = [m for m in dict.fromkeys(found) if m.summary is None]

    def _fill(self, modules: Sequence[Module]) -> None:
        unread = [m for m in modules if m.summary is None]
        for module, summary in zip(unread, self._read(unread) if unread else (), strict=True):
            module.summary = summary

    def close(self, roots: Sequence[Module]) -> None:
        """Read everything that imports lead to from the roots, wave by wave."""
        wave = [m for m in dict.fromkeys(roots) if m not in self.loaded]
        while wave:
            self.load_all(wave)
            found = [m for module in wave for m in self.imported_by(module)]
            wave = [m for m in dict.fromkeys(found) if m not in self.loaded]

    def each(self, modules: Sequence[Module]) -> Iterator[tuple[Module, Summary]]:
        """Every module with its content; what was not read before is only counted, and not kept."""
        yield from ((m, m.summary) for m in modules if m.summary is not None)
        others = [m for m in modules if m.summary is None]
        for at in range(0, len(others), BATCH):
            part = others[at : at + BATCH]
            yield from zip(part, self._read(part, only_count=True), strict=True)

    def imported_by(self, module: Module) -> list[Module]:
        """Modules its import statements and, where it imports by name, its strings may mean."""
        out: list[Module] = []
        for found in module.known.imports:
            if not found.typing_only:
                names = [*_parents(found.base), f"{found.base}.{found.name}" if found.name else ""]
                out.extend(m for n in names for m in self._named(n, module))
        for name in self.dynamic_names(module):
            out.extend(m for n in _parents(name) for m in self._named(n, module))
        return out

    def _named(self, name: str, importer: Module) -> list[Module]:
        module = self.find(name, importer.package) if name else None
        if module is None:
            return []
        other = self.original(module, name)
        return [module] if other is None else [module, other]

    def dynamic_names(self, module: Module) -> list[str]:
        """Dotted names in the strings of a module that imports by name."""
        candidates: dict[str, None] = {}
        for text in module.known.dynamic or ():
            for name in _module_names(text, module.parent_package):
                candidates[name] = None
        return [n for n in candidates if self._leads_somewhere(n, module.package)]

    def _leads_somewhere(self, name: str, importer: Package) -> bool:
        parent = name.rpartition(".")[0]
        return self.find(name, importer) is not None or (
            bool(parent) and self.find(parent, importer) is not None
        )


def _parents(name: str) -> list[str]:
    """`a.b.c`, `a.b`, `a`."""
    out = []
    while name:
        out.append(name)
        name = name.rpartition(".")[0]
    return out


def _module_names(text: str, package: str) -> list[str]:
    """What a string may mean as a module: absolute, relative, or inside the package."""
    bare = text.partition(":")[0]
    if text.startswith("."):
        return [name] if (name := relative(bare, package).rstrip(".")) else []
    if not text.replace(".", "").replace(":", "").replace("_", "").isalnum() or bare == "__main__":
        return []  # `__name__ == "__main__"` is in half of all files and names no module to import
    inside = [f"{package}.{bare}"] if package else []
    return [bare] if "." in bare else [*inside, bare]


def relative(name: str, package: str) -> str:
    """`..a.b` seen from a package; "" beyond the top level."""
    level = len(name) - len(name.lstrip("."))
    parts = package.split(".") if package else []
    if level > len(parts):
        return ""
    rest = name.lstrip(".")
    return ".".join([*parts[: len(parts) - level + 1], *([rest] if rest else [])])
