"""The terminal: who listens, how wide it is, whether it takes colour, and how an answer gets there whole."""

import errno
import os
import select
import shutil
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from depcalc.errors import UsageError
from depcalc.render.style import Colour, Style
from depcalc.render.text import clean, cut

CLEAR = "\r\x1b[K"
SOON = 0.5  # seconds before anything is said about progress, and between two words


@dataclass(frozen=True, slots=True)
class Streams:
    """Where an answer goes (`out`) and everything else (`err`), and the environment that says how."""

    stdin: TextIO
    out: TextIO
    err: TextIO
    environ: Mapping[str, str]


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


def say(stream: TextIO, text: str, end: str = "\n") -> None:
    """To stderr: nobody may be listening, and that is fine."""
    with suppress(OSError, ValueError):
        stream.write(_encodable(text + end, stream))
        stream.flush()


def deliver(text: str, streams: Streams, target: str | None) -> None:
    """The answer, to a file or to stdout. A reader who stops early is content; a full disk is an error."""
    if target in (None, "-"):
        _print(text, streams.out)
        return
    try:
        write_whole(Path(target), text)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}") from error


def _print(text: str, out: TextIO) -> None:
    try:
        out.flush()
        _write_all(_encodable(text, out), out)
    except BrokenPipeError:
        hush(out)
    except OSError as error:
        hush(out)
        raise UsageError(f"cannot write the answer: {error.strerror or error}") from error


def _write_all(text: str, out: TextIO) -> None:
    """Past the buffers: a short write to a full disk or a pipe that does not wait must not pass for whole."""
    try:
        number = out.fileno()
    except (OSError, ValueError, AttributeError):  # not backed by a file: a test, a captured stream
        out.write(text)
        out.flush()
        return
    left = memoryview(text.encode(getattr(out, "encoding", None) or "utf-8"))
    while left:
        try:
            left = left[os.write(number, left) :]
        except BlockingIOError:
            select.select([], [number], [])


def _encodable(text: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def hush(out: TextIO) -> None:
    """Let what is still in the buffer go nowhere, so that Python's exit does not stumble over it again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def write_whole(path: Path, text: str) -> None:
    """All of it or nothing: a new file is written beside the old one and takes its place."""
    try:
        path = path.resolve()
    except RuntimeError as error:  # a loop of links, before Python 3.13
        raise OSError(errno.ELOOP, "too many levels of symbolic links") from error
    if path.exists() and not path.is_file():  # a device or a pipe has no place to take
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def system_streams(
    stdin: TextIO | None, stdout: TextIO | None, stderr: TextIO | None, environ: Mapping[str, str] | None
) -> Streams:
    """What the caller gave, else the process's own; one that was closed before we started goes nowhere."""
    ins, out, err = (
        stream or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        for stream in (stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr)
    )
    return Streams(ins, out, err, os.environ if environ is None else environ)
