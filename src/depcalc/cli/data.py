"""`depcalc data`: which facts are used, how old they are, whether they are whole, and how to get newer ones.

The one command that looks at the clock: an age is told here and enters no figure.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import Any

from packaging.utils import canonicalize_name

from depcalc.cli import stages
from depcalc.cli.job import Answer, Job
from depcalc.errors import EmptyScopeError, SnapshotError, UsageError
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.text import clean

SCHEMA = "depcalc/data/1"
FAILED = SnapshotError.exit_code
Document = dict[str, Any]


def data(job: Job) -> Answer:
    """One of `status`, `update` and `verify`."""
    if job.args.names and job.args.action != "update":
        raise UsageError(f"depcalc data {job.args.action} takes no names", "depcalc data update NAME ...")
    document, failed = ACTIONS[job.args.action](job)
    document = {"schema": SCHEMA, "action": job.args.action, **document}
    if job.args.format == "json":
        return Answer(json.dumps(document, indent=2) + "\n", FAILED if failed else 0)
    lines = TEXTS[job.args.action](document, job)
    said = [clean(line, ascii_only=job.style.ascii, longest=LONGEST) for line in lines]
    return Answer("\n".join(said) + "\n", FAILED if failed else 0)


LONGEST = 1000  # characters of a line


# ------------------------------------------------------------------ status


def _status(job: Job) -> tuple[Document, bool]:
    today = datetime.now(UTC).date()
    chosen, bundled, sources = stages.data_in_use(job.environ, job.path)
    with chosen.snapshot as snapshot:
        info, meta = snapshot.info(), snapshot.meta
    document = {
        "snapshot": {
            "id": info.id,
            "as_of": info.as_of.isoformat(),
            "age_days": _age(info.as_of, today),
            "file": str(chosen.file),
            "bundled": chosen.bundled,
            "updated": meta.get("updated"),
            "base": meta.get("base"),
        },
        "bundled": {"id": bundled.id, "as_of": bundled.as_of.isoformat()},
        "sources": [
            {"name": name, "date": day, "age_days": _age(date.fromisoformat(day), today), "licence": licence}
            for name, day, licence in info.sources
        ],
        "rows": dict(info.rows),
        "would_fetch": [{"source": source, "from": host} for source, host in sources],
        "notices": [{"code": n.code, "message": n.message} for n in chosen.notices],
    }
    return document, False


def _age(day: date, today: date) -> int:
    return (today - day).days


def _status_text(document: Document, job: Job) -> list[str]:
    used = document["snapshot"]
    where = "came with depcalc" if used["bundled"] else f"updated {used['updated']}, from {used['base'][:12]}"
    lines = [
        f"snapshot {used['id'][:12]}, as of {used['as_of']}, {used['age_days']:,} days old ({where})",
        f"file: {used['file']}",
        *(f"note: {notice['message']}" for notice in document["notices"]),
        "",
        *_table(
            (Column("source"), Column("date"), Column("days old", ">"), Column("licence")),
            [[s["name"], s["date"], f"{s['age_days']:,}", s["licence"]] for s in document["sources"]],
            job,
        ),
        "",
        *_table(
            (Column("table"), Column("rows", ">")),
            [[table, f"{n:,}"] for table, n in document["rows"].items()],
            job,
        ),
        "",
        "depcalc data update would ask:",
        *_table(
            (Column("  source"), Column("from")),
            [[f"  {one['source']}", one["from"]] for one in document["would_fetch"]],
            job,
        ),
    ]
    return lines


def _table(columns: Sequence[Column], rows: Sequence[Sequence[str]], job: Job) -> list[str]:
    cells = [[Cell(clean(text, ascii_only=job.style.ascii)) for text in row] for row in rows]
    return lay_out(columns, cells, width=job.style.width)


# ------------------------------------------------------------------ update


def _update(job: Job) -> tuple[Document, bool]:
    names, default_index, notices = _names(job)
    updated = stages.data_update(
        names,
        job.environ,
        folder=job.path,
        now=datetime.now(UTC),
        default_index=default_index,
        progress=job.progress,
    )
    outcomes = [{"source": o.source, "state": o.state, "text": o.text} for o in updated.outcomes]
    document = {
        "file": str(updated.file) if updated.file else None,
        "outcomes": outcomes,
        "rows": {table: {"before": b, "after": a} for table, (b, a) in updated.rows.items()},
        "notices": notices,
    }
    return document, not any(o["state"] in ("new", "unchanged") for o in outcomes)


def _names(job: Job) -> tuple[tuple[str, ...], str, list[Document]]:
    """The names asked for, else those of the lock here, and the default index; no lock is no trouble. Ours are
    never looked up."""
    if not job.args.names:
        try:
            return *stages.public_names(job.path, job.lockfiles, job.settings, job.environ), []
        except EmptyScopeError as error:
            text = f"no packages to ask the index about: {error.message}"
            return (), job.settings.default_index, [{"code": "no-lock", "message": text}]
    names = [canonicalize_name(name, validate=True) for name in _valid(job.args.names)]
    ours = [n for n in names if any(fnmatchcase(n, pattern) for pattern in job.settings.internal)]
    said = [{"code": "internal", "message": f"not asked about, internal: {', '.join(ours)}"}] if ours else []
    return tuple(name for name in names if name not in ours), job.settings.default_index, said


def _valid(names: Sequence[str]) -> Sequence[str]:
    for name in names:
        try:
            canonicalize_name(name, validate=True)
        except ValueError:
            raise UsageError(f"{name!r} is no name of a package") from None
    return names


def _update_text(document: Document, job: Job) -> list[str]:
    rows = [[o["source"], o["state"], o["text"]] for o in document["outcomes"]]
    made = (
        f"new snapshot: {document['file']}"
        if document["file"]
        else "nothing new: the snapshot stays as it is"
    )
    changed = [
        f"  {table}: {n['before']:,} to {n['after']:,} rows"
        for table, n in document["rows"].items()
        if n["before"] != n["after"]
    ]
    notes = [f"note: {notice['message']}" for notice in document["notices"]]
    return [*_table((Column("source"), Column("state"), Column("")), rows, job), "", made, *changed, *notes]


# ------------------------------------------------------------------ verify


def _verify(job: Job) -> tuple[Document, bool]:
    found = [
        {
            "file": str(v.file),
            "bundled": v.bundled,
            "used": v.used,
            "id": v.id or None,
            "trouble": v.trouble or None,
        }
        for v in stages.data_verify(job.environ)
    ]
    return {"snapshots": found}, any(one["trouble"] for one in found)


def _verify_text(document: Document, job: Job) -> list[str]:
    return [
        f"{one['file']}: {one['trouble'] or 'whole, ' + str(one['id'])[:12]}{', in use' if one['used'] else ''}"
        for one in document["snapshots"]
    ]


ACTIONS: Mapping[str, Callable[[Job], tuple[Document, bool]]] = {
    "status": _status,
    "update": _update,
    "verify": _verify,
}
TEXTS: Mapping[str, Callable[[Document, Job], list[str]]] = {
    "status": _status_text,
    "update": _update_text,
    "verify": _verify_text,
}
