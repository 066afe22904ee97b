"""Ground truth for the slice: functions and lines that really run, against what `usage` predicts.

    python bench/slice_truth.py make SCRATCH [--held-out]     venvs from the package index, drivers, traces
    python bench/slice_truth.py score SCRATCH [--held-out] [--other FOLDER] [--pycg PYTHON]
    python bench/slice_truth.py write SCRATCH                 the figures of the last scores into docs/slice.md

With `--plug-ins ENV` in place of `--held-out`: programs of `slice_plug_ins.txt`, whose libraries find their parts by
name, in the environment that `slice.py make` makes. The second group was scored before anything was changed for it.

`make` installs and RUNS the examined packages, in venvs of its own; the product never does. Three of the new
projects are held out and scored apart: they are not to be looked at while tuning.

--other   folder of an earlier slicer (`engine.py`, `evalx.py`) to compare with on the same traces
--pycg    interpreter that has PyCG installed
"""

import argparse
import ast
import atexit
import contextlib
import gc
import json
import os
import runpy
import shutil
import statistics
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))
LEAST_RAN = 20  # functions; pairs that ran fewer say little of tightness
KINDS = ("page", "new", "held out")
PLUG_INS = ("plug-ins", "plug-ins, second")
RUNNERS = {"pytest", "pluggy", "iniconfig", "setuptools", "pip", "coverage"}

# ------------------------------------------------------------------ tracing, inside the examined venv


def trace(out, site, argv):
    """Run a script or `-m module` and write which functions and lines of site-packages ran, by package and
    file."""
    site = os.path.realpath(site) + os.sep
    seen, inside, importing = {}, {}, threading.local()

    def in_frame(frame, event, arg):
        if event == "line":
            seen[frame.f_code][0].add(frame.f_lineno)
        elif event == "return" and frame.f_code.co_name == "<module>":
            importing.depth -= frame.f_globals.get("__name__") != "__main__"
        return in_frame

    def on_call(frame, event, arg):
        code = frame.f_code
        name = code.co_filename
        if name not in inside:
            inside[name] = name.startswith(site) and name.endswith(".py")
        if not inside[name]:
            return None
        record = seen.setdefault(code, [set(), False])
        depth = getattr(importing, "depth", 0)
        if code.co_name == "<module>":
            importing.depth = depth + (frame.f_globals.get("__name__") != "__main__")
        elif not depth:
            record[1] = True
        return in_frame

    def save():
        sys.settrace(None)
        owner = _owners(site)
        result = {}
        for code, (lines, used) in list(seen.items()):
            path = os.path.relpath(code.co_filename, site)
            package = owner.get(path)
            if package and lines and package not in RUNNERS:
                row = [code.co_firstlineno, code.co_name, sorted(lines), used]
                result.setdefault(package, {}).setdefault(path, []).append(row)
        Path(out).write_text(json.dumps(result))

    atexit.register(save)
    threading.settrace(on_call)
    is_module = argv[0] == "-m"
    sys.argv = argv[1:] if is_module else argv
    sys.path.insert(0, os.getcwd() if is_module else os.path.dirname(os.path.abspath(argv[0])))
    sys.settrace(on_call)
    if is_module:
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(argv[0], run_name="__main__")


def _owners(site):
    out = {}
    for folder in Path(site).glob("*.dist-info"):
        package = (
            folder.name.removesuffix(".dist-info")
            .rpartition("-")[0]
            .lower()
            .replace("_", "-")
            .replace(".", "-")
        )
        record = folder / "RECORD"
        for line in record.read_text("utf-8").splitlines() if record.exists() else ():
            out[line.split(",")[0]] = package
    return out


# ------------------------------------------------------------------ making


def chosen(args):
    from slice_drivers import HELD_OUT, NEW, PAGE

    if args.plug_ins:
        return {kind: plugged(kind) for kind in PLUG_INS}
    return {"held out": HELD_OUT} if args.held_out else {"page": PAGE, "new": NEW}


