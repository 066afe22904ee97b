"""Where the time of one `depcalc scan --format json` goes.  python bench/scan.py [UV_LOCK]

Whole fresh processes are timed from outside (median of several), once with no bytecode on disk and then with
it; one more process reports its own stages. "again" is a second appraisal in the same process.
"""

import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT.parent / "shared" / "lockfiles" / "uv" / "dlt-hub__dlt__uv.lock"
SCOPES = {"default scope": [], "--all": ["--all"]}
RUNS = 7


def run(arguments: list[str], **environment: str) -> tuple[float, float]:
    """(seconds, peak MiB) of one fresh process."""
    before = time.perf_counter()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - before
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    return took, usage.ru_maxrss / 1024


def stages(project: str, everything: bool) -> dict[str, float]:
    """Milliseconds of each stage in this process, which must be fresh."""
    marks = [("", time.perf_counter())]

    def mark(name: str) -> None:
        marks.append((name, time.perf_counter()))

    import networkx  # noqa: F401
    import numpy as np  # noqa: F401
    import packaging.requirements  # noqa: F401

    mark("import numpy, networkx, packaging")
    from depcalc.graph import name_edges, place
    from depcalc.lockfiles import read_lock
    from depcalc.pipeline import appraise, survey
    from depcalc.render import Style
    from depcalc.render.json import render_json
    from depcalc.scope import count, select
    from depcalc.values.scope import Scope
    from depcalc.values.settings import Settings

    mark("import depcalc")
    settings = Settings(
        default_index="https://index.example/simple",
        scope=Scope(all_groups=everything, all_extras=everything),
    )
    lock = read_lock(project)
    mark("lock")
    selection = select(lock, settings.scope)
    mark("scope")
    place(selection), name_edges(selection), count(lock)
    mark("graph")
    seen = survey(Path(project), settings)
    mark("survey, all of it")
    report = appraise(seen, settings)
    mark("appraise")
    render_json(report, Style())
    mark("render")
    appraise(seen, settings)
    mark("appraise again")
    took = {b[0]: 1000 * (b[1] - a[1]) for a, b in itertools.pairwise(marks)}
    took["facts"] = took.pop("survey, all of it") - took["lock"] - took["scope"] - took["graph"]
    took["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def main() -> None:
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCK
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(lock, Path(folder) / "uv.lock")
        bare = statistics.median(run([sys.executable, "-c", "pass"])[0] for _ in range(RUNS))
        print(f"{lock.name}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
        print(f"interpreter alone: {1000 * bare:.0f} ms")
        for name, flags in SCOPES.items():
            measure(name, flags, folder)


def measure(name: str, flags: list[str], folder: str) -> None:
    scan = [sys.executable, "-m", "depcalc", "scan", folder, "--format", "json", *flags]
    settings = {"DEPCALC_DEFAULT_INDEX": "https://index.example/simple"}
    with tempfile.TemporaryDirectory() as empty:
        first, _ = run(scan, PYTHONPYCACHEPREFIX=empty, **settings)
    cold = [run(scan, **settings) for _ in range(RUNS)]
    wall = statistics.median(seconds for seconds, _ in cold)
    peak = max(mib for _, mib in cold)
    print(f"\n{name}: {wall:.2f} s, {peak:.0f} MiB ({first:.2f} s with no bytecode on disk)")
    inside = subprocess.run(
        [sys.executable, __file__, "--stages", folder, str(bool(flags))],
        capture_output=True,
        check=True,
        text=True,
    )
    for stage, value in json.loads(inside.stdout).items():
        print(f"  {value:7.0f}  {stage}" + ("" if stage == "peak MiB" else ", ms"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print(json.dumps(stages(sys.argv[2], sys.argv[3] == "True")))
    else:
        main()
