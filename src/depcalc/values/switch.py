"""What would flip one decision, what an answer would be worth, and what the user's own numbers moved."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Of: TypeAlias = Literal["verdict", "behind_gate"]


@dataclass(frozen=True, slots=True)
class SwitchPoint:
    """A value of one input at which a decision changes; the others stay drawn as they are.

    side     of `value` on which the decision becomes `becomes`
    now      median in force
    setting  how to try it, without the value: "--loss" or "--set lag_today="
    of       what changes: the verdict, or what money says behind the gate
    """

    input: str
    value: float
    unit: str
    side: Literal["above", "below"]
    becomes: str
    now: float
    setting: str
    of: Of


@dataclass(frozen=True, slots=True)
class Question:
    """What it would be worth, $/yr, to learn in which third of its range an input lies, before choosing."""

    input: str
    usd: float


@dataclass(frozen=True, slots=True)
class Questions:
    """Inputs by what their answer is worth, dearest first, those worth nothing left out.

    everything  $/yr that knowing all inputs at once would be worth: no single answer is worth more
    of          which choice would be made better
    """

    of: Of
    everything: float
    single: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The same decision without the numbers that the user set: $/yr, mean."""

    verdict: str
    confidence: str
    today: float
    advised: float | None
