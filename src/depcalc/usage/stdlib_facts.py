"""What we know of the standard library without importing it: two generated tables and a few lists."""

import csv
import functools
import json
from dataclasses import dataclass

from depcalc import packaged

PYTHON2 = frozenset(
    """urllib2 urlparse StringIO cStringIO cPickle ConfigParser Queue __builtin__ httplib Cookie cookielib
    HTMLParser BaseHTTPServer SocketServer Tkinter thread commands copy_reg dummy_thread dummy_threading
    xmlrpclib htmlentitydefs exceptions md5 sha sets popen2 UserDict UserList UserString anydbm whichdb
    __main__ _typeshed compression annotationlib""".split()
)
# modules whose results hold nothing of the caller's
PURE_MODULES = frozenset(
    """os os.path posixpath ntpath sys time re math struct base64 binascii hashlib hmac zlib platform
    socket ssl shutil tempfile stat errno locale random secrets string textwrap unicodedata urllib.parse
    uuid datetime calendar decimal fractions ipaddress glob fnmatch getpass html mimetypes subprocess
    shlex signal traceback linecache tokenize token keyword threading logging json csv configparser
    pathlib warnings email.utils zipfile tarfile gzip bz2 lzma difflib resource select codecs colorsys
    cmath statistics numbers sysconfig gettext quopri webbrowser ast dis zoneinfo""".split()
)
PURE_BUILTINS = frozenset(
    """abs all any ascii bin bool bytes bytearray callable chr complex dir divmod float format hash hex id
    input int isinstance issubclass len memoryview oct open ord pow print range repr round str unicode
    basestring long unichr raw_input""".split()
)
CONTAINER_BUILTINS = frozenset(
    "list dict set frozenset tuple sorted enumerate zip map filter reversed".split()
)
OTHER_BUILTINS = frozenset(
    "__import__ __build_class__ __debug__ unicode basestring long xrange unichr raw_input reduce cmp".split()
)
CONTAINERS = frozenset(
    """collections.OrderedDict collections.defaultdict collections.deque collections.Counter
    collections.ChainMap weakref.WeakKeyDictionary weakref.WeakValueDictionary weakref.WeakSet
    queue.Queue queue.LifoQueue queue.SimpleQueue contextvars.ContextVar itertools.chain
    itertools.chain.from_iterable itertools.islice itertools.groupby itertools.product itertools.count
    itertools.cycle itertools.repeat itertools.zip_longest itertools.takewhile itertools.dropwhile
    itertools.starmap asyncio.Queue""".split()
)
# attributes the standard library reads on objects it is handed: files, importers, mappings, descriptors
PROTOCOL = frozenset(
    """read write readline readlines writelines close flush seek tell fileno isatty readable writable
    seekable readinto truncate closed encoding find_spec find_module load_module exec_module
    create_module get_code get_source get_data is_package invalidate_caches find_distributions
    get_resource_reader keys __iter__ fset fget fdel throw""".split()
)
HOLDS_ANYTHING = frozenset({"threading.local", "argparse.Namespace", "types.SimpleNamespace"})


@dataclass(frozen=True, slots=True)
class StdlibFacts:
    """Members of classes, names of modules, and the words a module reads on objects it is handed."""

    classes: dict[str, int]
    member_sets: list[str]
    names: dict[str, str]
    vocabulary: dict[str, str]

    def members(self, qual: str) -> frozenset[str] | None:
        """Members of a class, those every object has apart; None where it is no known class."""
        number = self.classes.get(qual)
        return None if number is None else _words(self.member_sets[number])

    def is_described(self, module: str) -> bool:
        """Whether the tables cover it."""
        return module in self.names

    def has(self, module: str, name: str) -> bool:
        """Whether a module holds the name."""
        return name in _words(self.names.get(module, "")) or f"{module}.{name}" in self.names

    def is_builtin(self, name: str) -> bool:
        """Whether a bare name means something without being bound."""
        return self.has("builtins", name) or name in OTHER_BUILTINS

    def words(self, module: str) -> frozenset[str]:
        """Attribute names that its own source reads."""
        return _words(self.vocabulary.get(module, ""))


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@functools.cache
def stdlib_facts() -> StdlibFacts:
    """The generated table `data/stdlib_facts.json`."""
    table = json.loads(packaged.path("stdlib_facts.json").read_text("utf-8"))
    classes = table["classes"]
    return StdlibFacts(classes, table["member_sets"], table["names"], table["vocabulary"])


@functools.cache
def _pythons() -> dict[str, tuple[str, ...]]:
    with packaged.path("stdlib_modules.csv").open(encoding="utf-8", newline="") as handle:
        return {row["module"]: tuple(row["pythons"].split()) for row in csv.DictReader(handle)}


def is_stdlib(top: str, python: tuple[int, int] | None = None) -> bool:
    """Whether a top-level module is the standard library's: of any Python, or of one as far as the table
    goes."""
    versions = _pythons().get(top)
    if versions is None:
        return top in PYTHON2
    if python is None:
        return True
    wanted = ".".join(map(str, python))
    return wanted in versions or not any(wanted in known for known in _pythons().values())
