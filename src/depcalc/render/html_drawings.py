"""The drawings of the page, each with the words that go with it."""

from collections.abc import Iterator, Mapping, Sequence

from depcalc.render.html_parts import Mark, frontier, race, said, stacked
from depcalc.render.wording import amount, count, dollars
from depcalc.values.report import Decision

MOST_RACED = 40
OPTIONS = ("today", "keep", "vendor", "rewrite")


def who_is_ahead(rows: Sequence[Decision]) -> str:
    """What the crowd spends, what you would need, and when an attack stops paying, of each package."""
    known = [d for d in rows if d.verdict != "unknown"]
    drawn = race([(d.package, tuple(_marks(d))) for d in known[:MOST_RACED]], "Crowd, you and the attacker")
    if not drawn:
        return ""
    ahead = sum(d.parity_budget is None or d.parity_budget > 0 for d in known)
    ahead_of = (
        f"The crowd is ahead of you for {count(ahead, 'package')} of {len(known)}: a rewrite of them is riskier than"
        " keeping them until you spend what the square says, every year."
    )
    legend = (
        "Circle: what the crowd spends a year. Square: what you would need to spend. Triangle: the search at which an"
        " attack stops paying. Dollars a year, each line ten times the one before."
    )
    left = len(known) - MOST_RACED
    more = said(f"The {MOST_RACED} dearest; {left} more in the table.", "soft") if left > 0 else ""
    return f"{said(ahead_of)}{drawn}{said(legend, 'soft')}{more}"


def _marks(d: Decision) -> Iterator[Mark]:
    yield Mark(
        d.collective_spend.mean,
        "crowd",
        f"{d.package}: the crowd spends {dollars(d.collective_spend.mean)} a year",
    )
    if d.parity_budget:
        yield Mark(d.parity_budget, "you", f"{d.package}: you would need {dollars(d.parity_budget)} a year")
    prize = d.break_even_spend.mean
    yield Mark(prize, "prize", f"{d.package}: an attack stops paying at {dollars(prize)} a year of search")


def money(rows: Sequence[Decision]) -> str:
    """Sums over the rows: what each option would lose by channel, and its work."""
    bars = [(name, _parts(rows, name)) for name in OPTIONS]
    bars = [(name, parts) for name, parts in bars if parts]
    drawn = stacked(
        [(name, list(parts.items())) for name, parts in bars], "Cost of the rows by option and channel"
    )
    if not drawn:
        return ""
    legend = (
        "Every row under one option, closed ones included: expected loss by channel, and work. Packages that several"
        " rows need are not in it."
    )
    table = "".join(
        f"<tr><th scope=row>{name}</th>{''.join(f'<td class=n>{amount(parts[kind])}</td>' for kind in KINDS)}</tr>"
        for name, parts in bars
    )
    heads = "".join(f'<th scope="col" class="n">{word}, $/yr</th>' for word in KINDS.values())
    swatches = "".join(map(_swatch, KINDS.items()))
    return (
        f'{drawn}<ul class="legend">{swatches}</ul>{said(legend, "soft")}<details><summary>The same as a table'
        f'</summary><div class="wide" role="region" aria-label="Cost by option and channel" tabindex="0"><table><thead>'
        f'<tr><th scope="col">option</th>{heads}</tr></thead><tbody>{table}</tbody></table></div></details>'
    )


def _swatch(kind: tuple[str, str]) -> str:
    name, word = kind
    square = f'<rect class="{name}" width="12" height="12"/>'
    return f'<li><svg width="12" height="12" aria-hidden="true">{square}</svg> {word}</li>'


KINDS = {
    "loss": "loss by flaws that nobody has published",
    "nday": "loss by published flaws",
    "supply": "loss by poisoned releases",
    "work": "work",
}


def _parts(rows: Sequence[Decision], name: str) -> Mapping[str, float]:
    sums = dict.fromkeys(KINDS, 0.0)
    for d in rows:
        option = d.option(name)
        if option is None:
            return {}
        h = option.hazard
        total = h.zero_day + h.n_day + h.supply_chain
        for kind, part in zip(KINDS, (h.zero_day, h.n_day, h.supply_chain), strict=False):
            sums[kind] += option.loss.mean * part / total if total > 0 else 0.0
        sums["work"] += max(0.0, option.work)
    return sums


def budget(steps: Sequence[tuple[float, float]]) -> str:
    """The frontier of budget against loss removed."""
    if not steps:
        return ""
    free = max((removed for spent, removed in steps if spent <= 0), default=0.0)
    words = f"What costs nothing comes first and takes away {dollars(free)} of loss a year. " if free else ""
    if max(spent for spent, _ in steps) <= 0:
        return said(f"{words}No step beyond that pays.")
    words += (
        "Along the plan, what pays most first: dollars of the first year against the yearly loss they remove."
    )
    return f"{said(words)}{frontier([(0.0, 0.0), *steps], 'Budget against loss removed')}"
