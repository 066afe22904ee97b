"""Requirements files: compiled ones with their `# via` edges, exports, and plain lists of pins."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._files import OpenFile, no_file
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._notices import few
from depcalc.lockfiles._packages import by_key, package_notices
from depcalc.lockfiles._pep508 import Asked, split_requirement
from depcalc.lockfiles._places import place_kind, split_place
from depcalc.lockfiles._requirement_lines import Line
from depcalc.lockfiles._requirement_tree import Sources, read_tree
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import Files, Key, Lock, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_PIN = re.compile(r"===?\s*([^\s,;*]+)")
_INDEX = re.compile(r"(?:-i|--index-url)(?:\s*=\s*|\s+)(\S+)")
_EXTRA_INDEX = re.compile(r"--extra-index-url(?:\s*=\s*|\s+)\S+")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s*=\s*|\s+)(.+)")
_HERE = re.compile(r"(?:file:)?\./?(?:\[[^\]]*\])?")
_ROOT_ASKER = re.compile(r"-|.*[()]|.*\.(?:in|txt|toml|cfg|py)$")
_CONSTRAINT_ASKER = re.compile(r"(?:-c|--constraint)\b")
_PINNABLE = ("index", "unstated")
_SHOWN = 5
_Askers = dict[str, dict[str, list["_Entry"]]]  # who asks -> name asked for -> the entries it may mean


@dataclass(frozen=True, slots=True)
class _Entry:
    """A package as listed, what its line asks for, and who asks for it as far as the file says."""

    package: Package
    asked: Asked
    via: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.package.key.name


def parse_requirements(text: str, *, path: str, open_file: OpenFile = no_file) -> Lock:
    """Read the text of a requirements file; `path` labels places in messages, and `open_file` opens what
    the file includes. Nothing is fetched."""
    if "\0" in text:
        raise LockError("not a text file", path, "If it is UTF-16, give it a byte order mark.")
    tree = read_tree(text, path, open_file)
    options = [line for line in tree.lines if _is_option(line.text)]
    itself = next((line for line in tree.lines if _is_the_project(line.text)), None)
    others = [line for line in tree.lines if not _is_option(line.text) and not _is_the_project(line.text)]
    origin, pins = _index(options), _constrained(tree.constraints)
    read = [(line, _entry(line, origin, pins)) for line in others]
    entries = [entry for _, entry in read if entry]
    bad = few(_not_read(line, path) for line, entry in read if not entry)
    if bad and not entries and not itself:
        place = f"{bad[0].path}:{bad[0].line}"
        raise LockError("no requirement in this file", place, "Is this a requirements file?")
    notices = [*tree.notices.all(), *_option_notices(options, path), *bad]
    return _lock(entries, notices, path, Sources(path, open_file), itself)


def _not_read(line: Line, path: str) -> Notice:
    message = f"not a requirement, left out: {line.text[:80]!r}"
    return Notice("not-a-requirement", message, line.path or path, line.line)


def _lock(
    entries: list[_Entry], notices: list[Notice], path: str, sources: Sources, itself: Line | None
) -> Lock:
    says_who = any(entry.via for entry in entries)
    declared = None if says_who else sources.own()
    askers, roots = _askers(entries, sources)
    read = (replace(entry.package, requires=_asks(askers.get(entry.name, {}))) for entry in _once(entries))
    packages, twice = by_key(read, path)
    found = [Root(name, requires=_asks(asked)) for name, asked in sorted(roots.items())]
    if itself:
        found, project = _with_project(found, itself)
        packages[project.key] = project
    found += _left(packages, found, entries, declared, path)
    members = frozenset(root.key for root in found if root.key)
    return Lock(
        path=path,
        format="requirements",
        packages=tuple(packages.values()),
        roots=tuple(found),
        edges_from="via-comments" if says_who else "none",
        records_groups=False,
        notices=(
            *notices,
            *twice,
            *package_notices(packages.values(), path, members),
            *_lock_notices(packages.values(), path, says_who, declared),
        ),
    )


def _once(entries: list[_Entry]) -> Iterator[_Entry]:
    """Without what an included file lists again."""
    first: dict[Key, str] = {}
    for entry in entries:
        if first.setdefault(entry.package.key, entry.package.path) == entry.package.path:
            yield entry


def _left(
    packages: Mapping[Key, Package],
    roots: list[Root],
    entries: list[_Entry],
    declared: frozenset[str] | None,
    path: str,
) -> list[Root]:
    """The file itself asks for what nothing else asks for; that is not declared where the `.in` file beside
    a list without comments leaves it out, or where comments name an asker that does not ask for it."""
    asked_for = [target for root in roots for ask in root.requires for target in ask.targets]
    left = unasked(packages, [*asked_for, *(root.key for root in roots if root.key)])
    if not left:
        return []
    by_name = {entry.package.key: entry for entry in reversed(entries)}
    asks = []
    for key in left:
        entry = by_name[key]
        known = entry.name in declared if declared else not entry.via
        asks.append(replace(_ask([entry]), declared=known))
    return [Root(PurePath(path).name, requires=tuple(asks))]


def _index(options: Iterable[Line]) -> Origin:
    """The index the file names; the last one counts, as for pip."""
    urls = [found[1] for line in options if (found := _INDEX.match(line.text))]
    return origin_of("index", urls[-1]) if urls else Origin()


def _is_option(text: str) -> bool:
    return text.startswith("-") and not _EDITABLE.match(text)


def _is_the_project(text: str) -> bool:
    """`-e .` and `.`: the project itself, as `uv export` writes it."""
    found = _EDITABLE.match(text)
    return bool(_HERE.fullmatch(found[1].strip() if found else text))


def _with_project(roots: list[Root], itself: Line) -> tuple[list[Root], Package]:
    """The project as a member of its own list. Its line gives no name: the one asker who is neither listed
    nor a file has it."""
    unlisted = [root for root in roots if not _ROOT_ASKER.match(root.name)]
    name = unlisted[0].name if len(unlisted) == 1 else "project"
    origin = origin_of("editable", ".")
    package = Package(Key(normalise(name), "", origin_text(origin)), origin, itself.line)
    asks = unlisted[0].requires if len(unlisted) == 1 else ()
    others = [root for root in roots if root.name != name]
    return [Root(name, package.key, asks), *others], replace(package, requires=asks)


def _constrained(lines: Iterable[Line]) -> dict[str, str]:
    """The one version that constraints leave of a name."""
    pins: dict[str, set[str]] = {}
    for line in lines:
        if (asked := split_requirement(line.text)) and (pin := _pin(asked.specifier)):
            pins.setdefault(asked.name, set()).add(pin)
    return {name: versions.pop() for name, versions in pins.items() if len(versions) == 1}


def _pin(specifier: str) -> str:
    pins = [found[1] for clause in specifier.split(",") if (found := _PIN.fullmatch(clause.strip()))]
    return pins[0] if pins else ""


def _entry(line: Line, index: Origin, pins: Mapping[str, str]) -> _Entry | None:
    editable = _EDITABLE.match(line.text)
    asked = split_place(editable[1]) if editable else split_requirement(line.text) or split_place(line.text)
    if asked is None:
        return None
    origin = origin_of("editable" if editable else place_kind(asked.url), asked.url) if asked.url else index
    constrained = "" if asked.url else pins.get(asked.name, "")
    package = Package(
        key=Key(asked.name, _pin(asked.specifier) or constrained, origin_text(origin)),
        origin=origin,
        line=line.line,
        files=Files(n_files=len(line.hashes), n_hashed=len(line.hashes), hashes=line.hashes),
        path=line.path,
    )
    return _Entry(package, asked, tuple(line.via or ()))


def _askers(entries: list[_Entry], sources: Sources) -> tuple[_Askers, _Askers]:
    """Who asks for what: listed names, and roots. A constraint asks for nothing; nobody asks for itself; a
    compiled file asks for no more than the `.in` file it was made from."""
    names = {entry.name for entry in entries}
    listed: _Askers = {}
    roots: _Askers = {}
    for entry in entries:
        for who in entry.via:
            name = normalise(who.partition("[")[0].strip())
            if _ROOT_ASKER.match(who) or name not in names:
                root, declared = sources.of(_root_name(who))
                if not _CONSTRAINT_ASKER.match(who) and (declared is None or entry.name in declared):
                    roots.setdefault(root, {}).setdefault(entry.name, []).append(entry)
            elif name != entry.name:
                listed.setdefault(name, {}).setdefault(entry.name, []).append(entry)
    return listed, roots


def _root_name(who: str) -> str:
    """`-r requirements/dev.in` -> `requirements/dev.in`; `shop (pyproject.toml)` -> `shop`."""
    return re.sub(r"^-\S+\s*|\s*\(.*$", "", who) or who


def _asks(asked: dict[str, list[_Entry]]) -> tuple[Requirement, ...]:
    return tuple(_ask(entries) for _, entries in sorted(asked.items()))


def _ask(entries: list[_Entry]) -> Requirement:
    """One requirement for all entries of a name; with several, which one applies is theirs to say."""
    one = entries[0].asked
    alone = len(entries) == 1
    return Requirement(
        name=one.name,
        targets=tuple(sorted({entry.package.key for entry in entries})),
        extras=one.extras,
        marker=one.marker if alone else "",
        specifier=one.specifier if alone else "",
    )


def _option_notices(options: Iterable[Line], path: str) -> list[Notice]:
    message = "an extra index is named: the file does not say which package comes from where"
    extra = (line for line in options if _EXTRA_INDEX.match(line.text))
    return few(Notice("extra-index", message, one.path or path, one.line) for one in extra)


def _lock_notices(
    packages: Iterable[Package], path: str, says_who: bool, declared: frozenset[str] | None
) -> list[Notice]:
    found = []
    loose = [package for package in packages if not package.key.version and package.origin.kind in _PINNABLE]
    if loose:
        names = ", ".join(package.key.name for package in loose[:_SHOWN])
        more = f" and {len(loose) - _SHOWN} more" if len(loose) > _SHOWN else ""
        found.append(Notice("not-pinned", f"no exact version: {names}{more}", path, loose[0].line))
    if not says_who:
        message = 'no "# via" comments: who requires what is not in the file'
        found.append(Notice("no-edges", message, path))
        if not declared:
            found.append(Notice("direct-unknown", "no .in file beside it: everything counts as direct", path))
    return found
