"""What would flip the decision that is explained: each input moved by the setting a reader would use.

A question goes the way of a run: settings, table, inputs, worlds. So what is found here is what a second run with
that setting finds.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from depcalc import policy
from depcalc.assumptions import ABOUT_ONE, LIMITS
from depcalc.model.draws import Draws, KeptScores, Worlds
from depcalc.model.evpi import everything_worth, thirds_worth
from depcalc.model.library import attention, library
from depcalc.model.own import rewrite
from depcalc.model.sensitivity import Asked, Weighed, candidates, switches, weigh
from depcalc.pipeline.case import Case, case_of
from depcalc.pipeline.priors import table
from depcalc.pipeline.stated import INPUTS, as_stated
from depcalc.values.assumptions import Assumption
from depcalc.values.fact import Fact
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey
from depcalc.values.switch import Of, Question, Questions, SwitchPoint

Set = Callable[[Settings, float], Settings]
CONSTANTS = ("horizon", "cooldown", "stakes", "hysteresis")  # without a range, and a matter of choice
LEAST_USD = 1.0  # $/yr below which an answer is worth nothing
SCREEN = 8  # one in so many worlds is enough to see which inputs move the decision at all
MOST_LEVERS = 12  # inputs searched for one row
LEAST_LEAD = 1e-9  # $/yr; in a few worlds another choice may lead
KEPT_LEAD = 0.5  # an input that leaves this share of the lead at both ends is searched no further


@dataclass(frozen=True, slots=True)
class Lever:
    """One input and how a reader moves it: `low` and `high` are the ends of its plausible range."""

    input: str
    unit: str
    now: float
    low: float
    high: float
    flag: str
    put: Set


@dataclass(frozen=True, slots=True)
class Probe:
    """The row that is explained, under settings that differ from the run's in one number."""

    survey: Survey
    settings: Settings
    name: str
    asked: Asked
    w: Worlds
    few: Worlds

    def weigh(self, settings: Settings, w: Worlds) -> Weighed:
        """What leads under other settings; inputs are made anew where a package is spoken of."""
        t = table(self.survey, settings)
        if _about_one(settings) == _about_one(self.settings):
            return weigh(self.asked, w.under(t))
        seen = as_stated(self.survey, settings, t)
        return weigh(asked_of(case_of(only(seen, self.asked), settings, t), self.name), w.under(t))


def _about_one(settings: Settings) -> list[tuple[str, str, str]]:
    return [one for one in settings.overrides if ABOUT_ONE in one[0]]


def only(survey: Survey, asked: Asked) -> Survey:
    """The survey of one row, what leaves with it, and what could take its place."""
    names = {asked.row.package.name, *asked.row.children}
    coming = {e.name: e.successor for e in survey.evidence}[asked.row.package.name]
    names |= {coming.value.target} if isinstance(coming, Fact) else set()
    return replace(
        survey,
        placements=tuple(p for p in survey.placements if p.name in names),
        evidence=tuple(e for e in survey.evidence if e.name in names),
    )


def asked_of(case: Case, name: str) -> Asked:
    """One row of a case."""
    row = next(row for row in case.rows if row.package.name == name)
    leaving = set(row.children)
    below = tuple(p for p in case.indirect if p.name in leaving)
    return Asked(row, below, case.context)


