"""What a new entry of the ledger must be: code that lies in the project, names that come from its package."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from depcalc.evidence.own_code import inside
from depcalc.values.lock import normalise


def trouble_with(entry: Mapping[str, Any], folder: Path, locked: Collection[str]) -> tuple[str, str] | None:
    """(what is wrong, what to do), None where nothing is.

    folder  where the configuration file lies
    locked  names of the packages in the lock, as far as there is one
    """
    return _place(str(entry["path"]), folder) or _symbols(entry, locked)


def _place(path: str, folder: Path) -> tuple[str, str] | None:
    below = inside(path)
    if not below:
        return f"{path[:200]}: leads out of the project", f"name it as seen from {folder}"
    if not _exists(folder / below):
        return (
            f"{path[:200]}: nothing lies there, in {folder}",
            "write the code first, then record where it lies",
        )
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for the disk
        return False


def _symbols(entry: Mapping[str, Any], locked: Collection[str]) -> tuple[str, str] | None:
    package = entry["package"]
    for symbol in entry["symbols"]:
        parts = symbol.removesuffix("()").split(".")
        if not all(part.isidentifier() for part in parts):
            return f"{symbol[:200]}: no name that code can have", "for example --symbols get,Session.post"
        owner = normalise(parts[0])
        if owner != package and owner in locked:
            return (
                f"{symbol}: {owner} is another package of the lock",
                f"name what was taken from {package}, or record {owner} on its own",
            )
    return None
