"""What the user asked for, from flags, environment and files, after precedence is settled."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from depcalc.values.scope import Scope


@dataclass(frozen=True, slots=True)
class Waiver:
    """`package`, `advisory` and `rule` narrow what it covers; "" covers any."""

    reason: str
    expires: datetime.date
    package: str = ""
    advisory: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A choice made by people; `review` is when to look again, `asks` what it asks for beside the verdict
    ("upgrade to 2.1 first"), `source` the file it was imported from, "" for the project's own."""

    package: str
    verdict: str
    date: datetime.date
    review: datetime.date | None = None
    source: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HardeningRecord:
    """One search of our own code: dollars spent, serious flaws found and fixed."""

    date: datetime.date
    usd: float
    found: int


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Code we took over: `kind` is "vendor" or "rewrite"."""

    package: str
    version: str
    kind: str
    path: str
    symbols: tuple[str, ...] = ()
    hardening: tuple[HardeningRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPolicy:
    """What the gate stops for; `max_new_cost` in $/yr."""

    deny: tuple[str, ...] = ()
    max_new_cost: float | None = None
    max_data_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes an answer, and nothing about how it is printed.

    loss, price, horizon   None: the assumption table's own value
    seed                   None: the table's `rule.seed`; 0 is the median world (`--seed median`)
    overrides              (assumption, value as written, where it was set) in order
    site_packages          an installed environment to read; None: the project's own, where there is one
    file                   the configuration file as shown, "" where there is none
    folder                 of the configuration file: paths in its tables are relative to it
    wheels                 a folder of wheels and sdists to read
    online                 the network may be asked
    usage                  False: source is not read, slices are estimated
    owned                  look in the source for vendored copies and home-made security code
    imports                (module, package) where nothing else tells
    default_index          index URL to treat as the public one, beside the public index itself
    """

    profile: str = "team"
    exposure: str = "internet"
    loss: float | None = None
    price: float | None = None
    prices: str = ""
    horizon: float | None = None
    cooldown: float | None = None
    seed: int | None = None
    draws: int | None = None
    overrides: tuple[tuple[str, str, str], ...] = ()
    internal: tuple[str, ...] = ()
    default_index: str = ""
    scope: Scope = field(default_factory=Scope)
    as_of: datetime.date | None = None
    site_packages: Path | None = None
    wheels: Path | None = None
    usage: bool = True
    owned: bool = False
    online: bool = False
    imports: tuple[tuple[str, str], ...] = ()
    check: CheckPolicy = field(default_factory=CheckPolicy)
    waivers: tuple[Waiver, ...] = ()
    decisions: tuple[RecordedDecision, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    folder: Path | None = None
    file: str = ""
    origin: dict[str, str] = field(default_factory=dict)  # key -> "--profile", "DEPCALC_PROFILE", file path
