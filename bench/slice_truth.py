"""Ground truth for the slice: functions and lines that really run, against what `usage` predicts.

    python bench/slice_truth.py make SCRATCH [--held-out]     venvs from the package index, drivers, traces
    python bench/slice_truth.py score SCRATCH [--held-out] [--prototype FOLDER] [--pycg PYTHON]

`make` installs and RUNS the examined packages, in venvs of its own; the product never does. Three of the new
pairs are held out and scored apart: they are not to be looked at while tuning.
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
import textwrap
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST_RAN = 20
RUNNERS = {"pytest", "pluggy", "iniconfig", "setuptools", "pip", "coverage"}

PAGE = {
    "cachetools": """
from cachetools import TTLCache, LRUCache, cached
c = TTLCache(maxsize=3, ttl=60)
c['a'] = 1
c['b'] = 2
print(c.get('a'), len(c), 'b' in c, c.pop('b'))
@cached(cache=LRUCache(maxsize=8))
def f(x):
    return x * 2
print(f(2), f(2), f(3))
""",
    "tabulate": """
from tabulate import tabulate
print(tabulate([[1, 'a'], [2.5, 'b']], headers=['n', 's'], tablefmt='github'))
print(tabulate({'x': [1, 2]}, headers='keys', tablefmt='grid'))
""",
    "python-slugify": """
from slugify import slugify
print(slugify('Hello Wörld & co', max_length=9, word_boundary=True))
print(slugify('a_b', separator='_', stopwords=['a']))
""",
    "platformdirs": """
import platformdirs
d = platformdirs.PlatformDirs('acme', 'acme')
print(d.user_cache_dir, platformdirs.user_config_path('acme'), d.site_data_dir)
""",
    "pyyaml": """
import yaml
d = yaml.safe_load('a: [1, 2.5, true]\\nb: {c: null}\\nd: |\\n  text\\n')
print(yaml.safe_dump(d, sort_keys=True))
""",
    "packaging": """
from packaging.version import Version, InvalidVersion
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
r = Requirement('foo[bar]>=1.2,<2; python_version >= "3.8"')
print(r.name, r.specifier.contains('1.5'), r.marker.evaluate())
print(sorted(Version(v) for v in ('1.0', '1.0rc1', '2.0.dev1')))
print(list(SpecifierSet('>=1,<3').filter(['0.9', '1.5', '2.0b1'])))
try:
    Version('x')
except InvalidVersion as e:
    print(e)
""",
    "click": """
import click
from click.testing import CliRunner
@click.group()
@click.option('--debug/--no-debug')
@click.pass_context
def cli(ctx, debug):
    ctx.obj = debug
@cli.command()
@click.argument('n', type=click.IntRange(1, 9))
@click.option('--name', prompt=True, default='x')
def go(n, name):
    click.secho(f'{n} {name}', fg='red')
r = CliRunner()
print(r.invoke(cli, ['go', '3', '--name', 'b']).output, r.invoke(cli, ['go', '99']).output)
print(r.invoke(cli, ['--help']).output)
""",
    "jinja2": """
from jinja2 import Environment, DictLoader, StrictUndefined
base = '<h1>{% block t %}{% endblock %}</h1>'
page = '{% extends "b" %}{% block t %}{{ x|upper }}{% for i in r %}{{ loop.index }}{% endfor %}{% endblock %}'
env = Environment(loader=DictLoader({'b': base, 'p': page}), autoescape=True, undefined=StrictUndefined)
print(env.get_template('p').render(x='<a>', r=[1, 2]))
""",
    "rich": """
from rich.console import Console
from rich.table import Table
from rich.markdown import Markdown
from rich.progress import track
t = Table(title='T')
t.add_column('a', style='red')
t.add_row('1')
c = Console(force_terminal=True, width=60)
c.print(t)
c.print(Markdown('# x\\n* y'))
for _ in track(range(2), console=c):
    pass
