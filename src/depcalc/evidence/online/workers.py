"""Many questions at once, and an end to waiting that no server can move."""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from depcalc.evidence.online.trouble import SourceError, UnreachableError

K = TypeVar("K")
T = TypeVar("T")


def ask_all(
    questions: Mapping[K, Callable[[], T]],
    *,
    threads: int,
    until: float,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[K, T | SourceError]:
    """The answer or the trouble of each question, all of them, by `until` on the monotonic clock.

    The threads are left behind then: a look-up of a host or a header that drips cannot be interrupted.
    """
    todo: queue.SimpleQueue[K] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[K, T | SourceError | BaseException]] = queue.SimpleQueue()
    for key in questions:
        todo.put(key)

    def work() -> None:
        while time.monotonic() < until:
            try:
                key = todo.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((key, questions[key]()))
            except BaseException as error:  # a bug in a thread must end the run, not vanish
                done.put((key, error))

    for _ in range(min(threads, len(questions))):
        threading.Thread(target=work, daemon=True).start()
    found: dict[K, T | SourceError] = {}
    while len(found) < len(questions):
        try:
            key, answer = done.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        if isinstance(answer, BaseException) and not isinstance(answer, SourceError):
            raise answer
        found[key] = answer
        progress(len(found))
    late = UnreachableError("time ran out")
    return {key: found.get(key, late) for key in questions}