def plugged(kind):
    """The programs of a group of `slice_plug_ins.txt`."""
    parts = Path(__file__).with_name("slice_plug_ins.txt").read_text("utf-8").split("\n=== ")[1:]
    heads = {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}
    return {h.partition(": ")[2]: text for h, text in heads.items() if h.partition(": ")[0] == kind}


def place_of(args, kind):
    """The folder of a group, and of its environment."""
    folder = args.scratch / kind.replace(", ", "-").replace(" ", "-")
    return folder, args.plug_ins or folder / "env"


def make(args):
    """One venv for all drivers of a kind; the Flask project with its own test suite as a real one."""
    for kind, drivers in chosen(args).items():
        folder, env = place_of(args, kind)
        python = _venv(env, sorted(drivers))
        for name, text in drivers.items():
            driver = folder / "projects" / name
            driver.mkdir(parents=True, exist_ok=True)
            (driver / "main.py").write_text(text.lstrip())
            _trace(python, folder / f"{name}.json", driver, [str(driver / "main.py")])
        if kind == "new":
            _make_project(folder, "flask", "3.1.2", ["pytest<9"])


def _make_project(folder, name, version, extra):
    python = _venv(folder / f"env-{name}", [f"{name}=={version}", *extra])
    place = folder / "projects"
    subprocess.run([python, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:",
                    "-d", str(place), f"{name}=={version}"], check=True)  # fmt: skip
    with tarfile.open(next(place.glob(f"{name}-{version}.tar.gz"))) as archive:
        archive.extractall(place, filter="data")
    root = place / f"{name}-{version}"
    shutil.copytree(root / "src" / name, root / name, dirs_exist_ok=True)
    shutil.rmtree(root / "src")
    _trace(python, folder / f"{name}.json", root, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"])


def _venv(place, packages):
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def _site(env):
    return next(env.glob("lib/python3*/site-packages"))


def _trace(python, out, cwd, argv):
    command = [
        str(python),
        str(Path(__file__).resolve()),
        "trace",
        str(out),
        str(_site(python.parents[1])),
        *argv,
    ]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=1800)
    print(
        f"{out.stem:18} exit {done.returncode}  {done.stderr.strip().splitlines()[-1:] if done.returncode else ''}"
    )


# ------------------------------------------------------------------ scoring


def predict(env, project, packages, cache=None):
    """Our slices of everything in an environment: (exec, functions of demand, packages, seconds). In process, or with
    what was read before kept in a folder: then the seconds say little."""
    sys.path.insert(0, str(ROOT / "src"))
    from depcalc.installed.archives import Caps
    from depcalc.usage.entities import Module, Package
    from depcalc.usage.flatten import flatten
    from depcalc.usage.knowledge import Knowledge
    from depcalc.usage.reach import reach
    from depcalc.usage.reading import runs_main
    from depcalc.usage.sources import add_module, installed, read_bytes
    from depcalc.usage.static_tests import Target
    from depcalc.usage.universe import Universe

    sources = installed(_site(env), Caps())
    ours = Package("", is_project=True)
    for file in sorted(project.rglob("*.py")):
        path = file.relative_to(project).as_posix()
        if not add_module(ours, path, str(file), lambda f=file: read_bytes(f, 1 << 23)):
            ours.modules[path] = Module(path, ours, str(file), False, lambda f=file: read_bytes(f, 1 << 23))
    name, _, version = project.name.rpartition("-")
    if version[:1].isdigit():  # the source of a package, which is the project here
        sources.pop(name, None)

    read = kept_reader(cache) if cache else None

    def straight(modules, only_count=False):
        return [
            flatten(m.read(), m.name, is_package=m.is_package, runs_main=runs_main(m), target=Target())
            for m in modules
        ]

    gc.disable()
    started = time.perf_counter()
    universe = Universe([ours, *(s.package for s in sources.values())], read or straight)
    knowledge = Knowledge(universe, list(ours.modules.values()))
    states = reach(knowledge)
    priced = set(next(states).live)
    runs = next(states)
    seconds = time.perf_counter() - started
    for name in packages & sources.keys():
        universe.load_all(list(sources[name].package.modules.values()))
    gc.collect()
    return runs, priced, {n: s.package for n, s in sources.items()}, seconds


