"""The project's own Python files: what git tracks where that is cheap to know, else a bounded walk."""

import os
import struct
from collections.abc import Iterator
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
_ENTRY = struct.Struct(">62s")


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A Python file of the project; `path` is relative, with slashes."""

    path: str
    kind: FileKind


def project_files(folder: Path, budget: Budget) -> tuple[list[ProjectFile], list[Notice]]:
    """Python files in a stable order; a notice where a limit left some out."""
    tracked = tracked_files(folder)
    paths = sorted(_with_siblings(folder, tracked) if tracked else set(_walked(folder, budget.project_files)))
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
    for where, folders, files in os.walk(folder, followlinks=False):
        base = Path(where).relative_to(folder).as_posix()
        prefix = "" if base == "." else f"{base}/"
        folders[:] = sorted(d for d in folders if _enterable(Path(where, d), prefix))
        for name in sorted(files):
            if name.endswith((".py", ".pyw")) and not Path(where, name).is_symlink():
                yield prefix + name
                found += 1
                if found >= most:
                    return


def _enterable(folder: Path, prefix: str) -> bool:
    name = folder.name
    if name in SKIPPED or name.endswith(".egg-info") or prefix.count("/") > DEEPEST:
        return False
    return not folder.is_symlink() and not (folder / "pyvenv.cfg").exists()


def _with_siblings(folder: Path, tracked: set[str]) -> set[str]:
    """Tracked files that exist, and new ones beside them that nobody has added yet."""
    out = {p for p in tracked if not _skipped(p) and (folder / p).is_file()}
    for parent in {p.rpartition("/")[0] for p in out}:
        for entry in os.scandir(folder / parent):
            if entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
                out.add(f"{parent}/{entry.name}" if parent else entry.name)
    return out


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
            return {n[len(prefix) :] for n in names if n.startswith(prefix) and n.endswith(".py")}
    return set()


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
