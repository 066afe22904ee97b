"""One function for each table of the snapshot: lines of the CSV tables in, sorted rows out."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from packaging.version import Version

from depcalc.errors import SnapshotError
from depcalc.evidence.build_history import Lists, base_rates, histories, months, read_lists

Cell: TypeAlias = str | int | float | bytes | None
Line: TypeAlias = dict[str, str]  # a line of a CSV table
Row: TypeAlias = tuple[Cell, ...]


def read_table(source: Path, name: str) -> list[Line]:
    """The lines of `NAME.csv.gz`, by column."""
    try:
        with gzip.open(source / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    except OSError as error:
        raise SnapshotError(f"cannot read the table {name}.csv.gz in {source}: {error}") from error


def newest_day(source: Path) -> str:
    """The newest date among advisories, takeovers and OSS-Fuzz: what the data are as of."""
    dates = [line["published"] for line in read_table(source, "advisories")]
    dates += [line["date_known"] for line in read_table(source, "takeovers")]
    dates += [line["since"] for line in read_table(source, "oss_fuzz")]
    return max(dates)


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


def rows_over_time(source: Path) -> dict[str, list[Row]]:
    """The tables made from the download lists of every month."""
    lists: Lists = read_lists(read_table(source, "downloads_history"))
    told = [
        (line["disclosed"], line["package"], line["fixed"] == "1")
        for line in read_table(source, "advisories")
        if line["kind"] == "vulnerability"
    ]
    taken = [(line["date_known"], line["package"]) for line in read_table(source, "takeovers")]
    return {
        "months": [tuple(row) for row in months(lists)],
        "history": [tuple(row) for row in histories(lists)],
        "base_rates": [tuple(row) for row in base_rates(lists, told, taken, newest_day(source))],
    }


def _int(text: str) -> int | None:
    return int(text) if text else None


MAKERS: dict[str, Callable[[Path], list[Row]]] = {
    "packages": _packages,
    "advisories": _advisories,
    "takeovers": _takeovers,
    "malicious": _malicious,
    "audits": _audits,
    "funding": _funding,
    "oss_fuzz": _oss_fuzz,
    "wheels": _wheels,
}
