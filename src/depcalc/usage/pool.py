"""Parsing in processes that can be killed: a file that takes too long, or too much memory, is opaque; the
rest goes on."""

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from depcalc.usage import worker
from depcalc.usage.budget import Workers
from depcalc.usage.flatten import flatten
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import Summary, dump, opaque

KILLED = "took too long or too much memory to parse"
NOT_TRIED = "was not parsed: its package used up its budget"
UNSURE = frozenset({KILLED, NOT_TRIED})  # another day it may go well
BATCH_BYTES = 300_000
BYTES_PER_SECOND = 100_000  # slower than any sound file is parsed


@dataclass(frozen=True, slots=True)
class Task:
    """One file to flatten."""

    number: int
    package: str
    module: str
    is_package: bool
    runs_main: bool
    data: bytes

    @property
    def message(self) -> tuple[str, bool, bool, bytes]:
        return self.module, self.is_package, self.runs_main, self.data


class Pool:
    """Worker processes, started when first needed; without any (`jobs=0`) files are parsed here,
    unguarded."""

    def __init__(self, jobs: int, target: Target, limits: Workers) -> None:
        self._jobs, self._target, self._limits = jobs, target, limits
        self._workers: list[_Worker] = []
        self._kills: dict[str, int] = {}

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for running in self._workers:
            running.kill()

    def flatten(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, bytes]]:
        """Each task with its summary, as they are done."""
        if self._jobs <= 0:
            for task in tasks:
                yield task, dump(_here(task, self._target))
            return
        todo: queue.Queue[list[Task]] = queue.Queue()
        for batch in _batches(tasks):
            todo.put(batch)
        done: queue.Queue[tuple[Task, bytes]] = queue.Queue()
        while len(self._workers) < min(self._jobs, todo.qsize()):
            self._workers.append(_Worker(self._target, self._limits))
        for running in self._workers:
            threading.Thread(target=self._work, args=(running, todo, done), daemon=True).start()
        for _ in tasks:
            yield done.get()

    def _work(
        self, running: "_Worker", todo: "queue.Queue[list[Task]]", done: "queue.Queue[tuple[Task, bytes]]"
    ) -> None:
        while True:
            try:
                batch = todo.get_nowait()
            except queue.Empty:
                return
            for task, data in self._finished(running, batch):
                done.put((task, data))

    def _finished(self, running: "_Worker", batch: list[Task]) -> Iterator[tuple[Task, bytes]]:
        """A batch that kills its worker is tried file by file; the file that does it again is opaque."""
        spent = [t for t in batch if self._kills.get(t.package, 0) >= self._limits.kills]
        for task in spent:
            yield task, dump(opaque(NOT_TRIED, _lines(task)))
        batch = [t for t in batch if t not in spent]
        if not batch:
            return
        answers = running.ask(batch)
        if answers is not None:
            yield from zip(batch, answers, strict=True)
        elif len(batch) == 1:
            task = batch[0]
            self._kills[task.package] = self._kills.get(task.package, 0) + 1
            yield task, dump(opaque(KILLED, _lines(task)))
        else:
            for task in batch:
                yield from self._finished(running, [task])


def _here(task: Task, target: Target) -> Summary:
    return flatten(
        task.data, task.module, is_package=task.is_package, runs_main=task.runs_main, target=target
    )


def _lines(task: Task) -> int:
    return max(task.data.count(b"\n") + 1, len(task.data) // 35)


def _batches(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    size = 0
    for task in tasks:
        if batch and size + len(task.data) > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += len(task.data)
    if batch:
        yield batch


class _Worker:
    """One process, started anew after it was killed."""

    def __init__(self, target: Target, limits: Workers) -> None:
        self._target, self._limits = target, limits
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, batch: Sequence[Task]) -> list[bytes] | None:
        """Summaries of a batch, None when the process died or had to be killed."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        size = sum(len(t.data) for t in batch)
        timer = threading.Timer(self._limits.seconds + size / BYTES_PER_SECOND, process.kill)
        timer.start()
        try:
            worker.send(process.stdin, (  # type: ignore[arg-type]
                (self._target.python, self._target.platform), [t.message for t in batch]
            ))  # fmt: skip
            answers: list[bytes] | None = worker.receive(process.stdout)  # type: ignore[arg-type]
        except OSError:
            answers = None
        finally:
            timer.cancel()
        if answers is None:
            self.kill()
        return answers

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            command = [sys.executable, "-I", "-B", str(Path(worker.__file__)), str(self._limits.memory_bytes)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            worker.receive(self._process.stdout)  # type: ignore[arg-type]  # ready: its time starts now
        return self._process

    def kill(self) -> None:
        """End the process; the next question starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    _close(stream)
            self._process = None


def _close(stream: "object") -> None:
    try:
        stream.close()  # type: ignore[attr-defined]
    except OSError:  # what was still to be written to a process that is gone
        return
