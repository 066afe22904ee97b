"""What can be moved in a what-if: assumptions with their steps, and the options of a package. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from depcalc.values.assumptions import BEST, CURVES, PROFILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from depcalc.values.report import Decision
    from depcalc.values.settings import Settings

EXPOSURES = ("internet", "internal", "library")
ONE_TWO_FIVE = (1.0, 2.0, 5.0)
ORIGIN = "what-if"
PREVIEW_DRAWS = 120
CHOOSABLE = ("today", "keep", "vendor", "rewrite", "rewrite-unhardened", "replace", "drop")


def ladder(low: int, high: int) -> tuple[float, ...]:
    """1, 2, 5, 10 ... between two powers of ten."""
    return tuple(step * 10.0**power for power in range(low, high) for step in ONE_TWO_FIVE)


class Dial(NamedTuple):
    """One assumption. `words` for a choice, `steps` for a number; `row` where it is a row of the table with no
    setting of its own."""

    key: str
    label: str
    unit: str = ""
    words: tuple[str, ...] = ()
    steps: tuple[float, ...] = ()
    row: bool = False


DIALS = (
    Dial("loss", "Loss if exploited", "$", steps=ladder(3, 10)),
    Dial("price", "Price of search", "$/Mtok", steps=ladder(-2, 3)),
    Dial("horizon", "Horizon", "years", steps=tuple(map(float, range(1, 16)))),
    Dial("cooldown", "Cooldown", "days", steps=(0.0, 1.0, 3.0, 7.0, 14.0, 30.0, 60.0)),
    Dial("curve", "Hardening curve", words=CURVES, row=True),
    Dial("profile", "Profile", words=PROFILES),
    Dial("exposure", "Exposure", words=EXPOSURES),
    Dial("rewrite_budget", "Hardening budget", steps=(BEST, 0.0, *ladder(1, 6)), row=True),
)
BY_KEY: Mapping[str, Dial] = {dial.key: dial for dial in DIALS}


def value(dial: Dial, settings: Settings, medians: Mapping[str, float]) -> float | str:
    """What is in force."""
    if dial.key == "curve":
        return CURVES[int(medians.get("curve", 0.0))]
    if dial.words:
        return str(getattr(settings, dial.key))
    return medians.get(dial.key, 0.0)


def shown(dial: Dial, now: float | str) -> str:
    """A value with its unit."""
    if isinstance(now, str):
        return now
    from depcalc.render.wording import two  # noqa: PLC0415 - the first frame shows no figure

    if dial.key == "rewrite_budget":
        return "the best" if now == BEST else f"${two(now)}/yr" if now else "none"
    return f"${two(now)}" if dial.unit == "$" else f"{now:.3g} {dial.unit}"


class Home(NamedTuple):
    """Where a dial stood before it was touched: the settings then, and the value in force."""

    settings: Settings
    value: float | str


def steps_of(dial: Dial, home: float | str | None) -> tuple[float, ...]:
    """The steps with the value it came from among them, in place of a step that reads the same."""
    if home is None or isinstance(home, str):
        return dial.steps
    others = (step for step in dial.steps if shown(dial, step) != shown(dial, home))
    return tuple(sorted((*others, home)))


def moved(
    dial: Dial, settings: Settings, medians: Mapping[str, float], by: int, home: Home | None = None
) -> Settings:
    """The settings one step further; unchanged at an end. Back at `home` nothing of it is left."""
    now = value(dial, settings, medians)
    to: float | str
    if dial.words:
        to = dial.words[(dial.words.index(str(now)) + by) % len(dial.words)]
    else:
        to = _next(steps_of(dial, home and home.value), float(now), by)
    return home.settings if home and to == home.value else with_value(settings, dial.key, to)


def _next(steps: tuple[float, ...], now: float, by: int) -> float:
    near = abs(now) * 1e-9
    at = bisect_right(steps, now + near) if by > 0 else bisect_left(steps, now - near) - 1
    return steps[min(max(at, 0), len(steps) - 1)]


def with_value(settings: Settings, key: str, to: float | str) -> Settings:
    """One setting changed, or one row of the assumption table; what `--set` said of it no longer holds."""
    others = _others(settings, key)
    if BY_KEY[key].row:
        return replace(settings, overrides=(*others, (key, _written(to), ORIGIN)))
    changed: dict[str, Any] = {key: to, "origin": {**settings.origin, key: ORIGIN}, "overrides": others}
    if key == "price":
        changed["prices"] = ""
    return replace(settings, **changed)


def _others(settings: Settings, key: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(one for one in settings.overrides if one[0] != key)


def _written(to: float | str) -> str:
    return to if isinstance(to, str) else "best" if to == BEST else repr(to)


def back(settings: Settings, base: Settings, key: str) -> Settings:
    """One setting as it was."""
    others = _others(settings, key)
    was = tuple(one for one in base.overrides if one[0] == key or one in others)  # in the order of old
    overrides = (*was, *(one for one in others if one not in base.overrides))
    if BY_KEY[key].row:
        return replace(settings, overrides=overrides)
    origin = {k: v for k, v in settings.origin.items() if k != key} | {
        k: v for k, v in base.origin.items() if k == key
    }
    changed: dict[str, Any] = {key: getattr(base, key), "origin": origin, "overrides": overrides}
    if key == "price":
        changed["prices"] = base.prices
    return replace(settings, **changed)


def part(dial: Dial, now: float | str, home: float | str | None = None) -> float:
    """Where the knob stands, 0 to 1."""
    if isinstance(now, str):
        return dial.words.index(now) / max(1, len(dial.words) - 1)
    steps = steps_of(dial, home)
    return min(1.0, bisect_left(steps, now) / max(1, len(steps) - 1))


def choices_of(decision: Decision) -> tuple[str, ...]:
    """Options that can be tried, in one order; closed ones too."""
    costed = {option.name for option in decision.options}
    return tuple(name for name in CHOOSABLE if name in costed)


def first_choice(decision: Decision) -> str:
    """What a mark tries first: the cheapest open option that is not the verdict, else a closed one."""
    others = [
        o for o in decision.options if o.name in CHOOSABLE and o.name not in (decision.verdict, "today")
    ]
    best = min(
        others, key=lambda o: (not o.applies, o.name == "rewrite-unhardened", o.cost.mean), default=None
    )
    return best.name if best else "keep"


def as_advised(decision: Decision) -> str:
    """What a mark tries when all is as it was."""
    return decision.verdict if decision.verdict in choices_of(decision) else first_choice(decision)


def next_choice(decision: Decision, now: str, by: int) -> str:
    """The option after, round the end."""
    names = choices_of(decision) or (now,)
    at = names.index(now) if now in names else 0
    return names[(at + by) % len(names)]


def preview_of(settings: Settings) -> Settings | None:
    """The same on fewer of the same worlds; None where there are few already."""
    if settings.seed == 0 or (settings.draws or PREVIEW_DRAWS + 1) <= PREVIEW_DRAWS:
        return None
    return replace(settings, draws=PREVIEW_DRAWS)
