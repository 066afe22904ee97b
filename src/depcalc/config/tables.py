"""The tables of the configuration file: what the gate denies, what is waived, decided and owned."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from depcalc.config.find import ConfigFile, read_named
from depcalc.config.kinds import DAY, NAME, NOT_NEGATIVE, TEXT, TEXTS, Kind, choice, guess, number
from depcalc.errors import ConfigError
from depcalc.values.settings import CheckPolicy, HardeningRecord, LedgerEntry, RecordedDecision, Waiver

T = TypeVar("T")
KEYS: Mapping[str, Sequence[str]] = {
    "check": ("deny", "max-new-cost", "max-data-age-days"),
    "waiver": ("package", "advisory", "rule", "reason", "expires"),
    "decision": ("package", "verdict", "asks", "date", "review", "import"),
    "ledger": ("package", "version", "kind", "path", "symbols", "hardening"),
}
TABLES = tuple(KEYS)
IMPORT = "import"
SEARCH_KEYS = ("date", "usd", "found")
COUNT = number(least=0, whole=True)


class Section:
    """One table with the keys it may hold. Unknown keys are refused first: a misspelt key is also missing."""

    def __init__(
        self, file: ConfigFile, raw: Any, keys: Sequence[str], table: str, nth: int = 1, label: str = ""
    ) -> None:
        self.file, self.raw = file, raw
        self.table, self.nth, self.label = table, nth, label or table
        if not isinstance(raw, dict):
            raise self.error("", "expected a table")
        for key in raw:
            if key not in keys:
                raise self.error(key, f"unknown key{guess(key, keys)}")

    def error(self, key: str, why: str) -> ConfigError:
        place = f"{self.label}.{key}" if key else self.label
        return ConfigError(f"{self.file.at(key, self.table, self.nth)}: {place}: {why}")

    def maybe(self, key: str, kind: Kind, default: Any = None) -> Any:
        if key not in self.raw:
            return default
        try:
            return kind.check(self.raw[key])
        except ValueError as error:
            raise self.error(key, str(error)) from error

    def need(self, key: str, kind: Kind) -> Any:
        if key not in self.raw:
            raise self.error(key, "this key is required")
        return self.maybe(key, kind)


def read_check(file: ConfigFile) -> CheckPolicy:
    """`[tool.depcalc.check]`."""
    section = Section(file, file.table.get("check", {}), KEYS["check"], "check")
    return CheckPolicy(
        deny=section.maybe("deny", TEXTS, ()),
        max_new_cost=section.maybe("max-new-cost", NOT_NEGATIVE),
        max_data_age_days=section.maybe("max-data-age-days", COUNT),
    )


def read_waivers(file: ConfigFile) -> tuple[Waiver, ...]:
    """`[[tool.depcalc.waiver]]`: a reason and an expiry date are required, and something to waive."""
    return tuple(_each(file, "waiver", _waiver))


def read_decisions(file: ConfigFile) -> tuple[RecordedDecision, ...]:
    """`[[tool.depcalc.decision]]`: those of the project, then those of the files it imports, one level deep."""
    rows = tuple(_each(file, "decision", lambda section: section))
    own = [_decision(section) for section in rows if IMPORT not in section.raw]
    imported = [one for section in rows if IMPORT in section.raw for one in _imported(section)]
    return (*own, *imported)


def _imported(section: Section) -> Iterator[RecordedDecision]:
    if len(section.raw) > 1:
        raise section.error(IMPORT, "an entry that imports has no other key")
    name = section.need(IMPORT, TEXT)
    try:
        file = read_named((section.file.folder or Path()) / name)
    except ConfigError as error:
        raise section.error(IMPORT, error.message) from error
    for one in _each(file, "decision", lambda section: section):
        if IMPORT in one.raw:
            raise one.error(IMPORT, "an imported file imports nothing itself")
        yield replace(_decision(one), source=file.shown)


def read_ledger(file: ConfigFile) -> tuple[LedgerEntry, ...]:
    """`[[tool.depcalc.ledger]]`."""
    return tuple(_each(file, "ledger", _entry))


def _each(file: ConfigFile, table: str, read: Callable[[Section], T]) -> Iterator[T]:
    rows = file.table.get(table, [])
    if not isinstance(rows, list):
        raise ConfigError(f"{file.at(table)}: {table}: expected a list of tables, written [[...{table}]]")
    for nth, raw in enumerate(rows, 1):
        yield read(Section(file, raw, KEYS[table], table, nth, f"{table}[{nth}]"))


def _waiver(section: Section) -> Waiver:
    waiver = Waiver(
        reason=section.need("reason", TEXT),
        expires=section.need("expires", DAY),
        package=section.maybe("package", NAME, ""),
        advisory=section.maybe("advisory", TEXT, ""),
        rule=section.maybe("rule", TEXT, ""),
    )
    if not (waiver.package or waiver.advisory or waiver.rule):
        raise section.error(
            "", "name a package, an advisory or a rule: a waiver without one would cover everything"
        )
    return waiver


def _decision(section: Section) -> RecordedDecision:
    return RecordedDecision(
        package=section.need("package", NAME),
        verdict=section.need("verdict", choice("keep", "vendor", "rewrite", "replace", "drop")),
        date=section.need("date", DAY),
        review=section.maybe("review", DAY),
        asks=section.maybe("asks", TEXTS, ()),
    )


def _entry(section: Section) -> LedgerEntry:
    return LedgerEntry(
        package=section.need("package", NAME),
        version=section.need("version", TEXT),
        kind=section.need("kind", choice("vendor", "rewrite")),
        path=section.need("path", TEXT),
        symbols=section.maybe("symbols", TEXTS, ()),
        hardening=tuple(_searches(section)),
    )


def _searches(section: Section) -> Iterator[HardeningRecord]:
    rows = section.raw.get("hardening", [])
    if not isinstance(rows, list):
        raise section.error("hardening", "expected a list of { date, usd, found }")
    for nth, raw in enumerate(rows, 1):
        label = f"{section.label}.hardening[{nth}]"
        row = Section(section.file, raw, SEARCH_KEYS, section.table, section.nth, label)
        yield HardeningRecord(row.need("date", DAY), row.need("usd", NOT_NEGATIVE), row.need("found", COUNT))
