"""The advice on one package: the answer in the first line, then why, what it costs, what else there is."""

from collections.abc import Iterator

from depcalc.render.frame import blocks, indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.phrases import CONFIDENCE, FLAGS
from depcalc.render.style import Style
from depcalc.render.text import clean, glue, scrub, wrap
from depcalc.render.wording import amount, count, dollars, lines_of_code, listed, rough, share, spread, times
from depcalc.values.advice import Advice, Alternative, PastAdvisory, TestPlan
from depcalc.values.evidence import NOT_LOOKED
from depcalc.values.fact import Gap
from depcalc.values.report import Decision

OPTIONS = {
    "keep": "require it",
    "vendor": "copy it in",
    "rewrite": "write it, hardened",
    "rewrite-unhardened": "write it, unhardened",
    "replace": "use the other",
}
COLUMNS = (
    Column("estimated $ a year", least=8),
    Column("mean", ">"),
    Column("5 % – 95 %", ">"),
    Column("loss", ">"),
    Column("work", ">"),
    Column(""),
)
KINDS = {
    "stdlib": "standard library",
    "present": "already in the tree",
    "absent": "only where it is in the tree already",
    "successor": "new to the tree",
}
MOST_PAST, MOST_GAPS = 8, 5
MARKS = {
    "add": "keep",
    "use-stdlib": "replace",
    "use-present": "replace",
    "use-successor": "replace",
    "write": "rewrite",
    "do-not-add": "drop",
}


def render_advise(advice: Advice, style: Style) -> str:
    """`depcalc advise NAME` for people."""
    advice = scrub(advice, lambda text: clean(text, ascii_only=style.ascii))
    return style.finish(
        blocks(
            _answer(advice, style),
            _alternatives(advice, style),
            _costs(advice, style),
            _crowd(advice, style),
            _plan(advice, style),
            _brings(advice, style),
            _foot(advice, style),
        )
    )


# ------------------------------------------------------------------ the answer


def _answer(advice: Advice, style: Style) -> str:
    mark = style.mark(MARKS.get(advice.verdict, advice.verdict))
    head = paragraph(f"{mark} {headline(advice)}", style, hanging="  ")
    lines = [style.verdict_ink(MARKS.get(advice.verdict, advice.verdict))(head)]
    lines.append(paragraph(_context(advice), style, "  "))
    lines += [paragraph(f"{_capital(r.text)}.", style, "  ", "  ") for r in advice.reasons]
    if advice.confidence in CONFIDENCE and advice.verdict != "unknown" and not _is_malicious(advice):
        lines.append(paragraph(f"How sure: {_sure(advice)}.", style, "  "))
    lines += [paragraph(f"{n}. {ask}", style, "  ", "     ") for n, ask in enumerate(advice.asks, 1)]
    return style.alarm("\n".join(lines))


def headline(advice: Advice) -> str:
    """One sentence with the verdict and the name."""
    name, other = advice.name, advice.instead
    required = advice.here is not None and advice.here.direct
    no = f"Replace {name}" if required else f"Do not add {name}"
    words = {
        "add": f"Add {name}.",
        "keep": f"Keep {name}: it is required here already.",
        "use-stdlib": f"{no}: use {other}, in the standard library.",
        "use-present": f"{no}: use {other}, already in the tree.",
        "use-successor": f"{no}: use {other} in its place.",
        "write": f"{no}: write it yourself.",
        "vendor": f"{no}: copy it in.",
        "drop": f"Remove {name}.",
        "do-not-add": f"Do not add {name}.",
        "unknown": f"Unknown: too little is known of {name} to add it.",
    }[advice.verdict]
    if _is_malicious(advice):
        what = f"{name} {advice.version}" if advice.reasons[0].code == "malicious-release" else name
        words = f"{'Remove' if required else 'Do not add'} {what}: known to be malicious."
    return words + _meant(advice)


def _meant(advice: Advice) -> str:
    if not advice.near:
        return ""
    if advice.verdict in ("unknown", "do-not-add", "drop"):
        return f" Did you mean {' or '.join(near.name for near in advice.near)}?"
    return f" Not to be confused with {', '.join(near.name for near in advice.near)}."


def _is_malicious(advice: Advice) -> bool:
    return advice.reasons[0].code.startswith("malicious")


