"""Which findings stop a merge: the policy and its waivers. Decided once, before anything is rendered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from depcalc.errors import ConfigError
from depcalc.values.finding import SEVERITIES, Finding, rank
from depcalc.values.rules import BY_NAME, Rule, named
from depcalc.values.settings import Waiver

DEFAULT_DENY = ("malicious", "vulnerable:high", "gated-rewrite", "gated-vendor")
NAMED_ONLY = ("DC002", "DC003")  # no waiver of a whole package covers a malicious release in passing
WARNED_AHEAD = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class Denied:
    """A rule, from `least` severity on."""

    rule: Rule
    least: str


def check_waivers(waivers: Iterable[Waiver]) -> None:
    """ConfigError where a waiver names a rule that is none."""
    for waiver in waivers:
        if waiver.rule:
            _denied(waiver.rule, "waiver: rule")


def parse_deny(words: Sequence[str]) -> tuple[Denied, ...]:
    """`["vulnerable:high", "malicious"]` as rules; ConfigError with a guess where a word is none."""
    return tuple(_denied(word) for word in words or DEFAULT_DENY)


def _denied(word: str, key: str = "check.deny") -> Denied:
    name, _, least = word.partition(":")
    rule = named(name)
    if rule is None:
        near = get_close_matches(name, BY_NAME, n=1)
        guess = f"; did you mean {near[0]}?" if near else ""
        raise ConfigError(f"{key}: no rule is called {name!r}{guess}", f"The rules: {', '.join(BY_NAME)}.")
    if least and least not in SEVERITIES:
        raise ConfigError(f"{key}: {word!r}: a severity is one of {', '.join(SEVERITIES)}")
    return Denied(rule, least or SEVERITIES[-1])


def stops(finding: Finding, denied: Iterable[Denied]) -> bool:
    """Does the policy stop for it? Not where a waiver covers it."""
    return not finding.waived_by and any(
        one.rule.id == finding.rule and rank(finding.severity) <= rank(one.least) for one in denied
    )


def new_or_worse(found: Iterable[Finding], before: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that were not there, or were less severe."""
    was: dict[tuple[str, ...], int] = {}
    for one in before:
        was[one.identity] = min(rank(one.severity), was.get(one.identity, len(SEVERITIES)))
    return tuple(one for one in found if rank(one.severity) < was.get(one.identity, len(SEVERITIES)))


# ------------------------------------------------------------------ waivers


def covers(waiver: Waiver, finding: Finding, today: date) -> bool:
    """What a waiver names must fit; what it leaves open fits everything."""
    if waiver.expires < today:
        return False
    rule = named(waiver.rule) if waiver.rule else None
    if waiver.rule and (rule is None or rule.id != finding.rule):
        return False
    if finding.rule in NAMED_ONLY and not (waiver.rule or waiver.advisory):
        return False
    ids = {one.lower() for one in (finding.advisory, *finding.aliases)}
    return waiver.package in ("", finding.package) and waiver.advisory.lower() in ("", *ids)


def with_waivers(
    found: Sequence[Finding], waivers: Sequence[Waiver], today: date, path: str, gated: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Findings, marked where a waiver covers them, and what is to be said of the waivers themselves.

    path   the file that holds the waivers
    gated  packages behind a gate: a waiver that opens one is of use
    """
    marked = tuple(_marked(one, waivers, today) for one in found)
    used = _used(found, waivers, today, set(gated))
    return (*marked, *_about(waivers, used, today, path))


def _marked(finding: Finding, waivers: Sequence[Waiver], today: date) -> Finding:
    reason = next((w.reason for w in waivers if covers(w, finding, today)), "")
    return replace(finding, waived_by=reason) if reason else finding


def _used(
    found: Sequence[Finding], waivers: Sequence[Waiver], today: date, gated: set[str]
) -> Mapping[int, bool]:
    return {
        n: any(covers(w, one, today) for one in found)
        or (w.package in gated and not w.advisory and not w.rule)
        for n, w in enumerate(waivers)
    }


def _about(waivers: Sequence[Waiver], used: Mapping[int, bool], today: date, path: str) -> Iterator[Finding]:
    for n, w in enumerate(waivers):
        what = w.package or w.advisory or w.rule
        if w.expires < today:
            yield _waiver(w, "medium", f"the waiver of {what} expired on {w.expires}", path)
        elif not used[n]:
            yield _waiver(w, "low", f"the waiver of {what} covers nothing any more", path)
        elif w.expires - today <= WARNED_AHEAD:
            yield _waiver(w, "low", f"the waiver of {what} expires on {w.expires}", path)


def _waiver(w: Waiver, severity: str, message: str, path: str) -> Finding:
    return Finding("DC014", severity, w.package, "", message, path, advisory=w.advisory)
