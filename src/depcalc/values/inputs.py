"""The inputs of the model for one package: numbers elicited from facts, each with how it is known."""

from dataclasses import dataclass
from typing import Literal

from depcalc.values.evidence import ClassBasis
from depcalc.values.report import InputUsed
from depcalc.values.scope import Exposure


@dataclass(frozen=True, slots=True)
class OpenFlaw:
    """An advisory open in the pinned version.

    weight   0..1, severity weight
    exploit  multiplier on the chance that it is ever exploited
    age      years since disclosure
    closed   upgrading to the target gets rid of it
    unreached  the functions it is about lie outside what may run here
    """

    weight: float
    exploit: float
    age: float
    closed: bool = True
    exploited: bool = False
    unreached: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """One search already made of our own code: years ago, dollars, serious flaws found and fixed."""

    age: float
    usd: float
    found: int = 0


@dataclass(frozen=True, slots=True)
class Substitute:
    """kind     "stdlib" | "sibling" (already in the tree) | "successor" (new to it)
    glue     KLOC to write
    package  inputs of a successor that comes in and is kept, None otherwise
    retired  the old package is deprecated by its owner or unmaintained
    """

    kind: str
    target: str
    glue: float
    package: "Inputs | None" = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """Units: sizes KLOC, money US dollars, rates per year, times years.

    adv_weight     recency-weighted serious advisories
    adv_rate       advisories of any severity a year, recent years
    foretold       serious advisories a year in all of it, before the surge, by the forecast; None: no forecast
    churn          share of code that is new each year
    h_mod          takeover modifier
    fix            probability that upstream ships a fix
    apic           how fast the outside world the package speaks to moves, 1 is not at all
    exposed        KLOC of it that may run here, where measured; None: as much as the slice
    rewrite        share of the slice one must write while the slice is not measured
    reaches        direct dependencies the measured slice still needs; None: all of them
    quiet          years without a release, as far as known
    missing        facts that were not there ("reach", "class", "size", "upload", "quiet")
    recorded       searches already made of our own code in its place
    own_changes    share of that code that is new each year; None: not measured
    """

    name: str
    klass: str
    size: float
    slice: float
    orgs: float
    spend: float
    adv_weight: float = 0.0
    adv_rate: float = 0.0
    foretold: float | None = None
    years: float = 8.0
    churn: float = 0.1
    releases: float = 4.0
    h_mod: float = 1.0
    fix: float = 0.95
    apic: float = 1.0
    rewrite: float = 0.8
    native: bool = False
    copyleft: bool = False
    slice_known: bool = False
    exposed: float | None = None
    reaches: frozenset[str] | None = None
    exposure: Exposure = "production"
    open: tuple[OpenFlaw, ...] = ()
    upgrade_hours: float = 0.0
    target: str = ""
    blockers: tuple[str, ...] = ()  # who in the lock forbids it, in words
    substitute: Substitute | None = None
    no_substitute: str = ""  # why the table's successor is not open here
    used: bool = True
    public_code: bool = False
    malicious: bool = False
    bad_name: bool = False
    no_clean_release: bool = False  # the pin is malicious and no clean release is known
    taken_over: bool = False
    yanked: bool = False
    quiet: float = 0.0
    recorded: tuple[Recorded, ...] = ()
    own_changes: float | None = None
    class_basis: ClassBasis = "table"
    missing: tuple[str, ...] = ()
    private: bool = False
    channels: tuple[tuple[str, float], ...] = ()
    basis: tuple[InputUsed, ...] = ()

    @property
    def must_go(self) -> bool:
        """Nothing uses it, or no release of it is clean."""
        return not self.used or self.bad_name or self.no_clean_release


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole project: who can reach the code, and the update policy of today."""

    exposure: Literal["internet", "internal", "library"] = "internet"
    policy: Literal["float", "lock", "cooldown"] = "lock"
