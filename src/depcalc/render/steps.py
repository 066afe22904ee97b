"""What to do first, and in which order rows are read."""

from collections.abc import Sequence

from depcalc.render.phrases import COOLDOWN, is_malicious, saving, verdict_words
from depcalc.render.wording import count, listed
from depcalc.values.report import Decision, Report

MOST = 5


def by_cost(report: Report) -> list[Decision]:
    """The dearest today first."""
    return sorted(report.decisions, key=lambda d: (-_today(d), d.package))


def _today(decision: Decision) -> float:
    option = decision.option("today")
    return option.cost.mean if option else 0.0


def first_steps(rows: Sequence[Decision], report: Report) -> list[str]:
    """A malicious release before all, then by saving, then what several rows share; rows that ask for a
    cooldown only are counted."""
    acting = sorted(filter(_acts, rows), key=lambda d: (not is_malicious(d), -_saved(d), d.package))
    steps = [_step(decision) for decision in acting[:MOST]]
    if len(acting) > MOST:
        steps.append(f"and {count(len(acting) - MOST, 'more row')}")
    if shared := _shared_upgrades(report):
        steps.append(f"shared by several rows: {listed(shared, MOST)}")
    if cooldown := sum(d.asks == (COOLDOWN,) and not _acts(d) for d in rows):
        steps.append(f"{count(cooldown, 'row asks', 'rows ask')} for a cooldown only")
    return steps


def _shared_upgrades(report: Report) -> list[str]:
    """What to upgrade among the packages that no row takes with it."""
    shared = {name for row in report.shared for name in row.packages}
    rows = [row for row in report.packages if row.name in shared and row.advisories]
    return [
        f"upgrade {row.name} to {row.upgrade_to}" if row.upgrade_to else f"{row.name}: no fix yet"
        for row in rows
    ]


def open_advisories(report: Report) -> str:
    """How many advisories are open and where, "" when none is known to be."""
    rows = sorted(
        (row for row in report.packages if row.advisories), key=lambda r: (-len(r.advisories), r.name)
    )
    if not rows:
        return ""
    total = sum(len(row.advisories) for row in rows)
    where = listed([f"{row.name} {row.version} ({len(row.advisories)})" for row in rows], MOST)
    return f"Open advisories: {total} in {count(len(rows), 'package')}: {where}."


def _acts(decision: Decision) -> bool:
    return decision.verdict not in ("keep", "unknown") or any(ask != COOLDOWN for ask in decision.asks)


def _saved(decision: Decision) -> float:
    return decision.saving.mean if decision.saving else 0.0


def _step(decision: Decision) -> str:
    verdict = "" if decision.verdict in ("keep", "unknown") else verdict_words(decision)
    what = ": ".join(filter(None, (verdict, "; ".join(decision.asks))))
    return ", ".join(filter(None, (f"{decision.package}: {what}", saving(decision))))
