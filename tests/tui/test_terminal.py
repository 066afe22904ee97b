"""In a real terminal, by tmux: start, resize, quit, colour; and where there is none."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import Terminal, run

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples" / "acme-shop"
PATIENCE = 60.0
needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    """One window of a server of its own."""

    def __init__(self, folder: Path, command: str, **environ: str) -> None:
        self.socket = folder / "tmux"
        command = f"{command}; echo exit=$?; sleep {PATIENCE}"
        kept = {
            name: value for name, value in os.environ.items() if name not in ("TMUX", "NO_COLOR", "COLORTERM")
        }
        self._run(
            "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", command, env={**kept, **environ}
        )

    def _run(self, *words: str, env=None) -> str:
        made = subprocess.run(["tmux", "-S", str(self.socket), *words], capture_output=True, text=True, env=env,
                              check=True)  # fmt: skip
        return made.stdout

    def keys(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def size(self, width: int, height: int) -> None:
        self._run("resize-window", "-x", str(width), "-y", str(height))

    def shown(self, *, escapes: bool = False) -> str:
        return self._run("capture-pane", "-p", *(["-e"] if escapes else []))

    def until(self, words: str) -> str:
        end = time.monotonic() + PATIENCE
        while words not in (seen := self.shown()):
            assert time.monotonic() < end, f"never shown: {words}\n{seen}"
            time.sleep(0.1)
        return seen

    def close(self) -> None:
        subprocess.run(["tmux", "-S", str(self.socket), "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def start(*flags: str, **environ: str) -> Tmux:
        command = f"{sys.executable} -m depcalc tui {' '.join(flags)} {SHOP}"
        opened.append(Tmux(tmp_path, command, **environ))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@needs_tmux
def test_it_starts_follows_the_window_and_quits(terminal):
    one = terminal()
    one.until("pillow")
    one.size(120, 34)
    one.until("Options, estimated")
    one.size(36, 8)
    one.until("depcalc needs 40 x 10")
    one.size(80, 24)
    one.until("pillow")
    one.keys("q")
    one.until("exit=0")


@needs_tmux
def test_ctrl_c_quits_while_it_still_reads(terminal):
    one = terminal()
    one.until("1 List")
    one.keys("C-c")
    assert "Traceback" not in one.until("exit=130")


@needs_tmux
@pytest.mark.parametrize(
    ("environ", "coloured"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)]
)
def test_no_color_counts_when_it_is_not_empty(terminal, environ, coloured):
    one = terminal(COLORTERM="truecolor", **environ)
    one.until("pillow")
    seen = one.shown(escapes=True)
    red, green, blue = 0x0E, 0xF2, 0xFE  # the mark of "replace"
    greys = [part.split("m")[0].split(";")[-3:] for part in seen.split("\x1b[38;2;")[1:]]
    assert (
        any(len(set(rgb)) > 1 for rgb in greys) == coloured or (f"{red};{green};{blue}" in seen) == coloured
    )


def test_without_a_terminal_it_says_what_to_use():
    ran = run("tui", str(SHOP))
    assert (ran.code, ran.out) == (2, "")
    assert "use depcalc scan" in ran.err


def test_a_dumb_terminal_is_refused(monkeypatch):
    from depcalc.cli.streams import Streams
    from depcalc.cli.tui import refuse_without_terminal
    from depcalc.errors import UsageError

    with pytest.raises(UsageError, match="dumb"):
        refuse_without_terminal(Streams(Terminal(), Terminal(), Terminal(), {"TERM": "dumb"}))
