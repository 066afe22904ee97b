"""The race: what the crowd spends against what you would need, and what an attacker would pay. One look says
who is ahead."""

from rich.text import Text

from depcalc.render.style import Style
from depcalc.render.text import wrap
from depcalc.render.wording import dollars, rough, times, two
from depcalc.tui.inks import bar, bold, fitted, ink, log_part
from depcalc.values.report import Decision

LABEL, FIGURE = 17, 9
DECADE = 10.0


def ahead(decision: Decision) -> str:
    """Who is ahead, in one line."""
    need = decision.parity_budget
    if need is None:
        return "the crowd, out of reach"
    if need == 0:
        part = "" if decision.slice.basis == "measured" else " (on a part that is assumed)"
        return f"nobody: your own would be no riskier already{part}"
    return f"the crowd: own code needs ${rough(need)} of search a year to draw level"


def race(decision: Decision, width: int, style: Style) -> Text:
    """Four bars on one scale of tenfold steps, and what the next $1,000 of search finds on either side."""
    need = decision.parity_budget
    lines = [
        ("crowd spends", decision.collective_spend.mean, "keep"),
        ("you would need", need, "rewrite"),
        ("attacker's prize", decision.attacker_prize.mean, ""),
        ("break-even", decision.break_even_spend.mean, "vendor"),
    ]
    known = [usd for _, usd, _ in lines if usd] or [1.0]
    least, most = min(known) / DECADE, max(known)
    room = max(4, width - LABEL - FIGURE - 3)
    text = bold(wrap(f"The race; ahead: {ahead(decision)}", width) + "\n")
    for label, usd, colour in lines:
        figure = "no budget" if usd is None else (rough(usd) if label.startswith("you") else two(usd))
        drawn = "" if usd is None else bar(log_part(usd, least, most), room, style)
        text.append(f"  {fitted(label, LABEL)}{fitted(figure, FIGURE, '>')} ")
        text.append(f"{drawn}\n", ink(colour, style) if colour else "")
    said = f"Bars grow by tenfold steps, from {dollars(least)} to {dollars(most)}. Estimated; $ a year, the prize in $."
    text.append(wrap(said, width, "  ") + "\n", "dim")
    said = (
        f"The next $1,000 of search finds {two(decision.yield_keep)} serious flaws in it,"
        f" {two(decision.yield_rewrite)} in your own. Unhardened, your own carries {times(decision.ratio)} it."
    )
    text.append(wrap(said, width, "  ") + "\n")
    return text
