"""The draft of a new snapshot: each source's tables are changed as a whole or left as they were."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from depcalc.errors import SnapshotError
from depcalc.evidence.build import content_id
from depcalc.evidence.online import writing
from depcalc.evidence.online.asking import Paged
from depcalc.evidence.online.checking import check_kept, read_tables
from depcalc.evidence.online.lists import FuzzProject, TopList
from depcalc.evidence.online.osv import Told
from depcalc.evidence.online.trouble import SourceError
from depcalc.evidence.sources import UPDATED

State: TypeAlias = Literal["new", "unchanged", "failed", "not asked"]
ETAG = "etag.advisories"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one source did; `text` says what came or why nothing did."""

    source: str
    state: State
    text: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """Every record of OSV on this ecosystem; `etag` names this state of it."""

    told: tuple[Told, ...]
    day: date
    etag: str


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """The projects of OSS-Fuzz on a day."""

    projects: tuple[FuzzProject, ...]
    day: date


Answer: TypeAlias = Archive | Fuzzed | TopList | Paged | None  # None: still what we have


def write(
    connection: sqlite3.Connection,
    answers: Mapping[str, Answer | SourceError],
    names: Sequence[str],
    day: date,
    before: Mapping[str, int],
) -> tuple[Outcome, ...]:
    """Put every answer into the tables; whoever gave none, or one that would lose rows, changes nothing."""
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")  # a draft: it is brought to disk once, when it is whole
    connection.execute("BEGIN")
    lists = ("advisories", "downloads", "oss-fuzz")
    outcomes = [_apply(connection, source, answers[source], day, before) for source in lists]
    outcomes.append(_apply_pages(connection, [answers[f"index:{name}"] for name in names]))
    connection.execute("COMMIT")
    return tuple(outcomes)


def _apply(
    connection: sqlite3.Connection,
    source: str,
    answer: Answer | SourceError,
    day: date,
    before: Mapping[str, int],
) -> Outcome:
    """The tables of one source, all of them or none."""
    if isinstance(answer, SourceError):
        return Outcome(UPDATED[source][0], "failed", str(answer))
    connection.execute("SAVEPOINT source")
    outcome = _apply_list(connection, source, answer, day)
    try:
        for table in ("advisories", "malicious", "packages", "history", "oss_fuzz"):
            check_kept(table, _count(connection, table), before.get(table, 0))
    except SnapshotError as error:
        connection.execute("ROLLBACK TO source")
        outcome = Outcome(UPDATED[source][0], "failed", error.message)
    connection.execute("RELEASE source")
    return outcome


def _apply_list(connection: sqlite3.Connection, source: str, answer: Answer, day: date) -> Outcome:
    match answer:
        case Archive(told=told, day=made, etag=etag):
            writing.write_advisories(connection, told, day)
            writing.set_meta(connection, {ETAG: etag})
            text = f"{len(told):,} records"
        case TopList(made=made, rows=rows):
            if made > day or not writing.write_top_list(connection, answer):
                return Outcome(UPDATED[source][0], "unchanged", f"its newest list is of {made}")
            text = f"{len(rows):,} packages"
        case Fuzzed(projects=projects, day=made):
            writing.write_fuzz_list(connection, projects, made)
            text = f"{len(projects):,} projects"
        case _:
            return Outcome(UPDATED[source][0], "unchanged", "the same as before")
    _say_when(connection, source, made)
    return Outcome(UPDATED[source][0], "new", f"{text}, {made}")


def _apply_pages(connection: sqlite3.Connection, answers: Sequence[Answer | SourceError]) -> Outcome:
    pages = [answer for answer in answers if isinstance(answer, tuple)]
    trouble = [str(answer) for answer in answers if isinstance(answer, SourceError)]
    if not answers:
        return Outcome(UPDATED["index"][0], "not asked", "no packages were named")
    if not pages:
        return Outcome(UPDATED["index"][0], "failed", trouble[0])
    writing.write_pages(connection, pages)
    _say_when(connection, "index", max(day for _, day in pages))
    rest = f"; {len(trouble)} not: {trouble[0]}" if trouble else ""
    return Outcome(UPDATED["index"][0], "new", f"{len(pages):,} packages{rest}")


def _say_when(connection: sqlite3.Connection, source: str, day: date) -> None:
    """The day of a source; that of the advisories is what the snapshot is as of."""
    name, licence, credit = UPDATED[source]
    writing.set_source(connection, (source, name, day.isoformat(), licence, credit))
    if source == "advisories":
        connection.execute("UPDATE meta SET value = max(value, ?) WHERE key = 'as_of'", (day.isoformat(),))


def finish(connection: sqlite3.Connection, file: Path, meta: Mapping[str, str], day: date) -> None:
    """What the file says of itself, last of all."""
    tables = read_tables(connection, file)
    writing.set_meta(
        connection,
        {
            **{f"rows.{table}": str(len(rows)) for table, rows in tables.items()},
            "id": content_id(tables),
            "updated": day.isoformat(),
            "base": meta["id"],
        },
    )
    connection.execute("VACUUM")


def _count(connection: sqlite3.Connection, table: str) -> int:
    (n_rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(n_rows)