c.print({'a': [1]}, '[bold]b[/]')
""",
    "requests": """
import threading, http.server, requests
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.end_headers()
        self.wfile.write(b'{"a": 1}')
    def log_message(self, *a):
        pass
s = http.server.HTTPServer(('127.0.0.1', 0), H)
threading.Thread(target=s.serve_forever, daemon=True).start()
u = 'http://127.0.0.1:%d/x' % s.server_port
print(requests.get(u, params={'q': '1'}).json())
with requests.Session() as z:
    z.headers['A'] = 'b'
    print(z.get(u, timeout=5).status_code)
s.shutdown()
""",
}
NEW = {
    "sqlalchemy": """
from sqlalchemy import create_engine, select, String, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, Session
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = 'u'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    items: Mapped[list['Item']] = relationship(back_populates='user')
class Item(Base):
    __tablename__ = 'i'
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey('u.id'))
    user: Mapped[User] = relationship(back_populates='items')
e = create_engine('sqlite://')
Base.metadata.create_all(e)
with Session(e) as s:
    s.add(User(name='a', items=[Item()]))
    s.commit()
    print(s.scalars(select(User).where(User.name == 'a').order_by(User.id)).all()[0].items)
""",
    "pyparsing": """
import pyparsing as pp
n = pp.pyparsing_common.number
e = pp.infix_notation(n, [(pp.one_of('* /'), 2, pp.OpAssoc.LEFT), (pp.one_of('+ -'), 2, pp.OpAssoc.LEFT)])
print(e.parse_string('1+2*(3-4)').as_list())
try:
    e.parse_string('1+', parse_all=True)
except pp.ParseException as x:
    print(x.explain())
""",
    "jsonschema": """
import jsonschema
p = {'a': {'type': 'integer', 'minimum': 1}, 'b': {'$ref': '#/$defs/x'}}
s = {'type': 'object', 'properties': p, 'required': ['a'], '$defs': {'x': {'enum': [1, 2]}}}
v = jsonschema.Draft202012Validator(s)
print(list(v.iter_errors({'a': 0, 'b': 3})))
try:
    jsonschema.validate({}, s)
except jsonschema.ValidationError as e:
    print(e)
""",
    "tomlkit": """
import tomlkit
d = tomlkit.parse('a = 1 # c\\n[t]\\nx = [1, 2]\\n[[q]]\\nn = 1979-05-27\\n')
d['t']['y'] = 'z'
d.add('new', tomlkit.inline_table())
print(tomlkit.dumps(d))
""",
    "python-dateutil": """
from dateutil import parser, tz
from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrule, WEEKLY
d = parser.parse('2024-02-30'.replace('30', '28') + ' 10:00 UTC')
print(d + relativedelta(months=1), list(rrule(WEEKLY, dtstart=d, count=3)), tz.gettz('Europe/Paris'))
""",
    "structlog": """
import structlog
p = structlog.processors
structlog.configure(processors=[p.add_log_level, p.TimeStamper(fmt='iso'), p.JSONRenderer()])
log = structlog.get_logger()
log.info('hello', a=1)
log.bind(b=2).warning('x')
""",
    "peewee": """
import peewee
db = peewee.SqliteDatabase(':memory:')
class P(peewee.Model):
    name = peewee.CharField(index=True)
    class Meta:
        database = db
db.create_tables([P])
P.create(name='a')
P.insert_many([{'name': 'b'}]).execute()
print([p.name for p in P.select().where(P.name.contains('a')).order_by(P.name.desc())])
print(P.update(name='c').execute())
""",
    "networkx": """
import networkx as nx
g = nx.DiGraph()
g.add_edges_from([(1, 2), (2, 3), (3, 1), (3, 4)])
print(list(nx.strongly_connected_components(g)), nx.shortest_path(g, 1, 4), nx.descendants(g, 1))
""",
    "marshmallow": """
