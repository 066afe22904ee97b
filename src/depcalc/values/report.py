"""The answer: decisions with their costs, what they rest on, and what else a reader must know.

Money is US dollars, rates are per year. None is "unknown" or "does not apply", with the reason beside it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from depcalc.values.evidence import Advisory, OpenAdvisory
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.finding import Finding
from depcalc.values.lock import Key
from depcalc.values.notice import Notice
from depcalc.values.outlook import Outlook
from depcalc.values.owned import OwnedCode
from depcalc.values.scope import Exposure, GraphCounts
from depcalc.values.survey import LockInfo, SnapshotInfo
from depcalc.values.switch import Moved, Questions, SwitchPoint
from depcalc.values.usage import Capability, Mention, UsedName

OPTIONS = ("today", "float", "keep", "vendor", "rewrite", "rewrite-unhardened", "replace", "drop")
VERDICTS = ("keep", "vendor", "rewrite", "replace", "drop", "unknown")
CONFIDENCES = ("strong", "moderate", "lean", "toss-up", "low-stakes", "only-option")
InputKind: TypeAlias = Literal["measured", "sourced", "assumed"]


@dataclass(frozen=True, slots=True)
class Range:
    """Mean and percentiles of one quantity over the worlds."""

    mean: float
    p05: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Hazard:
    """Mean events a year that hit us, by channel."""

    zero_day: float
    n_day: float
    supply_chain: float


@dataclass(frozen=True, slots=True)
class OptionCost:
    """One option of one row. `p_best`: share of worlds in which it is the cheapest that applies; None for
    options that cannot be a verdict or do not apply."""

    name: str
    applies: bool
    why_not: str
    cost: Range
    loss: Range
    work: float
    hazard: Hazard
    p_best: float | None


@dataclass(frozen=True, slots=True)
class BehindGate:
    """What money alone would say if the gate were not there."""

    verdict: str
    confidence: str
    p_best: float


@dataclass(frozen=True, slots=True)
class Flip:
    """An input whose lowest or highest third of worlds, alone, changes the choice."""

    input: str
    side: Literal["low", "high"]
    becomes: str


@dataclass(frozen=True, slots=True)
class InputUsed:
    """One number of the model for this package: its value, unit, how it is known and by which rule.

    by_rule   assumed, but mapped from a fact of this package rather than taken for all alike
    """

    name: str
    value: float | str
    unit: str
    kind: InputKind
    source: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class SliceReport:
    """The part in use: `kloc` and `share` of the library, estimated by rule unless `basis` is measured.

    exec_share    of the lines, those that may run at all: what an attacker reaches
    capabilities  of live functions and, marked as such, of module-level code
    names         what the project names of it, with file and line; known without its source, too
    status        "used", "type-checking", "by name", "unused", "uncertain", or "" where nobody looked; `why`
    notes         what makes the slice less certain -> how often
    """

    kloc: float
    share: float
    basis: Literal["measured", "estimated", "unknown"]
    functions: int | None = None
    functions_total: int | None = None
    modules: int | None = None
    modules_total: int | None = None
    exec_share: float | None = None
    capabilities: tuple[Capability, ...] = ()
    reaches: tuple[str, ...] | None = None
    names: tuple[UsedName, ...] = ()
    mentions: tuple[Mention, ...] = ()
    status: str = ""
    why: str = ""
    notes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SubstituteReport:
    """What could take the package's place. `kind`: "stdlib", "sibling" (already in the tree), "successor";
    `open` is False where it does not do what is used here, or Python is too old; then `why_not` says so."""

    target: str
    kind: str
    open: bool
    why_not: str
    coverage: str
    lacks: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ProfileVerdict:
    """The same decision under another profile, for the one line that compares the three."""

    profile: str
    verdict: str
    confidence: str
    saving: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One direct requirement with everything that leaves with it.

    ratio, p_riskier  loss of an unhardened rewrite over loss of keeping, and the share of worlds where it
                      is larger
    stays_behind      what it brings and others need too: it stays when this one leaves
    parity_budget     least own hardening a year at which a rewrite is no riskier than keeping; 0: already
                      there; None: not within $100M a year
    """

    package: str
    versions: tuple[str, ...]
    version: str
    line: int | None
    groups: tuple[str, ...]
    exposure: Exposure
    leaves_with: tuple[str, ...]
    stays_because: tuple[str, ...]
    verdict: str
    confidence: str
    flags: tuple[str, ...]
    asks: tuple[str, ...]
    prefer: str | None
    behind_gate: BehindGate | None
    klass: str
    class_basis: str
    options: tuple[OptionCost, ...]
    saving: Range | None
    collective_spend: Range
    spend_channels: tuple[tuple[str, float], ...]
    hardening: Range
    hardening_own: float
    flaws: float
    flaws_own: float
    yield_keep: float
    yield_rewrite: float
    attacker_prize: Range
    break_even_spend: Range
    rewrite_budget: float
    parity_budget: float | None
    ratio: float
    p_riskier: float
    flips: tuple[Flip, ...]
    slice: SliceReport
    inputs: tuple[InputUsed, ...]
    facts: tuple[tuple[str, Fact[object], str], ...]  # name, fact, unit
    gaps: tuple[tuple[str, Gap], ...]
    open_advisories: tuple[OpenAdvisory, ...]
    stays_behind: tuple[str, ...] = ()
    profiles: tuple[ProfileVerdict, ...] = ()
    substitute: SubstituteReport | None = None
    other_curve: str = ""  # what money says under the other hardening curve, where that is something else
    switch_points: tuple[SwitchPoint, ...] | None = None  # None: not asked for
    questions: Questions | None = None
    outlook: Outlook | None = None
    moved: Moved | None = None

    def option(self, name: str) -> OptionCost | None:
        """The costs of one option, None where it was not costed."""
        return next((option for option in self.options if option.name == name), None)

    @property
    def advised(self) -> OptionCost | None:
        """The option the verdict names; None for "unknown"."""
        return self.option(self.verdict)


