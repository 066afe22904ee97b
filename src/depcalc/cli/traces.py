"""What an answer rests on, each as one short text that changes with it. Imports next to nothing."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from typing import Any

LARGE = 4 * 2**20  # a file from this size on counts by its stamp
MOST_FILES = 20_000  # of a tree or of references
ABSENT, TOO_MANY = "absent", "too many"


def same(rests_on: Mapping[str, Any]) -> bool:
    """Is everything as it was? Cheapest first."""
    return (
        all(stamp(path) == was for path, was in rests_on["stamps"].items())
        and all(names(path) == was for path, was in rests_on["names"].items())
        and all(content(path) == was for path, was in rests_on["files"].items())
        and all(repository(path) == was for path, was in rests_on["repositories"].items())
        and all(tree(path) == was for path, was in rests_on["trees"].items())
        and program() == rests_on["program"]
    )


def stamp(path: str) -> str:
    """Size, times and place on the disk: what changes with the content of anything large."""
    try:
        at = os.stat(path)
    except (OSError, ValueError):
        return ABSENT
    return f"{at.st_mode}:{at.st_size}:{at.st_mtime_ns}:{at.st_ctime_ns}:{at.st_ino}"


def content(path: str) -> str:
    """The bytes of a file; its stamp where it is large; of anything else what kind of thing it is."""
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            return f"kind {stat.S_IFMT(mode)}"
        with open(path, "rb") as file:
            data = file.read(LARGE)
    except (OSError, ValueError):
        return ABSENT if not os.path.lexists(path) else "unreadable"
    return hashlib.sha256(data).hexdigest() if len(data) < LARGE else stamp(path)


def names(folder: str) -> str:
    """What a folder holds, by name."""
    try:
        return hashlib.sha256(
            "\0".join(sorted(os.listdir(folder))).encode("utf-8", "surrogateescape")
        ).hexdigest()
    except (OSError, ValueError):
        return ABSENT


def tree(folder: str) -> str:
    """The stamps of every file below a folder, but for repositories and installed environments."""
    return _digest(map(_stamped, files_below(folder)))


def repository(folder: str) -> str:
    """Every name a repository gives to a commit, and its settings; objects never change."""
    git = os.path.join(folder, ".git")
    if not os.path.lexists(git):
        return ABSENT
    places = [git] if os.path.isdir(git) else _linked(git)
    return _digest(one for place in places for one in _references(place))


def _linked(file: str) -> list[str]:
    """A worktree's `.git` is a file that names its own folder, which names the common one."""
    with open(file, encoding="utf-8", errors="surrogateescape") as opened:
        own = opened.read(4096).partition("gitdir:")[2].strip()
    own = os.path.join(os.path.dirname(file), own)
    try:
        with open(os.path.join(own, "commondir"), encoding="utf-8", errors="surrogateescape") as opened:
            return [own, os.path.join(own, opened.read(4096).strip())]
    except OSError:
        return [own]


def _references(git: str) -> Iterator[str]:
    for name in (
        "packed-refs",
        "shallow",
        "config",
        "config.worktree",
        "info/grafts",
        "objects/info/alternates",
    ):
        yield f"{name} {stamp(os.path.join(git, name))}"
    for name in sorted(os.listdir(git)):
        if name.endswith("HEAD"):
            yield f"{name} {content(os.path.join(git, name))}"
    for name in ("refs", "reftable"):
        yield from map(_stamped, files_below(os.path.join(git, name)))


def _stamped(path: str) -> str:
    return f"{path} {stamp(path)}"


def files_below(folder: str) -> Iterator[str]:
    """Every file, without what repositories, caches and installed environments hold."""
    todo = [folder]
    while todo:
        here = todo.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry.path
            elif _is_source(entry):
                todo.append(entry.path)


def _is_source(entry: "os.DirEntry[str]") -> bool:
    named = entry.name in (".git", ".hg", "__pycache__", "node_modules")
    return not named and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))


def _digest(lines: Iterator[str]) -> str:
    out = hashlib.sha256()
    for count, line in enumerate(lines):
        if count >= MOST_FILES:
            return TOO_MANY
        out.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return out.hexdigest()


def program() -> str:
    """This program's own files: a checkout changes without a new version."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return tree(here)
