"""The costs of one decision, option by option, and the hazards behind them by channel."""

from depcalc.render.frame import indented, inner, paragraph
from depcalc.render.grid import Cell, Column, lay_out
from depcalc.render.style import Style
from depcalc.render.wording import amount, share, spread, two
from depcalc.values.report import Decision, OptionCost

COSTS = (
    Column("estimated $ a year", least=8),
    Column("mean", ">"),
    Column("5 % – 95 %", ">"),
    Column("loss", ">"),
    Column("work", ">"),
    Column(""),
)
HAZARDS = (
    Column("hit us, estimated % of years", least=8),
    Column("0-day", ">"),
    Column("n-day", ">"),
    Column("supply chain", ">"),
)


def render_costs(decision: Decision, style: Style) -> str:
    """Every costed option, what is closed and why, and what money alone would say."""
    rows = [_row(option, decision, style) for option in decision.options]
    table = indented(lay_out(COSTS, rows, width=inner(style), title_ink=style.dim))
    notes = [*_closed(decision), *_odds(decision)]
    return "\n".join([table, *(paragraph(note, style, "  ") for note in notes)])


def _row(option: OptionCost, decision: Decision, style: Style) -> list[Cell]:
    ink = style.bold if option.name == decision.verdict else str
    cost = option.cost
    texts = (option.name, amount(cost.mean), spread(cost), amount(option.loss.mean), amount(option.work))
    return [*(Cell(text, ink) for text in texts), Cell("" if option.applies else "closed", style.dim)]


def _closed(decision: Decision) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for option in decision.options:
        if not option.applies:
            reasons.setdefault(option.why_not, []).append(option.name)
    return [f"Closed: {', '.join(names)} ({why})." for why, names in reasons.items()]


def _odds(decision: Decision) -> list[str]:
    if behind := decision.behind_gate:
        return [
            f"Behind the gate, money alone would say {behind.verdict} ({behind.confidence}): it is the"
            f" cheapest in {share(behind.p_best)} of the worlds."
        ]
    advised = decision.advised
    if advised is None or advised.p_best is None or decision.confidence == "only-option":
        return []
    return [f"Of what is open, {decision.verdict} is the cheapest in {share(advised.p_best)} of the worlds."]


def render_hazards(decision: Decision, style: Style) -> str:
    """How often each channel hits, for today, the verdict and a rewrite as people usually do it."""
    shown = [o for o in decision.options if o.name in ("today", decision.verdict, "rewrite-unhardened")]
    rows = []
    for option in shown:
        hazard = option.hazard
        channels = (hazard.zero_day, hazard.n_day, hazard.supply_chain)
        rows.append([Cell(option.name), *(Cell(two(100 * per_year)) for per_year in channels)])
    return indented(lay_out(HAZARDS, rows, width=inner(style), title_ink=style.dim)) if rows else ""
