"""Modules to summaries: from the store where the content is known, from the workers where it is not."""

from collections.abc import Callable, Iterator, Sequence

from depcalc.installed.guard import batches
from depcalc.usage.entities import Module
from depcalc.usage.packed import Shelf
from depcalc.usage.pool import UNSURE, Pool, Task
from depcalc.usage.static_tests import Target
from depcalc.usage.store import Store, digest
from depcalc.usage.summary import Summary, load

SAVE_EVERY = 200
Progress = Callable[[str, int, int], None]


class Reader:
    """Reads many modules at once; what is done is kept even when the rest is interrupted."""

    def __init__(self, store: Store, shelf: Shelf, pool: Pool, target: Target, progress: Progress) -> None:
        self._store, self._shelf, self._pool = store, shelf, pool
        self._target, self._progress = target, progress

    def rest(self) -> None:
        """Little is left to read: no process needs to wait for it."""
        self._pool.rest()

    def __call__(self, modules: Sequence[Module], only_count: bool = False) -> list[Summary]:
        """Summaries in the order of the modules."""
        out: list[Summary | None] = [None] * len(modules)
        keys: dict[int, str] = {}  # of what is being parsed
        unsaved: list[tuple[str, bytes]] = []
        tasks = (_task(i, module, only_count) for i, module in enumerate(modules))
        try:
            for task, data in self._pool.flatten(self._unknown(tasks, out, keys)):
                summary = out[task.number] = load(data, self._shelf)
                key = keys.pop(task.number)
                if summary.trouble not in UNSURE:
                    unsaved.append((key, data))
                if len(unsaved) >= SAVE_EVERY:
                    self._store.put(unsaved)
                    unsaved = []
                    self._progress("parsing", len(modules) - out.count(None), len(modules))
        finally:
            self._store.put(unsaved)
        return [s for s in out if s is not None]

    def _unknown(
        self, tasks: Iterator[Task], out: list[Summary | None], keys: dict[int, str]
    ) -> Iterator[Task]:
        """Tasks for what the store does not know; what it knows goes to `out` on the way."""
        for part in batches(tasks):
            asked = [self._key(task) for task in part]
            known = self._store.get(asked)
            for key, task in zip(asked, part, strict=True):
                out[task.number] = self._loaded(known.pop(key, None))
                if out[task.number] is None:
                    keys[task.number] = key
                    yield task

    def _loaded(self, data: bytes | None) -> Summary | None:
        try:
            return None if data is None else load(data, self._shelf)
        except (EOFError, ValueError, TypeError):
            return None

    def _key(self, task: Task) -> str:
        """Everything a summary rests on."""
        python = ".".join(map(str, self._target.python))
        how = f"{task.is_package} {task.runs_main} {python} {self._target.platform}"
        return digest("count" if task.only_count else "summary", task.module, how, task.data)


def runs_main(module: Module) -> bool:
    """Whether `if __name__ == "__main__"` may hold in it."""
    return module.package.is_project or module.name.rpartition(".")[2] == "__main__"


def _task(number: int, module: Module, only_count: bool) -> Task:
    name, runs = module.name, runs_main(module)
    return Task(number, module.package.name, name, module.is_package, runs, module.read(), only_count)
