"""The project's own Python files: those under its folder, and those git tracks in folders of other people's
names."""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from depcalc.installed.places import SKIPPED, kind_of
from depcalc.usage.budget import Budget
from depcalc.usage.sources import read_bytes
from depcalc.values.notice import Notice
from depcalc.values.usage import FileKind

NEVER_OURS = frozenset({".git", "node_modules", "site-packages", "__pycache__"})  # even where git tracks it
INDEX_BYTES = 64 << 20
MOST_PARENTS = 6
DEEPEST = 40
MOST_FOLDERS = 50_000
PYTHON = (".py", ".pyw")
_ENTRY = struct.Struct(">62s")


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A Python file of the project; `path` is relative, with slashes."""

    path: str
    kind: FileKind


def project_files(folder: Path, budget: Budget) -> tuple[list[ProjectFile], list[Notice]]:
    """Python files in a stable order; a notice where a limit left some out."""
    tracked = _present(folder, tracked_files(folder))
    paths = sorted(tracked.union(_walked(folder, budget.project_files)))
    notices = []
    if len(paths) >= budget.project_files:
        paths = paths[: budget.project_files]
        notices.append(
            Notice("project-too-large", f"only the first {budget.project_files:,} files were read")
        )
    return [ProjectFile(p, kind_of(p)) for p in paths], notices


def _skipped(path: str) -> bool:
    """A tracked folder called `build` or `env` holds source; vendored copies run and are the project's own."""
    parts = path.split("/")[:-1]
    return any(p in NEVER_OURS or p.endswith(".egg-info") for p in parts)


def _walked(folder: Path, most: int) -> Iterator[str]:
    """Python files under a folder, other people's trees left out, links not followed."""
    found = 0
    for where, prefix, names, _ in folders(folder, enterable):
        for name in names:
            if name.endswith(PYTHON) and not Path(where, name).is_symlink():
                yield prefix + name
                found += 1
                if found >= most:
                    return


def folders(folder: Path, enter: Callable[[Path], bool]) -> Iterator[tuple[Path, str, list[str], list[str]]]:
    """(folder, its prefix, names of its files, names of its links to folders), from the top, in a stable
    order, bounded."""
    for count, (where, inner, files) in enumerate(os.walk(folder, followlinks=False)):
        here = Path(where)
        base = here.relative_to(folder).as_posix()
        prefix = "" if base == "." else f"{base}/"
        entered = [d for d in sorted(inner) if enter(here / d)] if prefix.count("/") < DEEPEST else []
        links = [d for d in entered if (here / d).is_symlink()]
        inner[:] = [d for d in entered if d not in links]
        yield here, prefix, sorted(files), links
        if count >= MOST_FOLDERS:
            return


def enterable(folder: Path) -> bool:
    """Not a folder of other people's code, by its name or by what it holds."""
    if folder.name in SKIPPED or folder.name.endswith(".egg-info"):
        return False
    return not (folder / "pyvenv.cfg").exists()


def inside(path: Path, here: Path) -> bool:
    """Whether a path, links followed, lies in a folder; the folder is resolved already."""
    try:
        return path.resolve().is_relative_to(here)
    except (OSError, RuntimeError):
        return False


def _present(folder: Path, tracked: set[str]) -> set[str]:
    """Tracked files that exist and lie, links followed, in the folder."""
    here = folder.resolve()
    own = (p for p in tracked if not _skipped(p))
    return {p for p in own if inside(folder / p, here) and (folder / p).is_file()}


# ------------------------------------------------------------------ git's index; git itself is not run


def tracked_files(folder: Path) -> set[str]:
    """Python files that git tracks under a folder, empty where that is not cheaply known."""
    here = folder.resolve()
    for root in [here, *here.parents[:MOST_PARENTS]]:
        index = root / ".git" / "index"
        if index.is_file():
            prefix = here.relative_to(root).as_posix()
            prefix = "" if prefix == "." else f"{prefix}/"
            names = _index_names(read_bytes(index, INDEX_BYTES))
            inner = (n[len(prefix) :] for n in names if n.startswith(prefix) and n.endswith(PYTHON))
            return {n for n in inner if _is_plain(n)}
    return set()


def _is_plain(path: str) -> bool:
    """Relative and without a step up: an index is text from outside."""
    return "\0" not in path and "\\" not in path and not {"", ".", ".."}.intersection(path.split("/"))


def _index_names(data: bytes) -> list[str]:
    """Paths in a git index of version 2, 3 or 4; none where it is something else."""
    if data[:4] != b"DIRC" or len(data) < 12:
        return []
    version, count = struct.unpack(">II", data[4:12])
    if version not in (2, 3, 4):
        return []
    names: list[str] = []
    at, before = 12, b""
    for _ in range(min(count, 1_000_000)):
        if at + _ENTRY.size > len(data):
            return names
        extended = version > 2 and data[at + 60] & 0x40
        start = at + _ENTRY.size + (2 if extended else 0)
        if version == 4:
            cut, start = _varint(data, start)
            end = data.find(b"\0", start)
            path = before[: len(before) - cut] + data[start:end]
            following = end + 1
        else:
            end = data.find(b"\0", start)
            path = data[start:end]
            following = at + (end - at + 8) // 8 * 8
        if end < 0:
            return names
        names.append(path.decode("utf-8", "replace"))
        at, before = following, path
    return names


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Git's offset encoding: (value, next position)."""
    value = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            break
        value += 1
    return value, at
