"""The stage: a project's folder and the packages of its lock to what is used of each. Reads files; runs
nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from packaging.version import InvalidVersion, Version

from depcalc import __version__
from depcalc.collector import uncollected
from depcalc.usage import mention_texts, mentions, slices
from depcalc.usage.budget import Budget
from depcalc.usage.computed import Hidden
from depcalc.usage.entities import Module
from depcalc.usage.followed import follow, held_files
from depcalc.usage.import_map import ImportMap, import_map, roots
from depcalc.usage.packed import Shelf
from depcalc.usage.pool import Pool
from depcalc.usage.project_files import ProjectFile, project_files
from depcalc.usage.project_modules import project_modules
from depcalc.usage.reading import Progress, Reader
from depcalc.usage.sources import Source, archives, installed, read_text
from depcalc.usage.static_tests import Target
from depcalc.usage.status import judge
from depcalc.usage.stdlib_facts import is_stdlib
from depcalc.usage.store import Store, digest
from depcalc.usage.summary import Summary, lineless
from depcalc.usage.universe import Universe
from depcalc.usage.unread import unread_code
from depcalc.usage.used_names import bounded, named
from depcalc.values.fact import Fact, Gap, Known
from depcalc.values.lock import normalise
from depcalc.values.notice import Notice
from depcalc.values.usage import FileKind, Mention, PackageUsage, ProjectUsage, Slice, UsedName

SOURCE = "usage"
MOST_UNEXPLAINED = 200
INCOMPLETE = frozenset({"file-not-read", "project-too-large"})
NO_SOURCE = Gap(SOURCE, "library source not on disk")


class Pinned(Protocol):
    """A package of a lock; `lock.Key` is one."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...


@dataclass(slots=True)
class _Project:
    """The project as read."""

    files: list[ProjectFile]
    modules: dict[str, Module]
    summaries: dict[str, Summary]
    notices: list[Notice]
    held: dict[str, str]  # path -> package of the lock whose editable install it is

    def of_kind(self, kind: FileKind) -> list[Module]:
        return [self.modules[f.path] for f in self.files if f.kind == kind]


def scan_project(
    folder: Path,
    *,
    site_packages: Path | None,
    wheels: Path | Sequence[Path] | None,
    packages: Sequence[Pinned],
    cache: Path | None,
    jobs: int = 2,
    budget: Budget | None = None,
    progress: Progress = lambda what, done, total: None,
    modules: Mapping[str, str] | None = None,
    target: Target | None = None,
    watch: Mapping[str, Collection[str]] | None = None,
) -> ProjectUsage:
    """Which part of each package the project at `folder` uses.

    packages       of the lock, direct and indirect: an indirect one is sliced with what uses it
    site_packages  where they are installed; `wheels`: a folder, or several, of wheels and sdists of the same
                   versions; of two that hold a package the first counts
    cache          folder for what is remembered between runs
    jobs           processes that parse; 0 parses here, without the limits that guard against hostile text
    modules        the user's own map, module -> package
    watch          package -> functions ("module:qualified name") to look for in it, reached or not
    """
    budget, target = budget or Budget(), target or Target()
    wanted = {normalise(p.name): p.version for p in packages}
    store = Store(cache)
    try:
        with uncollected(), Pool(jobs, target, budget.workers) as pool, Shelf(cache) as shelf:
            reader = Reader(store, shelf, pool, target, progress)
            scan = _Scan(folder, wanted, budget, reader, store, progress)
            folders = [wheels] if isinstance(wheels, Path) else wheels or ()
            sources, notices = scan.sources(site_packages, folders)
            imports = import_map(wanted, sources, modules or {})
            project = scan.project(sources)
            measured = scan.slices(project, sources, imports, target, watch or {})
            return scan.result(project, sources, imports, measured, notices)
    finally:
        store.close()


