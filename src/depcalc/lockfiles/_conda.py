"""What pixi and conda-lock have in common: conda packages beside PyPI ones, and edges that hold within one
environment on one platform, put together here into one graph.

An edge that not every place of its package has carries a marker that says where it holds: for platforms those
of PEP 508, for environments the kind of extra that uv makes up for conflicts.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from depcalc.errors import LockError
from depcalc.lockfiles._conda_entries import REMEMBERED, Entry
from depcalc.lockfiles._packages import package_notices
from depcalc.lockfiles._pep508 import Asked
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import Key, Package, Requirement, normalise
from depcalc.values.notice import Notice

PROJECT = "project"  # what the root is called: these locks do not say
DEFAULT = "default"  # the environment that is production
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_PLATFORMS = {
    "linux-32": ("linux", "i686"),
    "linux-64": ("linux", "x86_64"),
    "linux-aarch64": ("linux", "aarch64"),
    "linux-ppc64le": ("linux", "ppc64le"),
    "linux-s390x": ("linux", "s390x"),
    "linux-riscv64": ("linux", "riscv64"),
    "osx-64": ("darwin", "x86_64"),
    "osx-arm64": ("darwin", "arm64"),
    "win-32": ("win32", "x86"),
    "win-64": ("win32", "AMD64"),
    "win-arm64": ("win32", "ARM64"),
}
_NO_DIRECT = (
    "the lock does not say what the project asks for: packages that nothing requires are taken as direct"
)
_FACTS = (
    "public facts reach conda packages by their names on the public index: {} as the lock gives them, {} by "
    "the rule that a package for Python has the same name there; {} have none"
)


class Cell(NamedTuple):
    """An environment ("" where the format knows none) on a platform."""

    environment: str
    platform: str


Held = Mapping[Cell, Sequence[Entry]]
MAX_LINKS = 1_000_000  # requirements over all environments and platforms
_Links = dict[tuple[Asked, Key], list[Cell]]  # what is asked for and what answers it -> where
_plain = lru_cache(maxsize=REMEMBERED)(normalise)


def linked(entries: Iterable[Entry], held: Held) -> dict[Key, Package]:
    """The entries as packages, each with what it asks for in the cells that hold it."""
    first: dict[Key, Entry] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    homes: dict[Key, set[Cell]] = {}
    links: dict[Key, _Links] = {}
    if sum(1 + len(entry.asks) for here in held.values() for entry in here) > MAX_LINKS:
        raise LockError(f"more than {MAX_LINKS} requirements over all environments", "")
    for cell, here in held.items():
        index = _Index(here)
        for entry in here:
            homes.setdefault(entry.key, set()).add(cell)
            found = links.setdefault(entry.key, {})
            for asked in entry.asks:
                if target := index.find(asked.name, entry.conda):
                    cells = found.setdefault((asked, target), [])
                    if not cells or cells[-1] is not cell:
                        cells.append(cell)
    used = {(asked.name, extra) for found in links.values() for asked, _ in found for extra in asked.extras}
    return {
        entry.key: _package(entry, links.get(entry.key, {}), homes.get(entry.key, set()), used)
        for entry in first.values()
    }


class _Index:
    """What a cell holds, by name: conda names and those of the public index are two worlds."""

    def __init__(self, here: Iterable[Entry]) -> None:
        self._conda = {entry.name: entry.key for entry in here if entry.conda}
        self._pypi = {entry.origin.pypi: entry.key for entry in here if entry.origin.pypi}
        self._pypi |= {entry.key.name: entry.key for entry in here if not entry.conda}

    def find(self, name: str, conda: bool) -> Key | None:
        """Names of the own kind first; a conda package may also ask for what came from the public index."""
        found = self._conda.get(name) if conda else None
        return found or self._pypi.get(_plain(name))


def _package(entry: Entry, links: _Links, home: set[Cell], used: Container[tuple[str, str]]) -> Package:
    """What only an extra asks for belongs to that extra, and counts where somebody uses it."""
    requires: list[Requirement] = []
    extras: dict[str, list[Requirement]] = {}
    for ask, named in _requirements(links, home):
        if not named:
            requires.append(ask)
        for extra in named:
            if (entry.key.name, extra) in used:
                extras.setdefault(extra, []).append(ask)
    by_name = tuple((extra, tuple(asks)) for extra, asks in sorted(extras.items()))
    return Package(entry.key, entry.origin, entry.line, entry.files, tuple(requires), by_name)


def _requirements(links: _Links, home: set[Cell]) -> Iterator[tuple[Requirement, set[str]]]:
    """Each requirement with the extras it is for; targets that hold in the same places go together."""
    found: dict[tuple[Asked, str], list[Key]] = {}
    for (asked, target), cells in links.items():
        where = "" if len(cells) == len(home) else _where(set(cells), home)
        found.setdefault((asked, where), []).append(target)
    for (asked, where), targets in found.items():
        marker = _both(asked.marker, where)
        extras = {_plain(extra) for extra in _EXTRA.findall(asked.marker)} if asked.marker else set()
        name = _plain(asked.name)
        yield (
            Requirement(
                name,
                tuple(sorted(targets) if len(targets) > 1 else targets),
                asked.extras,
                marker,
                asked.specifier,
            ),
            extras,
        )


def _where(cells: set[Cell], home: set[Cell]) -> str:
    """The marker of what holds in these cells of all those that are meant; "" where it holds in all."""
    environments, platforms = ({cell[place] for cell in cells} for place in (0, 1))
    all_environments, all_platforms = ({cell[place] for cell in home} for place in (0, 1))
    by_environment = (
        _either(map(_in_environment, sorted(environments))) if environments != all_environments else ""
    )
    known = platforms != all_platforms and platforms <= _PLATFORMS.keys()
    return _both(by_environment, _either(map(_on_platform, sorted(platforms))) if known else "")


def _in_environment(name: str) -> str:
    """As uv would write it of an extra: decided by the environments that are chosen."""
    made_up = (
        f"group-{len(PROJECT)}-{PROJECT}-{name}" if name != DEFAULT else f"project-{len(PROJECT)}-{PROJECT}"
    )
    return f"extra == '{made_up}'"


def _on_platform(name: str) -> str:
    system, machine = _PLATFORMS[name]
    return f"sys_platform == '{system}' and platform_machine == '{machine}'"


def _either(markers: Iterable[str]) -> str:
    return " or ".join(f"({marker})" for marker in markers)


def _both(one: str, other: str) -> str:
    return f"({one}) and ({other})" if one and other else one or other


def unasked_in(
    packages: Mapping[Key, Package], keys: Iterable[Key], given: Iterable[Key] = ()
) -> tuple[Requirement, ...]:
    """What the project asks for, as far as the lock tells: what nothing else among `keys` requires."""
    part = {key: packages[key] for key in dict.fromkeys(keys)}
    return tuple(Requirement(key.name, (key,)) for key in unasked(part, given))


def direct_unknown(path: str) -> Notice:
    return Notice("direct-unknown", _NO_DIRECT, path)


def conda_notices(
    packages: Iterable[Package], path: str, members: frozenset[Key] = frozenset()
) -> list[Notice]:
    """What locks of this kind leave open."""
    packages = tuple(packages)
    by = Counter(package.origin.pypi_by for package in packages if package.origin.kind == "conda")
    facts = _FACTS.format(by["purl"], by["name"], by[""])
    others = (package for package in packages if package.origin.kind != "conda")
    return [
        *([Notice("conda-names", facts, path)] if by else []),
        *package_notices(others, path, members),
    ]
