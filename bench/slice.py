"""Speed of the slice: lines a second, cold and warm, and memory, over an environment of some 300 packages.

    python bench/slice.py make SCRATCH        installs the packages below from the package index (minutes)
    python bench/slice.py run SCRATCH         cold, warm, after a comment, after a new call, after a new import
    python bench/slice.py env SITE PROJECT    the same for a site-packages folder and a project of your own
    python bench/slice.py rates SITE          lines a second of the parts: parse, flatten, load

Aims: 100,000 lines a second cold on two cores, 500 MB, under a second warm.
"""

import argparse
import ast
import contextlib
import gc
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from depcalc.installed.archives import Caps  # noqa: E402
from depcalc.usage import Target, scan_project  # noqa: E402
from depcalc.usage.flatten import flatten  # noqa: E402
from depcalc.usage.packed import Shelf  # noqa: E402
from depcalc.usage.pool import Pool  # noqa: E402
from depcalc.usage.sources import installed  # noqa: E402
from depcalc.usage.summary import dump, load  # noqa: E402
from depcalc.values.fact import Fact  # noqa: E402
from depcalc.values.lock import Key  # noqa: E402

PACKAGES = """aiohttp alembic ansible-core arrow attrs azure-identity azure-storage-blob beautifulsoup4 bleach boto3
celery click cookiecutter cryptography datasette dask django django-cors-headers django-filter djangorestframework
docker dulwich elasticsearch fastapi flask flask-login flask-sqlalchemy google-cloud-storage graphene gunicorn
httpie httpx hypothesis invoke ipython isort jinja2 jsonschema jupyterlab kombu loguru lxml markdown marshmallow
mkdocs mkdocs-material mypy nbconvert networkx nox openai opentelemetry-sdk paramiko peewee pelican pip-audit
poetry polars pre-commit prefect prompt-toolkit psutil pydantic pygments pylint pymongo pyramid pytest pyyaml
rdflib redis requests rich scrapy sentry-sdk slack-sdk social-auth-core sphinx sqlalchemy starlette streamlit
structlog tox tornado tqdm twisted typer uvicorn werkzeug zeep""".split()
USED = 8  # names the made project takes from each package


def make(args):
    env = args.scratch / "env"
    subprocess.run([sys.executable, "-m", "venv", str(env)], check=True)
    for package in PACKAGES:  # one by one: what does not install here is left out
        done = subprocess.run([env / "bin" / "python", "-m", "pip", "install", "-q", package],
                              capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            print("left out:", package)
    make_project(args.scratch)


def make_project(scratch):
    """A project that calls a few public functions of each package, found in the text of its root modules."""
    sources = installed(site(scratch), Caps())
    project = scratch / "project"
    project.mkdir(exist_ok=True)
    for package in PACKAGES:
        source = sources.get(package)
        if source is None:
            continue
        top = next(
            (m for n, m in sorted(source.package.modules.items()) if "." not in n and m.is_package), None
        )
        if top is None:
            continue
        names = public_names(top.read().decode("utf-8", "replace"))[:USED]
        lines = [f"import {top.name}", *(f"{top.name}.{n}()" for n in names)]
        (project / f"use_{top.name.lower()}.py").write_text("\n".join(lines) + "\n")


def public_names(text):
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    names = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.ImportFrom):
            names += [a.asname or a.name for a in node.names]
    return [n for n in names if not n.startswith("_") and n != "*"]


def site(scratch):
    return next((scratch / "env").glob("lib/python3*/site-packages"))


def run(args):
    measure(site(args.scratch), args.scratch / "project", args.scratch / "cache", args.jobs)


def env(args):
    measure(args.site, args.project, args.cache, args.jobs)


def measure(where, project, cache, jobs):
    shutil.rmtree(cache, ignore_errors=True)
    keys = [Key(name, s.version) for name, s in installed(where, Caps()).items()]
    gc.collect()  # packages and their modules point at each other
    print(f"{len(keys)} packages, {jobs} workers")
    once("cold", where, project, cache, jobs, keys)
    once("warm", where, project, cache, jobs, keys)
    changed = sorted(project.rglob("*.py"))[0]
    text = changed.read_text()
    try:
        changed.write_text("# a comment\n" + text)
        once("a comment more", where, project, cache, jobs, keys)
        changed.write_text(text + "import json\njson.dumps(1)\n")
        once("a call more", where, project, cache, jobs, keys)
    finally:
        changed.write_text(text)
    print(f"cache {cache_size(cache)} MB")


