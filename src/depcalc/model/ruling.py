"""What money says: the option to take, the odds, and the inputs that would flip it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depcalc.model.draws import Draws, Worlds
from depcalc.values.costs import Ruling
from depcalc.values.report import Flip


@dataclass(frozen=True, slots=True)
class Thirds:
    """For each input, its lowest and highest part of the worlds: `masks` is (worlds, 2 inputs), low and
    high in turn, scaled so that draws @ masks are means."""

    inputs: tuple[str, ...]
    masks: Draws


def thirds(inputs: Mapping[str, Draws], part: float) -> Thirds:
    """Worlds that tie with the last of a part belong to it."""
    columns = []
    for draws in inputs.values():
        n = len(draws)
        k = int(n * part)
        ordered = np.partition(draws, (k - 1, n - k))
        for mask in (draws <= ordered[k - 1], draws >= ordered[n - k]):
            columns.append(mask / np.count_nonzero(mask))
    return Thirds(tuple(inputs), np.stack(columns, axis=1))


def global_thirds(w: Worlds) -> Thirds | None:
    """Of every assumption that is drawn; None in a single world."""
    if int(w.n * w.t["rule.flip_part"]) == 0:
        return None
    return thirds(dict(sorted(w.drawn.items())), w.t["rule.flip_part"])


def choose(means: Draws, floor: Draws, share: float) -> Draws:
    """Index of the option to take among (options, cases) means, keep first: the largest gain."""
    index: Draws = gains(means, floor, share).argmax(axis=0)
    return index


def gains(means: Draws, floor: Draws, share: float) -> Draws:
    """(options, cases) gain over keep, the first, above a threshold; keep's own is 0.

    The threshold is the larger of the option's `floor` and `share` of keep's own cost.
    """
    threshold = np.maximum(floor[:, None], share * means[0])
    gain: Draws = means[0] - means - threshold
    gain[0] = 0.0
    return gain


def floors(names: Sequence[str], w: Worlds) -> Draws:
    """(options,) what an option must save at least: `stakes` for what means own code, else nothing."""
    return np.array([w.t["stakes"] if name in ("vendor", "rewrite") else 0.0 for name in names])


def leader(cost: Mapping[str, Draws], w: Worlds) -> str:
    """The candidate that money alone takes, keep first among them."""
    names, mean = list(cost), np.stack(list(cost.values())).mean(1)
    return names[int(choose(mean[:, None], floors(names, w), w.t["hysteresis"])[0])]


def rule(
    cost: Mapping[str, Draws], today_usd: float, w: Worlds, common: Thirds | None, own: Thirds | None
) -> Ruling:
    """Money alone, over the candidates in `cost` (keep first), each (worlds,) $/yr of the whole row.

    Basis: `hysteresis`, `stakes`, `rule.moderate`, `rule.lean`; docs/model.md, "Decision".
    Holds: `p_best` sums to 1; "only-option" exactly when one option is given.
    """
    t, names = w.t, list(cost)
    stack = np.stack(list(cost.values()))
    floor = floors(names, w)
    mean = stack.mean(1)
    best = int(choose(mean[:, None], floor, t["hysteresis"])[0])
    flips: list[Flip] = []
    if len(names) > 1:
        for parts in (common, own):
            if parts is not None:
                flips += _flips(stack, names, floor, t["hysteresis"], parts, best)
    cheapest = np.bincount(stack.argmin(0), minlength=len(names)) / w.n
    return Ruling(
        verdict=names[best],
        confidence=_confidence(flips, mean, best, today_usd, w),
        mean={name: float(x) for name, x in zip(names, mean, strict=True)},
        p_best={name: float(x) for name, x in zip(names, cheapest, strict=True)},
        flips=tuple(sorted(flips, key=lambda f: (f.input, f.side != "low"))),
    )


def _flips(
    stack: Draws, names: list[str], floor: Draws, share: float, parts: Thirds, best: int
) -> list[Flip]:
    chosen = choose(stack @ parts.masks, floor, share)
    return [
        Flip(parts.inputs[k // 2], "high" if k % 2 else "low", names[int(chosen[k])])
        for k in np.flatnonzero(chosen != best)
    ]


def _confidence(flips: list[Flip], mean: Draws, best: int, today_usd: float, w: Worlds) -> str:
    t = w.t
    if len(mean) == 1:
        return "only-option"
    if int(w.n * t["rule.flip_part"]) == 0:
        return "toss-up"  # too few worlds to tell
    if max(mean[0], today_usd) < t["stakes"] or (best and mean[0] - mean[best] < t["stakes"]):
        return "low-stakes"
    n = len({f.input for f in flips})
    words = ((0, "strong"), (t["rule.moderate"], "moderate"), (t["rule.lean"], "lean"))
    return next((word for most, word in words if n <= most), "toss-up")
