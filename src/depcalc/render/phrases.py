"""The fixed words of the answer: what a flag, a confidence or a scope is called, and what it means."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from depcalc.render.wording import between, count, dollars, listed, of_years, shares
from depcalc.values.notice import Notice
from depcalc.values.report import Decision, Report, ScopeInfo

MOST_NOTICES = 8
SHORT_ID = 8  # hex digits of a snapshot's id that tell it apart
MOST_NAMES = 4
PRIVATE = "private index: public facts do not apply"  # a gap of every fact that is looked up
COOLDOWN = "set a cooldown"
FAR_ABOVE = "That is far above the scale: read the order of the rows, not the dollars."

FLAGS: Mapping[str, str] = {  # in the order they are shown: what asks for action first
    "malicious": "the pinned release is known to be malicious",
    "vulnerable": "open advisories in the pinned version",
    "taken-over": "a takeover of the project is on record",
    "yanked": "its owners withdrew the pinned release",
    "unused": "measured: nothing imports it",
    "gated": "a class where a rewrite or a frozen copy is not advised without a waiver",
    "rewrite-riskier": "an unhardened rewrite is estimated to lose at least twice as much as keeping it",
    "vendor-riskier": "a frozen copy is estimated to lose at least twice as much as keeping it",
    "rewrite-safer": "a rewrite of the measured part is estimated to lose at most half as much as keeping it",
    "vendor-safer": "a frozen copy is estimated to lose at most half as much as keeping it",
    "stdlib": "the standard library covers it at the project's Python",
    "quiet": "years without a release: finished or abandoned, see the facts",
    "your-call": "small enough that taste decides",
    "thin-evidence": "two or more facts that matter are missing",
    "curve-dependent": "another hardening curve gives another verdict",
}

KINDS: Mapping[str, str] = {
    "stdlib": "standard library",
    "sibling": "already in the tree",
    "successor": "new to the tree",
}

CONFIDENCE: Mapping[str, str] = {
    "strong": "strong: no single input changes it",
    "moderate": "moderate: one or two inputs, alone, would change it",
    "lean": "lean: three to five inputs, alone, would change it",
    "toss-up": "toss-up: many inputs, alone, would change it",
    "low-stakes": "low stakes: little to gain or to lose",
    "only-option": "the only open option",
}


def flags_in_order(flags: Iterable[str]) -> list[str]:
    """As `FLAGS` has them, unknown ones last."""
    order = list(FLAGS)
    return sorted(flags, key=lambda flag: (order.index(flag) if flag in order else len(order), flag))


def confidence(decision: Decision) -> str:
    """What the confidence means, in words that do not contradict the verdict."""
    if is_malicious(decision):
        return "before anything else is weighed"
    if decision.confidence == "low-stakes" and decision.verdict != "keep":
        return "low stakes: little to gain either way"
    return CONFIDENCE.get(decision.confidence, decision.confidence)


def sure(decision: Decision) -> str:
    """Where nothing else is open, what money alone would say behind the gate, and how surely."""
    if decision.verdict == "unknown":
        return ""
    behind = decision.behind_gate
    if decision.confidence != "only-option" or behind is None:
        return decision.confidence
    other = "" if behind.verdict == decision.verdict else f"{behind.verdict}, "
    how = "low" if behind.confidence == "low-stakes" else behind.confidence
    return f"only ({other}{how})"


def group_name(group: str) -> str:
    """ "" is what the roots themselves require; "group:dev" and "extra:x" lose their colon."""
    kind, _, name = group.partition(":")
    if name:
        return f"{kind} {name}"
    return f"group {group}" if group not in ("", "production") else "production"


def scope_name(scope: ScopeInfo) -> str:
    """What was decided on: "production + extra x", or how many where there are many."""
    extras = [f"extra:{name}" for name in scope.extras]
    names = [group_name(group) for group in dict.fromkeys([*(scope.groups or ("",)), *extras])]
    if len(names) <= MOST_NAMES:
        return " + ".join(names)
    kinds = Counter(name.partition(" ")[0] for name in names)
    return " + ".join(kind if kind == "production" else count(n, kind) for kind, n in kinds.items())


def outside(scope: ScopeInfo) -> str:
    """What was left out and what takes it in; "" when nothing was."""
    if not scope.outside:
        return ""
    largest = sorted(scope.outside, key=lambda left: (-left[1], left[0]))
    left = (f"{group_name(name)} ({count(n, 'package')})" for name, n in largest)
    return f"Left out: {listed(left)}. --all takes them in."


def is_malicious(decision: Decision) -> bool:
    """Move away first; no figure beside it."""
    return "malicious" in decision.flags


def verdict_words(decision: Decision) -> str:
    """The verdict with what takes the package's place: "replace with zoneinfo (standard library)"."""
    instead = decision.substitute
    if decision.verdict != "replace" or instead is None:
        return decision.verdict
    return f"replace with {instead.target} ({KINDS.get(instead.kind, instead.kind)})"


