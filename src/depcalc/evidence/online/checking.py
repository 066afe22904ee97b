"""Is a snapshot whole? What `data verify` does, and what a new one must pass before it takes a place."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from depcalc.errors import SnapshotError
from depcalc.evidence.build import content_id
from depcalc.evidence.build_tables import Row
from depcalc.evidence.schema import EXTRA_TABLES, TABLES, column_names, shape
from depcalc.evidence.snapshot import open_snapshot

KEPT_SHARE = 0.9  # of the rows of each table before; with fewer a source has lost something, not the world


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole snapshot: its content id and the rows of each table."""

    id: str
    rows: Mapping[str, int]


def check_snapshot(file: Path, before: Mapping[str, int] | None = None) -> Checked:
    """Header, schema, columns, SQLite's own integrity, row counts and content; `SnapshotError` says which failed.

    before  rows of each table of the snapshot that it would replace
    """
    with open_snapshot(file) as snapshot:
        meta = snapshot.meta
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _check_integrity(connection, file)
        tables = read_tables(connection, file)
    except sqlite3.Error as error:
        raise SnapshotError(f"the data snapshot {file} cannot be read: {error}") from error
    finally:
        connection.close()
    rows = {table: len(found) for table, found in tables.items()}
    _check_counts(file, meta, rows, before or {})
    if (found := content_id(tables)) != meta.get("id"):
        raise SnapshotError(f"the rows of {file} are not those of its content id")
    return Checked(found, rows)


def read_tables(connection: sqlite3.Connection, file: Path) -> dict[str, list[Row]]:
    """Every row but those of `meta`, in the order of the primary keys, which is that of the builder."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found: dict[str, list[Row]] = {}
    for table in (*TABLES, *EXTRA_TABLES):
        if table == "meta" or (table in EXTRA_TABLES and table not in there):
            continue
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY {shape(table)[1]}")
        columns = tuple(name for name, *_ in cursor.description)
        if columns != column_names(table):
            raise SnapshotError(f"the table {table} of {file} has other columns than this depcalc reads")
        found[table] = cursor.fetchall()
    return found


def _check_integrity(connection: sqlite3.Connection, file: Path) -> None:
    said = [line for (line,) in connection.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise SnapshotError(f"the data snapshot {file} is damaged: {said[0]}")


def _check_counts(
    file: Path, meta: Mapping[str, str], rows: Mapping[str, int], before: Mapping[str, int]
) -> None:
    for table, n_rows in rows.items():
        if meta.get(f"rows.{table}") != str(n_rows):
            stated = meta.get(f"rows.{table}", "nothing")
            raise SnapshotError(f"the table {table} of {file} has {n_rows:,} rows; the file states {stated}")
        check_kept(table, n_rows, before.get(table, 0))


def check_kept(table: str, n_rows: int, n_before: int) -> None:
    """`SnapshotError` where a table lost more than its share."""
    if n_rows < KEPT_SHARE * n_before:
        raise SnapshotError(f"the table {table} would shrink from {n_before:,} to {n_rows:,} rows")
