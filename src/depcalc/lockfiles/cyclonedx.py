"""CycloneDX JSON, 1.2 to 1.7, as a way in for trees that other tools wrote."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import unquote

from depcalc.errors import LockError
from depcalc.lockfiles._json import Document, load_json
from depcalc.lockfiles._mending import without_conflicts
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, package_notices
from depcalc.lockfiles._reading import MAX_PACKAGES, Table
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import EdgesFrom, Files, Key, Lock, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_VERSIONS = tuple(f"1.{minor}" for minor in range(2, 8))
_PURL = "pkg:pypi/"
_SHOWN = 5
_Depends = Mapping[str, tuple[str, ...]]  # ref -> the refs it depends on


class _Purl(NamedTuple):
    name: str
    version: str
    origin: Origin


def parse_cyclonedx(text: str, *, path: str) -> Lock:
    """Read a CycloneDX document; `path` only labels places in messages. Components of other ecosystems are
    left out, with a notice."""
    text, damage = without_conflicts(text, path=path)
    document = load_json(text, path=path)
    version = _version(document.root, path)
    components = list(_components(document.root, path))
    subject = document.root.table("metadata").table("component")
    by_ref = {_ref(table): purl for table in [*components, subject] if (purl := _purl(table))}
    depends = _depends(document.root)
    targets = {ref: _key(purl) for ref, purl in by_ref.items()}
    packages, twice = by_key(_packages(components, document, depends, targets), path)
    root = _root(subject, depends, targets, packages, path)
    if root.key and root.key not in packages:
        packages[root.key] = Package(root.key, Origin(), document.line(subject), requires=root.requires)
    edges_from: EdgesFrom = "lock" if depends else "none"
    return Lock(
        path=path,
        format="cyclonedx",
        revision=version,
        packages=tuple(packages.values()),
        roots=(root,),
        edges_from=edges_from,
        records_groups=False,
        notices=(
            *damage,
            *twice,
            *_foreign(components, document, path),
            *_unknown_edges(components, depends, by_ref, path),
            *package_notices(packages.values(), path, frozenset([root.key] if root.key else [])),
        ),
    )


def _version(document: Table, path: str) -> str:
    if document.data.get("bomFormat") != "CycloneDX":
        raise LockError("no CycloneDX document", path, "Its bomFormat would say CycloneDX.")
    version = document.text("specVersion")
    if version not in _VERSIONS:
        hint = f"depcalc reads {_VERSIONS[0]} to {_VERSIONS[-1]}."
        raise LockError(f"specVersion {version[:20]!r} is not one this reader knows", path, hint)
    return version


def _components(document: Table, path: str) -> Iterator[Table]:
    """All components, those inside others too."""
    todo = list(reversed(document.tables("components")))
    seen = 0
    while todo:
        table = todo.pop()
        yield table
        seen += 1
        if seen > MAX_PACKAGES:
            raise LockError(f"more than {MAX_PACKAGES} components", path)
        todo += reversed(table.tables("components"))


def _ref(table: Table) -> str:
    return table.text("bom-ref") or table.text("purl")


def _purl(table: Table) -> _Purl | None:
    """The PyPI package that a component is, None for everything else."""
    text = table.text("purl")
    if not text.lower().startswith(_PURL):
        return None
    path, _, qualifiers = text[len(_PURL) :].partition("#")[0].partition("?")
    name, _, version = path.strip("/").partition("@")
    pairs = (pair.partition("=") for pair in qualifiers.split("&"))
    origin = _origin({key: unquote(value) for key, _, value in pairs})
    return (
        _Purl(normalise(unquote(name)), unquote(version) or table.text("version"), origin) if name else None
    )


def _origin(qualifiers: Mapping[str, str]) -> Origin:
    if where := qualifiers.get("vcs_url"):
        return origin_of("git" if where.startswith("git") else "url", where)
    if where := qualifiers.get("download_url"):
        return origin_of("url", where)
    where = qualifiers.get("repository_url", "")
    return origin_of("index", where) if where else Origin()


def _key(purl: _Purl) -> Key:
    return Key(purl.name, purl.version, origin_text(purl.origin))


def _depends(document: Table) -> _Depends:
    """What `dependencies` says: an empty list is a leaf, a ref that is not there is unknown."""
    found: dict[str, dict[str, None]] = {}
    for entry in document.tables("dependencies"):
        found.setdefault(entry.text("ref"), {}).update(dict.fromkeys(entry.texts("dependsOn")))
    return {ref: tuple(on) for ref, on in found.items()}


def _packages(
    components: list[Table], document: Document, depends: _Depends, targets: Mapping[str, Key]
) -> Iterator[Package]:
    seen: set[str] = set()  # a ref names one component; a second one under it has no edges of its own
    for table in components:
        ref = _ref(table)
        if purl := _purl(table):
            digests = len(table.tables("hashes"))
            yield Package(
                _key(purl),
                purl.origin,
                document.line(table),
                Files(n_files=1 if digests else 0, n_hashed=1 if digests else 0),
                () if ref in seen else _asks(depends.get(ref, ()), targets),
            )
            seen.add(ref)


def _asks(refs: tuple[str, ...], targets: Mapping[str, Key]) -> tuple[Requirement, ...]:
    keys = dict.fromkeys(targets[ref] for ref in refs if ref in targets)
    return tuple(Requirement(key.name, (key,)) for key in keys)


def _root(
    subject: Table,
    depends: _Depends,
    targets: Mapping[str, Key],
    packages: Mapping[Key, Package],
    path: str,
) -> Root:
    """`metadata.component` and what it depends on; what nothing leads to is asked for without being declared,
    or counts as direct where the document does not say what is."""
    asks = _asks(depends.get(_ref(subject), ()), targets)
    purl = _purl(subject)
    key = _key(purl) if purl else None
    reached = [target for ask in asks for target in ask.targets] + ([key] if key else [])
    left = unasked(packages, reached)
    others = tuple(Requirement(one.name, (one,), declared=not asks) for one in left if one != key)
    name = (purl.name if purl else normalise(subject.text("name"))) or PurePath(path).name
    return Root(name, key, (*asks, *others))


def _foreign(components: list[Table], document: Document, path: str) -> list[Notice]:
    others = [table for table in components if not _purl(table)]
    if not others:
        return []
    names = ", ".join(table.text("name")[:80] for table in others[:_SHOWN])
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    message = f"no Python package by their purl, left out: {names}{more}"
    return [Notice("foreign-component", message, path, document.line(others[0]))]


def _unknown_edges(
    components: list[Table], depends: _Depends, by_ref: Mapping[str, _Purl], path: str
) -> list[Notice]:
    if not depends:
        return [Notice("no-edges", "the document does not say which package requires which", path)]
    unknown = [purl.name for ref, purl in by_ref.items() if ref not in depends]
    if not unknown or not components:
        return []
    names = ", ".join(unknown[:_SHOWN]) + (
        f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
    )
    return [Notice("edges-unknown", f"what these require is not in the document: {names}", path)]
