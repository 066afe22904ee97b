"""A survey: everything known about a project from outside, enough to answer every later question."""

from dataclasses import dataclass
from datetime import date

from depcalc.values.evidence import NOT_LOOKED, Evidence
from depcalc.values.fact import Known
from depcalc.values.lock import Lock
from depcalc.values.notice import Notice
from depcalc.values.own import OwnCode
from depcalc.values.owned import OwnedCode
from depcalc.values.placement import Placement
from depcalc.values.scope import GraphCounts, Selection
from depcalc.values.usage import ProjectUsage


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """Which bundled data the facts come from: content id, newest date in it, sources with licences."""

    id: str
    as_of: date
    sources: tuple[tuple[str, str, str], ...] = ()  # name, date, licence
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Prior:
    """A base rate on an earlier day, over the same rate on the day of the data; `key` names the assumption."""

    key: str
    ratio: float
    source: str


@dataclass(frozen=True, slots=True)
class LockInfo:
    """A file of locked packages that was read; `revision` is the format's own version, None where the format
    has none."""

    path: str
    format: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """`evidence` holds one entry for each name in scope, keyed like `placements`; `successors` the
    evidence on packages that could come in as a replacement and are not in the tree. `lock` is all of
    `lockfiles` as one."""

    path: str
    lock: Lock
    lockfiles: tuple[LockInfo, ...]
    selection: Selection
    counts: GraphCounts
    placements: tuple[Placement, ...]
    evidence: tuple[Evidence, ...]
    successors: tuple[Evidence, ...]
    edges: tuple[tuple[str, tuple[str, ...]], ...]  # name -> names it needs, in scope
    snapshot: SnapshotInfo
    as_of: date
    policy: str  # update policy of today: "lock" | "cooldown" | "float"
    notices: tuple[Notice, ...] = ()
    priors: tuple[Prior, ...] = ()  # none unless `as_of` lies before the day of the data
    usage: ProjectUsage | None = None  # what the source uses of each package; None: it was not read
    updates_per_year: Known[float] = NOT_LOOKED  # times the lock moved a pin, from its own history
    own: tuple[OwnCode, ...] = ()  # the ledger's entries as they lie in the project
    owned: OwnedCode | None = None  # vendored copies and home-made security code; None: not looked for
