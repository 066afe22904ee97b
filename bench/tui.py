"""The TUI beside the bare Textual floor, in one run.  python bench/tui.py [PROJECT ...] [-- FLAG ...]

The floor is an app with one DataTable of as many rows as the list has. Both run as fresh processes in a
pseudo-terminal of 80 x 24, by turns, so that what else the machine does falls on both; times are from outside,
medians. "first paint" is the first frame with text, and the processor time until then; "rows" the first row of the
table, "figures" the first answer, "all figures" the one that holds. A key is timed to the last byte of what it
changes. What does not show within its limit is printed as not seen; no process outlives its measurement. What-if is
timed inside one process, from the key to the answer on the screen, because a terminal does not say when a frame is
the last one.
"""

import asyncio
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ROOT.parent / "shared" / "lockfiles" / "generated" / "synthetic-uv-2000.uv.lock"
PAINTS, RUNS, KEYS = 9, 3, 15
MOST, QUIET, STILL = 60.0, 0.15, 2.0  # seconds: for a sight, without a byte, until a key counts as done
Found = dict[str, float | None]
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
            except OSError:  # it has ended
                return False
        return bool(ready)

    def until(self, *words: str) -> float | None:
        """Seconds since the start until one of them was written; None where none was."""
        wanted, end = [word.encode() for word in words], time.perf_counter() + MOST
        while not any(word in self.seen for word in wanted):
            if time.perf_counter() > end or (not self.read(1.0) and self.process.poll() is not None):
                return None
        return time.perf_counter() - self.started

    def key(self, key: str) -> float:
        """Seconds from a key to the last byte of what it changes."""
        self._settle()
        self.seen = b""
        began = last = time.perf_counter()
        os.write(self.master, key.encode())
        while self.read(QUIET) and last - began < STILL:
            last = time.perf_counter()
        return last - began

    def _settle(self) -> None:
        end = time.perf_counter() + STILL
        while self.read(QUIET) and time.perf_counter() < end:
            pass

    def mib(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def quit(self, key: str) -> float | None:
        began = time.perf_counter()
        os.write(self.master, key.encode())
        while self.process.poll() is None and time.perf_counter() - began < MOST:
            self.read(0.02)
        return None if self.process.poll() is None else time.perf_counter() - began

    def end(self) -> float:
        """Whatever happens; the processor time it took."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        os.close(self.master)
        if self.process.returncode is not None:
            return 0.0
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_utime + used.ru_stime


@contextmanager
def running(command: Sequence[str]) -> Iterator[Terminal]:
    one = Terminal(command)
    try:
        yield one
    finally:
        one.end()


def paint(command: Sequence[str], word: str) -> Found:
    """The first frame alone."""
    one = Terminal(command)
    try:
        shown = one.until(word)
    finally:
        used = one.end()
    return {"first paint": shown, "first paint, processor": used if shown else None}


def floor_command(rows: int) -> list[str]:
    return [sys.executable, "-c", FLOOR, str(rows)]


def tui_command(project: str, flags: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "depcalc", "tui", *flags, project]


def floor(rows: int) -> Found:
    with running(floor_command(rows)) as one:
        found: Found = {"rows": one.until("0-0")}
        return found | keys(one, "\x1b[B", "\x11")


def tui(project: str, flags: Sequence[str], row: str) -> Found:
    with running(tui_command(project, flags)) as one:
        found: Found = {"rows": one.until(row), "figures": one.until("advised"), "all figures": None}
        one.seen = one.seen[one.seen.rfind(b"advised") :]
        end = time.perf_counter() + MOST
        while one.read(3.0) and time.perf_counter() < end:  # the whole answer comes after the preview
            found["all figures"] = time.perf_counter() - one.started
        return found | keys(one, "j", "q")


def keys(one: Terminal, key: str, leave: str) -> Found:
    if one.process.poll() is not None:
        return {"key to screen": None, "MiB": None, "quit": None}
    took = [one.key(key) for _ in range(KEYS)]
    return {"key to screen": statistics.median(took), "MiB": one.mib(), "quit": one.quit(leave)}


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
    names = sorted(line.split()[1] for line in made.splitlines() if line.startswith(("├", "└")))
    return len(names), names[0][:8]  # a longer name may be cut


def measure(project: str, flags: Sequence[str]) -> None:
    rows, first = rows_of(project, flags)
    print(f"\n{project} {' '.join(flags)}: {rows:,} rows", flush=True)
    ours: list[Found] = []
    bare: list[Found] = []
    for n in range(PAINTS):
        bare.append(paint(floor_command(rows), "column-0"))
        ours.append(paint(tui_command(project, flags), "1 List"))
        if n < RUNS:
            bare[-1] |= floor(rows)
            ours[-1] |= tui(project, flags, first)
    print(f"  {'':32}{'TUI':>9}{'floor':>9}{'ratio':>8}")
    for name in ours[0]:
        told(name, middle(ours, name), middle(bare, name))
    for name, seconds in inside(project, flags).items():
        told(name, seconds, None)


def middle(found: Sequence[Found], name: str) -> float | None:
    seen = [value for one in found if (value := one.get(name)) is not None]
    return statistics.median(seen) if seen else None


def told(name: str, ours: float | None, bare: float | None) -> None:
    unit = 1.0 if name == "MiB" else 1000.0
    figure = "not seen" if ours is None else f"{ours * unit:.0f}"
    beside = f"{bare * unit:9.0f}{ours / bare:8.2f}" if ours is not None and bare else ""
    print(f"  {name + ('' if name == 'MiB' else ', ms'):32}{figure:>9}{beside}", flush=True)


def flat(text: str) -> str:
    """The same packages, with a project that asks for each of them."""
    import tomllib

    head, *blocks = text.split("[[package]]\n")
    kept: dict[str, str] = {}
    for block in blocks:
        package = tomllib.loads(f"[[package]]\n{block}")["package"][0]
        if "registry" in package.get("source", {}):
            kept.setdefault(package["name"], block)
    needs = "".join(f'    {{ name = "{name}" }},\n' for name in kept)
    root = (
        f'name = "acme-flat"\nversion = "1.0"\nsource = {{ virtual = "." }}\ndependencies = [\n{needs}]\n\n'
    )
    return "[[package]]\n".join([head, root, *kept.values()])


def main() -> None:
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    projects, flags = words[:at], words[at + 1 :]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},"
          f" {PAINTS} first paints, {RUNS} runs")  # fmt: skip
    if projects:
        for project in projects:
            measure(project, flags)
        return
    measure(str(ROOT / "examples" / "acme-shop"), ())
    if GENERATED.is_file():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(GENERATED, Path(folder) / "uv.lock")
            measure(folder, ("--all", "--draws", "1000"))
            (Path(folder) / "uv.lock").write_text(flat(GENERATED.read_text()))
            measure(folder, ("--draws", "1000"))


if __name__ == "__main__":
    main()
