"""The lock's own history in git: how often pins move, since when, how late after an advisory a fix came in.

Days are those of commits on the main line, when a change landed there. Ages are counted to the newest commit
or to `until`, never to the clock. docs/evidence.md, "The lock's history".
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from depcalc.evidence.advisories import open_in, parse_pin
from depcalc.evidence.disk_cache import DiskCache
from depcalc.evidence.git import GitError, find_git, in_repository, run_git
from depcalc.evidence.pins import FORMAT, LockCommit, PinChange, parse_log
from depcalc.evidence.ports import HISTORY, Lines, Status, status_of
from depcalc.values.evidence import Advisory, Evidence
from depcalc.values.fact import Fact, Gap, Known, value_or

SOURCE = HISTORY.name
WINDOW_DAYS = 3 * 365
MOST_COMMITS = 1_000
LEAST_DAYS, LEAST_UPDATES = 90, 2  # less is no habit
YEAR_DAYS = 365.25
COUNTED_BY = 1  # goes up when the same history would read otherwise
_LOG = (
    "log", "--first-parent", "--diff-merges=first-parent", "--no-show-signature", "--no-ext-diff",
    "--no-textconv", "--no-renames", "--no-color", "--no-notes", "--no-mailmap", "--no-decorate",
    "--submodule=short", "--ignore-submodules=all", "--text", "-p", "-U1", "--inter-hunk-context=0",
    FORMAT, f"--max-count={MOST_COMMITS}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LockLog:
    """Commits that touched the lock, oldest first, between two days; `start` is not before the lock was."""

    commits: tuple[LockCommit, ...]
    start: date
    end: date

    @property
    def years(self) -> float:
        return (self.end - self.start).days / YEAR_DAYS


@dataclass(frozen=True, slots=True)
class History:
    """`updates_per_year`: times the lock moved a pin, the project's own value for the assumption `bumps`;
    `fix_lag_days`: median over all packages of days from an advisory to the release that closes it."""

    updates_per_year: Known[float]
    fix_lag_days: Known[float]
    status: Status


# ------------------------------------------------------------------ from git


def read_log(
    lock: Path, environ: Mapping[str, str], cache: DiskCache, *, until: date | None = None
) -> LockLog | Gap:
    """The history of the file `lock` up to `until`; a Gap says why there is none."""
    folder = lock.parent
    if not in_repository(folder):
        return Gap(SOURCE, "not in a git repository")
    if (git := find_git(environ, folder)) is None:
        return Gap(SOURCE, "no git to ask")
    try:
        shallow, head = run_git(git, folder, ("rev-parse", "--is-shallow-repository", "HEAD")).split()[:2]
    except (GitError, ValueError):
        return Gap(SOURCE, "git finds no repository here, none with a commit, or one of another owner")
    if shallow != b"false":
        return Gap(SOURCE, "a shallow clone: its history is cut off")
    key = f"lock log {COUNTED_BY} {head.decode('ascii', errors='replace')} {until} {lock.absolute()}"
    known = _from_json(cache.get([key]).get(key, ""))
    if known is None:
        known = _ask(git, lock, until)
        cache.put({key: _to_json(known)})  # a history that takes too long is not asked for twice
    return known


def _ask(git: str, lock: Path, until: date | None) -> LockLog | Gap:
    before = (f"--until={until}T23:59:59Z",) if until else ()
    newest = ("log", "-1", "--no-show-signature", "--format=%ct", *before, "HEAD")
    try:
        stamp = int(run_git(git, lock.parent, newest).strip() or -1)
        since = f"--since={max(stamp - WINDOW_DAYS * 86_400, 0)}"
        said = run_git(git, lock.parent, (*_LOG, since, *before, "HEAD", "--", lock.name))
    except (GitError, ValueError) as error:
        return Gap(SOURCE, str(error))
    text = said.decode("utf-8", errors="replace")
    commits = parse_log(text)
    if not commits:
        return Gap(SOURCE, "the lock has no commits of its own")
    end = max(datetime.fromtimestamp(stamp, UTC).date(), commits[-1].day)
    whole = "\nnew file mode " in text.rpartition("\0")[2]
    start = commits[0].day if whole else end - timedelta(days=WINDOW_DAYS)
    return LockLog(commits, min(start, end), end)


def _to_json(log: LockLog | Gap) -> str:
    if isinstance(log, Gap):
        return json.dumps({"gap": log.reason})
    commits = [[str(c.day), [[x.name, x.gone, x.come] for x in c.changes]] for c in log.commits]
    return json.dumps({"start": str(log.start), "end": str(log.end), "commits": commits})


def _from_json(text: str) -> LockLog | Gap | None:
    try:
        stored = json.loads(text)
        if "gap" in stored:
            return Gap(SOURCE, str(stored["gap"]))
        commits = tuple(
            LockCommit(
                date.fromisoformat(day), tuple([PinChange(n, tuple(g), tuple(c)) for n, g, c in changes])
            )
            for day, changes in stored["commits"]
        )
        return LockLog(commits, date.fromisoformat(stored["start"]), date.fromisoformat(stored["end"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


# ------------------------------------------------------------------ what it says


def history_of(found: Sequence[Evidence], log: LockLog | Gap) -> tuple[tuple[Lines, ...], History]:
    """What is shown of the history of each package's own pin, and what the whole lock's says."""
    if isinstance(log, Gap):
        status = Status(SOURCE, "absent", log.reason, len(found))
        return ((("lock_history", log),),) * len(found), History(log, log, status)
    pins, updates = _pins(log), _updates(log)
    rates = _pin_rates(pins.values(), log, updates)
    lines, lags, unseen = [], list[int](), _Pin()
    for e in found:
        pin = pins.get(e.name, unseen)
        taken, still = _lags(e, pin, log)
        lags += taken
        lines.append(tuple(_shown(pin, taken, still, log, rates)))
    status = status_of(HISTORY, len(found), len(found), "")
    return tuple(lines), History(updates, _median_lag(lags, log), status)


@dataclass(slots=True)
class _Pin:
    """One name over time.

    versions  (day, version from then on, "" for none); `before` is the one ahead of the first day
    moved     days it went from one version to another; `came` when it came in
    several   it is locked in more than one version, which cannot be told apart here
    """

    versions: list[tuple[date, str]] = field(default_factory=list)
    before: str | None = None
    moved: list[date] = field(default_factory=list)
    came: date | None = None
    several: bool = False


def _pins(log: LockLog) -> dict[str, _Pin]:
    pins: dict[str, _Pin] = {}
    for commit in log.commits:
        for change in commit.changes:
            pin = pins.setdefault(change.name, _Pin())
            pin.several |= len(change.gone) > 1 or len(change.come) > 1
            if not pin.versions:
                pin.before = change.gone[0] if change.gone else ""
            pin.versions.append((commit.day, change.come[0] if change.come else ""))
            if change.gone and change.come:
                pin.moved.append(commit.day)
            elif change.come:
                pin.came = commit.day
    return pins


def _updates(log: LockLog) -> Known[float]:
    """Too short a time or too few updates are a gap: they are no habit yet."""
    moves, span = sum(commit.moved_a_pin for commit in log.commits), (log.end - log.start).days
    if span < LEAST_DAYS or moves < LEAST_UPDATES:
        return Gap(SOURCE, f"{len(log.commits)} commits to the lock in {span} days are too few to tell")
    return _rate(moves, log, f"pins moved in {moves} commits to the lock")


def _rate(moves: int, log: LockLog, what: str) -> Fact[float]:
    return Fact(moves / log.years, f"{SOURCE}: {what}, {log.start} to {log.end}", log.end, "measured")


def _pin_rates(pins: Iterable[_Pin], log: LockLog, updates: Known[float]) -> Mapping[int, Known[float]]:
    """By the number of moves of a pin, its moves a year: a gap where the whole lock's are one."""
    counts = {0, *(len(pin.moved) for pin in pins)}
    if isinstance(updates, Gap):
        return dict.fromkeys(counts, updates)
    return {n: _rate(n, log, f"its pin moved {n} times") for n in counts}


