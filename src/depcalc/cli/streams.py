"""Where an answer goes, and how it gets there whole. Imports next to nothing: a warm `check` needs no more."""

import errno
import os
import select
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, TextIO

from depcalc.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


OLD = 3600  # seconds
PLEASE_REPORT = "please report it with the command, the lines above and, if you may, the lockfile"


class Streams(NamedTuple):
    """Where an answer goes (`out`) and everything else (`err`), and the environment that says how."""

    stdin: TextIO
    out: TextIO
    err: TextIO
    environ: Mapping[str, str]


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
    from pathlib import Path  # noqa: PLC0415

    try:
        write_whole(Path(str(target)), text)
    except OSError as error:
        raise unwritten(str(target), error) from error


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


def write_whole(path: "Path", text: str) -> None:
    """All of it or nothing: a new file is written beside the old one and takes its place."""
    import shutil  # noqa: PLC0415

    try:
        path = path.resolve()
    except RuntimeError as error:  # a loop of links, before Python 3.13
        raise OSError(errno.ELOOP, "too many levels of symbolic links") from error
    if path.exists() and not path.is_file():  # a device or a pipe has no place to take
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        return
    beside = path.with_name(f".depcalc-{os.getpid()}-{time.time_ns():x}.tmp")  # none that a killed run left
    try:
        with beside.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sweep(path.parent)


def _sweep(folder: "Path") -> None:
    """What killed runs left of their writing; no run that still writes is that old."""
    with suppress(OSError):
        for one in folder.glob(".depcalc-*-*.tmp"):
            if time.time() - one.stat().st_mtime > OLD:
                one.unlink()


def write_changed(path: "Path", before: str, after: str) -> bool:
    """Over the text that was read and over no other; False where somebody else wrote meanwhile. Two that write
    at once take turns."""
    with _alone(path.parent):
        there = path.read_bytes().decode("utf-8-sig", "replace") if path.exists() else ""
        if there != before:
            return False
        write_whole(path, after)
        return True


@contextmanager
def _alone(folder: "Path") -> Iterator[None]:
    """Held against every other depcalc that writes in this folder; a process that ends lets go."""
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:  # Windows: what was read is compared, that is all
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


_HINTS = {
    errno.ENOSPC: "free some space, or choose another folder",
    errno.EDQUOT: "free some space, or choose another folder",
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS), "allow writing there, or choose another folder"
    ),
}


def unwritten(path: "Path | str", error: OSError) -> UsageError:
    """What, where and what to do about it."""
    reason = (error.strerror or str(error)).lower()
    hint = _HINTS.get(error.errno or 0, "choose another folder")
    return UsageError(f"cannot write {path}: {reason}; nothing was changed", hint)


def system_streams(
    stdin: TextIO | None, stdout: TextIO | None, stderr: TextIO | None, environ: Mapping[str, str] | None
) -> Streams:
    """What the caller gave, else the process's own; one that was closed before we started goes nowhere."""
    ins, out, err = (
        stream or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        for stream in (stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr)
    )
    return Streams(ins, out, err, os.environ if environ is None else environ)
