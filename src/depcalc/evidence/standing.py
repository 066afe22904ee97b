"""How a pinned version stands: malicious, open to advisories, and where an upgrade leads. Pure."""

from collections.abc import Sequence

from packaging.version import Version

from depcalc.evidence.advisories import (
    ALL_RELEASES,
    distance,
    is_bad,
    open_in,
    parse_pin,
    parse_version,
    upgrade_target,
    with_outcome,
)
from depcalc.evidence.records import Citation
from depcalc.evidence.rows import Rows
from depcalc.values.evidence import Advisory, OpenAdvisory, Upgrade
from depcalc.values.fact import Gap, Known


def standing(
    version: str, rows: Rows, cite: Citation, max_steps: int
) -> tuple[Known[tuple[OpenAdvisory, ...]], Known[Upgrade]]:
    """Open advisories and the upgrade that closes them."""
    pin = parse_pin(version)
    if pin is None:
        gap = Gap("lock", f"{version!r} is no version" if version else "no version is pinned")
        return gap, gap
    found = open_in(pin, rows.advisories)
    target = upgrade_target(pin, rows.advisories, bad_versions(rows), max_steps) if found else None
    if target is None and bad_pin(version, rows):
        target = clean_release(pin, rows)
    return cite.fact(with_outcome(pin, found, target)), upgrade_to(pin, found, target, cite)


def upgrade_to(
    pin: Version, found: Sequence[Advisory], target: Version | None, cite: Citation
) -> Known[Upgrade]:
    """The way to the target that the advisories open in `pin` ask for."""
    if target is not None:
        return cite.fact(Upgrade(str(target), *distance(pin, target)))
    fixable = any(advisory.fixed for advisory in found)
    return cite.gap("the fixes on record lead to no clean release" if fixable else "no fix to move to")


def clean_release(pin: Version, rows: Rows) -> Version | None:
    """Where to go from a malicious release: the nearest later one that public locks have shown and no
    advisory holds, else the newest earlier one; None when none is known."""
    seen = {v for w in rows.wheels if (v := parse_version(w.version)) and not v.is_prerelease}
    told = (*rows.advisories, *rows.taken)
    clean = sorted(v for v in seen if not is_bad(v, bad_versions(rows)) and not open_in(v, told))
    later, earlier = [v for v in clean if v > pin], [v for v in clean if v < pin]
    return later[0] if later else earlier[-1] if earlier else None


def bad_versions(rows: Rows) -> tuple[str, ...]:
    """Releases known to be malicious; "*" is all of them."""
    named = [version for takeover in rows.takeovers for version in takeover.bad_versions]
    for advisory in rows.malicious:
        named += _named_releases(advisory.ranges)
    return (*named, ALL_RELEASES) if rows.reported else tuple(named)


def bad_pin(version: str, rows: Rows) -> str:
    """Why the pinned release is known to be malicious, "" when it is not known to be."""
    if not (rows.takeovers or rows.malicious or rows.taken or rows.reported):
        return ""
    pin = parse_pin(version)
    for takeover in rows.takeovers:
        if is_bad(pin, takeover.bad_versions):
            return f"release {version} came with the takeover of {takeover.known} ({takeover.source})"
    for advisory in rows.malicious:
        bad = _named_releases(advisory.ranges)
        if is_bad(pin, bad):
            which = "every release" if ALL_RELEASES in bad else f"release {version}"
            return f"{which} is malicious ({advisory.id})"
    for advisory in open_in(pin, rows.taken) if pin else ():
        return f"release {version} came with a takeover ({advisory.id})"
    return f"the whole project is reported malicious ({rows.reported.id})" if rows.reported else ""


def _named_releases(ranges: str) -> tuple[str, ...]:
    """Of an advisory that calls releases malicious: the ones it lists, else all of them."""
    return tuple(ranges.removeprefix("==").split("|")) if ranges.startswith("==") else (ALL_RELEASES,)
