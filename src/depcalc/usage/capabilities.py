"""What live code may do to the world: external names it mentions, matched with a table.

Tags raise a gate, never lower one: a hand-written parser shows none.
"""

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from depcalc import packaged
from depcalc.usage.entities import Class, Function, Module, Package
from depcalc.usage.state import Site, State
from depcalc.usage.stdlib_facts import stdlib_facts
from depcalc.values.usage import Capability

MOST_SITES = 8  # kept for each tag and name
# how something is named, behind its name: by an import statement, as a type (`except`, `isinstance`, a base), or in
# front of an attribute, which is named by itself where it is understood
PLAIN = IMPORTED, TYPE, FRONT = "[import]", "[type]", "[.]"
# they say what a module is; `__init__` and the like do something
IDENTITY = frozenset(
    """__version__ __version_info__ __name__ __doc__ __file__ __author__ __title__ __package__ __path__ __cached__
    __license__ __copyright__ __build__ __qualname__ __module__ __all__""".split()
)
_VERSION = re.compile(r"([a-z]\w*\.)+(\w+_)?(VERSION|version)(_INFO|_info|_NUMBER|_number|_tuple)?")
_JOINT = re.compile(r"[.\[]")
_EXCEPTION_MODULES = frozenset({"exceptions", "errors", "exc"})


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` ending in "." covers everything below it; `weak` evidence is shown and raises nothing alone."""

    tag: str
    name: str
    weak: bool


@functools.cache
def rules() -> tuple[dict[str, Rule], dict[str, Rule], frozenset[str]]:
    """`data/capabilities.csv`: exact names, prefixes, and names that are never a capability."""
    exact: dict[str, Rule] = {}
    prefixes: dict[str, Rule] = {}
    never: set[str] = set()
    with packaged.path("capabilities.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["tag"] == "none":
                never.add(row["name"])
                continue
            rule = Rule(row["tag"], row["name"], row["strength"] == "weak")
            (prefixes if rule.name.endswith(".") else exact)[rule.name.rstrip(".")] = rule
    return exact, prefixes, frozenset(never)


@functools.lru_cache(maxsize=1 << 16)
def rule_for(qual: str) -> Rule | None:
    """The rule that a qualified external name falls under: itself, else its longest prefix."""
    exact, _, never = rules()
    if qual in never or is_exception(qual) or _is_identity(qual):
        return None
    found = exact.get(qual) or _prefix(qual)
    if found is not None and not found.weak and is_exception(qual.rpartition(".")[0]):
        return Rule(found.tag, found.name, True)  # of an error that somebody caught
    return found


def _prefix(qual: str) -> Rule | None:
    prefixes = rules()[1]
    while qual:
        if qual in prefixes:
            return prefixes[qual]
        qual = qual.rpartition(".")[0]
    return None


@functools.lru_cache(maxsize=1 << 16)
def concerns(qual: str) -> bool:
    """Whether a rule speaks of the name or of what is around it: its places are kept."""
    return qual in rules()[0] or _prefix(qual) is not None


@functools.lru_cache(maxsize=1 << 16)
def is_exception(qual: str) -> bool:
    """`netrc.NetrcParseError` names no capability: by the table of the standard library, else by how they are
    called."""
    module, _, last = qual.rpartition(".")
    if last.endswith(("Error", "Exception", "Warning")) or last == "error":
        return True
    if module.rpartition(".")[2] in _EXCEPTION_MODULES and last[:1].isupper():
        return True
    return "with_traceback" in (stdlib_facts().members(qual) or ())


def _is_identity(qual: str) -> bool:
    """What a module is called, and its version, or a part of these."""
    outer = qual.rpartition(".")[0]
    return not IDENTITY.isdisjoint(qual.split(".")) or any(map(_VERSION.fullmatch, (qual, outer)))


def is_live(holder: Module | Function | Class | None) -> bool:
    """Whether what it does is done when the package is used, and not when it is imported."""
    return isinstance(holder, Function) or (isinstance(holder, Module) and holder.package.is_project)


def capabilities(st: State, package: Package) -> tuple[Capability, ...]:
    """Capabilities of a package's live code with file and line, those of live functions first."""
    found: dict[tuple[str, str, str, int], Capability] = {}
    counts: dict[tuple[str, str], int] = {}
    externals = st.externals.get(package, {})
    named, exact = _by_place(externals), rules()[0]
    for key, sites in sorted(externals.items(), key=lambda item: item[0].endswith(PLAIN)):
        qual, how = taken_apart(key)
        rule = rule_for(qual)
        if rule is None:
            continue
        for module, line, holder in sorted(sites, key=_order):
            if not line or counts.get((rule.tag, key), 0) >= MOST_SITES:
                continue
            if how == FRONT and qual not in exact and qual in named[module, line]:
                continue
            counts[rule.tag, key] = counts.get((rule.tag, key), 0) + 1
            weak = rule.weak or how in (IMPORTED, TYPE)
            one = Capability(rule.tag, qual, inside(module), line, not is_live(holder), weak)
            found.setdefault((rule.tag, qual, one.path, line), one)
    places: dict[tuple[str, int], set[str]] = {}
    for one in found.values():
        if not one.weak:
            places.setdefault((one.path, one.line), set()).update(_fronts(one.name))
    whole = [c for c in found.values() if c.name not in places.get((c.path, c.line), ())]
    return tuple(sorted(whole, key=lambda c: (c.at_import, c.weak, c.tag, c.path, c.line, c.name)))


def _by_place(externals: Mapping[str, Sequence[Site]]) -> dict[tuple[Module, int], set[str]]:
    """What stands in front of other names on a line."""
    out: dict[tuple[Module, int], set[str]] = {}
    for key, sites in externals.items():
        fronts = _fronts(taken_apart(key)[0])
        for module, line, _ in sites:
            out.setdefault((module, line), set()).update(fronts)
    return out


def taken_apart(key: str) -> tuple[str, str]:
    """A key of `State.externals`: the name, and how it is named."""
    how = next((how for how in PLAIN if key.endswith(how)), "")
    return key.removesuffix(how), how


def _fronts(name: str) -> list[str]:
    """`subprocess` of `subprocess.run`, `builtins.open` of `builtins.open[w]`."""
    return [name[: found.start()] for found in _JOINT.finditer(name)]


def _order(site: Site) -> tuple[bool, str, int]:
    return not is_live(site[2]), site[0].name, site[1]


def inside(module: Module) -> str:
    """Path of a module's file under the import root."""
    base = module.name.replace(".", "/")
    return f"{base}/__init__.py" if module.is_package else f"{base}.py"
