"""What moves the answer of each worked example: one input at a time, the other curve, and how wide it is.

  python -m bench.validation.sensitivity

Examples are those of the model's reference (team profile, every row by itself). The outcome is how much the
cheapest other option beats keeping, mean $/yr, gates left aside: negative is "keep". Each ranged assumption
is pinned at its p05 and its p95, the package's own inputs at theirs, everything else drawn.
"""

from collections.abc import Sequence
from dataclasses import replace

from bench.validation.pages import arguments, publish, table
from bench.validation.tables import SHARED
from tests.oracles.reference import load, translate

from depcalc import policy
from depcalc.assumptions import load_assumptions
from depcalc.model.compare import compare
from depcalc.model.draws import worlds
from depcalc.values.assumptions import Assumptions
from depcalc.values.costs import CANDIDATES, Comparison, Row
from depcalc.values.inputs import Context, Inputs

DRAWS, SEED, SHOWN = 2000, 1, 6


def examples() -> list[Inputs]:
    return [translate(p) for p in load(SHARED, "examples").PACKAGES]


def rows_of(packages: Sequence[Inputs], t: Assumptions) -> list[Row]:
    return [policy.make_row(p, [], (), (), t, ()) for p in packages]


def answers(packages: Sequence[Inputs], t: Assumptions, curve: str = "log") -> tuple[Comparison, ...]:
    w = worlds(t, n=DRAWS, seed=SEED)
    return compare(rows_of(packages, t), [], w, Context(), policy.settle, curve).rows


def gain(c: Comparison) -> tuple[float, str]:
    """What the cheapest other candidate saves against keeping, and its name."""
    cost = {name: c.options[name].cost.mean for name in CANDIDATES if name in c.options}
    best = min((name for name in cost if name != "keep"), key=lambda name: cost[name])
    return cost["keep"] - cost[best], best


def moved(p: Inputs, name: str, factor: float) -> Inputs:
    if name == "slice":
        return replace(p, slice=min(p.size, p.slice * factor))
    return replace(p, spend=p.spend * factor)


def swings(packages: Sequence[Inputs], t: Assumptions) -> dict[str, list[tuple[float, float]]]:
    """Input -> (gain at p05, gain at p95) of each package. Inputs that move nothing are left out."""
    found: dict[str, list[tuple[float, float]]] = {}
    for key, row in sorted(t.rows.items()):
        if row.p05 is not None and row.p95 is not None and not key.startswith("anchor."):
            ends = (row.p05, row.p95)
            made = [answers(packages, t.with_value(key, value, "bench")) for value in ends]
            found[key] = [(gain(a)[0], gain(b)[0]) for a, b in zip(*made, strict=True)]
    for name in ("spend", "slice"):
        found[f"its {name}"] = _own(packages, t, name)
    return found


def _own(packages: Sequence[Inputs], t: Assumptions, name: str) -> list[tuple[float, float]]:
    """The package's own input at the ends of its factor, which is then drawn no more."""
    keys = ["spend.factor"] if name == "spend" else ["slice_factor.measured", "slice_factor.unknown"]
    fixed = t
    for key in keys:
        fixed = fixed.with_value(key, 1.0, "bench")
    made = []
    for up in (False, True):
        ends = []
        for p in packages:
            known = "measured" if p.slice_known else "unknown"
            factor = t["spend.factor"] if name == "spend" else t[f"slice_factor.{known}"]
            ends.append(moved(p, name, factor if up else 1 / factor))
        made.append(answers(ends, fixed))
    return [(gain(a)[0], gain(b)[0]) for a, b in zip(*made, strict=True)]


def tornado_table(packages: Sequence[Inputs], t: Assumptions) -> str:
    base, found = answers(packages, t), swings(packages, t)
    lines = []
    for k, p in enumerate(packages):
        here, other = gain(base[k])
        order = sorted(found, key=lambda key: -abs(found[key][k][1] - found[key][k][0]))[:SHOWN]
        shown = [f"{key} {found[key][k][0]:,.0f} to {found[key][k][1]:,.0f}" for key in order]
        turns = [key for key, ends in found.items() if any((x > 0) != (here > 0) for x in ends[k])]
        lines.append([p.name, f"{here:,.0f}", other, *shown, ", ".join(turns) or "none"])
    head = ["example", "gain of the best other, $/yr", "which", *(f"{n}." for n in range(1, SHOWN + 1))]
    return table([*head, "sign turns at an end of"], lines, left=SHOWN + 4)


def curve_table(packages: Sequence[Inputs], t: Assumptions) -> str:
    lines = []
    both = (answers(packages, t, curve) for curve in ("log", "saturating"))
    for p, a, b in zip(packages, *both, strict=True):
        row = rows_of([p], t)[0]
        verdicts = [policy.settle(row, c) for c in (a, b)]
        cells = [f"{c.options['keep'].cost.mean:,.0f}" for c in (a, b)]
        cells += [f"{c.options['rewrite'].cost.mean:,.0f}" for c in (a, b)]
        cells += [f"{c.losses['rewrite-unhardened'].ratio:.2g}" for c in (a, b)]
        said = verdicts[0] if verdicts[0] == verdicts[1] else " -> ".join(verdicts)
        lines.append([p.name, *cells, said])
    head = ["example", "keep, log", "saturating", "rewrite, log", "saturating"]
    return table([*head, "ratio of unhardened loss, log", "saturating", "verdict"], lines)


def width_table(packages: Sequence[Inputs], t: Assumptions) -> str:
    lines = []
    for p, c in zip(packages, answers(packages, t), strict=True):
        cells = []
        for name in ("today", "keep", "rewrite"):
            x = c.options[name].cost
            cells += [f"{x.mean:,.0f}", f"{x.p05:,.0f} to {x.p95:,.0f}", f"{x.p95 / max(x.p05, 1e-9):,.0f}"]
        lines.append([p.name, *cells])
    head = [x for name in ("today", "keep", "rewrite") for x in (name, "5 to 95 %", "p95 / p05")]
    return table(["example, $/yr", *head], lines)


def made() -> dict[str, str]:
    packages, t = examples(), load_assumptions("team")
    return {
        "sensitivity-tornado": tornado_table(packages, t),
        "sensitivity-curves": curve_table(packages, t),
        "sensitivity-width": width_table(packages, t),
    }


def main(argv: Sequence[str] | None = None) -> None:
    args = arguments(__doc__).parse_args(argv)
    publish(made(), args.write)


if __name__ == "__main__":
    main()