from marshmallow import Schema, fields, validate, ValidationError, post_load
class S(Schema):
    a = fields.Int(required=True)
    e = fields.Email()
    n = fields.Nested(lambda: S(only=('a',)), many=True)
    @post_load
    def make(self, data, **k):
        return data
print(S().load({'a': '1', 'n': [{'a': 2}]}), S().dump({'a': 1}))
try:
    S().load({'e': 'x'})
except ValidationError as e:
    print(e.messages)
""",
}
HELD_OUT = {
    "lark": """
from lark import Lark, Transformer, v_args
g = '''start: sum
?sum: product | sum "+" product -> add
?product: NUMBER -> number
%import common.NUMBER
%ignore " "'''
@v_args(inline=True)
class T(Transformer):
    number = float
    def add(self, a, b):
        return a + b
    def start(self, x):
        return x
print(Lark(g, parser='lalr', transformer=T()).parse('1 + 2'))
print(Lark(g).parse('1 + 2').pretty())
""",
    "docutils": """
from docutils.core import publish_string
print(publish_string('Title\\n=====\\n\\n* a *b*\\n\\n.. note:: x\\n\\n`l <u>`_\\n', writer='html5')[:80])
""",
    "werkzeug": """
from werkzeug.wrappers import Request, Response
from werkzeug.routing import Map, Rule
from werkzeug.test import Client
from werkzeug.exceptions import HTTPException
m = Map([Rule('/a/<int:n>', endpoint='a')])
@Request.application
def app(r):
    try:
        e, v = m.bind_to_environ(r.environ).match()
        return Response(f'{e} {v} {r.args.get("q")}')
    except HTTPException as x:
        return x
