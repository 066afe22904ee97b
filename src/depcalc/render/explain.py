"""One decision from top to bottom: the verdict, what it asks for, the money, the crowd, what it rests on."""

from collections.abc import Iterator

from depcalc.render.basis import render_basis
from depcalc.render.crowd import render_crowd
from depcalc.render.frame import blocks, first_line, for_terminal, indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.joint import joint_of, stays_behind
from depcalc.render.money import render_costs, render_hazards
from depcalc.render.outlook import does_it_last, render_outlook
from depcalc.render.phrases import (
    FLAGS,
    KINDS,
    anchor,
    confidence,
    flags_in_order,
    group_name,
    is_malicious,
    notices,
    saving,
)
from depcalc.render.style import Style
from depcalc.render.switches import changed_lines, first_question, other_curve, render_switches, yours
from depcalc.render.use import render_use
from depcalc.render.wording import between, count, dollars, listed
from depcalc.values.evidence import OpenAdvisory
from depcalc.values.report import Decision, ProfileVerdict, Report

ADVISORIES = (Column("id", least=10), Column("severity"), Column("disclosed"), Column("fix"), Column(""))


def render_explain(report: Report, style: Style) -> str:
    """`depcalc explain NAME`: every decision of the report, one after the other; usually there is one."""
    report = for_terminal(report, style)
    parts = [_decision(report, decision, style) for decision in report.decisions]
    return style.finish(blocks(*parts, _caveats(report, style)))


def _decision(report: Report, decision: Decision, style: Style) -> str:
    known = decision.verdict != "unknown"
    return blocks(
        _head(report, decision, style),
        _verdict(report, decision, style),
        render_costs(decision, style),
        render_crowd(decision, style, report.price) if known else "",
        render_hazards(decision, style) if known else "",
        _advisories(decision, style),
        render_use(decision.slice, style),
        render_switches(decision, style) if known else "",
        _further(decision, style) if known else "",
        render_outlook(decision, style) if style.outlook else "",
        _profiles(decision, style),
        _flags(decision, style),
        render_basis(decision, style),
    )


def _head(report: Report, decision: Decision, style: Style) -> str:
    versions = ", ".join(decision.versions or (decision.version,))
    groups = ", ".join(map(group_name, decision.groups)) or "production"
    place = f"direct, {groups}"
    if decision.leaves_with:
        place += f"; with it {_leaves(len(decision.leaves_with))} {listed(decision.leaves_with)}"
    if decision.stays_because:
        place += f"; it stays in the tree: needed by {listed(decision.stays_because)}"
    if behind := stays_behind(report, decision):
        place += f"; {behind}"
    name = f"{decision.package} {versions}".rstrip()
    return first_line(report, style, name) + "\n" + paragraph(place, style)


def _leaves(n: int) -> str:
    return "leaves" if n == 1 else "leave"


def _verdict(report: Report, decision: Decision, style: Style) -> str:
    title = f"{style.mark(decision.verdict)} {decision.verdict.upper()}"
    if decision.verdict != "unknown":
        title += f", {confidence(decision)}"
    head = style.verdict_ink(decision.verdict)(paragraph(title, style, hanging="  "))
    asks = [paragraph(f"{n}. {ask}", style, "    ", "       ") for n, ask in enumerate(decision.asks, 1)]
    why = [
        " ".join(_why(decision)),
        *joint_of(report, decision),
        other_curve(report, decision),
        yours(report, decision),
    ]
    said = [paragraph(text, style, "  ") for text in why if text]
    return "\n".join(filter(str.strip, [head, *asks, *said]))


def _why(decision: Decision) -> list[str]:
    """The sentences under the verdict. A malicious release gets no figure beside it."""
    if is_malicious(decision):
        what = "This release" if _is_bad_itself(decision) else "A release that comes with it"
        return [f"{what} is known to be malicious. Rotate every secret it could see."]
    if decision.verdict == "unknown":
        return [
            "Too little is known to say; what is missing stands below. That is neither good nor bad news."
        ]
    said = [_saving(decision)]
    if decision.open_advisories:
        n = len(decision.open_advisories)
        said.append(f"{count(n, 'advisory is', 'advisories are')} open in {decision.version}.")
    if decision.prefer:
        said.append(f"Prefer {decision.prefer}; money is even.")
    if "your-call" in decision.flags:
        said.append("Small enough that taste decides.")
    if decision.confidence == "toss-up" and decision.flips:
        said.append(f"It turns on {decision.flips[0].input}.")
    return [*filter(None, said), *_instead(decision)]


