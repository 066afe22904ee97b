"""Switch points, questions, the years ahead and what was moved, as records of `depcalc/report/1`."""

from typing import Any

from depcalc.render.wording import six
from depcalc.values.outlook import Effort, Outlook, YearAhead
from depcalc.values.switch import Moved, Questions, SwitchPoint

Record = dict[str, Any]


def switch_records(points: tuple[SwitchPoint, ...] | None) -> list[Record] | None:
    """`switch_points`; None where nobody searched."""
    if points is None:
        return None
    return [
        {
            "input": x.input,
            "value": six(x.value),
            "unit": x.unit,
            "side": x.side,
            "becomes": x.becomes,
            "now": six(x.now),
            "setting": x.setting,
            "of": x.of,
        }
        for x in points
    ]


def questions_record(asked: Questions | None) -> Record | None:
    """`questions`; None where there is nothing to choose."""
    if asked is None:
        return None
    return {
        "of": asked.of,
        "everything_usd_per_year": six(asked.everything),
        "single": [{"input": q.input, "usd_per_year": six(q.usd)} for q in asked.single],
    }


def outlook_record(seen: Outlook | None) -> Record | None:
    """`outlook`; None where facts decide."""
    if seen is None:
        return None
    return {
        "of": seen.of,
        "years": [_year(y) for y in seen.years],
        "horizons": [{"years": six(at.years), "verdict": at.verdict} for at in seen.horizons],
    }


def _year(y: YearAhead) -> Record:
    return {
        "year": y.year,
        "purse_library": _effort(y.purse_library),
        "purse_own": _effort(y.purse_own),
        "wall_kept": _effort(y.wall_kept),
        "wall_abandoned": _effort(y.wall_abandoned),
        "wall_own": _effort(y.wall_own),
        "p_kept": six(y.p_kept),
        "p_abandoned": six(y.p_abandoned),
        "p_own": six(y.p_own),
        "verdict": y.verdict,
    }


def _effort(e: Effort) -> Record:
    return {"usd": six(e.usd), "mtok": six(e.mtok)}


def moved_record(before: Moved | None) -> Record | None:
    """`before_changes`; None where the user changed nothing."""
    if before is None:
        return None
    return {
        "verdict": before.verdict,
        "confidence": before.confidence,
        "today_usd_per_year": six(before.today),
        "advised_usd_per_year": None if before.advised is None else six(before.advised),
    }
