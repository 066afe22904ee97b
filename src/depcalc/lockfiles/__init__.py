"""Lockfile text -> Lock. A new format is one module and one line in `formats.FORMATS`."""

from dataclasses import replace
from pathlib import Path

from depcalc.lockfiles._reading import decode_loosely, decode_utf8, read_bytes
from depcalc.lockfiles.discover import Found, find_lock
from depcalc.lockfiles.formats import FORMATS, Format
from depcalc.lockfiles.poetry import parse_poetry
from depcalc.lockfiles.requirements import parse_requirements
from depcalc.lockfiles.uv import parse_uv
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice

__all__ = [
    "FORMATS",
    "Format",
    "Found",
    "find_lock",
    "parse_poetry",
    "parse_requirements",
    "parse_uv",
    "read_lock",
]


def read_lock(path: str | Path, format: str | None = None) -> Lock:
    """The lock of a folder, a file, or `FORMAT:PATH`.

    Raises `LockError` where a file cannot be read or understood, `EmptyScopeError` where a folder holds none.
    """
    found = find_lock(path, format)
    label = found.path.as_posix()
    text, encoding = _text(found, label)
    if found.format.project:
        lock = found.format.parse(text, _beside(found), path=label)
    else:
        lock = found.format.parse(text, path=label)
    guessed = [_guessed(label)] if encoding == "latin-1" else []
    return replace(lock, notices=(*lock.notices, *guessed, *found.notices))


def _text(found: Found, label: str) -> tuple[str, str]:
    data = read_bytes(found.path)
    return (
        decode_loosely(data, path=label) if found.format.loose else (decode_utf8(data, path=label), "utf-8")
    )


def _beside(found: Found) -> str | None:
    """The text of the project's own file, None where there is none."""
    project = found.path.parent / found.format.project
    return decode_utf8(read_bytes(project), path=project.as_posix()) if project.exists() else None


def _guessed(label: str) -> Notice:
    return Notice("encoding-guessed", "not UTF-8 and no encoding is named: read as Latin-1", label)
