"""The snapshots in the user's cache, and which one to use. Offline: nothing here reaches a network.

A file is named after the moment it was made and its own SHA-256, so that any damage shows before a row is read and
no second file has to agree with it. It comes into its place by a rename, whole or not at all.
"""

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.disk_cache import cache_folder
from depcalc.evidence.snapshot import FILE, Snapshot, open_snapshot
from depcalc.values.notice import Notice

_NAME = re.compile(r"snapshot-(\d{8}T\d{12}Z)-([0-9a-f]{64})\.sqlite")
_DRAFT = "draft-"
_LOCK = "update.lock.sqlite"
ASK = "depcalc data update makes a new one; until then the bundled facts are used"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An open snapshot; `bundled`: the one that came with depcalc. `notices`: why not a newer one."""

    snapshot: Snapshot
    file: Path
    bundled: bool
    notices: tuple[Notice, ...] = ()


def open_newest(environ: Mapping[str, str]) -> Chosen:
    """The newest whole snapshot: of the user's cache where it is not older than the bundled one, else that one."""
    bundled = packaged.path(FILE).resolve()
    notices: list[Notice] = []
    for file in kept_files(snapshot_folder(environ)):
        try:
            check_digest(file)
            snapshot = open_snapshot(file)
        except SnapshotError as error:
            notices.append(Notice("snapshot-damaged", f"{error.message}; {ASK}"))
            continue
        with open_snapshot(bundled) as shipped:
            newer = snapshot.as_of >= shipped.as_of
        if newer:
            return Chosen(snapshot, file, False, tuple(notices))
        snapshot.close()
        break
    return Chosen(open_snapshot(bundled), bundled, True, tuple(notices))


def snapshot_folder(environ: Mapping[str, str]) -> Path | None:
    """Where updated snapshots of this user are; None where there is no home to keep them in."""
    folder = cache_folder(environ)
    return folder / "snapshots" if folder else None


def kept_files(folder: Path | None) -> list[Path]:
    """Newest first; drafts and strangers are not among them."""
    if folder is None:
        return []
    try:
        names = [name for name in os.listdir(folder) if _NAME.fullmatch(name)]
    except OSError:
        return []
    return [folder / name for name in sorted(names, reverse=True)]


def check_digest(file: Path) -> None:
    """Is it the file that its name promises? `SnapshotError` where it is not."""
    named = _NAME.fullmatch(file.name)
    try:
        found = digest_of(file)
    except OSError as error:
        raise SnapshotError(f"cannot read the data snapshot {file}: {error.strerror}") from error
    if named is None or found != named[2]:
        raise SnapshotError(f"the data snapshot {file} is damaged: its checksum is another")


def digest_of(file: Path) -> str:
    """SHA-256 of the bytes."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


# ------------------------------------------------------------------ putting a new one in place


PATIENCE = 0.5  # seconds: of two that start in the same instant one must win


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one update of this folder at a time. The lock is the system's own: it goes when its holder dies."""
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / _LOCK, timeout=PATIENCE, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise SnapshotError(
                f"another update of {folder} is running", "wait for it, or stop it, and try again"
            ) from error
        yield
    finally:
        connection.close()


def draft(folder: Path, suffix: str) -> Path:
    """A name for something unfinished; whoever has the lock may delete all of them."""
    return folder / f"{_DRAFT}{os.getpid()}{suffix}"


def clear_drafts(folder: Path) -> None:
    """What an interrupted update left behind."""
    for file in folder.glob(f"{_DRAFT}*"):
        with contextlib.suppress(OSError):
            file.unlink()


def put_in_place(made: Path, now: datetime) -> Path:
    """On disk for good first, then under its name; what it replaces goes last."""
    with made.open("rb+") as handle:
        os.fsync(handle.fileno())
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = made.with_name(f"snapshot-{stamp}-{digest_of(made)}.sqlite")
    os.replace(made, target)
    _sync_folder(target.parent)
    for old in kept_files(target.parent):
        if old.name < target.name:
            with contextlib.suppress(OSError):  # somebody may have it open, where that forbids deleting
                old.unlink()
    return target


def _sync_folder(folder: Path) -> None:
    """So that the rename itself outlives a power cut; not everywhere can a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
