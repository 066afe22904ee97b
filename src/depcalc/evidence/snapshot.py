"""Reads `snapshot.sqlite`: a handful of bulk queries for all the names of a project at once."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from depcalc import packaged
from depcalc.errors import SnapshotError
from depcalc.evidence.compact import History, Month
from depcalc.evidence.records import (
    BaseRate,
    Citation,
    Fuzzed,
    Granted,
    Listed,
    Project,
    Recorded,
    Reported,
    Wheel,
    audit,
    recorded,
    takeover,
)
from depcalc.evidence.schema import SCHEMA, column_names, shape
from depcalc.values.evidence import Audit, Takeover
from depcalc.values.survey import SnapshotInfo

T = TypeVar("T")
_WHEEL: Callable[[Any], Wheel] = partial(tuple.__new__, Wheel)  # `Wheel._make`, of thousands of rows
FILE = "snapshot.sqlite"
MAGIC = b"SQLite format 3\0"
REINSTALL = "reinstall depcalc, or rebuild the file as data/README.md says"


class Snapshot:
    """An open snapshot. Each query takes all the names at once and gives the rows by name."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._meta = self._read_meta()
        self.as_of = date.fromisoformat(self._meta["as_of"])  # the newest day of the data
        self._sources = self._rows("SELECT key, name, day, licence FROM sources")
        self.citations: Mapping[str, Citation] = {  # how to cite a source, by its key in `sources.py`
            key: Citation(f"{name} {day}", date.fromisoformat(day)) for key, name, day, _ in self._sources
        }

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def info(self) -> SnapshotInfo:
        return SnapshotInfo(
            id=self._meta["id"],
            as_of=self.as_of,
            sources=tuple((name, day, licence) for _, name, day, licence in self._sources),
            rows=tuple(
                (key.removeprefix("rows."), int(value))
                for key, value in sorted(self._meta.items())
                if key.startswith("rows.")
            ),
        )

    @property
    def list_size(self) -> int:
        return int(self._meta["list_size"])

    @property
    def list_floor(self) -> int:
        """Monthly downloads of the last row of the list: what is not listed has fewer."""
        return int(self._meta["list_floor"])

    def packages(self, names: Iterable[str]) -> dict[str, Listed]:
        return _single(self._of("packages", names, Listed._make))

    def popular(self, most: int) -> tuple[tuple[str, int, int], ...]:
        """(name, rank, downloads a month) of the first rows of the list."""
        rows = self._rows(
            "SELECT package, rank, downloads FROM packages WHERE rank <= ? ORDER BY rank", str(most)
        )
        return tuple((str(name), int(rank), int(downloads)) for name, rank, downloads in rows)

    def advisories(self, names: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        return self._of("advisories", names, recorded)

    def takeovers(self, names: Iterable[str]) -> dict[str, tuple[Takeover, ...]]:
        return self._of("takeovers", names, takeover)

    def malicious(self, names: Iterable[str]) -> dict[str, Reported]:
        return _single(self._of("malicious", names, Reported._make))

    def audits(self, names: Iterable[str]) -> dict[str, tuple[Audit, ...]]:
        """Audits of the package itself, not of a library it bundles."""
        return self._of("audits", names, audit, "AND direct = 1")

    def oss_fuzz(self, names: Iterable[str]) -> dict[str, tuple[Fuzzed, ...]]:
        return self._of("oss_fuzz", names, Fuzzed._make)

    def wheels(self, names: Iterable[str]) -> dict[str, tuple[Wheel, ...]]:
        """Oldest version first. There are many: asked for by name, no row has to say whose it is."""
        sql = f"SELECT {', '.join(Wheel._fields)} FROM wheels WHERE package = ? ORDER BY place"
        with _readable(self._file):
            found = {
                name: tuple(map(_WHEEL, self._connection.execute(sql, (name,))))
                for name in sorted(set(names))
            }
        return {name: wheels for name, wheels in found.items() if wheels}

    def funding(self, names: Iterable[str]) -> dict[str, tuple[Granted, ...]]:
        """Grants in dollars whose amount a document states."""
        return self._of("funding", names, Granted._make, "AND amount IS NOT NULL AND currency = 'USD'")

    def histories(self, names: Iterable[str]) -> dict[str, History]:
        """Downloads and ranks over the months, also of packages that the newest list no longer holds."""
        return _single(self._of("history", names, History._make))

    def projects(self, names: Iterable[str]) -> dict[str, Project]:
        """What an index was found to say; {} in a snapshot that was never updated from one."""
        return _single(self._of("projects", names, Project._make)) if self._has("projects") else {}

    def known(self, names: Iterable[str]) -> set[str]:
        """Names that are public because a public table holds them."""
        return self._among(names, ("packages", "history", "wheels", "advisories", "malicious"))

    def real(self, names: Iterable[str]) -> set[str]:
        """Names of packages that people use, or used before they were taken over."""
        return self._among(names, ("packages", "history", "takeovers"))

    def _among(self, names: Iterable[str], tables: Iterable[str]) -> set[str]:
        listed = " OR ".join(f"value IN (SELECT package FROM {table})" for table in tables)
        sql = f"SELECT value FROM json_each(?) WHERE {listed}"
        return {name for (name,) in self._rows(sql, _listed(tuple(names)))}

    @property
    def meta(self) -> dict[str, str]:
        """What the file says of itself."""
        return dict(self._meta)

    def months(self, as_of: date) -> tuple[Month, ...]:
        """The download lists made by `as_of`, oldest first."""
        rows = self._rows("SELECT * FROM months WHERE day <= ? ORDER BY place", as_of.isoformat())
        return tuple(map(Month._make, rows))

    def base_rates(self, as_of: date) -> dict[str, BaseRate]:
        """By key, the newest rates that could be read from the tables on `as_of`; {} before the first."""
        rows = self._rows(
            "SELECT * FROM base_rates WHERE day = (SELECT max(day) FROM base_rates WHERE day <= ?)",
            as_of.isoformat(),
        )
        return {row[1]: BaseRate._make(row) for row in rows}

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table))

    def _of(
        self, table: str, names: Iterable[str], make: Callable[[Any], T], also: str = ""
    ) -> dict[str, tuple[T, ...]]:
        """Rows by package: the key of each of these tables begins with it, so equal names come together."""
        sql = (
            f"SELECT {', '.join(column_names(table))} FROM {table}"
            f" WHERE package IN (SELECT value FROM json_each(?)) {also} ORDER BY {shape(table)[1]}"
        )
        rows = self._rows(sql, _listed(tuple(names)))
        with _readable(self._file):
            return {name: tuple(map(make, same)) for name, same in groupby(rows, itemgetter(0))}

    def _rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with _readable(self._file):
            return self._connection.execute(sql, values).fetchall()

    def _read_meta(self) -> dict[str, str]:
        meta = dict(self._rows("SELECT key, value FROM meta"))
        if (found := meta.get("schema")) != str(SCHEMA):
            raise SnapshotError(
                f"the data snapshot {self._file} has schema {found}, this depcalc reads schema {SCHEMA}",
                hint="use the snapshot that came with this version of depcalc",
            )
        return meta


