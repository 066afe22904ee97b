"""The locks of a run as one: read, merged, and given edges by the environment where they record none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from depcalc import files
from depcalc.evidence.local import project_environment
from depcalc.installed import Environment
from depcalc.lockfiles import merge, read_locks
from depcalc.lockfiles.edges import requires_dist, with_installed_edges
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice
from depcalc.values.survey import LockInfo

PROJECT_BYTES = 4 * 2**20  # of a pyproject.toml, no more is read


@dataclass(frozen=True, slots=True)
class Locks:
    """What was read.

    lock         all of them as one
    infos        each file that was read
    folders      where they lie, the first lock's folder first
    texts        the `pyproject.toml` beside each, where there is one
    environment  of the first folder, or the one the user named; None where there is none
    """

    lock: Lock
    infos: tuple[LockInfo, ...]
    folders: tuple[Path, ...]
    texts: tuple[str, ...]
    environment: Environment | None


def read(paths: Sequence[str | Path], site_packages: Path | None) -> Locks:
    """Read the lock that each path leads to: a folder, a file, or FORMAT:PATH."""
    locks = read_locks(paths)
    folders = tuple(dict.fromkeys(Path(lock.path).parent for lock in locks))
    texts = tuple(text for folder in folders if (text := _project_text(folder)) is not None)
    environment = project_environment(folders[0], site_packages)
    lock = merge(locks)
    if environment is not None:
        lock = with_installed_edges(lock, requires_dist(environment.distributions))
    return Locks(
        lock=_with_python(lock, texts),
        infos=tuple(_infos(locks)),
        folders=folders,
        texts=texts,
        environment=environment,
    )


def _infos(locks: Sequence[Lock]) -> Iterator[LockInfo]:
    """The locks, and the files that were read with them."""
    for lock in locks:
        yield LockInfo(lock.path, lock.format, lock.revision or None)
        beside = {package.path for package in lock.packages} - {lock.path, ""}
        yield from (LockInfo(path, lock.format, None) for path in sorted(beside))


def first_folder_only(folders: Sequence[Path]) -> tuple[Notice, ...]:
    """Says what is read of one project alone, where the locks are those of several."""
    if len(folders) == 1:
        return ()
    message = "installed packages, update policy and history are read beside the first lock only"
    return (Notice("first-lock-only", message, folders[0].as_posix()),)


def _project_text(folder: Path) -> str | None:
    """The project's own file, where one lies beside the lock; what cannot be read is as good as absent."""
    try:
        return files.read_bytes(folder / "pyproject.toml", PROJECT_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return None


def _with_python(lock: Lock, texts: Sequence[str]) -> Lock:
    """The lock with the project's `requires-python`, where the lock itself does not say."""
    if lock.requires_python:
        return lock
    return replace(lock, requires_python=next(filter(None, map(_requires_python, texts)), ""))


def _requires_python(text: str) -> str:
    """`[project] requires-python`, "" where the project does not say."""
    try:
        project = files.parse_toml(text).get("project", {})
    except ValueError:
        return ""
    stated = project.get("requires-python", "") if isinstance(project, dict) else ""
    return stated if isinstance(stated, str) else ""
