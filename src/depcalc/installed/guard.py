"""Parsing hostile text in a process that can be killed: both ends of the pipe.

The parent asks through a `Guard`; the child is a small script that calls `serve` with the function that answers.
A task that takes too long or too much memory costs its own answer and nothing else.
"""

import codecs
import marshal
import os
import queue
import struct
import subprocess
import sys
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, TypeVar

from depcalc.installed.decode import PLAIN

READY = "ready"
HEADER = struct.Struct("<Q")
LARGEST_MESSAGE = 1 << 30
STACK_BYTES = 256 << 20
RECURSION = 9_000
NO_FILE = "<unknown>"  # what the parser calls its input, and looks for when it words a syntax error
FORBIDDEN = (
    "open",
    "import",
    "exec",
    "subprocess.",
    "socket.",
    "os.",
    "shutil.",
    "ctypes.",
    "pty.",
    "winreg.",
)
PACKING = "marshal.dumps"
BATCH_BYTES = 300_000
BYTES_PER_SECOND = 100_000  # slower than any sound file is parsed


@dataclass(frozen=True, slots=True)
class Limits:
    """`kills`: tasks that may take a process down, then the rest is left out."""

    seconds: float = 5.0
    memory_bytes: int = 1 << 30
    kills: int = 8


class Asked(Protocol):
    """What a child can be asked: `message` is what it gets, `size` bounds how long it may take."""

    @property
    def message(self) -> tuple[Any, ...]: ...
    @property
    def size(self) -> int: ...


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True, slots=True)
class Task:
    """`message` is what the child gets; `size` bounds how long it may take."""

    number: int
    message: tuple[Any, ...]
    size: int


# ------------------------------------------------------------------ messages


def send(stream: BinaryIO, message: Any) -> None:
    """One message with its length before it."""
    data = marshal.dumps(message)
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """One message, None at the end of the stream."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    size = HEADER.unpack(head)[0]
    data = stream.read(size) if size <= LARGEST_MESSAGE else b""
    return marshal.loads(data) if len(data) == size else None


# ------------------------------------------------------------------ the child


def serve(answer: Callable[..., Any]) -> None:
    """Answer until the input ends, on a thread with room for deep nesting; `sys.argv[1]` limits memory."""
    import gc  # noqa: PLC0415 (of no use to the parent)

    gc.disable()  # trees hold no cycles; the process does not live long
    warnings.simplefilter("ignore")  # what a parser says of odd escapes
    _limit_memory(int(sys.argv[1]))
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_answer_all, args=(answer, sys.stdin.buffer, sys.stdout.buffer))
    thread.start()
    thread.join()


def _limit_memory(limit: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (not everywhere)

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answer_all(answer: Callable[..., Any], stdin: BinaryIO, stdout: BinaryIO) -> None:
    for codec in PLAIN:
        codecs.lookup(codec)  # their modules are imported now, not when text asks for them
    unicodedata.lookup("SPACE")  # the parser needs it for "\\N{...}"
    sys.addaudithook(_forbid)
    sys.setrecursionlimit(RECURSION)
    send(stdout, READY)
    while (messages := receive(stdin)) is not None:
        send(stdout, [answer(*message) for message in messages])


def _forbid(event: str, args: tuple[Any, ...]) -> None:
    if event == PACKING:  # some hundred for each file
        return
    if event.startswith(FORBIDDEN) and not (event == "open" and args[0] == NO_FILE):
        os._exit(3)


# ------------------------------------------------------------------ the parent


class Guard:
    """Processes that run `script`, started when first needed."""

    def __init__(self, script: Path, limits: Limits, jobs: int = 1) -> None:
        self._script, self._limits, self._kills = script, limits, 0
        self._children = [Child(script, limits) for _ in range(max(jobs, 1))]

    def __enter__(self) -> "Guard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.end()

    def answers(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Any]]:
        """(number, answer) as they are done, None for a task whose process had to be killed."""
        self._kills = 0
        todo: queue.Queue[list[Task]] = queue.Queue()
        for batch in batches(tasks):
            todo.put(batch)
        done: queue.Queue[tuple[int, Any]] = queue.Queue()
        for child in self._children[: todo.qsize()]:
            threading.Thread(target=self._work, args=(child, todo, done), daemon=True).start()
        for _ in tasks:
            yield done.get()

    def _work(
        self, child: "Child", todo: "queue.Queue[list[Task]]", done: "queue.Queue[tuple[int, Any]]"
    ) -> None:
        while True:
            try:
                batch = todo.get_nowait()
            except queue.Empty:
                return
            for number, answer in self._finished(child, batch):
                done.put((number, answer))

    def _finished(self, child: "Child", batch: list[Task]) -> Iterator[tuple[int, Any]]:
        """A batch that kills its process is tried task by task; the task that does it again has no answer."""
        if self._kills >= self._limits.kills:
            yield from ((task.number, None) for task in batch)
            return
        answers = child.ask(batch)
        if answers is not None:
            yield from zip([task.number for task in batch], answers, strict=True)
        elif len(batch) == 1:
            self._kills += 1
            yield batch[0].number, None
        else:
            for task in batch:
                yield from self._finished(child, [task])


def batches(tasks: Iterable[A]) -> Iterator[list[A]]:
    """Runs of tasks that are worth a message each."""
    batch: list[A] = []
    size = 0
    for task in tasks:
        if batch and size + task.size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task.size
    if batch:
        yield batch


class Child:
    """One process, started anew after it was killed; `words` follow the memory limit on its command line."""

    def __init__(self, script: Path, limits: Limits, words: Sequence[str] = ()) -> None:
        self._script, self._limits, self._words = script, limits, words
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def ask(self, batch: Sequence[Asked]) -> list[Any] | None:
        """Answers to a batch, None when the process died, had to be killed or is no longer wanted."""
        if self._ended:
            return None
        process = self._started()
        if process is None:
            return None
        stdin, stdout = process.stdin, process.stdout
        size = sum(task.size for task in batch)
        timer = threading.Timer(self._limits.seconds + size / BYTES_PER_SECOND, process.kill)
        timer.start()
        try:
            send(stdin, [task.message for task in batch])  # type: ignore[arg-type]
            answers: list[Any] | None = receive(stdout)  # type: ignore[arg-type]
        except (OSError, ValueError):  # ValueError: another thread ended the process and closed its streams
            answers = None
        finally:
            timer.cancel()
        if answers is None:
            self.kill()
        return answers

    def _started(self) -> "subprocess.Popen[bytes] | None":
        """The process, ready; None where another thread ended it meanwhile."""
        process = self._process
        if process is None:
            memory = str(self._limits.memory_bytes)
            command = [sys.executable, "-I", "-B", str(self._script), memory, *self._words]
            process = self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            try:
                receive(process.stdout)  # type: ignore[arg-type]  # ready: its time starts now
            except (OSError, ValueError):
                process = None
        if process is None or self._ended:
            self.kill()
            return None
        return process

    def kill(self) -> None:
        """End the process; the next question starts another."""
        process, self._process = self._process, None  # two threads may want to end it
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                _close(stream)

    def end(self) -> None:
        """End the process for good."""
        self._ended = True
        self.kill()


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:  # what was still to be written to a process that is gone
        return
