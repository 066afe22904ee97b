"""Package names and versions in, `Evidence` out: facts with their sources, gaps with their reasons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packaging.version import Version

from depcalc.evidence.advisories import ALL_RELEASES, parse_ranges, parse_version
from depcalc.evidence.classes import classify
from depcalc.evidence.end_of_life import ended_line
from depcalc.evidence.listing import Lists, listing, lists_on
from depcalc.evidence.prior_table import forecast
from depcalc.evidence.records import Citation
from depcalc.evidence.releases import LOCK, SUCCESSORS, Release, from_lock, newest_upload, release
from depcalc.evidence.rows import Rows, look_up
from depcalc.evidence.shown import Rates, rates_by_rank, shown
from depcalc.evidence.snapshot import Snapshot
from depcalc.evidence.standing import bad_pin, bad_versions, standing
from depcalc.evidence.then import Then
from depcalc.values.evidence import Audit, Evidence, Successor
from depcalc.values.fact import Fact, Gap, Kind, Known
from depcalc.values.lock import Files
from depcalc.values.notice import Notice

PRIVATE = Gap("private index", "public facts do not apply")
NOT_PUBLIC = Gap("public index", "the lock names no package there that this one is")
NO_SUCCESSOR = Gap(SUCCESSORS, "not in it")
UNSAID = LOCK.gap("does not say")
NO_FILES = Files()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One package to gather evidence on. `name` is normalised; `version` is "" where nothing pins one;
    `public` is False for private indexes and `internal` names, which are looked up nowhere.

    gap          what every public fact is, where `public` is False
    public_name  its normalised name on the public index where that is another; `named_by` who says so, "" where
                 it is the same package
    """

    name: str
    version: str = ""
    public: bool = True
    files: Files | None = None
    lock_path: str = ""
    gap: Gap = PRIVATE
    public_name: str = ""
    named_by: str = ""

    @property
    def looked_up(self) -> str:
        """The name that public facts go by."""
        return self.public_name or self.name


def gather(
    requests: Sequence[Wanted], snapshot: Snapshot, *, as_of: date, max_steps: int
) -> tuple[tuple[Evidence, ...], tuple[Notice, ...]]:
    """One `Evidence` per request, in order, with nothing that became known after `as_of`.

    max_steps   moves an upgrade may take from fix to fix before it is given up
    """
    rows = look_up(snapshot, (r.looked_up for r in requests if r.public), as_of)
    at = _At(snapshot, as_of, lists_on(snapshot, as_of), rates_by_rank(snapshot, as_of))
    found = tuple(
        _public(r, rows[r.looked_up], at, max_steps) if r.public else _private(r, at) for r in requests
    )
    return found, tuple(_notices(requests, rows, as_of))


def newest_versions(snapshot: Snapshot, names: Sequence[str], *, as_of: date) -> dict[str, str]:
    """The newest final version that public locks had shown by `as_of`; names never seen are left out."""
    newest: dict[str, str] = {}
    then = Then(as_of, as_of < snapshot.as_of)
    for name, wheels in snapshot.wheels(names).items():
        for row in then.wheels(wheels):
            version = parse_version(row.version)
            if version and not version.is_prerelease:
                newest[name] = row.version
    return newest


@dataclass(frozen=True, slots=True)
class _At:
    """The snapshot on the day asked for."""

    snapshot: Snapshot
    as_of: date
    lists: Lists
    rates: Rates


def _public(request: Wanted, rows: Rows, at: _At, max_steps: int) -> Evidence:
    cite = at.snapshot.citations
    listed = listing(rows.listed, rows.history, at.lists, at.snapshot)
    version = parse_version(request.version)
    files = release(version, request.files or NO_FILES, rows.wheels, cite["wheels"])
    open_advisories, upgrade = standing(request.version, rows, cite["advisories"], max_steps)
    klass, basis = classify(request.looked_up)
    return Evidence(
        name=request.name,
        version=request.version,
        as_of=at.as_of,
        downloads=listed.downloads,
        downloads_year_ago=listed.downloads_year_ago,
        rank=listed.rank,
        first_seen=listed.first_seen,
        advisories=cite["advisories"].fact(rows.advisories),
        open_advisories=open_advisories,
        advisory_forecast=forecast(request.looked_up, at.as_of),
        upgrade=upgrade,
        oss_fuzz=_fuzzed(rows, cite["oss-fuzz"]),
        audits=_audits(rows, cite["audits"]),
        takeovers=cite["takeovers"].fact(rows.takeovers),
        bad_pin=bad_pin(request.version, rows),
        bad_name=rows.reported is not None and rows.listed is None,
        no_clean_release=ALL_RELEASES in bad_versions(rows),
        yanked=_yanked(request),
        klass=klass,
        class_basis=basis,
        wheel_bytes=files.wheel_bytes,
        wheel_native=files.wheel_native,
        native=files.native,
        debian_kb=listed.debian_kb,
        debian_arch=listed.debian_arch,
        uploaded=_by_then(files.uploaded, at),
        newest_upload=newest_upload(rows.wheels, rows.advisories, rows.successor, cite["wheels"]),
        repository=listed.repository,
        successor=_successor(rows),
        more=(
            *_alias(request),
            *shown(rows, listed, at.rates, at.snapshot, at.as_of),
            *_sdist(files),
            *_ended(request, version, at.as_of),
        ),
    )