def kept_reader(cache):
    from depcalc.usage.budget import Budget
    from depcalc.usage.packed import Shelf
    from depcalc.usage.pool import Pool
    from depcalc.usage.reading import Reader
    from depcalc.usage.static_tests import Target
    from depcalc.usage.store import Store

    pool = Pool(2, Target(), Budget().workers)
    return Reader(Store(cache), Shelf(cache), pool, Target(), lambda what, done, total: None)


def executed(package, truth, site):
    """What ran: function -> (lines, used), module -> lines of its own."""
    functions, modules = {}, {}
    by_path = {m.path: m for m in package.modules.values()}
    for path, rows in truth.items():
        module = by_path.get(str(site / path))
        if module is None:
            continue
        known = module.known
        kinds = zip(known.scopes, known.signatures, strict=True)
        scopes = [(i, s) for i, (scope, s) in enumerate(kinds) if scope.kind == "function"]
        for first, name, lines, used in rows:
            number = next(
                (i for i, s in scopes if first in (s.first, s.line) and s.qual.rpartition(".")[2] == name),
                None,
            )
            if number is None and name != "<module>":
                around = [(s.line, i) for i, s in scopes if s.line <= first <= s.last]
                number = max(around)[1] if around else None
            if number is None:
                modules.setdefault(module, set()).update(lines)
            else:
                entry = functions.setdefault(module.entity(number), [set(), False])
                entry[0].update(lines)
                entry[1] = entry[1] or used
    return functions, modules


def is_string(node):
    return isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)


def code_lines(path):
    text = Path(path).read_text("utf-8", errors="replace")
    lines = {
        i for i, line in enumerate(text.split("\n"), 1) if line.strip() and not line.strip().startswith("#")
    }
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and is_string(body[0]):
            lines -= set(range(body[0].lineno, body[0].end_lineno + 1))
    return lines


def row(runs, priced, package, truth, site):
    """All figures of one pair."""
    functions, modules = executed(package, truth, site)
    live = {f for f in runs.live if f.module.package is package}
    priced = {f for f in priced if f.module.package is package}
    missed = [f for f in functions if f not in live]
    touched = {}
    for f, (lines, _) in functions.items():
        touched.setdefault(f.module, set()).update(lines)
    for m, lines in modules.items():
        touched.setdefault(m, set()).update(lines)
    imported = [m for m in package.modules.values() if m in runs.imported]
    outside = {
        m: m.known.lines - sum(s.lines for s in m.known.scopes if s.kind == "function") for m in imported
    }
    return {
        "total": sum(s.kind == "function" for m in package.modules.values() for s in m.known.scopes),
        "predicted": len(live),
        "priced": len(priced),
        "executed": len(functions),
        "missed": [f"{f.module.name}:{f.signature.qual}" for f in missed],
        "ran": [f"{f.module.name}.{f.signature.qual}" for f in functions],
        "executed_lines": sum(len(v[0]) for v in functions.values()) + sum(map(len, modules.values())),
        "missed_lines": sum(len(functions[f][0]) for f in missed)
        + sum(len(v) for m, v in modules.items() if m not in runs.imported),
        "hit": sum(len(lines & code_lines(m.path)) for m, lines in touched.items()),
        "data": sum(m.known.data_lines for m in imported),
        "slice_lines": sum(f.scope.lines for f in live) + sum(outside.values()),
        "module_lines": sum(m.known.lines for m in imported),
        "module_functions": sum(s.kind == "function" for m in imported for s in m.known.scopes),
        "used": sum(u for _, u in functions.values()),
        "used_missed": [
            f"{f.module.name}:{f.signature.qual}" for f, (_, u) in functions.items() if u and f not in priced
        ],
    }


def score(args):
    for kind, drivers in chosen(args).items():
        folder, env = place_of(args, kind)
        print(f"\n== {kind}")
        projects = [(n, env, folder / "projects" / n) for n in drivers]
        if kind == "new":
            projects += [("flask", folder / "env-flask", folder / "projects" / "flask-3.1.2")]
        rows, graphs = [], {}
        for name, env, project in projects:
            rows += score_project(args, name, env, project, folder / f"{name}.json")
        for name, env, project in projects if args.pycg else ():
            graphs[name] = pycg(args, name, env, project, folder, rows)
            print(f"{name:15} PyCG {graphs[name]}", flush=True)
        summary(kind, rows)
        (folder / "scores").write_text(json.dumps({"rows": rows, "pycg": graphs}))


