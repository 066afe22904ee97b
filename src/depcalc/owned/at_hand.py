"""Packages at hand to compare with: an installed environment and wheels in a folder. Nothing is unpacked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from depcalc.installed import Environment, Tree, read_environment, read_record
from depcalc.installed.archives import RefusedError, read_archive
from depcalc.installed.environment import Distribution
from depcalc.installed.places import VENDORED
from depcalc.installed.tree import entries_of
from depcalc.owned.limits import Budget
from depcalc.values.lock import normalise
from depcalc.values.notice import Notice

_DATA = re.compile(r"[^/]+\.data/(?:purelib|platlib)/(.*)")


@dataclass(frozen=True)
class Held:
    """One version of one package; `read` gives its Python files, without what it vendors itself."""

    name: str
    version: str
    source: "Installed | Wheel" = field(repr=False, compare=False)

    def read(self) -> dict[str, bytes]:
        return self.source.read()


@dataclass(frozen=True)
class Installed:
    """A distribution of an environment."""

    environment: Environment
    distribution: Distribution
    budget: Budget

    @cached_property
    def _tree(self) -> Tree:
        return Tree(self.environment.site_packages)

    def read(self) -> dict[str, bytes]:
        paths = [row.path for row in read_record(self.environment, self.distribution).rows]
        wanted = sorted(p for p in paths if _is_own_source(p))[: self.budget.files]
        found = {path: self._tree.read(path, self.budget.file_bytes)[0] for path in wanted}
        return {path: data for path, data in found.items() if data}


@dataclass(frozen=True)
class Wheel:
    """A wheel file."""

    path: Path
    budget: Budget

    def read(self) -> dict[str, bytes]:
        try:
            members = read_archive(self.path, _is_source, self.budget.caps).files
        except RefusedError:
            return {}
        inside = ((_inside(member), data) for member, data in members.items())
        return {path: data for path, data in sorted(inside) if path and _is_own_source(path)}

    def trouble(self) -> str:
        """Why it cannot be read, "" where it can."""
        try:
            read_archive(self.path, lambda name: False, self.budget.caps)
        except RefusedError as error:
            return str(error)
        return ""


@dataclass(frozen=True, slots=True)
class AtHand:
    """Every version of every package at hand, in a stable order."""

    packages: tuple[Held, ...] = ()
    notices: tuple[Notice, ...] = ()


def packages_at_hand(
    site_packages: Path | None = None, wheels: Path | None = None, budget: Budget | None = None
) -> AtHand:
    """What is installed and what lies in a folder of wheels; the installed copy of a version comes first."""
    limits = budget or Budget()
    found: dict[tuple[str, str], Held] = {}
    notices = list[Notice]()
    for held in _installed(site_packages, limits) if site_packages is not None else ():
        found.setdefault((held.name, held.version), held)
    if wheels is not None:
        for held in _wheels(wheels, limits, notices):
            found.setdefault((held.name, held.version), held)
    return AtHand(tuple(found[key] for key in sorted(found)), tuple(notices))


def _installed(site_packages: Path, budget: Budget) -> Iterator[Held]:
    environment = read_environment(site_packages)
    for distribution in environment.distributions:
        source = Installed(environment, distribution, budget)
        yield Held(distribution.name, distribution.version, source)


def _wheels(folder: Path, budget: Budget, notices: list[Notice]) -> Iterator[Held]:
    names = [e.name for e in entries_of(folder) if e.name.endswith(".whl") and e.is_file()]
    if len(names) > budget.wheels:
        notices.append(Notice("wheels-cut", f"only the first {budget.wheels:,} wheels are read", folder.name))
    for name in names[: budget.wheels]:
        try:
            package, version, _, _ = parse_wheel_filename(name)
        except InvalidWheelFilename:
            notices.append(Notice("wheel-name", f"{name} is not named as wheels are: left out", name))
            continue
        wheel = Wheel(folder / name, budget)
        if why := wheel.trouble():
            notices.append(Notice("archive-refused", f"{name} was not read: {why}", name))
        else:
            yield Held(normalise(package), str(version), wheel)


def _is_source(name: str) -> bool:
    return name.endswith(".py")


def _inside(member: str) -> str:
    """Where site-packages would hold it, "" for what goes elsewhere."""
    if found := _DATA.fullmatch(member):
        return found[1]
    return "" if ".data/" in member else member


def _is_own_source(path: str) -> bool:
    folders = path.split("/")[:-1]
    return path.endswith(".py") and VENDORED.isdisjoint(folders) and not _is_copy_by_habit(folders)


def _is_copy_by_habit(folders: list[str]) -> bool:
    """`urllib3/packages` and the like: the older habit of keeping copies below a package of that name."""
    return "packages" in folders[1:]
