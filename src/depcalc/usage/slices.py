"""From what was reached to the slice of each package: lines, functions, symbols, capabilities."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from itertools import compress
from typing import Any

from depcalc.installed.places import kind_of
from depcalc.usage.budget import Walk
from depcalc.usage.capabilities import capabilities, inside, taken_apart
from depcalc.usage.degrade import WHOLE
from depcalc.usage.entities import Function, Module, Package
from depcalc.usage.import_map import ImportMap
from depcalc.usage.knowledge import Knowledge
from depcalc.usage.pool import UNSURE
from depcalc.usage.reach import reach
from depcalc.usage.reading import Progress
from depcalc.usage.state import State
from depcalc.usage.summary import Scope, Statement, Summary
from depcalc.usage.universe import Universe
from depcalc.values.lock import normalise
from depcalc.values.usage import Capability, Slice

MOST_REASONS = 5
STEPS = 3  # of slicing, for progress
UNREAD_ROOTS = "files of the project whose content is unknown"  # a note
CAPABILITIES = [f.name for f in fields(Slice)].index("capabilities")


@dataclass(slots=True)
class _Total:
    """A package as a whole, or a file of it."""

    lines: int = 0
    data_lines: int = 0
    functions: int = 0
    modules: int = 0

    def add(self, other: "_Total") -> None:
        """Another file."""
        self.lines += other.lines
        self.data_lines += other.data_lines
        self.functions += other.functions
        self.modules += other.modules


@dataclass(slots=True)
class _Part:
    """What was reached of one package."""

    functions: list[Function] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    lines: int = 0  # of functions, classes and statements
    data_lines: int = 0

    def count(self, one: Scope | Statement) -> None:
        """Add its lines."""
        self.lines += one.lines
        self.data_lines += one.data_lines


@dataclass(frozen=True, slots=True)
class _Price:
    """What a rewrite of one package must cover; the rest as in `Slice`."""

    part: _Part
    symbols: tuple[str, ...]
    capabilities: tuple[Capability, ...]
    reaches: tuple[str, ...]


def measure(
    universe: Universe,
    roots: Sequence[Module],
    imports: ImportMap,
    walk: Walk,
    progress: Progress,
    watch: Mapping[str, Collection[str]],
    rest: Callable[[], None] = lambda: None,
) -> dict[str, Slice]:
    """Slices of the packages that the roots reach, by name.

    watch    functions to look for in each
    rest     called when all is read but what the walk may find out late, and after each part of it
    """
    knowledge = Knowledge(universe, roots)
    counts = _counts(universe, list(dict.fromkeys(m.package for m in universe.loaded)))
    rest()
    progress("following what a rewrite needs", 0, STEPS)
    states = reach(knowledge, walk)
    needed = _prices(next(states), imports)
    rest()
    progress("following what else may run", 1, STEPS)
    executed = _parts(next(states))
    rest()
    progress("counting the rest", 2, STEPS)
    reached = [p for name, p in sorted(universe.packages.items()) if executed[p].modules and not p.is_project]
    known = {module.package for module in counts}
    counts |= _counts(universe, [p for p in reached if p not in known])
    rest()
    knowledge.inference.forget()  # its room is taken by the slices
    unread = sum(bool(root.known.trouble) for root in roots)
    out = {}
    for package in reached:
        total = _total(package, universe.loaded, counts)
        found = _slice(total, executed[package], needed[package])
        if WHOLE in executed[package].notes:
            found = _whole(universe, package, total, found)
        if package.name in watch:
            there = {*_functions(universe, package)}.intersection(watch[package.name])
            found = replace(found, watched=tuple(sorted(there)))
        if unread:
            found = replace(found, notes=(*found.notes, (UNREAD_ROOTS, unread)))
        out[package.name] = found
    knowledge.forget()
    return out


def _counts(universe: Universe, packages: Sequence[Package]) -> dict[Module, _Total]:
    """Of the files that no import leads to, tests apart."""
    others = [m for p in packages for m in p.modules.values() if m not in universe.loaded and not _tests(m)]
    return {module: _count(summary) for module, summary in universe.each(others)}


def _count(summary: Summary) -> _Total:
    functions = sum(s.kind == "function" for s in summary.scopes)
    return _Total(summary.lines, summary.data_lines, functions, 1)


def _tests(module: Module) -> bool:
    """Below the top level of its package: a package may be called `tests`."""
    return kind_of(inside(module).partition("/")[2]) == "tests"


def _total(package: Package, loaded: Container[Module], counts: Mapping[Module, _Total]) -> _Total:
    """Tests count where something imports them."""
    total = _Total()
    for module in package.modules.values():
        if module in loaded:
            total.add(_count(module.known))
        elif module in counts:
            total.add(counts[module])
    return total


def _functions(universe: Universe, package: Package) -> Iterator[str]:
    """All functions of a package."""
    for module, summary in universe.each(list(package.modules.values())):
        for scope, signature in zip(summary.scopes, summary.signatures, strict=True):
            if scope.kind == "function":
                yield f"{module.name}:{signature.qual}"


def _prices(st: State, imports: ImportMap) -> dict[Package, _Price]:
    return {
        package: _Price(
            part, _symbols(package, st), capabilities(st, package), _reaches(package, st, imports)
        )
        for package, part in _parts(st).items()
    }


def _parts(st: State) -> dict[Package, _Part]:
    out = {p: _Part(notes=dict(state.notes)) for p, state in st.packages.items()}
    for function in st.live:
        out[function.module.package].functions.append(function)
        out[function.module.package].count(function.scope)
    for cls in st.defined:
        out[cls.module.package].count(cls.scope)
    for module, needed in st.statements.items():
        for number in compress(range(len(needed)), needed):
            out[module.package].count(module.known.statements[number])
    for module in st.imported:
        out[module.package].modules.append(module)
    return out


def _slice(all_of_it: _Total, executed: _Part, price: _Price) -> Slice:
    needed, total = price.part, all_of_it.lines - all_of_it.data_lines
    opaque = [m for m in executed.modules if m.known.trouble]
    reachable = [f"{f.module.name}:{f.signature.qual}" for f in executed.functions]
    return Slice(
        lines=min(needed.lines - needed.data_lines + sum(m.known.lines for m in opaque), total),
        data_lines=needed.data_lines,
        package_lines=total,
        exec_lines=min(_executed(executed), total),
        functions=len(needed.functions),
        functions_total=all_of_it.functions,
        modules=len(needed.modules),
        modules_total=all_of_it.modules,
        symbols=price.symbols,
        capabilities=price.capabilities,
        reaches=price.reaches,
        reachable=tuple(sorted(reachable)),
        opaque_files=len(opaque),
        notes=tuple(sorted({**executed.notes, **needed.notes, **_unread(opaque)}.items())),
    )


def _whole(universe: Universe, package: Package, all_of_it: _Total, found: Slice) -> Slice:
    """The slice of a package that was taken whole."""
    return replace(
        found,
        lines=found.package_lines,
        exec_lines=found.package_lines,
        functions=all_of_it.functions,
        reachable=tuple(sorted(_functions(universe, package))),
    )


def _unread(opaque: Sequence[Module]) -> dict[str, int]:
    """Why files could not be read, the commonest reasons."""
    reasons = Counter(f"a file {m.known.trouble}" for m in opaque)
    return dict(reasons.most_common(MOST_REASONS))


def _executed(part: _Part) -> int:
    """Lines that may run, tables apart: live functions, and imported modules without their functions."""
    inside = sum(map(_without_tables, (f.scope for f in part.functions)))
    for module in part.modules:
        known = module.known
        inside += known.lines - known.data_lines
        inside -= sum(_without_tables(s) for s in known.scopes if s.kind == "function")
    return inside


def _without_tables(one: Scope) -> int:
    return one.lines - one.data_lines


def _symbols(package: Package, st: State) -> tuple[str, ...]:
    """What the project names of a package; a module only where nothing inside it is named."""
    names = sorted(st.crossings.get((st.universe.project, package), {}))
    following = [*names, ""][1:]
    return tuple(n for n, after in zip(names, following, strict=False) if not after.startswith(f"{n}."))


def _reaches(package: Package, st: State, imports: ImportMap) -> tuple[str, ...]:
    """Other packages that its live code names, with or without source on disk."""
    found = {b.name for (a, b) in st.crossings if a is package and not b.is_project}
    for key, sites in st.externals.get(package, {}).items():
        if any(not isinstance(holder, Module) for _, _, holder in sites):
            found.update(imports.packages(taken_apart(key)[0]))
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
