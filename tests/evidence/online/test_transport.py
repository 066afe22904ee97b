"""One client, and everything a server can do to it."""

import gzip
import os
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from tests.evidence.online import serving
from tests.evidence.online.serving import QUICK, Reply, Server

from depcalc.errors import UsageError
from depcalc.evidence.online.places import Place
from depcalc.evidence.online.transport import JSON, Client
from depcalc.evidence.online.trouble import NotThereError, SourceError, UnreachableError, UnrecognisedError
from depcalc.evidence.online.workers import ask_all

TODAY = date(2026, 11, 21)


@pytest.fixture
def client(tmp_path):
    with Client(tmp_path, QUICK, TODAY) as made:
        yield made


def get(client, server, path="/x"):
    return client.get(server.url + path, Place(server.url + path), JSON)


def fails(client, server, kind=UnreachableError):
    with pytest.raises(kind) as caught:
        get(client, server)
    assert server.url not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_the_day_on_which_it_was_given(client, server):
    server.answers["/x"] = Reply(b"hello", headers={"Date": "Sun, 01 Nov 2026 10:00:00 GMT"})
    answer = get(client, server)
    assert (answer.body, str(answer.day)) == (b"hello", "2026-11-01")


def test_a_day_in_the_future_is_today(tmp_path, server):
    server.answers["/x"] = Reply(b"hello", headers={"Date": "Fri, 01 Nov 2999 10:00:00 GMT"})
    with Client(tmp_path, QUICK, TODAY) as client:
        assert get(client, server).day == TODAY


def test_we_say_who_we_are(client, server):
    server.answers["/x"] = Reply(b"hello")
    get(client, server)
    assert server.asked[0].headers["User-Agent"].startswith("depcalc/")


@pytest.mark.parametrize("status", [404, 410])
def test_not_there_is_an_answer_and_is_not_asked_twice(client, server, status):
    server.answers["/x"] = Reply(status=status)
    fails(client, server, NotThereError)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 429, 451, 300])
def test_a_no_is_not_asked_twice(client, server, status):
    server.answers["/x"] = Reply(status=status)
    assert str(status) in fails(client, server)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_over_there_is_tried_again(client, server, status):
    server.answers["/x"] = [Reply(status=status, headers={"Retry-After": "3600"}), Reply(b"fine")]
    assert get(client, server).body == b"fine"


def test_trouble_that_stays_is_told(client, server):
    server.answers["/x"] = Reply(status=500)
    assert fails(client, server) == "the server answers 500"
    assert len(server.asked) == QUICK.tries


def test_nobody_there(client):
    gone = Server()
    gone.stop()
    assert fails(client, gone) == "no connection"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (serving.stops_in_the_middle, "stopped in the middle"),
        (serving.never_answers, "it stopped answering"),
        (lambda handler: handler.wfile.write(b"\xff\xfe\0garbage\r\n\r\n") and None, "no connection"),
        (lambda handler: handler.connection.close(), "no connection"),
    ],
)
def test_a_bad_answer_is_told_after_the_last_try(client, server, behaviour, said):
    server.answers["/x"] = behaviour
    assert said in fails(client, server)
    assert len(server.asked) == QUICK.tries


@pytest.mark.parametrize("behaviour", [serving.stops_in_the_middle, serving.never_answers])
def test_a_bad_answer_and_then_a_good_one_is_good(client, server, behaviour):
    server.answers["/x"] = [behaviour, Reply(b"fine")]
    assert get(client, server).body == b"fine"


@pytest.mark.parametrize("behaviour", [serving.drips, serving.drips_headers, serving.never_answers])
def test_whatever_a_server_does_the_wait_ends(tmp_path, server, behaviour):
    """Between two pieces it is never late; only the total says stop."""
    server.answers["/x"] = behaviour
    started = time.monotonic()
    limits = serving.Limits(connect_seconds=1, read_seconds=30, total_seconds=0.5, tries=3)
    with Client(tmp_path, limits, TODAY) as client:
        found = ask_all({"x": lambda: get(client, server)}, threads=1, until=client.until)
    assert isinstance(found["x"], UnreachableError)
    assert time.monotonic() - started < 2.5


def test_a_body_without_end_is_refused(client, server):
    server.answers["/x"] = serving.endless
    assert "longer than 1 MB" in fails(client, server, UnrecognisedError)


def test_a_body_that_unpacks_to_too_much_is_refused(client, server):
    packed = gzip.compress(b" " * (QUICK.page_bytes + 1))
    server.answers["/x"] = Reply(packed, headers={"Content-Encoding": "gzip"})
    fails(client, server, UnrecognisedError)


def test_a_body_that_does_not_unpack_is_told(client, server):
    server.answers["/x"] = Reply(b"not packed", headers={"Content-Encoding": "gzip"})
    assert fails(client, server) == "the answer cannot be unpacked"


