"""Small universes made of text: a project and the library `lib`, sliced in memory."""

from collections.abc import Mapping, Sequence

from depcalc.usage.budget import Walk
from depcalc.usage.entities import Function, Module, Package
from depcalc.usage.flatten import flatten
from depcalc.usage.knowledge import Knowledge
from depcalc.usage.packed import Shelf
from depcalc.usage.reach import _Run, reach
from depcalc.usage.state import Mode, State
from depcalc.usage.static_tests import Target
from depcalc.usage.summary import Summary, dump, load
from depcalc.usage.universe import Universe

TARGET = Target((3, 11), "linux")


def package(
    name: str, files: Mapping[str, str], texts: dict[Module, str], is_project: bool = False
) -> Package:
    """A package of text files; `texts` keeps what each module holds."""
    made = Package(name, is_project)
    for path, text in files.items():
        parts = path.removesuffix(".py").split("/")
        is_package = parts[-1] == "__init__"
        module = Module(".".join(parts[:-1] if is_package else parts), made, path, is_package)
        made.modules[module.name] = module
        texts[module] = text
    return made


def known(
    lib: str | Mapping[str, str],
    project: str,
    *,
    entry_points: Mapping[str, tuple[str, ...]] | None = None,
    requires: Mapping[str, str] | None = None,
    **more: Mapping[str, str],
) -> Knowledge:
    """`lib` (and packages in `more`) and one project file, read and linked; `entry_points` are of `lib`, `requires`
    says who needs whom."""
    texts: dict[Module, str] = {}
    files = {"lib.py": lib} if isinstance(lib, str) else lib
    ours = package("project", {"proj.py": project}, texts, is_project=True)
    library = package("lib", files, texts)
    library.entry_points = dict(entry_points or {})
    packages = [ours, library, *(package(n, f, texts) for n, f in more.items())]

    for one in packages:
        one.requires = frozenset({requires[one.name]} if requires and one.name in requires else ())

    def read(modules: Sequence[Module], only_count: bool = False) -> list[Summary]:
        return [
            load(dump(flatten(texts[m].encode(), m.name, is_package=m.is_package,
                              runs_main=m.package.is_project, target=TARGET, only_count=only_count)), Shelf())
            for m in modules
        ]  # fmt: skip

    return Knowledge(Universe(packages, read), list(ours.modules.values()))


def run(lib: str | Mapping[str, str], project: str, mode: Mode = "exec", **more: Mapping[str, str]) -> State:
    """Slice `lib` (and packages in `more`) from the point of view of one project file."""
    return next(st for st in reach(known(lib, project, **more)) if st.mode == mode)


def straight(lib: str | Mapping[str, str], project: str) -> State:
    """What may run, without marking first what a rewrite needs."""
    knowledge = known(lib, project)
    st = State(knowledge)
    st.mode = "exec"
    _Run(st, Walk()).need(knowledge.roots)
    return st


def names(st: State, of: str = "lib") -> set[str]:
    """Live functions of a package, as `module.qualname`."""
    return {_name(f) for f in st.live if f.module.package.name == of}


def _name(function: Function) -> str:
    return f"{function.module.name}.{function.signature.qual}"
