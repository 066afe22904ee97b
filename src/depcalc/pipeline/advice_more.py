"""What stands beside a verdict: what else to know, what there is in its place, what to do. Pure."""

from collections.abc import Iterator, Sequence

from depcalc import policy
from depcalc.pipeline.advice_question import TAKEN, Question, Ruled, some
from depcalc.pipeline.newcomer import Newcomer
from depcalc.values.advice import AdviceVerdict, Alternative, Reason
from depcalc.values.costs import Row
from depcalc.values.evidence import Evidence
from depcalc.values.fact import Fact, value_or
from depcalc.values.inputs import Context


def also_known(q: Question, verdict: AdviceVerdict) -> Iterator[Reason]:
    """Beside what decided: gates, a takeover, open advisories, silence."""
    e, p = q.new.evidence, q.row.package
    if not q.new.known and q.new.here is None:
        return
    if q.row.gated and verdict in TAKEN:
        yield Reason("gated", f"{policy.gate_words(p, q.t)}: own code or a copy is closed without a waiver")
    if q.new.version_from == "asked" and q.new.here is not None:
        yield Reason("other-version", f"it is locked here at {q.new.here.version}")
    if later := _stdlib_later(q, verdict):
        yield Reason("stdlib-later", later)
    if takeovers := value_or(e.takeovers, ()):
        bad = [version for one in takeovers for version in one.bad_versions]
        named = f" ({some(bad)} malicious)" if bad else ""
        yield Reason(
            "taken-over", f"the project was taken over once{named}: wait out new releases, pin by hash"
        )
    if still := value_or(e.open_advisories, ()):
        yield Reason("open-advisories", f"{len(still)} advisories are open in {e.version}")
    if p.quiet >= q.t["rule.quiet"]:
        yield Reason("quiet", "years without a release: finished or abandoned")
    if "your-call" in q.said.flags and q.new.here is not None:
        yield Reason("small", "so little of it is used that your own code would do as well: taste decides")
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
        elif e.version and new.here is None and _is_known(new):
            yield f"take {e.version} or later, locked with hashes"
        elif e.version and new.here is None:
            yield f"find out whether {e.version} exists: nothing here knows that release"
        if context.policy != "cooldown":
            yield "set a cooldown"
    elif ruled.verdict == "write":
        yield "write what you use and no more, with the tests below"
        yield "put it in the ledger, so that news about the original still reaches you"
    elif ruled.verdict == "use-successor":
        yield f"depcalc advise {ruled.instead}"
    elif ruled.verdict == "unknown" and not p.private:
        yield "do not install it to find out: installing can run its code"


def _is_known(new: Newcomer) -> bool:
    """A release that was asked for by its number may be newer than the facts, or made up."""
    return new.version_from != "asked" or isinstance(new.evidence.uploaded, Fact)


def _rotate(e: Evidence, direct: bool) -> Iterator[str]:
    if e.bad_name or not isinstance(e.upgrade, Fact):
        yield "remove it now, rotate secrets" if direct else "do not install it"
    else:
        target = e.upgrade.value.target
        yield f"move to {target} now, rotate secrets" if direct else f"if you need it, take {target}"
    if not direct:
        yield "where it was ever installed: rotate every secret it could see"
