"""The verdict on one package that is asked about: rules above money first, then what money says. Pure."""

from collections.abc import Callable, Sequence

from depcalc.pipeline.advice_more import also_known
from depcalc.pipeline.advice_question import Question, Ruled, some
from depcalc.values.advice import AdviceVerdict, Reason
from depcalc.values.evidence import Successor
from depcalc.values.fact import Fact

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


Rule = Callable[[Question], Ruled | None]


def rule_advice(q: Question) -> Ruled:
    """The first rule that applies decides; what else a reader should know follows it."""
    ruled = next(r for rule in RULES if (r := rule(q)) is not None)
    codes = {reason.code for reason in ruled.reasons}
    more = tuple(reason for reason in also_known(q, ruled.verdict) if reason.code not in codes)
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


def _confusable(q: Question) -> Ruled | None:
    """Little known, and named like something that has a hundred times its downloads."""
    if not q.new.near or q.new.here is not None or len(q.row.package.missing) < q.t["rule.thin"]:
        return None
    other = q.new.near[0].name
    text = f"its name is close to that of {other}, which is far more used, and little else is known of it"
    return _because("unknown", "", "toss-up", "near-name", text)


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
    sure = ruling.confidence if ruling.verdict == "replace" else "low-stakes"
    sure = "strong" if retired else sure
    unless = f", unless you need {some(row.lacks)}" if row.lacks and not q.uses else ""
    text = f"{sub.target} lacks none of the names you gave" if q.uses else f"{sub.target} covers it{unless}"
    ruled = _because(KINDS[sub.kind], sub.target, sure, f"{sub.kind}-covers", text)
    if not retired:
        return ruled
    return Ruled(ruled.verdict, ruled.instead, ruled.confidence, (_retired(q.name, row), *ruled.reasons))


def _retired(name: str, row: Successor) -> Reason:
    what = "its owners call it superseded" if row.reason == "deprecated" else "nobody maintains it"
    return Reason("retired", f"{name}: {what} ({row.source})")


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
    tiny = p.size <= t["map.partial_slice"] and "size" not in p.missing
    few = p.slice * p.rewrite <= t["rule.your_call_kloc"]
    little = p.slice <= t["rule.your_call_kloc"] if p.slice_known else tiny and few
    apart = options["rewrite"].cost.mean - options["keep"].cost.mean
    if not little or q.new.here is not None or q.row.gated or apart >= t["stakes"]:
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
    _malicious,
    _in_stdlib,
    _private,
    _no_facts,
    _unused,
    _substitute,
    _retired_anyway,
    _confusable,
    _present,
    _small,
    _money,
)
