"""What is said of one package before it is added, or rewritten: a verdict, what it rests on, what else there is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from depcalc.values.evidence import SliceUse
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.notice import Notice
from depcalc.values.report import Decision
from depcalc.values.survey import LockInfo, SnapshotInfo

AdviceVerdict: TypeAlias = Literal[
    "add",  # nothing better: require it, locked
    "keep",  # it is required here already, and should stay
    "use-stdlib",
    "use-present",  # something in the tree already does it
    "use-successor",
    "write",
    "vendor",
    "drop",  # it is required here already, and nothing uses it
    "do-not-add",
    "unknown",
]
ADVICE_VERDICTS = (
    "add", "keep", "use-stdlib", "use-present", "use-successor", "write", "vendor", "drop",
    "do-not-add", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A popular package that may have been meant. `how`: "one letter apart", "imported as", ..."""

    name: str
    rank: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a stable code, and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """What could be used in its place.

    kind         "stdlib", "present" (already in the tree), "absent" (only where it is there), "successor"
    lacks        names it does not offer; `lacks_used` those of them that would be used
    does_not     what it does not do, in words
    """

    kind: str
    target: str
    open: bool
    why_not: str
    coverage: str
    lacks: tuple[str, ...]
    lacks_used: tuple[str, ...]
    does_not: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Here:
    """It is in the tree already; `needed_by` are the directs that bring it where it is not required itself."""

    direct: bool
    version: str
    needed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brings:
    """What comes with it: `new` to the tree, `present` in it already. A gap where nobody offline knows."""

    new: tuple[str, ...]
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastAdvisory:
    """One advisory of the library, to be turned into a test of our own code."""

    id: str
    aliases: tuple[str, ...]
    severity: str
    disclosed: date
    exploited: bool
    out_of_scope: bool  # its vector touches neither secrecy nor integrity: denial of service


@dataclass(frozen=True, slots=True)
class TestPlan:
    """How to test own code in the package's place.

    differential   against the library, which stays a development dependency at `version`
    properties     what must hold of any input
    past           advisories of the library, the worst first; `left_out` more are not listed
    """

    __test__ = False  # pytest would take it for tests

    version: str
    differential: tuple[str, ...]
    properties: tuple[str, ...]
    past: tuple[PastAdvisory, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Slice:
    """The part that would be used: `basis` "measured", "stated" by the user, "by names" (estimated from how
    many) or "by rule"."""

    kloc: float
    share: float
    basis: Literal["measured", "stated", "by names", "by rule"]
    source: str


@dataclass(frozen=True, slots=True)
class NamedPart:
    """What a few names of a package need, read in its source.

    slice    None where one of them leads nowhere
    missing  names that are not there, or members that bring no code of their own
    least    KLOC that the others need where one leads nowhere: all of them need no less
    """

    slice: SliceUse | None
    missing: tuple[str, ...] = ()
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to `depcalc advise`.

    asked        as the user wrote it
    version      the version that is judged: asked for, locked, or the newest known; "" where none is known
    instead      what to use in its place, "" where nothing
    decision     the model's figures; None where too little is known for any
    missing      names of `uses` behind which its source holds no code; None where it was not looked at
    lockfiles    () where there is no project
    """

    asked: str
    name: str
    version: str
    version_from: str
    verdict: AdviceVerdict
    instead: str
    confidence: str
    reasons: tuple[Reason, ...]
    asks: tuple[str, ...]
    here: Here | None
    gates: tuple[str, ...]
    decision: Decision | None
    alternatives: tuple[Alternative, ...]
    brings: Known[Brings]
    near: tuple[Near, ...]
    uses: tuple[str, ...]
    slice: Slice | None
    plan: TestPlan | None
    facts: tuple[tuple[str, Fact[object], str], ...]
    gaps: tuple[tuple[str, Gap], ...]
    tool_version: str
    as_of: date
    seed: int
    draws: int
    profile: str
    exposure: str
    policy: str
    python: str
    python_known: bool
    loss_median: float
    loss_mean: float
    assumptions_digest: str
    changed_assumptions: tuple[tuple[str, float, str], ...]
    snapshot: SnapshotInfo
    path: str
    lockfiles: tuple[LockInfo, ...]
    notices: tuple[Notice, ...] = ()
    missing: tuple[str, ...] | None = ()
