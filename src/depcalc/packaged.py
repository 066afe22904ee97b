"""Finds the files of `data/`, whether depcalc runs installed or from a checkout."""

from pathlib import Path

from depcalc.errors import SnapshotError

_HERE = Path(__file__).resolve().parent
_FOLDERS = (_HERE / "_data", _HERE.parents[1] / "data")  # installed, checkout


def path(name: str) -> Path:
    """Where a file of `data/` is; it exists."""
    for folder in _FOLDERS:
        if (found := folder / name).is_file():
            return found
    raise SnapshotError(
        f"the data file {name} is missing from this installation",
        hint="reinstall depcalc; in a checkout, see data/README.md for how to build it",
    )
