"""Uses that no text names: each leaves a package "uncertain" with its line, and what looks like one does not."""

import pytest
from tests.usage.test_hostile import install
from tests.usage.test_unused import SITE, judged

COMPUTED = [
    "import importlib\ndef f(n): return getattr(importlib, 'import_module')(n)\n",
    "import importlib\ndef f(n, how): return getattr(importlib, how)(n)\n",
    "def f(n): return __builtins__['__import__'](n)\n",
    "import builtins\ndef f(n): return builtins.__dict__['__import__'](n)\n",
    "import builtins\ndef f(n): return vars(builtins)['__import__'](n)\n",
    "import builtins as b\ndef f(n, how): return getattr(b, how)(n)\n",
    "import builtins\ndef f(n): return getattr(builtins, 'exec')(n)\n",
    "import importlib\nuse(importlib.__dict__)\n",
    "import importlib\ndef f(n): return vars(importlib)['import' + '_module'](n)\n",
    "import sys\ndef f(n): return sys.modules['importlib'].util(n)\n",
    "import sys\ndef f(n): return sys.modules['builtins'].open(n)\n",
    "from importlib import import_module as get\nHOW = {'x': get}\n",
    "from builtins import __import__ as get\ndef f(ns): return map(get, ns)\n",
    "from importlib import import_module\ndef f(n, p): return import_module('.x', p)\n",
    "from importlib import import_module\ndef f(n, p): return import_module('.' + n, package=p)\n",
    "def f(n): return __import__(name=n)\n",
    "exec('import_module(n)')\n",
    "from importlib import import_module\nfor n in ('json', other()): import_module(n)\n",
    "from importlib import import_module\ndef f(*names): import_module(*names)\n",
    "from importlib import import_module\nimport_module('le' + other())\n",
    "import imp\ndef f(n): return imp.load_source(n, n)\n",
    "import sys, subprocess\ndef f(n): subprocess.run([sys.executable, '-m', n])\n",
    "from tornado.util import import_object\ndef f(n): return import_object(n)\n",
    "import runpy\ndef f(n): runpy.run_path(n)\n",
    "import runpy as r\nrun = r.run_module\n",
    "import subprocess\ndef f(py, n): subprocess.run([py, '-I', '-m', n])\n",
    "import subprocess, sys\ndef f(a): subprocess.run([sys.executable, '-m'] + a)\n",
    "import os\ndef f(n): os.system(f'python3 -m {n} x')\n",
    "import os, sys\ndef f(n): os.system(f'{sys.executable} -m {n}')\n",
    "import os\ndef f(n): os.system('python -m %s' % n)\n",
    "import os\ndef f(n): os.system('exec python -m {}'.format(n))\n",
    "import os\ndef f(n): os.system('python -m ' + n)\n",
    "from importlib.metadata import EntryPoint\ndef f(v): return EntryPoint('a', v, 'g').load()\n",
    "import types\ndef f(c): return types.FunctionType(c, {})\n",
    "import pkgutil\nfor one in pkgutil.walk_packages(): pass\n",
    "def f(pm, n): pm.import_plugin(n)\n",
]


@pytest.mark.parametrize("text", COMPUTED)
def test_an_import_by_any_way_to_the_machinery_leaves_it_uncertain(tmp_path, text):
    found = judged(tmp_path, {"main.py": text})
    assert found.status == "uncertain"
    assert "main.py:" in found.why
    assert "may import by a computed name" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "import builtins\nbuiltins.open('x')\nhasattr(builtins, 'x')\nsetattr(builtins, '_', print)\n",
        "import builtins\ngetattr(builtins, 'print')('x')\nvars(print)\nbuiltins.__dict__['print']('x')\n",
        "from importlib import import_module\nfor n in ('json', 'abc'): import_module(n)\n",
        "from importlib import import_module\nNAMES = ('json', 'abc')\nfor n in NAMES: import_module(n)\n",
        "from importlib import import_module\ndef f(n): return import_module(f'acme.{n}')\n",
        "from importlib import import_module\ndef f(n): return import_module('.' + n, __package__)\n",
        "from importlib import import_module\ndef f(n): return import_module(f'{__name__}.{n}')\n",
        "from importlib import import_module\ndef f(n): return import_module('acme.%s.x' % n)\n",
        "from importlib import import_module\ndef f(n): return import_module('acme.{}'.format(n))\n",
        "import runpy\nrunpy.run_module('pip', run_name='__main__')\nrunpy.run_path('tool.py')\n",
        "import sys, subprocess\nsubprocess.run([sys.executable, '-m', 'pip', other()])\n",
        "import importlib\nimportlib.reload(__import__('json'))\nfrom importlib import metadata\n",
        "def f(model, n): return model.eval(n), model.exec(n), model.locate(n), model.load_object(n)\n",
        "exec('x = 1')\neval('1 + 1')\n",
        "import subprocess\ndef f(m): subprocess.run(['git', 'commit', '-m', m])\n",
        "import os\ndef f(m): os.system(f'git commit -m {m}'), os.system('git commit -m %s' % m)\n",
        "import types\ndef f(g): return types.FunctionType(g.__code__, {})\n",
        "from importlib.metadata import EntryPoint\ndef f(e: EntryPoint): return e.name\n",
        "import sys\nsys.modules[__name__]\nsys.modules['json']\n",
    ],
)
def test_what_only_looks_like_it_computes_nothing(tmp_path, text):
    assert judged(tmp_path, {"main.py": text}).status == "unused"


