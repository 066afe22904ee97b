"""From a folder, a file or FORMAT:PATH to the lock that is read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from depcalc.errors import EmptyScopeError, LockError
from depcalc.lockfiles._reading import decode_loosely, read_bytes
from depcalc.lockfiles._requirement_groups import Groups, requirement_files
from depcalc.lockfiles.foreign import foreign_notice, foreign_notices
from depcalc.lockfiles.formats import FORMATS, Format, format_named, format_of
from depcalc.values.notice import Notice

_LEVELS = 6
_MAX_BYTES = 16 * 2**20
_REQUIREMENTS = next(one for one in FORMATS if one.name == "requirements")
_PROJECT = next(one for one in FORMATS if one.name == "project")
_REQUIRES = re.compile(
    r"^\s*\[(?:project|dependency-groups|tool\.poetry|tool\.pdm|packages|dev-packages|options)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The lock to read, its format, and what else lies there. `others`: requirements files that belong to it,
    each with its group, "" for more of production."""

    path: Path
    format: Format
    notices: tuple[Notice, ...] = ()
    others: Groups = ()


def find_lock(path: str | Path, format: str | None = None) -> Found:
    """The lock meant by a folder, a file, or `FORMAT:PATH`.

    In a folder the first that is there counts, in the order of `FORMATS`; the others become notices. A
    project's own file counts where there is no lock. Nothing there is an `EmptyScopeError`.
    """
    prefix, _, rest = str(path).partition(":")
    if format is None and format_named(prefix) and rest:
        return find_lock(rest, prefix)
    place = Path(path)
    is_folder = place.is_dir() and not any(place.name in one.searched for one in FORMATS)
    if format:
        return _of_format(place, _known(format), is_folder)
    if is_folder:
        return _in_folder(place)
    return _named(place)


def _named(place: Path) -> Found:
    """A file by its name; a script stands for the lock beside it."""
    beside = place.with_name(f"{place.name}.lock") if place.suffix == ".py" else place
    file = beside if beside.is_file() else place
    if known := format_of(file.name):
        return Found(file, known)
    raise _unknown(place)


def _of_format(place: Path, known: Format, is_folder: bool) -> Found:
    """A folder stands for the file in it that this format is known by."""
    if not is_folder:
        return Found(place, known)
    files = [path for kind, path in _locks(place, _names(place)) if kind is known]
    usual = known.searched[0] if known.searched else ""
    return Found(files[0] if files else place / usual, known)


def _known(name: str) -> Format:
    if found := format_named(name):
        return found
    names = ", ".join(one.name for one in FORMATS)
    raise LockError(f"no lock format is called {name!r}", hint=f"The formats are: {names}.")


def _unknown(place: Path) -> LockError:
    if not place.exists():
        return LockError("no such file or folder", at=str(place), hint="Check the path.")
    notice = foreign_notice(place.name, str(place))
    message = notice.message if notice else "the file name does not say which lock format this is"
    return LockError(message, at=str(place), hint="Name the format: --lockfile FORMAT:PATH, e.g. uv:PATH.")


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise LockError(f"cannot be read: {error.strerror}", at=str(folder)) from error


def _in_folder(folder: Path) -> Found:
    names = _names(folder)
    groups = _requirements(folder, names)
    locks = list(_locks(folder, names))
    listed = [(_REQUIREMENTS, path) for _, path in groups]
    order = [*locks, *listed, *_projects(folder, names)]
    order.sort(key=lambda one: FORMATS.index(one[0]))
    foreign = foreign_notices(names, folder.as_posix())
    if not order:
        raise EmptyScopeError(
            f"no lockfile in {'this folder' if folder == Path() else folder}", _nothing_hint(foreign)
        )
    kind, taken = order[0]
    others = tuple(groups[1:]) if kind is _REQUIREMENTS else ()
    together = {taken, *(path for _, path in others)}
    left = [path for one, path in order if path not in together and one is not _PROJECT]
    return Found(taken, kind, (*_not_taken(taken, left), *_lock_above(folder), *foreign), others)


def _locks(folder: Path, names: list[str]) -> Iterator[tuple[Format, Path]]:
    """The files of every format but the two that need a look inside."""
    for kind in FORMATS:
        if kind not in (_REQUIREMENTS, _PROJECT):
            found = [name for pattern in kind.searched for name in names if fnmatchcase(name, pattern)]
            yield from ((kind, folder / name) for name in dict.fromkeys(found))


def _requirements(folder: Path, names: list[str]) -> Groups:
    try:
        return requirement_files(folder, names)
    except OSError as error:
        raise LockError(f"cannot be read: {error.strerror}", at=str(folder)) from error


def _projects(folder: Path, names: list[str]) -> Iterator[tuple[Format, Path]]:
    """The project's own files that may ask for something."""
    for name in _PROJECT.searched:
        if name in names and _REQUIRES.search(_text(folder / name)):
            yield _PROJECT, folder / name


def _text(path: Path) -> str:
    """A file as text; what cannot be read is no candidate."""
    try:
        return decode_loosely(read_bytes(path, _MAX_BYTES), path=path.as_posix())[0]
    except LockError:
        return ""


def _not_taken(taken: Path, others: Iterable[Path]) -> list[Notice]:
    message = f"not read, because {taken.name} was taken; name it to read it instead"
    return [Notice("lock-not-taken", f"{path.name}: {message}", path.as_posix()) for path in others]


def _lock_above(folder: Path) -> list[Notice]:
    """uv reads the lock of the workspace root: one in a member's folder is stale."""
    inside = folder.resolve()
    for place in (inside, *inside.parents[:_LEVELS]):
        above = place / "uv.lock"
        if place != inside and above.is_file():
            member = inside.relative_to(place).as_posix()
            if re.search(rf'(?:editable|virtual|directory) = "{re.escape(member)}"', _text(above)):
                message = "stale: this folder is a member of the workspace above, whose uv.lock counts"
                return [Notice("stale-lock", message, above.as_posix())]
            message = "a uv.lock lies above this folder: if this is a workspace member, that one counts"
            return [Notice("lock-above", message, above.as_posix())]
        if (place / ".git").exists():
            break
    return []


def _nothing_hint(foreign: list[Notice]) -> str:
    names = [name for kind in FORMATS for name in kind.searched]
    looked = f"Looked for {', '.join(names)} and requirements/*.txt."
    return " ".join([looked, *(f"Found {notice.message}." for notice in foreign)])
