"""Everything the snapshot holds on each name, as it was known on one day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from depcalc.evidence.advisories import merge
from depcalc.evidence.compact import History
from depcalc.evidence.records import Fuzzed, Granted, Listed, Reported, Wheel
from depcalc.evidence.snapshot import Snapshot
from depcalc.evidence.successors import load_successors
from depcalc.evidence.then import Then
from depcalc.values.evidence import Advisory, Audit, Successor, Takeover


class Rows(NamedTuple):
    """One name. `malicious` are advisories that call releases malicious; `taken` those of a takeover, and
    only where the takeover table lists no releases, for their ranges are wider; `reported` is the entry in
    the list of malicious names, None for real projects that were taken over: there the releases decide."""

    listed: Listed | None
    history: History | None
    advisories: tuple[Advisory, ...]
    malicious: tuple[Advisory, ...]
    taken: tuple[Advisory, ...]
    takeovers: tuple[Takeover, ...]
    audits: tuple[Audit, ...]
    fuzzed: tuple[Fuzzed, ...]
    wheels: tuple[Wheel, ...]
    reported: Reported | None
    funding: tuple[Granted, ...]
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
    reported, funding, successors = snapshot.malicious(names), snapshot.funding(names), load_successors()
    early = as_of < snapshot.as_of
    histories = snapshot.histories(names) if early else {}
    then = Then(as_of, early)
    day, year = as_of.isoformat(), str(as_of.year)
    return {
        name: Rows(
            listed=packages.get(name),
            history=histories.get(name),
            advisories=merge(then.advisories(recorded.get(name, ()), wheels.get(name, ()))),
            malicious=then.of_kind("malicious", recorded.get(name, ())),
            taken=then.unlisted(recorded.get(name, ()), taken.get(name, ())),
            takeovers=tuple([t for t in taken.get(name, ()) if t.known <= as_of]),
            audits=tuple([a for a in audits.get(name, ()) if a.day <= as_of]),
            fuzzed=tuple([f for f in fuzzed.get(name, ()) if f.since <= day]),
            wheels=then.wheels(wheels.get(name, ())),
            reported=then.reported(reported.get(name), name in taken),
            funding=tuple([g for g in funding.get(name, ()) if g.year <= year]),
            successor=then.successor(successors.get(name)),
        )
        for name in names
    }
