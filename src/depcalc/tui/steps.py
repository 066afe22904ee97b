"""The steps of a plan: budgets to try, what a step decides, why it stands where it stands. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import takewhile

from depcalc.render.wording import between, count, dollars, listed
from depcalc.tui.dials import ladder
from depcalc.tui.writing import Change, decided
from depcalc.values.plan import Step
from depcalc.values.report import Decision

VERDICTS = {
    "drop": "drop", "replace": "replace", "vendor": "vendor", "rewrite": "rewrite", "upgrade": "keep", "move": "keep",
}  # fmt: skip
LEAST = 1_000  # a budget below this part of all that pays buys nothing to speak of
COOLDOWN = "set a cooldown"
STATES = {
    "in": "The budget reaches it.",
    "part": "The budget ends in it.",
    "beyond": "The budget ends before it.",
    "not worth it": "Its work costs more than the loss it removes, or it removes none.",
}


def budgets(whole: float) -> tuple[float | None, ...]:
    """Nothing, then 1, 2, 5 ... below what all that pays costs, then all of it (None)."""
    rungs = takewhile(lambda usd: usd < whole, ladder(0, 12))
    return (0.0, *(usd for usd in rungs if usd * LEAST >= whole), None)


def place(scale: Sequence[float | None], budget: float | None) -> int:
    """Where a budget stands among these, also one that is none of them."""
    if budget is None:
        return len(scale) - 1
    return sum(1 for usd in scale if usd is not None and usd < budget)


def moved(scale: Sequence[float | None], budget: float | None, by: int) -> float | None:
    """The next budget; the same at an end."""
    return scale[min(max(place(scale, budget) + by, 0), len(scale) - 1)]


def decides(step: Step, cooldown: float | None, today: date) -> tuple[Change, ...]:
    """What doing it decides, to be written: a verdict with what it asks for, or the cooldown of the project.
    A search is recorded once it was made, so it decides nothing."""
    if step.kind == "cooldown" and cooldown is not None:
        return (Change("setting", (("cooldown", int(cooldown) if cooldown == int(cooldown) else cooldown),)),)
    if step.kind not in VERDICTS:
        return ()
    return tuple(decided(name, VERDICTS[step.kind], step.asks, today) for name in step.packages)


def no_decision(step: Step) -> str:
    """Why there is nothing to write about it."""
    if step.kind == "harden":
        return "A search is recorded once it was made: depcalc ledger add NAME --at PATH --searched-usd USD"
    return "This step decides nothing that the configuration holds."


def reasons(
    step: Step, decisions: Iterable[Decision], writes: Sequence[Change], named: Callable[[str], str]
) -> str:
    """Why the step is in the plan, and where: paragraphs. `named` makes outside text harmless."""
    parts = [f"{named(step.what)}.", STATES[step.state], _costs(step)]
    if step.urgent:
        parts.append("A malicious release: no budget decides on it.")
    else:
        parts.append(
            f"Removes an estimated {dollars(step.removed.mean)} a year of expected loss ({between(step.removed)})."
        )
    if step.kind == "cooldown":
        asking = [named(d.package) for d in decisions if COOLDOWN in d.asks]
        parts.append(f"{count(len(asking), 'row')} ask for it: {listed(asking, 8)}." if asking else "")
    if step.frees:
        parts.append(f"Leaves with it: {listed([named(name) for name in step.frees], 8)}.")
    if step.meanwhile:
        parts.append(f"Until then upgrade {listed([named(name) for name in step.meanwhile], 8)}.")
    parts.append(
        f"space chooses {listed([named(c.words) for c in writes], 4)}." if writes else no_decision(step)
    )
    return "\n\n".join(filter(None, parts))


def _costs(step: Step) -> str:
    if not step.cost and not step.yearly:
        return "It costs no work to speak of."
    later = f"{dollars(abs(step.yearly))} a year {'more' if step.yearly > 0 else 'less'} work after that"
    said = f"First year {dollars(step.cost)}, {dollars(step.once)} of it once"
    return f"{said}; {later}." if abs(step.yearly) >= 1 else f"{said}."
