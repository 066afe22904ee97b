"""Libraries that find parts of themselves, and of others, by name: what a trace of real ones had shown missing."""

import pytest
from tests.usage.small import known, names, run

from depcalc.usage.reach import reach
from depcalc.usage.state import State

BLIND = "import importlib\ndef load(n): return importlib.import_module(n)\n"
PLUG = {"plug/__init__.py": "", "plug/part.py": "def go(): pass\ndef make(): pass\n"}


def tied(lib: dict[str, str], project: str, plug: dict[str, str], needs: bool = True) -> State:
    """All that may run where the package `plug` needs `lib`, or does not."""
    return last(known(lib, project, requires={"plug": "lib"} if needs else {}, plug=plug))


def last(found) -> State:
    *_, st = reach(found)
    return st


# what a class body means by a name: library, project, in, out
BODIES = {
    "a name that its own value names": (
        "def f(): pass\nclass A:\n    f = staticmethod(f)\n    def go(self): return self.f()\n",
        "import lib\nlib.A().go()",
        "lib.f",
        "",
    ),
    "the same with an annotation": (
        "def f(): pass\ndef w(x): return x\nclass A:\n    f: int = w(f()).tag()\n    def go(self): return self.f\n",
        "import lib\nlib.A().go()",
        "lib.f lib.w",
        "",
    ),
    "the outer one until the body binds it": (
        "def d(f): return used(f)\ndef used(f): return f\nclass A:\n    @d\n    def go(self): pass\n"
        "    def d(self): pass\n",
        "import lib\nlib.A().go()",
        "lib.d lib.used lib.A.go",
        "",
    ),
    "not the one of a class around it": (
        "def f(): pass\nclass A:\n    def f(self): pass\n    class B:\n        x = f()\n",
        "import lib\nlib.A.B.x",
        "lib.f",
        "lib.A.f",
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_class_body(what):
    library, project, inside, outside = BODIES[what]
    live = names(run(library, project))
    assert set(inside.split()) <= live
    assert not set(outside.split()) & live


@pytest.mark.parametrize("base", ["interface.Interface", "Interface"])
def test_whoever_provides_an_interface_is_none_of_its_subclasses(base):
    library = (
        "from zope import interface\nfrom zope.interface import Interface\n"
        f"class I({base}):\n    def go(): pass\nclass J(I):\n    def on(): pass\n"
        "class P:\n    def go(self): pass\n    def on(self): pass\n    def no(self): pass\n"
        "def one(x) -> I: return x\ndef two(x) -> J: return x\n"
        "def use(x):\n    one(x).go()\n    two(x).on()\n"
    )
    live = names(run(library, "import lib\nlib.use(lib.P())"))
    assert {"lib.P.go", "lib.P.on"} <= live
    assert "lib.P.no" not in live


@pytest.mark.parametrize("base", ["Made", "Meta('Made', (object,), {})"])
def test_a_base_that_a_metaclass_was_called_for_brings_the_metaclass(base):
    library = (
        f"class A({base}):\n    @classmethod\n    def add(cls): pass\n    def no(self): pass\n"
        "class Meta(type):\n    def __new__(cls, *more):\n        made = super(Meta, cls).__new__(cls, *more)\n"
        "        made.add()\n        return made\nMade = Meta('Made', (object,), {})\n"
    )
    assert "lib.A.add" in names(run(library, "import lib\n"))


def test_classes_that_are_made_by_one_another_end():
    library = "class A(B()): pass\nclass B(A()): pass\nclass C(type, A()): pass\n"
    assert names(run(library, "import lib\nlib.A(); lib.C()")) == set()


def test_a_class_of_a_standard_module_that_no_table_describes_may_call_any_member():
    library = (
        "from xml.sax import handler\nclass H(handler.ContentHandler):\n    def startElementNS(self): pass\n"
    )
    assert "lib.H.startElementNS" in names(run(library, "import lib\nlib.H()"))


def test_a_function_that_is_set_as_the_getattr_of_a_module_answers_for_it():
    library = "def _facade(name): return made(name)\ndef made(n): pass\n__getattr__ = _facade\n"
    assert {"lib._facade", "lib.made"} <= names(run(library, "import lib\nlib.anything"))


def test_an_extension_module_that_a_package_imports_from_itself_may_call_back():
    files = {"lib/__init__.py": "from lib import _c\ndef called_back(): pass\ndef not_named(): pass\n"}
    found = known(files, "import lib\nlib._c.run()\n")
    natives = {"lib/_c.so": lambda: b"\0called_back\0"}
    found.universe.packages["lib"].natives.update(natives)
    live = names(last(found))
    assert "lib.called_back" in live
    assert "lib.not_named" not in live


def test_entry_points_are_those_of_a_package_that_stands_in_for_the_standard_library_too():
    files = {
        "lib/__init__.py": "import importlib_metadata as metadata\n"
        "def f():\n    for e in metadata.entry_points(group='lib.plugins'):\n        e.load()\n",
        "lib/plug.py": "def go(): pass\ndef no(): pass\n",
    }
    there = {"importlib_metadata/__init__.py": "def entry_points(**more): return []\n"}
    found = known(
        files,
        "import lib\nlib.f()\n",
        entry_points={"lib.plugins": ("lib.plug:go",)},
        importlib_metadata=there,
    )
    live = names(last(found))
    assert "lib.plug.go" in live
    assert "lib.plug.no" not in live


CHECKERS = {
    "lib/__init__.py": BLIND
    + "def register(folder):\n    import os\n    for n in os.listdir(folder): load(n).register()\n",
    "lib/checks/__init__.py": "from lib import register\ndef initialise(): register(__path__[0])\n",
    "lib/checks/one.py": "def register(): pass\n",
    "lib/other.py": "def register(): pass\n",
}


def test_a_package_that_lists_its_own_folder_imports_what_lies_in_it():
    live = names(run(CHECKERS, "import lib.checks\nlib.checks.initialise()\n"))
    assert "lib.checks.one.register" in live
    assert "lib.other.register" not in live


def test_a_package_that_adds_to_its_path_lists_nothing():
    files = {
        **CHECKERS,
        "lib/checks/__init__.py": "from lib import register\n__path__.append('x')\nregister('y')\n",
    }
    assert "lib.checks.one.register" not in names(run(files, "import lib.checks\n"))


USES = {
    "a dotted name": "import lib\nlib.load(known['plug.part']).make()\n",
    "a name of a package, dotted elsewhere": "import lib\nAPPS = ['plug']\nlib.load(APPS[x])\n",
}


@pytest.mark.parametrize("what", USES)
def test_what_the_project_names_is_imported_by_a_package_that_it_needs(what):
    st = tied({"lib/__init__.py": BLIND}, USES[what], PLUG)
    wanted = "plug" if "APPS" in USES[what] else "plug.part"
    assert wanted in {m.name for m in st.imported}


def test_nothing_is_imported_by_a_package_that_has_nothing_to_do_with_it():
    library = {"lib/__init__.py": "def f(): return 'plug.part'\n"}
    st = tied(library, "import lib\nlib.f()\n", PLUG)
    assert "plug.part" not in {m.name for m in st.imported}
    library = {"lib/__init__.py": BLIND + "def f(): return 'plug.part'\n"}
    st = tied(library, "import lib\nlib.load(lib.f())\n", PLUG, needs=False)
    assert "plug.part" not in {m.name for m in st.imported}


def test_a_plug_in_that_names_another_module_of_its_own_has_it_imported_by_the_package_it_plugs_into():
    plug = {**PLUG, "plug/__init__.py": "def extend(md): md.register(['plug.part'])\n"}
    st = tied({"lib/__init__.py": BLIND}, "import lib, plug\nlib.load(x)\nplug.extend(lib)\n", plug)
    assert "plug.part" in {m.name for m in st.imported}


def test_any_global_of_a_module_may_run_that_is_read_by_a_name_from_data():
    files = {
        "lib/__init__.py": "from lib import functions\ndef run(n): return getattr(functions, n)()\n",
        "lib/functions.py": "def go(): pass\n",
        "lib/other.py": "def go(): pass\n",
    }
    runs = names(run(files, "import lib\nlib.run(input())\n"))
    needs = names(run(files, "import lib\nlib.run(input())\n", "demand"))
    assert runs == {"lib.run", "lib.functions.go"}
    assert needs == {"lib.run"}


FRAMEWORK = {
    "lib/__init__.py": BLIND + "import inspect\ndef setup(names):\n    for n in names:\n        load(n)\n"
    "        found = load(n + '.apps' if n else 'apps')\n"
    "        for name, member in inspect.getmembers(found): member().ready()\n",
}
APP = {
    "plug/__init__.py": "",
    "plug/apps.py": "class Config:\n    def ready(self): pass\n    def no(self): pass\n",
    "plug/other.py": "class Config:\n    def ready(self): pass\n",
}


def test_a_framework_finds_what_it_knows_the_names_of_in_the_packages_that_a_project_lists():
    live = names(tied(FRAMEWORK, "import lib\nlib.setup(['plug'])\n", APP), "plug")
    assert live == {"plug.apps.Config.ready"}


def test_and_not_in_others():
    assert not names(tied(FRAMEWORK, "import lib\nlib.setup([])\n", APP), "plug")
    assert not names(tied(FRAMEWORK, "import lib\nlib.setup(['plug'])\n", APP, needs=False), "plug")


@pytest.mark.parametrize("named", ["plug.part.Renderer", "plug.part:Renderer"])
def test_a_plug_in_names_classes_of_its_own_that_the_package_it_plugs_into_makes(named):
    plug = {
        "plug/__init__.py": f"DEFAULT = ['{named}']\ndef setting(): return DEFAULT\n",
        "plug/part.py": "class Renderer:\n    def render(self): pass\nclass Other:\n    def render(self): pass\n",
    }
    st = tied({"lib/__init__.py": BLIND}, "import lib, plug\nlib.load(plug.setting())().render()\n", plug)
    assert names(st, "plug") == {"plug.setting", "plug.part.Renderer.render"}


def test_a_class_method_of_an_outside_base_may_make_an_instance():
    library = (
        "from datetime import datetime as outer\nclass Day(outer):\n    def __format__(self, s): pass\n"
        "def f(): return Day.now()\n"
    )
    assert "lib.Day.__format__" in names(run(library, "import lib\nlib.f()\n"))


def test_an_import_may_ask_a_module_for_an_attribute():
    library = "def __getattr__(name): return answer(name)\ndef answer(n): pass\n"
    assert "lib.answer" in names(run(library, "import lib\n"))
    assert "lib.answer" not in names(run(library, "import lib\n", "demand"))


ENDS = {
    "an ending": "def setup(apps):\n    for a in apps:\n        importlib.import_module(a + '.models').go()\n",
    "two parts": "def setup(apps): return [importlib.import_module('%s.%s' % (a, 'models')).go() for a in apps]\n",
}


@pytest.mark.parametrize("how", ENDS)
def test_a_framework_that_puts_names_together_imports_those_of_the_packages_that_a_project_lists(how):
    plug = {"plug/__init__.py": "", "plug/models.py": "def go(): pass\n", "plug/other.py": "def go(): pass\n"}
    st = tied(
        {"lib/__init__.py": "import importlib\n" + ENDS[how]}, "import lib\nlib.setup(['plug'])\n", plug
    )
    assert names(st, "plug") == {"plug.models.go"}


def test_what_a_package_names_counts_for_it_and_not_for_whoever_made_that_code_live():
    parts = {
        "user": {"user.py": "def f(v): return v.x\n"},
        "third": {"third.py": "def go(): pass\n"},
    }
    lib = "import third\nclass C:\n    x = {'k': third.go}\n"
    st = last(known({"lib.py": lib}, "import lib, user\nuser.f(lib.C())\n", **parts))
    pairs = {(one.name, other.name) for one, other in st.crossings}
    assert ("lib", "third") in pairs
    assert ("user", "third") not in pairs
