"""Everything the snapshot holds on each name, as it was known on one day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from depcalc.evidence.advisories import merge
from depcalc.evidence.records import Fuzzed, Listed, Recorded, Reported, Wheel
from depcalc.evidence.snapshot import Snapshot
from depcalc.evidence.successors import load_successors
from depcalc.values.evidence import Advisory, Audit, Successor, Takeover


@dataclass(frozen=True, slots=True)
class Rows:
    """One name. `malicious` are advisories that call releases malicious; `taken` those of a takeover, and
    only where the takeover table lists no releases, for their ranges are wider; `reported` is the entry in
    the list of malicious names, None for real projects that were taken over: there the releases decide."""

    listed: Listed | None
    advisories: tuple[Advisory, ...]
    malicious: tuple[Advisory, ...]
    taken: tuple[Advisory, ...]
    takeovers: tuple[Takeover, ...]
    audits: tuple[Audit, ...]
    fuzzed: tuple[Fuzzed, ...]
    wheels: tuple[Wheel, ...]
    reported: Reported | None
    funding_usd: float | None
    successor: Successor | None


def look_up(snapshot: Snapshot, names: Iterable[str], as_of: date) -> dict[str, Rows]:
    """A few queries for all the names together; what became known after `as_of` is left out."""
    names = sorted(set(names))
    packages, recorded, taken = (
        snapshot.packages(names),
        snapshot.advisories(names),
        snapshot.takeovers(names),
    )
    audits, fuzzed, wheels = snapshot.audits(names), snapshot.oss_fuzz(names), snapshot.wheels(names)
    reported, funding, successors = snapshot.malicious(names), snapshot.funding_usd(names), load_successors()
    day = as_of.isoformat()
    return {
        name: Rows(
            listed=packages.get(name),
            advisories=merge(_of_kind("vulnerability", recorded.get(name, ()), as_of)),
            malicious=_of_kind("malicious", recorded.get(name, ()), as_of),
            taken=_unlisted(recorded.get(name, ()), taken.get(name, ()), as_of),
            takeovers=tuple(t for t in taken.get(name, ()) if t.known <= as_of),
            audits=tuple(a for a in audits.get(name, ()) if a.day <= as_of),
            fuzzed=tuple(f for f in fuzzed.get(name, ()) if f.since <= day),
            wheels=tuple(w for w in wheels.get(name, ()) if (w.uploaded or "") <= day),
            reported=_never_real(reported.get(name), name in taken),
            funding_usd=funding.get(name),
            successor=_as_then(successors.get(name), as_of),
        )
        for name in names
    }


def _of_kind(kind: str, records: Iterable[Recorded], as_of: date) -> tuple[Advisory, ...]:
    return tuple(r.advisory for r in records if r.kind == kind and r.advisory.disclosed <= as_of)


def _unlisted(
    records: Iterable[Recorded], takeovers: tuple[Takeover, ...], as_of: date
) -> tuple[Advisory, ...]:
    listed = any(takeover.bad_versions for takeover in takeovers)
    return () if listed or not takeovers else _of_kind("takeover", records, as_of)


def _as_then(successor: Successor | None, as_of: date) -> Successor | None:
    if successor is None or successor.last_release is None or successor.last_release <= as_of:
        return successor
    return replace(successor, last_release=None)


def _never_real(reported: Reported | None, taken_over: bool) -> Reported | None:
    return None if reported is None or reported.legitimate or taken_over else reported