def test_a_host_that_lets_everybody_down_is_not_asked_for_ever(client, server):
    server.answers |= {"/x": Reply(status=503), "/y": Reply(b"fine")}
    for _ in range(10):
        fails(client, server)
    assert len(server.asked) == 3 * QUICK.tries


def test_one_good_answer_and_a_host_is_asked_again(client, server):
    server.answers |= {"/x": Reply(status=503), "/y": Reply(b"fine", headers={"Cache-Control": "no-store"})}
    for _ in range(5):
        fails(client, server)
        if len(server.asked) < 5:
            assert get(client, server, "/y").body == b"fine"
    assert server.paths().count("/x") == 4 * QUICK.tries


def test_what_a_host_does_not_know_is_no_failure_of_it(client, server):
    for _ in range(10):
        fails(client, server, NotThereError)
    assert len(server.asked) == 10


# ------------------------------------------------------------------ redirects


def test_a_redirect_on_the_same_host_is_followed(client, server):
    server.answers |= {"/x": Reply(status=301, headers={"Location": "/y"}), "/y": Reply(b"here")}
    assert get(client, server).body == b"here"


def test_a_redirect_to_another_host_is_not_followed(client, server):
    other = Server()
    try:
        other.answers["*"] = Reply(b"wrong")
        server.answers["/x"] = Reply(status=302, headers={"Location": f"{other.url}/x"})
        assert "another host" in fails(client, server)
        assert other.asked == []
    finally:
        other.stop()


def test_a_redirect_to_a_file_is_not_followed(client, server):
    server.answers["/x"] = Reply(status=302, headers={"Location": "file:///etc/passwd"})
    assert "another host" in fails(client, server)


def test_a_redirect_in_a_circle_ends(client, server):
    server.answers["/x"] = Reply(status=302, headers={"Location": "/x"})
    assert "redirects" in fails(client, server)
    assert len(server.asked) < 6


def test_a_question_is_never_redirected(client, server):
    server.answers["/q"] = Reply(status=307, headers={"Location": "/other"})
    with pytest.raises(UnreachableError, match="redirected"):
        client.post(Place(f"{server.url}/q"), {"name": "acme-web"})
    assert server.paths() == ["/q"]


# ------------------------------------------------------------------ the cache


def test_what_is_fresh_is_not_asked_again_by_another_run(tmp_path, server):
    server.answers["/x"] = Reply(b"hello")
    for _ in range(3):
        with Client(tmp_path, QUICK, TODAY) as client:
            assert get(client, server).body == b"hello"
    assert len(server.asked) == 1


def test_what_is_stale_is_asked_with_its_etag_and_need_not_be_sent_again(tmp_path, server):
    headers = {"ETag": '"one"', "Cache-Control": "max-age=0"}

    def unless_known(handler):
        known = handler.headers.get("If-None-Match") == '"one"'
        return Reply(b"" if known else b"hello", 304 if known else 200, headers)

    server.answers["/x"] = unless_known
    for _ in range(2):
        with Client(tmp_path, QUICK, TODAY) as client:
            assert get(client, server).body == b"hello"
    assert [asked.headers.get("If-None-Match") for asked in server.asked] == [None, '"one"']


def test_half_an_answer_is_not_kept(tmp_path, server):
    server.answers["/x"] = [serving.stops_in_the_middle] * 2 + [Reply(b"hello")]
    with Client(tmp_path, QUICK, TODAY) as client:
        with pytest.raises(SourceError):
            get(client, server)
        assert get(client, server).body == b"hello"


def test_an_answer_can_be_forgotten(client, server):
    server.answers["/x"] = [Reply(b"nonsense"), Reply(b"hello")]
    assert get(client, server).body == b"nonsense"
    client.forget(f"{server.url}/x")
    assert get(client, server).body == b"hello"


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"\xff" * 8000, b"text"])
def test_a_damaged_cache_is_as_good_as_none(tmp_path, server, damage):
    (tmp_path / "http.sqlite").write_bytes(damage)
    server.answers["/x"] = Reply(b"hello")
    with Client(tmp_path, QUICK, TODAY) as client:
        assert get(client, server).body == b"hello"


def test_a_damaged_answer_in_the_cache_is_asked_for_again(tmp_path, server):
    import sqlite3

    server.answers["/x"] = Reply(b"hello")
    with Client(tmp_path, QUICK, TODAY) as client:
        get(client, server)
    connection = sqlite3.connect(tmp_path / "http.sqlite")
    for damage in (b"", b"rubbish", b"\x78\x9c\x03\0\0\0\0\x01"):
        connection.execute("UPDATE answers SET value = ?", [damage])
        connection.commit()
        with Client(tmp_path, QUICK, TODAY) as client:
            assert get(client, server).body == b"hello"
    connection.close()


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path, server):
    (tmp_path / "file").write_text("")
    server.answers["/x"] = Reply(b"hello")
    for folder in (None, tmp_path / "file" / "below"):
        with Client(folder, QUICK, TODAY) as client:
            assert get(client, server).body == b"hello"


