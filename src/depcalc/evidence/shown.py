"""Facts that are shown with a package and enter no formula."""

import statistics
from collections.abc import Iterator
from datetime import date

from depcalc.evidence.advisories import parse_ranges
from depcalc.evidence.build_history import BANDS
from depcalc.evidence.listing import Listing
from depcalc.evidence.records import BaseRate, Citation
from depcalc.evidence.rows import Rows
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.fact import Fact, Known

YEAR = 365.25
Shown = tuple[str, Known[float]]
Rates = tuple[tuple[int, Fact[float] | None], ...]  # last rank of a band, advisories a year in it


def shown(rows: Rows, listed: Listing, rates: Rates, snapshot: Snapshot, as_of: date) -> tuple[Shown, ...]:
    """Those that are known; what is not known here is not worth a line."""
    cite = snapshot.citations
    return (
        *_dependents(rows, snapshot, as_of),
        *_growth(listed),
        *_rate(listed, rates),
        *(_days_to_fix(rows, cite["advisories"]) if rows.advisories else ()),
        *(_years_fuzzed(rows, cite["oss-fuzz"], as_of) if rows.fuzzed else ()),
        *(_audit_weeks(rows, cite["audits"]) if rows.audits else ()),
        *(_funding(rows, cite["funding"]) if rows.funding else ()),
    )


def _dependents(rows: Rows, snapshot: Snapshot, as_of: date) -> Iterator[Shown]:
    if rows.listed is None or as_of < snapshot.as_of:
        return
    if rows.listed.dependents_spack is not None:
        yield "dependents_spack", snapshot.citations["spack"].fact(float(rows.listed.dependents_spack))
    if rows.listed.dependents_debian is not None:
        yield "dependents_debian", snapshot.citations["debian"].fact(float(rows.listed.dependents_debian))


def _growth(listed: Listing) -> Iterator[Shown]:
    """Downloads over those a year earlier."""
    match listed.downloads, listed.downloads_year_ago:
        case Fact(value=now, source=source, day=day), Fact(value=before) if before:
            yield "downloads_growth", Fact(now / before, f"{source}, over the list a year earlier", day)


def rates_by_rank(snapshot: Snapshot, as_of: date) -> Rates:
    """What packages of each band of ranks see in a year."""
    rates, cite = snapshot.base_rates(as_of), snapshot.citations["advisories"]
    return tuple(
        (high, _rate_of(rates.get(f"advisories.{low}-{high}"), low, high, cite)) for low, high in BANDS
    )


def _rate_of(rate: BaseRate | None, low: int, high: int, cite: Citation) -> Fact[float] | None:
    if rate is None:
        return None
    text = f"{cite.text}: ranks {low:,} to {high:,}, the two years before {rate.day}"
    return Fact(rate.value, text, cite.day)


def _rate(listed: Listing, rates: Rates) -> Iterator[Shown]:
    """What packages of its rank see: a prior for one without a history of its own."""
    if not isinstance(listed.rank, Fact):
        return
    rank = listed.rank.value
    if rate := next((rate for high, rate in rates if rank <= high), rates[-1][1]):
        yield "advisories_a_year_at_its_rank", rate


def _days_to_fix(rows: Rows, cite: Citation) -> Iterator[Shown]:
    """Median days from disclosure to the upload of the fixed release, where public locks know that day."""
    uploaded = {row.version: row.uploaded for row in rows.wheels if row.uploaded}
    took = []
    for advisory in rows.advisories:
        fixes = {str(span.fix) for span in parse_ranges(advisory.ranges).spans if span.fix is not None}
        if days := [uploaded[version] for version in fixes if version in uploaded]:
            took.append((date.fromisoformat(min(days)) - advisory.disclosed).days)
    if took:
        text = f"{cite.text} and wheel facts: median of {len(took)}, days of disclosure partly estimated"
        yield "days_to_fix", Fact(float(statistics.median(took)), text, cite.day)


def _years_fuzzed(rows: Rows, cite: Citation, as_of: date) -> Iterator[Shown]:
    since = [date.fromisoformat(project.since) for project in rows.fuzzed if project.since]
    if since:
        yield "oss_fuzz_years", cite.fact((as_of - min(since)).days / YEAR)


def _audit_weeks(rows: Rows, cite: Citation) -> Iterator[Shown]:
    weeks = [audit.person_weeks for audit in rows.audits if audit.person_weeks is not None]
    if weeks:
        yield "audit_person_weeks", cite.fact(sum(weeks))


def _funding(rows: Rows, cite: Citation) -> Iterator[Shown]:
    yield "funding_usd", cite.fact(sum(grant.amount for grant in rows.funding))
