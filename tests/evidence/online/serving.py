"""A server on loopback that answers as a test says, well or badly, and remembers what it was asked."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from depcalc.evidence.online.limits import Limits

QUICK = Limits(
    connect_seconds=1.0,
    read_seconds=0.4,
    total_seconds=4.0,
    tries=2,
    pause_seconds=0.01,
    threads=4,
    page_bytes=2**20,
    archive_bytes=2**22,
)


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Behaviour = Callable[["Handler"], None]


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 5

    def do_GET(self):
        self.close_connection = True  # a bad answer must not be taken for the start of the next one
        length = int(self.headers.get("Content-Length", 0))
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.server.owner.asked.append(asked)
        answers = self.server.owner.answers
        answer = answers.get(self.path, answers.get("*", Reply(status=404)))
        if isinstance(answer, list):  # one after another; the last one stays
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(self)
        if isinstance(answer, Reply):
            self.reply(answer)

    do_POST = do_GET

    def reply(self, reply):
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:  # the client left
            self.close_connection = True

    def finish(self):
        with contextlib.suppress(OSError):
            super().finish()


class Server:
    """`answers`: path -> a reply, a list of them in turn, or a function of the handler."""

    def __init__(self, tls=None):
        self.answers = {}
        self.asked = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.owner = self
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def paths(self):
        return [asked.path for asked in self.asked]

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def environ(self, folder, **more):
        """An environment in which everything that may be asked is this server."""
        return {
            "XDG_CACHE_HOME": str(folder),
            "PIP_CONFIG_FILE": "/dev/null",
            "DEPCALC_DEFAULT_INDEX": f"{self.url}/simple",
            "DEPCALC_OSV_URL": f"{self.url}/osv",
            "DEPCALC_OSV_ARCHIVE_URL": f"{self.url}/all.zip",
            "DEPCALC_TOP_LIST_URL": f"{self.url}/top.json",
            "DEPCALC_OSS_FUZZ_URL": f"{self.url}/fuzz.json",
            **more,
        }


def as_json(value, **headers):
    return Reply(json.dumps(value).encode(), headers=headers)


# ------------------------------------------------------------------ how it goes wrong


def stops_in_the_middle(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"{" * 100)
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def never_answers(handler):
    time.sleep(2)
    handler.close_connection = True


def drips(handler):
    """Fast enough for every time-out between two pieces, and never done."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)
    handler.close_connection = True


def drips_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(30):
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.05)
    handler.close_connection = True


def endless(handler):
    """No length, and no end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(64):
        handler.wfile.write(b" " * 2**16)
    handler.close_connection = True
