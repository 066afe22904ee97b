"""pip-audit as an oracle for our matcher: fed our snapshot over the OSV protocol on loopback, 300 pins.

Run as `python bench/pip_audit_oracle.py`, with pip-audit beside the interpreter or on PATH. pip-audit itself
compares no versions: the server does, by the algorithm that the OSV schema describes, over events made of the
snapshot's ranges, with `packaging` alone. So three parties must agree: our matcher, that one, and pip-audit's
reading of ids, aliases and withdrawn records.
"""

import json
import os
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from depcalc.evidence.gather import Wanted, gather  # noqa: E402
from depcalc.evidence.pip_audit import OWN_SERVICE, PROGRAM  # noqa: E402
from depcalc.evidence.programs import find_program  # noqa: E402
from depcalc.evidence.records import Recorded  # noqa: E402
from depcalc.evidence.second_opinion import ask_pip_audit  # noqa: E402
from depcalc.evidence.snapshot import Snapshot, open_snapshot  # noqa: E402
from depcalc.values.evidence import Evidence  # noqa: E402

PINS, STEPS = 300, 12
Ask = Mapping[str, Any]
_PART = re.compile(r"==(\S+)|([\[(])([^,\s]*),([^,\s]*)([\])])")


# ------------------------------------------------------------------ records as OSV has them


def as_osv(name: str, row: Recorded) -> dict[str, Any] | None:
    """A record in the OSV schema; None where a bound is no version, or no range is known."""
    events: list[dict[str, str]] = []
    versions: list[str] = []
    for exact, left, low, high, right in _PART.findall(row.advisory.ranges):
        if exact:
            versions += exact.split("|")
            continue
        if left == "(":
            return None
        events.append({"introduced": low or "0"})
        if high:
            events.append({"fixed" if right == ")" else "last_affected": high})
    named = [*versions, *(v for event in events for v in event.values() if v != "0")]
    if not (events or versions) or not all(map(_is_version, named)):
        return None
    ranges = [{"type": "ECOSYSTEM", "events": events}] if events else []
    package = {"name": name, "ecosystem": "PyPI"}
    return {
        "id": row.advisory.id,
        "aliases": list(row.advisory.aliases),
        "published": f"{row.advisory.disclosed}T00:00:00Z",
        "affected": [{"package": package, "ranges": ranges, "versions": versions}],
    }


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def affects(record: Ask, version: str) -> bool:
    """The evaluation that the OSV schema gives: listed, or inside after walking the sorted events."""
    here = Version(version)
    for affected in record["affected"]:
        if any(Version(listed) == here for listed in affected["versions"]):
            return True
        if any(_inside(kept["events"], here) for kept in affected["ranges"]):
            return True
    return False


def _inside(events: list[dict[str, str]], here: Version) -> bool:
    inside = False
    for kind, text in sorted(((k, v) for e in events for k, v in e.items()), key=_place):
        if kind == "introduced":
            inside = inside or text == "0" or here >= Version(text)
        elif (kind == "fixed" and here >= Version(text)) or here > Version(text):
            inside = False
    return inside


def _place(event: tuple[str, str]) -> tuple[bool, Version, bool]:
    kind, text = event
    return text != "0", Version(text), kind == "introduced"


def serve_snapshot(snapshot: Snapshot, names: list[str]) -> Callable[[Ask], Ask]:
    """Answers to `query`: every record of the package that affects the version, whatever its kind."""
    rows = snapshot.advisories(names)
    records = {name: [r for row in rows.get(name, ()) if (r := as_osv(name, row))] for name in names}

    def answer(query: Ask) -> Ask:
        found = [r for r in records.get(query["package"]["name"], ()) if affects(r, query["version"])]
        return {"vulns": found} if found else {}

    return answer


@contextmanager
def osv_server(answer: Callable[[Ask], Ask]) -> Iterator[str]:
    """A server of `POST /v1/query` on this machine; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one packet: two of them cost 40 ms of waiting
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(answer(query)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()


# ------------------------------------------------------------------ the comparison


def some_pins(snapshot: Snapshot, n: int, seed: int = 1) -> list[Wanted]:
    """Versions that public locks hold: two in three of packages with advisories."""
    sql = (
        "SELECT DISTINCT w.package, w.version FROM wheels w JOIN packages p USING (package)"
        " WHERE {} (SELECT 1 FROM advisories a WHERE a.package = w.package) ORDER BY 1, 2"
    )
    chance = random.Random(seed)
    with_flaws, without = (snapshot._rows(sql.format(word)) for word in ("EXISTS", "NOT EXISTS"))
    kept = chance.sample(with_flaws, n * 2 // 3)
    kept += chance.sample(without, n - len(kept))
    return [Wanted(*pin) for pin in sorted(kept)]


def without_proxies(service: str) -> dict[str, str]:
    """This environment, with the server as pip-audit's service and nothing between the two."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, OWN_SERVICE: service}


def unreadable(snapshot: Snapshot, found: Evidence) -> set[str]:
    """Open here by a bound that is no version, which the OSV protocol cannot carry."""
    rows = {r.advisory.id: r for r in snapshot.advisories([found.name]).get(found.name, ())}
    return {
        o.advisory.id for o in found.open_advisories.value if as_osv(found.name, rows[o.advisory.id]) is None
    }


def main() -> None:
    folder = Path("/nonexistent")
    if find_program(PROGRAM, os.environ, folder) is None:
        raise SystemExit(f"{PROGRAM} is not installed")
    with open_snapshot() as snapshot:
        pins = some_pins(snapshot, PINS)
        found, _ = gather(pins, snapshot, as_of=snapshot.as_of, max_steps=STEPS)
        with osv_server(serve_snapshot(snapshot, [p.name for p in pins])) as service:
            before = time.perf_counter()
            opinion = ask_pip_audit(
                found, without_proxies(service), folder, snapshot, default_index="", max_steps=STEPS
            )
            took = time.perf_counter() - before
        explained = {e.name: ids for e in found if (ids := unreadable(snapshot, e))}
    n_open = sum(len(e.open_advisories.value) for e in found)
    n_pins = sum(bool(e.open_advisories.value) for e in found)
    print(f"{len(pins)} pins, {n_pins} with {n_open} open advisories; pip-audit took {took:.1f} s")
    print(f"answered: {opinion.status.answered} of {opinion.status.asked} ({opinion.status.state})")
    for notice in opinion.notices:
        print(f"{notice.code}: {notice.message}")
    print(f"open by a bound that is no version: {explained or 'none'}")
    print("differs" if opinion.notices else "the same on every pin")


if __name__ == "__main__":
    main()
