"""check: findings of the lock as it is, those of the base where only new ones count, and what the policy says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from depcalc import gate
from depcalc.errors import UsageError
from depcalc.evidence.age import age_notices
from depcalc.pipeline.appraising import appraise
from depcalc.pipeline.comparing import Place, diff, moved_from, other_lock, report_at
from depcalc.pipeline.finding import findings_of
from depcalc.pipeline.owning import was_there
from depcalc.pipeline.revisions import WORKTREE, resolve
from depcalc.pipeline.surveying import survey
from depcalc.values.checked import Checked
from depcalc.values.finding import Finding, Outcome
from depcalc.values.notice import UNREAD, Notice
from depcalc.values.report import PackageRow, Report
from depcalc.values.settings import Settings

WORLDS = 100
OF_FILE = ("DC014", "DC018", "DC019")  # about the configuration and the facts: said each time
OF_OTHERS = ("DC010", "DC017")  # code of others in it, and security code of our own
OF_SOURCE = ("DC008", *OF_OTHERS)  # found in the source, of which a base holds none


class Progress(Protocol):
    """As in `surveying`."""

    def __call__(self, stage: str, done: int = 0, total: int = 0, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line wants of a check. `base`: the revision that was named, "" for HEAD where
    `new_only`."""

    new_only: bool = False
    base: str = ""
    strict: bool = False


def check(
    place: Place,
    settings: Settings,
    asked: Asked,
    environ: Mapping[str, str],
    today: date,
    progress: Progress,
) -> Checked:
    """Findings against the policy. The source is read only where the policy denies what is found in it."""
    denied = gate.parse_deny(settings.check.deny)
    reads, asked_for = reads_source(settings), settings
    settings = _few_worlds(replace(settings, usage=reads, owned=reads and denies(settings, OF_OTHERS)))
    seen = survey(place.path, settings, lockfiles=place.lockfiles, environ=environ, progress=progress)
    progress("pricing")
    report = appraise(seen, settings)
    found = findings_of(report, settings, today)
    base, why = _base(place, asked, settings, environ)
    compared, new_usd, notes = "", None, list[Notice]()
    if why:
        notes.append(Notice("nothing-to-compare", f"{why}: every finding counts as new"))
    if base:
        progress("reading the base")
        before = report_at(place, base, settings, environ)
        notes += other_lock(before, report)
        found = _new(found, before, settings, today)
        found = _not_there(found, place, base, environ) if settings.owned else found
        found = (*found, *_sources(before, report))
        compared = asked.base or "HEAD"
        found, new_usd = _budget(found, place, base, asked_for, environ, today)
    return Checked(
        replace(report, notices=(*report.notices, *notes)),
        Outcome(
            blocking=tuple(one for one in found if gate.stops(one, denied)),
            informing=tuple(one for one in found if not gate.stops(one, denied)),
            missing=_missing(report, found, [*report.notices, *notes], settings, today)
            if asked.strict
            else (),
            compared=compared,
        ),
        tuple(settings.check.deny) or gate.DEFAULT_DENY,
        today,
        new_usd,
    )


def _few_worlds(settings: Settings) -> Settings:
    """No finding counts money, but those of own code: a few worlds find the same, sooner."""
    return settings if settings.draws or settings.ledger else replace(settings, draws=WORLDS)


def reads_source(settings: Settings) -> bool:
    """Does the policy deny what only the source shows?"""
    return settings.usage and denies(settings, OF_SOURCE)


def denies(settings: Settings, rules: Sequence[str]) -> bool:
    """Does the policy name one of these rules?"""
    return any(one.rule.id in rules for one in gate.parse_deny(settings.check.deny))


def _base(place: Place, asked: Asked, settings: Settings, environ: Mapping[str, str]) -> tuple[str, str]:
    """The commit to compare with, and why there is none where one was wanted but not named."""
    if asked.base:
        return resolve(place.folder, asked.base, environ), ""
    if not asked.new_only and settings.check.max_new_cost is None:
        return "", ""
    try:
        return resolve(place.folder, "HEAD", environ), ""
    except UsageError as error:
        return "", error.message


def _new(
    found: Sequence[Finding], before: Report | None, settings: Settings, today: date
) -> tuple[Finding, ...]:
    """What the base did not have, or had less of; what only the source shows is new with its package."""
    if before is None:
        return tuple(found)
    names = {row.name for row in before.packages}
    fresh = set(gate.new_or_worse(found, findings_of(before, settings, today)))
    return tuple(one for one in found if one.rule in OF_FILE or (one in fresh and not _was(one, names)))


def _sources(before: Report | None, now: Report) -> Iterator[Finding]:
    """Packages that come from elsewhere than in the base."""
    for name, was, row in _both(before, now):
        for moved in filter(None, (moved_from(was, row),)):
            message = f"{name} {row.version} comes from {moved}, and did not before"
            yield Finding("DC020", "high", name, row.version, message, row.path, row.line)


def _both(before: Report | None, now: Report) -> Iterator[tuple[str, PackageRow, PackageRow]]:
    was = {row.name: row for row in before.packages} if before else {}
    yield from ((row.name, was[row.name], row) for row in now.packages if row.name in was)


def _not_there(
    found: Sequence[Finding], place: Place, base: str, environ: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Without the code that the base held just so."""
    old = set(was_there(found, place.folder, base, environ))
    return tuple(one for one in found if one.identity not in old)


def _was(one: Finding, names: set[str]) -> bool:
    """Found in the source to be unused, and required in the base too."""
    return one.rule == "DC008" and one.package in names


def _budget(
    found: tuple[Finding, ...],
    place: Place,
    base: str,
    settings: Settings,
    environ: Mapping[str, str],
    today: date,
) -> tuple[tuple[Finding, ...], float | None]:
    """The finding that a change costs more than the policy allows, where it says how much that is."""
    most = settings.check.max_new_cost
    if most is None:
        return found, None
    made = diff(place, base, WORKTREE, settings, environ, today)
    if made.usd <= most:
        return found, made.usd
    path = made.after.lockfiles[0].path if made.after else ""
    message = f"the change adds an estimated ${made.usd:,.0f} a year; max-new-cost is ${most:,.0f}"
    return (*found, Finding("DC015", "high", "", "", message, path)), made.usd


def _missing(
    report: Report, found: Sequence[Finding], notices: Sequence[Notice], settings: Settings, today: date
) -> tuple[str, ...]:
    """What `--strict` stops for: facts too old or not there, input that was not read."""
    why = [one.message for one in found if one.rule in ("DC016", "DC018") and not one.waived_by]
    why += [one.message for one in age_notices(report.snapshot, today, settings.check.max_data_age_days)]
    why += [f"{one.path or 'the lock'}: {one.message}" for one in notices if one.code in UNREAD]
    left = report.coverage.packages - report.coverage.with_advisories
    if left:
        why.append(f"nobody knows the advisories of {left} of {report.coverage.packages} packages")
    return tuple(why)