@dataclass(slots=True)
class _Scan:
    """One run; the parts of `scan_project` in order."""

    folder: Path
    wanted: dict[str, str]
    budget: Budget
    reader: Reader
    store: Store
    progress: Progress

    def sources(self, site: Path | None, folders: Sequence[Path]) -> tuple[dict[str, Source], list[Notice]]:
        """Packages on disk, and what is wrong with them."""
        caps = self.budget.caps
        found = installed(site, caps) if site is not None and site.is_dir() else {}
        kept = {name: found[name] for name in sorted(self.wanted.keys() & found.keys())}
        if site is not None:
            follow(kept, site, self.folder, caps)
        notices = [n for s in kept.values() for n in (*_other_version(s, self.wanted[s.name]), *_gone(s))]
        for folder in filter(Path.is_dir, folders):
            missing = [(n, v) for n, v in self.wanted.items() if n not in kept]
            more, trouble = archives(folder, missing, caps)
            kept.update(more)
            notices.extend(trouble)
        return kept, notices

    def project(self, sources: Mapping[str, Source]) -> _Project:
        """The project's own files, read."""
        files, notices = project_files(self.folder, self.budget)
        modules = project_modules(self.folder, files, self.budget.caps.member_bytes)
        self.progress("reading the project", 0, len(files))
        ordered = [modules[f.path] for f in files]
        for module, summary in zip(ordered, self.reader(ordered), strict=True):
            module.summary = summary
        summaries = {f.path: modules[f.path].known for f in files}
        held = held_files(sources.values(), self.folder, modules)
        return _Project(files, modules, summaries, [*notices, *_unread(summaries)], held)

    def slices(
        self,
        project: _Project,
        sources: Mapping[str, Source],
        imports: ImportMap,
        target: Target,
        watch: Mapping[str, Collection[str]],
    ) -> dict[str, Slice]:
        """Slices of what the runtime code reaches, from the store when nothing they rest on has changed."""
        runtime = project.of_kind("runtime")
        if not sources or not runtime:
            return {}
        key = digest(
            "slices",
            __version__,
            repr(target),
            repr(self.budget.walk),
            *(part for m in runtime for part in (m.name, lineless(m.known))),
            *(part for s in sources.values() for part in (s.name, s.token)),
            repr(sorted(imports.prefixes.items())),
            repr([(name, sorted(watch[name])) for name in sorted(watch)]),
        )
        known = self.store.get_answer(key)
        if known is not None:
            return slices.from_plain(known)
        held = set(project.held.values())
        libraries = [s.package for s in sources.values() if s.name not in held]
        universe = Universe([runtime[0].package, *libraries], self.reader)
        measured = slices.measure(
            universe, runtime, imports, self.budget.walk, self.progress, watch, self.reader.rest
        )
        if slices.lasting(measured):
            self.store.put_answer(key, slices.to_plain(measured))
        return measured

    def result(
        self,
        project: _Project,
        sources: Mapping[str, Source],
        imports: ImportMap,
        measured: Mapping[str, Slice],
        notices: list[Notice],
    ) -> ProjectUsage:
        """Everything together, in the order of names."""
        names, unexplained = _names(project, imports)
        hints = self._mentions(project, sources, imports, names)
        complete = not any(n.code in INCOMPLETE for n in project.notices)
        doubts, own = self._doubts(project), _own_modules(project)
        hidden = Hidden([m.path for m in project.of_kind("runtime")], project.summaries, project.modules)
        usages = []
        for name in sorted(self.wanted):
            uses = names.get(name, [])
            used = bounded(uses)
            modules, basis = imports.imports.get(name, ()), imports.basis.get(name, "name")
            shadowed, hides = _shadowed(modules, own), filter(None, [hidden.concerning(modules)])
            status, why = judge(name, used, hints.get(name, ()), basis, [*shadowed, *doubts, *hides])
            usages.append(
                PackageUsage(
                    name,
                    self.wanted[name],
                    modules,
                    basis,
                    status,
                    why,
                    used,
                    tuple(hints.get(name, ())),
                    _unseen(uses, project.summaries)
                    or _known_slice(sources.get(name), measured.get(name), project.held.values()),
                    len(uses),
                )
            )
        counts = {kind: sum(f.kind == kind for f in project.files) for kind in _KINDS}
        return ProjectUsage(
            tuple(usages), tuple(counts.items()), tuple(unexplained), complete, (*project.notices, *notices)
        )

    def _doubts(self, project: _Project) -> list[str]:
        """Clauses on what leaves room for uses that were not seen, in the whole project."""
        unread = [n.message for n in project.notices if n.code in (*INCOMPLETE, "file-not-parsed")]
        found = (
            "" if project.files else "the project holds no Python file",
            *unread,
            unread_code(self.folder, project.summaries),
            mention_texts.unsearched(self.folder),
        )
        return [clause for clause in found if clause]

    def _mentions(
        self,
        project: _Project,
        sources: Mapping[str, Source],
        imports: ImportMap,
        names: Mapping[str, list[UsedName]],
    ) -> dict[str, list[Mention]]:
        """Hints for the packages that no code imports."""
        absent = [
            n for n in sorted(self.wanted) if not any(u.kind != "type-checking" for u in names.get(n, ()))
        ]
        looked_for = [mentions.wanted(n, imports.imports.get(n, ()), sources.get(n)) for n in absent]
        limit = self.budget.caps.member_bytes
        code = mentions.in_code(
            project.summaries, looked_for, lambda path: read_text(self.folder / path, limit) or ""
        )
        aside = mentions.set_aside(project.summaries, imports.packages)
        files = mention_texts.in_files(self.folder, looked_for)
        out = {}
        for name in absent:
            rules = mentions.by_rule(name, sources, self.wanted)
            out[name] = [*code.get(name, ()), *aside.get(name, ()), *files.get(name, ()), *rules]
        return out


