"""pip-audit itself against servers on this machine: it agrees with our matcher, and its failures are ours to tell.

The service that pip-audit asks by default was never reached from here.
"""

import json
import os
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bench import pip_audit_oracle as oracle
from packaging.version import Version

from depcalc.evidence import pip_audit
from depcalc.evidence.gather import Wanted, gather
from depcalc.evidence.programs import find_program
from depcalc.evidence.second_opinion import ask_pip_audit
from depcalc.values.evidence import Evidence

STEPS = 12
PINS = [
    Wanted("django", "3.2.0"),
    Wanted("django", "4.2.1"),
    Wanted("six", "1.16.0"),
    Wanted("pillow", "10.2.0"),
]


@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory):
    if find_program(pip_audit.PROGRAM, os.environ, tmp_path_factory.mktemp("project")) is None:
        pytest.skip("pip-audit is not installed")


@pytest.fixture(scope="module")
def found(snapshot, as_of):
    return gather(PINS, snapshot, as_of=as_of, max_steps=STEPS)[0]


@pytest.fixture
def ask(snapshot):
    def asked(found, service, folder):
        environ = oracle.without_proxies(service)
        return ask_pip_audit(found, environ, folder, snapshot, default_index="", max_steps=STEPS)

    return asked


def test_pip_audit_agrees_with_our_matcher_on_every_pin(snapshot, as_of, tmp_path, ask):
    pins = oracle.some_pins(snapshot, 60, seed=2)
    found, _ = gather([*pins, *PINS], snapshot, as_of=as_of, max_steps=STEPS)
    assert sum(len(e.open_advisories.value) for e in found) > 100
    with oracle.osv_server(oracle.serve_snapshot(snapshot, [e.name for e in found])) as service:
        opinion = ask(found, service, tmp_path)
    assert opinion.status.state == "ok"
    assert opinion.notices == ()
    assert opinion.evidence == found


def test_it_adds_what_the_snapshot_does_not_hold(snapshot, found, tmp_path, ask):
    known = oracle.serve_snapshot(snapshot, [e.name for e in found])

    def answer(query):
        told = dict(known(query))
        if query["package"]["name"] == "six":
            events = [{"introduced": "0"}, {"fixed": "1.18.0"}]
            affected = {"package": query["package"], "ranges": [{"type": "ECOSYSTEM", "events": events}]}
            told["vulns"] = [{"id": "GHSA-zzzz", "aliases": ["CVE-2026-99999"], "affected": [affected]}]
        return told

    with oracle.osv_server(answer) as service:
        opinion = ask(found, service, tmp_path)
    (notice,) = opinion.notices
    assert notice.code == "pip-audit-adds"
    assert "six 1.16.0 (CVE-2026-99999)" in notice.message
    six = opinion.evidence[2]
    assert six.open_advisories.value[0].fixed_in == six.upgrade.value.target == "1.18.0"


def test_a_withdrawn_record_is_not_a_second_opinion(found, tmp_path, ask):
    gone = {"id": "GHSA-gone", "withdrawn": "2026-01-01T00:00:00Z", "affected": []}
    with oracle.osv_server(lambda query: {"vulns": [gone]}) as service:
        opinion = ask(found, service, tmp_path)
    assert {notice.code for notice in opinion.notices} == {"pip-audit-lacks"}


def test_a_private_package_is_never_asked_about(found, tmp_path, ask):
    asked = []
    hidden = Evidence("acme-secret", "1.0", public=False)
    with oracle.osv_server(lambda query: asked.append(query) or {}) as service:
        opinion = ask((*found, hidden), service, tmp_path)
    assert {(query["package"]["name"], query["version"]) for query in asked} == {
        (e.name, str(Version(e.version))) for e in found
    }
    assert opinion.evidence[-1] == hidden


# ------------------------------------------------------------------ faults


@contextmanager
def broken_server(reply):
    """A server that answers each request with `reply(handler)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            reply(self)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()


def not_found(handler):
    handler.send_error(404)


def unavailable(handler):
    handler.send_error(503)


def send(handler, body, length=None):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def garbage(handler):
    send(handler, b"\x00<html>not here</html>")


def another_shape(handler):
    send(handler, b'{"vulns": 7}')


def stops_mid_body(handler):
    send(handler, json.dumps({"vulns": []}).encode()[:5], 4_000)


def hangs_up(handler):
    handler.connection.close()


def never_answers(handler):
    time.sleep(8)


def trickles(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(80):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


FAULTS = [not_found, unavailable, garbage, another_shape, stops_mid_body, hangs_up, never_answers, trickles]


def check_silent(opinion, found):
    assert opinion.evidence == found
    (notice,) = opinion.notices
    assert notice.code == "pip-audit-failed"
    assert "advisories are those of the data snapshot alone" in notice.message
    assert (opinion.status.state, opinion.status.answered) == ("absent", 0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_broken_service_leaves_the_snapshot_s_answer_and_says_so(fault, found, tmp_path, monkeypatch, ask):
    monkeypatch.setattr(pip_audit, "REPLY_SECONDS", 1)
    monkeypatch.setattr(pip_audit, "MOST_SECONDS", 5.0)
    monkeypatch.setattr(ThreadingHTTPServer, "handle_error", lambda *_: None)
    with broken_server(fault) as service:
        check_silent(ask(found, service, tmp_path), found)


def test_a_service_that_is_down_leaves_the_snapshot_s_answer_and_says_so(found, tmp_path, ask):
    with broken_server(not_found) as service:
        pass
    check_silent(ask(found, service, tmp_path), found)
