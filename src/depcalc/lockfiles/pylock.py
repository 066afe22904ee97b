"""`pylock.toml` and `pylock.NAME.toml` (PEP 751), as uv, pip, PDM and pipenv write them."""

from collections.abc import Iterable
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._listed_root import MAIN, listed_root, without_reached
from depcalc.lockfiles._membership import may_hold, named_in
from depcalc.lockfiles._mending import load_mended
from depcalc.lockfiles._names import day_of, is_size, origin_of, origin_text
from depcalc.lockfiles._packages import by_key, chooser, listed, package_notices
from depcalc.lockfiles._pdm_project import pdm_declared
from depcalc.lockfiles._places import place_kind
from depcalc.lockfiles._project import Choose, requirement, strings
from depcalc.lockfiles._reading import Table, load_toml
from depcalc.values.lock import (
    EdgesFrom,
    Files,
    Key,
    Lock,
    Origin,
    Package,
    Requirement,
    normalise,
)
from depcalc.values.notice import Notice

_Member = tuple[str, str]  # ("extras" | "dependency_groups", name)


def parse_pylock(text: str, project_text: str | None, *, path: str) -> Lock:
    """Read the text of a `pylock.toml`; `project_text` is the `pyproject.toml` beside it, None where there is
    none; `path` only labels places in messages."""
    document, text, damage = load_mended(text, "packages", path=path)
    version = _version(document, path)
    tables = listed(document, text, "packages", path)
    edges_from = _edges_from(tables)
    choose = chooser((_key(table) for table, _ in tables), path)
    packages, twice = by_key((_package(table, line, choose, edges_from) for table, line in tables), path)
    project_path = PurePath(path).with_name("pyproject.toml").as_posix()
    declared = pdm_declared(load_toml(project_text or "", path=project_path, at="pyproject.toml"))
    root, known = listed_root(_lists(document, tables), declared)
    if edges_from != "none":
        root = without_reached(root, packages, known)
    return Lock(
        path=path,
        format="pylock",
        revision=version,
        requires_python=document.text("requires-python"),
        packages=tuple(packages.values()),
        roots=(root,),
        edges_from=edges_from,
        records_groups=bool(root.groups or root.extras),
        notices=(
            *damage,
            *([] if version else [Notice("no-version", _NO_VERSION, path)]),
            *twice,
            *_doubts(packages.values(), edges_from, known, path),
            *package_notices(packages.values(), path, frozenset()),
        ),
    )


_NO_VERSION = "no lock-version, which every pylock.toml has: read as 1.0"
_NO_EDGES = "this pylock.toml does not say which package requires which"
_NO_PROJECT = "no pyproject.toml beside the lock says what is required: {} is taken as direct"


def _doubts(packages: Iterable[Package], edges_from: EdgesFrom, known: bool, path: str) -> list[Notice]:
    found = [] if edges_from != "none" else [Notice("no-edges", _NO_EDGES, path)]
    if packages and not known:
        what = "everything" if edges_from == "none" else "what nothing requires"
        found.append(Notice("direct-unknown", _NO_PROJECT.format(what), path))
    return found


def _version(document: Table, path: str) -> str:
    version = document.text("lock-version")
    if version and version.partition(".")[0] != "1":
        hint = "depcalc reads lock-version 1.x; a newer depcalc may read this one."
        raise LockError(f"lock-version {version[:20]} is not one this reader knows", path, hint)
    if not version and "packages" not in document.data:
        raise LockError("neither lock-version nor packages", path, "Is this a pylock.toml?")
    return version


def _edges_from(tables: list[tuple[Table, int | None]]) -> EdgesFrom:
    """Tools may record dependencies, and hardly one does; PDM keeps them in a table of its own."""
    if any(table.data.get("dependencies") for table, _ in tables):
        return "lock"
    return "tool-table" if any("dependencies" in _pdm(table).data for table, _ in tables) else "none"


def _pdm(table: Table) -> Table:
    return table.table("tool").table("pdm")


def _key(table: Table) -> Key:
    return Key(normalise(table.need("name", str)), table.text("version"), origin_text(_origin(table)))


