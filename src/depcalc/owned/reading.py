"""Questions about many files: from memory where the text is known, from the guarded processes where it is not."""

import hashlib
import marshal
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from depcalc.installed.guard import Guard, Task
from depcalc.owned.limits import Budget, Memory, NoMemory, Progress, silent

WORKER = Path(__file__).with_name("worker.py")
SAVE_EVERY = 200


class Reader:
    """Asks one question of many texts; an answer is plain values, None where the text could not be parsed."""

    def __init__(
        self, budget: Budget, memory: Memory | None = None, progress: Progress = silent, jobs: int = 2
    ) -> None:
        self._memory: Memory = memory if memory is not None else NoMemory()
        self._guard = Guard(WORKER, budget.guard, jobs)
        self._progress = progress

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._guard.__exit__(kind, error, trace)

    def ask(self, question: str, form: str, texts: Sequence[bytes]) -> list[Any]:
        """Answers in order; `form` changes when the shape of an answer does."""
        keys = [_key(question, form, data) for data in texts]
        known = self._memory.get(keys)
        answers = [_loaded(known.get(key)) for key in keys]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        tasks = [Task(n, (question, texts[n]), len(texts[n])) for n in first.values() if answers[n] is None]
        self._fill(answers, tasks, keys, question)
        return [answers[first[key]] if answers[n] is None else answers[n] for n, key in enumerate(keys)]

    def _fill(self, answers: list[Any], tasks: list[Task], keys: Sequence[str], what: str) -> None:
        unsaved: list[tuple[str, bytes]] = []
        try:
            for done, (number, answer) in enumerate(self._guard.answers(tasks), 1):
                answers[number] = answer
                unsaved += [(keys[number], marshal.dumps(answer))] if answer is not None else []
                if len(unsaved) >= SAVE_EVERY:
                    self._memory.put(unsaved)
                    unsaved = []
                    self._progress(what, done, len(tasks))
        finally:
            self._memory.put(unsaved)


def _key(question: str, form: str, data: bytes) -> str:
    head = f"owned {question} {form}\0".encode()
    return hashlib.sha256(head + data).hexdigest()


def _loaded(data: bytes | None) -> Any:
    """An answer of our own writing, None when there is none."""
    try:
        return None if data is None else marshal.loads(data)
    except (EOFError, ValueError, TypeError):
        return None