def _context(advice: Advice) -> str:
    where = ", ".join(lock.path for lock in advice.lockfiles) or "no project"
    version = f"{advice.name} {advice.version} ({advice.version_from})" if advice.version else advice.name
    parts = [
        version,
        where,
        f"profile {advice.profile}",
        f"exposure {advice.exposure}",
        f"Python {advice.python}{'' if advice.python_known else ' (assumed)'}",
        f"facts as of {advice.as_of}",
    ]
    return " · ".join(map(glue, parts)).replace(" · ", f"{glue(' ·')} ")


def _sure(advice: Advice) -> str:
    if advice.confidence == "low-stakes":
        return "low stakes, little to gain either way"
    return CONFIDENCE[advice.confidence]


def _capital(text: str) -> str:
    """Names keep their letters; sentences begin with "the", "it", "nothing" ..."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first in STARTERS else text


STARTERS = frozenset("the no nothing little own too years it your a not gated gated:".split())


# ------------------------------------------------------------------ what else there is


def _alternatives(advice: Advice, style: Style) -> str:
    if not advice.alternatives:
        return ""
    lines = [line for one in advice.alternatives for line in _alternative(one)]
    return _section("In its place", lines, style)


def _alternative(one: Alternative) -> Iterator[str]:
    whole = "covers it" if one.coverage == "full" else "covers it in part"
    closed = "" if one.open else f"; not here: {one.why_not}"
    note = f" ({one.note})" if one.note else ""
    yield f"{one.target} ({KINDS.get(one.kind, one.kind)}) {whole}{note}{closed}."
    if one.does_not:
        yield f"What changes or is lost: {one.does_not}."
    if one.lacks:
        used = f"; of what you named: {listed(one.lacks_used)}" if one.lacks_used else ""
        yield f"Names it does not have: {listed(one.lacks, 8)}{used}."
    yield f"Source: {one.source}."


def _costs(advice: Advice, style: Style) -> str:
    if advice.decision is None:
        return ""
    rows = []
    for option in advice.decision.options:
        if option.name in OPTIONS:
            texts = (
                OPTIONS[option.name], amount(option.cost.mean), spread(option.cost),
                amount(option.loss.mean), amount(option.work),
            )  # fmt: skip
            rows.append([*map(Cell, texts), Cell("" if option.applies else "closed", style.dim)])
    table = indented(lay_out(COLUMNS, rows, width=inner(style), title_ink=style.dim))
    return "\n".join([table, *(paragraph(line, style, "  ") for line in _cost_notes(advice))])


def _cost_notes(advice: Advice) -> Iterator[str]:
    decision, part = advice.decision, advice.slice
    assert decision is not None
    for why in dict.fromkeys(o.why_not for o in decision.options if o.why_not and o.name in OPTIONS):
        yield f"Closed: {why}."
    if decision.behind_gate:
        behind = decision.behind_gate
        yield (
            f"Behind the gate, money alone would say {behind.verdict} ({behind.confidence}), the cheapest in"
            f" {share(behind.p_best)} of the worlds."
        )
    if part:
        names = f" ({listed(advice.uses)})" if advice.uses else ""
        yield f"Part in use{names}: {lines_of_code(part.kloc)}, {part.basis} ({part.source})."
    if isinstance(advice.brings, Gap):
        yield "What it brings along is not in these figures."


def _crowd(advice: Advice, style: Style) -> str:
    if advice.decision is None or advice.decision.verdict == "unknown":
        return ""
    return _section("Crowd against you", list(_crowd_lines(advice.decision)), style)


def _crowd_lines(decision: Decision) -> Iterator[str]:
    spend, need = dollars(decision.collective_spend.mean), decision.parity_budget
    if need is None:
        yours = "no budget within $100M a year makes own code as little risk"
    elif need == 0:
        yours = "own code would be no riskier as it is, if the part in use is as small as taken"
    else:
        yours = f"you would need ${rough(need)} for own code that is no riskier"
    yield f"Others search it for an estimated {spend} a year; {yours}."
    yield (
        f"Written and left unsearched, own code carries {times(decision.ratio)} requiring it, more in"
        f" {share(decision.p_riskier)} of the worlds."
    )
    yield (
        f"A working attack on it is worth an estimated {dollars(decision.attacker_prize.mean)}; it stops paying"
        f" at {dollars(decision.break_even_spend.mean)} a year of everybody's search."
    )


# ------------------------------------------------------------------ own code


def _plan(advice: Advice, style: Style) -> str:
    plan = advice.plan
    if plan is None:
        return ""
    parts = [
        _section("Test plan: beside the library", list(plan.differential), style),
        _section("Test plan: what must hold of any input", list(plan.properties), style),
        _section("Test plan: its past advisories, as tests that must pass", list(_past(plan)), style),
        _section("Search", list(_search(advice)), style),
    ]
    return "\n".join(parts)


def _past(plan: TestPlan) -> Iterator[str]:
    if not plan.past:
        yield "none on record: that is no proof that it never had a flaw"
        return
    yield "each must fail on a release that has the flaw, or it tests nothing"
    for one in plan.past[:MOST_PAST]:
        yield _advisory(one)
    if (more := len(plan.past) - MOST_PAST + plan.left_out) > 0:
        yield f"and {more} more, in --format json"


def _advisory(one: PastAdvisory) -> str:
    names = ", ".join((one.id, *one.aliases[:1]))
    wild = ", exploited in the wild" if one.exploited else ""
    scope = ", denial of service" if one.out_of_scope else ""
    return f"{names}: {one.severity}, {one.disclosed}{wild}{scope}"


def _search(advice: Advice) -> Iterator[str]:
    decision = advice.decision
    if decision is None:
        return
    need = decision.parity_budget
    if decision.rewrite_budget:
        yield f"costs least with an estimated {dollars(decision.rewrite_budget)} a year of search on it"
    else:
        yield "no yearly search of it pays at this loss; review it once and read its tests"
    if need:
        yield f"no riskier than keeping the library from an estimated ${rough(need)} a year on"
    yield "enter each search in the ledger with its date, dollars and finds: it counts, and fades"


# ------------------------------------------------------------------ the rest


def _brings(advice: Advice, style: Style) -> str:
    known = advice.brings
    if _is_malicious(advice) or advice.verdict == "unknown":
        return ""
    if isinstance(known, Gap):
        return _section("What comes with it", [f"not known: {known.reason}"], style)
    lines = []
    if known.value.new:
        lines.append(f"{count(len(known.value.new), 'package')} with it alone: {listed(known.value.new, 10)}")
    if known.value.present:
        lines.append(f"others need these too: {listed(known.value.present, 10)}")
    return _section("What comes with it", lines or ["nothing: it needs no other package"], style)


def _foot(advice: Advice, style: Style) -> str:
    flags = advice.decision.flags if advice.decision and not _is_malicious(advice) else ()
    lines = [f"{flag}: {FLAGS[flag]}" for flag in flags if flag in FLAGS and flag not in ("gated",)]
    said = [paragraph(line, style, hanging="  ") for line in lines]
    if (gaps := _gaps(advice)) and not style.quiet:
        said.append(paragraph(f"Not known: {'; '.join(gaps)}.", style, hanging="  "))
    said += [paragraph(line, style, hanging="  ") for line in _changed(advice)]
    if not style.quiet:
        said += [paragraph(line, style, hanging="  ") for line in _notices(advice)]
        said.append(
            wrap(
                "Estimates: absolute dollars within a factor of ten; order and direction are the answer."
                f" Loss if exploited: median {dollars(advice.loss_median)}, mean {dollars(advice.loss_mean)}.",
                style.prose,
            )
        )
    return "\n".join(said)


def _gaps(advice: Advice) -> list[str]:
    """What was looked for and not found, names with one reason together."""
    reasons: dict[str, list[str]] = {}
    for name, gap in advice.gaps:
        if gap != NOT_LOOKED and name != "successor":
            reasons.setdefault(gap.reason, []).append(name)
    return [f"{', '.join(names)} ({why})" for why, names in reasons.items()][:MOST_GAPS]


def _notices(advice: Advice) -> Iterator[str]:
    """What names this package, and that there is no project where there is none."""
    for one in advice.notices:
        if one.code == "no-project" or advice.name in one.message.split():
            yield f"Note: {one.message}"


def _changed(advice: Advice) -> list[str]:
    rows = ", ".join(f"{key} = {value:g} ({origin})" for key, value, origin in advice.changed_assumptions)
    return [f"Changed assumptions: {rows}."] if rows else []


def _section(title: str, lines: list[str], style: Style) -> str:
    head = style.bold(paragraph(title, style, "  "))
    return "\n".join([head, *(paragraph(line, style, "    ", "      ") for line in lines)])
