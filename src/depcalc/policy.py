"""Rules that stand above money: gates, rulings that facts decide, flags, and what a verdict asks for.

Pure, and without numpy: it reads what the model found. docs/model.md, "Decision".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import CODE_OPTIONS, Comparison, LossRatio, Row
from depcalc.values.held import Held
from depcalc.values.inputs import Context, Inputs
from depcalc.values.report import BehindGate, OwnSums

GATED_BY: Mapping[str, str] = {
    "name rule": "gated by name, unconfirmed",
    "capability": "gated by what the part in use does",
}
NOTHING_KNOWN = frozenset({"reach", "class", "size", "upload"})


# ------------------------------------------------------------------ gates


def gates(p: Inputs, t: Assumptions) -> tuple[str, ...]:
    """Reasons why vendor and rewrite are never advised without a waiver."""
    why = []
    if t.of_class(p.klass, "gated"):
        why.append(p.klass)
    if p.native:
        why.append("native code")
    if p.copyleft:
        why.append("copyleft source")
    return tuple(why)


def gate_words(p: Inputs, t: Assumptions) -> str:
    """What the screen says about a gate; what it rests on where that is not the class table."""
    label = GATED_BY.get(p.class_basis, "gated") if t.of_class(p.klass, "gated") else "gated"
    return f"{label}: {', '.join(gates(p, t))}"


def is_gated(row: Row, option: str) -> bool:
    """Is an option of a row closed by a gate, and not only because others need the package?"""
    return row.closed.get(option, "").startswith("gated")


def make_row(
    p: Inputs,
    children: Sequence[Inputs],
    stays: Sequence[str],
    still_needed: Collection[str],
    t: Assumptions,
    waived: Collection[str],
) -> Row:
    """A direct with what leaves with it, and which of its options are closed.

    still_needed  names that a rewrite of a measured slice goes on needing; all of them while unmeasured
    """
    slim = p.slice_known and p.reaches is not None
    shed = [c for c in children if slim and c.name not in still_needed]
    hard = [f"{c.name} ({', '.join(gates(c, t))})" for c in shed if gates(c, t)]
    open_gate = p.name in waived
    closed: dict[str, str] = {}
    if gates(p, t) and not open_gate:
        closed = dict.fromkeys(CODE_OPTIONS, gate_words(p, t))
    if hard and not open_gate:
        for name in ("rewrite", "rewrite-unhardened"):
            closed.setdefault(name, "gated: sheds " + ", ".join(hard))
    if stays:
        why = "stays: needed by " + ", ".join(stays)
        for name in (*CODE_OPTIONS, *(("replace",) if p.substitute else ())):
            closed[name] = f"{closed[name]}; {why}" if name in closed else why
    return Row(
        package=p,
        children=tuple(c.name for c in children),
        shed=tuple(c.name for c in shed),
        stays=tuple(stays),
        closed=closed,
        gated=bool((gates(p, t) or hard) and not open_gate),
        below=tuple(ask for c in children for ask in _child_asks(c)),
        open_below=any(c.open for c in children),
        malicious_below=any(c.malicious or c.bad_name for c in children),
    )


def _child_asks(c: Inputs) -> tuple[str, ...]:
    """What an indirect package asks for, by name; malicious releases first."""
    if c.bad_name or c.no_clean_release:
        return (f"remove {c.name} now, rotate secrets",)
    if c.malicious:
        return (f"move {c.name} to {c.target or 'a clean release'} now, rotate secrets",)
    if any(flaw.closed for flaw in c.open):
        return (f"upgrade {c.name} to {c.target or 'the fixed version'}{_blocked(c)}",)
    return ()


# ------------------------------------------------------------------ verdicts


def is_unknown(p: Inputs) -> bool:
    """Too little is known to say: nothing at all, or private and nothing of it on disk."""
    return set(p.missing) >= NOTHING_KNOWN or (p.private and not p.slice_known)


def is_ruled_by_money(p: Inputs) -> bool:
    """No rule above money decides it."""
    return not (p.must_go or p.malicious or is_unknown(p))


def settle(row: Row, c: Comparison) -> str:
    """The verdict: facts first, then money."""
    p = row.package
    if p.must_go:
        return "drop"
    if p.malicious:
        return "keep"  # first move away from the bad release, then weigh anything else
    return "unknown" if is_unknown(p) else c.ruling.verdict


def confidence(row: Row, c: Comparison, verdict: str, t: Assumptions) -> str:
    """How sure. A malicious pin is never a matter of money."""
    if row.package.malicious or row.package.bad_name:
        return "strong"
    if not row.package.used:
        largest = max(c.options["keep"].cost.mean, c.options["today"].cost.mean)
        return "low-stakes" if largest < t["stakes"] else "strong"
    if verdict == "unknown":
        return "toss-up"
    thin = len(row.package.missing) >= t["rule.thin"]
    return "lean" if thin and c.ruling.confidence in ("strong", "moderate") else c.ruling.confidence


def behind_gate(c: Comparison) -> BehindGate | None:
    """What money alone would say if the gate were not there."""
    if c.behind is None:
        return None
    b = c.behind
    return BehindGate(b.verdict, b.confidence, b.p_best[b.verdict])


# ------------------------------------------------------------------ flags, asks, words for a tie


def flags(row: Row, c: Comparison, verdict: str, t: Assumptions) -> tuple[str, ...]:
    """Flags of a decision, in the order of the contract."""
    p = row.package
    found = _loss_flags(row, c.losses, t)
    facts: tuple[tuple[str, bool], ...] = (
        ("gated", row.gated),
        ("vulnerable", bool(p.open) or row.open_below),
        ("malicious", p.malicious or p.bad_name or row.malicious_below),
        ("taken-over", p.taken_over),
        ("yanked", p.yanked),
        ("unused", not p.used),
        ("stdlib", p.substitute is not None and p.substitute.kind == "stdlib"),
        ("quiet", p.quiet >= t["rule.quiet"]),
        ("your-call", _is_your_call(row, c, t)),
        ("thin-evidence", len(p.missing) >= t["rule.thin"]),
        ("curve-dependent", _depends_on_curve(row, c, verdict)),
    )
    return (*found, *(name for name, true in facts if true))


def _loss_flags(row: Row, losses: Mapping[str, LossRatio], t: Assumptions) -> list[str]:
    found = []
    for option, label in (("rewrite-unhardened", "rewrite"), ("vendor", "vendor")):
        seen = losses[option]
        if max(seen.loss, seen.keep) < t["rule.flag_floor"] * t["stakes"]:
            continue
        safer = seen.ratio <= t["rule.safer_ratio"] and seen.above <= t["rule.safer_p"]
        if seen.ratio >= t["rule.riskier_ratio"] and seen.above >= t["rule.riskier_p"]:
            found.append(f"{label}-riskier")
        elif safer and row.package.slice_known and not row.gated:
            found.append(f"{label}-safer")
    return found


def _is_your_call(row: Row, c: Comparison, t: Assumptions) -> bool:
    """A slice so small, and so little between the two, that taste decides."""
    p = row.package
    if row.gated or row.stays or p.malicious or not p.used or not p.slice_known:
        return False
    apart = abs(c.options["rewrite"].cost.mean - c.options["keep"].cost.mean)
    return p.slice <= t["rule.your_call_kloc"] and apart < t["stakes"]


def _depends_on_curve(row: Row, c: Comparison, verdict: str) -> bool:
    ruled_by_money = row.package.used and not row.package.malicious and verdict != "unknown"
    return bool(c.twin_verdict) and ruled_by_money and c.twin_verdict != c.ruling.verdict


def asks(row: Row, verdict: str, context: Context) -> tuple[str, ...]:
    """What the verdict asks for, in order."""
    p = row.package
    if p.bad_name or p.no_clean_release:
        return ("remove it now, rotate secrets", *_stays(row))
    if verdict == "drop":
        return ("remove the requirement", *_stays(row), *(("rotate secrets",) if p.malicious else ()))
    if p.malicious:
        return (f"move to {p.target or 'a clean release'} now, rotate secrets",)
    if verdict != "keep":
        return ()
    wanted = []
    if any(flaw.closed for flaw in p.open):
        wanted.append(f"upgrade to {p.target or 'the fixed version'} first{_blocked(p)}")
    elif p.yanked:
        wanted.append("the pinned release is yanked: move to the next one")
    wanted += sorted(row.below, key=lambda ask: "rotate" not in ask)
    return (*wanted, *(() if context.policy == "cooldown" else ("set a cooldown",)))


def own_asks(h: Held, sums: OwnSums, stale: bool, open_upstream: bool, t: Assumptions) -> tuple[str, ...]:
    """What a component of our own asks for: a flaw of the original first, then search, where it pays."""
    wanted = []
    if open_upstream and h.kind == "vendor":
        wanted.append("patch the copy: advisories are open in the version it was taken from")
    if stale:
        wanted.append("hardening stale: most of what was searched has faded")
    changes = h.package.own_changes
    if sums.budget <= 0:
        return (*wanted, "no further search pays now")
    if changes is not None and changes > t["decay"]:
        return (*wanted, "search each change as it lands: much of it is about to be new again")
    return (*wanted, "search it again" if h.package.recorded else "search it")


def _blocked(p: Inputs) -> str:
    """Who in the lock forbids the upgrade."""
    return f" ({'; '.join(p.blockers)})" if p.blockers else ""


def _stays(row: Row) -> tuple[str, ...]:
    return ("it stays in the tree: " + ", ".join(row.stays),) if row.stays else ()


def prefer(row: Row, c: Comparison, verdict: str, t: Assumptions) -> str | None:
    """A better-kept substitute that money neither favours nor refuses."""
    p, mean = row.package, c.ruling.mean
    if p.substitute is None or p.malicious or not p.used or verdict != "keep" or "replace" not in mean:
        return None
    even = abs(mean["replace"] - mean["keep"]) < max(t["stakes"], t["hysteresis"] * mean["keep"])
    return p.substitute.target if even else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The words of a decision."""

    verdict: str
    confidence: str
    flags: tuple[str, ...]
    asks: tuple[str, ...]
    prefer: str | None
    behind: BehindGate | None


def judge(row: Row, c: Comparison, t: Assumptions, context: Context) -> Verdict:
    """Everything said about one row."""
    verdict = settle(row, c)
    return Verdict(
        verdict=verdict,
        confidence=confidence(row, c, verdict, t),
        flags=flags(row, c, verdict, t),
        asks=asks(row, verdict, context),
        prefer=prefer(row, c, verdict, t),
        behind=behind_gate(c),
    )