def saving(decision: Decision) -> str:
    """What the verdict saves against today, as the end of a sentence; "" where a figure would mislead."""
    if decision.saving is None or is_malicious(decision):
        return ""
    mean = decision.saving.mean
    if mean >= 0:
        return f"saves an estimated {dollars(mean)} a year"
    return f"costs an estimated {dollars(-mean)} a year more than the risk; do it when you next touch this"


def anchor(report: Report) -> str:
    """The yearly hazard of the tree, never without its scale."""
    sums = report.totals
    words = (
        f"In the model this tree, as it stands, is hit through its packages in an estimated"
        f" {of_years(sums.hazard_today)} of years; for scale, a typical app of 60 packages in"
        f" {of_years(sums.anchor_hazard)}."
    )
    return f"{words} {FAR_ABOVE}" if sums.anchor_warning else words


def totals(report: Report) -> str:
    """The sum of the rows today and under the verdicts, with the scale beside it."""
    sums = report.totals
    return (
        f"Today an estimated {dollars(sums.today.mean)} a year ({between(sums.today)}); under the verdicts"
        f" {dollars(sums.verdicts.mean)}. {anchor(report)}"
    )


def coverage(report: Report) -> str:
    """How many packages each kind of fact is known for, what the total rests on, and which data spoke."""
    c, data = report.coverage, report.snapshot
    known = (
        f"reach {c.with_reach}{_unlisted(report)}, size {c.with_size},"
        f" your usage {c.with_usage}{_unmeasured(report)}, advisories {c.with_advisories}"
    )
    measured, sourced, by_rule, assumed = shares((c.measured, c.sourced, c.by_rule, c.assumed))
    rests = f"{measured} measured, {sourced} sourced, {by_rule} mapped by rule, {assumed} assumed"
    return (
        f"Known, of {count(c.packages, 'package')}: {known}. A rule fills in what is missing. Inputs of packages"
        f" behind today's cost: {rests}. Data {data.id[:SHORT_ID]} of {data.as_of}."
    )


def _unlisted(report: Report) -> str:
    """Why reach is known of none, where the lock takes them from elsewhere."""
    gaps = {f"{gap.source}: {gap.reason}" for decision in report.decisions for _, gap in decision.gaps}
    return f" ({PRIVATE})" if not report.coverage.with_reach and PRIVATE in gaps else ""


def _unmeasured(report: Report) -> str:
    """Why the part in use is measured for none, where it is."""
    if report.coverage.with_usage:
        return ""
    looked = any(decision.slice.status for decision in report.decisions)
    return " (your source was read, theirs is not on disk)" if looked else " (no source of yours was read)"


def noted(one: Notice) -> str:
    """A notice with its place, where it does not name the file itself."""
    named = one.path is not None and one.path in one.message
    at = f"{one.path}:{one.line}" if one.path and one.line else "" if named else one.path
    place = f" ({at})" if at else ""
    return f"{one.message}{place}"


def notices(report: Report, about: Collection[str] = ()) -> list[str]:
    """Each notice once, with its place; the rest of a long list is counted. `about` keeps those that name
    one of these packages."""
    said: dict[str, None] = {}
    for one in report.notices:
        if about and not any(word in about for word in one.message.split()):
            continue
        said[f"Note: {noted(one)}"] = None
    lines = list(said)
    more = len(lines) - MOST_NOTICES
    return (
        lines
        if more <= 0
        else [*lines[:MOST_NOTICES], f"Note: {count(more, 'more notice')} in --format json"]
    )
