"""Decisions of people: to take over what is gated, those that are due, and those that contradict one another."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from depcalc.values.finding import Finding
from depcalc.values.report import Report
from depcalc.values.settings import RecordedDecision, Settings


def of_recorded(report: Report, settings: Settings, today: date) -> Iterator[Finding]:
    """DC006, DC007 and DC019. A decision of the project beats an imported one, a newer import an older."""
    classes = {d.package: d.klass for d in report.decisions if "gated" in d.flags}
    for same in _by_package(settings.decisions):
        valid, *others = same
        yield from _of_valid(valid, classes.get(valid.package), settings, today)
        for other in others:
            if other.verdict != valid.verdict:
                message = f"{_said(other)} contradicts {_said(valid)}, which counts"
                yield _finding("DC019", "low", other, message, settings)


def _by_package(decisions: Iterable[RecordedDecision]) -> list[Sequence[RecordedDecision]]:
    """The one that counts first."""
    groups: dict[str, list[RecordedDecision]] = {}
    for one in decisions:
        groups.setdefault(one.package, []).append(one)
    return [
        sorted(same, key=lambda one: (bool(one.source), -one.date.toordinal())) for same in groups.values()
    ]


def _of_valid(one: RecordedDecision, klass: str | None, settings: Settings, today: date) -> Iterator[Finding]:
    if klass and one.verdict in ("rewrite", "vendor"):
        rule = "DC007" if one.verdict == "vendor" else "DC006"
        message = (
            f"{one.package} is of class {klass}: the recorded decision to {one.verdict} it is not advised"
        )
        yield _finding(rule, "high", one, message, settings)
    if one.review and one.review <= today:
        yield _finding("DC019", "low", one, f"{_said(one)} was due for review on {one.review}", settings)


def _said(one: RecordedDecision) -> str:
    place = f" in {one.source}" if one.source else ""
    asks = f" ({', '.join(one.asks)})" if one.asks else ""
    return f"the decision to {one.verdict} {one.package}{asks} of {one.date}{place}"


def _finding(rule: str, severity: str, one: RecordedDecision, message: str, settings: Settings) -> Finding:
    return Finding(rule, severity, one.package, "", message, one.source or settings.file)