def once(what, where, project, cache, jobs, keys):
    parsed = {}  # lines of each file; one that is counted and walked later is parsed twice, and is one here
    real = Pool.flatten

    def counting(self, tasks):
        for task, data in real(self, tasks):
            parsed[task.package, task.module] = task.data.count(b"\n") + 1
            yield task, data

    Pool.flatten = counting
    started, busy = time.perf_counter(), processor_seconds()
    with Memory() as memory:
        usage = scan_project(project, site_packages=where, wheels=None, packages=keys, cache=cache, jobs=jobs)
    seconds, busy = time.perf_counter() - started, processor_seconds() - busy
    Pool.flatten = real
    sliced = sum(isinstance(p.slice, Fact) for p in usage.packages)
    lines = sum(parsed.values())
    rate = f"{lines / seconds:9,.0f} lines/s" if lines else ""
    clock = f"{seconds:6.2f} s ({busy:6.2f} s of processor)"
    read = f"{lines:9,} lines in {len(parsed):6,} files parsed, {sliced} slices"
    peaks = f"{memory.own} MB, largest worker {memory.child} MB, all together {memory.together} MB"
    print(f"{what:16} {clock}  {read} {rate}  {peaks}", flush=True)


def processor_seconds():
    """Of this process and the workers that ended; on a shared machine it says more than the clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


class Memory:
    """Peak memory in MB while it is watched (Linux): resident of this process, of its largest child, and of the whole
    tree with pages that several processes share counted once (PSS, every two seconds)."""

    def __enter__(self):
        self.own = self.child = self.together = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self._thread.join()

    def _watch(self):
        looks = 0
        while not self._over.wait(0.2):
            processes = [os.getpid(), *children()]
            own, *others = map(resident, processes)
            self.own, self.child = max(self.own, own), max([self.child, *others])
            looks += 1
            if looks % 10 == 0:  # it takes the system some milliseconds
                self.together = max(self.together, sum(map(proportional, processes)) >> 20)


def children():
    """Of all threads of this process; workers have none of their own."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found += (task / "children").read_text().split()
    return found


def proportional(pid):
    """Bytes of a process, a page that it shares with others in parts."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
    return 0


def resident(pid):
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") >> 20
    except (OSError, IndexError):
        return 0


def cache_size(cache):
    return sum(f.stat().st_size for f in cache.iterdir()) >> 20


def rates(args):
    """One process, the collector off; three thousand files at most."""
    gc.disable()
    warnings.simplefilter("ignore")
    modules = [m for s in installed(args.site, Caps()).values() for m in s.package.modules.values()][:3000]
    data = [(m, m.read()) for m in modules]
    lines = sum(d.count(b"\n") for _, d in data)
    print(f"{len(data):,} files, {lines:,} lines")
    timed("ast.parse", lines, lambda: [parsed(d) for _, d in data])
    timed("count", lines, lambda: [summary(m, d, only_count=True) for m, d in data])
    flat = timed("flatten", lines, lambda: [summary(m, d) for m, d in data])
    shelf = Shelf()
    timed("load", lines, lambda: [load(f, shelf) for f in flat])
    print(f"summaries {sum(map(len, flat)) >> 20} MB")


def summary(module, data, **how):
    return dump(
        flatten(data, module.name, is_package=module.is_package, runs_main=False, target=Target(), **how)
    )


def parsed(data):
    if re.search(rb"\0", data):
        return
    try:
        ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def timed(what, lines, work):
    started = time.process_time()
    out = work()
    seconds = time.process_time() - started
    print(f"{what:10} {seconds:6.2f} s {lines / seconds:12,.0f} lines/s")
    return out


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, function in (("make", make), ("run", run)):
        sub = commands.add_parser(name)
        sub.add_argument("scratch", type=Path)
        sub.add_argument("--jobs", type=int, default=2)
        sub.set_defaults(do=function)
    sub = commands.add_parser("env")
    sub.add_argument("site", type=Path)
    sub.add_argument("project", type=Path)
    sub.add_argument("--cache", type=Path, required=True)
    sub.add_argument("--jobs", type=int, default=2)
    sub.set_defaults(do=env)
    sub = commands.add_parser("rates")
    sub.add_argument("site", type=Path)
    sub.set_defaults(do=rates)
    args = parser.parse_args()
    args.do(args)


if __name__ == "__main__":
    main()
