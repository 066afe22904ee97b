"""What offline evidence costs for 300 packages, after imports.  python bench/evidence.py

The environment is made up: 300 distributions under names of the download list, filled with modules of this
Python's standard library until each has the size of an average package. The lock has 150 commits in a
repository of its own. Medians of several runs in one process; cold runs have an empty cache.
"""

import itertools
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from depcalc.collector import uncollected
from depcalc.evidence.disk_cache import DiskCache
from depcalc.evidence.gather import Wanted, gather, newest_versions
from depcalc.evidence.history import add_history, read_log
from depcalc.evidence.on_disk import add_installed
from depcalc.evidence.snapshot import Snapshot, open_snapshot
from depcalc.evidence.update_policy import detect_policy
from depcalc.installed import read_environment
from depcalc.values.lock import Key, Lock, Package

PACKAGES, BYTES_EACH, COMMITS, RUNS = 300, 350_000, 150, 7
MAX_STEPS = 12
T = TypeVar("T")


def timed(work: Callable[[], T], runs: int = RUNS) -> tuple[float, T]:
    """(median milliseconds, the answer)."""
    took = []
    for _ in range(runs):
        before = time.perf_counter()
        answer = work()
        took.append((time.perf_counter() - before) * 1000)
    return statistics.median(took), answer


def least_processor_ms(work: Callable[[], object]) -> float:
    """Of a busy machine: what waiting and other programs add is left out."""
    took = []
    for _ in range(3 * RUNS):
        before = time.thread_time()
        work()
        took.append((time.thread_time() - before) * 1000)
    return min(took)


def names_of(snapshot: Snapshot) -> list[str]:
    rows = snapshot._connection.execute("SELECT package FROM packages ORDER BY rank LIMIT 900").fetchall()
    known = newest_versions(snapshot, [name for (name,) in rows], as_of=snapshot.info().as_of)
    return sorted(known)[:PACKAGES]


def make_environment(site: Path, wanted: list[Wanted]) -> int:
    """Distributions of about BYTES_EACH bytes of source; the number of source bytes."""
    modules = itertools.cycle(sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")))
    total = 0
    for one in wanted:
        info = site / f"{one.name}-{one.version}.dist-info"
        folder = site / one.name.replace("-", "_")
        info.mkdir(parents=True)
        folder.mkdir(exist_ok=True)
        rows, size = [], 0
        while size < BYTES_EACH:
            module = next(modules)
            shutil.copy(module, folder / module.name)
            size += module.stat().st_size
            rows.append(f"{folder.name}/{module.name},sha256={'x' * 43},{module.stat().st_size}")
        classifiers = "Classifier: License :: OSI Approved :: MIT License\n"
        classifiers += "Classifier: Programming Language :: Python :: 3\n" * 15
        head = f"Metadata-Version: 2.1\nName: {one.name}\nVersion: {one.version}\n{classifiers}\n"
        (info / "METADATA").write_text(head + "About.\n" * 1_000)
        (info / "RECORD").write_text("\n".join(rows))
        (info / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        total += size
    return total


def make_history(folder: Path, wanted: list[Wanted]) -> None:
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=acme", "-c", "user.email=acme@example.org")

    def git(*words: str, **more: str) -> None:
        subprocess.run(
            ["git", *who, *words], cwd=folder, env={**quiet, **more}, check=True, capture_output=True
        )

    git("init", "-q")
    for n in range(COMMITS):
        pins = [f"{w.version}.{n}" if at % COMMITS == n else w.version for at, w in enumerate(wanted)]
        blocks = (
            f'[[package]]\nname = "{w.name}"\nversion = "{pin}"\nsource = {{ registry = "x" }}\nwheels = [\n'
            + "".join(f'    {{ url = "x{k}", hash = "sha256:{"0" * 64}" }},\n' for k in range(8))
            + "]\n\n"
            for w, pin in zip(wanted, pins, strict=True)
        )
        (folder / "uv.lock").write_text("version = 1\n\n" + "".join(blocks))
        stamp = f"{1_700_000_000 + n * 500_000} +0000"
        git("add", "-A")
        git("commit", "-qm", str(n), GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp)


def report(name: str, took: float) -> None:
    print(f"{name:<44}{took:9.1f} ms")


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        measure(folder)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path) -> None:
    site, cache_at = folder / ".venv" / "lib" / "python3.12" / "site-packages", folder / "cache"
    with open_snapshot() as snapshot:
        as_of = snapshot.info().as_of
        newest = newest_versions(snapshot, names_of(snapshot), as_of=as_of)
    wanted = [Wanted(name, newest[name]) for name in sorted(newest)]
    total = make_environment(site, wanted)
    make_history(folder, wanted)
    print(
        f"{len(wanted)} packages, {total / 1e6:.0f} MB of source, {COMMITS} commits, {sys.version.split()[0]}"
    )

    def from_snapshot() -> tuple:
        with open_snapshot() as opened:
            return gather(wanted, opened, as_of=as_of, max_steps=MAX_STEPS)[0]

    def cold() -> None:
        shutil.rmtree(cache_at, ignore_errors=True)
        with DiskCache(cache_at) as cache:
            add_installed(found, environment, cache)

    def warm() -> tuple:
        with DiskCache(cache_at) as cache:
            return add_installed(found, environment, cache)[0]

    def history(cache: DiskCache) -> None:
        add_history(found, read_log(folder / "uv.lock", os.environ, cache))

    took, found = timed(from_snapshot)
    report("snapshot: facts of all packages", took)
    reading, environment = timed(lambda: read_environment(site))
    report("environment: METADATA of all packages", reading)
    report("environment: counting, cold", timed(cold, 3)[0])
    counting, _ = timed(warm)
    report("environment: counts from the cache", counting)
    report("lock history, cold", timed(lambda: history(DiskCache(None)), 3)[0])
    with DiskCache(cache_at) as cache:
        history(cache)
        following, _ = timed(lambda: history(cache))
    report("lock history from the cache", following)
    lock = Lock(
        str(folder / "uv.lock"), "uv", packages=tuple(Package(Key(w.name, w.version)) for w in wanted)
    )
    deciding, _ = timed(lambda: detect_policy(lock))
    report("update policy", deciding)

    def everything() -> None:
        nonlocal found, environment
        with uncollected():
            found, environment = from_snapshot(), read_environment(site)
            with DiskCache(cache_at) as cache:
                add_installed(found, environment, cache)
                history(cache)
            detect_policy(lock)

    report("all offline facts, warm, as a scan does", timed(everything, 3 * RUNS)[0])
    report("processor time of it, least of the runs", least_processor_ms(everything))


if __name__ == "__main__":
    main()
