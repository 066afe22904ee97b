"""The TUI beside the bare Textual floor, in one run.  python bench/tui.py [PROJECT ...] [-- FLAG ...]

The floor is an app with one DataTable of as many rows as the list has. Both run as fresh processes in a
pseudo-terminal of 80 x 24; times are from outside, medians. "first paint" is the first frame with text, "rows"
the first row of the table, "figures" the whole answer. What-if is timed inside one process, from the key to the
answer on the screen, because a terminal does not say when a frame is the last one.
"""

import asyncio
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ROOT.parent / "shared" / "lockfiles" / "generated" / "synthetic-uv-2000.uv.lock"
RUNS, KEYS, MOST = 5, 20, 60.0
FLOOR = """
import sys
from textual.app import App
from textual.widgets import DataTable
class Floor(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns(*(f"column-{n}" for n in range(8)))
        for n in range(int(sys.argv[1])):
            table.add_row(*(f"{n}-{m}" for m in range(8)))
Floor().run()
"""


class Terminal:
    """A process in a pseudo-terminal."""

    def __init__(self, command: Sequence[str]) -> None:
        self.started = time.perf_counter()
        master, slave = pty.openpty()
        ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ,
                                        start_new_session=True)  # fmt: skip
        os.close(slave)
        self.master, self.seen = master, b""

    def read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.seen += os.read(self.master, 1 << 16)
            except OSError:
                return False
        return bool(ready)

    def until(self, *words: str) -> float:
        """Seconds since the start until one of them was written."""
        wanted = [word.encode() for word in words]
        while not any(word in self.seen for word in wanted):
            if time.perf_counter() - self.started > MOST:
                raise SystemExit(f"never shown: {words}\n{self.seen[-2000:]!r}")
            self.read(1.0)
        return time.perf_counter() - self.started

    def key(self, key: str) -> float:
        """Seconds from a key to the last byte of what it changes."""
        while self.read(0.15):
            pass
        self.seen = b""
        began = last = time.perf_counter()
        os.write(self.master, key.encode())
        while self.read(0.15):
            last = time.perf_counter()
        return last - began

    def mib(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def quit(self, key: str) -> float:
        began = time.perf_counter()
        os.write(self.master, key.encode())
        while self.process.poll() is None and time.perf_counter() - began < MOST:
            self.read(0.02)
        os.close(self.master)
        return time.perf_counter() - began


def floor(rows: int) -> dict[str, float]:
    one = Terminal([sys.executable, "-c", FLOOR, str(rows)])
    found = {"first paint": one.until("column-0"), "rows": one.until("0-0")}
    found |= keys(one, "\x1b[B")
    found["quit"] = one.quit("\x11")
    return found


def tui(project: str, flags: Sequence[str], row: str) -> dict[str, float]:
    one = Terminal([sys.executable, "-m", "depcalc", "tui", *flags, project])
    found = {"first paint": one.until("1 List"), "rows": one.until(row), "figures": one.until("advised")}
    while one.read(3.0):  # the whole answer comes after the preview
        pass
    found |= keys(one, "j")
    found["quit"] = one.quit("q")
    return found


def keys(one: Terminal, key: str) -> dict[str, float]:
    took = [one.key(key) for _ in range(KEYS)]
    return {"key to screen": statistics.median(took), "MiB": one.mib()}


def inside(project: str, flags: Sequence[str]) -> dict[str, float]:
    """What-if and plan in one process: seconds to the preview and to the whole answer."""
    from depcalc.cli.job import make_job
    from depcalc.cli.parser import parse
    from depcalc.cli.streams import system_streams
    from depcalc.cli.terminal import Progress
    from depcalc.tui.app import DepcalcApp
    from depcalc.tui.engine import Pipeline

    streams = system_streams(None, None, None, None)
    job = make_job(parse(["tui", *flags, project]), streams, Path(), Progress(streams, quiet=True, verbose=False),
                   to_file=True)  # fmt: skip
    app = DepcalcApp(
        Pipeline(job.path, job.lockfiles, job.environ), job.settings, today=date.today(), name="bench"
    )
    found: dict[str, float] = {}

    async def scene() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await idle(pilot)
            await pilot.press("space", "3")
            await idle(pilot)
            for name in ("an option", "an assumption"):
                previews, wholes = [], []
                for _ in range(3):
                    began = time.perf_counter()
                    app.simulate_key("right")
                    old = app.tried
                    while app.tried is old:
                        await asyncio.sleep(0.002)
                    previews.append(time.perf_counter() - began)
                    await idle(pilot)
                    wholes.append(time.perf_counter() - began)
                found[f"what-if, {name}: preview"] = statistics.median(previews)
                found[f"what-if, {name}: whole"] = statistics.median(wholes)
                await pilot.press("down")

    async def idle(pilot) -> None:
        await pilot.pause()
        while app.desk.busy:
            await asyncio.sleep(0.002)
        await pilot.pause()

    asyncio.run(scene())
    return found


def rows_of(project: str, flags: Sequence[str]) -> tuple[int, str]:
    """How many rows the list has, and the first name on it."""
    made = subprocess.run([sys.executable, "-m", "depcalc", "graph", "--direct", project, *flags],
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    names = [line.split()[1] for line in made.splitlines() if line.startswith(("├", "└"))]
    return len(names), names[0][:8]  # a longer name may be cut


def measure(project: str, flags: Sequence[str]) -> None:
    rows, first = rows_of(project, flags)
    print(f"\n{project} {' '.join(flags)}: {rows} rows")
    ours, bare = [], []
    for _ in range(RUNS):  # by turns, so that what else the machine does falls on both
        bare.append(floor(rows))
        ours.append(tui(project, flags, first))
    print(f"  {'':28}{'TUI':>9}{'floor':>9}{'ratio':>8}")
    for name in ours[0]:
        a = statistics.median(one[name] for one in ours)
        b = statistics.median(one[name] for one in bare) if name in bare[0] else None
        unit = 1.0 if name == "MiB" else 1000.0
        ratio = f"{b * unit:9.0f}{a / b:8.2f}" if b else ""
        print(f"  {name + ('' if name == 'MiB' else ', ms'):28}{a * unit:9.0f}{ratio}")
    for name, seconds in inside(project, flags).items():
        print(f"  {name + ', ms':40}{1000 * seconds:9.0f}")


def main() -> None:
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    projects, flags = words[:at], words[at + 1 :]
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {RUNS} runs"
    )
    if projects:
        for project in projects:
            measure(project, flags)
        return
    measure(str(ROOT / "examples" / "acme-shop"), ())
    if GENERATED.is_file():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(GENERATED, Path(folder) / "uv.lock")
            measure(folder, ("--all", "--draws", "1000"))


if __name__ == "__main__":
    main()