def test_a_name_that_begins_otherwise_is_no_doubt_about_this_package(tmp_path):
    text = "from importlib import import_module\ndef f(n): return import_module('{}' + n)\n"
    assert judged(tmp_path, {"main.py": text.format("le")}).status == "uncertain"
    assert judged(tmp_path, {"main.py": text.format("ri")}).status == "unused"
    assert judged(tmp_path, {"main.py": text.format("left.sub_")}).status == "by name"


@pytest.mark.parametrize(
    "text",
    [
        "import pickle\ndef f(h): return pickle.load(h)\n",
        "import pickle\ndef f(h): return pickle.Unpickler(h).load()\n",
        "from pickle import loads as read\ndef f(b): return read(b)\n",
        "try:\n    import cPickle as p\nexcept ImportError:\n    import pickle as p\ndef f(b): return p.loads(b)\n",
        "import pickle\nCODECS = {'pickle': pickle}\n",
        "import pickle\nclass Own(pickle.Unpickler): pass\n",
        "import pickle\ndef f(b): return getattr(pickle, 'loads')(b)\n",
        "from pickle import *\ndef f(b): return loads(b)\n",
        "import marshal\ndef f(b): return marshal.loads(b)\n",
        "import shelve\ndef f(p): return shelve.open(p)\n",
        "import joblib\nmodel = joblib.load('model.bin')\n",
        "import dill, cloudpickle\ndef f(b): return cloudpickle.loads(b)\n",
        "import pandas as pd\nframe = pd.read_pickle('x')\n",
        "import torch\nmodel = torch.load('x')\n",
        "import numpy as np\nx = np.load('x.npy', allow_pickle=True)\n",
        "import mlflow\nmodel = mlflow.pyfunc.load_model('x')\n",
    ],
)
def test_loading_objects_leaves_it_uncertain(tmp_path, text):
    found = judged(tmp_path, {"main.py": text})
    assert found.status == "uncertain"
    assert "main.py:" in found.why
    assert "loads objects" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "import pickle\npickle.dumps(1)\nP = pickle.HIGHEST_PROTOCOL\ntry: pass\nexcept pickle.PicklingError: pass\n",
        "import json\njson.load(open('x'))\n",
        "import joblib\njoblib.Parallel(2)\n",
        "import numpy as np\nnp.load('x.npy', allow_pickle=False)\nnp.load('x.npy')\n",
    ],
)
def test_writing_objects_loads_none(tmp_path, text):
    assert judged(tmp_path, {"main.py": text}).status == "unused"


HANDLERS = "{'version': 1, 'handlers': {'h': {'class': %s, 'level': LEVEL, 'stream': S()}}}"


@pytest.mark.parametrize(
    "text",
    [
        "import json, logging.config\nlogging.config.dictConfig(json.load(open('x')))\n",
        "from logging.config import dictConfig\ndef f(c): dictConfig(c)\n",
        "from logging.config import dictConfig as set_up\nset_up(config=other())\n",
        f"import logging.config\nlogging.config.dictConfig({HANDLERS % 'NAME'})\n",
        f"import os, logging.config\nC = {HANDLERS % 'os.environ[1]'}\nlogging.config.dictConfig(C)\n",
        "import logging.config\nlogging.config.dictConfig({'version': 1, **other()})\n",
        "import logging.config\nlogging.config.dictConfig({'handlers': other()})\n",
        "from logging import config\nconfig.fileConfig(other())\n",
        "from logging import config\nconfig.fileConfig('logging.dat')\n",
        "import logging.config\nSET_UP = logging.config.dictConfig\n",
        "from acme.settings import OTHER\nimport logging.config\nlogging.config.dictConfig(OTHER)\n",
        "import json\nLOGGING = json.load(open('x'))\n",
    ],
)
def test_logging_set_up_from_elsewhere_leaves_it_uncertain(tmp_path, text):
    files = {"acme/__init__.py": "", "acme/settings.py": "OTHER = load()\n"}
    found = judged(tmp_path, {"main.py": text, **files})
    assert found.status == "uncertain"
    assert "main.py:" in found.why
    assert "configures logging" in found.why


