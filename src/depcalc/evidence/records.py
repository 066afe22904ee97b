"""Rows of the snapshot as records, and how they are cited."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from depcalc.values.evidence import Advisory, Audit, Takeover
from depcalc.values.fact import Fact, Gap, Kind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Citation:
    """How facts from one source are labelled: "advisory database 2026-07-23"."""

    text: str
    day: date | None = None

    def fact(self, value: T, kind: Kind = "sourced") -> Fact[T]:
        return Fact(value, self.text, self.day, kind)

    def gap(self, reason: str) -> Gap:
        return Gap(self.text, reason)


class Listed(NamedTuple):
    """A row of the download list, with what distributions say of the package."""

    package: str
    rank: int
    downloads: int
    downloads_year_ago: int | None
    first_seen: str
    repository: str | None
    dependents_spack: int | None
    dependents_debian: int | None
    debian_kb: int | None
    debian_arch: str | None


class Fuzzed(NamedTuple):
    """An OSS-Fuzz project of a package; `since` is "" when its start is not known."""

    package: str
    project: str
    basis: str
    since: str
    disabled: int


class Wheel(NamedTuple):
    """Release files of one version of a package."""

    version: str
    pure: int | None
    wheel_bytes: int | None
    sdist_bytes: int | None
    uploaded: str | None


class Granted(NamedTuple):
    """A grant that a document states."""

    package: str
    funder: str
    year: str
    amount: float
    currency: str
    source: str


class BaseRate(NamedTuple):
    """What the tables said of all packages together on one day: `events` out of `exposure`."""

    day: str
    key: str
    value: float
    events: int
    exposure: float


class Reported(NamedTuple):
    """A name on the list of malicious packages; `legitimate`: a real project that was taken over."""

    package: str
    id: str
    legitimate: int


class Project(NamedTuple):
    """What a package index said of a project on `day`; `status` is "" where it states none."""

    package: str
    day: str
    status: str
    reason: str
    yanked: str


class Recorded(NamedTuple):
    """An advisory record and its kind: "vulnerability", "malicious" or "takeover".

    exploited_since   "" where no exploitation is on record
    """

    kind: str
    advisory: Advisory
    exploited_since: str


def recorded(row: tuple[Any, ...]) -> Recorded:
    """From a row of `advisories`."""
    _, id_, aliases, disclosed, _, kind, ranges, fixed, vector, score, exploited = row
    advisory = Advisory(
        id=id_,
        aliases=tuple(aliases.split("|")) if aliases else (),
        disclosed=date.fromisoformat(disclosed),
        score=score,
        vector=vector,
        severity=severity(score),
        exploited=exploited is not None,
        fixed=bool(fixed),
        ranges=ranges,
    )
    return Recorded(kind, advisory, exploited or "")


def severity(score: float | None) -> str:
    """CVSS's own bands; a score of 0 counts as low."""
    if score is None:
        return "unknown"
    return "critical" if score >= 9 else "high" if score >= 7 else "medium" if score >= 4 else "low"


def takeover(row: tuple[Any, ...]) -> Takeover:
    """From a row of `takeovers`."""
    _, known, bad, _, evidence = row
    return Takeover(date.fromisoformat(known), tuple(bad.split("|")) if bad else (), evidence)


def audit(row: tuple[Any, ...]) -> Audit:
    """From a row of `audits`."""
    return Audit(day=date.fromisoformat(row[1]), auditor=row[3], person_weeks=row[4])