def _origin(table: Table) -> Origin:
    if "vcs" in table.data:
        vcs = table.table("vcs")
        where, commit = vcs.text("url") or vcs.text("path"), vcs.text("commit-id")
        kind = vcs.text("type") or "git"
        return origin_of("git" if kind == "git" else "url", f"{where}#{commit}" if commit else where)
    if "directory" in table.data:
        folder = table.table("directory")
        return origin_of(
            "editable" if folder.get("editable", bool, False) else "directory", folder.text("path")
        )
    if "archive" in table.data:
        archive = table.table("archive")
        url, path = archive.text("url"), archive.text("path")
        return origin_of("url", url) if url else origin_of(place_kind(path), path)
    return origin_of("index", table.text("index")) if "index" in table.data else Origin()


def _package(table: Table, line: int | None, choose: Choose, edges_from: EdgesFrom) -> Package:
    requires: tuple[Requirement, ...] = ()
    if edges_from == "lock":
        requires = tuple(_reference(entry, choose) for entry in table.tables("dependencies"))
    elif edges_from == "tool-table":
        requires = tuple(requirement(asked, choose) for asked in strings(_pdm(table), "dependencies"))
    return Package(_key(table), _origin(table), line, _files(table), requires)


def _reference(entry: Table, choose: Choose) -> Requirement:
    """As much of another package's table as tells it apart: its name, and its version where that is there."""
    name, version = normalise(entry.need("name", str)), entry.text("version")
    return Requirement(name, choose(name, f"=={version}" if version else ""), marker=entry.text("marker"))


def _files(table: Table) -> Files:
    """Sizes, days and hashes; where a tool made up its file names, each the same, they say nothing."""
    wheels = table.tables("wheels")
    others = [table.table(kind) for kind in ("sdist", "archive") if kind in table.data]
    names = [wheel.text("name") or wheel.text("url") or wheel.text("path") for wheel in wheels]
    telling = len(set(names)) == len(names)
    pure = [name.endswith("-none-any.whl") for name in names]
    sizes = sorted(
        size
        for wheel, is_pure in zip(wheels, pure, strict=True)
        if is_size(size := wheel.data.get("size")) and (is_pure or not any(pure))
    )
    files = [*wheels, *others]
    days = [day for one in files if (day := day_of(one.data.get("upload-time")))]
    return Files(
        wheel_bytes=sizes[len(sizes) // 2] if sizes and telling else None,
        pure=any(pure) if wheels and telling else None,
        uploaded=min(days, default=None),
        n_files=len(files),
        n_hashed=sum(1 for one in files if one.data.get("hashes")),
        hashes=tuple(digest for one in files for digest in _hashes(one.data.get("hashes"))),
    )


def _hashes(found: object) -> list[str]:
    """As other locks write them; a table of another kind holds none."""
    return [f"{kind}:{digest}" for kind, digest in found.items()] if isinstance(found, dict) else []


def _lists(document: Table, tables: list[tuple[Table, int | None]]) -> dict[str, list[Requirement]]:
    """What is installed anyway, and what each extra and each group installs, from the markers."""
    defaults = frozenset(("dependency_groups", name) for name in document.texts("default-groups"))
    named = {("extras", name) for name in document.texts("extras")}
    named |= {("dependency_groups", name) for name in document.texts("dependency-groups")}
    markers = {table.text("marker") for table, _ in tables}
    named = named.union(*map(named_in, markers)).difference(defaults)
    lists: dict[str, list[Requirement]] = {label: [] for label in (MAIN, *map(_label, sorted(named)))}
    for table, _ in tables:
        key, marker = _key(table), table.text("marker")
        ask = Requirement(key.name, (key,), marker=marker)
        asked = named_in(marker)
        anyway = may_hold(marker, asked & defaults)
        if anyway:
            lists[MAIN].append(ask)
        for one in sorted(asked & named):
            chosen = {one} if one[0] == "dependency_groups" else (asked & defaults) | {one}
            if may_hold(marker, chosen) and not (anyway and one[0] == "extras"):
                lists[_label(one)].append(ask)
    return lists


def _label(member: _Member) -> str:
    kind, name = member
    return f"{'extra' if kind == 'extras' else 'group'}:{normalise(name)}"
