"""The shipped forecast: for each listed package the chance of a new advisory within a year."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from depcalc.evidence.tables import Table
from depcalc.values.fact import Fact, Gap, Known

TABLE = "advisory_prior.csv"
SOURCE = "forecast of advisories"


@cache
def load_forecasts() -> Mapping[str, Fact[float]]:
    """By name: P(at least one new advisory of any severity within 12 months of the table's day)."""
    return Table(_fact, TABLE)


def _fact(row: Mapping[str, str]) -> Fact[float]:
    chance, day = float(row["probability"]), date.fromisoformat(row["date"])
    if not 0 < chance < 1:
        raise ValueError(f"{TABLE}: {row['package']} has the probability {chance:g}")
    return Fact(chance, f"{SOURCE} {row['date']}, {row['method']}: docs/validation.md", day, "assumed")


def forecast(name: str, as_of: date) -> Known[float]:
    """What was foretold of one package by `as_of`: before the table's day it knows what nobody could."""
    found = load_forecasts().get(name)
    if found is None:
        return Gap(SOURCE, "not among the packages it was made for")
    if found.day is not None and as_of < found.day:
        return Gap(SOURCE, f"made on {found.day}, later than the day of the facts")
    return found
