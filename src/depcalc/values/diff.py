"""What a change of the lock brings and takes, in packages and in $ a year."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from depcalc.values.notice import Notice
from depcalc.values.report import Report

ChangeKind: TypeAlias = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One package that is not the same on both sides.

    before, after   versions, "" where it is not there
    usd             $/yr it adds as the lock stands, both sides priced with the same facts; negative where it
                    takes away
    released        day of the new release, None where nobody tells
    young           it is inside the cooldown, and no security release; None where its day is not known
    opened, closed  advisories that come and go with it
    moved           where it comes from now, where it came from elsewhere before
    needed_by       directs that bring it, on the side where it is
    """

    package: str
    kind: ChangeKind
    before: str
    after: str
    direct: bool
    usd: float
    released: date | None
    young: bool | None
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    needed_by: tuple[str, ...]
    malicious: str = ""
    moved: str = ""
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """Both sides read from their own files, with the same facts, the same seed and no measurement on disk: what
    differs comes from the lock alone. None where a side has no lock."""

    base: str
    head: str
    before: Report | None
    after: Report | None
    changes: tuple[Change, ...]
    cooldown_days: float
    today: date
    notices: tuple[Notice, ...] = ()

    @property
    def usd(self) -> float:
        """$/yr that the change adds to the lock as it stands, means."""
        return _today(self.after) - _today(self.before)


def _today(report: Report | None) -> float:
    return report.totals.today.mean if report else 0.0
