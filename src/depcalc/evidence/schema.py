"""The shape of `snapshot.sqlite`: what the builder writes and the reader expects."""

SCHEMA = 2  # raise it when a reader of the old shape would misread the new one

# table -> (columns, primary key). The first column is the name of a package, but for the last four tables
TABLES: dict[str, tuple[str, str]] = {
    "packages": (
        "package TEXT, rank INTEGER, downloads INTEGER, downloads_year_ago INTEGER, first_seen TEXT,"
        " repository TEXT, dependents_spack INTEGER, dependents_debian INTEGER, debian_kb INTEGER,"
        " debian_arch TEXT",
        "package",
    ),
    "advisories": (
        "package TEXT, id TEXT, aliases TEXT, disclosed TEXT, date_basis TEXT, kind TEXT, ranges TEXT,"
        " fixed INTEGER, vector TEXT, score REAL, exploited_since TEXT",
        "package, id",
    ),
    "takeovers": (
        "package TEXT, known TEXT, bad_versions TEXT, vector TEXT, evidence TEXT",
        "package, known",
    ),
    "malicious": ("package TEXT, id TEXT, legitimate INTEGER", "package"),
    "audits": (
        "package TEXT, day TEXT, project TEXT, auditor TEXT, person_weeks REAL, source TEXT, direct INTEGER",
        "package, day, project",
    ),
    "funding": (
        "package TEXT, funder TEXT, year TEXT, amount REAL, currency TEXT, source TEXT",
        "package, funder, year",
    ),
    "oss_fuzz": (
        "package TEXT, project TEXT, basis TEXT, since TEXT, disabled INTEGER",
        "package, project",
    ),
    # `place` is the position of the version in the order of PEP 440, from 0 for the oldest one seen
    "wheels": (
        "package TEXT, place INTEGER, version TEXT, pure INTEGER, wheel_bytes INTEGER,"
        " sdist_bytes INTEGER, uploaded TEXT",
        "package, place",
    ),
    # `counts` and `ranks` hold a number of 16 bits for each monthly list from place `first` on
    "history": ("package TEXT, first INTEGER, counts BLOB, ranks BLOB", "package"),
    "months": ("place INTEGER, day TEXT, listed INTEGER, floor INTEGER", "place"),
    # what the tables say of all packages together on one day: `events` out of `exposure`
    "base_rates": ("day TEXT, key TEXT, value REAL, events INTEGER, exposure REAL", "day, key"),
    "sources": ("key TEXT, name TEXT, day TEXT, licence TEXT, credit TEXT", "key"),
    "meta": ("key TEXT, value TEXT", "key"),
}

# tables that a snapshot may lack: `depcalc data update` adds them
EXTRA_TABLES: dict[str, tuple[str, str]] = {
    # what an index said of a project on a day; `yanked` are versions, split by "|"
    "projects": ("package TEXT, day TEXT, status TEXT, reason TEXT, yanked TEXT", "package"),
}


def create_statement(table: str) -> str:
    """The SQL that makes an empty table."""
    columns, key = shape(table)
    return f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"


def column_names(table: str) -> tuple[str, ...]:
    """In the order in which they are stored."""
    return tuple(column.split()[0] for column in shape(table)[0].split(","))


def shape(table: str) -> tuple[str, str]:
    """Columns and primary key of a table, those that may be missing among them."""
    return TABLES[table] if table in TABLES else EXTRA_TABLES[table]
