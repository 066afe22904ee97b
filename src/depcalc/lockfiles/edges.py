"""Edges for a lock that has none, from what the packages installed beside it say of themselves."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from depcalc.installed import Distribution
from depcalc.lockfiles._listed_root import without_reached
from depcalc.lockfiles._packages import asks_of, chooser
from depcalc.lockfiles._pep508 import split_requirement
from depcalc.lockfiles._project import Choose, requirement
from depcalc.values.lock import Lock, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")
_UNTRUE = ("direct-unknown", "no-edges")  # notices that edges make untrue
Installed = Mapping[tuple[str, str], Iterable[str]]  # (normalised name, version) -> its Requires-Dist headers


def requires_dist(distributions: Iterable[Distribution]) -> Installed:
    """What installed distributions ask for, as `with_installed_edges` takes it."""
    return {(normalise(one.name), one.version): one.all("Requires-Dist") for one in distributions}


def with_installed_edges(lock: Lock, installed: Installed) -> Lock:
    """The lock with the edges of every package that is installed in its locked version. A lock that has
    edges, or none of whose packages is installed, comes back as it is."""
    if lock.edges_from != "none" or not any(_of(package) in installed for package in lock.packages):
        return lock
    choose = chooser((package.key for package in lock.packages), lock.path)
    linked = [_linked(package, installed.get(_of(package), ()), choose) for package in lock.packages]
    used = _used_extras(lock.roots, linked)
    packages = {package.key: _trimmed(package, used) for package in linked}
    missing = [package.key.name for package in lock.packages if _of(package) not in installed]
    known = not any(notice.code == "direct-unknown" for notice in lock.notices)
    return replace(
        lock,
        packages=tuple(packages.values()),
        roots=tuple(without_reached(root, packages, known) for root in lock.roots),
        edges_from="installed-metadata",
        notices=(*(one for one in lock.notices if one.code not in _UNTRUE), *_notices(missing, lock.path)),
    )


def _of(package: Package) -> tuple[str, str]:
    return package.key.name, package.key.version


def _linked(package: Package, headers: Iterable[str], choose: Choose) -> Package:
    """What a package requires, and what each of its extras adds as far as that is locked."""
    extras: dict[str, list[Requirement]] = {}
    requires = []
    for asked in filter(None, map(split_requirement, headers)):
        ask = requirement(asked, choose)
        homes = {normalise(extra) for extra in _EXTRA.findall(asked.marker)}
        if not homes:
            requires.append(ask)
        for extra in homes if ask.targets else ():
            extras.setdefault(extra, []).append(ask)
    named = tuple((extra, tuple(found)) for extra, found in sorted(extras.items()))
    return replace(package, requires=tuple(requires), extras=named)


def _used_extras(roots: Iterable[Root], packages: Iterable[Package]) -> set[tuple[str, str]]:
    """(name, extra) of every extra that somebody asks for."""
    named = [asks for root in roots for _, asks in (("", root.requires), *root.extras, *root.groups)]
    named += [tuple(asks_of(package)) for package in packages]
    return {(ask.name, extra) for asks in named for ask in asks for extra in ask.extras}


def _trimmed(package: Package, used: set[tuple[str, str]]) -> Package:
    kept = tuple((extra, asks) for extra, asks in package.extras if (package.key.name, extra) in used)
    return replace(package, extras=kept)


def _notices(missing: list[str], path: str) -> list[Notice]:
    if not missing:
        return []
    message = f"not installed in the locked version, so what they require is not known: {len(missing)}"
    return [Notice("edges-unknown", f"{message}, {', '.join(missing[:5])}", path)]
