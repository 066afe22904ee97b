"""What a Poetry project asks for: `[project]`, `[tool.poetry]`, groups of both kinds, extras."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from depcalc.lockfiles._pep508 import Asked, split_requirement
from depcalc.lockfiles._reading import Table
from depcalc.values.lock import Key, Named, Requirement, Root, normalise

Choose = Callable[[str, str], tuple[Key, ...]]  # (name, constraint) -> the locked packages it may mean
_Asks = list[Asked]


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
    asked = Asked(name, extras, inner.text("version"), inner.text("markers"))
    return Entry(asked, inner.get("optional", bool, False))


def requirement(asked: Asked, choose: Choose) -> Requirement:
    targets = choose(asked.name, asked.specifier)
    return Requirement(asked.name, targets, asked.extras, asked.marker, asked.specifier)


def project_root(document: Table, choose: Choose) -> Root:
    """Who asks for what, with the packages of the lock behind it."""
    project = _Project(document)
    return Root(
        name=project.name or "project",
        requires=project.resolve(project.main(), choose),
        extras=project.resolve_named(project.extras(), choose),
        groups=project.resolve_named(project.groups(), choose),
        idle=project.resolve(project.idle(), choose),
    )


class _Project:
    def __init__(self, document: Table) -> None:
        self._standard = document.table("project")
        self._poetry = document.table("tool").table("poetry")
        self._groups = document.table("dependency-groups")
        self.name = normalise(self._standard.text("name") or self._poetry.text("name"))
        self._declared = list(entries(self._poetry.table("dependencies")))

    def main(self) -> _Asks:
        """`[project] dependencies`; Poetry's own table counts where the standard one is absent or dynamic."""
        found = _split(self._standard, "dependencies")
        if "dependencies" not in self._standard.data or "dependencies" in self._standard.texts("dynamic"):
            found += [entry.asked for entry in self._declared if not entry.optional]
        return found

    def extras(self) -> dict[str, _Asks]:
        standard, poetry = self._standard.table("optional-dependencies"), self._poetry.table("extras")
        found = {normalise(extra): _split(standard, extra) for extra in standard.data}
        for extra in poetry.data:
            names = {asked.name for asked in _split(poetry, extra)}
            asks = [entry.asked for entry in self._declared if entry.asked.name in names]
            found.setdefault(normalise(extra), []).extend(asks)
        return {extra: self._without_itself(extra, found) for extra in found}

    def idle(self) -> _Asks:
        in_extras = {asked.name for asks in self.extras().values() for asked in asks}
        in_extras |= {asked.name for asked in self.main()}
        return [one.asked for one in self._declared if one.optional and one.asked.name not in in_extras]

    def _without_itself(self, extra: str, extras: dict[str, _Asks]) -> _Asks:
        """The project asking for itself, `all = ["me[a,b]"]`, means what those extras ask for."""
        found, todo, seen = [], [extra], {extra}
        while todo:
            for asked in extras.get(todo.pop(), []):
                if asked.name == self.name:
                    todo += [one for one in asked.extras if one not in seen]
                    seen |= set(asked.extras)
                else:
                    found.append(asked)
        return found

    def groups(self) -> dict[str, _Asks]:
        """Groups of both kinds under one name, each with the groups it includes."""
        own, includes = self._groups_as_written()
        found: dict[str, _Asks] = {}
        for group in own:
            todo, seen = [group], {group}
            while todo:
                name = todo.pop()
                found.setdefault(group, []).extend(own.get(name, []))
                todo += [one for one in includes.get(name, []) if one not in seen]
                seen |= set(includes.get(name, []))
        return found

    def _groups_as_written(self) -> tuple[dict[str, _Asks], dict[str, list[str]]]:
        """What each group asks for itself, and which groups it includes."""
        asks: dict[str, _Asks] = {}
        includes: dict[str, list[str]] = {}
        old = self._poetry.table("dev-dependencies")
        if old.data:
            asks["dev"] = [entry.asked for entry in entries(old)]
        poetry = self._poetry.table("group")
        for name in sorted(poetry.data):
            group = poetry.table(name)
            found = asks.setdefault(normalise(name), [])
            found += [entry.asked for entry in entries(group.table("dependencies"))]
            includes.setdefault(normalise(name), []).extend(map(normalise, group.texts("include-groups")))
        for name in sorted(self._groups.data):
            found = asks.setdefault(normalise(name), [])
            for place, item in enumerate(self._groups.get(name, list, [])):
                if isinstance(item, dict):
                    included = Table(item, f"{self._groups.at}.{name}[{place}]").text("include-group")
                    includes.setdefault(normalise(name), []).append(normalise(included))
                elif isinstance(item, str) and (asked := split_requirement(item)):
                    found.append(asked)
        return asks, includes

    def resolve(self, asks: Iterable[Asked], choose: Choose) -> tuple[Requirement, ...]:
        return tuple(requirement(asked, choose) for asked in asks if asked.name != self.name)

    def resolve_named(self, named: dict[str, _Asks], choose: Choose) -> Named:
        return tuple((name, self.resolve(asks, choose)) for name, asks in sorted(named.items()))


def _split(table: Table, key: str) -> _Asks:
    """A list of requirement strings; one that cannot be read is not in the lock either."""
    return [asked for text in table.texts(key) if (asked := split_requirement(text))]