@dataclass(frozen=True, slots=True)
class SharedRow:
    """Indirect packages that several rows need."""

    packages: tuple[str, ...]
    needed_by: tuple[str, ...]
    today: Range
    keep: Range


@dataclass(frozen=True, slots=True)
class JointRow:
    """One direct in the joint decision: the verdict of its row, and what is best together with others."""

    package: str
    verdict: str
    choice: str


@dataclass(frozen=True, slots=True)
class JointGroup:
    """Directs that leave only together, or free together what none of them frees alone.

    frees   indirect packages that leave then and that no row counts
    saving  $/yr against the verdicts of the rows
    """

    rows: tuple[JointRow, ...]
    frees: tuple[str, ...]
    saving: Range


@dataclass(frozen=True, slots=True)
class OwnSums:
    """What one component costs as it is, and what more search of it would bring. Money in $/yr.

    loss_unsearched    its mean loss if no search of it were on record
    work               upkeep of the code, one-off work left out: it is spent
    flaws              serious flaws per e-fold of search, `flaws_before` ahead of what the searches showed
    hardening          search behind it, in the attacker's dollars, mean
    left               share of the recorded dollars that has not faded; None without any
    next_dollar        loss that one more dollar a year of search takes away
    budget, hardened   the yearly search that costs least, and the loss and work with it
    next_finds         serious flaws that the next $1,000 of own search finds
    """

    cost: Range
    loss: Range
    loss_unsearched: float
    work: float
    hazard: Hazard
    kloc: float
    flaws: float
    flaws_before: float
    hardening: float
    left: float | None
    next_dollar: float
    budget: float
    hardened: Range
    next_finds: float


