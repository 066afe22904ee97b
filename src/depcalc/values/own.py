"""Code of our own that took a package's place, as it lies in the project."""

from dataclasses import dataclass

from depcalc.values.evidence import Evidence
from depcalc.values.fact import Known
from depcalc.values.settings import LedgerEntry


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A ledger entry as it lies in the project.

    kloc       its lines, thousands        changes   share of its lines that is new each year, from git
    evidence   of the package it replaces, at the version it was taken from
    """

    entry: LedgerEntry
    kloc: Known[float]
    changes: Known[float]
    evidence: Evidence
