"""Kills updates of the bundled snapshot at random moments and looks whether a whole one answers each time.

    python bench/update_kill.py [KILLS]

A loopback server gives the archive of advisories, the lists and pages; each process updates again and again until it
is killed. Prints how many kills fell before, during and after the writing of a draft.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.evidence.online.serving import Reply, Server, as_json
from tests.evidence.online.small import PAGE, archive, record

from depcalc.evidence.online import kept
from depcalc.evidence.online.checking import check_snapshot
from depcalc.evidence.online.updating import update
from depcalc.evidence.snapshot import open_snapshot

PROGRAM = """
import json, sys
from datetime import UTC, datetime
from depcalc.evidence.online.updating import update
import requests, cachecontrol
print('ready', flush=True)
while True:
    update(['alpha'], json.loads(sys.argv[1]), now=datetime.now(UTC))
"""
SPREAD = 1.5  # of the time of one update: some kills fall into the next one
MOST_RECORDS = 500  # so that reading the archive does not take most of the time


def old_records() -> list[dict[str, object]]:
    """Some advisories of the bundled snapshot as OSV would tell them."""
    with open_snapshot() as snapshot:
        rows = snapshot._rows("SELECT package, id FROM advisories WHERE kind = 'vulnerability'")
    return [record(id_, package) for package, id_ in rows[:MOST_RECORDS]]


def kill_one(environ: dict[str, str], after: float) -> bool:
    """Was a draft being written when the process was killed?"""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(environ)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.kill()
    process.communicate()
    folder = kept.snapshot_folder(environ)
    return folder is not None and any(folder.glob("draft-*"))


def main(kills: int) -> None:
    chance, server, records = random.Random(1), Server(), old_records()
    in_draft = updated = 0
    seen: set[str] = set()
    try:
        with tempfile.TemporaryDirectory() as cache:
            environ = server.environ(cache, PATH=os.environ.get("PATH", ""))
            server.answers["/simple/alpha/"] = as_json(PAGE)
            server.answers["/all.zip"] = Reply(archive(records))
            started = time.perf_counter()
            update(["alpha"], environ, now=datetime.now(UTC))
            took = time.perf_counter() - started
            for n in range(kills):
                server.answers["/all.zip"] = Reply(archive([*records, record(f"GHSA-N{n}", "beta")]))
                in_draft += kill_one(environ, chance.uniform(0, SPREAD * took))
                chosen = kept.open_newest(environ)
                with chosen.snapshot as snapshot:
                    assert snapshot.list_size == 15_000
                assert chosen.notices == (), chosen.notices
                check_snapshot(chosen.file)
                updated += chosen.file.name not in seen
                seen.add(chosen.file.name)
    finally:
        server.stop()
    print(f"one update takes {took:.1f} s")
    print(f"{kills} kills: a whole snapshot answered each time")
    print(f"{in_draft} fell while a draft lay there; {updated} times another snapshot than before answered")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
