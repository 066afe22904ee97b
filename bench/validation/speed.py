"""Time and memory of the model alone, beside pyfair.  python -m bench.validation.speed

A made-up project: every fifth package direct, each with four of its own; inputs are those of the worked
examples under new names. All options, 4,000 draws, both curves, seed 1. Every figure is of a fresh process;
the best of three, because the machine is shared. pyfair (optional) then simulates as many annual losses in one
model, and as 100 models of 4,000.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.validation.pages import arguments, publish, table

SIZES = (250, 500, 1000, 2000)
MAIN = 1000
EACH = 5  # packages to a direct
DRAWS = 4000
RUNS = 3


def project(packages: int) -> tuple[list, list]:
    """(rows, indirect inputs) of a project of so many packages."""
    from bench.validation.sensitivity import examples

    from depcalc import policy
    from depcalc.assumptions import load_assumptions

    t, kinds = load_assumptions("team"), [p for p in examples() if p.used and not p.malicious]
    made = [replace(kinds[k % len(kinds)], name=f"p{k}") for k in range(packages)]
    rows, indirect = [], []
    for k in range(0, packages, EACH):
        children = made[k + 1 : k + EACH]
        rows.append(policy.make_row(made[k], children, (), [c.name for c in children], t, ()))
        indirect += children
    return rows, indirect


def once(packages: int) -> dict[str, float]:
    """One pricing in this process."""
    from depcalc import policy
    from depcalc.assumptions import load_assumptions
    from depcalc.model.compare import compare
    from depcalc.model.draws import worlds
    from depcalc.values.inputs import Context

    rows, indirect = project(packages)
    t = load_assumptions("team")
    before, spent = time.perf_counter(), time.process_time()
    costs = compare(rows, indirect, worlds(t, n=DRAWS, seed=1), Context(), policy.settle)
    took, cpu = time.perf_counter() - before, time.process_time() - spent
    losses = sum(len(c.options) for c in costs.rows) + 2 * len(indirect)
    return {"seconds": took, "cpu": cpu, "mib": peak(), "losses": losses * DRAWS}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pyfair_once(losses: int, models: int) -> dict[str, float]:
    """As many annual losses, shared out over so many models."""
    import warnings

    warnings.filterwarnings("ignore")
    from pyfair import FairModel

    before, spent = time.perf_counter(), time.process_time()
    for k in range(models):
        model = FairModel(name=f"m{k}", n_simulations=losses // models)
        model.input_data("Loss Event Frequency", low=0.0, mode=0.005, high=0.05)
        model.input_data("Loss Magnitude", low=10_000, mode=300_000, high=3_000_000)
        model.calculate_all()
    took, cpu = time.perf_counter() - before, time.process_time() - spent
    return {"seconds": took, "cpu": cpu, "mib": peak(), "losses": losses}


def fresh(*what: object) -> dict[str, float] | None:
    """The same in a process of its own; None where it failed."""
    command = [sys.executable, "-m", "bench.validation.speed", "--child", json.dumps(what)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(ran.stdout) if ran.returncode == 0 else None


def best(*what: object) -> dict[str, float]:
    tried = [one for one in (fresh(*what) for _ in range(RUNS)) if one]
    return min(tried, key=lambda one: one["seconds"])


def lines_of(name: str, one: dict[str, float] | None) -> list[str]:
    if one is None:
        return [name, "", "not installed, or failed", "", "", ""]
    rate = one["cpu"] / one["losses"] * 1e9
    cells = [f"{one['seconds']:.2f}", f"{one['cpu']:.2f}"]
    return [name, f"{one['losses']:,.0f}", *cells, f"{one['mib']:,.0f}", f"{rate:.0f}"]


def size_table(made: dict[int, dict[str, float]]) -> str:
    lines = [
        [
            n,
            n // EACH,
            f"{one['seconds']:.2f}",
            f"{one['cpu']:.2f}",
            f"{1000 * one['cpu'] / n:.2f}",
            f"{one['mib']:,.0f}",
        ]
        for n, one in made.items()
    ]
    return table(["packages", "direct", "s", "CPU s", "CPU ms a package", "peak MiB"], lines)


def beside_table(ours: dict[str, float]) -> str:
    losses = int(ours["losses"])
    small = fresh("pyfair", 100 * DRAWS, 100)
    rows = [
        lines_of(f"depcalc, {MAIN:,} packages", ours),
        lines_of("pyfair, one model", fresh("pyfair", losses, 1)),
        lines_of(f"pyfair, 100 models of {DRAWS:,}", small),
    ]
    return table(["", "annual losses simulated", "s", "CPU s", "peak MiB", "CPU ns a loss"], rows)


def measured() -> dict[str, str]:
    sizes = {n: best("depcalc", n) for n in SIZES}
    cores = f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} at the end.\n"
    return {"speed-sizes": size_table(sizes) + cores, "speed-pyfair": beside_table(sizes[MAIN])}


def main(argv: Sequence[str] | None = None) -> None:
    parser = arguments(__doc__)
    parser.add_argument("--child", type=json.loads, help="one measurement in this process, as JSON")
    args = parser.parse_args(argv)
    if args.child:
        kind, *numbers = args.child
        print(json.dumps(once(*numbers) if kind == "depcalc" else pyfair_once(*numbers)))
    else:
        publish(measured(), args.write)


if __name__ == "__main__":
    main()
