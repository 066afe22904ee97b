"""What the snapshot holds and what a source newly tells, put together by stated rules. Pure.

Advisories: records of one flaw share an id or an alias. Kind, exploitation and an earlier day come from the old
record, whose days were rebuilt; ranges, score and withdrawal from the new one. A record that the source does not
mention stays. Releases: of one version the index rules, for it is where releases are made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from packaging.version import Version

from depcalc.evidence.online.osv import Told
from depcalc.evidence.online.pages import Page
from depcalc.evidence.records import Project, Recorded, Wheel, severity


def combine_advisories(old: Sequence[Recorded], told: Iterable[Told], *, real: bool) -> tuple[Recorded, ...]:
    """The records of one package.

    real  people use it: a report that calls it malicious and names no release is not taken to mean them all
    """
    told = [t for t in told if not (real and names_no_release(t))]
    known = {name: record for record in old for name in (record.advisory.id, *record.advisory.aliases)}
    current = [_with_history(t, known) for t in told if not t.withdrawn]
    spoken_of = {t.advisory.id for t in told}.union(*({r.advisory.id, *r.advisory.aliases} for r in current))
    return (*(record for record in old if record.advisory.id not in spoken_of), *current)


def names_no_release(told: Told) -> bool:
    """Does it call a package malicious without saying in which releases?"""
    return told.kind == "malicious" and not told.withdrawn and not told.advisory.ranges.startswith("==")


def _with_history(told: Told, known: dict[str, Recorded]) -> Recorded:
    new = told.advisory
    before = next((known[name] for name in (new.id, *new.aliases) if name in known), None)
    if before is None:
        return Recorded(told.kind, new, "")
    score = new.score
    if score is None and new.vector in ("", before.advisory.vector):
        score = before.advisory.score
    names = {*new.aliases, before.advisory.id, *before.advisory.aliases} - {new.id}
    kept = replace(
        new,
        aliases=tuple(sorted(names)),
        disclosed=min(new.disclosed, before.advisory.disclosed),
        exploited=before.advisory.exploited,
        score=score,
        vector=new.vector or before.advisory.vector,
        severity=severity(score),
    )
    kind = told.kind if told.kind == "malicious" else before.kind
    return Recorded(kind, kept, before.exploited_since)


def combine_releases(old: Sequence[Wheel], page: Page) -> tuple[Wheel, ...]:
    """Every version that either knows, oldest first."""
    found = {Version(row.version): row for row in old}
    for release in page.releases:
        version = Version(release.version)
        before = found.get(version)
        native_or_not = None if release.pure is None else int(release.pure)
        found[version] = Wheel(
            version=str(version),
            pure=_first(native_or_not, before and before.pure),
            wheel_bytes=_first(release.wheel_bytes, before and before.wheel_bytes),
            sdist_bytes=_first(release.sdist_bytes, before and before.sdist_bytes),
            uploaded=release.uploaded.isoformat() if release.uploaded else before and before.uploaded,
        )
    return tuple(found[version] for version in sorted(found))


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one


def project_row(page: Page, day: date) -> Project:
    """What a page says of the project as a whole, as the snapshot keeps it."""
    yanked = "|".join(release.version for release in page.releases if release.yanked)
    return Project(page.name, day.isoformat(), page.status, page.reason, yanked)
