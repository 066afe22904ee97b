"""Hears what is read while an answer is made, and keeps the answer with it for the next run.

Python announces each file it opens and each folder it lists; `files` announces what it looked for in vain.
"""

import json
import os
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

from depcalc.cli import stored, traces
from depcalc.cli.job import Answer, Job
from depcalc.cli.streams import Streams

MOST_LOOKS = 4000
MOST_KEPT = 200  # answers
SETTLED_NS = 50_000_000  # what changed later than this before the run may have changed during it
WHERE = (
    "depcalc.toml",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "uv.lock",
)  # looked for in each folder above
LIBRARIES = ("numpy", "networkx", "packaging")
PACKAGES = "site-packages"
_PASSING = ("/dev/", "/proc/", "/sys/")


class Recorder:
    """Hears one run."""

    _hearing: ClassVar["Recorder | None"] = None
    _hooked: ClassVar[bool] = False

    def __init__(self, words: Sequence[str], streams: Streams, args: Namespace) -> None:
        self._file = stored.file_of(words, streams)
        self._words, self._streams = words, streams
        self._started = time.time_ns()
        place = os.path.abspath(os.path.join(args.folder or ".", args.path or "."))
        self._repositories = (
            {folder: traces.repository(folder) for folder in _above(place)} if self._file else {}
        )
        self._opened, self._listed = set[str](), set[str]()

    def __enter__(self) -> "Recorder":
        Recorder._hearing = self if self._file else None
        if self._file and not Recorder._hooked:
            sys.addaudithook(_hear)
            Recorder._hooked = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Recorder._hearing = None

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """One announcement."""
        if event in ("open", "depcalc.look") and _reads(args):
            self._opened.add(os.path.abspath(args[0]))
        elif event in ("os.listdir", "os.scandir") and (args[0] is None or isinstance(args[0], str)):
            self._listed.add(os.path.abspath(args[0] or "."))

    def keep(self, job: Job, answer: Answer) -> None:
        """For the next run; not where something changed while this one ran, nor where it rests on too much."""
        Recorder._hearing = None
        if (
            not self._file
            or job.args.verbose
            or job.settings.online
            or self._file != stored.file_of(self._words, self._streams)
        ):
            return
        rests_on = self._rests_on(job)
        if rests_on is None or len(answer.text) > stored.MOST_BYTES:
            return
        with suppress(OSError, ValueError):
            _write(
                Path(self._file), json.dumps({"rests_on": rests_on, "text": answer.text, "code": answer.code})
            )

    def _rests_on(self, job: Job) -> dict[str, Any] | None:
        own = _Places(job)
        opened = [path for path in sorted(self._opened) if own.counts(path)]
        listed = {path for path in self._listed if own.counts(path)} | own.folders()
        if len(opened) + len(listed) > MOST_LOOKS or not own.told_by_commits():
            return None
        stamps = {own.packages(path) for path in (*opened, *listed)} - {""}
        looked = {path for path in (*opened, *own.probes()) if not own.packages(path)}
        listed = {path for path in listed if not own.packages(path) or path in stamps}
        below = (path for folder in own.trees() for path in traces.files_below(folder))
        if any(map(self._fresh, chain(looked, stamps, listed, below))):
            return None
        trees = {path: traces.tree(path) for path in own.trees()}
        if traces.TOO_MANY in (*self._repositories.values(), *trees.values()):
            return None
        if any(traces.repository(path) != was for path, was in self._repositories.items()):
            return None
        return {
            "files": {path: traces.content(path) for path in sorted(looked)},
            "names": {path: traces.names(path) for path in sorted(listed | stamps)},
            "stamps": {path: traces.stamp(path) for path in sorted(stamps | own.named())},
            "repositories": self._repositories,
            "trees": trees,
            "program": traces.program(),
        }

    def _fresh(self, path: str) -> bool:
        """Changed so late that it may not be what was read."""
        try:
            at = os.stat(path)
        except (OSError, ValueError):
            return False
        return max(at.st_mtime_ns, at.st_ctime_ns) > self._started - SETTLED_NS


def _hear(event: str, args: tuple[Any, ...]) -> None:
    """The hook stays for the life of the process; it must never fail."""
    if (recorder := Recorder._hearing) is not None:
        with suppress(Exception):
            recorder.hear(event, args)


def _above(place: str) -> list[str]:
    """A place and every folder above it, by name and by link: each may be a repository, or become one."""
    ways = dict.fromkeys((place, os.path.realpath(place)))
    return list(dict.fromkeys(folder for way in ways for folder in (way, *map(str, Path(way).parents))))


def _reads(args: tuple[Any, ...]) -> bool:
    path, mode, *flags = (*args, "", 0)[:3] if len(args) < 3 else args
    writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    writes = writes or bool(isinstance(flags[0], int) and flags[0] & (os.O_WRONLY | os.O_RDWR))
    return isinstance(path, str) and not writes


class _Places:
    """What of all that was read belongs to the answer, and what was only looked for."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._python = tuple(
            {os.path.dirname(os.__file__) + os.sep, sys.prefix + os.sep, sys.base_prefix + os.sep}
        )
        self._temporary = os.path.join(tempfile.gettempdir(), "depcalc-")
        self._project = os.path.abspath(job.path if job.path.is_dir() else job.path.parent)

    def counts(self, path: str) -> bool:
        """Not this program's own libraries, not what it laid out for itself."""
        passing = path.startswith((*_PASSING, self._temporary)) or path.endswith((".pyc", ".so"))
        return not passing and (not path.startswith(self._python) or self._is_project(path))

    def _is_project(self, path: str) -> bool:
        return path.startswith(self._project + os.sep)

    def packages(self, path: str) -> str:
        """The folder of installed packages that a path lies in, "" for none: it counts as a whole."""
        parts = path.split(os.sep)
        if PACKAGES in parts:
            return os.sep.join(parts[: parts.index(PACKAGES) + 1])
        given = self._job.settings.site_packages
        return str(given.absolute()) if given and Path(path).is_relative_to(given.absolute()) else ""

    def folders(self) -> set[str]:
        """Listed each time: the project's, and those of the libraries that the sums are done with."""
        found = (getattr(sys.modules.get(name), "__file__", None) for name in LIBRARIES)
        return {self._project, *(str(Path(file).absolute().parents[1]) for file in found if file)}

    def probes(self) -> Iterator[str]:
        """Files whose coming would change the answer, in every folder above."""
        for folder in _above(self._project):
            yield from (os.path.join(folder, name) for name in WHERE)

    def named(self) -> set[str]:
        """Where own code lies, or will."""
        root = self._job.settings.folder or Path(self._project)
        return {str((root / entry.path).absolute()) for entry in self._job.settings.ledger}

    def trees(self) -> list[str]:
        """The whole source, where the policy asks what it uses; a folder of wheels."""
        from depcalc.pipeline.checking import reads_source  # noqa: PLC0415

        wheels = self._job.settings.wheels
        source = [self._project] if reads_source(self._job.settings) else []
        return [*source, *([str(wheels.absolute())] if wheels else [])]

    def told_by_commits(self) -> bool:
        """A base that the references tell, not a log of them or a search."""
        return not set(self._job.args.base or "") & set("@:{")


def _write(file: Path, text: str) -> None:
    """All of it or nothing, and no more answers than are of use."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    kept = sorted(file.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
