"""Switch points of every row of real locks: how long, how many, and what the screen loses.

  python bench/switches.py [UV_LOCK ...]

Each row is searched as `explain` does it, then without the screen. Once as locked, once with 60 lines of every
package measured, so that more than keeping is open.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from depcalc.model.draws import worlds
from depcalc.pipeline import sensitivity, survey
from depcalc.pipeline.case import case_of
from depcalc.pipeline.priors import table
from depcalc.values.evidence import SliceUse
from depcalc.values.fact import Fact
from depcalc.values.settings import Settings
from depcalc.values.survey import Survey

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT.parent / "shared" / "lockfiles" / "uv"
NAMES = ("ecosystem-saleor", "meltano__meltano__uv", "jupyterlab", "semantic-kernel")
SETTINGS = Settings(default_index="https://index.example/simple")
THIN = 0.06  # KLOC
NO_SCREEN = float("inf")


def surveyed(lock: Path) -> Survey:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(lock, Path(folder) / "uv.lock")
        return survey(Path(folder), SETTINGS, environ={})


def thin(seen: Survey) -> Survey:
    used = Fact(SliceUse(kloc=THIN, reaches=()), "bench", None, "measured")
    return replace(seen, evidence=tuple(replace(e, slice=used) for e in seen.evidence))


def probes(seen: Survey) -> Iterator[sensitivity.Probe]:
    t = table(seen, SETTINGS)
    case, w = case_of(seen, SETTINGS, t), worlds(t)
    for row in case.rows:
        probe = sensitivity.probe_of(seen, SETTINGS, row.package.name, case, w)
        if probe.asked.choices:
            yield probe


def searched(probe: sensitivity.Probe, kept_lead: float) -> tuple[set[tuple[str, str, str]], float]:
    """(points found, CPU seconds)."""
    before, sensitivity.KEPT_LEAD = sensitivity.KEPT_LEAD, kept_lead
    start = time.process_time()
    found = sensitivity.switch_points(probe)
    took, sensitivity.KEPT_LEAD = time.process_time() - start, before
    return {(x.of, x.input, x.side) for x in found}, took


def main() -> None:
    locks = [Path(x) for x in sys.argv[1:]] or [p for n in NAMES for p in sorted(LOCKS.glob(f"*{n}*"))[:1]]
    print("rows  points  lost by the screen  CPU s a row: median, most  without screen: median")
    for lock in locks:
        seen = surveyed(lock)
        for what, one in (("as locked", seen), ("60 lines", thin(seen))):
            pairs = [(searched(p, sensitivity.KEPT_LEAD), searched(p, NO_SCREEN)) for p in probes(one)]
            lost = [sorted(full - some) for (some, _), (full, _) in pairs if full - some]
            fast, slow = ([x[k][1] for x in pairs] for k in (0, 1))
            points = sum(len(full) for _, (full, _) in pairs)
            print(
                f"{len(pairs):4} {points:7} {sum(map(len, lost)):19}  {statistics.median(fast):18.2f}, {max(fast):.2f}"
                f" {statistics.median(slow):24.2f}  {lock.name}, {what}"
            )
            for some in lost:
                print(f"      {some}")


if __name__ == "__main__":
    main()
