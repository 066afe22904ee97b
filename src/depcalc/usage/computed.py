"""Uses that no text names: any package may be behind one, or any whose modules begin like the name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from depcalc.usage.entities import Module
from depcalc.usage.summary import Summary

SAID = {
    "import": "may import by a computed name",
    "pickle": "loads objects that may be of any package",
    "yaml": "loads YAML that may name classes of any package",
    "logging": "configures logging with what the text does not hold",
}


class Hidden:
    """Such places of a project's files, in their order."""

    def __init__(
        self,
        runtime: Iterable[str],
        summaries: Mapping[str, Summary],
        modules: Mapping[str, Module],
    ) -> None:
        """`runtime`: paths of the files whose computed names count; the others are all of the project's."""
        written = {name for path, summary in summaries.items() for name in _written(summary, modules[path])}
        self._places = list(_places({path: summaries[path] for path in runtime}, written))
        self._imported = dict(_imported(summaries))

    def concerning(self, modules: Sequence[str]) -> str:
        """One clause on the first place that may mean one of these modules, "" where there is none."""
        spaces = (self._imported.get(outer) for module in modules for outer in _around(module))
        fitting = (clause for clause, begins in self._places if any(_may_be(m, begins) for m in modules))
        return next(chain(filter(None, spaces), fitting), "")


def _places(runtime: Mapping[str, Summary], written: set[str]) -> Iterator[tuple[str, str]]:
    for path, summary in runtime.items():
        for line, what, begins, elsewhere in summary.hidden:
            if elsewhere not in written:
                yield f"{path}:{line} {SAID[what]}", begins


def _written(summary: Summary, module: Module) -> Iterator[str]:
    """Globals that hold a configuration, by every name of their module."""
    if summary.written:
        names = [module.name, *(alias for alias, m in module.package.aliases.items() if m is module)]
        yield from (f"{name}.{found}" for found in summary.written for name in names)


def _imported(summaries: Mapping[str, Summary]) -> Iterator[tuple[str, str]]:
    """What each import names -> a clause on it: of a namespace that packages share, it may be any of these."""
    for path, summary in summaries.items():
        for found in summary.imports:
            name = f"{found.base}.{found.name}" if found.name not in ("", "*") else found.base
            yield name, f"{path}:{found.line} imports {name}, of which it is a part"


def _around(module: str) -> Iterator[str]:
    while module := module.rpartition(".")[0]:
        yield module


def _may_be(module: str, begins: str) -> bool:
    return module.startswith(begins) or begins.startswith(f"{module}.")
