"""Python files of a repository, other people's trees included: bounded, no link followed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from depcalc.installed.places import SKIPPED, VENDORED
from depcalc.installed.tree import entries_of
from depcalc.owned.limits import Budget
from depcalc.values.notice import Notice

NEVER = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})
SOURCE = (".py", ".pyw")


@dataclass(frozen=True, slots=True)
class Found:
    """Paths relative to the folder, with slashes, sorted.

    files    Python files
    others   children of vendor folders that hold no Python file
    stated   files that may state what a vendor folder holds, and dist-info folders in one
    roots    vendor folders
    """

    files: tuple[str, ...]
    roots: tuple[str, ...]
    others: tuple[str, ...]
    stated: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def walk(folder: Path, budget: Budget) -> Found:
    """Everything this stage looks at, in one stable order."""
    files, roots, stated, folders = list[str](), list[str](), list[str](), set[str]()
    notices = []
    for path, entry in _entries(folder, budget):
        in_root = bool(roots) and _in_marked(path)
        if entry.is_dir(follow_symlinks=False):
            roots += [path] if entry.name in VENDORED else []
            stated += [path] if in_root and entry.name.endswith(".dist-info") else []
            folders |= {path} if in_root else set()
        elif entry.name.endswith(SOURCE):
            files.append(path)
        elif entry.name.endswith(".txt") and ("vendor" in entry.name or "third" in entry.name):
            stated.append(path)
        if len(files) >= budget.files:
            notices.append(
                Notice("project-too-large", f"only the first {budget.files:,} files were looked at")
            )
            break
    return Found(
        tuple(sorted(files)), tuple(roots), _empty(roots, folders, files), tuple(stated), tuple(notices)
    )


def marked_root(path: str) -> str:
    """The outermost vendor folder a path lies in, "" outside of any."""
    parts = path.split("/")[:-1]
    at = next((n for n, part in enumerate(parts) if part in VENDORED), None)
    return "" if at is None else "/".join(parts[: at + 1])


def _in_marked(path: str) -> bool:
    return not VENDORED.isdisjoint(path.split("/")[:-1])


def _entries(folder: Path, budget: Budget) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Plain files and folders, depth first; folders of tools and environments are not entered."""
    stack: list[Iterator[tuple[str, os.DirEntry[str]]]] = [_listed(folder, "")]
    while stack:
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            continue
        path, entry = following
        if entry.is_dir(follow_symlinks=False):
            if not _enterable(path, entry) or len(stack) > budget.depth:
                continue
            if not entry.name.endswith(".dist-info"):
                stack.append(_listed(Path(entry.path), f"{path}/"))
            yield path, entry
        elif entry.is_file(follow_symlinks=False):
            yield path, entry


def _listed(folder: Path, prefix: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    for entry in entries_of(folder):
        yield prefix + entry.name, entry


def _enterable(path: str, entry: "os.DirEntry[str]") -> bool:
    if entry.name in NEVER or Path(entry.path, "pyvenv.cfg").exists():
        return False
    return _in_marked(path) or (entry.name not in SKIPPED and not entry.name.endswith(".egg-info"))


def _empty(roots: list[str], folders: set[str], files: list[str]) -> tuple[str, ...]:
    """Folders right below a vendor folder without any Python file."""
    below = {f for f in folders if f.rpartition("/")[0] in roots and not f.endswith(".dist-info")}
    with_source = set[str]()
    for file in files:
        parts = file.split("/")
        with_source.update("/".join(parts[:n]) for n in range(1, len(parts)))
    return tuple(sorted(below - with_source))
