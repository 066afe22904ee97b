"""Answers kept between runs, for CacheControl: SQLite with a write-ahead log, so that two processes share it.

A cache that cannot be opened, read or written is as good as none.
"""

import contextlib
import sqlite3
import threading
import zlib
from datetime import datetime
from email.utils import formatdate
from pathlib import Path

from cachecontrol.cache import BaseCache
from cachecontrol.heuristics import BaseHeuristic
from urllib3 import HTTPResponse

FILE = "http.sqlite"
MOST_BYTES = 256 * 2**20  # of all answers, packed
MOST_ANSWER_BYTES = 16 * 2**20
PATIENCE_SECONDS = 2.0
_NEEDED = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value BLOB NOT NULL)",
)
FORGET = (
    "DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM ("
    "SELECT rowid, sum(length(value)) OVER (ORDER BY rowid DESC) AS newer FROM answers) WHERE newer > ?)"
)


class HttpCache(BaseCache):
    """One connection for all threads of this process, one at a time."""

    def __init__(self, folder: Path | None) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        if folder is None:
            return
        with contextlib.suppress(OSError, sqlite3.Error):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                folder / FILE, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
            for statement in _NEEDED:
                self._connection.execute(statement)

    def get(self, key: str) -> bytes | None:
        rows = self._do("SELECT value FROM answers WHERE key = ?", key)
        with contextlib.suppress(zlib.error):
            return zlib.decompress(rows[0][0]) if rows and isinstance(rows[0][0], bytes) else None
        return None

    def set(self, key: str, value: bytes, expires: int | datetime | None = None) -> None:
        if len(value) > MOST_ANSWER_BYTES:
            return
        self._do("INSERT OR REPLACE INTO answers VALUES (?, ?)", key, zlib.compress(value, 1))

    def delete(self, key: str) -> None:
        self._do("DELETE FROM answers WHERE key = ?", key)

    def close(self) -> None:
        """Forget the oldest where there is too much, and let go."""
        self._do(FORGET, MOST_BYTES)
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _do(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                return self._connection.execute(sql, values).fetchall()
        return []


class Fresh(BaseHeuristic):
    """How long an answer stays fresh where the server does not say; an ETag is asked about afterwards."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds

    def update_headers(self, response: HTTPResponse) -> dict[str, str]:
        if "cache-control" in response.headers or "expires" in response.headers:
            return {}
        date = {} if "date" in response.headers else {"date": formatdate(usegmt=True)}
        return {"cache-control": f"max-age={self._seconds}", **date}

    def warning(self, response: HTTPResponse) -> None:
        """Nobody reads the header that this would add."""
