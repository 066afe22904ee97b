"""What is known of one package: facts with provenance, or gaps. No arithmetic here."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from depcalc.values.fact import Gap, Known

ClassBasis: TypeAlias = Literal["table", "name rule", "capability"]
Distance: TypeAlias = Literal["major", "minor", "patch"]
Reach: TypeAlias = Literal["reached", "not reached", "not known"]
NOT_LOOKED: Gap = Gap("depcalc", "not looked for")


@dataclass(frozen=True, slots=True)
class Advisory:
    """One published vulnerability of a package, aliases merged.

    score      CVSS base score 0..10, None when no record scores it
    severity   "critical" | "high" | "medium" | "low" by CVSS's own bands, "unknown" without a score
    exploited  exploitation in the wild is on record (CISA KEV)
    fixed      a fixed version is recorded
    ranges     as stored: "[a,b) [c,)" or "==v1|v2"; "" is range unknown
    """

    id: str
    aliases: tuple[str, ...]
    disclosed: date
    score: float | None
    vector: str
    severity: str
    exploited: bool
    fixed: bool
    ranges: str


@dataclass(frozen=True, slots=True)
class OpenAdvisory:
    """An advisory whose ranges hold the pinned version.

    fixed_in  the nearest fixed version above the pin that this advisory records, "" when none
    closed    a fix is recorded, or the upgrade target lies outside its ranges
    functions what it is about, "module:qualified name"; () where no record tells
    reach     whether the project's runtime code may run any of them
    """

    advisory: Advisory
    fixed_in: str
    closed: bool
    functions: tuple[str, ...] = ()
    reach: Reach = "not known"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The nearest version that no fixable advisory affects: where to, and how far in release lines."""

    target: str
    distance: Distance
    lines: int  # major or minor lines crossed, at least 1


@dataclass(frozen=True, slots=True)
class Takeover:
    """A takeover of a legitimate project; `bad_versions` are the releases known to be malicious."""

    known: date
    bad_versions: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A security audit of the package itself."""

    day: date
    auditor: str
    person_weeks: float | None


@dataclass(frozen=True, slots=True)
class Successor:
    """A row of the successor table: what could take the package's place, and what it does not do.

    kind    "stdlib" | "sibling" (only when already in the tree) | "successor"
    lacks   names of the old package the new one does not offer
    reason  "stdlib" | "deprecated" | "unmaintained" | "preference"
    since   the day by which the row held; None: from the last release of the old package on
    """

    kind: str
    target: str
    min_python: str
    coverage: str
    lacks: tuple[str, ...]
    reason: str
    last_release: date | None
    fork: bool
    glue_base_kloc: float
    glue_per_slice: float
    note: str
    does_not: str = ""  # what the new one does not do, in words
    since: date | None = None
    source: str = ""  # who says so


@dataclass(frozen=True, slots=True)
class SliceUse:
    """The part of a package this project really uses, measured in its source text."""

    kloc: float
    symbols: tuple[str, ...] = ()
    functions: int | None = None
    functions_total: int | None = None
    modules: int | None = None
    modules_total: int | None = None
    reaches: tuple[str, ...] | None = None  # direct dependencies the slice still needs; None: all of them
    exec_share: float | None = None  # of its lines, those that may run at all; None: as large as the slice's


LIST_START = date(2020, 3, 1)  # first month of the download list: who is in it then may be older


@dataclass(frozen=True, slots=True)
class Evidence:
    """One package at one pinned version. Every field is a `Fact` or a `Gap`.

    public      False for packages of private indexes and `internal` names: no public fact applies
    bad_pin     why the pinned release is known to be malicious, "" when it is not known to be
    bad_name    the name itself is malicious and never was a legitimate project
    """

    name: str
    version: str
    public: bool = True
    as_of: date = date.min
    downloads: Known[float] = NOT_LOOKED  # per month
    downloads_year_ago: Known[float] = NOT_LOOKED
    rank: Known[int] = NOT_LOOKED
    first_seen: Known[date] = NOT_LOOKED
    advisories: Known[tuple[Advisory, ...]] = NOT_LOOKED
    open_advisories: Known[tuple[OpenAdvisory, ...]] = NOT_LOOKED
    advisory_forecast: Known[float] = NOT_LOOKED  # P(a new one of any severity within 12 months)
    upgrade: Known[Upgrade] = NOT_LOOKED
    oss_fuzz: Known[bool] = NOT_LOOKED
    audits: Known[tuple[Audit, ...]] = NOT_LOOKED
    takeovers: Known[tuple[Takeover, ...]] = NOT_LOOKED
    also_open: tuple[tuple[str, OpenAdvisory], ...] = ()  # (version, advisory) of other locked versions of it
    blockers: tuple[str, ...] = ()  # who in the lock forbids the upgrade, in words
    bad_pin: str = ""
    bad_name: bool = False
    no_clean_release: bool = False  # every release of the name is known to be malicious
    yanked: Known[bool] = NOT_LOOKED
    klass: Known[str] = NOT_LOOKED
    class_basis: ClassBasis = "name rule"
    kloc: Known[float] = NOT_LOOKED  # counted source lines, thousands
    wheel_bytes: Known[int] = NOT_LOOKED
    wheel_native: Known[bool] = NOT_LOOKED  # of the wheel that gave the bytes, not always the pinned one's
    native: Known[bool] = NOT_LOOKED
    debian_kb: Known[float] = NOT_LOOKED
    debian_arch: Known[str] = NOT_LOOKED
    uploaded: Known[date] = NOT_LOOKED  # of the pinned version
    newest_upload: Known[date] = NOT_LOOKED  # newest release of the project that any table knows
    copyleft: Known[bool] = NOT_LOOKED
    crowd_spend: Known[float] = (
        NOT_LOOKED  # $/yr of everybody together; nobody observes it, a user may say it
    )
    repository: Known[str] = NOT_LOOKED
    successor: Known[Successor] = NOT_LOOKED
    used: Known[bool] = NOT_LOOKED
    names: Known[tuple[str, ...]] = (
        NOT_LOOKED  # all that the project's source names of it, parts of names too
    )
    slice: Known[SliceUse] = NOT_LOOKED
    more: tuple[tuple[str, Known[float | str]], ...] = field(
        default=()
    )  # shown; an input are lines_* alone, as a floor of the size
