"""Asks git about a repository that may be hostile: fixed arguments, no shell, nothing it configures is run.

A repository's own `.git/config` can name programs. Here is each that `git log` and `git rev-parse` could
start, and what stops it: a pager (--no-pager), a file monitor (core.fsmonitor=false), hooks
(core.hooksPath), external diffs and text conversions chosen by attributes (--no-ext-diff, --no-textconv),
signature checks with gpg.program (log.showSignature=false, --no-show-signature), fetching objects that a
partial clone left out (no protocol is allowed), a bare repository planted inside a project
(safe.bareRepository=explicit). Smudge and clean filters work on a working tree, which is never touched. The
user's and the system's settings are left out, and with them any `safe.directory`: git then refuses
repositories of other owners, which is a gap here.
"""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from depcalc.evidence.programs import find_on_path

MOST_BYTES = 2**26
MOST_SECONDS = 5.0
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    f"diff.orderFile={os.devnull}",
    "mailmap.blob=",
    "mailmap.file=",
)
_OPTIONS = ("--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs")
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitError(Exception):
    """No answer: the message says why."""


def find_git(environ: Mapping[str, str], folder: Path) -> str | None:
    """The git of this user, never one that lies in the project or its repository; None where there is none."""
    return find_on_path("git", environ, folder)


def in_repository(folder: Path) -> bool:
    """A `.git` lies here or above; saves starting git where there is none."""
    here = folder.absolute()
    return any(os.path.lexists(above / ".git") for above in (here, *here.parents))


def run_git(git: str, folder: Path, arguments: Sequence[str]) -> bytes:
    """What git prints; GitError where it fails, talks too long or takes too long."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [git, *settings, *_OPTIONS, "-C", str(folder.absolute()), *arguments]
    environment = {**_ENVIRONMENT, "PATH": os.path.dirname(git)}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            close_fds=True,
        )
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from error
    return _output(process)


def _output(process: "subprocess.Popen[bytes]") -> bytes:
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(MOST_SECONDS, stop)
    timer.start()
    try:
        with process:
            assert process.stdout is not None
            said = process.stdout.read(MOST_BYTES + 1)
            if len(said) > MOST_BYTES:
                process.kill()
    finally:
        timer.cancel()
    if late.is_set():
        raise GitError(f"git took longer than {MOST_SECONDS:g} seconds")
    if len(said) > MOST_BYTES:
        raise GitError(f"its history is longer than {MOST_BYTES // 2**20} MB")
    if process.returncode:
        raise GitError("git finds no repository here, or one of another owner")
    return said
