"""What to do first, and in which order rows are read."""

from collections.abc import Sequence

from depcalc.render.phrases import COOLDOWN, is_malicious, saving, verdict_words
from depcalc.render.wording import count
from depcalc.values.report import Decision, Report

MOST = 5


def by_cost(report: Report) -> list[Decision]:
    """The dearest today first."""
    return sorted(report.decisions, key=lambda d: (-_today(d), d.package))


def _today(decision: Decision) -> float:
    option = decision.option("today")
    return option.cost.mean if option else 0.0


def first_steps(rows: Sequence[Decision]) -> list[str]:
    """A malicious release before all, then by saving; rows that ask for a cooldown only are counted."""
    acting = sorted(filter(_acts, rows), key=lambda d: (not is_malicious(d), -_saved(d), d.package))
    steps = [_step(decision) for decision in acting[:MOST]]
    if len(acting) > MOST:
        steps.append(f"and {count(len(acting) - MOST, 'more row')}")
    if cooldown := sum(d.asks == (COOLDOWN,) and not _acts(d) for d in rows):
        steps.append(f"{count(cooldown, 'row asks', 'rows ask')} for a cooldown only")
    return steps


def _acts(decision: Decision) -> bool:
    return decision.verdict not in ("keep", "unknown") or any(ask != COOLDOWN for ask in decision.asks)


def _saved(decision: Decision) -> float:
    return decision.saving.mean if decision.saving else 0.0


def _step(decision: Decision) -> str:
    verdict = "" if decision.verdict in ("keep", "unknown") else verdict_words(decision)
    what = ": ".join(filter(None, (verdict, "; ".join(decision.asks))))
    return ", ".join(filter(None, (f"{decision.package}: {what}", saving(decision))))
