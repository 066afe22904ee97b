"""Small programs that use one library each, run and traced by `slice_truth.py`."""

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
