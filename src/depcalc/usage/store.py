"""What was found before, in the user's cache folder: summaries by content, answers by everything they rest
on."""

import hashlib
import marshal
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from depcalc.usage.summary import FORMAT

FILE = "usage.sqlite"
LARGEST = 2 << 30
TIMEOUT = 5.0
BATCH = 500
PAGE = 32_768  # bytes: entries are 23 KB on average
_SCHEMA = """
create table if not exists entries (key text primary key, data blob not null);
"""
SEAL = 4  # bytes before each entry: SQLite does not see that a bit of one has turned


def _seal(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(SEAL, "little")


def _intact(entry: object) -> bool:
    return isinstance(entry, bytes) and entry[:SEAL] == _seal(entry[SEAL:])


def digest(*parts: "str | bytes") -> str:
    """Identity of content; parts cannot run into one another."""
    out = hashlib.sha256(f"usage {FORMAT}".encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        out.update(len(data).to_bytes(8, "little") + data)
    return out.hexdigest()


class Store:
    """A small table on disk that several processes may use; without a folder it remembers nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._database = _opened(folder) if folder is not None else None

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The entries that exist, of those asked for."""
        found: dict[str, bytes] = {}
        for at in range(0, len(keys) if self._database else 0, BATCH):
            part = keys[at : at + BATCH]
            marks = ",".join("?" * len(part))
            try:
                assert self._database is not None
                rows = self._database.execute(f"select key, data from entries where key in ({marks})", part)
                found.update((key, data[SEAL:]) for key, data in rows if _intact(data))
            except sqlite3.Error:
                self.close()
                return found
        return found

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keep entries; trouble with the disk only costs time later."""
        if self._database is None:
            return
        try:
            with self._database:
                sealed = ((key, _seal(data) + data) for key, data in entries)
                self._database.executemany("insert or replace into entries values (?, ?)", sealed)
        except sqlite3.Error:
            self.close()

    def get_answer(self, key: str) -> Any:
        """An answer of our own writing, None when there is none."""
        data = self.get([key]).get(key)
        try:
            return None if data is None else marshal.loads(data)
        except (EOFError, ValueError, TypeError):
            return None

    def put_answer(self, key: str, answer: Any) -> None:
        self.put([(key, marshal.dumps(answer))])


def _opened(folder: Path) -> sqlite3.Connection | None:
    """The database; made anew when it is broken or too large, None when the folder cannot be used."""
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > LARGEST:
            file.unlink()
    except OSError:
        return None
    for _ in range(2):
        try:
            return _connected(file)
        except sqlite3.DatabaseError:
            try:
                file.unlink(missing_ok=True)
            except OSError:
                return None
    return None


def _connected(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=TIMEOUT, check_same_thread=False)
    try:
        database.execute(f"pragma page_size = {PAGE}")
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = normal")
        database.executescript(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database
