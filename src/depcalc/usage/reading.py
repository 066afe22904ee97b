"""Modules to summaries: from the store where the content is known, from the workers where it is not."""

from collections.abc import Callable, Iterator, Sequence

from depcalc.usage.entities import Module
from depcalc.usage.pool import UNSURE, Pool, Task
from depcalc.usage.static_tests import Target
from depcalc.usage.store import Store, digest
from depcalc.usage.summary import Summary, load

SAVE_EVERY = 200
Progress = Callable[[str, int, int], None]


class Reader:
    """Reads many modules at once; what is done is kept even when the rest is interrupted."""

    def __init__(self, store: Store, pool: Pool, target: Target, progress: Progress) -> None:
        self._store, self._pool, self._target, self._progress = store, pool, target, progress
        self.parsed = self.known = self.lines = 0

    def __call__(self, modules: Sequence[Module]) -> list[Summary]:
        """Summaries in the order of the modules."""
        out: list[Summary | None] = [None] * len(modules)
        contents = [m.read() for m in modules]
        keys = [self._key(m, data) for m, data in zip(modules, contents, strict=True)]
        known = self._store.get(keys)
        tasks = []
        for i, module in enumerate(modules):
            data = known.get(keys[i])
            out[i] = self._loaded(data) if data is not None else None
            if out[i] is None:
                tasks.append(_task(i, module, contents[i]))
        self.known += len(modules) - len(tasks)
        for number, summary in self._parsed(tasks, keys):
            out[number] = summary
        self.lines += sum(s.physical_lines for s in out if s is not None)
        return [s for s in out if s is not None]

    def _loaded(self, data: bytes) -> Summary | None:
        try:
            return load(data)
        except (EOFError, ValueError, TypeError):
            return None

    def _parsed(self, tasks: list[Task], keys: list[str]) -> Iterator[tuple[int, Summary]]:
        unsaved: list[tuple[str, bytes]] = []
        try:
            for done, (task, data) in enumerate(self._pool.flatten(tasks), 1):
                summary = load(data)
                if summary.trouble not in UNSURE:
                    unsaved.append((keys[task.number], data))
                self.parsed += 1
                yield task.number, summary
                if len(unsaved) >= SAVE_EVERY:
                    self._store.put(unsaved)
                    unsaved = []
                    self._progress("parsing", done, len(tasks))
        finally:
            self._store.put(unsaved)

    def _key(self, module: Module, data: bytes) -> str:
        """Everything a summary rests on."""
        python = ".".join(map(str, self._target.python))
        how = f"{module.is_package} {runs_main(module)} {python} {self._target.platform}"
        return digest("summary", module.name, how, data)


def runs_main(module: Module) -> bool:
    """Whether `if __name__ == "__main__"` may hold in it."""
    return module.package.is_project or module.name.rpartition(".")[2] == "__main__"


def _task(number: int, module: Module, data: bytes) -> Task:
    return Task(number, module.package.name, module.name, module.is_package, runs_main(module), data)
