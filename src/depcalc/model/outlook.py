"""Years ahead: what attackers can afford against what they must outspend, as search gets cheaper.

The trend of prices is the assumption `decay` and nothing else; prizes and budgets stay in dollars.
docs/model.md, "Years ahead".
"""

from collections.abc import Mapping

import numpy as np

from depcalc.model.compare import curves
from depcalc.model.draws import Draws, Worlds
from depcalc.model.library import attention, library
from depcalc.model.own import average, rewrite
from depcalc.model.sensitivity import Asked
from depcalc.values.outlook import Effort, YearAhead


def years_ahead(asked: Asked, w: Worlds, start: int, verdicts: Mapping[int, str]) -> tuple[YearAhead, ...]:
    """Purses and walls of the row's package in each year.

    start     the first year, to which `verdicts` (years from it -> verdict) counts
    returns   medians over the worlds; chances are means

    Basis: `decay`, `price`; docs/model.md, "Years ahead".
    Holds: the kept wall loses its share of the first look only, an abandoned one more.
    """
    return tuple(_year(asked, w, start, y, verdict) for y, verdict in sorted(verdicts.items()))


@np.errstate(all="ignore")  # what is not finite is refused where the report is made
def _year(asked: Asked, w: Worlds, start: int, y: int, verdict: str) -> YearAhead:
    p, (curve, _) = asked.row.package, curves(w)
    lib, att = library([p], w), attention([p], w, asked.context)
    code, _ = rewrite(lib, w)
    cheaper = np.exp(-w["decay"] * y)  # price of search over today's
    tokens = 1 / (w["price"] * cheaper)  # millions, of today's quality, for a dollar of that year
    fade = w["decay"] + lib.churn[0]
    left = lib.stock[0] * np.exp(-fade * y)  # of what was searched, had the crowd stopped
    once = (code.spent() / average(code.fade, w) * np.exp(-code.fade * y))[
        0
    ]  # of a review, and nothing since
    look, own_look = lib.look[0] * cheaper, code.look[0] * cheaper
    kappa, own_kappa = lib.kappa[0], code.kappa[0]

    def effort(usd: Draws) -> Effort:
        return Effort(float(np.median(usd)), float(np.median(usd * tokens)))

    return YearAhead(
        year=start + y,
        purse_library=effort(kappa * lib.prize[0]),
        purse_own=effort(own_kappa * att.prize),
        wall_kept=effort(look + lib.stock[0]),
        wall_abandoned=effort(look + left),
        wall_own=effort(own_look + once),
        p_kept=float(curve.captured(kappa, look, lib.stock[0], lib.prize[0]).mean()),
        p_abandoned=float(curve.captured(kappa, look, left, lib.prize[0]).mean()),
        p_own=float(curve.captured(own_kappa, own_look, once, att.prize).mean()),
        verdict=verdict,
    )