def score_project(args, name, env, project, trace_file):
    truth = json.loads(trace_file.read_text())
    cache = args.scratch / "cache" if args.plug_ins else None
    runs, priced, packages, seconds = predict(env, project, truth.keys(), cache)
    others = other(args, env, project, trace_file) if args.other else {}
    versions = {f.name.partition("-")[0].lower().replace("_", "-"): f.name.split("-")[1].removesuffix(".dist")
                for f in _site(env).glob("*.dist-info")}  # fmt: skip
    out = []
    for package in sorted(truth.keys() & packages.keys()):
        figures = row(runs, priced, packages[package], truth[package], _site(env))
        if figures["executed"] + figures["executed_lines"] < 2:
            continue
        figures.update(project=name, package=package, seconds=seconds, other=others.get(package),
                       other_seconds=others.get("", 0), version=versions.get(package, ""))  # fmt: skip
        out.append(figures)
        show(figures)
    return out


def show(f):
    share = 100 * (1 - len(f["missed"]) / max(1, f["executed"]))
    other = f["other"]
    beside = (
        f"| other {other[0]:5} fn {other[1]:6} lines {other[2]:2} missed {f['other_seconds']:4.1f} s"
        if other
        else ""
    )
    print(
        f"{f['project']:15} {f['package']:18} fn {f['predicted']:5} of {f['total']:5} ran {f['executed']:4} "
        f"missed {len(f['missed']):2} ({share:6.2f} %) lines {f['slice_lines']:6} ran {f['hit']:6} "
        f"x{f['slice_lines'] / max(1, f['hit']):5.2f} modules x{f['module_lines'] / max(1, f['hit']):5.2f} "
        f"used-missed {len(f['used_missed'])} {f['seconds']:4.1f} s {beside}", flush=True
    )  # fmt: skip
    for name in f["missed"][:6]:
        print(f"      missed {name}")
    for name in f["used_missed"][:6]:
        print(f"      used and not in demand {name}")


KEYS = """predicted executed missed executed_lines missed_lines hit slice_lines module_lines module_functions used
used_missed total data priced""".split()


def added(rows):
    return {key: sum(len(r[key]) if isinstance(r[key], list) else r[key] for r in rows) for key in KEYS}


def summary(kind, rows):
    """Sums over pairs; tightness with and without lines of literal tables, which no design can tell apart."""
    n = added(rows)
    recall = 100 * (1 - n["missed"] / max(1, n["executed"]))
    print(f"-- {kind}: {len(rows)} pairs")
    print(f"   functions: {n['predicted']} of {n['total']} predicted, {n['executed']} ran, {n['missed']} missed,"
          f" recall {recall:.3f} %; whole modules {n['module_functions']}")  # fmt: skip
    print(f"   lines: {n['executed_lines']} ran, {n['missed_lines']} missed")
    print(f"   demand: {n['used']} functions used after import, {n['used_missed']} missed")
    busy = [r for r in rows if r["executed"] >= LEAST_RAN]
    compared("all pairs", rows)
    compared(f"{len(busy)} pairs that ran at least {LEAST_RAN} functions", busy)


def compared(what, rows):
    print(f"   {what}: predicted over executed lines")
    for who, plain, untabled, median in tightness(rows):
        print(f"      {who:14} {plain:7.3f}   without tables {untabled:6.3f}   median pair {median:6.3f}")
    if all(r["other"] for r in rows):
        functions, missed = (sum(r["other"][i] for r in rows) for i in (0, 2))
        n = added(rows)
        print(f"      functions: other {functions}, ours {n['predicted']}; missed {missed}, {n['missed']}")