c = Client(app)
print(c.get('/a/3?q=1').text, c.post('/none', data={'f': 'x'}).status)
""",
}


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
    return {"held out": HELD_OUT} if args.held_out else {"page": PAGE, "new": NEW}


def make(args):
    """One venv for all drivers of a kind; the Flask project with its own test suite as a real one."""
    for kind, drivers in chosen(args).items():
        folder = args.scratch / kind.replace(" ", "-")
        python = _venv(folder / "env", sorted(drivers))
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


def predict(env, project, mode, packages):
    """Our slice of everything in an environment, in process; (state, packages, seconds)."""
    sys.path.insert(0, str(ROOT / "src"))
    from depcalc.usage.budget import Caps
    from depcalc.usage.entities import Module, Package
    from depcalc.usage.flatten import flatten
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
    sources.pop(project.name.rpartition("-")[0], None)

    def read(modules):
        return [
            flatten(m.read(), m.name, is_package=m.is_package, runs_main=runs_main(m), target=Target())
            for m in modules
        ]

    gc.disable()
    started = time.perf_counter()
    universe = Universe([ours, *(s.package for s in sources.values())], read)
    st = reach(universe, list(ours.modules.values()), mode)
    seconds = time.perf_counter() - started
    for name in packages & sources.keys():
        universe.load_all(list(sources[name].package.modules.values()))
    gc.collect()
    return st, {n: s.package for n, s in sources.items()}, seconds


def executed(package, truth, site):
    """What ran: function -> (lines, used), module -> lines of its own."""
    functions, modules = {}, {}
    by_path = {m.path: m for m in package.modules.values()}
    for path, rows in truth.items():
        module = by_path.get(str(site / path))
        if module is None:
            continue
        scopes = [(i, s) for i, s in enumerate(module.known.scopes) if s.kind == "function"]
        for first, name, lines, used in rows:
            number = next((i for i, s in scopes if first in (s.first, s.line) and s.name == name), None)
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


def row(st, demand, package, truth, site):
    """All figures of one pair."""
    functions, modules = executed(package, truth, site)
    live = {f for f in st.live if f.module.package is package}
    priced = {f for f in demand.live if f.module.package is package}
    missed = [f for f in functions if f not in live]
    touched = {}
    for f, (lines, _) in functions.items():
        touched.setdefault(f.module, set()).update(lines)
    for m, lines in modules.items():
        touched.setdefault(m, set()).update(lines)
    imported = [m for m in package.modules.values() if m in st.imported]
    outside = {
        m: m.known.lines - sum(s.lines for s in m.known.scopes if s.kind == "function") for m in imported
    }
    return {
        "total": sum(s.kind == "function" for m in package.modules.values() for s in m.known.scopes),
        "predicted": len(live),
        "executed": len(functions),
        "missed": [f"{f.module.name}:{f.scope.qual}" for f in missed],
        "ran": [f"{f.module.name}.{f.scope.qual}" for f in functions],
        "executed_lines": sum(len(v[0]) for v in functions.values()) + sum(map(len, modules.values())),
        "missed_lines": sum(len(functions[f][0]) for f in missed)
        + sum(len(v) for m, v in modules.items() if m not in st.imported),
        "hit": sum(len(lines & code_lines(m.path)) for m, lines in touched.items()),
        "data": sum(m.known.data_lines for m in imported),
        "slice_lines": sum(f.scope.lines for f in live) + sum(outside.values()),
        "module_lines": sum(m.known.lines for m in imported),
        "module_functions": sum(s.kind == "function" for m in imported for s in m.known.scopes),
        "used": sum(u for _, u in functions.values()),
        "used_missed": sum(u for f, (_, u) in functions.items() if f not in priced),
    }


def score(args):
    for kind, drivers in chosen(args).items():
        folder = args.scratch / kind.replace(" ", "-")
        print(f"\n== {kind}")
        projects = [(n, folder / "env", folder / "projects" / n) for n in drivers]
        if kind == "new":
            projects += [("flask", folder / "env-flask", folder / "projects" / "flask-3.1.2")]
        rows = []
        for name, env, project in projects:
            rows += score_project(args, name, env, project, json.loads((folder / f"{name}.json").read_text()))
        summary(kind, rows)
        if args.pycg:
            for name, env, project in projects:
                pycg(args, name, env, project, folder, rows)


def score_project(args, name, env, project, truth):
    st, packages, seconds = predict(env, project, "exec", truth.keys())
    demand, _, _ = predict(env, project, "demand", set())
    other = {f.module.name + ":" + f.scope.qual for f in demand.live}
    rivals = prototype(args, env, project) if args.prototype else {}
    out = []
    for package in sorted(truth.keys() & packages.keys()):
        figures = row(st, ByName(st, other), packages[package], truth[package], _site(env))
        if figures["executed"] + figures["executed_lines"] < 2:
            continue
        figures.update(project=name, package=package, seconds=seconds, rival=rivals.get(package))
        out.append(figures)
        show(figures)
    return out


class ByName:
    """Live functions of a second run, seen as entities of the first."""

    def __init__(self, st, names):
        found = {}
        for package in st.universe.packages.values():
            for module in package.modules.values():
                for i, scope in enumerate(module.known.scopes if module.summary else ()):
                    if scope.kind == "function" and f"{module.name}:{scope.qual}" in names:
                        found[module.entity(i)] = True
        self.live = found


def show(f):
    share = 100 * (1 - len(f["missed"]) / max(1, f["executed"]))
    rival = f["rival"]
    beside = f"| prototype {rival[0]:5} fn {rival[1]:6} lines {rival[2]:2} missed" if rival else ""
    print(
        f"{f['project']:15} {f['package']:18} fn {f['predicted']:5} of {f['total']:5} ran {f['executed']:4} "
        f"missed {len(f['missed']):2} ({share:6.2f} %) lines {f['slice_lines']:6} ran {f['hit']:6} "
        f"x{f['slice_lines'] / max(1, f['hit']):5.2f} modules x{f['module_lines'] / max(1, f['hit']):5.2f} "
        f"used-missed {f['used_missed']} {f['seconds']:4.1f} s {beside}"
    )
    for name in f["missed"][:6]:
        print(f"      missed {name}")


KEYS = """predicted executed missed executed_lines missed_lines hit slice_lines module_lines module_functions used
used_missed total data""".split()


def added(rows, key):
    return sum(len(r[key]) if isinstance(r[key], list) else r[key] for r in rows)


def summary(kind, rows):
    """Sums over pairs; tightness with and without lines of literal tables, which no design can tell apart."""
    n = {key: added(rows, key) for key in KEYS}
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
    n = {key: added(rows, key) for key in KEYS}
    print(f"   {what}: predicted over executed lines")
    tightness("ours", n["slice_lines"], n, [r["slice_lines"] / max(1, r["hit"]) for r in rows])
    tightness("whole modules", n["module_lines"], n, [r["module_lines"] / max(1, r["hit"]) for r in rows])
    rivals = [r for r in rows if r["rival"]]
    if len(rivals) == len(rows):
        functions, lines, missed = (sum(r["rival"][i] for r in rivals) for i in range(3))
        tightness("prototype", lines, n, [r["rival"][1] / max(1, r["hit"]) for r in rivals])
        print(
            f"      functions: prototype {functions}, ours {n['predicted']}; missed {missed}, {n['missed']}"
        )


def tightness(who, lines, n, each):
    print(f"      {who:14} {lines / n['hit']:7.3f}   without tables {(lines - n['data']) / n['hit']:6.3f}"
          f"   median pair {statistics.median(each):6.3f}")  # fmt: skip


_RIVAL = """
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


