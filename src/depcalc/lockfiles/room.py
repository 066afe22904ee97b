"""Whether what a lock records of everybody's wishes leaves room for another version of one package. Pure.

Only specifiers are looked at: whether the new version runs on the project's Python, and what it asks for in
turn, no lock says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from depcalc.lockfiles._constraints import allows
from depcalc.lockfiles._pep508 import split_requirement
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.lock import Key, Lock, Package, Requirement, Root

_PROBES = ("0", "99999999")  # a constraint in Poetry's words that admits both is one that was not understood
_EXTRA = re.compile(r"\bextra\s*==")
_IN_FULL = ("poetry", "pdm")  # formats that repeat every wish: without a specifier, any version will do
_EDGES_IN_FULL = ("tool-table", "installed-metadata")
Installed = Mapping[tuple[str, str], Iterable[str]]  # (name, version) -> its Requires-Dist headers


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a package and how: `specifiers`, any of which may apply; () where nobody recorded them.

    ours   the project or a member of its workspace, whose wishes we can change
    """

    name: str
    specifiers: tuple[str, ...] = ()
    ours: bool = False

    def words(self) -> str:
        """What stands in the way, and what to do about it."""
        what = " or ".join(self.specifiers)
        return f"{self.name} asks {what}: {'loosen it' if self.ours else 'it has to move too'}"


@dataclass(frozen=True, slots=True)
class Room:
    """`blockers` forbid the version; `silent` ask for the package and it is not recorded how; `whole` where the
    lock says who asks for whom."""

    target: str
    blockers: tuple[Asker, ...] = ()
    silent: tuple[Asker, ...] = ()
    whole: bool = True

    @property
    def allowed(self) -> Known[bool]:
        """A gap where nobody is known to forbid it and somebody might."""
        if self.blockers:
            return Fact(False, "lock", None, "measured")
        if not self.whole:
            return Gap("lock", "it does not say which package requires which")
        if self.silent:
            return Gap("lock", f"it does not record what {_some([a.name for a in self.silent])} asks for")
        return Fact(True, "lock", None, "measured")


def room_for(lock: Lock, key: Key, target: str, installed: Installed | None = None) -> Room:
    """Who forbids `target` in the place of the locked package `key`.

    installed   what installed packages ask for, used where the lock does not repeat it
    """
    asking = sorted(askers(lock, key, installed or {}), key=lambda a: (not a.ours, a.name, a.specifiers))
    verdicts = [(asker, _admits(asker, target)) for asker in asking]
    return Room(
        target,
        tuple(asker for asker, verdict in verdicts if verdict is False),
        tuple(asker for asker, verdict in verdicts if verdict is None),
        whole=lock.edges_from != "none" and bool(asking),
    )


def askers(lock: Lock, key: Key, installed: Installed) -> set[Asker]:
    """Everybody whose requirement leads to the package, in any scope: a lock is one solution for all."""
    roots = {root.key: root for root in lock.roots if root.key is not None}
    whole = lock.format in _IN_FULL
    found = {
        _ours(root.name, ask, key, whole) for root in lock.roots for ask in _asks(root) if key in ask.targets
    }
    whole = whole or lock.edges_from in _EDGES_IN_FULL
    for package in lock.packages:
        asks = _asks(package) if package.key not in roots else ()
        found |= {_theirs(package, ask, key, installed, whole) for ask in asks if key in ask.targets}
    return found


def _asks(who: Root | Package) -> Iterator[Requirement]:
    groups = who.groups if isinstance(who, Root) else ()
    idle = who.idle if isinstance(who, Root) else ()
    yield from (*who.requires, *idle)
    yield from (ask for _, asks in (*who.extras, *groups) for ask in asks)


def _theirs(package: Package, ask: Requirement, key: Key, installed: Installed, whole: bool) -> Asker:
    name, version, _ = package.key
    if ask.specifier or whole:
        return Asker(f"{name} {version}", (ask.specifier or "*",))
    headers = [asked for text in installed.get((name, version), ()) if (asked := split_requirement(text))]
    same = [asked for asked in headers if asked.name == key.name and not _EXTRA.search(asked.marker)]
    return Asker(f"{name} {version}", tuple(sorted({asked.specifier or "*" for asked in same})))


def _ours(name: str, ask: Requirement, key: Key, whole: bool) -> Asker:
    """The pin of our own that an upgrade moves is no wish."""
    if ask.specifier.removeprefix("==").strip() == key.version or (whole and not ask.specifier):
        return Asker(name, ("*",), ours=True)
    return Asker(name, (ask.specifier,) if ask.specifier else (), ours=True)


def _admits(asker: Asker, target: str) -> bool | None:
    """None where it is not recorded, cannot be read, or depends on which of several applies."""
    verdicts = {_allows(specifier, target) for specifier in asker.specifiers}
    return verdicts.pop() if len(verdicts) == 1 else None


def _allows(specifier: str, target: str) -> bool | None:
    if not allows(specifier, target):
        return False
    return True if specifier == "*" or _is_read(specifier) else None


def _is_read(specifier: str) -> bool:
    try:
        SpecifierSet(specifier)
    except InvalidSpecifier:
        return not all(allows(specifier, probe) for probe in _PROBES)
    return True


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