@dataclass(frozen=True, slots=True)
class Upstream:
    """An advisory of a package whose code was taken over, and whether it concerns what was taken, in words."""

    advisory: Advisory
    concern: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One component of our own in the report. It is no part of the total of the packages.

    klass, class_basis   of the package it replaces
    spent, found, last   dollars and serious flaws of the searches on record, day of the newest
    stale                less of the record is left than `rule.stale`
    asks                 what it asks for, in order
    missing              why its code was not found, "" where it was
    gated                its class is one that is not advised to be taken over, and no waiver opens it
    """

    package: str
    version: str
    kind: str
    path: str
    symbols: tuple[str, ...]
    klass: str
    class_basis: str
    kloc: Known[float]
    changes: Known[float]
    searches: int
    spent: float
    found: int
    last: date | None
    stale: bool
    asks: tuple[str, ...]
    sums: OwnSums
    open_advisories: tuple[str, ...]
    missing: str = ""
    gated: bool = False
    upstream: tuple[Upstream, ...] = ()


@dataclass(frozen=True, slots=True)
class IndirectUse:
    """The part in use of a package that the project does not ask for itself.

    through  packages whose own part in use names it; () where no text tells
    why_not  why it was not measured, "" where it was
    """

    part: SliceReport
    through: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One name in scope, direct or not; `advisories` are ids open in the pinned version, `upgrade_to` the
    nearest version that none of them affects, "" when there is none or nothing to do; `path` the lockfile that
    `line` is in.

    today_usd    $/yr as the lock stands, mean
    malicious    why the pinned release is known to be, "" where it is not
    taken_over   the newest takeover of the project on record
    uploaded     day of the pinned release, None where nobody tells
    pins         each locked version with where it comes from
    also_open    (version, advisory) open in other locked versions than the priced one
    use          of what is indirect; that of a direct stands in its decision
    is_fix       an advisory names the pinned version as its fix: a cooldown does not hold it back
    """

    name: str
    version: str
    direct: bool
    groups: tuple[str, ...]
    exposure: Exposure
    dependents: tuple[str, ...]
    depth: int
    advisories: tuple[str, ...]
    line: int | None
    path: str = ""
    upgrade_to: str = ""
    needed_by_directs: tuple[str, ...] = ()
    today_usd: float = 0.0
    open_advisories: tuple[OpenAdvisory, ...] = ()
    malicious: str = ""
    yanked: bool = False
    taken_over: date | None = None
    uploaded: date | None = None
    is_fix: bool = False
    pins: tuple[str, ...] = ()
    also_open: tuple[tuple[str, OpenAdvisory], ...] = ()
    use: IndirectUse | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows + shared, in every world. `anchor_hazard` is the summed hazard of a typical app of 60 packages
    under the same profile; a total is never shown without it."""

    today: Range
    verdicts: Range
    keep: Range
    saving: Range
    loss_today: Range
    hazard_today: float
    hazard_keep: float
    anchor_hazard: float
    anchor_warning: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the packages in scope have the fact, and what the total cost of today rests on.

    Each package's cost is shared out evenly over its inputs; `measured`, `sourced`, `by_rule` and `assumed`
    are the shares of the total that fall on inputs of that kind, so they add up to 1. They say how much of
    the money hangs on what was looked up, not how far the total would move.
    """

    packages: int
    with_reach: int
    with_size: int
    with_usage: int
    with_advisories: int
    measured: float = 0.0
    sourced: float = 0.0
    by_rule: float = 0.0
    assumed: float = 1.0


@dataclass(frozen=True, slots=True)
class ScopeInfo:
    """What was decided on, and what was left out: (group or extra, further names it would bring)."""

    groups: tuple[str, ...]
    extras: tuple[str, ...]
    packages: int
    direct: int
    outside: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer needs; the same survey, settings and seed make the same report."""

    tool_version: str
    as_of: date
    seed: int
    draws: int
    curve: str
    price: float  # of search, median, USD per million tokens
    profile: str
    exposure: str
    policy: str
    loss_median: float
    loss_mean: float
    assumptions_digest: str
    changed_assumptions: tuple[tuple[str, float, str], ...]  # key, value, who set it
    snapshot: SnapshotInfo
    path: str
    lockfiles: tuple[LockInfo, ...]
    requires_python: str
    graph: GraphCounts
    scope: ScopeInfo
    totals: Totals
    decisions: tuple[Decision, ...]
    shared: tuple[SharedRow, ...]
    packages: tuple[PackageRow, ...]
    coverage: Coverage
    paths: tuple[tuple[Key, ...], ...] = ()
    notices: tuple[Notice, ...] = ()
    own: tuple[OwnRow, ...] = ()
    owned: OwnedCode | None = None  # vendored copies and home-made security code; None: not looked for
    findings: tuple[Finding, ...] = ()  # counted to `as_of`, so that the same input gives the same bytes
    joint: tuple[JointGroup, ...] = ()  # where deciding together differs from the rows
