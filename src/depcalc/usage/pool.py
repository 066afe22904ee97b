"""Parsing in processes that can be killed: a file that takes too long, or too much memory, is opaque; the
rest goes on."""

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from depcalc.installed.guard import Child, batches
from depcalc.usage.budget import Workers
from depcalc.usage.flatten import summarise
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import dump, opaque

KILLED = "took too long or too much memory to parse"
NOT_TRIED = "was not parsed: its package used up its budget"
UNSURE = frozenset({KILLED, NOT_TRIED})  # another day it may go well
SCRIPT = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class Task:
    """One file to flatten."""

    number: int
    package: str
    module: str
    is_package: bool
    runs_main: bool
    data: bytes
    only_count: bool = False

    @property
    def message(self) -> tuple[Any, ...]:
        return self.module, self.is_package, self.runs_main, self.only_count, self.data

    @property
    def size(self) -> int:
        return len(self.data)


class Pool:
    """Worker processes, started when first needed; without any (`jobs=0`) files are parsed here,
    unguarded."""

    def __init__(self, jobs: int, target: Target, limits: Workers) -> None:
        self._jobs, self._target, self._limits = jobs, target, limits
        self._workers: list[Child] = []
        self._kills: dict[str, int] = {}

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """No process until there is something to parse again; only between two calls of `flatten`."""
        for running in self._workers:
            running.end()
        self._workers.clear()

    def flatten(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, bytes]]:
        """Each task with its summary, as they are done; tasks are taken a few batches ahead of the workers."""
        if self._jobs <= 0:
            for task in tasks:
                yield task, _here(task, self._target)
            return
        todo: queue.Queue[list[Task]] = queue.Queue()
        done: queue.Queue[tuple[Task, bytes]] = queue.Queue()
        under_way = busy = 0
        try:
            for batch in batches(tasks):
                todo.put(batch)
                under_way += len(batch)
                if busy < self._jobs:
                    self._start(busy, todo, done)
                    busy += 1
                while todo.qsize() > self._jobs:
                    yield done.get()
                    under_way -= 1
            while under_way:
                yield done.get()
                under_way -= 1
        finally:
            for _ in range(busy):
                todo.put([])

    def _start(
        self, number: int, todo: "queue.Queue[list[Task]]", done: "queue.Queue[tuple[Task, bytes]]"
    ) -> None:
        """Let a worker take part until it is given nothing."""
        if number == len(self._workers):
            self._workers.append(Child(SCRIPT, self._limits, _words(self._target)))
        running = self._workers[number]
        threading.Thread(target=self._work, args=(running, todo, done), daemon=True).start()

    def _work(
        self, running: Child, todo: "queue.Queue[list[Task]]", done: "queue.Queue[tuple[Task, bytes]]"
    ) -> None:
        while batch := todo.get():
            for task, data in self._finished(running, batch):
                done.put((task, data))

    def _finished(self, running: Child, batch: list[Task]) -> Iterator[tuple[Task, bytes]]:
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


def _here(task: Task, target: Target) -> bytes:
    return summarise(
        task.data,
        task.module,
        is_package=task.is_package,
        runs_main=task.runs_main,
        only_count=task.only_count,
        target=target,
    )


def _words(target: Target) -> tuple[str, str]:
    """What the worker is told of the target when it starts."""
    return ".".join(map(str, target.python)), target.platform


def _lines(task: Task) -> int:
    return max(task.data.count(b"\n") + 1, len(task.data) // 35)
