"""What was counted before, in the user's cache: a help and never a need. Safe for two processes at once.

A cache that cannot be opened, read or written is as good as none: everything is counted again.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

FILE = "measured.sqlite"
MOST_ROWS = 1_000  # environments and states of locks, some dozen kilobytes each
PATIENCE_SECONDS = 1.0  # another process may be writing
_NEEDED = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "CREATE TABLE IF NOT EXISTS measured (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Where this user's caches are: XDG_CACHE_HOME, Windows' LOCALAPPDATA, else ~/.cache."""
    for name, below in (("XDG_CACHE_HOME", ()), ("LOCALAPPDATA", ()), ("HOME", (".cache",))):
        folder = environ.get(name, "")
        if os.path.isabs(folder):
            return Path(folder, *below, "depcalc")
    return None


class DiskCache:
    """Keys to JSON texts. Opening it, or using it after trouble, never fails."""

    def __init__(self, folder: Path | None) -> None:
        self._connection: sqlite3.Connection | None = None
        if folder is None:
            return
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(sqlite3.Error):
            self._connection = sqlite3.connect(folder / FILE, timeout=PATIENCE_SECONDS, isolation_level=None)
            for statement in _NEEDED:
                self._connection.execute(statement)

    def __enter__(self) -> "DiskCache":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """The texts that are there."""
        sql = "SELECT key, value FROM measured WHERE key IN (SELECT value FROM json_each(?))"
        if self._connection is None:
            return {}
        with contextlib.suppress(sqlite3.Error, UnicodeError):
            rows = self._connection.execute(sql, (json.dumps(list(keys)),)).fetchall()
            return {key: value for key, value in rows if isinstance(value, str)}
        return {}

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep them, and forget the oldest where there are too many."""
        if self._connection is None or not texts:
            return
        with contextlib.suppress(sqlite3.Error, UnicodeError):  # a path need not be UTF-8
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO measured VALUES (?, ?)", texts.items())
            oldest = "SELECT max(rowid) - ? FROM measured"
            self._connection.execute(f"DELETE FROM measured WHERE rowid <= ({oldest})", (MOST_ROWS,))
            self._connection.execute("COMMIT")
