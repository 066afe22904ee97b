"""How attackers, the crowd and we stand in the years to come, and whether the verdict moves with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Median effort of search: dollars of that year, and millions of tokens of today's quality."""

    usd: float
    mtok: float


@dataclass(frozen=True, slots=True)
class YearAhead:
    """One year. A purse is what an attacker can afford, a wall is what it must outspend.

    wall_kept       the library, the crowd going on as it does
    wall_abandoned  the library, had the crowd stopped in the first year
    wall_own        a rewrite that was reviewed once, in the first year
    p_*             mean chance that an attacker who pays as he goes ends up holding a flaw
    verdict         what is decided at that year's price of search
    """

    year: int
    purse_library: Effort
    purse_own: Effort
    wall_kept: Effort
    wall_abandoned: Effort
    wall_own: Effort
    p_kept: float
    p_abandoned: float
    p_own: float
    verdict: str


@dataclass(frozen=True, slots=True)
class AtHorizon:
    """The decision when looking so many years ahead."""

    years: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """Years from the day of the data on, and the decision at several horizons.

    of  whose verdicts these are: "verdict", or "behind_gate" where a gate closes the row
    """

    of: str
    years: tuple[YearAhead, ...]
    horizons: tuple[AtHorizon, ...]
