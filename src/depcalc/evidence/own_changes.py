"""How much of our own code is new each year, from its history in git: what changes is hardened for nothing.

Days are those of commits on the main line, as for the lock's history. The first days of a file are the
writing of it, and moving a file is no change. docs/evidence.md, "Own code".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from depcalc.evidence.git import GitError, find_git, in_repository, run_git
from depcalc.values.fact import Fact, Gap, Known

SOURCE = "git history of own code"
SETTLING_DAYS = 90  # of writing, before changes count
LEAST_DAYS = 90  # after that; less is no habit
WINDOW_DAYS = 3 * 365
MOST_COMMITS, MOST_PATHS = 2_000, 200
YEAR_DAYS = 365.25
COMMIT = "\x02"  # begins the token of a commit; a count of lines begins with a digit or a dash
_LOG = (
    "log", "-z", "--first-parent", "--diff-merges=first-parent", "--no-show-signature", "--no-ext-diff",
    "--no-textconv", "--no-color", "--no-notes", "--no-mailmap", "--no-decorate", "--ignore-submodules=all",
    "--find-renames", "-l200", "--numstat", "--relative", "--format=%x02%ct", f"--max-count={MOST_COMMITS}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileChange:
    """Lines that one commit added to and took from one file; a moved file is under its new name."""

    day: date
    path: str
    added: int
    gone: int


def read_changes(
    folder: Path, paths: Sequence[str], environ: Mapping[str, str], *, until: date | None = None
) -> tuple[Known[float], ...]:
    """Share of the lines of each path, a file or a folder below `folder`, that is new each year."""
    said = _ask(folder, paths[:MOST_PATHS], environ, until)
    if isinstance(said, Gap):
        return tuple(said for _ in paths)
    changes, end = said
    return tuple(rate(_of(path, changes), end) for path in paths)


def _ask(
    folder: Path, paths: Sequence[str], environ: Mapping[str, str], until: date | None
) -> tuple[tuple[FileChange, ...], date] | Gap:
    if not in_repository(folder):
        return Gap(SOURCE, "not in a git repository")
    if (git := find_git(environ, folder)) is None:
        return Gap(SOURCE, "no git to ask")
    before = (f"--until={until}T23:59:59Z",) if until else ()
    newest = ("log", "-1", "--no-show-signature", "--format=%ct", *before, "HEAD")
    try:
        shallow = run_git(git, folder, ("rev-parse", "--is-shallow-repository")).strip()
        if shallow != b"false":
            return Gap(SOURCE, "a shallow clone: its history is cut off")
        end = _day(int(run_git(git, folder, newest).strip() or -1))
        text = run_git(git, folder, (*_LOG, *before, "HEAD", "--", *paths)).decode("utf-8", errors="replace")
    except (GitError, ValueError, OverflowError, OSError) as error:
        return Gap(SOURCE, str(error) or "git cannot be read")
    if text.count(COMMIT) >= MOST_COMMITS:
        return Gap(SOURCE, f"{MOST_COMMITS:,} commits and more: its beginning was not read")
    return tuple(parse_numstat(text)), end


def _day(stamp: int) -> date:
    return datetime.fromtimestamp(stamp, UTC).date()


def parse_numstat(text: str) -> Iterator[FileChange]:
    """`git log -z --numstat`: tokens between zero bytes; a rename takes three of them."""
    tokens, day = iter(text.split("\0")), date.min
    for raw in tokens:
        token = raw.lstrip("\n")
        if token.startswith(COMMIT):
            day = _day(int(token[1:]))
            continue
        added, _, rest = token.partition("\t")
        gone, _, path = rest.partition("\t")
        if not token:
            continue
        if not path:
            next(tokens, "")  # the old name
            path = next(tokens, "")
        if added.isdecimal() and gone.isdecimal():
            yield FileChange(day, path, int(added), int(gone))


def _of(path: str, changes: Sequence[FileChange]) -> tuple[FileChange, ...]:
    """Changes of a file, or of everything below a folder."""
    return tuple(c for c in changes if c.path == path or c.path.startswith(f"{path}/"))


def rate(changes: Sequence[FileChange], end: date) -> Known[float]:
    """Lines added a year over the lines there are at the end, once the writing is done."""
    if not changes:
        return Gap(SOURCE, "git has no history of it")
    born = min(c.day for c in changes)
    start = max(born + timedelta(days=SETTLING_DAYS), end - timedelta(days=WINDOW_DAYS))
    lines = sum(c.added - c.gone for c in changes)
    if (days := (end - start).days) < LEAST_DAYS:
        return Gap(SOURCE, f"first committed on {born}: too young to tell how much of it changes")
    if lines <= 0:
        return Gap(SOURCE, "no line of it is left in git")
    added = sum(c.added for c in changes if c.day > start)
    source = f"{SOURCE}: {added:,} lines new in {lines:,}, {start} to {end}"
    return Fact(added / lines * YEAR_DAYS / days, source, end, "measured")
