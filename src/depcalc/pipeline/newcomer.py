"""What is known of a package that is asked about: in the tree, or not there yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from depcalc.assumptions import with_settings
from depcalc.evidence.gather import Wanted, gather, newest_versions
from depcalc.evidence.near import near_names, stdlib_pythons
from depcalc.evidence.snapshot import Snapshot, open_snapshot
from depcalc.pipeline.case import reached
from depcalc.values.advice import Brings, Here, Near
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap, Known, value_or
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice
from depcalc.values.scope import GraphCounts, Selection
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

UNKNOWN_BRINGS = Gap("the lock", "not locked here, and the bundled data hold no dependencies")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One package, at the version that is judged.

    version_from   "asked", "locked", "newest known", "oldest without known flaws" or "" where there is none
    successors     evidence on what could come in instead
    known          any table has a row of it
    stdlib         Pythons whose standard library has a module of this name
    """

    evidence: Evidence
    version_from: str
    successors: tuple[Evidence, ...]
    known: bool
    here: Here | None
    brings: Known[Brings]
    near: tuple[Near, ...]
    stdlib: tuple[str, ...]


def without_project(path: str, settings: Settings, why: str) -> Survey:
    """A survey of no project: an empty tree, and the reason."""
    with open_snapshot() as snapshot:
        info = snapshot.info()
    python = settings.scope.python_version
    return Survey(
        path=path,
        lock=Lock("", "none", requires_python=f">={python}" if python else ""),
        lockfiles=(),
        selection=Selection(),
        counts=GraphCounts(0, 0, 0, (), "none"),
        placements=(),
        evidence=(),
        successors=(),
        edges=(),
        snapshot=info,
        as_of=settings.as_of or info.as_of,
        policy="lock",
        notices=(Notice("no-project", f"judged without a project: {why}"),),
    )


def read_newcomer(survey: Survey, settings: Settings, name: str, version: str) -> Newcomer:
    """Look one name up, at the version asked for, else as locked, else the newest one worth taking."""
    here = _here(survey, name)
    with open_snapshot() as snapshot:
        find = _finder(snapshot, survey, settings)
        found, origin = _evidence(survey, snapshot, name, version, find)
        return Newcomer(
            evidence=found,
            version_from=origin,
            successors=_successors(survey, snapshot, found, find),
            known=_is_known(found),
            here=here,
            brings=_brings(survey, name, here),
            near=near_names(snapshot, name),
            stdlib=stdlib_pythons(name),
        )


Find = Callable[[str, str], Evidence]


def _finder(snapshot: Snapshot, survey: Survey, settings: Settings) -> Find:
    steps = int(with_settings(settings)["map.upgrade_steps"])

    def find(name: str, version: str) -> Evidence:
        public = not any(fnmatchcase(name, pattern) for pattern in settings.internal)
        wanted = [Wanted(name, version, public)]
        return gather(wanted, snapshot, as_of=survey.as_of, max_steps=steps)[0][0]

    return find


def _evidence(
    survey: Survey, snapshot: Snapshot, name: str, version: str, find: Find
) -> tuple[Evidence, str]:
    locked = next((e for e in survey.evidence if e.name == name), None)
    if locked is not None and version in ("", locked.version):
        return locked, "locked"
    if version:
        return find(name, version), "asked"
    newest = newest_versions(snapshot, [name], as_of=survey.as_of).get(name, "")
    found = find(name, newest)
    if isinstance(found.upgrade, Fact):
        return find(name, found.upgrade.value.target), "oldest without known flaws"
    return found, "newest known" if newest else ""


def _is_known(e: Evidence) -> bool:
    """Some table has a row of this very name."""
    facts = (e.downloads, e.wheel_bytes, e.newest_upload, e.debian_kb, e.successor)
    listed = any(isinstance(fact, Fact) for fact in facts)
    told = bool(value_or(e.advisories, ())) or bool(value_or(e.takeovers, ()))
    return listed or told or e.class_basis == "table"


def _successors(survey: Survey, snapshot: Snapshot, e: Evidence, find: Find) -> tuple[Evidence, ...]:
    """What the tables name in its place, where it would be new to the tree."""
    if isinstance(e.successor, Gap) or e.successor.value.kind != "successor":
        return survey.successors
    target = e.successor.value.target
    if any(other.name == target for other in (*survey.evidence, *survey.successors)):
        return survey.successors
    newest = newest_versions(snapshot, [target], as_of=survey.as_of)
    return (*survey.successors, find(target, newest.get(target, "")))


def _here(survey: Survey, name: str) -> Here | None:
    place = next((p for p in survey.placements if p.name == name), None)
    if place is None:
        return None
    return Here(place.direct, ", ".join(place.versions), place.needed_by_directs)


def _brings(survey: Survey, name: str, here: Here | None) -> Known[Brings]:
    """Everything it needs, as far as the lock knows; a package of another group is in the lock as well."""
    edges: Mapping[str, Sequence[str]] = dict(survey.edges)
    in_scope = {place.name for place in survey.placements}
    if here is None:
        edges = _lock_edges(survey.lock)
        if name not in edges or survey.lock.edges_from == "none":
            return UNKNOWN_BRINGS
    needed = reached(edges, edges.get(name, ())) - {name}
    mine = {n for p in survey.placements if p.name == name for n in p.leaves_with}
    new = needed - in_scope if here is None else mine
    brings = Brings(tuple(sorted(new)), tuple(sorted(needed - new)))
    return Fact(brings, survey.lock.path, None, "measured")


def _lock_edges(lock: Lock) -> dict[str, Sequence[str]]:
    edges: dict[str, Sequence[str]] = {}
    for package in lock.packages:
        edges[package.key.name] = [*edges.get(package.key.name, ()), *(r.name for r in package.requires)]
    return edges
