"""Own code on record: what lies in the project of each ledger entry, and what it costs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from depcalc import policy
from depcalc.evidence.advisories import parse_ranges, parse_version
from depcalc.evidence.fixed_functions import fixed_functions
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.own_changes import read_changes
from depcalc.evidence.own_code import count_own, inside
from depcalc.evidence.snapshot import Snapshot
from depcalc.model.draws import Worlds
from depcalc.model.elicit import Around, elicit
from depcalc.model.ledger import cost_held
from depcalc.owned.ledger import match_ledger
from depcalc.values.assumptions import Assumptions
from depcalc.values.evidence import Evidence, SliceUse
from depcalc.values.fact import Fact, Gap, Known, value_or
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Recorded
from depcalc.values.notice import Notice
from depcalc.values.own import OwnCode
from depcalc.values.owned import AdvisoryDetail
from depcalc.values.report import OwnRow, OwnSums, Upstream
from depcalc.values.settings import LedgerEntry, Settings
from depcalc.values.survey import Survey

YEAR = 365.25
MOST_ENTRIES = 200  # of the ledger, each costs a few hundredths of a second
OUTSIDE = Gap("ledger", "the path leads out of the project")


def read_own(
    settings: Settings,
    folder: Path,
    snapshot: Snapshot,
    environ: Mapping[str, str],
    *,
    as_of: date,
    steps: int,
) -> tuple[OwnCode, ...]:
    """What is known of each ledger entry; paths are relative to the folder of the configuration.

    folder   stands in where no file configures the run
    """
    entries = settings.ledger[:MOST_ENTRIES]
    if not entries:
        return ()
    root = settings.folder or folder
    names = [inside(entry.path) for entry in entries]
    kept = tuple(dict.fromkeys(filter(None, names)))
    seen = dict(zip(kept, read_changes(root, kept, environ, until=settings.as_of), strict=True))
    wanted = [Wanted(e.package, e.version, not _is_ours(e.package, settings)) for e in entries]
    found, _ = gather(wanted, snapshot, as_of=as_of, max_steps=steps)
    return tuple(
        OwnCode(entry, count_own(root, entry.path), seen.get(name, OUTSIDE), evidence)
        for entry, name, evidence in zip(entries, names, found, strict=True)
    )


def _is_ours(name: str, settings: Settings) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in settings.internal)


def searches(settings: Settings, name: str, as_of: date) -> tuple[Recorded, ...]:
    """Searches of a rewrite that stands ready while the package is still required."""
    rewrites = [e for e in settings.ledger if e.package == name and e.kind == "rewrite"]
    return tuple(record for entry in rewrites for record in _records(entry, settings, as_of))


def _records(entry: LedgerEntry, settings: Settings, as_of: date) -> Iterator[Recorded]:
    """With their ages. What was made after a day that was asked for did not count on it; the facts' own day
    may well lie before a search of last week."""
    for record in entry.hardening:
        if settings.as_of is None or record.date <= settings.as_of:
            yield Recorded(max(0.0, (as_of - record.date).days / YEAR), record.usd, record.found)


def own_rows(
    survey: Survey, settings: Settings, t: Assumptions, w: Worlds, context: Context
) -> tuple[OwnRow, ...]:
    """Each ledger entry as a component of the report, in the order of the file."""
    held = [held_of(own, settings, survey.as_of, t) for own in survey.own]
    made = cost_held(held, w, context)
    return tuple(_row(own, h, sums, t) for own, h, sums in zip(survey.own, held, made, strict=True))


def held_of(own: OwnCode, settings: Settings, as_of: date, t: Assumptions) -> Held:
    """A ledger entry as the model takes it."""
    entry, kloc = own.entry, own.kloc.value if isinstance(own.kloc, Fact) else None
    evidence = own.evidence
    if entry.kind == "vendor":
        evidence = replace(evidence, slice=_slice(own.kloc))
    recorded = tuple(_records(entry, settings, as_of))
    inputs = elicit(evidence, t, Around(), recorded=recorded)
    return Held(
        replace(inputs, own_changes=own.changes.value if isinstance(own.changes, Fact) else None),
        "vendor" if entry.kind == "vendor" else "rewrite",
        kloc,
    )


def _slice(kloc: Known[float]) -> Known[SliceUse]:
    """What was copied is what is used of the library."""
    return kloc if isinstance(kloc, Gap) else Fact(SliceUse(kloc.value), kloc.source, None, kloc.kind)


def _row(own: OwnCode, h: Held, sums: OwnSums, t: Assumptions) -> OwnRow:
    entry = own.entry
    stale = sums.left is not None and sums.left < t["rule.stale"]
    return OwnRow(
        package=entry.package,
        version=entry.version,
        kind=entry.kind,
        path=entry.path,
        symbols=entry.symbols,
        klass=h.package.klass,
        class_basis=h.package.class_basis,
        kloc=own.kloc,
        changes=own.changes,
        searches=len(h.package.recorded),
        spent=sum(r.usd for r in h.package.recorded),
        found=sum(r.found for r in h.package.recorded),
        last=max((r.date for r in entry.hardening), default=None) if h.package.recorded else None,
        stale=stale,
        asks=policy.own_asks(h, sums, stale, bool(_open(own.evidence)), t),
        sums=sums,
        open_advisories=_open(own.evidence) if entry.kind == "vendor" else (),
        missing=own.kloc.reason if isinstance(own.kloc, Gap) else "",
        gated=bool(t.of_class(h.package.klass, "gated")),
        upstream=tuple(_upstream(own)),
    )


def _upstream(own: OwnCode) -> Iterator[Upstream]:
    """Advisories of the package whose ranges hold the version that was taken, or may."""
    known = {a.id: a for a in value_or(own.evidence.advisories, ())}
    details = {
        advisory: AdvisoryDetail(functions=tuple(name.partition(":")[2] for name in names))
        for (package, advisory), names in fixed_functions().items()
        if package == own.entry.package
    }
    for news in match_ledger(own.entry, known.values(), _holds, details=details):
        if news.standing != "not in range":
            yield Upstream(known[news.advisory], f"{news.standing}: {news.why}")


def _holds(version: str, ranges: str) -> bool | None:
    parsed, found = parse_version(version), parse_ranges(ranges)
    if parsed is None:
        return None
    return found.holds(parsed) or (None if found.unread else False)


def _open(e: Evidence) -> tuple[str, ...]:
    """Advisories open in the version that was copied."""
    return tuple(one.advisory.id for one in value_or(e.open_advisories, ()))


def ledger_notices(survey: Survey, settings: Settings) -> Iterator[Notice]:
    """An entry whose code is not found is priced by rule, and one that is still required costs twice."""
    names = {place.name for place in survey.placements}
    if (left := len(settings.ledger) - len(survey.own)) > 0:
        yield Notice("ledger-cut", f"ledger: {left} entries are not priced, at most {MOST_ENTRIES} are")
    for own in survey.own:
        entry = own.entry
        if isinstance(own.kloc, Gap):
            message = f"ledger: {entry.package}: {entry.path}: {own.kloc.reason}; its size is a guess"
            yield Notice("ledger-unread", message)
        if entry.package in names:
            message = (
                f"{entry.package} is in the ledger as our own code and still in the tree: both are priced"
            )
            yield Notice("ledger-still-required", message)
