"""What a lockfile's history says: which pins changed on which day. Pure: `git log` in, changes out.

With one line of context a changed version stands beside its name, so no version of the lock is read whole.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from depcalc.values.lock import normalise

FORMAT = "--format=%x00%ct"  # each commit begins with a zero byte and its day
LONGEST = 2_000  # characters of a line that is looked at
_NAME = re.compile(r'name = "([^"]{1,200})"')
_VERSION = re.compile(r'version = "([^"]{1,200})"')
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,199})(?:\[[^\]]*\])?\s*===?\s*([^\s;,\\#]{1,200})")


class PinChange(NamedTuple):
    """One name in one commit: versions gone and come; both sides are filled where a pin moved."""

    name: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


class LockCommit(NamedTuple):
    """A commit on the main line that touched the lock."""

    day: date
    changes: tuple[PinChange, ...]

    @property
    def moved_a_pin(self) -> bool:
        return any(change.gone and change.come for change in self.changes)


def parse_log(text: str) -> tuple[LockCommit, ...]:
    """Commits, oldest first. A commit whose day cannot be read is left out."""
    commits = []
    for part in text.split("\0")[1:]:
        head, _, diff = part.partition("\n")
        try:
            day = datetime.fromtimestamp(int(head), UTC).date()
        except (ValueError, OverflowError, OSError):
            continue
        commits.append(LockCommit(day, tuple(_changes(diff))))
    return tuple(sorted(commits, key=lambda commit: commit.day))


def _changes(diff: str) -> Iterator[PinChange]:
    gone: dict[str, list[str]] = {}
    come: dict[str, list[str]] = {}
    for sign, name, version in _pins(diff):
        (gone if sign == "-" else come).setdefault(normalise(name), []).append(version)
    for name in sorted({*gone, *come}):
        before, after = tuple(sorted(gone.get(name, ()))), tuple(sorted(come.get(name, ())))
        if before != after:
            yield PinChange(name, before, after)


def _pins(diff: str) -> Iterator[tuple[str, str, str]]:
    """(sign, name, version) of lines that went or came, in TOML locks and in lists of requirements."""
    names = {"-": "", "+": ""}
    in_hunk = False
    for line in diff.split("\n"):
        if line.startswith(("@@", "diff ")):
            names, in_hunk = {"-": "", "+": ""}, line.startswith("@@")
        sign, body = line[:1], line[1:LONGEST]
        if not in_hunk or sign not in ("-", "+", " "):
            continue
        if found := _NAME.match(body):
            names.update(dict.fromkeys(names, found[1]) if sign == " " else {sign: found[1]})
        elif sign != " " and (found := _VERSION.match(body)) and names[sign]:
            yield sign, names[sign], found[1]
        elif sign != " " and (found := _PIN.match(body)):
            yield sign, found[1], found[2]