def tightness(rows):
    """(who, over all, without tables, median of the pairs)."""
    n = added(rows)
    each = {"ours": [r["slice_lines"] for r in rows], "whole modules": [r["module_lines"] for r in rows]}
    if all(r["other"] for r in rows):
        each["other"] = [r["other"][1] for r in rows]
    out = []
    for who, lines in each.items():
        pairs = [part / max(1, r["hit"]) for part, r in zip(lines, rows, strict=True)]
        whole = sum(lines)
        out.append((who, whole / n["hit"], (whole - n["data"]) / n["hit"], statistics.median(pairs)))
    return out


_OTHER = """
import json, sys
sys.path.insert(0, sys.argv[1])
from evalx import analyse, with_stack, truth, compare
import evalx
def go(site, project, gt):
    evalx.site = lambda env: site
    u, e = analyse(project, [], evalx.Opts(), site=site, platform="linux")
    tr = truth(u, "", gt)
    out = {}
    for d in tr:
        if d in u.dists:
            r = compare(e, tr, d)
            if r: out[d] = [r["sl"]["funcs"], r["sl"]["sloc_exec"], len(r["missed"])]
    out[""] = e.t_run
    print(json.dumps(out))
with_stack(go, *sys.argv[2:5])
"""


def other(args, env, project, trace_file):
    """(functions, lines, missed) of an earlier slicer by package, on the same traces; seconds under ""."""
    command = [sys.executable, "-c", _OTHER, str(args.other), str(_site(env)), str(project), str(trace_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=args.other)
    if done.returncode:
        print("      the other failed:", done.stderr.strip().splitlines()[-1:])
        return {}
    return json.loads(done.stdout.strip().splitlines()[-1])


def pycg(args, name, env, project, folder, rows):
    """PyCG on the driver with its libraries copied beside it: what became of it, recall over what ran."""
    place = args.scratch / "pycg" / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(project, place)
    pairs = [r for r in rows if r["project"] == name]
    truth = json.loads((folder / f"{name}.json").read_text())
    for top in {p.split("/")[0] for files in truth.values() for p in files}:
        source = _site(env) / top
        with contextlib.suppress(OSError):
            shutil.copytree(source, place / top) if source.is_dir() else shutil.copy(source, place)
    out, started = place / "graph.json", time.perf_counter()
    entry = place / "main.py"
    if not entry.exists():
        return {"result": "a test suite: not run"}
    try:
        done = subprocess.run([args.pycg, "-m", "pycg", "--package", str(place), str(entry), "-o", str(out)],
                              capture_output=True, text=True, check=False, timeout=args.timeout)  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"result": f"no answer in {args.timeout} s"}
    seconds = time.perf_counter() - started
    if done.returncode:
        return {
            "result": f"fails: {done.stderr.strip().splitlines()[-1].partition(':')[0]}",
            "seconds": seconds,
        }
    graph, seen = json.loads(out.read_text()), set()
    todo = ["main", *(k for k in graph if k.startswith("main."))]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo.extend(graph.get(here, ()))
    ran = {name for r in pairs for name in r["ran"]}
    return {"result": "answers", "seconds": seconds, "recall": len(ran & seen) / max(1, len(ran))}


# ------------------------------------------------------------------ writing


def write(args):
    """The tables of docs/slice.md between its marks."""
    parts = []
    for kind in PLUG_INS if args.plug_ins else KINDS:
        file = place_of(args, kind)[0] / "scores"
        if file.exists():
            found = json.loads(file.read_text())
            shown = by_project(found["rows"]) if args.plug_ins else found["rows"]
            parts += [*table(kind, shown), "", *sums(found["rows"]), ""]
            parts += [*graph_lines(found["pycg"], found["rows"]), ""]
    page = ROOT / "docs" / "slice.md"
    begin = PLUGGED_BEGIN if args.plug_ins else BEGIN
    before, _, rest = page.read_text("utf-8").partition(begin)
    page.write_text(
        before + begin + "\n\n" + "\n".join(parts).rstrip() + "\n\n" + END + rest.partition(END)[2], "utf-8"
    )


