"""Which functions an advisory is about, as public records tell, and whether the part in use reaches them.

Only what a record names or points at is in the table; most advisories are not. A slice may hold too much and hardly
ever too little, so "not reached" is strong and no proof: the model lowers the hazard and never drops it.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from depcalc import packaged
from depcalc.values.evidence import OpenAdvisory, Reach
from depcalc.values.usage import Slice


@cache
def fixed_functions() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """`data/fixed_functions.csv`: (package, advisory) -> "module:qualified name" of each function."""
    with packaged.path("fixed_functions.csv").open(encoding="utf-8", newline="") as handle:
        rows = {
            (row["package"], row["advisory"]): tuple(row["functions"].split())
            for row in csv.DictReader(handle)
        }
    return MappingProxyType(rows)


def watched(packages: Collection[str]) -> dict[str, frozenset[str]]:
    """The functions to look for in each of these packages."""
    found: dict[str, set[str]] = {}
    for (package, _), functions in fixed_functions().items():
        if package in packages:
            found.setdefault(package, set()).update(functions)
    return {package: frozenset(functions) for package, functions in sorted(found.items())}


def with_reach(package: str, advisories: Iterable[OpenAdvisory], part: Slice) -> tuple[OpenAdvisory, ...]:
    """The advisories with what the slice says of the functions they are about."""
    return tuple(_with_reach(package, one, part) for one in advisories)


def _with_reach(package: str, one: OpenAdvisory, part: Slice) -> OpenAdvisory:
    known = fixed_functions()
    ids = (one.advisory.id, *one.advisory.aliases)
    functions = tuple(dict.fromkeys(f for id_ in ids for f in known.get((package, id_), ())))
    return replace(one, functions=functions, reach=_reach(functions, part)) if functions else one


def _reach(functions: Collection[str], part: Slice) -> Reach:
    """Not reached only where every one of them was found and none may run; a file nobody could read may call any."""
    if not set(functions).isdisjoint(part.reachable):
        return "reached"
    return "not reached" if set(functions) <= set(part.watched) and not part.opaque_files else "not known"
