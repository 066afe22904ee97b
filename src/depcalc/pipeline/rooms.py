"""Whether the lock leaves room for the upgrades that are advised."""

from collections.abc import Sequence
from dataclasses import replace

from depcalc.installed import Environment
from depcalc.lockfiles.edges import requires_dist
from depcalc.lockfiles.room import Room, room_for
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.lock import Lock

MOST_NAMED = 3


def with_rooms(
    found: Sequence[Evidence], lock: Lock, environment: Environment | None
) -> tuple[Evidence, ...]:
    """The evidence with who forbids each upgrade, where the lock or what is installed tells."""
    keys = {(package.key.name, package.key.version): package.key for package in lock.packages}
    installed = requires_dist(environment.distributions) if environment else None
    made = []
    for e in found:
        key = keys.get((e.name, e.version))
        if key is None or not isinstance(e.upgrade, Fact):
            made.append(e)
            continue
        room = room_for(lock, key, e.upgrade.value.target, installed)
        made.append(replace(e, blockers=_words(room), more=(*e.more, ("upgrade_allowed", _shown(room)))))
    return tuple(made)


def _words(room: Room) -> tuple[str, ...]:
    words = [one.words() for one in room.blockers]
    more = len(words) - MOST_NAMED
    return (*words[:MOST_NAMED], f"and {more} more") if more > 0 else tuple(words)


def _shown(room: Room) -> Known[str]:
    allowed = room.allowed
    if isinstance(allowed, Gap):
        return allowed
    return Fact("yes" if allowed.value else "no", allowed.source, allowed.day, allowed.kind)
