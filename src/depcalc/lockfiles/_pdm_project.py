"""What a PDM project asks for: `[project]`, `[dependency-groups]`, `[tool.pdm]` of all ages."""

from depcalc.lockfiles._poetry_project import entries
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

_OLD = "-dependencies"


def pdm_declared(document: Table) -> Declared:
    """Who asks for what. A group with the name of an extra does not exist for PDM."""
    standard, pdm = document.table("project"), document.table("tool").table("pdm")
    name = normalise(standard.text("name") or pdm.text("name"))
    main = strings(standard, "dependencies") + [one.asked for one in entries(pdm.table("dependencies"))]
    extras = without_itself(name, standard_extras(standard))
    groups = _groups(document.table("dependency-groups"), pdm)
    return Declared(
        name, main, extras, {group: asks for group, asks in groups.items() if group not in extras}
    )


def _groups(standard: Table, pdm: Table) -> dict[str, Asks]:
    asks, includes = standard_groups(standard)
    for key in sorted(pdm.data):
        if key.endswith(_OLD) and isinstance(pdm.data[key], dict):
            for group, found in _old_groups(pdm.table(key), key.removesuffix(_OLD)):
                asks.setdefault(normalise(group), []).extend(found)
    return with_includes(asks, includes)


def _old_groups(table: Table, name: str) -> list[tuple[str, Asks]]:
    """`[tool.pdm.dev-dependencies]` with a list for each group; before 1.5 a table of requirements, as
    `[tool.pdm.NAME-dependencies]` was for any other group."""
    lists = {group: strings(table, group) for group, value in table.data.items() if isinstance(value, list)}
    rest = Table({key: value for key, value in table.data.items() if key not in lists}, table.at)
    asks = [entry.asked for entry in entries(rest)]
    return [*lists.items(), *([(name, asks)] if asks else [])]
