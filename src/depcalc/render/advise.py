"""The advice on one package: the answer in the first line, then why, what it costs, what else there is."""

from collections.abc import Iterator

from depcalc.render.advise_parts import alternatives, costs, crowd, plan_of, section
from depcalc.render.frame import blocks, paragraph
from depcalc.render.phrases import CONFIDENCE, FLAGS
from depcalc.render.style import Style
from depcalc.render.text import clean, glue, scrub, wrap
from depcalc.render.wording import count, dollars, listed
from depcalc.values.advice import Advice
from depcalc.values.evidence import NOT_LOOKED
from depcalc.values.fact import Gap

MOST_GAPS = 5
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
            alternatives(advice, style),
            costs(advice, style),
            crowd(advice, style),
            plan_of(advice, style),
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
        "add": f"Add {name}{_at(advice)}.",
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


def _at(advice: Advice) -> str:
    """Which release, where that is the news: the one asked for has open advisories, or nobody knows it."""
    first = advice.asks[0] if advice.asks else ""
    if first.startswith("take ") and ":" in first:
        return f", {first.removeprefix('take ').partition(':')[0]}"
    return f", but {first}" if first.startswith("find out ") else ""


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


STARTERS = frozenset("the no nothing little own too years it your a not so from its gated gated:".split())


# ------------------------------------------------------------------ the rest


def _brings(advice: Advice, style: Style) -> str:
    known = advice.brings
    if _is_malicious(advice) or advice.verdict == "unknown":
        return ""
    if isinstance(known, Gap):
        return section("What comes with it", [f"not known: {known.reason}"], style)
    lines = []
    if known.value.new:
        lines.append(f"{count(len(known.value.new), 'package')} with it alone: {listed(known.value.new, 10)}")
    if known.value.present:
        lines.append(f"others need these too: {listed(known.value.present, 10)}")
    return section("What comes with it", lines or ["nothing: it needs no other package"], style)


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
