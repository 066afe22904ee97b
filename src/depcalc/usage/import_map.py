"""Which package a module belongs to: the user's word, what is installed, archives, a table, else the name
itself."""

import csv
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depcalc import packaged
from depcalc.usage.entities import Package
from depcalc.usage.sources import Source, native_name
from depcalc.values.lock import normalise
from depcalc.values.usage import ImportBasis


@dataclass(slots=True)
class ImportMap:
    """Dotted prefix -> packages that provide it; and per package its prefixes with how we know them."""

    prefixes: dict[str, dict[str, None]] = field(default_factory=dict)
    imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    basis: dict[str, ImportBasis] = field(default_factory=dict)

    def packages(self, module: str) -> tuple[str, ...]:
        """Packages that may provide a dotted module, by the longest prefix known."""
        while module:
            found = self.prefixes.get(module)
            if found:
                return tuple(found)
            module = module.rpartition(".")[0]
        return ()

    def add(self, package: str, modules: Iterable[str], basis: ImportBasis) -> None:
        """A package is imported under these names."""
        kept = tuple(dict.fromkeys(modules))
        for module in kept:
            self.prefixes.setdefault(module, {})[package] = None
        self.imports[package] = (*self.imports.get(package, ()), *kept)
        self.basis.setdefault(package, basis)


def import_map(packages: Iterable[str], sources: Mapping[str, Source], user: Mapping[str, str]) -> ImportMap:
    """The map for the packages of a lock."""
    out = ImportMap()
    named = {normalise(package): module for module, package in user.items()}
    table = import_names()
    for package in packages:
        if package in named:
            modules = [m for m, p in user.items() if normalise(p) == package]
            out.add(package, modules, "user map")
        found = sources.get(package)
        known = roots(found.package) if found is not None else []
        if found is not None and known and not found.elsewhere:
            out.add(package, known, "installed" if found.kind == "installed" else "archive")
        elif package in table:
            out.add(package, (*known, *table[package]), "table")
        elif package not in named:
            out.add(package, (*known, *guesses(package)), "name")
    return out


def roots(package: Package) -> list[str]:
    """Shortest dotted names that are modules of the package: `google.cloud.storage`, not `google`; the finder
    of an editable install is none."""
    names = {*package.modules, *(native_name(path) for path in package.natives)}
    return sorted(
        n for n in names if not n.startswith("__editable__") and not any(p in names for p in _parents(n))
    )


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


def guesses(package: str) -> tuple[str, ...]:
    """Import names a package of this name commonly has."""
    name = package.replace("-", "_")
    dotted = package.replace("-", ".")
    bare = [name.removeprefix("python_"), name.removesuffix("_python"), name.removeprefix("py")]
    stubs = [name.removeprefix("types_"), name.removesuffix("_stubs")]
    return tuple(dict.fromkeys(n for n in (name, dotted, *bare, *stubs) if n))


@functools.cache
def import_names() -> dict[str, tuple[str, ...]]:
    """`data/import_names.csv`: package -> modules, for packages whose name does not tell."""
    out: dict[str, tuple[str, ...]] = {}
    with packaged.path("import_names.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            out[row["package"]] = (*out.get(row["package"], ()), row["module"])
    return out
