"""The traps of a slice, one small library each: what must be in it, what must stay out."""

from collections.abc import Mapping

import pytest
from tests.usage.small import names, run

TWO = """
class A:
    def go(self): pass
    def no(self): pass
class B:
    def go(self): pass
"""
DIALECTS = {
    "lib/__init__.py": """
import importlib
def open(url):
    module = importlib.import_module('lib.dialects.' + url.split(':')[0])
    return module.connect()
""",
    "lib/dialects/__init__.py": "",
    "lib/dialects/pg.py": "def connect(): pass",
    "lib/dialects/my.py": "def connect(): pass",
}
REGISTRATION = """
R = {}
def reg(f):
    R[f.__name__] = f
    return f
@reg
def a(): x()
def x(): pass
def run(n): R[n]()
"""

# trap: (library, project, in, out[, mode])
NAMES = {
    "alias": ("def f(): g()\ndef g(): pass\ndef h(): pass", "import lib as L\nL.f()", "f g", "h"),
    "from-as": ("def f(): pass\ndef h(): pass", "from lib import f as q\nq()", "f", "h"),
    "star": ("__all__ = ['f']\ndef f(): pass\ndef h(): pass", "from lib import *\nf()", "f", "h"),
    "star-all-hides": (
        {
            "lib/__init__.py": "from .a import *\nfrom .b import *",
            "lib/a.py": "__all__ = ['f']\ndef f(): pass\ndef g(): pass",
            "lib/b.py": "def g(): pass",
        },
        "import lib\nlib.g()",
        "lib.b.g",
        "lib.a.g",
    ),
    "star-cycle": (
        {
            "lib/__init__.py": "from .a import *",
            "lib/a.py": "from .b import *\ndef f(): pass",
            "lib/b.py": "from .a import *\ndef g(): pass",
        },
        "import lib\nlib.g()",
        "lib.b.g",
        "lib.a.f",
    ),
    "reexport": (
        {"lib/__init__.py": "from ._core import f", "lib/_core.py": "def f(): pass\ndef h(): pass"},
        "import lib\nlib.f()",
        "lib._core.f",
        "lib._core.h",
    ),
    "submodule-attribute": (
        {"lib/__init__.py": "", "lib/sub.py": "def f(): pass"},
        "import lib.sub\nlib.sub.f()",
        "lib.sub.f",
        "",
    ),
    "submodule-or-name": (
        {"lib/__init__.py": "def sub(): pass", "lib/sub.py": "def f(): pass"},
        "from lib import sub\nsub()\nsub.f()",
        "lib.sub lib.sub.f",
        "",
    ),
    "namespace-package": (
        {"ns/lib/__init__.py": "def f(): pass\ndef g(): pass"},
        "import ns.lib\nns.lib.f()",
        "ns.lib.f",
        "ns.lib.g",
    ),
    "relative-two-up": (
        {
            "lib/__init__.py": "",
            "lib/a/__init__.py": "",
            "lib/a/b.py": "from ..c import f\ndef g(): f()",
            "lib/c.py": "def f(): pass\ndef h(): pass",
        },
        "from lib.a.b import g\ng()",
        "lib.a.b.g lib.c.f",
        "lib.c.h",
    ),
    "import-runs-module-code": (
        {"lib/__init__.py": "from . import a", "lib/a.py": "def t(): pass\nX = t()\ndef u(): pass"},
        "import lib",
        "lib.a.t",
        "lib.a.u",
    ),
    "lazy-module-getattr": (
        {
            "lib/__init__.py": "_T = {'A': 'lib.a', 'B': 'lib.b'}\ndef __getattr__(n):\n    import importlib\n"
            "    return getattr(importlib.import_module(_T[n]), n)",
            "lib/a.py": "def A(): pass",
            "lib/b.py": "def B(): pass",
        },
        "from lib import A\nA()",
        "lib.a.A lib.__getattr__",
        "lib.b.B",
    ),
    "import-in-function": (
        {
            "lib/__init__.py": "def f():\n    from . import a\n    a.x()\ndef g():\n    from . import b",
            "lib/a.py": "def x(): pass",
            "lib/b.py": "def t(): pass\nt()",
        },
        "import lib\nlib.f()",
        "lib.f lib.a.x",
        "lib.b.t lib.g",
    ),
    "try-import-both-branches": (
        {
            "lib/__init__.py": "try:\n    from ._fast import f\nexcept ImportError:\n    from ._slow import f",
            "lib/_fast.py": "def f(): pass",
            "lib/_slow.py": "def f(): pass",
        },
        "import lib\nlib.f()",
        "lib._fast.f lib._slow.f",
        "",
    ),
    "type-checking-import": (
        {
            "lib/__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import A\n"
            "def f(x: 'A'): return x.go()",
            "lib/a.py": "class A:\n    def go(self): pass\ndef t(): pass\nt()",
        },
        "import lib\nlib.f(1)",
        "lib.f",
        "lib.a.t lib.a.A.go",
    ),
    "version-branch": (
        "import sys\nif sys.version_info >= (3, 8):\n    def f(): pass\nelse:\n    def f(): g()\ndef g(): pass",
        "import lib\nlib.f()",
        "f",
        "g",
    ),
    "platform-branch": (
        "import sys\ndef w(): pass\ndef f():\n    if sys.platform == 'win32': w()",
        "import lib\nlib.f()",
        "f",
        "w",
    ),
    "platform-constant-of-another-module": (
        {
            "lib/__init__.py": "from .c import WINDOWS\ndef w(): pass\ndef f():\n    if WINDOWS: w()",
            "lib/c.py": "import sys\nWINDOWS = sys.platform.startswith('win')",
        },
        "import lib\nlib.f()",
        "lib.f",
        "lib.w",
    ),
    "name-main-block": (
        "def f(): pass\ndef cli(): pass\nif __name__ == '__main__': cli()",
        "import lib\nlib.f()",
        "f",
        "cli",
    ),
    "vendored-copy": (
        {
            "lib/__init__.py": "import six\ndef f(): six.u()",
            "lib/_vendor/__init__.py": "",
            "lib/_vendor/six.py": "def u(): pass\ndef v(): pass",
        },
        "import lib\nlib.f()",
        "lib._vendor.six.u",
        "lib._vendor.six.v",
    ),
}
RECEIVERS = {
    "method-of-known-class": (TWO, "import lib\nlib.A().go()", "A.go", "A.no B.go"),
    "method-read-from-its-class": (TWO, "import lib\nlib.A.go(object())", "A.go", "A.no B.go"),
    "method-borrowed-from-a-class": (
        TWO,
        "import lib\nclass C:\n    go = lib.A.go\nC().go()",
        "A.go",
        "A.no",
    ),
    "method-registered-for-a-class-nobody-makes": (
        TWO + "REG = {}\ndef add(k, f): REG[k] = f\nadd('a', A.go)\ndef f(): return REG['a'](B())",
        "import lib\nlib.f()",
        "f add",
        "A.go A.no",
    ),
    "method-registered-for-a-class-with-a-subclass": (
        TWO + "class S(A):\n    def go(self): pass\nREG = {}\ndef add(k, f): REG[k] = f\nadd('a', A.go)\n"
        "def f(): return REG['a'](S())",
        "import lib\nlib.f()",
        "f add A.go",
        "A.no",
    ),
    "method-registered-at-import-and-read-by-running-code": (
        TWO + "REG = {}\ndef add(k, f): REG[k] = f\nadd('a', A.go)\ndef f(): return A.go(1)",
        "import lib\nlib.f()",
        "f add A.go",
        "A.no",
    ),
    "method-passed-from-its-class": (TWO, "import lib\nmap(lib.A.go, [1])", "A.go", "A.no"),
    "method-of-a-class-held-somewhere": (
        TWO + "class H:\n    kind = A\ndef f(h): h.kind.go(1)",
        "import lib\nlib.f(lib.H())",
        "A.go",
        "A.no B.go",
    ),
    "unknown-receiver-live-classes": (
        TWO + "def mk(): return A()",
        "import lib\ndef f(x): x.go()\nf(lib.mk())",
        "A.go",
        "B.go",
    ),
    "field-type": (
        TWO + "class H:\n    def __init__(self): self.a = A()\n    def f(self): self.a.go()\nb = B()",
        "import lib\nlib.b\nlib.H().f()",
        "H.f A.go",
        "B.go",
    ),
    "annotation-type": (
        TWO + "def f(x: A): x.go()\nb = B()",
        "import lib\nlib.b\nlib.f(lib.A())",
        "f A.go",
        "B.go",
    ),
    "annotation-without-instance": (
        TWO + "def f(x: A): x.go()",
        "import lib\nlib.f(None)",
        "f",
        "A.go B.go",
    ),
    "return-type": (
        TWO + "T = {1: A()}\ndef mk() -> A: return T[1]\nb = B()",
        "import lib\nlib.b\nlib.mk().go()",
        "A.go",
        "B.go",
    ),
    "super-diamond": (
        """
class R:
    def f(self): pass
class X(R):
    def f(self): super().f()
class Y(R):
    def f(self): super().f()
class Z(X, Y): pass
""",
        "import lib\nlib.Z().f()",
        "X.f Y.f R.f",
        "",
    ),
    "subclass-in-project-overrides": (
        "class B:\n    def run(self): self.step()\n    def step(self): pass\n    def other(self): pass",
        "import lib\nclass P(lib.B):\n    def step(self): super().step()\nP().run()",
        "B.run B.step",
        "B.other",
    ),
    "subclass-in-project-replaces": (
        "class B:\n    def run(self): self.step()\n    def step(self): self.deep()\n    def deep(self): pass",
        "import lib\nclass P(lib.B):\n    def step(self): pass\nP().run()",
        "B.run",
        "B.step B.deep",
    ),
    "classmethod-constructor": (
        """
class A:
    @classmethod
    def make(cls): return cls()
    def __init__(self): i()
    def __enter__(self): pass
def i(): pass
""",
        "import lib\nlib.A.make()",
        "A.make A.__init__ i A.__enter__",
        "",
    ),
    "class-as-constant-only": (
        "class A:\n    K = 1\n    def __init__(self): pass\n    def go(self): pass\n"
        "class B:\n    def go(self): pass",
        "import lib\nprint(lib.A.K)\nlib.B().go()",
        "B.go",
        "A.go A.__init__",
    ),
    "isinstance-is-not-use": (
        "class A:\n    def __init__(self): pass\n    def go(self): pass\n"
        "def f(x):\n    if isinstance(x, A): x.go()",
        "import lib\nlib.f(1)",
        "f",
        "A.__init__ A.go",
    ),
    "except-is-not-use": (
        "class E(Exception):\n    def __str__(self): return ''\ndef f(): pass",
        "import lib\ntry: lib.f()\nexcept lib.E: pass",
        "f",
        "E.__str__",
    ),
    "property-and-setter": (
        """
class A:
    @property
    def p(self): return a()
    @p.setter
    def p(self, v): b()
def a(): pass
def b(): pass
""",
        "import lib\nlib.A().p",
        "a",
        "b",
    ),
    "dunder-operators": (
        "class A:\n    def __add__(self, o): return a()\n    def __len__(self): return b()\n"
        "def a(): pass\ndef b(): pass",
        "import lib\nx = lib.A()\nx + x",
        "a b",
        "",
    ),
    "descriptor-set-name": (
        "class D:\n    def __set_name__(self, o, n): s()\n    def __get__(self, o, t): g()\n"
        "def s(): pass\ndef g(): pass\nclass A:\n    d = D()",
        "import lib\nlib.A().d",
        "s g",
        "",
    ),
    "init-subclass-registry": (
        """
R = []
class B:
    def __init_subclass__(cls): R.append(cls)
class X(B):
    def go(self): x()
def x(): pass
def run():
    for c in R: c().go()
""",
        "import lib\nlib.run()",
        "X.go x",
        "",
    ),
    "metaclass": (
        "class M(type):\n    def __new__(m, n, b, d): k(); return type.__new__(m, n, b, d)\n"
        "class A(metaclass=M): pass\ndef k(): pass",
        "import lib\nlib.A",
        "M.__new__ k",
        "",
    ),
    "subclasses-call": (
        "class B: pass\nclass X(B):\n    def go(self): x()\ndef x(): pass\n"
        "def run():\n    for c in B.__subclasses__(): c().go()",
        "import lib\nlib.run()",
        "X.go x",
        "",
    ),
    "getattr-proxy": (
        "class P:\n    def __init__(self, o): self.o = o\n    def __getattr__(self, n): return getattr(self.o, n)\n"
        "class A:\n    def go(self): x()\ndef x(): pass",
        "import lib\nlib.P(lib.A()).go()",
        "P.__getattr__ A.go x",
        "",
    ),
    "namedtuple-fields": (
        "import collections\nclass T(collections.namedtuple('T', 'a b')):\n    def s(self): return self.a\n"
        "    def u(self): pass",
        "import lib\nlib.T(1, 2).s()",
        "T.s",
        "T.u",
    ),
    "dataclass-default-factory": (
        "from dataclasses import dataclass, field\ndef mk(): pass\ndef un(): pass\n"
        "@dataclass\nclass A:\n    x: list = field(default_factory=mk)",
        "import lib\nlib.A()",
        "mk",
        "un",
    ),
    "enum-hook": (
        "import enum\nclass E(enum.Enum):\n    X = 1\n    @classmethod\n    def _missing_(cls, v): return m()\n"
        "def m(): pass",
        "import lib\nlib.E(2)",
        "m",
        "",
    ),
}
STRINGS = {
    "wrapping-decorator-unused": (
        """
import functools
def deco(f):
    @functools.wraps(f)
    def w(*a): return f(*a)
    return w
@deco
def used(): pass
@deco
def unused(): z()
def z(): pass
""",
        "import lib\nlib.used()",
        "used deco deco.w",
        "z unused",
    ),
    "registering-decorator": (REGISTRATION, "import lib\nlib.run('a')", "a x reg", ""),
    "decorator-factory": (
        """
R = {}
def on(n):
    def d(f):
        R[n] = f
        return f
    return d
@on('k')
def a(): x()
def x(): pass
""",
        "import lib\nlib.R['k']()",
        "a x on on.d",
        "",
    ),
    "table-of-functions": (
        "def a(): pass\ndef b(): pass\nT = {'a': a, 'b': b}\ndef run(k): return T[k]()\ndef other(): pass",
        "import lib\nlib.run('a')",
        "a b",
        "other",
    ),
    "table-nobody-reads": (
        "def a(): pass\nT = {'a': a}\ndef run(): pass",
        "import lib\nlib.run()",
        "run",
        "a",
    ),
    "getattr-constant": (
        "class A:\n    def go(self): pass\n    def no(self): pass",
        "import lib\ngetattr(lib.A(), 'go')()",
        "A.go",
        "A.no",
    ),
    "getattr-prefix": (
        "class A:\n    def visit(self, n): return getattr(self, 'visit_' + n)()\n    def visit_a(self): pass\n"
        "    def other(self): pass",
        "import lib\nlib.A().visit('a')",
        "A.visit_a",
        "A.other",
    ),
    "getattr-loop-of-constants": (
        "class A:\n    def run(self):\n        for n in ('a', 'b'): getattr(self, n)()\n"
        "    def a(self): pass\n    def b(self): pass\n    def c(self): pass",
        "import lib\nlib.A().run()",
        "A.a A.b",
        "A.c",
    ),
    "getattr-from-strings": (
        "class A:\n    def run(self, n): return getattr(self, n)()\n    def go(self): pass\n    def no(self): pass",
        "import lib\nlib.A().run('go')",
        "A.go",
        "A.no",
    ),
    "getattr-one-letter": (
        "class A:\n    def run(self, n): return getattr(self, n)()\n    def a(self): pass\n    def c(self): pass",
        "import lib\nlib.A().run('a')",
        "A.a",
        "A.c",
    ),
    "methodcaller": (
        "class A:\n    def go(self): pass\n    def no(self): pass",
        "import lib, operator\noperator.methodcaller('go')(lib.A())",
        "A.go",
        "A.no",
    ),
    "format-attribute": (
        "class A:\n    @property\n    def name(self): return x()\ndef x(): pass",
        "import lib\n'{0.name}'.format(lib.A())",
        "x",
        "",
    ),
    "globals-constant": (
        "def cmd(): x()\ndef x(): pass\ndef no(): pass\ndef run(n): return globals()[n]()",
        "import lib\nlib.run('cmd')",
        "cmd x",
        "no",
    ),
    "globals-by-prefix": (
        "def cmd_a(): x()\ndef x(): pass\ndef no(): pass\ndef run(n): return globals()['cmd_' + n]()",
        "import lib\nlib.run('a')",
        "cmd_a x",
        "no",
    ),
    "locals-of-a-function": (
        "def table():\n    def a(): x()\n    return locals()\ndef x(): pass",
        "import lib\nlib.table()['a']()",
        "table.a x",
        "",
    ),
    "eval-constant": (
        "def f(): return eval('g()')\ndef g(): pass\ndef h(): pass",
        "import lib\nlib.f()",
        "g",
        "h",
    ),
    "import-module-constant": (
        {
            "lib/__init__.py": "import importlib\ndef f(): return importlib.import_module('lib.plug').go()",
            "lib/plug.py": "def go(): pass",
        },
        "import lib\nlib.f()",
        "lib.plug.go",
        "",
    ),
    "import-module-prefix": (
        {
            "lib/__init__.py": "import importlib\n"
            "def f(n): return importlib.import_module('lib.d_' + n).go()",
            "lib/d_a.py": "def go(): pass",
            "lib/other.py": "def t(): pass\nt()",
        },
        "import lib\nlib.f('a')",
        "lib.d_a.go",
        "lib.other.t",
    ),
    "dialect-string-in-project": (
        DIALECTS,
        "import lib\nlib.open('pg:x')",
        "lib.dialects.pg.connect",
        "lib.dialects.my.connect",
        "demand",
    ),
    "dialect-unknown-keeps-all": (
        DIALECTS,
        "import lib, os\nlib.open(os.environ['X'])",
        "lib.dialects.pg.connect lib.dialects.my.connect",
        "",
        "demand",
    ),
    "dialect-may-run": (
        DIALECTS,
        "import lib\nlib.open('pg:x')",
        "lib.dialects.pg.connect lib.dialects.my.connect",
        "",
    ),
    "mock-patch-string": (
        {"lib/__init__.py": "", "lib/a.py": "def f(): pass\ndef t(): pass\nt()"},
        "from unittest import mock\nwith mock.patch('lib.a.f'): pass",
        "lib.a.t",
        "lib.a.f",
    ),
    "monkeypatch-store": (
        "class A:\n    def go(self): pass\ndef other(self): x()\ndef x(): pass\nA.go = other",
        "import lib\nlib.A().go()",
        "other x",
        "",
    ),
}
CALLED_BACK = {
    "callback-to-stdlib": (
        "import threading\ndef work(): x()\ndef x(): pass\ndef run(): threading.Thread(target=work).start()",
        "import lib\nlib.run()",
        "work x",
        "",
    ),
    "stdlib-subclass-hook": (
        "import logging\nclass H(logging.Handler):\n    def emit(self, r): x()\n    def mine(self): pass\n"
        "def x(): pass",
        "import lib, logging\nlogging.getLogger().addHandler(lib.H())",
        "H.emit x",
        "H.mine",
    ),
    "stdlib-sets-attribute-with-setter": (
        "import http.client\nclass C(http.client.HTTPConnection):\n    @property\n    def host(self): return 1\n"
        "    @host.setter\n    def host(self, v): x()\ndef x(): pass",
        "import lib\nlib.C('a')",
        "x",
        "",
    ),
    "ast-visitor": (
        "import ast\nclass V(ast.NodeVisitor):\n    def visit_Name(self, n): x()\n    def other(self): pass\n"
        "def x(): pass",
        "import lib, ast\nlib.V().visit(ast.parse('a'))",
        "V.visit_Name x",
        "V.other",
    ),
    "sorted-key-lt": (
        "class A:\n    def __lt__(self, o): return x()\ndef x(): pass",
        "import lib\nsorted([lib.A(), lib.A()])",
        "x",
        "",
    ),
    "atexit": (
        "import atexit\ndef bye(): x()\ndef x(): pass\natexit.register(bye)",
        "import lib",
        "bye x",
        "",
    ),
    "duck-file-protocol": (
        "class W:\n    def write(self, s): x()\n    def extra(self): pass\ndef x(): pass",
        "import lib, sys\nsys.stdout = lib.W()",
        "W.write x",
        "W.extra",
    ),
    "dir-hook": (
        "class A:\n    def __dir__(self): return a()\ndef a(): pass\n"
        "class B:\n    def __dir__(self): return b()\ndef b(): pass\ndef f(): dir(A())",
        "import lib\nlib.f()\nlib.B()",
        "A.__dir__ a",
        "B.__dir__ b",
    ),
    "dir-hook-is-no-hook-of-copies": (
        "import copy\nclass A:\n    def __dir__(self): return a()\ndef a(): pass\ndef f(): copy.copy(A())",
        "import lib\nlib.f()\nlib.A()",
        "f",
        "A.__dir__ a",
    ),
    "pickle-hooks-only-if-pickled": (
        "class A:\n    def __reduce__(self): return x()\ndef x(): pass",
        "import lib\nlib.A()",
        "",
        "x",
    ),
    "pickle-hooks": (
        "class A:\n    def __reduce__(self): return x()\ndef x(): pass",
        "import lib, pickle\npickle.dumps(lib.A())",
        "x",
        "",
    ),
}
DEMAND = {
    "demand-leaves-import-time-code": (
        "def t(): pass\nX = t()\ndef f(): pass",
        "import lib\nlib.f()",
        "f",
        "t",
        "demand",
    ),
    "demand-follows-used-global": (
        "def t(): pass\nX = t()\ndef f(): return X",
        "import lib\nlib.f()",
        "f t",
        "",
        "demand",
    ),
    "demand-keeps-mutators": (
        "R = {}\ndef a(): pass\nR['a'] = a\ndef f(n): return R[n]()",
        "import lib\nlib.f('a')",
        "f a",
        "",
        "demand",
    ),
    "demand-keeps-registration": (REGISTRATION, "import lib\nlib.run('a')", "a x reg", "", "demand"),
}
TROUBLE = {
    "unparsable-module": (
        {"lib/__init__.py": "from . import bad\ndef f(): bad.g()", "lib/bad.py": "def g(:\n"},
        "import lib\nlib.f()",
        "lib.f",
        "",
    ),
    "main-is-not-imported-by-a-string": (
        {
            "lib/__init__.py": "import importlib\ndef f(n): return importlib.import_module(n)\n"
            "if __name__ == '__main__': f('x')",
            "lib/__main__.py": "def main(): pass\nmain()",
        },
        "import lib\nlib.f(x)",
        "lib.f",
        "lib.__main__.main",
    ),
    "class-of-itself": ("class A(A): pass\ndef f(): A()", "import lib\nlib.f()", "f", ""),
    "import-cycle": (
        {
            "lib/__init__.py": "from .a import f",
            "lib/a.py": "from .b import g\ndef f(): g()",
            "lib/b.py": "from . import a\ndef g(): a.f()\ndef h(): pass",
        },
        "import lib\nlib.f()",
        "lib.a.f lib.b.g",
        "lib.b.h",
    ),
    "lambda-and-comprehension-scopes": (
        "def a(): pass\ndef b(): pass\n"
        "def f(xs): return [x.a for x in xs], (lambda b: b)(1), {k: a() for k in xs}",
        "import lib\nlib.f([])",
        "a",
        "b",
    ),
    "global-statement": (
        "X = None\ndef mk(): pass\ndef init():\n    global X\n    X = mk\ndef f(): X()",
        "import lib\nlib.init()\nlib.f()",
        "mk f",
        "",
    ),
    "shadowed-name": (
        "def g(): pass\ndef f(g): return g()",
        "import lib\nlib.f(print)",
        "f",
        "g",
    ),
    "project-shadows-library": (
        {"lib/__init__.py": "def f(): pass"},
        "def lib(): pass\nlib()",
        "",
        "lib.f",
    ),
}
TRAPS: dict[str, tuple[str | Mapping[str, str], str, str, str] | tuple[str | Mapping[str, str], str, str, str, str]] = {
    **NAMES, **RECEIVERS, **STRINGS, **CALLED_BACK, **DEMAND, **TROUBLE,
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_trap(trap):
    library, project, inside, outside, *mode = TRAPS[trap]
    live = names(run(library, project, *mode))
    assert {_full(n, library) for n in inside.split()} <= live
    assert not {_full(n, library) for n in outside.split()} & live


def _full(name: str, library: str | Mapping[str, str]) -> str:
    return f"lib.{name}" if isinstance(library, str) else name


@pytest.mark.parametrize("trap", [t for t in TRAPS if len(TRAPS[t]) == 4])
def test_what_a_rewrite_needs_is_part_of_what_may_run(trap):
    library, project, *_ = TRAPS[trap]
    assert names(run(library, project, "demand")) <= names(run(library, project, "exec"))
