"""`depcalc data update`: a new snapshot from the old one and what was fetched, checked before it takes a place.

The old one is not touched. A source that does not answer, or whose answer would lose rows, leaves its tables as
they were. Everything happens in a draft of this process; an update that is killed leaves a draft and nothing else.
"""

import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from depcalc.errors import SnapshotError
from depcalc.evidence.disk_cache import cache_folder
from depcalc.evidence.online import drafting, kept
from depcalc.evidence.online.asking import fetch_page
from depcalc.evidence.online.checking import check_snapshot
from depcalc.evidence.online.drafting import Answer, Archive, Fuzzed, Outcome
from depcalc.evidence.online.limits import UPDATE, Limits
from depcalc.evidence.online.lists import TopList, parse_fuzz_list, parse_top_list
from depcalc.evidence.online.osv import parse_archive
from depcalc.evidence.online.places import Places, find_places
from depcalc.evidence.online.refreshing import Progress, may_leave, silent
from depcalc.evidence.online.transport import JSON, Client
from depcalc.evidence.online.workers import ask_all


@dataclass(frozen=True, slots=True)
class Updated:
    """`file` is the new snapshot, None where nothing new came; `rows` before and after, of each table."""

    file: Path | None
    outcomes: tuple[Outcome, ...]
    rows: Mapping[str, tuple[int, int]]


def update(
    names: Sequence[str],
    environ: Mapping[str, str],
    *,
    now: datetime,
    default_index: str = "",
    limits: Limits = UPDATE,
    progress: Progress = silent,
) -> Updated:
    """Fetch the lists, the archive of advisories, and the index's pages of `names`.

    now            names the new file and bounds the days in it; no figure depends on it
    default_index  what the project treats as the public index: names known to no public table stay here where
                   that is not the index of the user's own tools
    """
    if (folder := kept.snapshot_folder(environ)) is None:
        raise SnapshotError("there is no cache folder to keep a snapshot in", "set XDG_CACHE_HOME or HOME")
    try:
        with kept.alone(folder):
            kept.clear_drafts(folder)
            try:
                return _update(folder, names, environ, now.astimezone(UTC), default_index, limits, progress)
            finally:
                kept.clear_drafts(folder)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SnapshotError(
            f"no new snapshot was made: {reason}", f"the old one is as it was; the folder is {folder}"
        ) from error


def _update(
    folder: Path,
    names: Sequence[str],
    environ: Mapping[str, str],
    now: datetime,
    default_index: str,
    limits: Limits,
    progress: Progress,
) -> Updated:
    chosen = kept.open_newest(environ)
    places = find_places(environ)
    with chosen.snapshot as snapshot:
        meta, before = snapshot.meta, dict(snapshot.info().rows)
        names, _ = may_leave(names, snapshot, places, default_index)
    with Client(cache_folder(environ), limits, now.date()) as client:
        questions = _questions(client, places, names, kept.draft(folder, ".zip"), meta)
        answers = ask_all(
            questions,
            threads=limits.threads,
            until=client.until,
            progress=lambda done: progress("fetching", done, len(questions)),
        )
    progress("making the new snapshot")
    made = kept.draft(folder, ".sqlite")
    shutil.copyfile(chosen.file, made)
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        outcomes = drafting.write(connection, answers, names, now.date(), before)
        if all(outcome.state != "new" for outcome in outcomes):
            return Updated(None, outcomes, {})
        drafting.finish(connection, made, meta, now.date())
    progress("checking the new snapshot")
    after = check_snapshot(made, before).rows
    file = kept.put_in_place(made, now)
    return Updated(file, outcomes, {table: (before.get(table, 0), n) for table, n in after.items()})


def _questions(
    client: Client, places: Places, names: Sequence[str], zipped: Path, meta: Mapping[str, str]
) -> dict[str, Callable[[], Answer]]:
    """By key of the source; pages of the index by "index:NAME"."""
    return {
        "advisories": partial(_fetch_archive, client, places, zipped, meta.get(drafting.ETAG, "")),
        "downloads": partial(_fetch_top_list, client, places),
        "oss-fuzz": partial(_fetch_fuzz_list, client, places),
        **{f"index:{name}": partial(fetch_page, client, places, name) for name in names},
    }


def _fetch_archive(client: Client, places: Places, target: Path, etag: str) -> Archive | None:
    answer = client.download(places.osv_archive, target, etag)
    if answer is None:
        return None
    return Archive(tuple(parse_archive(target)), answer.day, answer.etag)


def _fetch_top_list(client: Client, places: Places) -> TopList:
    return parse_top_list(client.get(places.top_list.url, places.top_list, JSON).body)


def _fetch_fuzz_list(client: Client, places: Places) -> Fuzzed:
    answer = client.get(places.oss_fuzz.url, places.oss_fuzz, JSON)
    return Fuzzed(parse_fuzz_list(answer.body), answer.day)
