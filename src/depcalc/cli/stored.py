"""Answers of `check` given before, each with everything it rests on. Imports next to nothing.

The command line, the day, the terminal and the variables that are read make the key. What was read while the
answer was made (`recording`) is looked at again: the bytes of files, the names in folders, the stamps of what is
large, the state of the repository. Whatever differs, the answer is made anew.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from depcalc import __version__
from depcalc.cli.streams import Streams
from depcalc.cli.traces import same

FORMAT = "1"
FOLDER = "answers"
MOST_BYTES = 8 * 2**20  # of an answer
VARIABLES = frozenset(
    "APPDATA CLICOLOR_FORCE COLORFGBG COLORTERM COLUMNS FORCE_COLOR HOME LANG LC_ALL LC_CTYPE LOCALAPPDATA NO_COLOR"
    " PATH PRE_COMMIT TERM USERPROFILE VIRTUAL_ENV".split()
)
PREFIXES = ("DEPCALC_", "PIP_", "PYTHON", "UV_", "XDG_")


class Kept(NamedTuple):
    """An answer as it was printed, and its exit code."""

    text: str
    code: int


def recall(words: Sequence[str], streams: Streams) -> Kept | None:
    """The answer to the same question, where nothing it rests on has changed."""
    if "check" not in words:
        return None
    file = file_of(words, streams)
    if file is None:
        return None
    try:
        with open(file, "rb") as opened:
            made = json.loads(opened.read(2 * MOST_BYTES))
        if same(made["rests_on"]):
            return Kept(made["text"], made["code"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # not there, or not of our writing: as good as none
    return None


def file_of(words: Sequence[str], streams: Streams) -> str | None:
    """Where the answer to a question lies; None where there is no folder to keep it in."""
    from depcalc.evidence.disk_cache import cache_folder  # noqa: PLC0415 - no other command needs it

    folder = cache_folder(streams.environ)
    try:
        asked: list[object] = [
            FORMAT,
            __version__,
            sys.version,
            time.strftime("%Y-%m-%d"),
            os.getcwd(),
            list(words),
        ]
    except OSError:  # the working directory is gone
        return None
    asked += (sorted(_variables(streams.environ)), _terminal(streams), _git(streams.environ))
    asked += map(os.path.realpath, words)  # a link among them may lead elsewhere tomorrow
    key = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    return None if folder is None else os.path.join(folder, FOLDER, f"{key}.json")


def _variables(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return (
        (name, value) for name, value in environ.items() if name in VARIABLES or name.startswith(PREFIXES)
    )


def _git(environ: Mapping[str, str]) -> str:
    """Which git is found: without one there is nothing to compare with."""
    places = (os.path.join(place, "git") for place in environ.get("PATH", "").split(os.pathsep))
    return next(filter(os.path.exists, places), "")


def _terminal(streams: Streams) -> list[object]:
    """What an answer's look depends on."""
    out = streams.out
    try:
        width = os.get_terminal_size(out.fileno()).columns if out.isatty() else 0
        return [out.isatty(), width, getattr(out, "encoding", "")]
    except (OSError, ValueError, AttributeError):
        return [False, 0, getattr(out, "encoding", "")]
