"""What a `Pipfile` asks for."""

from depcalc.lockfiles._poetry_project import entries
from depcalc.lockfiles._project import Declared
from depcalc.lockfiles._reading import Table
from depcalc.values.lock import normalise

_NO_CATEGORY = ("source", "requires", "scripts", "pipenv", "pipfile")
_GROUPS = {"default": "", "packages": "", "develop": "group:dev", "dev-packages": "group:dev"}


def pipfile_declared(document: Table) -> Declared:
    """Who asks for what: `[packages]`, `[dev-packages]` as the group `dev`, other categories by name."""
    found = {
        group_of(category): [entry.asked for entry in entries(_without_itself(document.table(category)))]
        for category, value in document.data.items()
        if category not in _NO_CATEGORY and isinstance(value, dict)
    }
    main = found.pop("", [])
    return Declared(main=main, groups={label.removeprefix("group:"): asks for label, asks in found.items()})


def group_of(category: str) -> str:
    """The label of a category: "" for what is installed anyway, "group:dev", "group:NAME"."""
    return _GROUPS.get(category, f"group:{normalise(category)}")


def is_here(place: str) -> bool:
    """Whether a path is the project's own folder."""
    return place.rstrip("/") == "."


def _without_itself(category: Table) -> Table:
    """Without the project itself: the key `-e .` of 2017, or an entry whose path is the folder."""
    return Table(
        {key: value for key, value in category.data.items() if not _is_itself(key, value)}, category.at
    )


def _is_itself(key: str, value: object) -> bool:
    if key.startswith("-e ") and is_here(key[3:].strip()):
        return True
    return isinstance(value, dict) and any(
        isinstance(place := value.get(kind), str) and is_here(place) for kind in ("path", "file")
    )
