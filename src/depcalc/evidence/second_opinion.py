"""A second opinion on advisories: what pip-audit adds to the snapshot, and what it does not list. Aliases are folded.

Private packages are never passed on, nor are names that our own
questions to OSV keep back. docs/evidence.md, "Advisories".
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from depcalc.evidence.advisories import (
    ALL_RELEASES,
    merge,
    parse_pin,
    parse_version,
    upgrade_target,
    with_outcome,
)
from depcalc.evidence.online.refreshing import names_for_osv
from depcalc.evidence.pip_audit import PROGRAM, Answer, Pin, PipAuditError, Told, run_pip_audit
from depcalc.evidence.ports import Source, Status, status_of
from depcalc.evidence.programs import find_program
from depcalc.evidence.records import Citation
from depcalc.evidence.snapshot import Snapshot
from depcalc.evidence.standing import upgrade_to
from depcalc.values.evidence import Advisory, Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.notice import Notice

PIP_AUDIT = Source(PROGRAM, ("open_advisories", "upgrade"), needs_network=True)
HOW_TO_GET_IT = "install it beside depcalc: pip install 'depcalc[online]'"
MOST_NAMED = 6
HELD = "what is not known to be public is not handed to pip-audit"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The evidence with what pip-audit adds, what a reader should know of it, and how the run went."""

    evidence: tuple[Evidence, ...]
    notices: tuple[Notice, ...]
    status: Status


def ask_pip_audit(
    found: Sequence[Evidence],
    environ: Mapping[str, str],
    folder: Path,
    snapshot: Snapshot,
    *,
    default_index: str,
    max_steps: int,
) -> Opinion:
    """Ask pip-audit for every pin that OSV may hear of; the snapshot's answer stands whatever comes back.

    folder          of the project: no program that lies in it is run
    default_index   what the project treats as the public index
    max_steps       moves an upgrade may take from fix to fix
    """
    names = {pin[0] for e in found if (pin := pin_of(e))}
    sent = names_for_osv(names, snapshot, environ, default_index)
    opinion = _ask(found, sent, environ, folder, max_steps)
    held = len(names - sent)
    more = (Notice("pip-audit-held-back", f"names held back: {held}; {HELD}"),) if held else ()
    return replace(opinion, notices=(*opinion.notices, *more))


def _ask(
    found: Sequence[Evidence],
    names: Collection[str],
    environ: Mapping[str, str],
    folder: Path,
    max_steps: int,
) -> Opinion:
    """About `names` alone."""
    pins = sorted(_pins(found, names))
    if not pins:
        return Opinion(tuple(found), (), status_of(PIP_AUDIT, 0, 0, ""))
    program = find_program(PROGRAM, environ, folder)
    if program is None:
        return _silent(found, len(pins), "pip-audit-missing", f"is not installed; {HOW_TO_GET_IT}")
    try:
        answer = run_pip_audit(pins, program, environ)
    except PipAuditError as error:
        return _silent(found, len(pins), "pip-audit-failed", f"gave no answer: {error}")
    return fold(found, answer, names, max_steps=max_steps)


def _pins(found: Sequence[Evidence], names: Collection[str]) -> set[Pin]:
    return {pin for e in found if (pin := pin_of(e)) and pin[0] in names}


def pin_of(e: Evidence) -> Pin | None:
    """What is asked where its name may leave: a public package, by its name on the index, at a version without
    its local build tag. None is never passed on."""
    known, version = dict(e.more).get("public_name"), parse_pin(e.version)
    name = str(known.value) if isinstance(known, Fact) else e.name
    return (name, str(version)) if e.public and version is not None and _NAME.fullmatch(name) else None


def _silent(found: Sequence[Evidence], asked: int, code: str, why: str) -> Opinion:
    text = f"{PROGRAM} {why}; advisories are those of the data snapshot alone"
    return Opinion(tuple(found), (Notice(code, text),), Status(PIP_AUDIT.name, "absent", why, asked, 0))


