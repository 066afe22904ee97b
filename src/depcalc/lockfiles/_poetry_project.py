"""What a Poetry project asks for: `[project]`, `[tool.poetry]`, groups of both kinds, extras."""

from collections.abc import Iterator
from typing import NamedTuple

from depcalc.lockfiles._pep508 import Asked
from depcalc.lockfiles._project import (
    Asks,
    Declared,
    standard_extras,
    standard_groups,
    strings,
    with_includes,
    without_itself,
)
from depcalc.lockfiles._reading import Table
from depcalc.values.lock import normalise


class Entry(NamedTuple):
    """One entry of a table in Poetry's own form: `name = "^1.2"`, a table, or one of a list of tables."""

    asked: Asked
    optional: bool = False


def entries(table: Table) -> Iterator[Entry]:
    """Everything such a table asks for; `python` is not a package."""
    for name, value in sorted(table.data.items()):
        if name != "python":
            for place, one in enumerate(value if isinstance(value, list) else [value]):
                yield _entry(table, normalise(name), f"{name}[{place}]", one)


def _entry(table: Table, name: str, place: str, value: object) -> Entry:
    if isinstance(value, str):
        return Entry(Asked(name, specifier=value))
    if not isinstance(value, dict):
        raise table.wrong(place, "str or table", value)
    inner = Table(value, f"{table.at}.{place}")
    extras = tuple(map(normalise, inner.texts("extras")))
    marker = inner.text("markers") or inner.text("marker")
    return Entry(Asked(name, extras, inner.text("version"), marker), inner.get("optional", bool, False))


def poetry_declared(document: Table) -> Declared:
    """Who asks for what."""
    standard, poetry = document.table("project"), document.table("tool").table("poetry")
    declared = list(entries(poetry.table("dependencies")))
    name = normalise(standard.text("name") or poetry.text("name"))
    main = _main(standard, declared)
    extras = without_itself(name, _extras(standard, poetry, declared))
    used = {asked.name for asks in (main, *extras.values()) for asked in asks}
    idle = [one.asked for one in declared if one.optional and one.asked.name not in used]
    return Declared(name, main, extras, _groups(document.table("dependency-groups"), poetry), idle)


def _main(standard: Table, declared: list[Entry]) -> Asks:
    """`[project] dependencies`; Poetry's own table counts where the standard one is absent or dynamic."""
    found = strings(standard, "dependencies")
    if "dependencies" not in standard.data or "dependencies" in standard.texts("dynamic"):
        found += [entry.asked for entry in declared if not entry.optional]
    return found


def _extras(standard: Table, poetry: Table, declared: list[Entry]) -> dict[str, Asks]:
    found, own = standard_extras(standard), poetry.table("extras")
    for extra in own.data:
        names = {asked.name for asked in strings(own, extra)}
        asks = [entry.asked for entry in declared if entry.asked.name in names]
        found.setdefault(normalise(extra), []).extend(asks)
    return found


def _groups(standard: Table, poetry: Table) -> dict[str, Asks]:
    """Groups of both kinds under one name, each with the groups it includes."""
    asks, includes = standard_groups(standard)
    old = poetry.table("dev-dependencies")
    if old.data:
        asks.setdefault("dev", []).extend(entry.asked for entry in entries(old))
    groups = poetry.table("group")
    for name in sorted(groups.data):
        group = groups.table(name)
        found = asks.setdefault(normalise(name), [])
        found += [entry.asked for entry in entries(group.table("dependencies"))]
        includes.setdefault(normalise(name), []).extend(map(normalise, group.texts("include-groups")))
    return with_includes(asks, includes)
