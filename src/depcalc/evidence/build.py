"""Builds `snapshot.sqlite` from the gzipped CSV tables: the same tables give the same bytes.

Run as `python -m depcalc.evidence.build SOURCE_DIR OUT.sqlite`.
"""

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

from depcalc.errors import UsageError
from depcalc.evidence.build_tables import MAKERS, Row, newest_day, rows_over_time
from depcalc.evidence.schema import SCHEMA, TABLES, column_names, create_statement
from depcalc.evidence.sources import SOURCES


def build(source: Path, target: Path) -> str:
    """Write the snapshot of the tables in `source`; returns its content id."""
    tables: dict[str, list[Row]] = {table: make(source) for table, make in MAKERS.items()}
    tables |= rows_over_time(source)
    tables["sources"] = sorted(tuple(entry) for entry in SOURCES)
    content = content_id(tables)
    tables["meta"] = sorted({**_meta(tables, newest_day(source)), "id": content}.items())
    _write(tables, target)
    return content


def content_id(tables: dict[str, list[Row]]) -> str:
    """SHA-256 over the rows in canonical form: independent of SQLite and its version."""
    digest = hashlib.sha256()
    for table in sorted(tables):
        for row in tables[table]:
            digest.update(json.dumps([table, *row], ensure_ascii=True, default=bytes.hex).encode())
    return digest.hexdigest()


def _meta(tables: dict[str, list[Row]], as_of: str) -> dict[str, str]:
    downloads, firsts = (column_names("packages").index(name) for name in ("downloads", "first_seen"))
    listed = tables["packages"]
    return {
        "schema": str(SCHEMA),
        "as_of": as_of,
        "list_size": str(len(listed)),
        "list_floor": str(min(int(row[downloads] or 0) for row in listed)),
        "list_start": min(str(row[firsts]) for row in listed),
        **{f"rows.{table}": str(len(rows)) for table, rows in tables.items()},
    }


def _write(tables: dict[str, list[Row]], target: Path) -> None:
    """Beside the target first, then in its place: no reader meets half a file."""
    draft = target.with_name(target.name + ".new")
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        for table in TABLES:
            _fill(connection, table, tables[table])
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()
    os.replace(draft, target)


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    connection.execute(create_statement(table))
    marks = ", ".join("?" * len(column_names(table)))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def main(arguments: list[str]) -> None:
    """The command line of this module."""
    if len(arguments) != 2:
        raise UsageError("usage: python -m depcalc.evidence.build SOURCE_DIR OUT.sqlite")
    content = build(Path(arguments[0]), Path(arguments[1]))
    sys.stdout.write(f"{arguments[1]}: {Path(arguments[1]).stat().st_size:,} bytes, content {content}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