@pytest.mark.parametrize(
    "text",
    [
        f"import logging.config\nlogging.config.dictConfig({HANDLERS % repr('logging.StreamHandler')})\n",
        f"import logging.config\nC = {HANDLERS % repr('logging.StreamHandler')}\nlogging.config.dictConfig(C)\n",
        f"import logging.config\nfrom acme.log import Own\nlogging.config.dictConfig({HANDLERS % 'Own'})\n",
        "import logging.config\nfrom acme.settings import LOGGING\nlogging.config.dictConfig(LOGGING)\n",
        "import logging.config\nfrom acme import settings\nlogging.config.dictConfig(settings.LOGGING)\n",
        "from logging import config\nconfig.fileConfig('logging.ini')\n",
        "import acme, logging.config\nC = {'handlers': {'h': {'class': 'acme.Own', 'sign': acme.Sign()}}}\n"
        "logging.config.dictConfig(C)\n",
    ],
)
def test_logging_that_is_written_out_is_searched(tmp_path, text):
    files = {"acme/__init__.py": "", "acme/settings.py": f"LOGGING = {HANDLERS % repr('logging.Handler')}\n"}
    assert judged(tmp_path, {"main.py": text, **files}).status == "unused"
    named = files | {"acme/settings.py": f"LOGGING = {HANDLERS % repr('left.Handler')}\n"}
    assert judged(tmp_path, {"main.py": text, **named}).status == "by name"


@pytest.mark.parametrize(
    "text",
    [
        "import yaml\nyaml.unsafe_load('x')\n",
        "import yaml\nyaml.load('x', Loader=yaml.UnsafeLoader)\n",
        "import yaml\nyaml.load('x', yaml.Loader)\n",
        "import yaml\nyaml.load('x')\n",
        "from yaml import load\nload(open('x'))\n",
        "try:\n    from yaml import CLoader as Loader\nexcept ImportError:\n    from yaml import Loader\nL = Loader\n",
        "import yaml\nclass Own(yaml.Loader): pass\n",
        "import yaml\nL = getattr(yaml, 'CLoader', yaml.SafeLoader)\n",
        "from ruamel.yaml import YAML\ny = YAML(typ='unsafe')\n",
    ],
)
def test_yaml_that_may_name_classes_leaves_it_uncertain(tmp_path, text):
    found = judged(tmp_path, {"main.py": text})
    assert found.status == "uncertain"
    assert "main.py:" in found.why
    assert "loads YAML" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "import yaml\nyaml.safe_load('x')\nyaml.load('x', Loader=yaml.SafeLoader)\nyaml.load('x', yaml.CSafeLoader)\n",
        "import yaml\nclass Own(yaml.SafeLoader): pass\nyaml.load('x', Loader=Own)\n",
        "import yaml\nL = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)\nyaml.full_load('x')\n",
        "from ruamel.yaml import YAML\ny = YAML(typ='safe')\nz = YAML()\n",
    ],
)
def test_safe_yaml_names_no_classes(tmp_path, text):
    assert judged(tmp_path, {"main.py": text}).status == "unused"


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nif sys.version_info < (3, 8):\n    import left\n",
        "import sys\nif sys.version_info >= (3, 8):\n    x = 1\nelse:\n    from left import x\n",
        "import sys\ndef f():\n    if sys.platform == 'win32':\n        import left.sub as s\n",
        "import os\nclass A:\n    if os.name == 'nt':\n        from left import sub\n",
    ],
)
def test_an_import_for_another_python_or_platform_is_a_use(tmp_path, text):
    found = judged(tmp_path, {"main.py": text})
    assert found.status == "by name"
    assert "another Python or platform" in found.why


def test_an_import_in_a_string_too_long_to_keep_is_a_use(tmp_path):
    script = "import left.sub\n" + "x = 1\n" * 400
    found = judged(tmp_path, {"main.py": f"SCRIPT = {script!r}\n"})
    assert (found.status, found.mentions[0].text) == ("by name", "left.sub")


def test_an_import_for_type_checking_is_not_set_aside(tmp_path):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import left\n"
    found = judged(tmp_path, {"main.py": text})
    assert (found.status, found.mentions) == ("type-checking", ())


@pytest.mark.parametrize(
    "text", ["import left\nx = left\n", "from left import *\n", "from acme import left\n"]
)
def test_a_namespace_that_is_imported_as_a_whole_leaves_its_parts_uncertain(tmp_path, text):
    install(tmp_path / "site", {**SITE, "left": {"left/part/__init__.py": "x = 1\n"}})
    found = judged(tmp_path, {"main.py": text})
    assert found.status == ("unused" if "acme" in text else "uncertain")
    assert judged(tmp_path, {"main.py": "from left import part\n"}).status == "used"
    assert judged(tmp_path, {"main.py": "import left.part\n"}).status == "used"
