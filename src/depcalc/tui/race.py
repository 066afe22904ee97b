"""The race: what the crowd spends against what you would need, and what an attacker would pay. One look says
who is ahead."""

from rich.text import Text

from depcalc.render.style import Style
from depcalc.render.wording import dollars, rough, times, two
from depcalc.tui.inks import bar, bold, fitted, ink, log_part
from depcalc.values.report import Decision

LABEL, FIGURE = 17, 9
DECADE = 10.0
LEAST = 1.0  # USD at which a bar begins


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
        ("crowd", decision.collective_spend.mean, "keep", "$/yr"),
        ("you would need", need, "rewrite", "$/yr"),
        ("attacker's prize", decision.attacker_prize.mean, "alarm", "$"),
        ("stops paying at", decision.break_even_spend.mean, "vendor", "$/yr"),
    ]
    most = max([LEAST * DECADE, *(usd for _, usd, _, _ in lines if usd)])
    room = max(4, width - LABEL - FIGURE - 8)
    text = bold(f"The race   ahead: {ahead(decision)}\n")
    for label, usd, colour, unit in lines:
        figure = "no budget" if usd is None else (rough(usd) if label == "you would need" else two(usd))
        drawn = "" if usd is None else bar(log_part(usd, LEAST, most), room, style)
        text.append(f"  {fitted(label, LABEL)}{fitted(figure, FIGURE, '>')} {fitted(unit, 5)}")
        text.append(f"{drawn}\n", "" if colour == "alarm" else ink(colour, style))
    text.append(f"  Bars: tenfold steps from $1 to {dollars(most)}. All estimated.\n", "dim")
    text.append(
        f"  The next $1,000 of search finds {two(decision.yield_keep)} serious flaws in it,"
        f" {two(decision.yield_rewrite)} in your own. Unhardened, your own carries {times(decision.ratio)} it.\n"
    )
    return text
