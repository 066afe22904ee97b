"""What counts as doing: names that only say what something is raise no gate, the doing beside them does."""

import pytest
from tests.usage.small import run

from depcalc.usage.capabilities import capabilities, rule_for

START = (
    "import socket, ssl, http.client, subprocess, zipfile, os\nimport cryptography, websockets, requests\n"
)


def found(lib: str, project: str = "import lib\nlib.f(1)\n", weak: bool = False) -> set[tuple[str, str]]:
    """Tags and names of what live functions of a library do."""
    st = run(START + lib, project, "demand")
    package = next(p for p in st.universe.packages.values() if p.name == "lib")
    return {(c.tag, c.name) for c in capabilities(st, package) if not c.at_import and (weak or not c.weak)}


@pytest.mark.parametrize(
    "body",
    [
        "try: x()\n    except socket.timeout: pass",
        "try: x()\n    except (socket.error, socket.gaierror) as e: return e.errno, e.strerror",
        "try: x()\n    except ssl.SSLError as e: return e.errno",
        "return isinstance(x, ssl.SSLError)",
        "return isinstance(x, socket.socket)",
        "return isinstance(x, (ssl.SSLContext, zipfile.ZipFile))",
        "raise http.client.IncompleteRead(b'')",
        "raise requests.exceptions.Timeout",
        "raise socket.timeout()",
        "try: x()\n    except requests.Timeout: pass",
        "return cryptography.__version__",
        "return websockets.__version__.split('.')",
        "return websockets.version.version, ssl.OPENSSL_VERSION, ssl.OPENSSL_VERSION_INFO",
        "import ssl as s\n    return x",
        "from websockets import frames\n    return x",
        "return subprocess.__name__, zipfile.BadZipFile",
        "import hmac\n    return hmac.compare_digest(x, x), socket.inet_aton(x)",
        "y: socket.socket = x\n    return y",
        "match x:\n        case zipfile.ZipFile(): return 1",
        "return type(x) is socket.socket",
    ],
)
def test_an_exception_a_type_or_a_version_is_no_doing(body):
    assert found(f"def f(x: socket.socket):\n    {body}\n") == set()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            "return subprocess.__loader__.load_module('subprocess').run(x)",
            "subprocess.__loader__.load_module",
        ),
        ("try: socket.create_connection(x)\n    except socket.timeout: pass", "socket.create_connection"),
        ("assert isinstance(x, ssl.SSLError); return ssl.wrap_socket(x)", "ssl.wrap_socket"),
        ("print(cryptography.__version__, cryptography.fernet.Fernet(x))", "cryptography.fernet.Fernet"),
        ("from http import client\n    return client.HTTPConnection(x)", "http.client.HTTPConnection"),
        ("from subprocess import run\n    return run(x)", "subprocess.run"),
        ("import ssl as s\n    return getattr(s, x)", "ssl"),
        ("return getattr(ssl, 'wrap_socket')(x)", "ssl.wrap_socket"),
        ("return [ssl, ssl.SSLError]", "ssl"),
        ("return {'a': socket.socket}", "socket.socket"),
        ("x.kind = socket.socket", "socket.socket"),
        ("return x(zipfile)", "zipfile"),
        ("return requests.get(x).version", "requests.get"),
        ("return __import__('subprocess').run(x)", "subprocess"),
        (
            "import importlib\n    return importlib.import_module('socket').create_server(x)",
            "socket.create_server",
        ),
        ("return os.environ.get(x)", "os.environ"),
        ("return os.environ[x]", "os.environ"),
    ],
)
def test_the_doing_beside_it_counts(body, name):
    assert name in {n for _, n in found(f"def f(x):\n    {body}\n")}


def test_a_method_of_an_unknown_receiver_is_weak():
    lib = "def f(x):\n    return x.sendall(b'')\n"
    assert (found(lib), found(lib, weak=True)) == (set(), {("network", "?.sendall")})


@pytest.mark.parametrize(
    "kind", ["socket.socket", "'socket.socket'", "socket.socket | None", "Optional[socket.socket]"]
)
def test_an_annotation_says_whose_method_it_is(kind):
    lib = f"from typing import Optional\ndef f(x: {kind}):\n    return x.sendall(b'')\n"
    assert found(lib) == {("network", "socket.socket.sendall")}


def test_a_module_whose_attribute_nobody_understands_is_itself_the_evidence():
    lib = (
        "try: import zstandard\nexcept ImportError: zstandard = other()\ndef f(x): return zstandard.open(x)\n"
    )
    assert {n for _, n in found(lib)} & {"zstandard", "zstandard.open"}


def test_types_and_imports_are_shown_as_weak():
    lib = "def f(x):\n    import ftplib\n    return isinstance(x, socket.socket)\n"
    assert found(lib, weak=True) == {("network", "socket.socket"), ("network", "ftplib")}


@pytest.mark.parametrize("made", ["C()", "C().request('GET')", "pool(C)", "D()"])
def test_an_instance_does_what_its_base_outside_does(made):
    lib = f"class C(http.client.HTTPConnection): pass\nclass D(C): pass\ndef f(x):\n    return {made}\n"
    assert ("network", "http.client.HTTPConnection") in found(lib)
    assert found(lib.replace(made, "1")) == set()


@pytest.mark.parametrize("project", ["import lib\nlib.C()\n", "import lib\ndef main(): lib.C()\n"])
def test_an_instance_that_the_project_makes_is_live(project):
    assert found("class C(socket.socket): pass\n", project) == {("network", "socket.socket")}


@pytest.mark.parametrize("base", ["http.client.IncompleteRead", "socket.timeout", "ssl.SSLError"])
def test_an_own_error_with_a_base_outside_does_nothing(base):
    assert found(f"class E({base}): pass\ndef f(x):\n    raise E(x)\n") == set()


def test_one_live_place_is_kept_where_many_statements_at_import_name_it():
    classes = "".join(f"class A{n}:\n    socket.create_server({n})\n" for n in range(70))
    known = ", ".join(f"A{n}" for n in range(70))
    lib = f"{classes}def f(x):\n    return isinstance(x, ({known})) and g(x)\ndef g(x): socket.create_server(x)\n"
    assert found(lib) == {("network", "socket.create_server")}


@pytest.mark.parametrize(
    ("qual", "strong"),
    [
        ("socket.timeout", None), ("socket.create_connection", True), ("zlib.error", None),
        ("jwt.exceptions.Any", None),
        ("httpx.ConnectTimeout", None), ("itsdangerous.BadSignature", None), ("ssl.SSLError.errno", False),
        ("cryptography.__version__", None), ("socket.socket.__init__", True), ("jwt.__dict__", True),
        ("lxml.etree.LXML_VERSION", None), ("ssl.SSLContext.minimum_version", True), ("ssl.TLSVersion", True),
    ],
)  # fmt: skip
def test_the_rule_for_a_name(qual, strong):
    rule = rule_for(qual)
    assert (None if rule is None else not rule.weak) == strong
