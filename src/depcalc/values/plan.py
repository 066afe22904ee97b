"""Where the next dollars do most: the steps of a plan, what they cost and remove, and where the money ends."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from depcalc.values.report import Range, Report
from depcalc.values.usage import Capability

StepKind: TypeAlias = Literal[
    "move", "cooldown", "drop", "upgrade", "replace", "harden", "upstream", "vendor", "rewrite"
]


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    packages  what it is about, none for the whole tree
    cost      dollars of the first year: what is done once and a year of what it adds to every year
    once      dollars of it that are spent once
    work      change of work as the model counts it, one-off work spread over the horizon and what would have
              come anyway taken off, $/yr
    yearly    change of the work of every year, $/yr; below 0 where work is saved
    removed   loss that it takes away, $/yr
    frees     packages that leave with it
    state     "in": the budget reaches it, "part": it ends in it, "beyond", or "not worth it": its work costs
              more than the loss it removes, or it removes none
    spent     dollars up to and with this step; removed_so_far likewise, $/yr; None where it is not done
    meanwhile of a replacement beyond the budget: upgrades that its packages ask for until then
    urgent    a malicious release: no budget decides on it, nor on what nothing uses
    asks      of keeping the package, in the words of its row: "upgrade to 2.1 first"
    """

    phase: int
    kind: StepKind
    packages: tuple[str, ...]
    what: str
    cost: float
    once: float
    yearly: float
    work: float
    removed: Range
    frees: tuple[str, ...]
    state: Literal["in", "part", "beyond", "not worth it"]
    spent: float | None
    removed_so_far: float | None
    urgent: bool
    meanwhile: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upstream:
    """$1,000 a year for search and fixes of one package at its source: the loss it removes here, and with
    everybody who uses the package, were each like this project; None: nobody knows how many they are.
    `pays_up_to`: $/yr that come back here."""

    package: str
    here: Range
    everyone: float | None
    organisations: float | None
    pays_up_to: float


@dataclass(frozen=True, slots=True)
class NegativeTest:
    """A past advisory of the library: the rewrite must not repeat it."""

    id: str
    aliases: tuple[str, ...]
    severity: str
    score: float | None
    disclosed: date


@dataclass(frozen=True, slots=True)
class Brief:
    """How to harden one rewrite.

    budget, tokens   search a year at which it costs least, in dollars and millions of tokens
    at_least         search a year at which it is no riskier than keeping the package; None: out of reach
    review           dollars of the first review, part of the cost of the step
    capabilities     of the slice, what to attack first; None: the slice is not measured
    tests            past advisories, worst first
    stop_after       dollars that found nothing after which no further search pays; None: not in sight
    next_finds       serious flaws that the next $1,000 finds at the start
    """

    package: str
    klass: str
    kloc: float
    budget: float
    tokens: float
    at_least: float | None
    review: float
    capabilities: tuple[Capability, ...] | None
    tests: tuple[NegativeTest, ...]
    stop_after: float | None
    next_finds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order: those the budget reaches, those beyond it, those not worth it.

    loss_before, loss_after   expected loss as it is and after what the budget reaches, code of our own on
                              record included, $/yr
    removed                   the difference, world by world
    whole                     dollars of the first year for everything that pays
    """

    report: Report
    budget: float | None
    steps: tuple[Step, ...]
    spent: float
    loss_before: Range
    loss_after: Range
    removed: Range
    upstream: tuple[Upstream, ...]
    briefs: tuple[Brief, ...]
    whole: float
