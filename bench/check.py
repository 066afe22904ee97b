"""How long a `check` takes: answered from what was kept beside a bare Python, and of a changed lock of 300 packages.

    python bench/check.py [RUNS]

Start-up times move with the machine; the figures that count are the ratio of both, measured by turns, and the
seconds of the changed lock. Medians.
"""

import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from depcalc import packaged
from depcalc.evidence.snapshot import FILE

BARE = "import argparse, json, sqlite3"
WARM, COLD_SECONDS = 3.0, 1.5
PACKAGES = 300


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "project")
        folder.mkdir()
        write_lock(folder, 0)
        environ = {
            **os.environ,
            "XDG_CACHE_HOME": made,
            "DEPCALC_DEFAULT_INDEX": "https://index.example/simple",
        }
        ask(folder, environ)
        time.sleep(0.2)
        ask(folder, environ)
        bare, warm = by_turns(runs, folder, environ)
        cold = [changed(folder, environ, n) for n in range(1, 1 + max(3, runs // 3))]
    ratio = statistics.median(warm) / statistics.median(bare)
    seconds = statistics.median(cold)
    print(f"bare python -c '{BARE}': {statistics.median(bare) * 1000:.0f} ms")
    print(
        f"check, nothing changed:  {statistics.median(warm) * 1000:.0f} ms, {ratio:.1f} times bare (at most {WARM:g})"
    )
    print(f"check, changed lock of {PACKAGES} packages: {seconds:.2f} s (at most {COLD_SECONDS:g})")
    return int(ratio > WARM or seconds > COLD_SECONDS)


def by_turns(runs: int, folder: Path, environ: dict[str, str]) -> tuple[list[float], list[float]]:
    """Side by side, so that whatever else the machine does falls on both."""
    pairs = [
        (timed([sys.executable, "-c", BARE], folder, environ), ask(folder, environ)) for _ in range(runs)
    ]
    bare, warm = zip(*pairs, strict=True)
    return list(bare), list(warm)


def changed(folder: Path, environ: dict[str, str], n: int) -> float:
    write_lock(folder, n)
    return ask(folder, environ)


def ask(folder: Path, environ: dict[str, str]) -> float:
    return timed([str(Path(sys.executable).with_name("depcalc")), "check"], folder, environ)


def timed(command: list[str], folder: Path, environ: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environ, check=False, capture_output=True)
    return time.perf_counter() - start


def write_lock(folder: Path, n: int) -> None:
    """The most downloaded names; one package in five is asked for directly."""
    with contextlib.closing(sqlite3.connect(f"{packaged.path(FILE).as_uri()}?mode=ro", uri=True)) as snapshot:
        rows = snapshot.execute("SELECT package FROM packages ORDER BY rank LIMIT ?", (PACKAGES,)).fetchall()
    names = [name for (name,) in rows]
    asks = json.dumps(names[::5])
    head = '[project]\nname = "acme-shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
    (folder / "pyproject.toml").write_text(f"{head}dependencies = {asks}\n")
    lines = ['version = 1\nrequires-python = ">=3.11"\n']
    lines += [
        _entry(name, f"2.{n}", names[at + 1 : at + 5] if at % 5 == 0 else []) for at, name in enumerate(names)
    ]
    needs = ", ".join(f'{{ name = "{name}" }}' for name in names[::5])
    lines.append(
        f'[[package]]\nname = "acme-shop"\nversion = "1"\nsource = {{ virtual = "." }}\ndependencies = [{needs}]\n'
    )
    (folder / "uv.lock").write_text("\n".join(lines))


def _entry(name: str, version: str, needs: list[str]) -> str:
    asks = ", ".join(f'{{ name = "{one}" }}' for one in needs)
    return (
        f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
        f'source = {{ registry = "https://index.example/simple" }}\ndependencies = [{asks}]\n'
    )


if __name__ == "__main__":
    sys.exit(main())
