"""What other choices or other assumptions would cost, beside the lock as it stands and beside the advice."""

from collections.abc import Mapping
from dataclasses import dataclass

from depcalc.values.report import Range, Report


@dataclass(frozen=True, slots=True)
class Pair:
    """The same quantity before and after, $/yr, and after minus before, world by world."""

    before: Range
    after: Range
    change: Range


@dataclass(frozen=True, slots=True)
class RowChange:
    """One direct requirement with what only it brings.

    advised     option of the verdict before        verdict     the verdict after
    option      what is priced after: what was asked for, else the verdict
    asked       the user named it
    closed      why the option is not open, "" where it is; it is priced all the same
    today       the lock as it stands                chosen      advised before, `option` after
    against_today, against_advised    what `option` saves against both, under the same assumptions
    """

    package: str
    advised: str
    verdict: str
    option: str
    asked: bool
    closed: str
    today: Pair
    chosen: Pair
    against_today: Range
    against_advised: Range


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`before` and `after` are whole reports; they differ where assumptions do.

    changed         (what was changed, value before, value after): assumptions and settings
    today, chosen   the whole tree; chosen is the advised set before, and with the user's choices after
    advised         the advised set under both
    against_today, against_advised   what the choices save, under the assumptions after
    p_saves         share of worlds in which they save something against the advised set
    freed           packages that leave under the choices and stay under the advice; `kept` the other way round
    """

    before: Report
    after: Report
    choices: Mapping[str, str]
    changed: tuple[tuple[str, float | str, float | str], ...]
    rows: tuple[RowChange, ...]
    today: Pair
    advised: Pair
    chosen: Pair
    against_today: Range
    against_advised: Range
    p_saves: float
    freed: tuple[str, ...]
    kept: tuple[str, ...]
