"""The crowd against you: what others spend on searching the package, and what you would need to match it."""

from collections.abc import Iterator, Mapping

from depcalc.render.frame import paragraph
from depcalc.render.style import Style
from depcalc.render.text import GLUE
from depcalc.render.units import Shown, between_in, shown_in, what_unit
from depcalc.render.wording import share, times, two
from depcalc.values.report import Decision

CHANNELS: Mapping[str, str] = {
    "users": "users and scanners",
    "revealed": "searches behind recent advisories",
    "oss-fuzz": "fuzzing",
    "takeover": "scrutiny after a takeover",
    "floor": "anyone at all",
}


def render_crowd(decision: Decision, style: Style, usd_per_mtok: float) -> str:
    """Who is ahead first, then the figures behind it."""
    said = [*_sentences(decision, shown_in(style.unit, usd_per_mtok)), what_unit(style.unit, usd_per_mtok)]
    body = [paragraph(sentence, style, "    ") for sentence in said if sentence]
    return "\n".join([style.bold("  Crowd against you"), *body])


def _sentences(decision: Decision, shown: Shown) -> Iterator[str]:
    spend = decision.collective_spend
    channels = ", ".join(
        f"{CHANNELS.get(name, name)} {shown(usd)}" for name, usd in decision.spend_channels if usd
    )
    yield _ahead(decision, shown)
    yield (
        f"Others search this package for an estimated {shown(spend.mean)} a year (assumed; median"
        f" {shown(spend.p50)}, 90{GLUE}% of the worlds between {between_in(spend, shown)})"
        + (f"; of that median {channels}." if channels else ".")
    )
    yield (
        f"An unhardened rewrite carries {times(decision.ratio)} keeping it, more in"
        f" {share(decision.p_riskier)} of the worlds; the rewrite beside it is costed with an"
        f" estimated {shown(decision.rewrite_budget)} of hardening a year."
    )
    yield (
        f"How flawed, estimated: each 2.7-fold increase of all search finds {two(decision.flaws)} serious"
        f" flaws in the library, which has {shown(decision.hardening.mean)} of it behind it, and"
        f" {two(decision.flaws_own)} in a fresh rewrite, which has {shown(decision.hardening_own)}. The"
        f" next $1,000 of search is estimated to find {two(decision.yield_keep)} there and"
        f" {two(decision.yield_rewrite)} in the rewrite."
    )
    yield (
        f"To an attacker the library is worth an estimated {shown(decision.attacker_prize.mean)}; it stops"
        f" paying at {shown(decision.break_even_spend.mean)} a year of everybody's search."
    )


def _ahead(decision: Decision, shown: Shown) -> str:
    need = decision.parity_budget
    if need is None:
        return "The crowd is ahead: no budget within an estimated $100M a year makes a rewrite no riskier."
    if need == 0:
        part = "" if decision.slice.basis == "measured" else ", on a part that is assumed, not measured"
        return f"The crowd is not ahead: your own would already be no riskier{part}."
    return (
        f"The crowd is ahead: you would need {_roughly(need, shown)} a year of your own hardening for a"
        " rewrite no riskier than keeping it."
    )


def _roughly(usd: float, shown: Shown) -> str:
    """One digit: it moves by half from seed to seed."""
    return "less than an estimated $1" if usd < 1 else f"an estimated {shown(float(f'{usd:.0e}'))}"
