"""One decision as text: short beside the list, in full on its own screen."""

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text

from depcalc.render.explain import render_explain
from depcalc.render.phrases import anchor, confidence, is_malicious, saving, verdict_words
from depcalc.render.style import Style
from depcalc.render.text import cut, scrub, wrap
from depcalc.render.use import functions
from depcalc.render.why import render_why
from depcalc.render.wording import amount, listed, spread
from depcalc.tui.inks import alarmed, bar, bold, coloured, fitted, ink, plain, verdict
from depcalc.tui.race import race
from depcalc.values.lock import Key
from depcalc.values.placement import Placement
from depcalc.values.report import Decision, OptionCost, Report, SharedRow

MOST_PLACES = 3
ROOMY = 60  # cells; below it ranges and reasons do not stand beside the options


def pane(decision: Decision, width: int, style: Style) -> Text:
    """What fits beside the list: verdict, asks, options, the race."""
    d = scrub(decision, lambda text: plain(text, style))
    text = Text()
    text.append_text(title(d, width, style))
    text.append_text(_asks(d, width, style))
    text.append_text(options(d, width, style))
    if d.verdict != "unknown" and not is_malicious(d):
        text.append("\n")
        text.append_text(race(d, width, style))
    text.append_text(_uses(d, width))
    text.append("\n")
    text.append_text(alarmed(wrap(" ".join(d.flags), width), style))
    return text


def title(d: Decision, width: int, style: Style) -> Text:
    """What it is about, the verdict and how sure it is."""
    text = bold(f"{d.package} {d.version}   ")
    text.append_text(verdict(d.verdict, style, verdict_words(d)))
    text.append("\n")
    if d.verdict != "unknown":
        text.append(f"{wrap(confidence(d), width)}\n", "dim")
    if said := saving(d):
        text.append(f"{wrap(said, width)}\n")
    if d.leaves_with:
        text.append(f"{wrap(f'with it leave {listed(d.leaves_with, 4)}', width)}\n")
    if d.stays_because:
        text.append(f"{wrap(f'stays: needed by {listed(d.stays_because, 4)}', width)}\n")
    return text


def _asks(d: Decision, width: int, style: Style) -> Text:
    if not d.asks:
        return Text("\n")
    lines = [wrap(f"{n}. {ask}", width, "", "   ") for n, ask in enumerate(d.asks, 1)]
    return alarmed("\n".join(["", *lines, "", ""]), style)


def options(d: Decision, width: int, style: Style) -> Text:
    """Every option with its cost, cheapest first, a bar, and why it is closed."""
    text = bold("Options, estimated $/yr\n")
    most = max((o.cost.mean for o in d.options), default=0.0) or 1.0
    ordered = sorted(d.options, key=lambda o: (not o.applies, o.cost.mean))
    for option in ordered:
        text.append_text(_option(option, d, most, width, style))
    for why in dict.fromkeys(o.why_not for o in ordered if not o.applies and width < ROOMY):
        names = listed(o.name for o in ordered if not o.applies and o.why_not == why)
        text.append(wrap(f"closed: {names}: {why}", width, "  ", "    ") + "\n", "dim")
    return text


def _option(option: OptionCost, d: Decision, most: float, width: int, style: Style) -> Text:
    line = Text(f"  {fitted(option.name, 18)}{fitted(amount(option.cost.mean), 7, '>')} ")
    if option.name == d.verdict:
        line.stylize("bold")
    if not option.applies:
        line.append(cut(option.why_not, width - 28) if width >= ROOMY else "closed", "dim")
        return line.append("\n")
    room = max(4, min(12, width - 28))
    line.append(fitted(bar(option.cost.mean / most, room, style), room), ink(option.name, style))
    if width >= ROOMY:
        line.append(f"  {spread(option.cost)}")
    line.rstrip()
    return line.append("\n")


def _uses(d: Decision, width: int) -> Text:
    said = functions(d.slice)
    places = list(dict.fromkeys(f"{use.path}:{use.line}" for use in d.slice.names))
    lines = [f"You use {said} functions." if said else ""]
    lines += [f"at {place}" for place in places[:MOST_PLACES]]
    if len(places) > MOST_PLACES:
        lines.append(f"and {len(places) - MOST_PLACES} more places")
    shown = [wrap(line, width) for line in lines if line]
    return Text("\n".join(["", *shown, ""])) if shown else Text("")


# ------------------------------------------------------------------ in full


def full(
    report: Report,
    place: Placement | None,
    paths: Sequence[Sequence[Key]] | None,
    width: int,
    style: Style,
) -> Text:
    """Race and options drawn, then every number as `depcalc explain` says it, then the paths.

    report   explained, with this decision alone
    """
    style = replace(style, width=width, colour="truecolor", quiet=True)
    shown = scrub(report.decisions[0], lambda text: plain(text, style))
    text = title(shown, width, style)
    text.append("\n")
    if shown.verdict != "unknown" and not is_malicious(shown):
        text.append_text(race(shown, width, style))
        text.append("\n")
    text.append_text(options(shown, width, style))
    text.append("\n")
    text.append_text(coloured(render_explain(report, style)))
    text.append("\n")
    if place is not None and paths is not None:
        text.append_text(coloured(render_why(place, tuple(map(tuple, paths)), style)))
    return text


def indirect(
    place: Placement, paths: Sequence[Sequence[Key]], report: Report, width: int, style: Style
) -> Text:
    """A package without a row of its own: which rows bring it, and its share of the money."""
    style = replace(style, width=width, colour="truecolor", quiet=True)
    row = next((row for row in report.packages if row.name == place.name), None)
    text = bold(f"{plain(place.name, style)} {plain(row.version if row else '', style)}\n")
    text.append("Indirect: it has no decision of its own, its cost is in other rows.\n\n")
    if row:
        text.append(f"Estimated {amount(row.today_usd)} $/yr of its own as the lock stands.\n")
        if row.advisories:
            said = f"vulnerable: {listed(plain(one, style) for one in row.advisories)}\n"
            text.append_text(alarmed(said, style))
    text.append("\n")
    text.append_text(coloured(render_why(place, tuple(map(tuple, paths)), style)))
    return text


def shared(row: SharedRow, report: Report, width: int, style: Style) -> Text:
    """What several rows need and is no direct requirement."""
    usd = {one.name: one.today_usd for one in report.packages}
    text = bold("Shared by several rows\n")
    text.append(
        wrap("No row takes these with it, so they are counted once, here. Estimated $/yr.", width) + "\n\n"
    )
    for name in sorted(row.packages, key=lambda one: -usd.get(one, 0.0)):
        text.append(f"  {fitted(amount(usd.get(name)), 7, '>')}  {plain(name, style)}\n")
    text.append(f"\n{wrap('Needed by ' + listed((plain(n, style) for n in row.needed_by), 12), width)}\n")
    text.append(f"\n{wrap(anchor(report), width)}\n", "dim")
    return text
