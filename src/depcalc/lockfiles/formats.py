"""The formats that are read: one line each, in the order in which a folder is searched."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch

from depcalc.lockfiles.poetry import parse_poetry
from depcalc.lockfiles.requirements import parse_requirements
from depcalc.lockfiles.uv import parse_uv
from depcalc.values.lock import Lock


@dataclass(frozen=True, slots=True)
class Format:
    """A lock format.

    patterns  file names it is known by
    parse     `parse(text, *, path)`, or `parse(text, project_text, *, path)` where `project` names a file
    project   a file beside the lock that says what the lock does not
    loose     the text may be in another encoding than UTF-8
    """

    name: str
    patterns: tuple[str, ...]
    parse: Callable[..., Lock]
    project: str = ""
    loose: bool = False


FORMATS = (
    Format("uv", ("uv.lock", "*.py.lock"), parse_uv),
    Format("poetry", ("poetry.lock",), parse_poetry, project="pyproject.toml"),
    Format("requirements", ("*.txt", "*.in"), parse_requirements, loose=True),
)


def format_named(name: str) -> Format | None:
    """The format of this name."""
    return next((one for one in FORMATS if one.name == name), None)


def format_of(file_name: str) -> Format | None:
    """The format that a file of this name is in."""
    return next((one for one in FORMATS for pattern in one.patterns if fnmatch(file_name, pattern)), None)