def _shown(
    pin: _Pin, taken: Sequence[int], still: int, log: LockLog, rates: Mapping[int, Known[float]]
) -> Iterator[tuple[str, Known[float | str]]]:
    if not pin.several:
        yield "pin_changes_per_year", rates[len(pin.moved)]
    if pin.came:
        yield "locked_since", Fact(pin.came.isoformat(), SOURCE, log.end, "measured")
    if taken:
        yield "fix_lag_days", _median_lag(taken, log, still)


def _median_lag(lags: Sequence[int], log: LockLog, still: int = 0) -> Known[float]:
    """Of the fixes that were taken; what is still open is named, not averaged in."""
    if not lags:
        return Gap(SOURCE, "no fix of an advisory was taken in the time seen")
    left = f", {still} still open" if still else ""
    source = f"{SOURCE} and the advisories' days, some of them estimates: {len(lags)} fixes taken{left}"
    return Fact(float(median(lags)), source, log.end, "measured")


def _holds(version: str, advisory: Advisory) -> bool:
    pin = parse_pin(version)
    return pin is not None and bool(open_in(pin, (advisory,)))


def _lags(e: Evidence, pin: _Pin, log: LockLog) -> tuple[list[int], int]:
    """(days from an advisory to the first commit that locked a version outside it, number not taken yet), for
    advisories that held the pin of their day."""
    taken, still = list[int](), 0
    if pin.several or not pin.versions:
        return taken, still
    for advisory in value_or(e.advisories, ()):
        if not log.start <= advisory.disclosed <= log.end:
            continue
        current = next((v for day, v in reversed(pin.versions) if day <= advisory.disclosed), pin.before)
        if not current or not _holds(current, advisory):
            continue
        later = [day for day, v in pin.versions if day > advisory.disclosed and not _holds(v, advisory)]
        if later:
            taken.append((later[0] - advisory.disclosed).days)
        else:
            still += 1
    return taken, still