def prototype(args, env, project):
    """(functions, lines, missed) of the prototype by package, on the same traces."""
    trace_file = next(args.scratch.glob(f"*/{project.name.split('-3.')[0]}.json"))
    command = [
        sys.executable,
        "-c",
        _RIVAL,
        str(args.prototype),
        str(_site(env)),
        str(project),
        str(trace_file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=args.prototype)
    if done.returncode:
        print("      prototype failed:", done.stderr.strip().splitlines()[-1:])
        return {}
    found = json.loads(done.stdout.strip().splitlines()[-1])
    found.pop("", None)
    return found


def pycg(args, name, env, project, folder, rows):
    """PyCG on the driver with its libraries copied beside it; recall over the functions that ran."""
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
        return
    try:
        done = subprocess.run([args.pycg, "-m", "pycg", "--package", str(place), str(entry), "-o", str(out)],
                              capture_output=True, text=True, check=False, timeout=args.timeout)  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{name:15} PyCG: no answer in {args.timeout} s")
        return
    seconds = time.perf_counter() - started
    if done.returncode:
        print(f"{name:15} PyCG fails after {seconds:.1f} s: {done.stderr.strip().splitlines()[-1][:80]}")
        return
    graph, seen = json.loads(out.read_text()), set()
    todo = ["main", *(k for k in graph if k.startswith("main."))]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo.extend(graph.get(here, ()))
    ran = {name for r in pairs for name in r["ran"]}
    print(f"{name:15} PyCG {seconds:5.1f} s, recall {100 * len(ran & seen) / max(1, len(ran)):5.1f} % of {len(ran)};"
          f" ours {pairs[0]['seconds']:.2f} s")  # fmt: skip


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "trace":
        trace(sys.argv[2], sys.argv[3], sys.argv[4:])
        return
    parser = argparse.ArgumentParser(
        description=textwrap.dedent(__doc__), formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("do", choices=["make", "score"])
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--prototype", type=Path)
    parser.add_argument("--pycg")
    parser.add_argument("--timeout", type=int, default=150)
    args = parser.parse_args()
    args.scratch = args.scratch.resolve()
    {"make": make, "score": score}[args.do](args)


if __name__ == "__main__":
    main()