def _private(request: Wanted, at: _At) -> Evidence:
    """Only what the project's own lock says, and what a rule makes of the name."""
    files = from_lock(request.files or NO_FILES)
    klass, basis = classify(request.name, public=False)
    return Evidence(
        name=request.name,
        version=request.version,
        public=False,
        as_of=at.as_of,
        downloads=request.gap,
        downloads_year_ago=request.gap,
        rank=request.gap,
        first_seen=request.gap,
        advisories=request.gap,
        open_advisories=request.gap,
        advisory_forecast=request.gap,
        upgrade=request.gap,
        oss_fuzz=request.gap,
        audits=request.gap,
        takeovers=request.gap,
        yanked=_yanked(request),
        klass=klass,
        class_basis=basis,
        wheel_bytes=files.wheel_bytes,
        wheel_native=files.wheel_native,
        native=files.native,
        debian_kb=request.gap,
        debian_arch=request.gap,
        uploaded=_by_then(files.uploaded, at),
        newest_upload=request.gap,
        repository=request.gap,
        successor=request.gap,
    )


def _by_then(uploaded: Known[date], at: _At) -> Known[date]:
    """A lock of today holds pins that were not out on an earlier day: their day is a later fact."""
    early = at.as_of < at.snapshot.as_of
    if early and isinstance(uploaded, Fact) and uploaded.value > at.as_of:
        return Gap(uploaded.source, f"this release came out after {at.as_of}, the day of the facts")
    return uploaded


def _fuzzed(rows: Rows, cite: Citation) -> Fact[bool]:
    """Presence says that the source is fuzzed, not how much; the text says since when and if it stopped."""
    if not rows.fuzzed:
        return cite.fact(False)
    since = min(project.since for project in rows.fuzzed)
    text = f"{cite.text}, since {since}" if since else cite.text
    stopped = all(project.disabled for project in rows.fuzzed)
    return Fact(True, f"{text}, switched off" if stopped else text, cite.day)


def _audits(rows: Rows, cite: Citation) -> Known[tuple[Audit, ...]]:
    return (
        cite.fact(rows.audits) if rows.audits else cite.gap("none found, which does not mean none was made")
    )


def _yanked(request: Wanted) -> Known[bool]:
    yanked = request.files.yanked if request.files else None
    return UNSAID if yanked is None else LOCK.fact(yanked, "measured")


def _successor(rows: Rows) -> Known[Successor]:
    return (
        NO_SUCCESSOR
        if rows.successor is None
        else Fact(rows.successor, f"{SUCCESSORS}: {rows.successor.source}")
    )


def _alias(request: Wanted) -> Iterator[tuple[str, Known[str]]]:
    """Under which name the facts were found, where that is not the lock's own."""
    if request.named_by:
        kind: Kind = "assumed" if request.named_by.startswith("rule") else "measured"
        yield "public_name", Fact(request.looked_up, request.named_by, None, kind)


def _sdist(files: Release) -> Iterator[tuple[str, Known[float]]]:
    if isinstance(files.sdist_bytes, Fact):
        yield "sdist_bytes", files.sdist_bytes


def _ended(request: Wanted, version: Version | None, as_of: date) -> Iterator[tuple[str, Known[str]]]:
    """When the line of the pinned version ended."""
    if line := ended_line(request.looked_up, version, as_of):
        yield "end_of_life", Fact(line.day.isoformat(), line.source, line.day)


# ------------------------------------------------------------------ notices


def _notices(requests: Sequence[Wanted], rows: Mapping[str, Rows], as_of: date) -> Iterator[Notice]:
    seen: set[str] = set()
    for request in requests:
        if not request.public:
            continue
        if request.version and parse_version(request.version) is None:
            text = f"{request.name} {request.version!r} is no PEP 440 version: no advisory was matched to it"
            yield Notice("version-unknown", text, request.lock_path)
        if line := ended_line(request.looked_up, parse_version(request.version), as_of):
            yield Notice("end-of-life", line.warns(request.name), request.lock_path)
        if request.name not in seen:
            seen.add(request.name)
            yield from _unread(request, rows[request.looked_up])


def _unread(request: Wanted, rows: Rows) -> Iterator[Notice]:
    """Advisories whose ranges cannot be read, whole or in part."""
    ranges = {advisory.id: parse_ranges(advisory.ranges) for advisory in rows.advisories}
    ids = [id_ for id_, read in ranges.items() if read.unread or not read.spans]
    if ids:
        text = f"{request.name}: affected versions unknown for {', '.join(ids)}"
        yield Notice(
            "range-unknown", f"{text}; counted in its history, matched to no version", request.lock_path
        )
