"""Labels of who asks: "" for the roots' own requirements, "extra:x" and "group:g"."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from depcalc.errors import UsageError
from depcalc.values.lock import Lock, Requirement, Root, normalise
from depcalc.values.notice import Notice
from depcalc.values.scope import Exposure, Scope

MAX_LABELS = 2_000
MAX_ROOTS = 1_000
PRODUCTION = ""
BUILD = "group:build"
Asks = list[tuple[Root, tuple[Requirement, ...]]]


def roots_in_play(lock: Lock) -> tuple[tuple[Root, ...], list[Notice]]:
    """The project itself; every workspace member where the project has no requirements of its own."""
    top = tuple(root for root in lock.roots if root.top)
    if len(top) == len(lock.roots) or any(root.requires for root in top):
        return top, []
    message = "the workspace root requires nothing itself: all its members count as the project"
    return lock.roots, [Notice("all-members", message, lock.path)]


def asks_by_label(roots: Iterable[Root]) -> dict[str, Asks]:
    """Every label with the roots behind it: production first, then by name."""
    found: dict[str, Asks] = {PRODUCTION: []}
    for count, root in enumerate(roots, 1):
        found[PRODUCTION].append((root, root.requires))
        for prefix, named in (("extra", root.extras), ("group", root.groups)):
            for name, requires in named:
                found.setdefault(f"{prefix}:{name}", []).append((root, requires))
        if len(found) > MAX_LABELS or count > MAX_ROOTS:
            what = f"more than {MAX_LABELS} extras and groups, or {MAX_ROOTS} workspace members"
            raise UsageError(what, "Is this a lockfile?")
    return dict(sorted(found.items()))


def labels_taken(scope: Scope, asks: Mapping[str, Asks]) -> tuple[str, ...]:
    """The labels a scope takes in, sorted; a name that does not exist is a `UsageError`."""
    taken = set() if scope.only_groups else {PRODUCTION}
    taken |= _wanted("group", (*scope.groups, *scope.only_groups), asks, scope.all_groups)
    taken |= _wanted("extra", scope.extras, asks, scope.all_extras)
    return tuple(sorted(taken))


def exposure_of(label: str) -> Exposure:
    """Extras go with the installation, groups stay with the developers, `build` runs where we build."""
    if label == BUILD:
        return "build"
    return "development" if label.startswith("group:") else "production"


def _wanted(kind: str, names: Iterable[str], asks: Mapping[str, Asks], everything: bool) -> set[str]:
    existing = [label.partition(":")[2] for label in asks if label.startswith(f"{kind}:")]
    wanted = [normalise(name) for name in names]
    for name in wanted:
        if name not in existing:
            raise UsageError(f"no {kind} is called {name!r}", _hint(kind, name, existing))
    return {f"{kind}:{name}" for name in (existing if everything else wanted)}


def _hint(kind: str, name: str, existing: list[str]) -> str:
    if not existing:
        return f"This lock has no {kind}s."
    guess = get_close_matches(name, existing, n=1)
    did_you_mean = f"Did you mean {guess[0]!r}? " if guess else ""
    return f"{did_you_mean}It has: {', '.join(existing)}."
