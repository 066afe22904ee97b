"""`uv.lock` and PEP 723 script locks: schema version 1, every revision."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._mending import Mended, load_mended
from depcalc.lockfiles._names import day_of, is_size, origin_of, origin_text
from depcalc.lockfiles._notices import few
from depcalc.lockfiles._packages import asks_of, by_key, listed, package_notices, versions_of
from depcalc.lockfiles._reading import Table
from depcalc.lockfiles._roots import root_of_unasked
from depcalc.lockfiles._uv_scan import scan_uv
from depcalc.values.lock import (
    Files,
    Key,
    Lock,
    Named,
    Origin,
    OriginKind,
    Package,
    Requirement,
    Root,
    normalise,
)
from depcalc.values.notice import Notice

_SOURCES: dict[str, OriginKind] = {
    "registry": "index",
    "git": "git",
    "url": "url",
    "path": "path",
    "directory": "directory",
    "editable": "editable",
    "virtual": "virtual",
}
_LOCAL = ("editable", "virtual", "directory")
_Index = dict[str, tuple[Key, ...]]


def parse_uv(text: str, *, path: str) -> Lock:
    """Read the text of a `uv.lock`; `path` only labels places in messages."""
    scanned = scan_uv(text)
    if scanned is None:
        whole = load_mended(text, "package", path=path, head="version")
    else:
        whole = Mended(Table(scanned, ""), text)
    document, text, damage = whole
    _refuse_newer(document, path)
    listing = listed(document, text, "package" if "package" in document.data else "distribution", path)
    entries = [(_key(table), table, line) for table, line in listing]
    tables = {key: table for key, table, _ in reversed(entries)}
    index = versions_of(tables, path)
    packages, twice = by_key((_package(*entry, index) for entry in entries), path)
    roots = _member_roots(document, tables, packages, index) + _manifest_root(document, index, path)
    notices = package_notices(packages.values(), path, frozenset(root.key for root in roots if root.key))
    if not roots and packages:
        roots = [root_of_unasked(packages, PurePath(path).name)]
        notices.append(Notice("direct-unknown", _NO_ROOT, path))
    return Lock(
        path=path,
        format="uv",
        revision=f"1.{document.get('revision', int, 0)}",
        requires_python=document.text("requires-python"),
        packages=tuple(packages.values()),
        roots=tuple(roots),
        notices=(*damage, *twice, *notices, *_unresolved(packages.values(), path)),
    )


_NO_ROOT = "the lock holds no project of its own: packages that nothing requires are taken as direct"


def _refuse_newer(document: Table, path: str) -> None:
    version = document.need("version", int)
    if version != 1:
        hint = "depcalc reads version 1; a newer depcalc may read this one."
        raise LockError(f"uv.lock schema version {version} is not one this reader knows", path, hint)


def _origin(table: Table) -> Origin:
    source = table.table("source")
    for key, kind in _SOURCES.items():
        if key in source.data:
            return origin_of(kind, source.text(key))
    return Origin()


def _key(table: Table) -> Key:
    return Key(normalise(table.need("name", str)), table.text("version"), origin_text(_origin(table)))


def _package(key: Key, table: Table, line: int | None, index: _Index) -> Package:
    return Package(
        key=key,
        origin=_origin(table),
        line=line,
        files=_files(table),
        requires=_requirements(table, "dependencies", index),
        extras=_named(table, "optional-dependencies", index),
    )


def _named(table: Table, key: str, index: _Index) -> Named:
    inner = table.table(key)
    return tuple((normalise(name), _requirements(inner, name, index)) for name in sorted(inner.data))


def _requirements(table: Table, key: str, index: _Index) -> tuple[Requirement, ...]:
    return tuple(_requirement(entry, index) for entry in table.tables(key))


def _requirement(entry: Table, index: _Index) -> Requirement:
    name = normalise(entry.need("name", str))
    extras = entry.texts("extra") or entry.texts("extras")
    return Requirement(
        name=name,
        targets=_targets(entry, index.get(name, ())),
        extras=tuple(map(normalise, extras)),
        marker=entry.text("marker"),
        specifier=entry.text("specifier"),
    )


def _targets(entry: Table, candidates: tuple[Key, ...]) -> tuple[Key, ...]:
    """uv repeats version and source only where the name alone is ambiguous."""
    if len(candidates) > 1 and (version := entry.text("version")):
        candidates = tuple(key for key in candidates if key.version == version)
    if len(candidates) > 1 and "source" in entry.data:
        origin = origin_text(_origin(entry))
        candidates = tuple(key for key in candidates if key.origin == origin)
    return candidates


def _files(table: Table) -> Files:
    """Sizes, days and hashes of wheels and sdist, without keeping the lists."""
    wheels = table.rows("wheels")
    entries = [*wheels, table.table("sdist").data] if "sdist" in table.data else wheels
    pure = [wheel for wheel in wheels if "-none-any.whl" in _file_name(wheel)]
    sizes = sorted(size for wheel in pure or wheels if is_size(size := wheel.get("size")))
    stamps = [stamp for entry in entries if isinstance(stamp := entry.get("upload-time"), str)]
    return Files(
        wheel_bytes=sizes[len(sizes) // 2] if sizes else None,
        pure=bool(pure) if wheels else None,
        uploaded=day_of(min(stamps)) if stamps else None,
        n_files=len(entries),
        n_hashed=sum(1 for entry in entries if entry.get("hash")),
        hashes=tuple(digest for entry in entries if isinstance(digest := entry.get("hash"), str)),
    )


def _file_name(wheel: Mapping[str, object]) -> str:
    name = wheel.get("url") or wheel.get("path") or wheel.get("filename")
    return name if isinstance(name, str) else ""


def _member_roots(
    document: Table, tables: Mapping[Key, Table], packages: Mapping[Key, Package], index: _Index
) -> list[Root]:
    """The workspace members the manifest names, or the one package that lies beside the lock."""
    named = {normalise(name) for name in document.table("manifest").texts("members")}
    local = [package for package in packages.values() if package.origin.kind in _LOCAL]
    members = [package for package in local if package.key.name in named or (not named and _is_top(package))]
    return [_root(package, tables[package.key], index) for package in members]


def _is_top(package: Package) -> bool:
    return package.origin.location == "." and package.origin.kind in ("editable", "virtual")


def _root(package: Package, table: Table, index: _Index) -> Root:
    groups = "dev-dependencies" if "dev-dependencies" in table.data else "dependency-groups"
    stated = _stated(table.table("metadata"))
    return Root(
        name=package.key.name,
        key=package.key,
        requires=_as_stated(package.requires, stated),
        extras=tuple((name, _as_stated(asks, stated)) for name, asks in package.extras),
        groups=tuple((name, _as_stated(asks, stated)) for name, asks in _named(table, groups, index)),
        top=_is_top(package),
    )


def _stated(metadata: Table) -> dict[str, set[str]]:
    """Name -> specifiers that a member's own file states; uv keeps them apart from what they resolve to."""
    stated: dict[str, set[str]] = {}
    dev = metadata.table("requires-dev")
    for entry in (*metadata.tables("requires-dist"), *(e for name in dev.data for e in dev.tables(name))):
        stated.setdefault(normalise(entry.need("name", str)), set()).add(entry.text("specifier") or "*")
    return stated


def _as_stated(asks: Iterable[Requirement], stated: Mapping[str, set[str]]) -> tuple[Requirement, ...]:
    """With the specifier where one alone is stated: which of several applies is not told here."""
    return tuple(
        replace(ask, specifier=next(iter(found))) if len(found := stated.get(ask.name, ())) == 1 else ask
        for ask in asks
    )


def _manifest_root(document: Table, index: _Index, path: str) -> list[Root]:
    """Who asks in a script's lock, or in the groups of a workspace root that is no package itself."""
    manifest = document.table("manifest")
    requires = _requirements(manifest, "requirements", index)
    groups = _named(manifest, "dependency-groups", index)
    name = PurePath(path).name.removesuffix(".lock")
    return [Root(name, requires=requires, groups=groups)] if requires or groups else []


def _unresolved(packages: Iterable[Package], path: str) -> list[Notice]:
    """uv locks everything it names, so a name without a package means that the file was cut or edited."""
    message = "{} asks for {}, which is not in the lock: was the file cut off?"
    return few(
        Notice("not-locked", message.format(package.key.name, ask.name), path, package.line)
        for package in packages
        for ask in asks_of(package)
        if not ask.targets
    )
