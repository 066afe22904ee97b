"""Files of one project, opened only inside its folder: what a requirements file may include."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from depcalc.errors import LockError
from depcalc.lockfiles._reading import MAX_BYTES, decode_loosely, read_bytes

MAX_FILES = 100
_LEVELS = 6
_MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg")


class Opened(NamedTuple):
    """A file that was read; `guessed`: its encoding was not named anywhere."""

    path: str
    text: str
    guessed: bool = False


OpenFile = Callable[[str, str], Opened | str]  # (what is named, the file naming it) -> the file, or why not


def no_file(name: str, including: str) -> Opened | str:
    """Where there is only text."""
    return "no other file is opened here"


def project_folder(file: Path) -> Path:
    """The folder that includes may not leave: the nearest one above with a repository, else with a project
    file, else the file's own."""
    own = file.absolute().parent
    near = (own, *own.parents)[:_LEVELS]
    return next((folder for mark in _MARKS for folder in near if (folder / mark).exists()), own)


class ProjectFiles:
    """Opens files of a project by the names that its files use, within limits over all of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._left, self._files = MAX_BYTES, MAX_FILES

    def __call__(self, name: str, including: str) -> Opened | str:
        if "://" in name or name.startswith("file:"):
            return "it is a URL, and nothing is fetched"
        if "${" in name:
            return "environment variables are not expanded"
        try:
            path = (Path(including).parent / name).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            return f"not a path: {error}"[:200]
        if not path.is_relative_to(self._folder):
            return "it is outside the project"
        return self._read(path, Path(including).parent / name)

    def _read(self, path: Path, label: Path) -> Opened | str:
        if not self._files:
            return f"more than {MAX_FILES} files"
        self._files -= 1
        try:
            data = read_bytes(path, self._left)
            text, encoding = decode_loosely(data, path=label.as_posix())
        except LockError as error:
            return error.message
        self._left -= len(data)
        return Opened(label.as_posix(), text, encoding == "latin-1")
