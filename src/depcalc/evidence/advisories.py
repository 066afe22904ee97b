"""Which advisories hold a version, and where to go from there. Pure; versions are ordered by PEP 440."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from packaging.version import Version

from depcalc.values.evidence import Advisory, Distance, OpenAdvisory

ALL_RELEASES = "*"  # among bad versions
CALENDAR_MAJOR = 2000  # a first number from here on is a year, not a major line
_INTERVAL = re.compile(r"([\[(])([^,\[\]()]*),([^,\[\]()]*)([\])])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Span(NamedTuple):
    """Versions between two bounds; None is no bound."""

    low: Version | None
    high: Version | None
    low_in: bool = True
    high_in: bool = True

    def holds(self, version: Version) -> bool:
        if self.high is not None and (version > self.high or (not self.high_in and version == self.high)):
            return False  # where most pins are: past the fix
        return self.low is None or version > self.low or (self.low_in and version == self.low)

    @property
    def fix(self) -> Version | None:
        """The first version past the span, where the span names it."""
        return None if self.high_in else self.high


class Ranges(NamedTuple):
    """`unread`: parts whose bounds are no version; empty `spans` is "range unknown"."""

    spans: tuple[Span, ...]
    unread: tuple[str, ...] = ()

    def holds(self, version: Version) -> bool:
        return any(span.holds(version) for span in self.spans)


@cache
def parse_version(text: str) -> Version | None:
    """None when it is no PEP 440 version."""
    try:
        return Version(text)
    except ValueError:  # InvalidVersion, or a number too long for int
        return None


def parse_pin(text: str) -> Version | None:
    """A locked version as advisories speak of it: without the local build tag ("2.6.0+cu124" is 2.6.0)."""
    version = parse_version(text)
    return parse_version(version.public) if version is not None and version.local else version


@cache
def parse_ranges(text: str) -> Ranges:
    """Read "[a,b) [c,d] [e,)" or "==v1|v2", parts separated by blanks."""
    spans: list[Span] = []
    unread: list[str] = []
    for part in text.split():
        found, whole = _parse_part(part)
        spans += found
        if not whole:
            unread.append(part)
    return Ranges(tuple(spans), tuple(unread))


def _parse_part(part: str) -> tuple[list[Span], bool]:
    """The spans of one part, and whether all of it could be read."""
    if part.startswith("=="):
        exact = [parse_version(text) for text in part.removeprefix("==").split("|")]
        return [Span(version, version) for version in exact if version], None not in exact
    match = _INTERVAL.fullmatch(part)
    if match is None:
        return [], False
    left, low, high, right = match.groups()
    bottom, top = _parse_bound(low), _parse_bound(high)
    if bottom is None or top is None:
        return [], False
    start = None if low in ("", "0") else bottom.version  # "0" is before the first version, pre-releases too
    return [Span(start, top.version, left == "[", right == "]" or top.cut)], True


class _Bound(NamedTuple):
    """`cut`: a suffix that PEP 440 does not know was dropped, so the version itself is inside."""

    version: Version | None
    cut: bool = False


@cache
def _parse_bound(text: str) -> _Bound | None:
    """Bounds as databases write them: "2.9.0-NA", "2.6.0-cu124", "7.2.0-12.1" and "0.2.0-n653" end with
    the version before the dash; dates of repository snapshots cannot be compared with versions."""
    if not text:
        return _Bound(None)
    clean = text.replace("\\", "").replace(".stable", ".")
    if (version := parse_version(clean)) is not None:
        return _Bound(version)
    head, dash, _ = clean.rpartition("-")
    if not dash or _DATE.match(clean) or (version := parse_version(head)) is None:
        return None
    return _Bound(version, cut=True)


# ------------------------------------------------------------------ records


def merge(advisories: Sequence[Advisory]) -> tuple[Advisory, ...]:
    """One advisory per vulnerability of one package: records that share an id or an alias are the same."""
    every = [name for advisory in advisories for name in (advisory.id, *advisory.aliases)]
    if len(every) == len(set(every)):
        return tuple(advisories)
    groups: list[tuple[set[str], list[Advisory]]] = []
    for advisory in advisories:
        names, records = {advisory.id, *advisory.aliases}, [advisory]
        same = [group for group in groups if not names.isdisjoint(group[0])]
        for group in same:
            names |= group[0]
            records = group[1] + records
            groups.remove(group)
        groups.append((names, records))
    return tuple(_merged(names, records) for names, records in groups)


def _merged(names: set[str], records: list[Advisory]) -> Advisory:
    """The best scored record that says which versions, with the earliest day and every alias."""
    if len(records) == 1:
        return records[0]
    best = max(records, key=lambda a: (a.score is not None, a.score or 0, a.ranges != "", a.id))
    ranged = best if best.ranges else max(records, key=lambda a: (a.ranges != "", a.fixed, a.id))
    return replace(
        best,
        aliases=tuple(sorted(names - {best.id})),
        disclosed=min(a.disclosed for a in records),
        exploited=any(a.exploited for a in records),
        fixed=ranged.fixed,
        ranges=ranged.ranges,
    )


# ------------------------------------------------------------------ one version


def open_in(version: Version, advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """Those whose ranges hold the version."""
    return tuple(a for a in advisories if parse_ranges(a.ranges).holds(version))


def with_outcome(
    version: Version, found: Iterable[Advisory], target: Version | None
) -> tuple[OpenAdvisory, ...]:
    """The open advisories with their nearest fix, and whether moving to `target` closes them."""
    return tuple(
        OpenAdvisory(a, nearest_fix(version, a), a.fixed or (target is not None and not open_in(target, [a])))
        for a in found
    )


def nearest_fix(version: Version, advisory: Advisory) -> str:
    """The lowest fixed version above this one that the advisory records; "" when there is none."""
    ranges = parse_ranges(advisory.ranges)
    fixes = [span.fix for span in ranges.spans if span.fix is not None and span.fix > version]
    return str(min((fix for fix in fixes if not ranges.holds(fix)), default=""))


def upgrade_target(
    version: Version, advisories: Sequence[Advisory], bad_versions: Sequence[str], max_steps: int
) -> Version | None:
    """The nearest version that no fixable advisory affects.

    One pass is not enough: the fix of one advisory may lie in the range of another. None when there is
    nothing to move for, when `max_steps` do not get there, or when the target is itself malicious.
    """
    here = version
    for _ in range(max_steps + 1):
        fixes = _fixes(here, advisories)
        if not fixes:
            return here if here != version and not is_bad(here, bad_versions) else None
        here = max(fixes)
    return None


def _fixes(version: Version, advisories: Iterable[Advisory]) -> list[Version]:
    spans = (span for a in advisories if a.fixed for span in parse_ranges(a.ranges).spans)
    return [span.fix for span in spans if span.fix is not None and span.holds(version)]


def is_bad(version: Version | None, bad_versions: Iterable[str]) -> bool:
    """Is the release known to be malicious? Items are "1.2", "1.2-1.4" or "*"; None is an unknown version."""
    for item in bad_versions:
        low, dash, high = item.partition("-")
        first, last = parse_version(low), parse_version(high if dash else low)
        if item == ALL_RELEASES:
            return True
        if version is not None and first is not None and last is not None and first <= version <= last:
            return True
    return False


def distance(here: Version, there: Version) -> tuple[Distance, int]:
    """How far an upgrade is, and how many lines of that kind it crosses. A calendar year is a minor line."""
    if there.major > here.major:
        return ("minor", 1) if here.major >= CALENDAR_MAJOR else ("major", there.major - here.major)
    if there.minor > here.minor:
        return "minor", there.minor - here.minor
    return "patch", 1
