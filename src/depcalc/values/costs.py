"""What the model says of one row: means, odds and ranges over the worlds, before any rule above money."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from depcalc.values.inputs import Inputs
from depcalc.values.report import Flip, Hazard, Range

CANDIDATES = ("keep", "vendor", "rewrite", "replace", "drop")  # what a verdict can be
CODE_OPTIONS = ("vendor", "rewrite", "rewrite-unhardened")  # what a gate closes


@dataclass(frozen=True, slots=True)
class Row:
    """A direct requirement with what leaves with it.

    children  indirect packages that only it brings; `shed` those of them a rewrite no longer reaches
    stays     other directs that need it: leaving saves nothing of it
    closed    option -> why it is not open
    gated     a gate closes vendor and rewrite, and no waiver opens them
    below     what keeping it asks for among its children: upgrades, moves away from malicious releases
    """

    package: Inputs
    children: tuple[str, ...] = ()
    shed: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    gated: bool = False
    below: tuple[str, ...] = ()
    open_below: bool = False
    malicious_below: bool = False

    @property
    def candidates(self) -> frozenset[str]:
        """What a verdict could be, were nothing closed."""
        p = self.package
        names = {"keep", "vendor", "rewrite"}
        names |= {"replace"} if p.substitute is not None else set()
        return frozenset(names | ({"drop"} if p.must_go else set()))

    @property
    def has_choice(self) -> bool:
        """More than keeping is open."""
        return len(self.candidates.difference(self.closed)) > 1


@dataclass(frozen=True, slots=True)
class Ruling:
    """What money says among the options given to it; `mean` in $/yr, `p_best` over the same options."""

    verdict: str
    confidence: str
    mean: Mapping[str, float]
    p_best: Mapping[str, float]
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class LossRatio:
    """Loss of an option over loss of keeping, row by row: ratio of means, share of worlds above, means."""

    ratio: float
    above: float
    loss: float
    keep: float


@dataclass(frozen=True, slots=True)
class OptionSums:
    """One option of the whole row."""

    cost: Range
    loss: Range
    work: float
    hazard: Hazard


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a decision needs from the worlds. `saving` is today minus the option, world by world.

    twin_verdict   what the same ruling says under the other hardening curve; "" when nothing could change
    """

    options: Mapping[str, OptionSums]
    saving: Mapping[str, Range]
    ruling: Ruling
    behind: Ruling | None
    twin_verdict: str
    losses: Mapping[str, LossRatio]
    spend: Range
    hardening: Range
    hardening_own: float
    flaws: float
    flaws_own: float
    yield_keep: float
    yield_rewrite: float
    prize: Range
    break_even: Range
    rewrite_budget: float
    parity_budget: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows plus shared, in every world. Hazards are summed means, per year."""

    today: Range
    keep: Range
    verdicts: Range
    saving: Range
    loss_today: Range
    hazard_today: float
    hazard_keep: float


@dataclass(frozen=True, slots=True)
class Costs:
    """The whole scope: one comparison for each row, in order, the shared row, and the totals.

    packages  name -> ($/yr today, $/yr kept), means, for every package priced
    """

    rows: tuple[Comparison, ...]
    verdicts: tuple[str, ...]
    shared_today: Range
    shared_keep: Range
    totals: Totals
    packages: Mapping[str, tuple[float, float]]
