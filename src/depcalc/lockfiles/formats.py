"""The formats that are read: one line each, in the order in which a folder is searched."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module

from depcalc.values.lock import Lock


@dataclass(frozen=True, slots=True)
class Format:
    """A lock format.

    searched  file names looked for in a folder, in order; () where a file has to be named
    patterns  further file names it is known by
    reader    module and function that read it
    project   a file beside the lock that says what the lock does not
    loose     the text may be in another encoding than UTF-8
    includes  `parse` takes `open_file` too: the text may name other files of the project
    """

    name: str
    searched: tuple[str, ...]
    patterns: tuple[str, ...]
    reader: str
    project: str = ""
    loose: bool = False
    includes: bool = False

    @property
    def parse(self) -> Callable[..., Lock]:
        """`parse(text, *, path)`, or `parse(text, project_text, *, path)` where `project` names a file. Of ten modules
        the one that is wanted is loaded: ten take longer than reading a lock."""
        module, _, name = self.reader.rpartition(".")
        parse: Callable[..., Lock] = getattr(import_module(f"depcalc.lockfiles.{module}"), name)
        return parse


FORMATS = (
    Format("uv", ("uv.lock",), ("*.py.lock",), "uv.parse_uv"),
    Format("poetry", ("poetry.lock",), (), "poetry.parse_poetry", project="pyproject.toml"),
    Format("pdm", ("pdm.lock",), (), "pdm.parse_pdm", project="pyproject.toml"),
    Format("pylock", ("pylock.toml", "pylock.*.toml"), (), "pylock.parse_pylock", project="pyproject.toml"),
    Format("pipenv", ("Pipfile.lock",), (), "pipfile.parse_pipfile_lock", project="Pipfile"),
    Format("pixi", ("pixi.lock",), (), "pixi.parse_pixi"),
    Format("conda-lock", ("conda-lock.yml", "*.conda-lock.yml"), ("conda-*.lock",), "conda.parse_conda"),
    Format(
        "requirements",
        ("requirements.txt",),
        ("*.txt", "*.in"),
        "requirements.parse_requirements",
        loose=True,
        includes=True,
    ),
    Format("project", ("pyproject.toml", "setup.cfg", "Pipfile"), ("*.py",), "project.parse_project"),
    Format("cyclonedx", (), ("*.cdx.json", "*bom.json", "cyclonedx.json"), "cyclonedx.parse_cyclonedx"),
)


def format_named(name: str) -> Format | None:
    """The format of this name."""
    return next((one for one in FORMATS if one.name == name), None)


def format_of(file_name: str) -> Format | None:
    """The format that a file of this name is in."""
    named = ((one, pattern) for one in FORMATS for pattern in (*one.searched, *one.patterns))
    return next((one for one, pattern in named if fnmatchcase(file_name, pattern)), None)
