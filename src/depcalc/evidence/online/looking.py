"""One call for a survey: evidence on every package, from the snapshot and, where asked for, from the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.online.adding import add_index, name_osv
from depcalc.evidence.online.limits import ONLINE, Limits
from depcalc.evidence.online.overlay import Overlay
from depcalc.evidence.online.refreshing import Progress, refresh, silent
from depcalc.evidence.ports import Status
from depcalc.evidence.snapshot import Snapshot
from depcalc.values.evidence import Evidence
from depcalc.values.notice import Notice


@dataclass(frozen=True, slots=True)
class Looked:
    """`snapshot` holds the answers too and is for everything else that is looked up; it lives as long as the
    one that was given. `statuses`: one for each source that was asked; none offline."""

    evidence: tuple[Evidence, ...]
    snapshot: Snapshot
    as_of: date
    notices: tuple[Notice, ...]
    statuses: tuple[Status, ...] = ()


def look_up(
    wanted: Sequence[Wanted],
    snapshot: Snapshot,
    environ: Mapping[str, str],
    *,
    online: bool,
    as_of: date | None,
    max_steps: int,
    default_index: str = "",
    limits: Limits = ONLINE,
    progress: Progress = silent,
) -> Looked:
    """`gather`, with what an index and OSV said: today with `online`, else when the snapshot was updated.

    as_of   None: the day of the snapshot, or of the newest answer on advisories
    """
    if not online:
        return _gathered(wanted, snapshot, as_of, max_steps)
    today = datetime.now(UTC).date()  # of answers that bear no date, and the bound of all others
    fresh = refresh(
        wanted, snapshot, environ, today=today, default_index=default_index, limits=limits, progress=progress
    )
    over = Overlay(snapshot, fresh)
    looked = _gathered(wanted, over, as_of, max_steps)
    return Looked(
        name_osv(looked.evidence, wanted, fresh),
        over,
        looked.as_of,
        (*looked.notices, *fresh.notices),
        fresh.statuses,
    )


def _gathered(wanted: Sequence[Wanted], snapshot: Snapshot, until: date | None, max_steps: int) -> Looked:
    as_of = until or snapshot.as_of
    found, notices = gather(wanted, snapshot, as_of=as_of, max_steps=max_steps)
    found, more = add_index(found, wanted, snapshot, as_of=as_of, until=until)
    return Looked(found, snapshot, as_of, (*notices, *more))