def test_the_cache_forgets_the_oldest_answers(tmp_path, monkeypatch):
    from depcalc.evidence.online import http_cache

    monkeypatch.setattr(http_cache, "MOST_BYTES", 10_000)
    cache = http_cache.HttpCache(tmp_path)
    for n in range(10):
        cache.set(str(n), os.urandom(3000))
    cache.close()
    cache = http_cache.HttpCache(tmp_path)
    assert [n for n in range(10) if cache.get(str(n)) is not None] == [7, 8, 9]
    cache.close()


def test_two_processes_share_the_cache(tmp_path):
    program = (
        "import sys; from pathlib import Path\n"
        "from depcalc.evidence.online.http_cache import HttpCache\n"
        "cache = HttpCache(Path(sys.argv[1]))\n"
        "for n in range(150):\n"
        "    cache.set(f'{sys.argv[2]}-{n}', b'x' * 2000)\n"
        "    assert cache.get(f'{sys.argv[2]}-{n}') == b'x' * 2000, n\n"
        "cache.close()\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name], stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    for process in running:
        assert process.communicate(timeout=60)[1] == b""
        assert process.returncode == 0
    from depcalc.evidence.online.http_cache import HttpCache

    cache = HttpCache(tmp_path)
    assert all(cache.get(f"{name}-{n}") for name in ("one", "two") for n in range(150))
    assert cache._do("PRAGMA journal_mode") == [("wal",)]
    cache.close()


# ------------------------------------------------------------------ the way there


def test_the_proxy_of_the_environment_is_used(tmp_path, server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url)
    server.answers["http://index.example/simple/acme-web/"] = Reply(b"by proxy")
    with Client(tmp_path, QUICK, TODAY) as client:
        place = Place("http://index.example/simple")
        assert client.get(place.at("acme-web"), place, JSON).body == b"by proxy"


def test_a_proxy_that_is_down_is_told_and_not_tried_again(client, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    place = Place("http://index.example/simple")
    with pytest.raises(UnreachableError, match="proxy"):
        client.get(place.at("acme-web"), place, JSON)


def test_the_ca_bundle_of_the_environment_decides_whom_we_trust(tmp_path, monkeypatch):
    ssl = pytest.importorskip("ssl")
    key = tmp_path / "key.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=acme"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(key) + ".crt"),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(key) + ".crt", key)
    server = Server(context)
    server.answers["/x"] = Reply(b"over TLS")
    try:
        with Client(None, QUICK, TODAY) as client:
            assert "certificate" in fails(client, server)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(key) + ".crt")
        with Client(None, QUICK, TODAY) as client:
            assert get(client, server).body == b"over TLS"
    finally:
        server.stop()


def test_a_password_goes_to_the_server_and_nowhere_else(tmp_path, server):
    from depcalc.evidence.online.places import place

    named = place(server.url.replace("http://", "http://me:secret@") + "/simple")
    server.answers["*"] = Reply(b"hello")
    with Client(tmp_path, QUICK, TODAY) as client:
        client.get(named.at("acme-web"), named, JSON)
    assert server.asked[0].headers["Authorization"].startswith("Basic ")
    assert "secret" not in named.url
    assert b"secret" not in (tmp_path / "http.sqlite").read_bytes()


def test_without_the_libraries_the_way_to_get_them_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "cachecontrol", None)
    with pytest.raises(UsageError, match="cachecontrol") as caught:
        Client(tmp_path, QUICK, TODAY)
    assert "depcalc[online]" in caught.value.hint


# ------------------------------------------------------------------ many at once


def test_every_question_gets_an_answer_or_its_trouble():
    def ask(n):
        if n % 2:
            raise UnreachableError(str(n))
        return n

    found = ask_all({n: lambda n=n: ask(n) for n in range(20)}, threads=3, until=time.monotonic() + 5)
    assert {n: str(a) for n, a in found.items()} == {n: str(n) for n in range(20)}
    assert [isinstance(found[n], SourceError) for n in (0, 1)] == [False, True]


def test_a_bug_in_a_thread_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        ask_all({"x": lambda: 1 / 0}, threads=1, until=time.monotonic() + 5)


def test_who_is_late_is_left_behind():
    gate = threading.Event()
    found = ask_all({"slow": gate.wait, "quick": lambda: 1}, threads=2, until=time.monotonic() + 0.3)
    gate.set()
    assert found["quick"] == 1
    assert str(found["slow"]) == "time ran out"
