"""Where the project's environment is."""

import re
from pathlib import Path

from depcalc.installed.tree import entries_of, is_folder

ENVIRONMENTS = (".venv", "venv", "env")
DISTRIBUTIONS = (".dist-info", ".egg-info")
_PYTHON = re.compile(r"(?:python|pypy)(\d+)\.(\d+)t?$")


def find_environment(project: Path) -> Path | None:
    """The site-packages of the project's own environment, never through a link out of the project."""
    for name in ENVIRONMENTS:
        if (found := _site_packages(project / name)) is not None:
            return found
    return None


def site_packages_in(folder: Path) -> Path | None:
    """`folder` itself where it holds distributions, else the site-packages of the environment it is."""
    if any(entry.name.endswith(DISTRIBUTIONS) for entry in entries_of(folder)):
        return folder
    return _site_packages(folder.resolve())


def _site_packages(environment: Path) -> Path | None:
    """lib/pythonX.Y/site-packages of the newest Python, or Windows' Lib/site-packages."""
    if not is_folder(environment):
        return None
    found = []
    for entry in entries_of(environment / "lib") if is_folder(environment / "lib") else ():
        if version := _PYTHON.match(entry.name):
            found.append((int(version[1]), int(version[2]), Path(entry.path) / "site-packages"))
    folders = [path for *_, path in sorted(found, reverse=True) if is_folder(path.parent)]
    folders += [environment / "Lib" / "site-packages"] if is_folder(environment / "Lib") else []
    return next((folder for folder in folders if is_folder(folder)), None)
