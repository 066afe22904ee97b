"""Lockfile text -> Lock. A new format is one module and one line in `formats.FORMATS`.

A parser loads when a lock in its format is read, or when it is asked for by name.
"""

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depcalc.errors import LockError
from depcalc.lockfiles._files import MAX_FILES, ProjectFiles, project_folder
from depcalc.lockfiles._odd_names import without_odd_names
from depcalc.lockfiles._reading import decode_loosely, decode_utf8, read_bytes
from depcalc.lockfiles.discover import Found, find_lock
from depcalc.lockfiles.formats import FORMATS, Format
from depcalc.lockfiles.merge import as_group, merge
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice

if TYPE_CHECKING:
    from depcalc.lockfiles.poetry import parse_poetry
    from depcalc.lockfiles.requirements import parse_requirements
    from depcalc.lockfiles.uv import parse_uv

__all__ = [
    "FORMATS",
    "Format",
    "Found",
    "find_lock",
    "merge",
    "parse_poetry",
    "parse_requirements",
    "parse_uv",
    "read_lock",
    "read_locks",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"depcalc.lockfiles.{name.removeprefix('parse_')}"), name)


def read_lock(path: str | Path, format: str | None = None) -> Lock:
    """The lock of a folder, a file, or `FORMAT:PATH`; requirements files that lie together are one lock.

    Raises `LockError` where a file cannot be read or understood, `EmptyScopeError` where a folder holds none.
    """
    found = find_lock(path, format)
    lock = _read(found)
    if found.others:
        more, unread = _others(found)
        lock = merge([replace(lock, records_groups=any(group for group, _ in found.others)), *more])
        lock = replace(lock, notices=(*lock.notices, *unread))
    return replace(lock, notices=(*lock.notices, *found.notices))


def read_locks(paths: Iterable[str | Path]) -> tuple[Lock, ...]:
    """The lock of each path, in order, a lock that two of them lead to once."""
    found = {lock.path: lock for lock in map(read_lock, paths)}
    return tuple(found.values())


def _read(found: Found) -> Lock:
    label = found.path.as_posix()
    text, encoding = _text(found, label)
    try:
        lock = _parsed(found, text, label)
    except LockError as error:
        raise error if label in error.message else error.inside(label) from error
    guessed = [_guessed(label)] if encoding == "latin-1" else []
    return without_odd_names(replace(lock, notices=(*lock.notices, *guessed)))


def _parsed(found: Found, text: str, label: str) -> Lock:
    parse = found.format.parse
    if found.format.project:
        return parse(text, _beside(found), path=label)
    if found.format.includes:
        return parse(text, path=label, open_file=ProjectFiles(project_folder(found.path)))
    return parse(text, path=label)


def _others(found: Found) -> tuple[list[Lock], list[Notice]]:
    """The requirements files beside; one that cannot be read is a notice."""
    locks, notices = [], []
    for group, path in found.others[:MAX_FILES]:
        try:
            lock = _read(Found(path, found.format))
        except LockError as error:
            message = f"{path.name} is not read: {error.message}"
            notices.append(Notice("lock-not-read", message, path.as_posix()))
        else:
            locks.append(as_group(lock, group) if group else lock)
    if left := found.others[MAX_FILES:]:
        message = f"and {len(left)} more requirements files are not read: {MAX_FILES} are enough"
        notices.append(Notice("lock-not-read", message, left[0][1].as_posix()))
    return locks, notices


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
