"""From a report to findings: one pass over what is already known, no new judgement on money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from depcalc.gate.owned import of_owned
from depcalc.gate.recorded import of_recorded
from depcalc.values.finding import Finding
from depcalc.values.report import Decision, OwnRow, PackageRow, Report
from depcalc.values.settings import Settings

LOW, MEDIUM, HIGH, CRITICAL = "low", "medium", "high", "critical"


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar adds: the day of the run, and how many days a release must wait."""

    today: date
    cooldown_days: float


def find(report: Report, settings: Settings, day: Day) -> tuple[Finding, ...]:
    """Every finding of a report, in the order of rule, package and advisory; waivers not yet applied."""
    found = [one for row in report.packages for one in _of_package(row, day)]
    found += [one for decision in report.decisions for one in _of_decision(decision, report)]
    found += [one for row in report.own for one in _of_own(row, settings)]
    found += of_owned(report.owned, settings) if report.owned else ()
    found += of_recorded(report, settings, day.today)
    found += _of_data(report, settings, day.today)
    return tuple(sorted(found, key=lambda one: (one.rule, one.package, one.advisory, one.path, one.message)))


def _of_package(row: PackageRow, day: Day) -> Iterator[Finding]:
    def finding(
        rule: str,
        severity: str,
        message: str,
        advisory: str = "",
        aliases: tuple[str, ...] = (),
        version: str = row.version,
    ) -> Finding:
        return Finding(
            rule, severity, row.name, version, message, row.path, row.line, advisory, aliases=aliases
        )

    if row.malicious:
        target = f"move to {row.upgrade_to}" if row.upgrade_to else "remove it"
        yield finding("DC002", CRITICAL, f"{row.malicious}; {target} and rotate secrets")
    for one in row.open_advisories:
        known = one.advisory
        fix = f"fixed in {one.fixed_in}" if one.fixed_in else "no fix is known"
        wild = ", and is exploited in the wild" if known.exploited else ""
        message = f"{known.id} affects {row.name} {row.version}{wild}: {fix}"
        yield finding("DC001", known.severity, message, known.id, known.aliases)
    for version, one in row.also_open:
        message = f"{one.advisory.id} affects {row.name} {version}, which is locked too"
        yield finding("DC001", one.advisory.severity, message, one.advisory.id, one.advisory.aliases, version)
    if row.yanked:
        yield finding("DC004", MEDIUM, f"{row.name} {row.version} was withdrawn by its owners")
    if row.taken_over:
        yield finding("DC003", LOW, f"{row.name} was taken over on or before {row.taken_over}")
    if row.uploaded and not row.is_fix and not row.malicious:
        age = (day.today - row.uploaded).days
        if age < day.cooldown_days:
            wait = f"{max(age, 0)} {'day' if age == 1 else 'days'} old, the cooldown is {day.cooldown_days:g}"
            yield finding("DC005", MEDIUM, f"{row.name} {row.version} was released on {row.uploaded}: {wait}")


def _of_decision(d: Decision, report: Report) -> Iterator[Finding]:
    row = next((row for row in report.packages if row.name == d.package), None)

    def finding(rule: str, severity: str, message: str) -> Finding:
        return Finding(rule, severity, d.package, d.version, message, row.path if row else "", d.line)

    if "unused" in d.flags:
        yield finding("DC008", LOW, f"{d.package}: {d.slice.why or 'nothing uses it'}")
    if "stdlib" in d.flags and d.substitute and d.substitute.open:
        yield finding("DC009", LOW, f"{d.package}: {d.substitute.target} of the standard library covers it")
    if d.verdict == "unknown":
        yield finding("DC016", MEDIUM, f"{d.package}: reach, class, size and release date are unknown")


def _of_own(row: OwnRow, settings: Settings) -> Iterator[Finding]:
    def finding(rule: str, severity: str, message: str, advisory: str = "") -> Finding:
        return Finding(rule, severity, row.package, row.version, message, row.path, None, advisory)

    if row.missing:
        yield finding("DC011", MEDIUM, f"the ledger's copy of {row.package}: {row.missing}")
    for one in row.upstream:
        message = f"{one.advisory.id} of {row.package}: {one.concern}"
        yield finding("DC012", one.advisory.severity, message, one.advisory.id)
    if row.stale:
        yield finding(
            "DC013", LOW, f"searches of {row.package} on record have faded; the last was on {row.last}"
        )
    if row.gated:
        rule = "DC007" if row.kind == "vendor" else "DC006"
        yield finding(rule, HIGH, f"{row.package} is of class {row.klass}: a {row.kind} of it is not advised")


def _of_data(report: Report, settings: Settings, today: date) -> Iterator[Finding]:
    age, most = (today - report.snapshot.as_of).days, settings.check.max_data_age_days
    if most is not None and age > most:
        message = f"the facts are of {report.snapshot.as_of}, {age} days old; at most {most} are allowed"
        yield Finding("DC018", LOW, "", "", message, settings.file)
