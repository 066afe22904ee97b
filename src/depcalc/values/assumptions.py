"""The numbers we chose: ranges with units, sources and status."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from depcalc.errors import AssumptionError

PROFILES = ("hobby", "team", "enterprise")
CURVES = ("log", "saturating")  # forms of the hardening curve, as the row `curve` counts them
BEST = -1.0  # of `rewrite_budget`: the one that costs least
WORDS: Mapping[str, Mapping[str, float]] = {  # rows that take a word
    "curve": {name: float(k) for k, name in enumerate(CURVES)},
    "rewrite_budget": {"best": BEST},
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row: `p05` and `p95` are None for a constant; `status` measured | sourced | scaled | judgement;
    `origin` says who set the value now in force: "table", or what overrode it ("--loss", "--set", ...);
    `of` is the month that a price is of."""

    key: str
    p05: float | None
    p50: float
    p95: float | None
    unit: str
    source: str
    status: str
    date: str
    note: str = ""
    of: str = ""
    origin: str = "table"

    @property
    def ranged(self) -> bool:
        return self.p05 is not None and self.p95 is not None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The table for one profile. Look a median up by key: `t["rate"]`."""

    profile: str
    rows: Mapping[str, Assumption]

    def __getitem__(self, key: str) -> float:
        return self.rows[key].p50

    @property
    def curve(self) -> str:
        """The form of the hardening curve in force."""
        return CURVES[int(self["curve"])]

    def said(self, key: str) -> float | str:
        """A median as one says it: the word where there is one for it."""
        value = self[key]
        return next((word for word, meant in WORDS.get(key, {}).items() if meant == value), value)

    def get(self, key: str, default: float) -> float:
        row = self.rows.get(key)
        return default if row is None else row.p50

    def of_class(self, klass: str, name: str) -> float:
        return self.rows[f"class.{klass}.{name}"].p50

    def with_median(self, key: str, value: float, origin: str) -> "Assumptions":
        """Move the median and keep the spread, as `--loss` and `--price` do."""
        row = self._known(key)
        if row.p50 <= 0 or value <= 0:
            raise AssumptionError(f"{origin}: {key} takes a number above 0, got {value:g}")
        scale = value / row.p50
        low = None if row.p05 is None else row.p05 * scale
        high = None if row.p95 is None else row.p95 * scale
        return self.with_row(replace(row, p05=low, p50=value, p95=high, origin=origin))

    def with_value(self, key: str, value: float, origin: str) -> "Assumptions":
        """Pin a row to one number, without spread."""
        row = self._known(key)
        fixed = value if row.ranged else None
        return self.with_row(replace(row, p05=fixed, p50=value, p95=fixed, origin=origin))

    def _known(self, key: str) -> Assumption:
        try:
            return self.rows[key]
        except KeyError:
            raise AssumptionError(f"no assumption is called {key!r}") from None

    def with_row(self, row: Assumption) -> "Assumptions":
        """The table with this row in place of its own."""
        return replace(self, rows=MappingProxyType({**self.rows, row.key: row}))
