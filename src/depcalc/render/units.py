"""Search paid for, in dollars, in tokens, or in attempts: one attempt is 100 million tokens."""

from collections.abc import Callable

from depcalc.render.wording import dollars, two
from depcalc.values.report import Range

MTOK_PER_ATTEMPT = 100.0
UNITS = ("usd", "tokens", "attempts")
Shown = Callable[[float], str]


def shown_in(unit: str, usd_per_mtok: float) -> Shown:
    """Dollars as words in one unit; tokens are dollars over the median price."""
    if unit == "usd":
        return dollars
    return lambda usd: of_tokens(unit, usd / usd_per_mtok)


def of_tokens(unit: str, mtok: float) -> str:
    """Millions of tokens as words."""
    if unit == "attempts":
        tries = mtok / MTOK_PER_ATTEMPT
        return f"{two(tries)} attempt" if f"{two(tries)}" in ("1", "1.0") else f"{two(tries)} attempts"
    return f"{two(1e6 * mtok)} tokens"


def between_in(usd: Range, shown: Shown) -> str:
    """The 5 % and 95 % ends in a sentence."""
    return f"{shown(usd.p05)} and {shown(usd.p95)}"


def what_unit(unit: str, usd_per_mtok: float) -> str:
    """How dollars became tokens; "" for dollars."""
    if unit == "usd":
        return ""
    one = "" if unit == "tokens" else " One attempt is 100 million tokens of search."
    return f"Effort in tokens at ${usd_per_mtok:g} per million.{one}"
