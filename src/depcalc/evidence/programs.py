"""Other programs of this user's: where they are, and what they say, within limits. No shell."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from depcalc.evidence.inside import in_project

MOST_WORDS = 2**16  # of what a program says on the side


@dataclass(frozen=True, slots=True)
class Said:
    """What a program wrote, and why that is not all of it: "" when it ended by itself within the limits."""

    out: bytes
    err: bytes
    cut: str = ""


def find_program(name: str, environ: Mapping[str, str], folder: Path) -> str | None:
    """Beside this interpreter, else on PATH as below."""
    beside = shutil.which(name, path=os.path.dirname(os.path.abspath(sys.executable)))
    return beside if beside and os.path.isabs(beside) else find_on_path(name, environ, folder)


def find_on_path(name: str, environ: Mapping[str, str], folder: Path) -> str | None:
    """The first on PATH that lies neither in the project at `folder` nor in the repository around it."""
    places = filter(os.path.isabs, environ.get("PATH", "").split(os.pathsep))
    found = (shutil.which(name, path=place) for place in places)
    ours = (one for one in found if one and os.path.isabs(one) and not in_project(one, folder, environ))
    return next(ours, None)


def run_program(
    command: Sequence[str], *, environ: Mapping[str, str], folder: Path, most_seconds: float, most_bytes: int
) -> Said:
    """Run it in `folder`; OSError where it cannot be started.

    It and all that it started are ended when it takes too long or says too much.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ),
        cwd=folder,
        close_fds=True,
        start_new_session=True,
    )
    return _Run(process, most_seconds, most_bytes).said()


class _Run:
    """One running program, its two pipes and its clock."""

    def __init__(self, process: "subprocess.Popen[bytes]", most_seconds: float, most_bytes: int) -> None:
        self._process, self._seconds, self._bytes = process, most_seconds, most_bytes
        self._aside = b""
        self._cut = ""

    def said(self) -> Said:
        assert self._process.stdout is not None
        clock = threading.Timer(self._seconds, self._end, (f"took longer than {self._seconds:g} seconds",))
        aside = threading.Thread(target=self._listen)
        clock.start()
        aside.start()
        with self._process:
            try:
                out = _read(self._process.stdout, self._bytes)
                if len(out) > self._bytes:
                    self._end(f"said more than {self._bytes / 2**20:g} MB")
                self._process.wait()
                aside.join()
            finally:
                clock.cancel()
                if self._process.poll() is None:
                    self._stop()
        return Said(out, self._aside, self._cut)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._aside = _read(self._process.stderr, MOST_WORDS)
        while _read(self._process.stderr, MOST_WORDS):
            continue  # a full pipe would hold it up

    def _end(self, why: str) -> None:
        self._cut = self._cut or why
        self._stop()

    def _stop(self) -> None:
        """It leads a session of its own, so that what it started ends with it."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()


def _read(pipe: IO[bytes], most: int) -> bytes:
    """One byte more than allowed tells that there is more."""
    return pipe.read(most + 1)
