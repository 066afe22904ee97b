"""What was known on one day: rows of the tables without all that became known later."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from depcalc.evidence.advisories import parse_ranges, parse_version
from depcalc.evidence.records import Recorded, Reported, Wheel
from depcalc.values.evidence import Advisory, Successor, Takeover

_MONTH = re.compile(
    r"(\d{4})-(\d{2})-"
)  # ids of campaigns begin with their month, the others hold their year
_YEAR = re.compile(r"-(\d{4})-")


@dataclass(frozen=True, slots=True)
class Then:
    """The tables as of one day.

    early    the day lies before the day of the data: only then are undated facts left out, and only then can
             a fix on record be one that had not been released
    """

    as_of: date
    early: bool

    def advisories(self, records: Sequence[Recorded], wheels: Sequence[Wheel]) -> tuple[Advisory, ...]:
        """Vulnerabilities disclosed by then; a fix counts from the day that its release was uploaded."""
        found = self.of_kind("vulnerability", records)
        if not self.early or not found:
            return found
        later = {row.version for row in wheels if (row.uploaded or "") > self.as_of.isoformat()}
        return tuple(replace(a, fixed=a.fixed and not _fixed_in(a, later)) for a in found)

    def of_kind(self, kind: str, records: Sequence[Recorded]) -> tuple[Advisory, ...]:
        """Records of one kind disclosed by then, exploited only if that was on record."""
        if not records:
            return ()
        day = self.as_of.isoformat()
        return tuple([
            replace(r.advisory, exploited=False) if r.exploited_since > day else r.advisory
            for r in records
            if r.kind == kind and r.advisory.disclosed <= self.as_of
        ])  # fmt: skip

    def unlisted(self, records: Sequence[Recorded], takeovers: tuple[Takeover, ...]) -> tuple[Advisory, ...]:
        """Advisories of a takeover for which the table lists no releases."""
        listed = any(takeover.bad_versions for takeover in takeovers)
        return () if listed or not takeovers else self.of_kind("takeover", records)

    def wheels(self, rows: Iterable[Wheel]) -> tuple[Wheel, ...]:
        """Releases that were out; on an earlier day an undated one may not have been."""
        day, undated = self.as_of.isoformat(), "9999" if self.early else ""
        return tuple([row for row in rows if (row.uploaded or undated) <= day])

    def reported(self, row: Reported | None, taken_over: bool) -> Reported | None:
        """None for real projects that were taken over: there the releases decide."""
        if row is None or row.legitimate or taken_over:
            return None
        return row if not self.early or _known_by(row.id) <= self.as_of.isoformat() else None

    def successor(self, row: Successor | None) -> Successor | None:
        """A row holds from its own day, else from the last release of the old package; one with neither may not
        have held on an earlier day."""
        if row is None:
            return None
        holds_from = row.since or row.last_release
        if self.early if holds_from is None else holds_from > self.as_of:
            return None
        known = row.last_release is None or row.last_release <= self.as_of
        return row if known else replace(row, last_release=None)


def _fixed_in(advisory: Advisory, versions: set[str]) -> bool:
    """Is each of its fixes one of these releases?"""
    fixes = {str(span.fix) for span in parse_ranges(advisory.ranges).spans if span.fix is not None}
    return bool(fixes) and fixes <= {str(parse_version(version)) for version in versions}


def _known_by(report: str) -> str:
    """The latest day on which a name with this id became known: the end of its month or year."""
    if match := _MONTH.match(report):
        return f"{match[1]}-{match[2]}-31"
    match = _YEAR.search(report)
    return f"{match[1]}-12-31" if match else "9999"
