"""What the rules of an advice look at, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

from depcalc.pipeline.newcomer import Newcomer
from depcalc.policy import Verdict
from depcalc.values.advice import AdviceVerdict, Reason
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import Comparison, Row

TAKEN = ("add", "keep", "write", "vendor")  # verdicts where the code itself matters


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the rules look at. `python` is the lowest the project supports, as text."""

    name: str
    new: Newcomer
    row: Row
    costs: Comparison
    said: Verdict
    t: Assumptions
    python: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruled:
    """`reasons`: the deciding one first."""

    verdict: AdviceVerdict
    instead: str
    confidence: str
    reasons: tuple[Reason, ...]


def some(names: Sequence[str], most: int = 4) -> str:
    """Names with commas, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
