"""Makes the tables of the standard library: run it under each Python, then merge.

    python3.10 bench/stdlib_tables.py collect 3.10.json      (and so on, one file a version)
    python bench/stdlib_tables.py merge 3.10.json 3.11.json ...

`data/stdlib_modules.csv` says which Python has which top-level module; `data/stdlib_facts.json` holds the
members of public classes, the names of public modules and, for modules that call back into the caller's objects,
the attribute names their own source reads. Imports the standard library, which the product never does for this.
"""

import ast
import csv
import importlib
import json
import pkgutil
import sys
import types
import warnings
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
UNSAFE = set(
    """antigravity this idlelib turtle turtledemo lib2to3 test __main__ ensurepip venv pydoc_data __phello__ __hello__
    msilib tkinter curses""".split()
)
CALLS_BACK = """
ast asyncio bdb bisect cProfile cmd code codecs collections concurrent.futures configparser
contextlib copy csv dataclasses doctest email.feedparser email.generator email.message email.parser
enum ftplib functools gettext heapq html.parser http.client http.cookiejar http.server imaplib
importlib._bootstrap importlib.abc importlib.machinery importlib.util inspect io json json.encoder
logging logging.config logging.handlers multiprocessing optparse argparse pdb pickle pkgutil pprint
profile queue reprlib runpy sched selectors shutil smtplib socketserver ssl statistics string
tarfile threading tokenize traceback types typing unittest urllib.request wsgiref.handlers
wsgiref.simple_server xml.sax xml.sax.expatreader xml.sax.saxutils xmlrpc.client zipfile zipimport
""".split()


def public_modules():
    for name in sorted(sys.stdlib_module_names):
        if name in UNSAFE or name.startswith("_"):
            continue
        yield name
        try:
            module = importlib.import_module(name)
        except Exception:  # a module of another platform
            continue
        for info in pkgutil.iter_modules(getattr(module, "__path__", ())):
            if not info.name.startswith("_") and info.name not in ("test", "tests", "idle_test"):
                yield f"{name}.{info.name}"


def own_members(cls):
    return sorted(n for n in vars(cls) if n not in ("__module__", "__doc__", "__dict__", "__weakref__"))


def class_facts(cls):
    """(names of the members it or its bases define), without what every object has."""
    names = set()
    for base in cls.__mro__[:-1]:
        names.update(own_members(base))
    return sorted(names)


def is_lookup(node):
    """`getattr(x, "name")`."""
    named = isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr") and len(node.args) > 1
    return named and isinstance(node.args[1], ast.Constant)


def vocabulary(name):
    spec = importlib.util.find_spec(name)
    files = [Path(spec.origin)] if spec and spec.origin and spec.origin.endswith(".py") else []
    if name in ("asyncio", "logging", "email.message"):
        files = sorted(files[0].parent.glob("*.py")) if files and files[0].name == "__init__.py" else files
    words = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Call) and is_lookup(node):
                words.add(node.args[1].value)
    return sorted(w for w in words if isinstance(w, str) and not w.startswith("__"))


def collect(out):
    warnings.simplefilter("ignore")
    names, classes, vocab = {}, {}, {}
    for name in public_modules():
        try:
            module = importlib.import_module(name)
        except Exception:
            continue
        listed = sorted(n for n in vars(module) if not n.startswith("__"))
        names[name] = [n for n in listed if not isinstance(getattr(module, n), types.ModuleType)]
        for n in listed:
            value = getattr(module, n)
            if isinstance(value, type) and value is not object and value is not type:
                classes[f"{name}.{n}"] = class_facts(value)
    for name in CALLS_BACK:
        vocab[name] = vocabulary(name)
    found = {
        "version": ".".join(map(str, sys.version_info[:2])),
        "modules": sorted(sys.stdlib_module_names),
        "names": names,
        "classes": classes,
        "vocabulary": vocab,
    }
    Path(out).write_text(json.dumps(found))


def merged(tables):
    out = {}
    for table in tables:
        for key, values in table.items():
            out.setdefault(key, set()).update(values)
    return {key: " ".join(sorted(values)) for key, values in sorted(out.items())}


def merge(files):
    found = sorted(
        (json.loads(Path(f).read_text()) for f in files),
        key=lambda t: [int(x) for x in t["version"].split(".")],
    )
    with (DATA / "stdlib_modules.csv").open("w", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["module", "pythons"])
        for name in sorted({n for t in found for n in t["modules"]}):
            writer.writerow([name, " ".join(t["version"] for t in found if name in t["modules"])])
    facts = {
        "pythons": " ".join(t["version"] for t in found),
        "names": merged([t["names"] for t in found]),
        "vocabulary": merged([t["vocabulary"] for t in found]),
    }
    classes = merged([t["classes"] for t in found])
    sets = sorted(set(classes.values()))
    facts["member_sets"] = sets
    facts["classes"] = {name: sets.index(members) for name, members in classes.items()}
    text = json.dumps(facts, indent=0, sort_keys=True)
    (DATA / "stdlib_facts.json").write_text(text + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "collect":
        collect(sys.argv[2])
    else:
        merge(sys.argv[2:])