_KINDS: tuple[FileKind, ...] = ("runtime", "tests", "docs", "tooling")


def _unread(summaries: Mapping[str, Summary]) -> list[Notice]:
    """One notice for the files that are no Python (only their import lines were read), one for each
    unread."""
    notices = []
    salvaged = [p for p, s in summaries.items() if s.trouble.startswith(("is not Python", "is nested"))]
    if salvaged:
        shown = ", ".join(salvaged[:3])
        many = f"{len(salvaged)} files do not parse ({shown}): only their import lines count"
        message = many if len(salvaged) > 1 else f"{shown} does not parse: only its import lines count"
        notices.append(Notice("file-not-parsed", message, salvaged[0]))
    for path, summary in summaries.items():
        if summary.trouble and path not in salvaged:
            notices.append(Notice("file-not-read", f"{path} {summary.trouble}, so it was not read", path))
    return notices


def _other_version(source: Source, wanted: str) -> list[Notice]:
    """The installed version is not the locked one: the slice is of what is installed."""
    try:
        same = not wanted or Version(source.version) == Version(wanted)
    except InvalidVersion:
        same = source.version == wanted
    message = f"{source.name} {wanted} is locked, {source.version} is installed: its slice is of the latter"
    return [] if same else [Notice("version-differs", message)]


def _gone(source: Source) -> list[Notice]:
    """What is left of it tells neither its modules nor what they do."""
    message = f"{source.name} is not all there (files gone: {source.missing}): nothing of it was read"
    return [Notice("files-gone", message)] if source.missing else []


def _unseen(uses: Sequence[UsedName], summaries: Mapping[str, Summary]) -> Gap | None:
    """Of a runtime file that could not be read only its imports are known, and nothing of what it does with
    them."""
    blind = next((u.path for u in uses if u.kind == "runtime" and summaries[u.path].trouble), None)
    return Gap(SOURCE, f"{blind} imports it and could not be read") if blind is not None else None


def _known_slice(source: Source | None, measured: Slice | None, held: Collection[str]) -> Known[Slice]:
    if measured is not None:
        return Fact(measured, SOURCE, None, "measured")
    if source is None:
        return NO_SOURCE
    if source.name in held:
        return Gap(SOURCE, "its source is among the project's own files")
    if source.missing:
        return Gap(SOURCE, "not all of its installed files are there")
    if not roots(source.package):
        return Gap(
            SOURCE, f"its source is elsewhere: {source.why}" if source.why else "it holds no Python source"
        )
    return Gap(SOURCE, "the runtime code imports nothing of it")


def _names(project: _Project, imports: ImportMap) -> tuple[dict[str, list[UsedName]], list[UsedName]]:
    """Used names by package, and imports that nothing explains."""
    own = _own_modules(project)
    by_package: dict[str, list[UsedName]] = {}
    unexplained: dict[str, UsedName] = {}
    for file in project.files:
        for found in named(project.summaries[file.path]):
            top = found.module.split(".", 1)[0]
            packages = imports.packages(found.name) if top not in own else ()
            used = found.used(file.path, file.kind)
            for package in (p for p in packages if p != project.held.get(file.path)):
                by_package.setdefault(package, []).append(used)
            if not packages and top not in own and not is_stdlib(top):
                unexplained.setdefault(top, used)
    return by_package, [unexplained[top] for top in sorted(unexplained)[:MOST_UNEXPLAINED]]


def _shadowed(modules: Sequence[str], own: Collection[str]) -> list[str]:
    """A file of the project has the name of a module of the package: an import of it counts as ours."""
    found = next((m for m in modules if m.split(".", 1)[0] in own), None)
    return [f"the project has a module {found} of its own"] if found else []


def _own_modules(project: _Project) -> set[str]:
    """Top-level names that are the project's own, and of no package of its lock."""
    held = {project.modules[path] for path in project.held}
    names = set()
    for module in project.modules.values():
        if module not in held:
            names.add(module.name.split(".", 1)[0])
    for package in {m.package for m in project.modules.values()}:
        names.update(alias.split(".", 1)[0] for alias, m in package.aliases.items() if m not in held)
    return names
