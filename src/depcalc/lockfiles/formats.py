"""The formats that are read: one line each, in the order in which a folder is searched."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from depcalc.lockfiles.conda import parse_conda
from depcalc.lockfiles.cyclonedx import parse_cyclonedx
from depcalc.lockfiles.pdm import parse_pdm
from depcalc.lockfiles.pipfile import parse_pipfile_lock
from depcalc.lockfiles.pixi import parse_pixi
from depcalc.lockfiles.poetry import parse_poetry
from depcalc.lockfiles.project import parse_project
from depcalc.lockfiles.pylock import parse_pylock
from depcalc.lockfiles.requirements import parse_requirements
from depcalc.lockfiles.uv import parse_uv
from depcalc.values.lock import Lock


@dataclass(frozen=True, slots=True)
class Format:
    """A lock format.

    searched  file names looked for in a folder, in order; () where a file has to be named
    patterns  further file names it is known by
    parse     `parse(text, *, path)`, or `parse(text, project_text, *, path)` where `project` names a file
    project   a file beside the lock that says what the lock does not
    loose     the text may be in another encoding than UTF-8
    includes  `parse` takes `open_file` too: the text may name other files of the project
    """

    name: str
    searched: tuple[str, ...]
    patterns: tuple[str, ...]
    parse: Callable[..., Lock]
    project: str = ""
    loose: bool = False
    includes: bool = False


FORMATS = (
    Format("uv", ("uv.lock",), ("*.py.lock",), parse_uv),
    Format("poetry", ("poetry.lock",), (), parse_poetry, project="pyproject.toml"),
    Format("pdm", ("pdm.lock",), (), parse_pdm, project="pyproject.toml"),
    Format("pylock", ("pylock.toml", "pylock.*.toml"), (), parse_pylock, project="pyproject.toml"),
    Format("pipenv", ("Pipfile.lock",), (), parse_pipfile_lock, project="Pipfile"),
    Format("pixi", ("pixi.lock",), (), parse_pixi),
    Format("conda-lock", ("conda-lock.yml", "*.conda-lock.yml"), ("conda-*.lock",), parse_conda),
    Format(
        "requirements",
        ("requirements.txt",),
        ("*.txt", "*.in"),
        parse_requirements,
        loose=True,
        includes=True,
    ),
    Format("project", ("pyproject.toml", "setup.cfg", "Pipfile"), ("*.py",), parse_project),
    Format("cyclonedx", (), ("*.cdx.json", "*bom.json", "cyclonedx.json"), parse_cyclonedx),
)


def format_named(name: str) -> Format | None:
    """The format of this name."""
    return next((one for one in FORMATS if one.name == name), None)


def format_of(file_name: str) -> Format | None:
    """The format that a file of this name is in."""
    named = ((one, pattern) for one in FORMATS for pattern in (*one.searched, *one.patterns))
    return next((one for one, pattern in named if fnmatchcase(file_name, pattern)), None)
