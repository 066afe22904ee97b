"""What offline evidence costs for 300 packages, after imports.  python bench/evidence.py

The environment is made up: 300 distributions under names of the download list, filled with modules of this
Python's standard library until each has the size of an average package. The lock has 150 commits in a
repository of its own. Cold runs have an empty cache. All others are medians over processes that do it once, with
the cache of the user full and nothing in memory: what one run memoises the next does not have.
"""

import itertools
import json
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
from depcalc.evidence.history import history_of, read_log
from depcalc.evidence.on_disk import add_installed
from depcalc.evidence.snapshot import Snapshot, open_snapshot
from depcalc.evidence.update_policy import detect_policy
from depcalc.installed import read_environment
from depcalc.values.evidence import Evidence
from depcalc.values.lock import Key, Lock, Package

PACKAGES, BYTES_EACH, COMMITS, RUNS = 300, 350_000, 150, 21
MAX_STEPS = 12
SITE, CACHE, LOCK, WANTED = ".venv/lib/python3.12/site-packages", "cache", "uv.lock", "wanted.json"
ALL, PROCESSOR = "all offline facts, as a scan does", "its processor time"
T = TypeVar("T")


def median_ms(work: Callable[[], object], runs: int = 3) -> float:
    took = []
    for _ in range(runs):
        before = time.perf_counter()
        work()
        took.append((time.perf_counter() - before) * 1000)
    return statistics.median(took)


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
    with open_snapshot() as snapshot:
        as_of = snapshot.info().as_of
        newest = newest_versions(snapshot, names_of(snapshot), as_of=as_of)
    wanted = [Wanted(name, newest[name]) for name in sorted(newest)]
    total = make_environment(folder / SITE, wanted)
    make_history(folder, wanted)
    (folder / WANTED).write_text(json.dumps([(w.name, w.version) for w in wanted]))
    print(
        f"{len(wanted)} packages, {total / 1e6:.0f} MB of source, {COMMITS} commits, {sys.version.split()[0]}"
    )
    measure_cold(folder, wanted)
    measure_warm(folder)


def measure_cold(folder: Path, wanted: list[Wanted]) -> None:
    found = tuple(Evidence(w.name, w.version) for w in wanted)
    environment = read_environment(folder / SITE)

    def counting() -> None:
        shutil.rmtree(folder / CACHE, ignore_errors=True)
        with DiskCache(folder / CACHE) as cache:
            add_installed(found, environment, cache)

    def history(cache: DiskCache) -> None:
        history_of(found, read_log(folder / LOCK, os.environ, cache))

    report("environment: counting, cold", median_ms(counting))
    report("lock history, cold", median_ms(lambda: history(DiskCache(None))))
    with DiskCache(folder / CACHE) as cache:
        history(cache)


def measure_warm(folder: Path) -> None:
    """Each run is a process of its own."""
    command = [sys.executable, __file__, str(folder)]
    said = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(RUNS)]
    runs = [json.loads(text) for text in said]
    for name in runs[0]:
        report(name, statistics.median(run[name] for run in runs))
    report("the longest of these runs", max(run[ALL] for run in runs))
    report("the least processor time of them", min(run[PROCESSOR] for run in runs))


def once(folder: Path) -> dict[str, float]:
    """Milliseconds of what a scan does first: nothing is memoised yet, the caches of the user are full."""
    wanted = [Wanted(*pair) for pair in json.loads((folder / WANTED).read_text())]
    lock = Lock(str(folder / LOCK), "uv", packages=tuple(Package(Key(w.name, w.version)) for w in wanted))
    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        before = time.perf_counter()
        answer = work()
        took[name] = (time.perf_counter() - before) * 1000
        return answer

    def facts() -> tuple[Evidence, ...]:
        with open_snapshot() as opened:
            return gather(wanted, opened, as_of=opened.as_of, max_steps=MAX_STEPS)[0]

    def everything() -> None:
        with uncollected():
            found = timed("snapshot: facts of all packages", facts)
            environment = timed(
                "environment: METADATA of all packages", lambda: read_environment(folder / SITE)
            )
            with DiskCache(folder / CACHE) as cache:
                log = "lock history from the cache"
                lines, _ = timed(log, lambda: history_of(found, read_log(Path(lock.path), os.environ, cache)))
                counts = "environment: counts from the cache"
                timed(counts, lambda: add_installed(found, environment, cache, lines))
            timed("update policy", lambda: detect_policy(lock))

    before = time.thread_time()
    timed(ALL, everything)
    took[PROCESSOR] = (time.thread_time() - before) * 1000
    return took


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(once(Path(sys.argv[1]))))
    else:
        main()