def open_snapshot(path: Path | None = None) -> Snapshot:
    """The bundled snapshot, or the one at `path`, read-only."""
    file = (path or packaged.path(FILE)).resolve()
    _check_whole(file)
    connection: sqlite3.Connection | None = None
    try:
        with _readable(file):
            connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
            return Snapshot(connection, file)
    except SnapshotError:
        if connection is not None:
            connection.close()
        raise


def _check_whole(file: Path) -> None:
    """SQLite itself notices a missing tail only when a query needs it; its header says how long it is."""
    try:
        with file.open("rb") as handle:
            head = handle.read(100)
        size = file.stat().st_size
    except OSError as error:
        raise SnapshotError(f"cannot open the data snapshot {file}: {error.strerror}", REINSTALL) from error
    if not head.startswith(MAGIC):
        raise SnapshotError(f"the data snapshot {file} is not an SQLite file", REINSTALL)
    if size != _stated_size(head):
        raise SnapshotError(f"the data snapshot {file} is cut short or damaged", REINSTALL)


def _stated_size(head: bytes) -> int:
    """Page size times page count, from the header of the SQLite file format."""
    page = int.from_bytes(head[16:18], "big")
    return (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Of the database and of single values in it, which SQLite does not look at."""
    try:
        yield
    except (sqlite3.Error, KeyError, ValueError, TypeError, AttributeError) as error:
        raise SnapshotError(f"the data snapshot {file} cannot be read: {error}", REINSTALL) from error


@lru_cache(maxsize=2)
def _listed(names: tuple[str, ...]) -> str:
    """For `json_each`; every table is asked for the same names."""
    return json.dumps(sorted(set(names)))


def _single(rows: dict[str, tuple[T, ...]]) -> dict[str, T]:
    return {name: first for name, (first, *_) in rows.items()}
