"""The verdict on one package that is asked about: rules above money first, then what money says. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from depcalc import policy
from depcalc.pipeline.newcomer import Newcomer
from depcalc.policy import Verdict
from depcalc.values.advice import AdviceVerdict, Alternative, Reason
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import Comparison, Row
from depcalc.values.evidence import Evidence, Successor
from depcalc.values.fact import Fact, value_or
from depcalc.values.inputs import Context

TAKEN = ("add", "keep", "write", "vendor")  # the code itself matters then
RETIRED = ("deprecated", "unmaintained")
KINDS: dict[str, AdviceVerdict] = {
    "stdlib": "use-stdlib",
    "sibling": "use-present",
    "successor": "use-successor",
}
MONEY: dict[str, AdviceVerdict] = {
    "keep": "add",
    "vendor": "vendor",
    "rewrite": "write",
    "replace": "add",  # reached only where no substitute is taken
    "drop": "drop",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the rules look at. `python` is the lowest the project supports, as text."""

    name: str
    new: Newcomer
    row: Row
    costs: Comparison
    said: Verdict
    t: Assumptions
    python: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruled:
    """`reasons`: the deciding one first."""

    verdict: AdviceVerdict
    instead: str
    confidence: str
    reasons: tuple[Reason, ...]


Rule = Callable[[Question], Ruled | None]


def rule_advice(q: Question) -> Ruled:
    """The first rule that applies decides; what else a reader should know follows it."""
    ruled = next(r for rule in RULES if (r := rule(q)) is not None)
    codes = {reason.code for reason in ruled.reasons}
    more = tuple(reason for reason in _also(q, ruled.verdict) if reason.code not in codes)
    return Ruled(ruled.verdict, ruled.instead, ruled.confidence, (*ruled.reasons, *more))


def _because(verdict: AdviceVerdict, instead: str, confidence: str, code: str, text: str) -> Ruled:
    return Ruled(verdict, instead, confidence, (Reason(code, text),))


# ------------------------------------------------------------------ rules above money


def _malicious(q: Question) -> Ruled | None:
    e = q.new.evidence
    gone = q.new.here is not None and q.new.here.direct
    if e.bad_name:
        text = "the name is on the list of malicious packages and never was a real project"
        return _because("drop" if gone else "do-not-add", "", "strong", "malicious-name", text)
    if e.bad_pin:
        text = f"the release {e.version} is known to be malicious"
        target = e.upgrade.value.target if isinstance(e.upgrade, Fact) else ""
        text += f"; {target} is not" if target else ", and no clean release is known"
        return _because("do-not-add", "", "strong", "malicious-release", text)
    return None


def _in_stdlib(q: Question) -> Ruled | None:
    """A module of the standard library under this very name."""
    if q.python not in q.new.stdlib or q.new.here is not None or isinstance(q.new.evidence.successor, Fact):
        return None
    text = f"{q.name} is a module of the standard library; a package of that name is something else"
    return _because("use-stdlib", q.name, "strong", "stdlib-module", text)


def _private(q: Question) -> Ruled | None:
    if q.new.evidence.public:
        return None
    text = "it is from a private index, or yours by name: public facts do not apply"
    return _because("unknown", "", "toss-up", "private", text)


def _no_facts(q: Question) -> Ruled | None:
    if q.new.known or q.new.here is not None:
        return None
    text = (
        "no table has a row of it: it may be new, rare, misspelt or made up; look at who publishes it, since"
        " when, and its source, before anything installs it"
    )
    return _because("unknown", "", "toss-up", "no-facts", text)


def _unused(q: Question) -> Ruled | None:
    if q.new.here is None or not q.new.here.direct or q.row.package.used:
        return None
    return _because("drop", "", q.said.confidence, "unused", "it is required here and nothing uses it")


