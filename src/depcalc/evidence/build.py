"""Builds `snapshot.sqlite` from the gzipped CSV tables: the same tables give the same bytes.

Run as `python -m depcalc.evidence.build SOURCE_DIR OUT.sqlite`.
"""

import csv
import gzip
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from packaging.version import Version

from depcalc.errors import SnapshotError, UsageError
from depcalc.evidence.schema import SCHEMA, TABLES, column_names, create_statement
from depcalc.evidence.sources import SOURCES

Cell: TypeAlias = str | int | float | None
Line: TypeAlias = dict[str, str]  # a line of a CSV table
Row: TypeAlias = tuple[Cell, ...]


def build(source: Path, target: Path) -> str:
    """Write the snapshot of the tables in `source`; returns its content id."""
    tables: dict[str, list[Row]] = {table: make(source) for table, make in _MAKERS.items()}
    tables["sources"] = sorted(tuple(entry) for entry in SOURCES)
    content = content_id(tables)
    tables["meta"] = sorted({**_meta(tables, _as_of(source)), "id": content}.items())
    _write(tables, target)
    return content


def content_id(tables: dict[str, list[Row]]) -> str:
    """SHA-256 over the rows in canonical form: independent of SQLite and its version."""
    digest = hashlib.sha256()
    for table in sorted(tables):
        for row in tables[table]:
            digest.update(json.dumps([table, *row], ensure_ascii=True).encode())
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


def _as_of(source: Path) -> str:
    """The newest date among advisories, takeovers and OSS-Fuzz."""
    dates = [line["published"] for line in read_table(source, "advisories")]
    dates += [line["date_known"] for line in read_table(source, "takeovers")]
    dates += [line["since"] for line in read_table(source, "oss_fuzz")]
    return max(dates)


def read_table(source: Path, name: str) -> list[Line]:
    """The lines of `NAME.csv.gz`, by column."""
    try:
        with gzip.open(source / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    except OSError as error:
        raise SnapshotError(f"cannot read the table {name}.csv.gz in {source}: {error}") from error


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


# ------------------------------------------------------------------ one function per table


def _packages(source: Path) -> list[Row]:
    return sorted(
        (
            line["name"],
            int(line["rank"]),
            int(line["downloads_month"]),
            _int(line["downloads_year_ago"]),
            line["first_seen_in_list"],
            line["repo"] or None,
            _int(line["dependents_spack"]),
            _int(line["dependents_debian"]),
            _int(line["debian_installed_kb"]),
            line["debian_arch"] or None,
        )
        for line in read_table(source, "packages")
    )


def _advisories(source: Path) -> list[Row]:
    return sorted(
        (
            line["package"],
            line["id"],
            line["aliases"],
            line["disclosed"],
            line["date_basis"],
            line["kind"],
            line["ranges"],
            int(line["fixed"]),
            line["cvss_vector"] or line["cvss_v4"],
            float(line["cvss_score"]) if line["cvss_score"] else None,
            line["kev_added"] or None,
        )
        for line in read_table(source, "advisories")
    )


def _takeovers(source: Path) -> list[Row]:
    keys = ("package", "date_known", "bad_versions", "vector", "evidence")
    return sorted(tuple(line[key] for key in keys) for line in read_table(source, "takeovers"))


def _malicious(source: Path) -> list[Row]:
    return sorted(
        (line["package"], line["id"], int(line["is_takeover_of_legitimate"]))
        for line in read_table(source, "malicious_names")
    )


def _audits(source: Path) -> list[Row]:
    """The lists give the month; the fifteenth stands for it."""
    return sorted(
        (
            line["package"],
            line["date"] + "-15",
            line["project"],
            line["auditor"],
            float(line["effort_person_weeks"]) if line["effort_person_weeks"] else None,
            line["source"],
            int(line["relation"] == "direct"),
        )
        for line in read_table(source, "audits")
    )


def _funding(source: Path) -> list[Row]:
    """Rows of packages; "@..." rows are about institutions."""
    return sorted(
        (
            line["package"],
            line["funder"],
            line["year"],
            float(line["amount"]) if line["amount"] else None,
            line["currency"],
            line["source"],
        )
        for line in read_table(source, "funding")
        if not line["package"].startswith("@")
    )


def _oss_fuzz(source: Path) -> list[Row]:
    """Projects that map to a Python package; a project can stand for several."""
    return sorted(
        (package, line["project"], line["basis"], line["since"], int(line["disabled"]))
        for line in read_table(source, "oss_fuzz")
        for package in line["pypi"].split("|")
        if package
    )


def _wheels(source: Path) -> list[Row]:
    lines = read_table(source, "wheels")
    lines.sort(key=lambda line: (line["package"], Version(line["version"])))
    rows: list[Row] = []
    for line in lines:
        place = int(rows[-1][1] or 0) + 1 if rows and rows[-1][0] == line["package"] else 0
        sizes = (_int(line[key]) for key in ("pure", "wheel_bytes", "sdist_bytes"))
        rows.append(
            (line["package"], place, str(Version(line["version"])), *sizes, line["upload_date"] or None)
        )
    return rows


def _int(text: str) -> int | None:
    return int(text) if text else None


_MAKERS: dict[str, Callable[[Path], list[Row]]] = {
    "packages": _packages,
    "advisories": _advisories,
    "takeovers": _takeovers,
    "malicious": _malicious,
    "audits": _audits,
    "funding": _funding,
    "oss_fuzz": _oss_fuzz,
    "wheels": _wheels,
}


def main(arguments: list[str]) -> None:
    """The command line of this module."""
    if len(arguments) != 2:
        raise UsageError("usage: python -m depcalc.evidence.build SOURCE_DIR OUT.sqlite")
    content = build(Path(arguments[0]), Path(arguments[1]))
    sys.stdout.write(f"{arguments[1]}: {Path(arguments[1]).stat().st_size:,} bytes, content {content}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
