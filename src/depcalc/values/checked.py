"""What `depcalc check` found and decided."""

from dataclasses import dataclass
from datetime import date

from depcalc.values.finding import Outcome
from depcalc.values.report import Report


@dataclass(frozen=True, slots=True)
class Checked:
    """`deny`: the policy as written, defaults included; `new_usd`: $/yr that the change adds to the lock as it
    stands, None where it was not asked for or nothing could be compared."""

    report: Report
    outcome: Outcome
    deny: tuple[str, ...]
    today: date
    new_usd: float | None = None