def _substitute(q: Question) -> Ruled | None:
    """What covers the use takes its place where money is even or better; a retired package always gives way."""
    sub, known = q.row.package.substitute, q.new.evidence.successor
    if sub is None or not isinstance(known, Fact):
        return None
    row, retired = known.value, known.value.reason in RETIRED
    ruling = q.costs.ruling
    if not retired and not _even(q) and ruling.verdict != "replace":
        return None
    sure = ruling.confidence if ruling.verdict == "replace" else "strong" if retired else "low-stakes"
    unless = f", unless you need {_listed(row.lacks)}" if row.lacks and not q.uses else ""
    text = f"{sub.target} covers {'all that you named' if q.uses else 'it'}{unless}"
    ruled = _because(KINDS[sub.kind], sub.target, sure, f"{sub.kind}-covers", text)
    if not retired:
        return ruled
    return Ruled(ruled.verdict, ruled.instead, ruled.confidence, (_retired(q.name, row), *ruled.reasons))


def _retired(name: str, row: Successor) -> Reason:
    what = "its owners call it superseded" if row.reason == "deprecated" else "nobody maintains it"
    return Reason("retired", f"{name}: {what} ({row.source})")


def _listed(names: Sequence[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _even(q: Question) -> bool:
    """A substitute is no dearer than keeping by more than what is at stake anyway: fewer packages win."""
    options, t = q.costs.options, q.t
    replace, keep = options["replace"].cost.mean, options["keep"].cost.mean
    return replace - keep < max(t["stakes"], t["hysteresis"] * keep)


def _retired_anyway(q: Question) -> Ruled | None:
    """Retired, and what takes its place does not do everything that may be used."""
    known = q.new.evidence.successor
    if not isinstance(known, Fact) or known.value.reason not in RETIRED or q.new.here is not None:
        return None
    row = known.value
    text = f"{row.target} takes its place in part: {row.does_not or 'see the alternatives'}"
    ruled = _because("do-not-add", row.target, "lean", "partial-substitute", text)
    return Ruled(ruled.verdict, ruled.instead, ruled.confidence, (_retired(q.name, row), *ruled.reasons))


def _present(q: Question) -> Ruled | None:
    here = q.new.here
    if here is None or here.direct:
        return None
    by = ", ".join(here.needed_by[:6]) or "another package"
    text = f"it is in the tree already, needed by {by}: requiring it adds a line and no code"
    return _because("add", "", "strong", "already-in-tree", text)


def _small(q: Question) -> Ruled | None:
    """So little code that a dependency is not worth having, and money is even."""
    p, t, options = q.row.package, q.t, q.costs.options
    few = p.slice * p.rewrite <= t["rule.your_call_kloc"] and p.size <= t["map.partial_slice"]
    little = few and "size" not in p.missing
    apart = options["rewrite"].cost.mean - options["keep"].cost.mean
    if not little or q.row.gated or q.row.stays or apart >= t["stakes"]:
        return None
    text = "little code and little at stake: a few lines of your own, and one package fewer to trust"
    return _because("write", "", "low-stakes", "small", text)


# ------------------------------------------------------------------ money


def _money(q: Question) -> Ruled:
    said = q.said.verdict
    verdict = MONEY[said]
    if verdict == "add" and q.new.here is not None:
        verdict = "keep"
    if verdict == "unknown":
        text = "too little is known to say: reach, kind, size and age are all missing"
        return _because(verdict, "", "toss-up", "thin-evidence", text)
    why = {
        "add": ("money", "nothing that is open costs less than requiring it"),
        "keep": ("money", "nothing that is open costs less than keeping it"),
        "write": ("money", "your own code for the part that would be used costs less"),
        "vendor": ("money", "a frozen copy costs less"),
    }[verdict]
    return _because(verdict, "", q.said.confidence, *why)


RULES: Sequence[Rule] = (
    _malicious, _in_stdlib, _private, _no_facts, _unused, _substitute, _retired_anyway, _present, _small, _money,
)  # fmt: skip


# ------------------------------------------------------------------ what else to know


def _also(q: Question, verdict: AdviceVerdict) -> Iterator[Reason]:
    e, p = q.new.evidence, q.row.package
    if not q.new.known and q.new.here is None:
        return
    if q.row.gated and verdict in TAKEN:
        yield Reason("gated", f"{policy.gate_words(p, q.t)}: own code or a copy is closed without a waiver")
    if q.new.version_from == "asked" and q.new.here is not None:
        yield Reason("other-version", f"it is locked here at {q.new.here.version}")
    if later := _stdlib_later(q, verdict):
        yield Reason("stdlib-later", later)
    if value_or(e.takeovers, ()):
        yield Reason("taken-over", "the project was taken over once: wait out new releases, pin by hash")
    if still := value_or(e.open_advisories, ()):
        yield Reason("open-advisories", f"{len(still)} advisories are open in {e.version}")
    if p.quiet >= q.t["rule.quiet"]:
        yield Reason("quiet", "years without a release: finished or abandoned")
    if len(p.missing) >= q.t["rule.thin"] and verdict in TAKEN:
        yield Reason("thin-evidence", f"not known of it: {', '.join(p.missing)}")


def _stdlib_later(q: Question, verdict: AdviceVerdict) -> str:
    """The standard library does it from a Python on that the project does not start at."""
    known, closed = q.new.evidence.successor, q.row.package.no_substitute
    if not isinstance(known, Fact) or known.value.kind != "stdlib" or verdict not in TAKEN:
        return ""
    row = known.value
    if f"needs Python {row.min_python}" not in closed:
        return ""
    return f"from Python {row.min_python} on {row.target} does it: require it for older Pythons only"


def alternatives(new: Newcomer, asked: Row, uses: Sequence[str]) -> tuple[Alternative, ...]:
    """What the tables name in its place, whether or not it is open here."""
    known = new.evidence.successor
    if not isinstance(known, Fact):
        return ()
    row, sub = known.value, asked.package.substitute
    kind = sub.kind if sub else row.kind
    if kind == "sibling":
        kind = "absent" if row.target in asked.package.no_substitute and sub is None else "present"
    return (
        Alternative(
            kind=kind,
            target=row.target,
            open=sub is not None,
            why_not=asked.package.no_substitute,
            coverage=row.coverage,
            lacks=row.lacks,
            lacks_used=tuple(name for name in row.lacks if name in uses),
            does_not=row.does_not,
            note=row.note,
            source=row.source,
        ),
    )


def asks_of(new: Newcomer, row: Row, context: Context, ruled: Ruled) -> Iterator[str]:
    """What to do with the verdict, in order."""
    e, p = new.evidence, row.package
    direct = new.here is not None and new.here.direct
    if ruled.reasons[0].code.startswith("malicious"):
        yield from _rotate(e, direct)
    elif ruled.verdict in ("keep", "drop") and direct and new.version_from != "asked":
        yield from policy.asks(row, ruled.verdict, context)
    elif ruled.verdict in ("add", "keep"):
        if p.target and any(flaw.closed for flaw in p.open):
            yield f"take {p.target} or later: advisories are open in {e.version}"
        elif e.version and new.here is None:
            yield f"take {e.version} or later, locked with hashes"
        if context.policy != "cooldown":
            yield "set a cooldown"
    elif ruled.verdict == "write":
        yield "write what you use and no more, with the tests below"
        yield "put it in the ledger, so that news about the original still reaches you"
    elif ruled.verdict == "use-successor":
        yield f"depcalc advise {ruled.instead}"
    elif ruled.verdict == "unknown" and not p.private:
        yield "do not install it to find out: installing can run its code"


def _rotate(e: Evidence, direct: bool) -> Iterator[str]:
    if e.bad_name or not isinstance(e.upgrade, Fact):
        yield "remove it now, rotate secrets" if direct else "do not install it"
    else:
        target = e.upgrade.value.target
        yield f"move to {target} now, rotate secrets" if direct else f"if you need it, take {target}"
    if not direct:
        yield "where it was ever installed: rotate every secret it could see"
