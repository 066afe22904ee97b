"""Which part of each package a project uses, as read from source text: names, mentions, slices,
capabilities."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from depcalc.values.fact import Known
from depcalc.values.notice import Notice

FileKind: TypeAlias = Literal["runtime", "tests", "docs", "tooling"]
UseKind: TypeAlias = Literal["runtime", "tests", "docs", "tooling", "type-checking"]
USE_KINDS: tuple[UseKind, ...] = ("runtime", "tests", "docs", "tooling", "type-checking")
TAKEN_WHOLE = "budget: taken whole"  # the note of a package that costs too much to follow
Status: TypeAlias = Literal["used", "type-checking", "by name", "unused", "uncertain"]
ImportBasis: TypeAlias = Literal["user map", "installed", "archive", "table", "name"]


NAMED = {
    "branch not taken": "in a branch for another Python or platform",
    "configuration": "in configuration",
    "entry point": "in an entry point",
    "known companion": "as a known companion",
    "plug-in by its name": "as a plug-in by its name",
    "requirement": "as a requirement",
}


@dataclass(frozen=True, slots=True)
class UsedName:
    """The project names something of a package: `requests.get`, at a line. `optional`: the import may
    fail."""

    name: str
    kind: UseKind
    path: str
    line: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """The package, or a module or command of it, is named outside imports.

    how    "string", "branch not taken", "doctest", "configuration", "command", "data file", "stub file",
           "entry point", "plug-in by its name", "known companion", "requirement" (another package of the
           lock needs it)
    """

    how: str
    text: str
    path: str
    line: int

    @property
    def said(self) -> str:
        """`how`, behind "named"."""
        return NAMED.get(self.how, f"in a {self.how}")


@dataclass(frozen=True, slots=True)
class Capability:
    """Live code names something with a consequence: `subprocess.run` is "subprocess".

    path     file inside the package
    at_import   only module-level code does, not a live function
    weak     the receiver is unknown, or the name alone does not tell
    """

    tag: str
    name: str
    path: str
    line: int
    at_import: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """What of one package the project's runtime code reaches.

    lines              code lines a rewrite must cover: live functions and the module-level code they need,
                       big literal tables apart (`data_lines`)
    package_lines      code lines of the whole package, its tables and tests that nothing imports apart
    exec_lines         code lines that may run at all, module-level code included, tables apart (an
                       advisory's reach)
    functions          live for a rewrite, of `functions_total`
    modules            imported, of `modules_total`
    reachable          "module:qualified name" of every function that may run, sorted
    watched            of the functions that somebody asked about, those that the package has, sorted
    symbols            names the project takes straight from it, resolved
    reaches            packages of the lock that its live code still names
    opaque_files       files whose content is unknown: their lines are estimated and counted
    notes              what makes it less certain -> how often
    """

    lines: int
    data_lines: int
    package_lines: int
    exec_lines: int
    functions: int
    functions_total: int
    modules: int
    modules_total: int
    symbols: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    reaches: tuple[str, ...] = ()
    reachable: tuple[str, ...] = ()
    opaque_files: int = 0
    notes: tuple[tuple[str, int], ...] = ()
    watched: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """All of it counts, because it costs too much to follow."""
        return any(note == TAKEN_WHOLE for note, _ in self.notes)


@dataclass(frozen=True, slots=True)
class PackageUsage:
    """One package of the lock as this project uses it.

    imports    top-level names it is imported under, and how we know them (`basis`)
    status     "unused" only where every file of the project was read and nothing hints at it
    why        one sentence on the status
    names      uses with their lines, at most some hundreds of `n_uses`: every name once before any twice
    """

    name: str
    version: str
    imports: tuple[str, ...]
    basis: ImportBasis
    status: Status
    why: str
    names: tuple[UsedName, ...]
    mentions: tuple[Mention, ...]
    slice: Known[Slice]
    n_uses: int = 0

    @property
    def kinds(self) -> tuple[UseKind, ...]:
        """Where it is used, runtime code first: ("tests",) is a package that only the tests import."""
        found = {u.kind for u in self.names}
        return tuple(k for k in USE_KINDS if k in found)


@dataclass(frozen=True, slots=True)
class ProjectUsage:
    """What was found in one project.

    files        files read, by kind
    unexplained  top-level imports that neither the project, the standard library nor a package explains
    complete     every Python file of the project was read
    """

    packages: tuple[PackageUsage, ...]
    files: tuple[tuple[FileKind, int], ...]
    unexplained: tuple[UsedName, ...]
    complete: bool
    notices: tuple[Notice, ...]

    @property
    def read(self) -> bool:
        """Any Python file of the project was there: without one, nothing can be said of what it uses."""
        return any(n for _, n in self.files)

    def of(self, name: str) -> PackageUsage | None:
        """The usage of a package by normalised name."""
        return next((p for p in self.packages if p.name == name), None)
