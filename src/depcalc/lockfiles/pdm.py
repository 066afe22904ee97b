"""`pdm.lock`, from before lock_version 2 to 4.x, with the `pyproject.toml` beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._mending import load_mended
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, chooser, files_of, listed, package_notices
from depcalc.lockfiles._pdm_project import pdm_declared
from depcalc.lockfiles._places import place_kind
from depcalc.lockfiles._poetry_project import entries
from depcalc.lockfiles._project import Asks, Choose, requirement, strings
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import Files, Key, Lock, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_MAJORS = ("", "2", "3", "4")
_VCS = ("git", "hg", "svn", "bzr")
_MAIN = "default"
_Listed = list[tuple[Table, int | None]]


def parse_pdm(text: str, project_text: str | None, *, path: str) -> Lock:
    """Read the text of a `pdm.lock`; `project_text` is the `pyproject.toml` beside it, None where there is
    none; `path` only labels places in messages."""
    document, text, damage = load_mended(text, "package", path=path)
    metadata = _metadata(document, text, path)
    tables = listed(document, text, "package", path)
    choose = chooser((_key(table) for table, _ in tables), path)
    packages, twice = by_key(_merged(tables, choose, metadata), path)
    project_path = PurePath(path).with_name("pyproject.toml").as_posix()
    project = load_toml(project_text or "", path=project_path, at="pyproject.toml")
    root, notices = _root(pdm_declared(project).root(choose), packages, tables, path)
    targets = metadata.tables("targets")
    return Lock(
        path=path,
        format="pdm",
        revision=metadata.text("lock_version"),
        requires_python=targets[0].text("requires_python") if targets else "",
        packages=tuple(packages.values()),
        roots=(root,),
        notices=(*damage, *twice, *notices, *package_notices(packages.values(), path, frozenset())),
    )


_NO_PROJECT = (
    "no pyproject.toml beside the lock says what the project requires: packages that nothing requires are "
    "taken as direct, in the groups the lock gives them"
)


def _metadata(document: Table, text: str, path: str) -> Table:
    if "metadata" not in document.data:
        end = f"{path}:{text.count(chr(10)) + 1}"
        raise LockError("no [metadata], which every pdm.lock has", end, "Was the file cut off?")
    metadata = document.table("metadata")
    version = metadata.data.get("lock_version", "")
    if not isinstance(version, str):
        raise metadata.wrong("lock_version", "str", version)
    if version.partition(".")[0] not in _MAJORS:
        hint = "depcalc reads lock_version up to 4.x; a newer depcalc may read this one."
        raise LockError(f"lock_version {version[:20]} is not one this reader knows", path, hint)
    return metadata


def _origin(table: Table) -> Origin:
    commit = table.text("revision") or table.text("ref")
    for vcs in _VCS:
        if where := table.text(vcs):
            return origin_of("git" if vcs == "git" else "url", f"{where}#{commit}" if commit else where)
    if path := table.text("path"):
        return origin_of("editable" if table.get("editable", bool, False) else place_kind(path), path)
    return origin_of("url", table.text("url")) if "url" in table.data else Origin()


def _key(table: Table) -> Key:
    return Key(normalise(table.need("name", str)), table.text("version"), origin_text(_origin(table)))


def _merged(tables: _Listed, choose: Choose, metadata: Table) -> Iterator[Package]:
    """A package for the entries of each: itself, and one more for every set of its extras that is in use."""
    together: dict[Key, dict[tuple[str, ...], Package]] = {}
    files = _FileLists(metadata)
    for table, line in tables:
        package = _package(table, line, choose, files)
        extras = tuple(sorted(map(normalise, table.texts("extras"))))
        same = together.setdefault(package.key, {})
        if extras in same:
            yield package  # once more: `by_key` says so
        same.setdefault(extras, package)
    yield from map(_one, together.values())


def _one(entries_: Mapping[tuple[str, ...], Package]) -> Package:
    ordered = sorted(entries_.items())
    named: dict[str, list[Requirement]] = {}
    for extras, package in ordered:
        for extra in extras:
            named.setdefault(extra, []).extend(package.requires)
    bare = entries_.get((), replace(ordered[0][1], requires=()))
    return replace(bare, extras=tuple((extra, tuple(dict.fromkeys(named[extra]))) for extra in sorted(named)))


def _package(table: Table, line: int | None, choose: Choose, files: "_FileLists") -> Package:
    """One entry; that `name[extra]` asks for its own `name` goes without saying."""
    key = _key(table)
    asks = (asked for asked in _asks(table) if asked.name != key.name or asked.extras)
    requires = tuple(requirement(asked, choose) for asked in asks)
    return Package(key, _origin(table), line, files.of(table), requires)


def _asks(table: Table) -> Asks:
    """Requirement strings; in the first locks a table in Poetry's form."""
    if isinstance(table.data.get("dependencies"), dict):
        return [entry.asked for entry in entries(table.table("dependencies"))]
    return strings(table, "dependencies")


class _FileLists:
    """Files and hashes: in the package, under `[metadata.files]` by "name version", at first under
    `[metadata]` itself."""

    def __init__(self, metadata: Table) -> None:
        self._lists = metadata.table("files") if "files" in metadata.data else metadata
        self._found: dict[str, Files] = {}

    def of(self, table: Table) -> Files:
        if "files" in table.data:
            return _files(table.tables("files"))
        label = f"{table.text('name')} {table.text('version')}"
        if label not in self._found:
            self._found[label] = _files(self._lists.tables(label))
        return self._found[label]


def _files(found: list[Table]) -> Files:
    return files_of((file.text("file") or file.text("url"), file.text("hash")) for file in found)


def _root(
    declared: Root, packages: Mapping[Key, Package], tables: _Listed, path: str
) -> tuple[Root, list[Notice]]:
    """Who asks: what the project's own file declares, or else as far as the lock alone tells."""
    if declared.requires or declared.extras or declared.groups:
        return declared, []
    groups: dict[str, list[Requirement]] = {}
    by_key_ = {_key(table): table for table, _ in reversed(tables)}
    for key in unasked(packages):
        named = by_key_[key].texts("groups") or by_key_[key].texts("sections") or (_MAIN,)
        for group in (_MAIN,) if _MAIN in named else named:
            groups.setdefault(normalise(group), []).append(Requirement(key.name, (key,)))
    main = tuple(groups.pop(_MAIN, ()))
    guessed = Root("project", None, main, (), tuple((name, tuple(groups[name])) for name in sorted(groups)))
    return guessed, [Notice("direct-unknown", _NO_PROJECT, path)] if packages else []
