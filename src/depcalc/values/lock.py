"""What a lockfile says: packages, the requirements between them, and the roots that ask for them."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from depcalc.values.notice import Notice

OriginKind: TypeAlias = Literal[
    "index", "git", "url", "path", "directory", "editable", "virtual", "conda", "unstated"
]
EdgesFrom: TypeAlias = Literal["lock", "via-comments", "tool-table", "installed-metadata", "none"]
_RUNS = re.compile(r"[-_.]+")


def normalise(name: str) -> str:
    """A name of a package, extra or group as tools compare it (PEP 503)."""
    return _RUNS.sub("-", name).lower()


class Key(NamedTuple):
    """Identity of a locked package: normalised name, version as locked ("" where the lock has none) and
    where it comes from ("" where the lock names no source, else e.g. "index https://index.example/simple")."""

    name: str
    version: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """`location` is the index, repository, URL or path as the lock writes it; "" when unstated.

    Of a conda package it is the channel. Then `pypi` is its name on the public index, "" where it has none,
    and `pypi_by` how that is known: "purl" (the lock says so) or "name" (a rule: the same name).
    """

    kind: OriginKind = "unstated"
    location: str = ""
    pypi: str = ""
    pypi_by: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What the lock records of the release files of one package; None is unknown, never zero.

    wheel_bytes   median size of its pure wheels, else of all its wheels
    pure          whether a `none-any` wheel exists; None when the lock lists no wheel
    uploaded      earliest upload day of its files
    hashes        of its files as the lock writes them, "sha256:...", where this reader keeps them; no part of
                  what makes two records equal
    """

    wheel_bytes: int | None = None
    pure: bool | None = None
    uploaded: date | None = None
    n_files: int = 0
    n_hashed: int = 0
    yanked: bool | None = None
    hashes: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Somebody asks for `name` with `extras`, under `marker` (PEP 508 text, "" for always).

    targets    every locked package this may resolve to (several under forks), () when none is locked
    specifier  as written in the lock or project file; "" when the lock does not repeat it
    declared   False where the lock holds it for a root whose own file does not name it, and does not say who
               asks for it: it is there, and it is not direct
    """

    name: str
    targets: tuple[Key, ...] = ()
    extras: tuple[str, ...] = ()
    marker: str = ""
    specifier: str = ""
    declared: bool = True


Named: TypeAlias = tuple[tuple[str, tuple[Requirement, ...]], ...]  # (extra or group, requirements), sorted


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package. `extras` holds only what the lock records: extras that somebody uses.

    path  the file that `line` is in, "" for the lock's own
    """

    key: Key
    origin: Origin = Origin()
    line: int | None = None
    files: Files = Files()
    requires: tuple[Requirement, ...] = ()
    extras: Named = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Root:
    """Somebody who is allowed to require: the project, a workspace member, a script, a requirements file.

    key     its package in the lock, None where the lock does not hold it (Poetry, requirements)
    groups  dependency groups, never part of a production installation
    idle    optional requirements that no extra switches on: declared and locked, never installed
    top     False for the workspace members beside the project that the lock lies next to
    """

    name: str
    key: Key | None = None
    requires: tuple[Requirement, ...] = ()
    extras: Named = ()
    groups: Named = ()
    idle: tuple[Requirement, ...] = ()
    top: bool = True


@dataclass(frozen=True, slots=True)
class Lock:
    """A lockfile as read: everything it holds, for every platform, extra and group.

    format          name of its reader in `lockfiles.FORMATS`; "several" for locks of several formats merged
    revision        the format's own version, as text
    records_groups  False where the format cannot tell production from development
    """

    path: str
    format: str
    revision: str = ""
    requires_python: str = ""
    packages: tuple[Package, ...] = ()
    roots: tuple[Root, ...] = ()
    edges_from: EdgesFrom = "lock"
    records_groups: bool = True
    notices: tuple[Notice, ...] = ()