def _is_bad_itself(decision: Decision) -> bool:
    return any(ask.startswith(("move to ", "remove it now")) for ask in decision.asks)


def _instead(decision: Decision) -> Iterator[str]:
    """What could take its place, how well, and why it cannot where it cannot."""
    other = decision.substitute
    if other is None:
        return
    lacks = f", without {listed(other.lacks)}" if other.lacks else ""
    note = f" ({other.note})" if other.note else ""
    closed = "" if other.open else f"; closed: {other.why_not}"
    whole = "in full" if other.coverage == "full" else "in part"
    kind = f", {KINDS.get(other.kind, other.kind)}" if other.open or other.kind != "sibling" else ""
    yield (f"In its place: {other.target}{kind}, covers it {whole}{lacks}{note}{closed}.")


def _saving(decision: Decision) -> str:
    usd = decision.saving
    if usd is None:
        return ""
    if usd.mean < 0:
        return f"This {saving(decision)}."
    return (
        f"This {saving(decision)} against the lock as it stands (half the worlds below {dollars(usd.p50)};"
        f" {between(usd)})."
    )


def _advisories(decision: Decision, style: Style) -> str:
    if not decision.open_advisories:
        return ""
    rows = [_advisory(one) for one in decision.open_advisories]
    table = indented(lay_out(ADVISORIES, rows, width=inner(style, 4), title_ink=style.dim), 4)
    head = style.bold(paragraph(f"Open in {decision.version}", style, "  "))
    said = [
        paragraph(text, style, "    ", "      ") for text in map(_reach, decision.open_advisories) if text
    ]
    return "\n".join([head, table, *said])


def _reach(one: OpenAdvisory) -> str:
    """Whether what the advisory is about lies in the part in use; "" where no record tells what that is."""
    if not one.functions:
        return ""
    few = len(one.functions) == 1
    what, named = "the fixed function" if few else "a fixed function", listed(one.functions)
    if one.reach == "reached":
        return f"{one.advisory.id}: {what} is in the part you use: {named}."
    if one.reach == "not reached":
        return f"{one.advisory.id}: outside the part you use, as far as its text tells: {named}."
    return f"{one.advisory.id}: whether your code reaches {named} is not known."


def _advisory(one: OpenAdvisory) -> list[Cell]:
    known = one.advisory
    score = "no score" if known.score is None else f"{known.score:g}"
    fix = f"in {one.fixed_in}" if one.fixed_in else "by the upgrade" if one.closed else "none known"
    wild = "exploited in the wild" if known.exploited else ""
    return [Cell(text) for text in (known.id, f"{known.severity}, {score}", f"{known.disclosed}", fix, wild)]


def _further(decision: Decision, style: Style) -> str:
    """The one question to answer first, and whether the verdict lasts."""
    said = (first_question(decision), does_it_last(decision))
    return "\n".join(paragraph(text, style, "  ") for text in said if text)


def _profiles(decision: Decision, style: Style) -> str:
    if not decision.profiles:
        return ""
    said = " · ".join(_profile(one, is_malicious(decision)) for one in decision.profiles)
    return paragraph(f"Profiles, with the estimated saving a year: {said}", style, "  ")


def _profile(one: ProfileVerdict, no_figure: bool) -> str:
    if one.verdict == "unknown":
        return f"{one.profile} unknown"
    usd = "" if one.saving is None or no_figure else f", {dollars(one.saving)}"
    return f"{one.profile} {one.verdict} ({one.confidence.replace('only-', 'only ')}{usd})"


def _flags(decision: Decision, style: Style) -> str:
    said = [f"{flag}: {FLAGS.get(flag, 'see the documentation')}" for flag in flags_in_order(decision.flags)]
    return style.alarm(_section("Flags", said, style)) if said else ""


def _section(title: str, lines: list[str], style: Style) -> str:
    head = style.bold(paragraph(title, style, "  "))
    return "\n".join([head, *(paragraph(line, style, "    ", "      ") for line in lines)])


def _caveats(report: Report, style: Style) -> str:
    said = (
        "Estimates, not measurements: absolute dollars within a factor of ten; order and direction are the"
        f" answer. {anchor(report)} Loss if exploited, estimated: median {dollars(report.loss_median)}, mean"
        f" {dollars(report.loss_mean)}. {report.draws:,} worlds, seed {report.seed or 'median'}."
    )
    lines = [*changed_lines(report)]
    named = {decision.package for decision in report.decisions}
    lines += [] if style.quiet else notices(report, about=named)
    return "\n".join([paragraph(said, style), *(paragraph(line, style, hanging="  ") for line in lines)])
