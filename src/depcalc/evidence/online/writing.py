"""Puts what was fetched into the tables of a draft. One function for each source; none commits."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from depcalc.evidence.advisories import merge
from depcalc.evidence.build_tables import Row
from depcalc.evidence.compact import History, pack
from depcalc.evidence.online.asking import Paged
from depcalc.evidence.online.combining import combine_advisories, combine_releases, project_row
from depcalc.evidence.online.lists import FuzzProject, TopList, fuzzed_packages
from depcalc.evidence.online.osv import Told
from depcalc.evidence.records import Recorded, Wheel, recorded
from depcalc.evidence.schema import column_names, create_statement

PUBLISHED = "published"  # basis of a day that a record itself states


def write_advisories(connection: sqlite3.Connection, told: Iterable[Told], day: date) -> None:
    """Advisories of packages, and names on the list of malicious ones; records from the future are left out."""
    by_package: dict[str, list[Told]] = {}
    for one in told:
        if one.advisory.disclosed <= day:
            by_package.setdefault(one.package, []).append(one)
    real = _names(connection, "packages", "history", "takeovers")
    old: dict[str, list[Recorded]] = {}
    basis: dict[tuple[str, str], str] = {}
    for row in connection.execute("SELECT * FROM advisories ORDER BY package, id"):
        old.setdefault(row[0], []).append(recorded(row))
        basis[row[0], row[1]] = row[4]
    rows: list[Row] = []
    for package in sorted(old.keys() | by_package.keys()):
        found = [t for t in by_package.get(package, ()) if t.kind != "malicious" or package in real]
        combined = combine_advisories(old.get(package, ()), found, real=package in real)
        rows += _rows(package, combined, basis)
    _replace(connection, "advisories", rows)
    _write_malicious(connection, by_package, real)


def _rows(package: str, records: Sequence[Recorded], basis: Mapping[tuple[str, str], str]) -> Iterable[Row]:
    """One row for each flaw: records that share an id or an alias are the same."""
    since = {name: r.exploited_since for r in records for name in (r.advisory.id, *r.advisory.aliases)}
    for kind in sorted({record.kind for record in records}):
        for one in merge([r.advisory for r in records if r.kind == kind]):
            names = (one.id, *one.aliases)
            first = min((since[name] for name in names if since.get(name)), default=None)
            how = next((basis[package, name] for name in names if (package, name) in basis), PUBLISHED)
            yield (
                *(package, one.id, "|".join(one.aliases), one.disclosed.isoformat(), how, kind),
                *(one.ranges, int(one.fixed), one.vector, one.score, first),
            )


def _write_malicious(
    connection: sqlite3.Connection, told: Mapping[str, Sequence[Told]], real: set[str]
) -> None:
    """A withdrawn report is dropped; of a name that has one already the first stays."""
    reports = [t for some in told.values() for t in some if t.kind == "malicious"]
    gone = [(t.package, t.advisory.id) for t in reports if t.withdrawn]
    connection.executemany("DELETE FROM malicious WHERE package = ? AND id = ?", gone)
    new = [(t.package, t.advisory.id, int(t.package in real)) for t in reports if not t.withdrawn]
    connection.executemany("INSERT OR IGNORE INTO malicious VALUES (?, ?, ?)", sorted(new))


def write_top_list(connection: sqlite3.Connection, top: TopList) -> bool:
    """One more month; False where the newest list is already here."""
    months = connection.execute("SELECT place, day FROM months ORDER BY place").fetchall()
    place, day = (months[-1][0] + 1, top.made.isoformat()) if months else (0, top.made.isoformat())
    if months and day <= months[-1][1]:
        return False
    year_ago = f"{top.made.year - 1}{day[4:]}"
    earlier = max((n for n, made in months if made <= year_ago), default=-1)
    histories = {row[0]: History._make(row) for row in connection.execute("SELECT * FROM history")}
    before = {row[0]: row for row in connection.execute("SELECT * FROM packages")}
    firsts = dict(months) | {place: day}
    rows: list[Row] = []
    for rank, (name, n) in enumerate(top.rows, start=1):
        histories[name] = history = _longer(histories.get(name), name, place, n, rank)
        then = history.at(earlier)
        first = before[name][4] if name in before else firsts[history.first]
        rest = before[name][5:] if name in before else (None,) * 5
        rows.append((name, rank, n, int(then[0]) if then else None, first, *rest))
    _replace(connection, "packages", rows)
    _replace(connection, "history", [tuple(histories[name]) for name in sorted(histories)])
    least = min(n for _, n in top.rows)
    connection.execute("INSERT INTO months VALUES (?, ?, ?, ?)", (place, day, len(top.rows), least))
    set_meta(connection, {"list_size": str(len(top.rows)), "list_floor": str(least)})
    return True


def _longer(history: History | None, name: str, place: int, count: int, rank: int) -> History:
    """The same with one more place at the end; places between in which it was missing hold nothing."""
    added = pack(name, {place: (count, rank)})
    if history is None:
        return added
    gap = b"\0" * (2 * (place - history.first) - len(history.counts))
    return History(
        name, history.first, history.counts + gap + added.counts, history.ranks + gap + added.ranks
    )


def write_fuzz_list(connection: sqlite3.Connection, projects: Sequence[FuzzProject], day: date) -> None:
    """A project that is gone is switched off; a new one counts from the day of the list that first has it."""
    names = {project.name for project in projects}
    rows = connection.execute("SELECT * FROM oss_fuzz").fetchall()
    known = {row[1] for row in rows}
    rows = [(*row[:4], int(row[4] or row[1] not in names)) for row in rows]
    repositories = connection.execute(
        "SELECT package, repository FROM packages WHERE repository IS NOT NULL"
    ).fetchall()
    new = fuzzed_packages([p for p in projects if p.name not in known], repositories)
    rows += [(package, project, "same-repository", day.isoformat(), 0) for package, project in new]
    _replace(connection, "oss_fuzz", rows)


def write_pages(connection: sqlite3.Connection, pages: Iterable[Paged]) -> None:
    """Releases and status of the projects that were asked about."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'projects'").fetchone():
        connection.execute(create_statement("projects"))
    for page, day in pages:
        old = connection.execute("SELECT * FROM wheels WHERE package = ? ORDER BY place", (page.name,))
        rows = combine_releases([Wheel(*row) for _, _, *row in old.fetchall()], page)
        connection.execute("DELETE FROM wheels WHERE package = ?", (page.name,))
        _insert(connection, "wheels", [(page.name, place, *row) for place, row in enumerate(rows)])
        connection.execute("DELETE FROM projects WHERE package = ?", (page.name,))
        _insert(connection, "projects", [project_row(page, day)])


# ------------------------------------------------------------------ rows


def set_source(connection: sqlite3.Connection, row: tuple[str, str, str, str, str]) -> None:
    """(key, name, day, licence, credit) of a source, in place of what the table had."""
    connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", row)


def set_meta(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    """What the file says of itself."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _names(connection: sqlite3.Connection, *tables: str) -> set[str]:
    return {name for table in tables for (name,) in connection.execute(f"SELECT package FROM {table}")}


def _replace(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    connection.execute(f"DELETE FROM {table}")
    _insert(connection, table, rows)


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    marks = ", ".join("?" * len(column_names(table)))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
