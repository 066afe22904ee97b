"""The root of a lock that lists what each group installs, and does not say who asks for what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from depcalc.lockfiles._project import Asks, Declared
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import Key, Named, Package, Requirement, Root

MAIN = ""
Lists = Mapping[str, list[Requirement]]  # "" or "extra:x" or "group:g" -> what it installs


def listed_root(lists: Lists, declared: Declared) -> tuple[Root, bool]:
    """The root, and whether the project's own file says what is direct: what it does not name is there
    undeclared. A file that names nothing of the lock says nothing."""
    asked = _by_label(declared)
    known = any(ask.name in asked.get(label, {}) for label, asks in lists.items() for ask in asks)
    marked = {label: [_marked(ask, asked.get(label, {})) for ask in asks] for label, asks in lists.items()}
    found = marked if known else lists
    return Root(
        name=declared.name or "project",
        requires=tuple(found.get(MAIN, ())),
        extras=_named(found, "extra:"),
        groups=_named(found, "group:"),
    ), known


def without_reached(root: Root, packages: Mapping[Key, Package], known: bool) -> Root:
    """The root of a lock whose edges are known: what is undeclared is only asked for where nothing else
    leads to it. With nothing declared, that is what counts as direct."""
    main = _needed(root.requires, frozenset(), packages, known)
    starts = frozenset(_targets(main))
    return replace(
        root,
        requires=main,
        extras=tuple((name, _needed(asks, starts, packages, known)) for name, asks in root.extras),
        groups=tuple((name, _needed(asks, starts, packages, known)) for name, asks in root.groups),
    )


def _by_label(declared: Declared) -> dict[str, dict[str, Requirement]]:
    named = {f"extra:{name}": asks for name, asks in declared.extras.items()}
    named |= {f"group:{name}": asks for name, asks in declared.groups.items()}
    return {label: _by_name(asks) for label, asks in ({MAIN: declared.main} | named).items()}


def _by_name(asks: Asks) -> dict[str, Requirement]:
    return {
        one.name: Requirement(one.name, extras=one.extras, marker=one.marker, specifier=one.specifier)
        for one in asks
    }


def _marked(ask: Requirement, asked: Mapping[str, Requirement]) -> Requirement:
    if not (by := asked.get(ask.name)):
        return replace(ask, declared=False)
    extras = tuple(dict.fromkeys((*ask.extras, *by.extras)))
    return replace(ask, extras=extras, marker=ask.marker or by.marker, specifier=by.specifier)


def _named(lists: Lists, prefix: str) -> Named:
    labels = sorted(label for label in lists if label.startswith(prefix))
    return tuple((label.removeprefix(prefix), tuple(lists[label])) for label in labels)


def _needed(
    asks: tuple[Requirement, ...], given: frozenset[Key], packages: Mapping[Key, Package], known: bool
) -> tuple[Requirement, ...]:
    declared = [ask for ask in asks if known and ask.declared]
    part = {key: packages[key] for key in _targets(asks)}
    left = set(unasked(part, [*(given & part.keys()), *_targets(declared)]))
    return tuple(ask for ask in asks if ask in declared or not left.isdisjoint(ask.targets))


def _targets(asks: Iterable[Requirement]) -> list[Key]:
    return [key for ask in asks for key in ask.targets]
