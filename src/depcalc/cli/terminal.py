"""The terminal: how wide it is, whether it takes colour, and what it is told while it waits."""

import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from depcalc.cli.streams import Streams, say
from depcalc.render.style import Colour, Style
from depcalc.render.text import clean, cut

CLEAR = "\r\x1b[K"
SOON = 0.5  # seconds before anything is said about progress, and between two words


def style_for(
    streams: Streams,
    *,
    color: str = "auto",
    ascii_only: bool = False,
    quiet: bool = False,
    to_file: bool = False,
) -> Style:
    """A file and a pipe get no colour unless asked and lines as long as they need."""
    terminal = not to_file and _is_terminal(streams.out)
    encoding = "utf-8" if to_file else (getattr(streams.out, "encoding", None) or "utf-8")
    return Style(
        width=None if to_file else _width(streams, terminal),
        colour=_colour(color, streams.environ, terminal),
        light=streams.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15"),
        ascii=ascii_only or not encoding.lower().replace("_", "-").startswith("utf"),
        quiet=quiet,
    )


WIDEST = 5  # digits of a width that is believed


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _width(streams: Streams, terminal: bool) -> int | None:
    columns = streams.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) <= WIDEST and int(columns) > 0:
        return int(columns)
    if not terminal:
        return None
    with suppress(OSError, ValueError):
        return os.get_terminal_size(streams.out.fileno()).columns or None
    return None


def _colour(wish: str, environ: Mapping[str, str], terminal: bool) -> Colour:
    """A flag beats NO_COLOR, which beats CLICOLOR_FORCE and FORCE_COLOR, which beat TERM and the terminal."""
    if wish == "never":
        return "none"
    if wish == "auto":
        forced = any(environ.get(name, "0") not in ("", "0") for name in ("CLICOLOR_FORCE", "FORCE_COLOR"))
        if environ.get("NO_COLOR"):
            return "none"
        if not forced and (not terminal or environ.get("TERM") == "dumb"):
            return "none"
    return "truecolor" if environ.get("COLORTERM") in ("truecolor", "24bit") else "256"


class Progress:
    """One line on stderr, gone when the answer comes; silent in pipes, with -q and when it is quick."""

    def __init__(self, streams: Streams, *, quiet: bool, verbose: bool) -> None:
        self._err, self._verbose = streams.err, verbose
        self._width = (_width(streams, True) or 80) - 1
        self._stage, self._count, self._started = "", "", time.perf_counter()
        self._since, self._over = self._started, threading.Event()
        self._ticker: threading.Thread | None = None
        if not quiet and not verbose and _is_terminal(streams.err):
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()

    def __call__(self, stage: str, done: int = 0, total: int = 0, /) -> None:
        """A stage begins, or is so far; with -v the one before is reported with its time."""
        self._count = f", {done:,} of {total:,}" if total else ""
        if stage == self._stage:
            return
        now = time.perf_counter()
        if self._verbose and self._stage:
            say(self._err, f"{self._stage}: {now - self._since:.2f} s")
        self._stage, self._since = clean(stage), now

    def done(self) -> None:
        """Clears the line, or reports the last stage."""
        self("")
        self._over.set()
        if self._ticker:
            self._ticker.join()
            self._ticker = None

    def _tick(self) -> None:
        shown = False
        while not self._over.wait(SOON):
            elapsed = f"{self._stage}{self._count} ({time.perf_counter() - self._started:.0f} s)"
            say(self._err, CLEAR + cut(elapsed, self._width), end="")
            shown = True
        if shown:
            say(self._err, CLEAR, end="")