def fold(found: Sequence[Evidence], answer: Answer, names: Collection[str], *, max_steps: int) -> Opinion:
    """Our evidence and its answer about `names` together, aliases folded."""
    asked = _pins(found, names)
    compared = [_compare(e, answer, max_steps) for e in found]
    answered = sum(pin in answer.told for pin in asked)
    silent = sorted({name for name, version in asked if (name, version) not in answer.told})
    said = (
        ("pip-audit-adds", "pip-audit adds to the snapshot", [c.added for c in compared if c.added]),
        ("pip-audit-lacks", "open here, not listed by pip-audit", [c.lacked for c in compared if c.lacked]),
        ("pip-audit-unknown", "pip-audit has no advisory data, which does not mean none", silent),
    )
    notices = tuple(Notice(code, f"{text}: {_some(names)}") for code, text, names in said if names)
    status = status_of(PIP_AUDIT, len(asked), answered, "no advisory data for the others")
    return Opinion(tuple(c.evidence for c in compared), notices, status)


def _some(names: Sequence[str]) -> str:
    rest = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + rest


@dataclass(frozen=True, slots=True)
class _Compared:
    """One package with both opinions; `added` and `lacked` name it with the ids, "" for none."""

    evidence: Evidence
    added: str = ""
    lacked: str = ""


def _compare(e: Evidence, answer: Answer, max_steps: int) -> _Compared:
    pin = pin_of(e)
    if pin is None or pin not in answer.told or not isinstance(e.open_advisories, Fact):
        return _Compared(e)
    told = merge([_as_advisory(t, e, pin[1]) for t in answer.told[pin]])
    here = [o.advisory for o in e.open_advisories.value]
    new = [_known_range(t, e) for t in told if not any(_same(t, a) for a in here)]
    lacked = [a.id for a in here if not any(_same(a, t) for t in told)]
    label = f"{e.name} {e.version}"
    return _Compared(
        _with(e, new, max_steps) if new else e,
        f"{label} ({', '.join(a.id for a in new)})" if new else "",
        f"{label} ({', '.join(lacked)})" if lacked else "",
    )


def _same(a: Advisory, b: Advisory) -> bool:
    return not {a.id, *a.aliases}.isdisjoint((b.id, *b.aliases))


def _as_advisory(told: Told, e: Evidence, pin: str) -> Advisory:
    """What pip-audit tells: neither severity nor day. It counts as new on the day of the evidence, and as
    reaching from this version to the nearest fix."""
    here = parse_version(pin)
    later = [v for fix in told.fixes if (v := parse_version(fix)) is not None and here and v > here]
    return Advisory(
        id=told.id,
        aliases=told.aliases,
        disclosed=e.as_of,
        score=None,
        vector="",
        severity="unknown",
        exploited=False,
        fixed=bool(later),
        ranges=f"[{pin},{min(later)})" if later else f"=={pin}",
    )


def _known_range(told: Advisory, e: Evidence) -> Advisory:
    """Where the snapshot has the record and holds this version for unaffected, pip-audit's answer is the
    newer one: the record counts as open, with the score and the day that we know."""
    ours = next((a for a in value_or(e.advisories, ()) if _same(a, told)), None)
    if ours is None:
        return told
    return replace(ours, ranges=f"{ours.ranges} {told.ranges}".strip(), fixed=ours.fixed or told.fixed)


def _with(e: Evidence, new: Sequence[Advisory], max_steps: int) -> Evidence:
    """The open advisories and the upgrade, anew; the history of advisories keeps its one source."""
    pin = parse_pin(e.version)
    if pin is None or not isinstance(e.open_advisories, Fact):
        return e
    others = [a for a in value_or(e.advisories, ()) if not any(_same(a, n) for n in new)]
    bad = [version for takeover in value_or(e.takeovers, ()) for version in takeover.bad_versions]
    bad += [ALL_RELEASES] if e.no_clean_release else []
    target = upgrade_target(pin, [*others, *new], bad, max_steps)
    here = [*(o.advisory for o in e.open_advisories.value), *new]
    cite = Citation(f"{e.open_advisories.source} and {PROGRAM}", e.open_advisories.day)
    return replace(
        e,
        open_advisories=cite.fact(with_outcome(pin, here, target)),
        upgrade=e.upgrade if e.bad_pin else upgrade_to(pin, here, target, cite),
    )
