"""The crowd against you: what others spend on searching the package, and what you would need to match it."""

from collections.abc import Iterator, Mapping

from depcalc.render.frame import paragraph
from depcalc.render.style import Style
from depcalc.render.wording import between, dollars, rough, share, times, two
from depcalc.values.report import Decision

CHANNELS: Mapping[str, str] = {
    "users": "users and scanners",
    "revealed": "searches behind recent advisories",
    "oss-fuzz": "fuzzing",
    "takeover": "scrutiny after a takeover",
    "floor": "anyone at all",
}


def render_crowd(decision: Decision, style: Style) -> str:
    """Who is ahead first, then the figures behind it."""
    body = [paragraph(sentence, style, "    ") for sentence in _sentences(decision)]
    return "\n".join([style.bold("  Crowd against you"), *body])


def _sentences(decision: Decision) -> Iterator[str]:
    spend = decision.collective_spend
    channels = ", ".join(
        f"{CHANNELS.get(name, name)} {dollars(usd)}" for name, usd in decision.spend_channels if usd
    )
    yield _ahead(decision)
    yield (
        f"Others search this package for an estimated {dollars(spend.mean)} a year (assumed; median"
        f" {dollars(spend.p50)}, {between(spend)})" + (f": {channels}." if channels else ".")
    )
    yield (
        f"An unhardened rewrite carries {times(decision.ratio)} keeping it, more in"
        f" {share(decision.p_riskier)} of the worlds; a rewrite's own best hardening budget is an"
        f" estimated {dollars(decision.rewrite_budget)} a year."
    )
    yield (
        f"How flawed, estimated: each 2.7-fold increase of all search finds {two(decision.flaws)} serious"
        f" flaws in the library, which has {dollars(decision.hardening.mean)} of it behind it, and"
        f" {two(decision.flaws_own)} in a fresh rewrite, which has {dollars(decision.hardening_own)}. The"
        f" next $1,000 of search is estimated to find {two(decision.yield_keep)} there and"
        f" {two(decision.yield_rewrite)} in the rewrite."
    )
    yield (
        f"To an attacker the library is worth an estimated {dollars(decision.attacker_prize.mean)}; it stops"
        f" paying at {dollars(decision.break_even_spend.mean)} a year of everybody's search."
    )


def _ahead(decision: Decision) -> str:
    need = decision.parity_budget
    if need is None:
        return "The crowd is ahead: no budget within an estimated $100M a year makes a rewrite no riskier."
    if need == 0:
        part = "" if decision.slice.basis == "measured" else ", on a part that is assumed, not measured"
        return f"The crowd is not ahead: your own would already be no riskier{part}."
    return (
        f"The crowd is ahead: you would need an estimated ${rough(need)} a year of your own hardening for a"
        " rewrite no riskier than keeping it."
    )