def by_project(rows):
    """The packages of a project in one row."""
    projects = {r["project"]: [one for one in rows if one["project"] == r["project"]] for r in rows}
    out = []
    for project, parts in projects.items():
        summed = {
            k: sum((r[k] for r in parts), start=[] if isinstance(parts[0][k], list) else 0) for k in KEYS
        }
        name = f"{len(parts)} packages" if len(parts) > 1 else parts[0]["package"]
        out.append({**summed, "project": project, "package": name, "other": None, "version": ""})
    return out


BEGIN, END = "<!-- begin: bench/slice_truth.py write -->", "<!-- end -->"
PLUGGED_BEGIN = "<!-- begin: bench/slice_truth.py write --plug-ins -->"
TITLES = {
    "page": "Drivers the design was tuned on",
    "new": "Further drivers, and Flask with its own test suite",
    "held out": "Held out until the end",
    "plug-ins": "Libraries that find their parts by name: what was missed here led to rules",
    "plug-ins, second": "Others of the kind, after what was missed here led to rules as well",
}


def table(kind, rows):
    out = [
        f"**{TITLES[kind]}**",
        "",
        "| project | package | functions | predicted | ran | missed | lines ran | lines missed | tightness |"
        " whole modules | earlier version | demand | used, missed |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for r in rows:
        ran = max(1, r["hit"])
        earlier = f"{r['other'][1] / ran:.2f}, {r['other'][2]} missed" if r["other"] else "-"
        cells = [
            r["project"], f"{r['package']} {r['version']}", f"{r['total']:,}", f"{r['predicted']:,}",
            f"{r['executed']:,}", len(r["missed"]), f"{r['executed_lines']:,}", r["missed_lines"],
            f"{r['slice_lines'] / ran:.2f}", f"{r['module_lines'] / ran:.2f}", earlier, f"{r['priced']:,}",
            f"{r['used']:,}, {len(r['used_missed'])}",
        ]  # fmt: skip
        out.append(table_row(cells))
    return out


def table_row(cells):
    return f"| {' | '.join(map(str, cells))} |"


def sums(rows):
    n = added(rows)
    recall = 100 * (1 - n["missed"] / n["executed"])
    out = [
        f"{len(rows)} pairs: {n['executed']:,} functions ran, {n['missed']} missed: recall {recall:.2f} %;"
        f" {n['executed_lines']:,} lines ran, {n['missed_lines']} missed. Demand: {n['used']:,} functions used"
        f" after import, {n['used_missed']} missed. Functions predicted {n['predicted']:,}, whole modules"
        f" {n['module_functions']:,}.",
        "",
        "| predicted over executed lines | all | without tables | median pair |",
        "|---|--:|--:|--:|",
    ]
    busy = [r for r in rows if r["executed"] >= LEAST_RAN]
    for what, kept in ((f"{len(rows)} pairs", rows), (f"{len(busy)} that ran {LEAST_RAN} functions", busy)):
        for who, *figures in tightness(kept):
            name = who.replace("other", "earlier version")
            out.append(table_row([f"{what}: {name}", *(f"{x:.3f}" for x in figures)]))
    return out


def graph_lines(graphs, rows):
    if not graphs:
        return []
    out = [
        "| driver | PyCG 0.0.7 | recall | seconds | ours, seconds | earlier version, seconds |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for name, found in graphs.items():
        ours = next(r for r in rows if r["project"] == name)
        recall = f"{100 * found['recall']:.1f} %" if "recall" in found else "-"
        seconds = f"{found['seconds']:.1f}" if "seconds" in found else "-"
        times = [seconds, f"{ours['seconds']:.2f}", f"{ours['other_seconds']:.2f}"]
        out.append(table_row([name, found["result"], recall, *times]))
    return out


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "trace":
        trace(sys.argv[2], sys.argv[3], sys.argv[4:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("do", choices=["make", "score", "write"])
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--plug-ins", type=Path, metavar="ENV")
    parser.add_argument("--other", type=Path)
    parser.add_argument("--pycg")
    parser.add_argument("--timeout", type=int, default=60)
    args = parser.parse_args()
    args.scratch = args.scratch.resolve()
    {"make": make, "score": score, "write": write}[args.do](args)


if __name__ == "__main__":
    main()
