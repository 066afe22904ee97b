"""ledger: code of others that we vendored or rewrote, and the searches we made of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from packaging.utils import InvalidName, canonicalize_name

from depcalc.cli.job import Job
from depcalc.cli.streams import unwritten, write_changed
from depcalc.config.kinds import DAY, NOT_NEGATIVE, guess, number
from depcalc.config.write import config_target, with_ledger
from depcalc.errors import DepcalcError, UsageError
from depcalc.pipeline.entries import trouble_with
from depcalc.render.frame import paragraph
from depcalc.render.json import dump
from depcalc.render.json_findings import finding_record
from depcalc.render.ledger import render_entries, render_ledger_check
from depcalc.values.settings import LedgerEntry

TRIES = 20
RULES = ("DC006", "DC007", "DC010", "DC011", "DC012", "DC013")


def ledger(job: Job) -> str:
    """list, add or check."""
    return {"list": _list, "add": _add, "check": _check}[job.args.action](job)


def _list(job: Job) -> str:
    if job.args.format == "json":
        return dump(
            {"schema": "depcalc/ledger/1", "entries": [_entry_record(e) for e in job.settings.ledger]}
        )
    return render_entries(job.settings.ledger, job.settings.file, job.style)


def _entry_record(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "package": entry.package,
        "version": entry.version,
        "kind": entry.kind,
        "path": entry.path,
        "symbols": list(entry.symbols),
        "hardening": [{"date": r.date.isoformat(), "usd": r.usd, "found": r.found} for r in entry.hardening],
    }


def _check(job: Job) -> str:
    """Findings about own code alone; it informs, `depcalc check` stops."""
    job = replace(job, settings=replace(job.settings, owned=job.settings.usage))
    found = tuple(one for one in job.appraise(job.survey()).findings if one.rule in RULES)
    if job.args.format == "json":
        return dump({"schema": "depcalc/ledger/1", "findings": [finding_record(one) for one in found]})
    return render_ledger_check(found, len(job.settings.ledger), job.path.as_posix(), job.style)


def _add(job: Job) -> str:
    """A new entry, or one more search of an entry that is there; the file keeps its comments and layout."""
    entry, search = _entry(job), _search(job)
    target, _, _ = config_target(job.path)
    known = any((e.package, e.path) == (entry["package"], entry["path"]) for e in job.settings.ledger)
    if known and search is None:
        raise UsageError(
            f"{entry['package']} at {entry['path']} is in the ledger already",
            "add a search of it: --searched-usd 120 --found 0",
        )
    if not known and not entry["version"]:
        raise UsageError("--of names the version that was taken", "for example --of 1.4.5")
    locked = frozenset() if known else _locked(job)
    if not known and (trouble := trouble_with(entry, target.parent, locked)):
        raise UsageError(*trouble)
    _write(job, entry, search)
    done = "one more search recorded" if known else "recorded"
    said = f"{entry['package']} at {entry['path']}: {done} in {target}.{_absent(entry['package'], locked)}"
    return job.style.finish(paragraph(said, job.style))


def _absent(name: str, locked: frozenset[str]) -> str:
    """Own code often stands for a package that has left; a slip of the keys looks the same."""
    if not locked or name in locked:
        return ""
    return f" The lock holds no {name}{guess(name, locked) or '.'}"


def _locked(job: Job) -> frozenset[str]:
    """The names in the lock; none where there is none: code that was taken over needs none."""
    from depcalc.lockfiles import read_locks  # noqa: PLC0415

    try:
        locks = read_locks(job.lockfiles or (job.path,))
    except DepcalcError:
        return frozenset()
    return frozenset(package.key.name for lock in locks for package in lock.packages)


def _write(job: Job, entry: dict[str, Any], search: dict[str, Any] | None) -> None:
    """What somebody else writes meanwhile is read again, not written over."""
    for _ in range(TRIES):
        target, prefix, text = config_target(job.path)
        try:
            if write_changed(target, text, with_ledger(text, prefix, entry, search)):
                return
        except OSError as error:
            raise unwritten(target, error) from error
    raise UsageError(f"{target} changes faster than it can be written", "try again")


def _entry(job: Job) -> dict[str, Any]:
    args = job.args
    if not args.name:
        raise UsageError(
            "name the package whose code was taken", "depcalc ledger add NAME --of 1.4.5 --at PATH"
        )
    if not args.at:
        raise UsageError("--at names the file or folder where the code lies now")
    try:
        name = canonicalize_name(args.name, validate=True)
    except InvalidName as error:
        raise UsageError(f"{args.name[:100]!r} is no name of a package", "for example acme-web") from error
    return {
        "package": name,
        "version": args.of or "",
        "kind": args.kind,
        "path": args.at,
        "symbols": [word.strip() for word in (args.symbols or "").split(",") if word.strip()],
    }


def _search(job: Job) -> dict[str, Any] | None:
    args = job.args
    if args.searched_usd is None:
        if args.found is not None or args.on is not None:
            raise UsageError("--found and --on go with --searched-usd")
        return None
    try:
        day: date = DAY.check(DAY.parse(args.on)) if args.on else job.today
        usd = NOT_NEGATIVE.check(NOT_NEGATIVE.parse(args.searched_usd))
        kind = number(least=0, whole=True)
        found = kind.check(kind.parse(args.found or "0"))
    except ValueError as error:
        raise UsageError(f"a search: {error}") from error
    return {"date": day, "usd": usd, "found": found}
