"""Every number and range that a reader sees: two digits, a unit, and no more certainty than there is.

Ratios are words, because their last digits are noise: under a tenth, "a small part of"; to 0.35 "a fraction
of"; to 0.67 "about half"; to 1.5 "about the same"; to 2.5 "about twice"; to 9 "several times"; to 20 "about
ten times"; to 90 "tens of times"; beyond "a hundred times or more". Shares never reach 0 % or 100 %.
"""

from collections.abc import Iterable, Sequence

from depcalc.render.text import GLUE
from depcalc.values.report import Range

CENT = 0.01
RATIOS = (
    (0.1, "a small part of the loss of"),
    (0.35, "a fraction of the loss of"),
    (0.67, "about half the loss of"),
    (1.5, "about the same loss as"),
    (2.5, "about twice the loss of"),
    (9.0, "several times the loss of"),
    (20.0, "about ten times the loss of"),
    (90.0, "tens of times the loss of"),
)


def two(value: float) -> str:
    """Two significant digits: 0.0042, 7.1, 640, 930,000, 1.6M, 2.3B, 4.0T."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, exponent = f"{abs(value):.1e}".split("e")
    power = int(exponent)
    if power < -6:
        return f"{sign}{mantissa}e{power}"
    for size, letter in ((12, "T"), (9, "B"), (6, "M")):
        if power >= size:
            return sign + _plain(float(mantissa), power - size) + letter
    return sign + _plain(float(mantissa), power)


def _plain(mantissa: float, power: int) -> str:
    return f"{mantissa * 10.0**power:,.{max(0, 1 - power)}f}"


def amount(usd: float | None) -> str:
    """Dollars in a column that names the unit; "-" where there is no figure."""
    if usd is None:
        return "-"
    if 0 < abs(usd) < CENT:
        return "<0.01" if usd > 0 else "-<0.01"
    return two(usd)


def rough(usd: float | None) -> str:
    """One digit, for a budget that moves by half from seed to seed; "-" where there is no figure."""
    if usd is None or usd == 0:
        return amount(usd)
    if usd < 1:
        return "<1"
    return two(float(f"{usd:.0e}"))


def dollars(usd: float) -> str:
    """Dollars in a sentence."""
    if 0 < abs(usd) < CENT:
        return "less than a cent"
    return f"-${two(-usd)}" if usd < 0 else f"${two(usd)}"


def spread(usd: Range) -> str:
    """The 5 % and 95 % ends in a column."""
    return f"{amount(max(usd.p05, 0.0))} – {amount(max(usd.p95, 0.0))}"


def between(usd: Range) -> str:
    """The 5 % and 95 % ends in a sentence."""
    return f"90{GLUE}% of the worlds between {dollars(usd.p05)} and {dollars(usd.p95)}"


def share(part: float) -> str:
    """A share of worlds or of code, never quite nothing or all of it."""
    percent = round(100 * part)
    if percent >= 100:
        return f"over 99{GLUE}%"
    return f"under 1{GLUE}%" if percent < 1 else f"{percent}{GLUE}%"


def shares(parts: Sequence[float]) -> list[str]:
    """Shares of one whole, in per cents that add up to 100; what is less than half of one says so."""
    exact = [100 * part for part in parts]
    percents = [int(x) for x in exact]
    by_rest = sorted(range(len(parts)), key=lambda k: (percents[k] - exact[k], k))
    for k in by_rest[: max(0, round(sum(exact)) - sum(percents))]:
        percents[k] += 1
    return [
        f"under 1{GLUE}%" if whole == 0 < part else f"{whole}{GLUE}%"
        for whole, part in zip(percents, parts, strict=True)
    ]


def of_years(per_year: float) -> str:
    """A small yearly hazard as a share of years."""
    return f"{two(100 * per_year)}{GLUE}%"


def times(ratio: float) -> str:
    """How one expected loss compares with another, followed by the other: "several times the loss of" it."""
    return next((words for limit, words in RATIOS if ratio < limit), "a hundred times the loss or more of")


def lines_of_code(kloc: float) -> str:
    """Size in lines, whole ones where there are few."""
    lines = 1000 * kloc
    return count(round(lines), "line") if 0.5 <= lines < 9.5 else f"{two(lines)} lines"


def count(n: int, noun: str, plural: str = "") -> str:
    """ "1 package", "2 packages"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listed(words: Iterable[str], most: int = 6) -> str:
    """Names with commas; beyond `most` how many more there are."""
    names: Sequence[str] = tuple(words)
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more:,} more"


def six(value: float) -> float:
    """Six significant digits, for machines; never a negative zero."""
    return float(f"{value:.6g}") + 0.0
