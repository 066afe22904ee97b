"""What live code may do to the world: external names it mentions, matched with a table.

Tags raise a gate, never lower one: a hand-written parser shows none.
"""

import csv
import functools
from dataclasses import dataclass

from depcalc import packaged
from depcalc.usage.entities import Function, Module, Package
from depcalc.usage.state import State
from depcalc.values.usage import Capability

MOST_SITES = 8  # kept for each tag and name


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
    exact, prefixes, never = rules()
    if qual in never or _is_exception(qual):
        return None
    if qual in exact:
        return exact[qual]
    parent = qual
    while parent:
        if parent in prefixes:
            return prefixes[parent]
        parent = parent.rpartition(".")[0]
    return None


def _is_exception(qual: str) -> bool:
    """`netrc.NetrcParseError` names no capability, nor does a constant."""
    last = qual.rpartition(".")[2]
    return last.endswith(("Error", "Exception", "Warning"))


def capabilities(st: State, package: Package) -> tuple[Capability, ...]:
    """Capabilities of a package's live code with file and line, those of live functions first."""
    found: dict[tuple[str, str, str, int], Capability] = {}
    counts: dict[tuple[str, str], int] = {}
    for qual, sites in st.externals.get(package, {}).items():
        rule = rule_for(qual)
        if rule is None:
            continue
        for module, line, holder in sorted(sites, key=_order):
            at_import = not isinstance(holder, Function)
            key = (rule.tag, qual)
            if counts.get(key, 0) < MOST_SITES and line:
                counts[key] = counts.get(key, 0) + 1
                one = Capability(rule.tag, qual, inside(module), line, at_import, rule.weak)
                found.setdefault((rule.tag, qual, one.path, line), one)
    places: dict[tuple[str, int], list[str]] = {}
    for one in found.values():
        places.setdefault((one.path, one.line), []).append(one.name)
    whole = [c for c in found.values() if not _is_part(c.name, places[c.path, c.line])]
    return tuple(sorted(whole, key=lambda c: (c.at_import, c.weak, c.tag, c.path, c.line, c.name)))


def _is_part(name: str, names: list[str]) -> bool:
    """`subprocess` where `subprocess.run` is named on the same line."""
    return any(other.startswith((f"{name}.", f"{name}[")) for other in names)


def _order(site: tuple[Module, int, object]) -> tuple[bool, str, int]:
    return not isinstance(site[2], Function), site[0].name, site[1]


def inside(module: Module) -> str:
    """Path of a module's file under the import root."""
    base = module.name.replace(".", "/")
    return f"{base}/__init__.py" if module.is_package else f"{base}.py"
