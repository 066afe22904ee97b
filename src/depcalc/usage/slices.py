"""From two reachability runs to the slice of each package: lines, functions, symbols, capabilities."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from typing import Any

from depcalc.usage.budget import Walk
from depcalc.usage.capabilities import capabilities
from depcalc.usage.degrade import WHOLE
from depcalc.usage.entities import Function, Module, Package
from depcalc.usage.import_map import ImportMap
from depcalc.usage.knowledge import Knowledge
from depcalc.usage.pool import UNSURE
from depcalc.usage.reach import reach
from depcalc.usage.reading import Progress
from depcalc.usage.state import State
from depcalc.usage.summary import Scope, Statement
from depcalc.usage.universe import Universe
from depcalc.values.lock import normalise
from depcalc.values.usage import Capability, Slice

MOST_REASONS = 5
STEPS = 3  # of slicing, for progress
CAPABILITIES = [f.name for f in fields(Slice)].index("capabilities")


@dataclass(slots=True)
class _Total:
    """A package as a whole."""

    lines: int = 0
    data_lines: int = 0
    functions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """What one run reached of one package."""

    functions: list[Function] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)  # of functions and classes
    statements: list[Statement] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)


def measure(
    universe: Universe,
    roots: Sequence[Module],
    imports: ImportMap,
    walk: Walk,
    progress: Progress,
    watch: Mapping[str, Collection[str]],
) -> dict[str, Slice]:
    """Slices of the packages that the roots reach, by name; `watch`: functions to look for in each."""
    knowledge = Knowledge(universe, roots)
    progress("following what may run", 0, STEPS)
    executed = _parts(reach(knowledge, "exec", walk))
    progress("following what a rewrite needs", 1, STEPS)
    prices = reach(knowledge, "demand", walk)
    progress("counting the rest", 2, STEPS)
    needed = _parts(prices)
    reached = [p for name, p in sorted(universe.packages.items()) if executed[p].modules and not p.is_project]
    totals = _totals(universe, reached)
    out = {
        p.name: replace(
            _slice(p, totals[p], executed[p], needed[p], prices, imports),
            watched=tuple(sorted(set(watch.get(p.name, ())).intersection(totals[p].functions))),
        )
        for p in reached
    }
    knowledge.forget()
    return out


def _totals(universe: Universe, packages: Sequence[Package]) -> dict[Package, _Total]:
    out = {p: _Total() for p in packages}
    for module, summary in universe.each([m for p in packages for m in p.modules.values()]):
        total = out[module.package]
        total.lines += summary.lines
        total.data_lines += summary.data_lines
        total.functions += [f"{module.name}:{s.qual}" for s in summary.scopes if s.kind == "function"]
    return out


def _parts(st: State) -> dict[Package, _Part]:
    out = {p: _Part(notes=state.notes) for p, state in st.packages.items()}
    for function in st.live:
        out[function.module.package].functions.append(function)
        out[function.module.package].scopes.append(function.scope)
    for cls in st.defined:
        out[cls.module.package].scopes.append(cls.scope)
    for module, numbers in st.statements.items():
        out[module.package].statements.extend(module.known.statements[n] for n in numbers)
    for module in st.imported:
        out[module.package].modules.append(module)
    return out


def _slice(
    package: Package, all_of_it: _Total, executed: _Part, needed: _Part, prices: State, imports: ImportMap
) -> Slice:
    total = all_of_it.lines - all_of_it.data_lines
    opaque = [m for m in executed.modules if m.known.trouble]
    whole = WHOLE in executed.notes or WHOLE in needed.notes
    lines, data = _needed(needed)
    reachable = [f"{f.module.name}:{f.scope.qual}" for f in executed.functions]
    return Slice(
        lines=total if whole else min(lines + sum(m.known.lines for m in opaque), total),
        data_lines=data,
        package_lines=total,
        exec_lines=all_of_it.lines if whole else _executed(executed),
        functions=len(all_of_it.functions) if whole else len(needed.functions),
        functions_total=len(all_of_it.functions),
        modules=len(needed.modules),
        modules_total=len(package.modules),
        symbols=_symbols(package, prices),
        capabilities=capabilities(prices, package),
        reaches=_reaches(package, prices, imports),
        reachable=tuple(sorted(all_of_it.functions if whole else reachable)),
        opaque_files=len(opaque),
        notes=tuple(sorted({**executed.notes, **needed.notes, **_unread(opaque)}.items())),
    )


def _unread(opaque: Sequence[Module]) -> dict[str, int]:
    """Why files could not be read, the commonest reasons."""
    reasons = Counter(f"a file {m.known.trouble}" for m in opaque)
    return dict(reasons.most_common(MOST_REASONS))


def _needed(part: _Part) -> tuple[int, int]:
    """Lines a rewrite must cover, and lines of tables it would copy."""
    counted: list[Scope | Statement] = [*part.scopes, *part.statements]
    data = sum(c.data_lines for c in counted)
    return sum(c.lines for c in counted) - data, data


def _executed(part: _Part) -> int:
    """Lines that may run: live functions, and imported modules without their functions."""
    inside = sum(f.scope.lines for f in part.functions)
    for module in part.modules:
        inside += module.known.lines - sum(s.lines for s in module.known.scopes if s.kind == "function")
    return inside


def _symbols(package: Package, st: State) -> tuple[str, ...]:
    """What the project names of a package; a module only where nothing inside it is named."""
    names = sorted(st.crossings.get((st.universe.project, package), {}))
    following = [*names, ""][1:]
    return tuple(n for n, after in zip(names, following, strict=False) if not after.startswith(f"{n}."))


def _reaches(package: Package, st: State, imports: ImportMap) -> tuple[str, ...]:
    """Other packages that its live code names, with or without source on disk."""
    found = {b.name for (a, b) in st.crossings if a is package and not b.is_project}
    for qual, sites in st.externals.get(package, {}).items():
        if any(not isinstance(holder, Module) for _, _, holder in sites):
            found.update(imports.packages(qual))
    return tuple(sorted(found - {package.name}))


# ------------------------------------------------------------------ as plain values, for the cache


def lasting(slices: Mapping[str, Slice]) -> bool:
    """Whether another run would find the same: no file was given up for time or memory."""
    return not any(note == f"a file {why}" for s in slices.values() for note, _ in s.notes for why in UNSURE)


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
