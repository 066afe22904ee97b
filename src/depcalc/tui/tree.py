"""The tree of what leaves with what: each package under the one without which it would be gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from depcalc.values.placement import Placement
from depcalc.values.report import Report


@dataclass(frozen=True, slots=True)
class Branch:
    """One package.

    cost     $/yr today of it and all below it    own   of it alone    share   of the whole tree
    also     who else needs it, beside the one it hangs under
    """

    name: str
    version: str
    verdict: str
    cost: float
    own: float
    share: float
    below: tuple[str, ...]
    also: tuple[str, ...]


def branches(places: Sequence[Placement], report: Report) -> tuple[tuple[str, ...], dict[str, Branch]]:
    """(what hangs under the project, name -> branch); the dearest first at each level."""
    own = {row.name: row.today_usd for row in report.packages}
    version = {row.name: row.version for row in report.packages}
    verdicts = {d.package: d.verdict for d in report.decisions}
    parents = _parents(places)
    cost = {p.name: sum(own.get(n, 0.0) for n in p.gone_with) for p in places}
    whole = report.totals.today.mean or 1.0
    below: dict[str, list[str]] = {}
    for place in places:
        below.setdefault(parents.get(place.name, ""), []).append(place.name)

    def ordered(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda n: (-cost[n], n)))

    made = {
        p.name: Branch(
            name=p.name,
            version=version.get(p.name, ""),
            verdict=verdicts.get(p.name, "shared"),
            cost=cost[p.name],
            own=own.get(p.name, 0.0),
            share=cost[p.name] / whole,
            below=ordered(below.get(p.name, ())),
            also=tuple(n for n in p.dependents if n != parents.get(p.name)),
        )
        for p in places
    }
    return ordered(below.get("", ())), made


def _parents(places: Sequence[Placement]) -> Mapping[str, str]:
    """Name -> the nearest package without which it is gone; a direct hangs under the project."""
    nearest: dict[str, tuple[int, str]] = {}
    direct = {p.name for p in places if p.direct}
    for place in places:
        for name in place.gone_with:
            if name == place.name or name in direct:
                continue
            one = (len(place.gone_with), place.name)
            nearest[name] = min(one, nearest.get(name, one))
    return {name: parent for name, (_, parent) in nearest.items()}
