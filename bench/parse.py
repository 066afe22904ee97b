"""Reading a lock, ours beside others, on the same files in one run: the best of several, in milliseconds.

    python bench/parse.py [FORMAT:FILE ...] [--runs N]

Libraries and our reader run in this process, taking turns, imports excluded, and count processor time; each is
one thread. Tools run as processes of their own: wall time, start included; they are looked for beside this
interpreter first. A busy machine only ever adds time, hence the best run and not the mean.
Without files: large ones of the shared corpus, where that lies beside the repository.
"""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from depcalc.graph import place
from depcalc.lockfiles.formats import Format, format_named
from depcalc.scope import count, select
from depcalc.values.lock import Lock

CORPUS = Path(__file__).parents[2] / "shared" / "lockfiles"
FILES = (
    "uv:uv/dlt-hub__dlt__uv.lock",
    "uv:generated/synthetic-uv-2000.uv.lock",
    "poetry:poetry/meltano__meltano__a58b8722~poetry.lock",
    "pdm:pdm/pydantic__pydantic__678ec306~pdm.lock",
    "pixi:pixi/prefix-dev__pixi__507088d4~examples~ros2-nav2~pixi.lock",
    "conda-lock:conda-lock/conda__rattler__test-data~conda-lock~v3~robostack-turtlesim-conda-lock.yml",
    "requirements:requirements/bazelbuild__rules_python__tools~publish~requirements_universal.txt",
)
LIBRARIES = {
    "uv": ("tomllib", "rtoml"),
    "poetry": ("tomllib", "rtoml"),
    "pdm": ("tomllib", "rtoml"),
    "pixi": ("PyYAML, CSafeLoader", "PyYAML, CBaseLoader"),
    "conda-lock": ("PyYAML, CSafeLoader", "PyYAML, CBaseLoader"),
}
TOOLS = {
    "uv": (("uv export", "uv export --frozen --no-dev --offline --no-config"),),
    "poetry": (("cyclonedx-py poetry", "cyclonedx-py poetry --no-validate ."),),
    "requirements": (
        ("cyclonedx-py requirements", "cyclonedx-py requirements --no-validate requirements.txt"),
    ),
}
USUAL = {"uv": "uv.lock", "poetry": "poetry.lock", "requirements": "requirements.txt"}
Run = Callable[[], object]


def parse(known: Format, text: str) -> Lock:
    lock: Lock = known.parse(text, None, path="a.lock") if known.project else known.parse(text, path="a.lock")
    return lock


def parse_and_graph(known: Format, text: str) -> None:
    lock = parse(known, text)
    count(lock)
    place(select(lock))


def library(name: str, text: str) -> Run | None:
    """A bare parse by a library; None where it is not installed."""
    if name == "tomllib":
        return lambda: tomllib.loads(text)
    try:
        module = importlib.import_module("rtoml" if name == "rtoml" else "yaml")
    except ImportError:
        return None
    if name == "rtoml":
        return lambda: module.loads(text)
    if not module.__with_libyaml__:
        return None
    loader = getattr(module, name.rpartition(" ")[2])
    return lambda: module.load(text, Loader=loader)


def best(runs: dict[str, Run], n: int) -> dict[str, float]:
    """Milliseconds, each taking its turn in every round, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(n + 1):
        for name, run in runs.items():
            began = time.process_time()
            run()
            if turn:
                times[name].append((time.process_time() - began) * 1e3)
    return {name: min(found) for name, found in times.items()}


def laid_out(kind: str, file: Path, lock: Lock, folder: Path) -> None:
    """The lock under its usual name, with as much of a project as the tools want to see."""
    shutil.copy(file, folder / USUAL[kind])
    root = next((root for root in lock.roots if root.key and root.top), None)
    name, python = (root.name if root else "acme"), lock.requires_python or ">=3.9"
    tables = "".join(
        f"[{header}]\n" + "".join(f'"{one}" = []\n' for one, _ in named)
        for header, named in (
            ("project.optional-dependencies", root.extras if root else ()),
            ("dependency-groups", root.groups if root else ()),
        )
    )
    poetry = f'[tool.poetry]\nname = "{name}"\nversion = "0"\ndescription = ""\nauthors = []\n'
    plain = f'[project]\nname = "{name}"\nversion = "0"\nrequires-python = "{python}"\n{tables}'
    (folder / "pyproject.toml").write_text(poetry if kind == "poetry" else plain, "utf-8")


def by_tools(kind: str, file: Path, lock: Lock, n: int) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for name, command in TOOLS.get(kind, ()):
        program, *arguments = command.split()
        path = shutil.which(
            program, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        )
        if path is None:
            found[name] = "not installed, skipped"
            continue
        with tempfile.TemporaryDirectory() as folder:
            laid_out(kind, file, lock, Path(folder))
            times = []
            for _ in range(n):
                began = time.perf_counter()
                ran = subprocess.run([path, *arguments], cwd=folder, capture_output=True, check=False)
                times.append((time.perf_counter() - began) * 1e3)
            words = ran.stderr.decode(errors="replace").split()
            found[name] = f"failed: {' '.join(words)[:60]}" if ran.returncode else min(times)
    return found


def report(kind: str, file: Path, n: int) -> float:
    """Prints one file; our milliseconds per package."""
    known = format_named(kind)
    if known is None:
        raise SystemExit(f"no format is called {kind!r}")
    text = file.read_text("utf-8")
    lock = parse(known, text)
    runs: dict[str, Run] = {
        "depcalc, parse": lambda: parse(known, text),
        "depcalc, parse and graph": lambda: parse_and_graph(known, text),
    }
    absent: dict[str, float | str] = {}
    for name in LIBRARIES.get(kind, ()):
        if run := library(name, text):
            runs[name] = run
        else:
            absent[name] = "not installed, skipped"
    shown: dict[str, float | str] = {**best(runs, n), **absent, **by_tools(kind, file, lock, min(n, 3))}
    print(f"\n{file.name}: {len(text):,} characters, {len(lock.packages):,} packages")
    for name, value in shown.items():
        print(f"  {name:<28}{value if isinstance(value, str) else f'{value:10,.1f} ms'}")
    ours = shown["depcalc, parse and graph"]
    if isinstance(rtoml := shown.get("rtoml"), float) and isinstance(ours, float):
        print(f"  parse and graph is {ours / rtoml:.2f} times rtoml's bare parse")
    if isinstance(yaml := shown.get("PyYAML, CSafeLoader"), float) and isinstance(ours, float):
        print(f"  parse and graph is {ours / yaml:.2f} times PyYAML's bare parse")
    return float(ours) / len(lock.packages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FORMAT:FILE")
    parser.add_argument("--runs", type=int, default=9)
    args = parser.parse_args()
    given = [one.partition(":") for one in args.files or FILES]
    files = [(kind, Path(file) if args.files else CORPUS / file) for kind, _, file in given]
    each = {}
    for kind, file in files:
        if file.is_file():
            each[file.name] = report(kind, file, args.runs)
        else:
            print(f"{file.name}: not here, skipped")
    large, small = each.get("synthetic-uv-2000.uv.lock"), each.get("dlt-hub__dlt__uv.lock")
    if large and small:
        print(f"\nper package, 2,000 packages cost {large / small:.2f} times what 500 cost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
