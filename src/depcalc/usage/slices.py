"""From two reachability runs to the slice of each package: lines, functions, symbols, capabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields, replace
from typing import Any

from depcalc.usage.budget import Walk
from depcalc.usage.capabilities import capabilities
from depcalc.usage.degrade import WHOLE
from depcalc.usage.entities import Module, Package
from depcalc.usage.import_map import ImportMap
from depcalc.usage.reach import reach
from depcalc.usage.state import State
from depcalc.usage.universe import Universe
from depcalc.values.lock import normalise
from depcalc.values.usage import Capability, Slice

CAPABILITIES = [f.name for f in fields(Slice)].index("capabilities")


def measure(universe: Universe, roots: Sequence[Module], imports: ImportMap, walk: Walk) -> dict[str, Slice]:
    """Slices of the packages that the roots reach, by name."""
    runs = reach(universe, roots, "exec", walk)
    prices = reach(universe, roots, "demand", walk)
    reached = {m.package for m in runs.imported if not m.package.is_project}
    universe.load_all([m for p in sorted(reached, key=_name) for m in p.modules.values()])
    return {p.name: _slice(p, runs, prices, imports) for p in sorted(reached, key=_name)}


def _name(package: Package) -> str:
    return package.name


def _slice(package: Package, runs: State, prices: State, imports: ImportMap) -> Slice:
    modules = list(package.modules.values())
    total = sum(m.known.lines - m.known.data_lines for m in modules)
    opaque = [m for m in modules if m.known.trouble and m in runs.imported]
    whole = WHOLE in runs.packages[package].notes or WHOLE in prices.packages[package].notes
    lines, data = _needed(package, prices)
    live = {f for f in prices.live if f.module.package is package}
    functions = sum(s.kind == "function" for m in modules for s in m.known.scopes)
    unknown = sum(m.known.lines for m in opaque)
    return Slice(
        lines=total if whole else min(lines + unknown, total),
        data_lines=data,
        package_lines=total,
        exec_lines=sum(m.known.lines for m in modules) if whole else _executed(package, runs),
        functions=functions if whole else len(live),
        functions_total=functions,
        modules=sum(m.package is package for m in prices.imported),
        modules_total=len(modules),
        symbols=_symbols(package, prices),
        capabilities=capabilities(prices, package),
        reaches=_reaches(package, prices, imports),
        reachable=_reachable(package, runs, whole),
        opaque_files=len(opaque),
        notes=tuple(sorted({**runs.packages[package].notes, **prices.packages[package].notes}.items())),
    )


def _needed(package: Package, st: State) -> tuple[int, int]:
    """Lines a rewrite must cover, and lines of tables it would copy."""
    scopes = [f.scope for f in st.live if f.module.package is package]
    scopes.extend(c.scope for c in st.defined if c.module.package is package)
    parts = [
        m.known.statements[n] for m, numbers in st.statements.items() if m.package is package for n in numbers
    ]
    data = sum(s.data_lines for s in scopes) + sum(s.data_lines for s in parts)
    return sum(s.lines for s in scopes) + sum(s.lines for s in parts) - data, data


def _executed(package: Package, st: State) -> int:
    """Lines that may run: live functions, and imported modules without their functions."""
    inside = sum(f.scope.lines for f in st.live if f.module.package is package)
    for module in package.modules.values():
        if module in st.imported:
            inside += module.known.lines - sum(s.lines for s in module.known.scopes if s.kind == "function")
    return inside


def _symbols(package: Package, st: State) -> tuple[str, ...]:
    """What the project names of a package; a module only where nothing inside it is named."""
    names = st.crossings.get((st.universe.project, package), {})
    return tuple(sorted(n for n in names if not any(o.startswith(f"{n}.") for o in names)))


def _reaches(package: Package, st: State, imports: ImportMap) -> tuple[str, ...]:
    """Other packages that its live code names, with or without source on disk."""
    found = {b.name for (a, b) in st.crossings if a is package and not b.is_project}
    for qual, sites in st.externals.items():
        named = imports.packages(qual)
        if named and any(m.package is package and not isinstance(h, Module) for m, _, h in sites):
            found.update(named)
    return tuple(sorted(found - {package.name}))


def _reachable(package: Package, st: State, whole: bool) -> tuple[str, ...]:
    if whole:
        scopes = ((m, s) for m in package.modules.values() for s in m.known.scopes if s.kind == "function")
        return tuple(sorted(f"{m.name}:{s.qual}" for m, s in scopes))
    return tuple(sorted(f"{f.module.name}:{f.scope.qual}" for f in st.live if f.module.package is package))


# ------------------------------------------------------------------ as plain values, for the cache


def to_plain(slices: Mapping[str, Slice]) -> dict[str, Any]:
    """What `from_plain` reads."""
    return {name: astuple(found) for name, found in slices.items()}


def from_plain(plain: Mapping[str, Any]) -> dict[str, Slice]:
    """Slices of our own cache."""
    out = {}
    for name, parts in plain.items():
        found = Slice(*parts)
        caps = tuple(Capability(*c) for c in parts[CAPABILITIES])
        out[normalise(name)] = replace(found, capabilities=caps)
    return out
