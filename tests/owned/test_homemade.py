"""Home-made security code: every labelled snippet of ours, and code beside it that is sound."""

import tomllib
from pathlib import Path

import pytest
from tests.owned.trees import write

from depcalc.owned import KINDS, find_homemade
from depcalc.owned.homemade import rows_of

SAMPLES = Path(__file__).parents[1] / "samples" / "homemade"
SNIPPETS = {s["id"]: s for s in tomllib.loads((SAMPLES / "positives.toml").read_text("utf-8"))["snippet"]}


def kinds(text: str) -> set[str]:
    return {kind for kind, _, _ in rows_of(text.encode()) or []}


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_labelled_snippet_is_pointed_at_for_what_it_is(name):
    assert kinds(SNIPPETS[name]["code"]) == set(SNIPPETS[name]["kinds"])


SOUND = {
    "compared in constant time": "import hmac\ndef ok(a, secret, m):\n    return hmac.compare_digest(a, hmac.new(secret, m, 'sha256').hexdigest())",
    "a parser's tokens": "def parse(self, token):\n    if token == self.next_token:\n        return token",
    "a password typed twice": "def clean(password, confirm_password):\n    return password == confirm_password",
    "a file's digest": "import hashlib\ndef etag(data):\n    return hashlib.md5(data).hexdigest() == 'x'",
    "a cache key": "import hashlib\ndef cache_name(key):\n    return hashlib.sha1(key.encode()).hexdigest()",
    "a verified token": "import jwt\ndef read(token, key):\n    return jwt.decode(token, key, algorithms=['HS256'])",
    "a version": "def parts(version):\n    return version.split('.')",
    "many iterations": "import hashlib\ndef h(password, salt):\n    return hashlib.pbkdf2_hmac('sha256', password, salt, 600_000)",
    "bcrypt over a hash": "import bcrypt, hashlib\ndef h(password):\n    return bcrypt.hashpw(hashlib.sha256(password).digest(), bcrypt.gensalt())",
    "jitter": "import random\ndef refresh_token_delay():\n    return random.uniform(0, 3)",
    "secrets": "import secrets\ndef token():\n    return ''.join(secrets.choice('ab') for _ in range(9))",
    "the system's generator": "import random\nrng = random.SystemRandom()\ndef token():\n    return rng.choice('ab')",
    "a default context": "import ssl\ndef c():\n    ctx = ssl.create_default_context()\n    ctx.check_hostname = True\n    return ctx",
    "a caller's choice": "import requests\ndef get(url, verify=True):\n    return requests.get(url, verify=verify)",
    "a websocket mask": "def unmask(data, key):\n    return bytes(b ^ key[i % 4] for i, b in enumerate(data))",
    "a bit of a number": "def gray(n):\n    return n ^ (n >> 1)",
    "parameters": "def f(cur, name):\n    cur.execute('SELECT id FROM t WHERE name = %s', (name,))",
    "a number of placeholders": "def f(cur, xs):\n    cur.execute('SELECT id FROM t WHERE x IN (%s)' % ', '.join('?' * len(xs)), xs)",
    "a table's name": "def f(cur, table):\n    cur.execute(f'SELECT count(*) FROM {table}')",
    "html.escape": "import html\ndef f(s):\n    return html.escape(s)",
    "a scheme": "def f(url):\n    return url.startswith(('http://', 'https://'))",
    "a whole host": "from urllib.parse import urlsplit\ndef f(url):\n    return urlsplit(url).hostname == 'acme.example'",
    "safe yaml": "import yaml\ndef f(text):\n    return yaml.load(text, Loader=yaml.SafeLoader)",
    "a loader by another name": "try:\n    from yaml import CSafeLoader as Loader\nexcept ImportError:\n    from yaml import SafeLoader as Loader\nimport yaml\ndef f(t):\n    return yaml.load(t, Loader=Loader)",
    "an own cache": "import pickle\ndef f(path):\n    with open(path, 'rb') as file:\n        return pickle.load(file)",
    "a signing library": "from itsdangerous import URLSafeSerializer\ndef cookie(key, v):\n    return URLSafeSerializer(key).dumps(v)",
    "a request signature of a protocol": "import hmac\ndef s3_canonical(key, request):\n    return 'AWS ' + request.id + ':' + hmac.new(key, request.body, 'sha1').hexdigest()",
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_sound_code_is_left_alone(name):
    assert kinds(SOUND[name]) == set()


def test_a_finding_names_file_line_function_and_advice(tmp_path):
    text = "import random\n\n\nclass Keys:\n    def new_token(self):\n        return random.randint(1, 9)\n"
    (found,) = find_homemade(write(tmp_path, {"src/app/keys.py": text}), jobs=1).findings
    assert (found.rule, found.kind) == ("HM05", "random-token")
    assert (found.path, found.line, found.symbol) == ("src/app/keys.py", 6, "Keys.new_token")
    assert "secrets" in found.advice
    assert found.where == "runtime"


def test_tests_docs_and_tools_are_told_apart(tmp_path):
    text = "import requests\nrequests.get('https://acme.example', verify=False)\n"
    files = dict.fromkeys(
        ("src/a.py", "tests/test_a.py", "docs/conf.py", "examples/demo.py", "tools/x.py"), text
    )
    found = find_homemade(write(tmp_path, files), jobs=1).findings
    assert {f.path: f.where for f in found} == {
        "src/a.py": "runtime", "tests/test_a.py": "tests", "docs/conf.py": "docs", "examples/demo.py": "docs",
        "tools/x.py": "tooling",
    }  # fmt: skip


def test_one_function_is_one_finding_of_a_kind_with_its_further_lines(tmp_path):
    text = "import ssl\ndef f(c):\n    c.check_hostname = False\n    c.verify_mode = ssl.CERT_NONE\n"
    (found,) = find_homemade(write(tmp_path, {"a.py": text}), jobs=1).findings
    assert (found.line, found.also) == (3, (4,))


def test_files_known_to_be_copies_are_not_the_project_s_own(tmp_path):
    text = "import random\ndef token():\n    return random.randint(1, 9)\n"
    repo = write(tmp_path, {"src/theirs.py": text, "src/ours.py": text})
    assert [f.path for f in find_homemade(repo, copies=["src/theirs.py"], jobs=1).findings] == ["src/ours.py"]


def test_rules_are_stable_and_every_kind_says_what_to_do():
    assert [(k.rule, k.name) for k in KINDS] == [
        ("HM01", "digest-compare"), ("HM02", "own-mac"), ("HM03", "own-jwt"), ("HM04", "password-hash"),
        ("HM05", "random-token"), ("HM06", "cert-check"), ("HM07", "own-crypto"), ("HM08", "sql-escape"),
        ("HM09", "html-sanitise"), ("HM10", "url-check"), ("HM11", "unsafe-load"), ("HM12", "session-sign"),
    ]  # fmt: skip
    assert all(k.advice.endswith(".") and k.advice.count(". ") == 0 for k in KINDS)
