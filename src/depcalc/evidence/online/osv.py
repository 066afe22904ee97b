"""Records of OSV (schema 1): from one answer of its interface, or from the archive of a whole ecosystem. Pure.

Ranges are written as the snapshot writes them. Versions listed beside ranges are left out: they repeat them.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, is_normalized_name

from depcalc.evidence.advisories import parse_version
from depcalc.evidence.online.cvss import base_score
from depcalc.evidence.online.json_text import day, objects, parse_object, table, texts
from depcalc.evidence.online.limits import MEGABYTE
from depcalc.evidence.online.trouble import UnrecognisedError
from depcalc.evidence.records import severity
from depcalc.values.evidence import Advisory

ECOSYSTEM = "PyPI"
MALICIOUS = "MAL-"
MOST_VECTORS = 20  # of one record that are tried
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
MOST_RECORDS = 500_000
MOST_RECORD_BYTES = 8 * MEGABYTE
MOST_BYTES = 2048 * MEGABYTE  # unpacked, all records together
MOST_UNREAD_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Told:
    """What one record says of one package. `kind` is "vulnerability" or "malicious"."""

    package: str
    kind: str
    advisory: Advisory
    withdrawn: bool


def parse_answer(body: bytes) -> tuple[tuple[Told, ...], str]:
    """Of one question: what is told, and the token of the next page, "" after the last."""
    root = parse_object(body)
    records = root.get("vulns", [])
    if not isinstance(records, list) or (root and "vulns" not in root and "next_page_token" not in root):
        raise UnrecognisedError("the answer holds no list of advisories")
    token = root.get("next_page_token")
    found = tuple(told for record in objects(records) for told in parse_record(record))
    return found, token if isinstance(token, str) else ""


def parse_archive(path: Path) -> Iterator[Told]:
    """Every record of the archive. One that cannot be read is left out, more than a few refuse the archive."""
    n_unread = n_bytes = n_records = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.filename.endswith(".json"):
                    continue
                body = _bounded(archive, info)
                n_records, n_bytes = n_records + 1, n_bytes + len(body)
                if n_records > MOST_RECORDS or n_bytes > MOST_BYTES:
                    raise UnrecognisedError("the archive unpacks to more than any archive of advisories")
                try:
                    yield from parse_record(parse_object(body))
                except UnrecognisedError:
                    n_unread += 1
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnrecognisedError(f"the archive is cut or damaged ({type(error).__name__})") from None
    if n_records == 0 or n_unread > MOST_UNREAD_SHARE * n_records:
        raise UnrecognisedError(f"{n_unread} of {n_records} records of the archive cannot be read")


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Neither the stated size nor the real one may be beyond a record's."""
    if info.file_size <= MOST_RECORD_BYTES:
        with archive.open(info) as file:
            body = file.read(MOST_RECORD_BYTES + 1)
        if len(body) <= MOST_RECORD_BYTES:
            return body
    raise UnrecognisedError("a record of the archive is larger than any advisory")


def parse_record(record: dict[str, Any]) -> tuple[Told, ...]:
    """One `Told` for each package of this ecosystem that the record is about."""
    id_, published = record.get("id"), day(record.get("published")) or day(record.get("modified"))
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or published is None:
        raise UnrecognisedError("the record has no id or no day")
    malicious = id_.startswith(MALICIOUS)
    about: dict[str, list[dict[str, Any]]] = {}
    for affected in objects(record.get("affected")):
        package = table(affected.get("package"))
        name = package.get("name")
        if (
            package.get("ecosystem") == ECOSYSTEM
            and isinstance(name, str)
            and is_normalized_name(plain := canonicalize_name(name))
        ):
            about.setdefault(plain, []).append(affected)
    return tuple(
        Told(
            package=name,
            kind="malicious" if malicious else "vulnerability",
            advisory=_advisory(record, id_, published, some, malicious),
            withdrawn=record.get("withdrawn") is not None,
        )
        for name, some in about.items()
    )


def _advisory(
    record: dict[str, Any], id_: str, published: date, affected: list[dict[str, Any]], malicious: bool
) -> Advisory:
    vector, score = _scored(
        [*objects(record.get("severity")), *(s for a in affected for s in objects(a.get("severity")))]
    )
    ranges, fixed = _ranges(affected, malicious)
    return Advisory(
        id=id_,
        aliases=tuple(sorted({a for a in texts(record.get("aliases")) if _ID.fullmatch(a)} - {id_})),
        disclosed=published,
        score=score,
        vector=vector,
        severity=severity(score),
        exploited=False,
        fixed=fixed,
        ranges=ranges,
    )


def _scored(stated: list[dict[str, Any]]) -> tuple[str, float | None]:
    """The first vector that can be scored, and its score; else the first that is stated. Version 3 before
    version 4: most of the scores we compare with are of version 3."""
    vectors = [
        vector
        for kind in ("CVSS_V3", "CVSS_V4")
        for one in stated
        if one.get("type") == kind and isinstance(vector := one.get("score"), str)
    ][:MOST_VECTORS]
    for vector in vectors:
        if (score := base_score(vector)) is not None:
            return vector, score
    return (vectors[0] if vectors else ""), None


# ------------------------------------------------------------------ ranges


def _ranges(affected: list[dict[str, Any]], malicious: bool) -> tuple[str, bool]:
    """As stored, and whether a fix is recorded. Of malicious releases the list of them comes first."""
    exact = [v for a in affected for v in texts(a.get("versions")) if parse_version(v)]
    spans = [
        span
        for a in affected
        for one in objects(a.get("ranges"))
        if one.get("type") == "ECOSYSTEM"
        for span in _spans(objects(one.get("events")))
    ]
    if exact and (malicious or not spans):
        return "==" + "|".join(dict.fromkeys(exact)), False
    return " ".join(dict.fromkeys(spans)), any(
        span.endswith(")") and not span.endswith(",)") for span in spans
    )


def _spans(events: list[dict[str, Any]]) -> Iterator[str]:
    """ "[a,b)" up to a fix, "[a,b]" up to the last version affected, "[a,)" with no end."""
    start = ""
    for event in sorted(events, key=_order):
        if isinstance(low := event.get("introduced"), str):
            start = start or _plain(low)
        elif start:
            high, end = (event.get("fixed"), ")") if "fixed" in event else (event.get("last_affected"), "]")
            if isinstance(high, str) and _plain(high):
                yield f"[{start},{_plain(high)}{end}"
                start = ""
    if start:
        yield f"[{start},)"


def _order(event: dict[str, Any]) -> tuple[bool, Any]:
    """By version; what is none keeps its place at the end. An end comes before a start at the same version."""
    text = next((v for k, v in event.items() if isinstance(v, str)), "")
    version = parse_version(text)
    return (version is None, 0 if version is None else (version, "introduced" in event))


def _plain(bound: str) -> str:
    """Without what would break the form."""
    return "" if any(c in bound for c in " ,[]()|") else bound