def probe_of(survey: Survey, settings: Settings, name: str, case: Case, w: Worlds) -> Probe:
    """Ready for questions about one row."""
    seed, clip = w.scores.seed, w.t["rule.clip"]
    same = Worlds(w.t, KeptScores(w.n, seed, clip), w.drawn)
    few = Worlds(w.t, KeptScores(max(1, w.n // SCREEN), seed, clip))
    return Probe(survey, settings, name, asked_of(case, name), same, few)


# ------------------------------------------------------------------ switch points


def switch_points(probe: Probe) -> tuple[SwitchPoint, ...]:
    """Every input that flips the decision inside its plausible range, the nearest first."""
    choices = probe.asked.choices
    if not choices or not policy.is_ruled_by_money(probe.asked.row.package):
        return ()
    base = weigh(probe.asked, probe.w)
    chosen = {of: base.among(names) for of, names in choices.items()}
    points = [one for lever in _strong(probe, chosen) for one in _of_lever(probe, lever, chosen)]
    return tuple(sorted(points, key=lambda x: (x.of != "verdict", _distance(x), x.input, x.side)))


def _distance(point: SwitchPoint) -> float:
    """How far it is from where the input is now, as a factor."""
    return max(point.value / point.now, point.now / point.value)


def _strong(probe: Probe, chosen: Mapping[Of, str]) -> list[Lever]:
    """The levers that, at an end and in a few worlds, take most of the lead of what is chosen away."""
    choices = probe.asked.choices
    base = weigh(probe.asked, probe.few)
    lead = {of: max(base.margin(chosen[of], names), LEAST_LEAD) for of, names in choices.items()}

    def kept(lever: Lever) -> float:
        ends = [probe.weigh(lever.put(probe.settings, x), probe.few) for x in (lever.low, lever.high)]
        return min(end.margin(chosen[of], names) / lead[of] for end in ends for of, names in choices.items())

    ranked = sorted(((kept(lever), lever.input, lever) for lever in levers(probe)), key=lambda x: x[:2])
    return [lever for share, _, lever in ranked[:MOST_LEVERS] if share < KEPT_LEAD]


def _of_lever(probe: Probe, lever: Lever, chosen: Mapping[Of, str]) -> Iterator[SwitchPoint]:
    seen: dict[float, Weighed] = {}

    def weigh_at(value: float) -> Weighed:
        if value not in seen:
            seen[value] = probe.weigh(lever.put(probe.settings, value), probe.w)
        return seen[value]

    for of, names in probe.asked.choices.items():
        for found in switches(weigh_at, lever.now, lever.low, lever.high, chosen[of], names):
            yield SwitchPoint(
                input=lever.input,
                value=found.value,
                unit=lever.unit,
                side=found.side,
                becomes=found.becomes,
                now=lever.now,
                setting=lever.flag,
                of=of,
            )


def levers(probe: Probe) -> Iterator[Lever]:
    """Every input that a reader can move: the assumptions with a range, a few without, and the package's own."""
    t = probe.w.t
    for row in t.rows.values():
        if row.p05 is None or row.p95 is None or row.key.startswith("anchor."):
            if row.key in CONSTANTS and row.p50 > 0:
                flag, put = _setter(row.key)
                yield Lever(row.key, row.unit, row.p50, *_around(row, t["rule.switch_constant"]), flag, put)
        elif row.p05 < row.p95:
            flag, put = _setter(row.key)
            yield Lever(row.key, row.unit, row.p50, row.p05, row.p95, flag, put)
    yield from _own_levers(probe, t["rule.switch_span"])


def _around(row: Assumption, span: float) -> tuple[float, float]:
    """The ends of what a constant may be asked to be, within what a setting of it takes."""
    least, most = LIMITS.get(row.key, (0.0, math.inf))
    return max(least, row.p50 / span), min(most, row.p50 * span)


def _own_levers(probe: Probe, span: float) -> Iterator[Lever]:
    p = probe.asked.row.package
    now = {"lines": 1000 * p.slice, "users": p.orgs, "spend": p.spend}
    most = {"lines": 1000 * p.size}
    for what, value in now.items():
        key = f"{p.name}{ABOUT_ONE}{what}"
        high = min(value * span, most.get(what, value * span))
        yield Lever(what, INPUTS[what][1], value, value / span, high, f"--set {key}=", _overriding(key))


def _setter(key: str) -> tuple[str, Set]:
    """The flag of an assumption and what it does; `--loss` and `--price` move a median and keep its spread."""
    if key == "loss":
        return "--loss ", lambda s, x: replace(s, loss=x)
    if key == "price":
        return "--price ", lambda s, x: replace(s, price=x, prices="")
    return f"--set {key}=", _overriding(key)


def _overriding(key: str) -> Set:
    return lambda s, x: replace(s, overrides=(*s.overrides, (key, repr(x), "--set")))


# ------------------------------------------------------------------ which question first


def questions(probe: Probe) -> Questions | None:
    """What an answer to each question would be worth; None where there is nothing to choose."""
    choices = probe.asked.choices
    if not choices or not policy.is_ruled_by_money(probe.asked.row.package):
        return None
    of: Of = "verdict" if "verdict" in choices else "behind_gate"
    cost = [x for name, x in candidates(probe.asked, probe.w).items() if name in choices[of]]
    worth = thirds_worth(cost, _inputs(probe))
    single = [Question(name, usd) for name, usd in worth.items() if usd >= LEAST_USD]
    return Questions(of, everything_worth(cost), tuple(sorted(single, key=lambda q: (-q.usd, q.input))))


def _inputs(probe: Probe) -> dict[str, Draws]:
    """The draws of every assumption and of the package's own inputs."""
    w, p = probe.w, probe.asked.row.package
    lib, att = library([p], w), attention([p], w, probe.asked.context)
    _, noise = rewrite(lib, w)
    own = {"kappa": lib.kappa, "llm": noise, "q": att.q, "slice": lib.used, "spend": lib.spend}
    return {**dict(sorted(w.drawn.items())), **{name: x[0] for name, x in own.items()}}
