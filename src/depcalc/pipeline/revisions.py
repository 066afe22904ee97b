"""The lock of another revision, or of the index, laid out in a folder of its own so that it is read as any other.

Only files that can matter to a lock are taken, each as git stores it: no filter and no hook runs.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from depcalc import files
from depcalc.errors import UsageError
from depcalc.evidence.git import GitError, find_git, in_repository, run_git
from depcalc.lockfiles import FORMATS

STAGED = ":staged"  # the index; no revision can be called that
WORKTREE = ":worktree"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's own name of a tree without files
MOST_FILES = 400
MOST_BYTES = 64 * 2**20
DEEPEST = 4  # folders below the project
_ALSO = (
    *("setup.py", "depcalc.toml", "pixi.toml", "environment.yml", "constraints*.txt"),
    *("dependabot.yml", "dependabot.yaml", "renovate.json", "renovate.json5", ".renovaterc*"),
)
_PATTERNS = tuple(dict.fromkeys([*(p for one in FORMATS for p in (*one.searched, *one.patterns)), *_ALSO]))
Reader = Callable[[str], bytes]
_NOT = ("*.py",)  # scripts that may hold requirements of their own


@contextmanager
def laid_out(folder: Path, revision: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """A temporary folder with the files of `folder` at a revision, in the index or in the working tree.

    Raises `UsageError` where there is no such revision, or no repository.
    """
    with tempfile.TemporaryDirectory(prefix="depcalc-") as made:
        target = Path(made) / "project"
        target.mkdir()
        for name, data in _contents(folder, revision, environ):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        yield target


@contextmanager
def files_at(folder: Path, revision: str, names: Sequence[str], environ: Mapping[str, str]) -> Iterator[Path]:
    """A temporary folder with these files as they were at a revision; of a folder its first file."""
    with tempfile.TemporaryDirectory(prefix="depcalc-") as made:
        for name in _there(folder, revision, names, environ) if names else ():
            place = Path(made, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(_stored(folder, revision, environ)[1](name))
        yield Path(made)


def _there(folder: Path, revision: str, names: Sequence[str], environ: Mapping[str, str]) -> set[str]:
    listed = _listed(_git(folder, environ), folder, revision)
    inside = (next((one for one in listed if f"{one}/".startswith(f"{name}/")), "") for name in names)
    return set(filter(None, list(inside)[:MOST_FILES]))


def resolve(folder: Path, revision: str, environ: Mapping[str, str]) -> str:
    """The commit that a revision names; STAGED and WORKTREE stand for themselves."""
    if revision in (STAGED, WORKTREE):
        return revision
    git = _git(folder, environ)
    try:
        said = run_git(git, folder, ["rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"])
    except GitError as error:
        if revision == "HEAD" and _has_no_commits(git, folder):
            return EMPTY_TREE
        raise UsageError(f"{revision}: no such revision here", "name a commit, a branch or a tag") from error
    return said.decode("ascii", "replace").strip()


def _has_no_commits(git: str, folder: Path) -> bool:
    """A repository before its first commit: everything in it is new."""
    try:
        return not run_git(git, folder, ["rev-list", "--all", "--max-count=1"]).strip()
    except GitError:
        return False


def _git(folder: Path, environ: Mapping[str, str]) -> str:
    git = find_git(environ, folder)
    if git is None or not in_repository(folder):
        why = "no git was found" if git is None else f"{folder} is in no git repository"
        raise UsageError(f"{why}: there is nothing to compare with")
    return git


def _contents(folder: Path, revision: str, environ: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """(path below the folder, bytes) of the files that matter, within limits."""
    names, read = _worktree(folder) if revision == WORKTREE else _stored(folder, revision, environ)
    left = MOST_BYTES
    for name in [name for name in names if _matters(name)][:MOST_FILES]:
        try:
            data = read(name)
        except (GitError, OSError):
            continue  # gone, or a link that leads elsewhere: as good as absent
        left -= len(data)
        if left < 0:
            raise UsageError(f"the files of {revision} are larger than {MOST_BYTES // 2**20} MB")
        yield name, data


def _worktree(folder: Path) -> tuple[list[str], Reader]:
    return _walked(folder), lambda name: files.read_bytes(folder / name, MOST_BYTES)


def _stored(folder: Path, revision: str, environ: Mapping[str, str]) -> tuple[list[str], Reader]:
    git = _git(folder, environ)
    prefix = "" if revision == STAGED else revision
    return _listed(git, folder, revision), lambda name: run_git(
        git, folder, ["cat-file", "blob", f"{prefix}:./{name}"]
    )


def _matters(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if len(parts) > DEEPEST or ".." in parts or name.startswith("/"):
        return False
    last = parts[-1]
    return any(fnmatchcase(last, p) for p in _PATTERNS) and not any(fnmatchcase(last, p) for p in _NOT)


def _listed(git: str, folder: Path, revision: str) -> list[str]:
    """Regular files below the folder, links left out."""
    if revision == STAGED:
        said = run_git(git, folder, ["ls-files", "-z", "--stage", "--", "."])
    else:
        said = run_git(git, folder, ["ls-tree", "-r", "-z", revision, "--", "."])
    rows = [row.partition("\t") for row in said.decode("utf-8", "surrogateescape").split("\0") if row]
    return [name for kind, _, name in rows if kind.startswith("100")]


def _walked(folder: Path) -> list[str]:
    """What lies in the working tree, as deep as matters; links left out."""
    found: list[str] = []
    todo = [(folder, 0)]
    while todo and len(found) < MOST_FILES * 10:
        here, depth = todo.pop()
        for entry in sorted(here.iterdir()):
            if entry.is_symlink():
                continue
            if entry.is_file():
                found.append(entry.relative_to(folder).as_posix())
            elif depth + 1 < DEEPEST and entry.name not in (".git", ".venv", "venv", "node_modules"):
                todo.append((entry, depth + 1))
    return sorted(found)
