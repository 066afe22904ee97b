"""`Pipfile.lock`, all specs and categories, with the `Pipfile` beside it."""

from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from depcalc.errors import LockError
from depcalc.lockfiles._json import load_json
from depcalc.lockfiles._listed_root import MAIN, listed_root
from depcalc.lockfiles._mending import without_conflicts
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, package_notices
from depcalc.lockfiles._pipfile_project import group_of, is_here, pipfile_declared
from depcalc.lockfiles._places import place_kind
from depcalc.lockfiles._project import Declared
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.values.lock import Files, Key, Lock, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_VCS = ("git", "hg", "svn", "bzr")
_SPECS = (0, 1, 2, 6)
_Indexes = dict[str, str]  # the URL of each source by its name, in order


class _Entry(NamedTuple):
    label: str
    package: Package
    ask: Requirement


def parse_pipfile_lock(text: str, project_text: str | None, *, path: str) -> Lock:
    """Read the text of a `Pipfile.lock`; `project_text` is the `Pipfile` beside it, None where there is none;
    `path` only labels places in messages."""
    text, damage = without_conflicts(text, path=path)
    document = load_json(text, path=path)
    meta = _meta(document.root, path)
    indexes: _Indexes = {}
    for source in meta.tables("sources"):
        indexes.setdefault(source.text("name"), source.text("url"))
    entries = [
        _entry(name, table, category, document.line(table), indexes)
        for category in document.root.data
        if category != "_meta"
        for name, table in _tables(document.root.table(category))
    ]
    packages, _ = by_key((entry.package for entry in entries), path)
    project_path = PurePath(path).with_name("Pipfile").as_posix()
    declared = pipfile_declared(load_toml(project_text or "", path=project_path, at="Pipfile"))
    root, known = _root(entries, declared)
    members = frozenset([root.key] if root.key else [])
    return Lock(
        path=path,
        format="pipenv",
        revision=str(meta.get("pipfile-spec", int, 0)),
        requires_python=_python(meta.table("requires")),
        packages=tuple(packages.values()),
        roots=(root,),
        edges_from="none",
        notices=(
            *damage,
            Notice("no-edges", _NO_EDGES, path),
            *([] if known or not packages else [Notice("direct-unknown", _NO_PROJECT, path)]),
            *package_notices(packages.values(), path, members),
        ),
    )


_NO_EDGES = "a Pipfile.lock does not say which package requires which"
_NO_PROJECT = "no Pipfile beside the lock says what the project requires: every package counts as direct"


def _meta(document: Table, path: str) -> Table:
    if "_meta" not in document.data:
        raise LockError("no _meta, which every Pipfile.lock begins with", path, "Is this a Pipfile.lock?")
    meta = document.table("_meta")
    spec = meta.get("pipfile-spec", int, 0)
    if spec not in _SPECS:
        hint = "depcalc reads pipfile-spec up to 6; a newer depcalc may read this one."
        raise LockError(f"pipfile-spec {str(spec)[:20]} is not one this reader knows", path, hint)
    return meta


def _python(requires: Table) -> str:
    version = requires.text("python_full_version") or requires.text("python_version")
    return f"=={version}" if requires.text("python_full_version") else f"=={version}.*" if version else ""


def _tables(category: Table) -> list[tuple[str, Table]]:
    return [(name, category.table(name)) for name in category.data]


def _entry(name: str, table: Table, category: str, line: int | None, indexes: _Indexes) -> _Entry:
    """One entry; what is no exact version, as of a repository, is none."""
    pinned = table.text("version").strip()
    version = pinned.lstrip("=").strip() if pinned.startswith("==") and "*" not in pinned else ""
    origin = _origin(table, indexes)
    hashes = table.texts("hashes") or ((table.text("hash"),) if "hash" in table.data else ())
    files = Files(n_files=len(hashes), n_hashed=len(hashes))
    package = Package(Key(normalise(name), version, origin_text(origin)), origin, line, files)
    extras = tuple(map(normalise, table.texts("extras")))
    ask = Requirement(package.key.name, (package.key,), extras, table.text("markers"), pinned)
    return _Entry(group_of(category), package, ask)


def _origin(table: Table, indexes: _Indexes) -> Origin:
    for vcs in _VCS:
        if where := table.text(vcs):
            commit = table.text("ref")
            return origin_of("git" if vcs == "git" else "url", f"{where}#{commit}" if commit else where)
    if place := table.text("path") or table.text("file"):
        return origin_of("editable" if table.get("editable", bool, False) else place_kind(place), place)
    first = next(iter(indexes.values()), None)
    url = indexes.get(table.text("index")) if "index" in table.data else first
    return Origin() if url is None else origin_of("index", url)


def _root(entries: list[_Entry], declared: Declared) -> tuple[Root, bool]:
    """Who asks; an entry of the folder itself is the project, which asks for itself under no name."""
    lists: dict[str, list[Requirement]] = {MAIN: []}
    itself = None
    for entry in entries:
        if is_here(entry.package.origin.location) and entry.package.origin.kind in ("editable", "directory"):
            itself = itself or entry.package.key
        else:
            lists.setdefault(entry.label, []).append(entry.ask)
    root, known = listed_root(lists, declared)
    return replace(root, name=itself.name if itself else root.name, key=itself), known
