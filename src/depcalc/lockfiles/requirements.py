"""Requirements files: compiled ones with their `# via` edges, exports, and plain lists of pins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from depcalc.errors import LockError
from depcalc.lockfiles._names import origin_of, origin_text
from depcalc.lockfiles._packages import by_key, package_notices
from depcalc.lockfiles._pep508 import Asked, split_requirement
from depcalc.lockfiles._places import place_kind, split_place
from depcalc.lockfiles._requirement_lines import Line, logical_lines
from depcalc.lockfiles._roots import unasked
from depcalc.values.lock import Files, Key, Lock, Origin, Package, Requirement, Root, normalise
from depcalc.values.notice import Notice

_PIN = re.compile(r"===?\s*([^\s,;*]+)")
_INDEX = re.compile(r"(?:-i|--index-url)(?:\s*=\s*|\s+)(\S+)")
_EXTRA_INDEX = re.compile(r"--extra-index-url(?:\s*=\s*|\s+)\S+")
_INCLUDE = re.compile(r"(?:-r|-c|--requirement|--constraint)(?:\s*=\s*|\s*)(.+)")
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


def parse_requirements(text: str, *, path: str) -> Lock:
    """Read the text of a requirements file; `path` only labels places in messages.

    Nothing is fetched and no other file is opened: an include becomes a notice.
    """
    if "\0" in text:
        raise LockError("not a text file", path, "If it is UTF-16, give it a byte order mark.")
    lines = list(logical_lines(text))
    options = [line for line in lines if _is_option(line.text)]
    itself = next((line for line in lines if _is_the_project(line.text)), None)
    origin = _index(options)
    entries, bad = [], []
    for line in lines:
        if _is_option(line.text) or _is_the_project(line.text):
            continue
        if entry := _entry(line, origin):
            entries.append(entry)
        else:
            message = f"not a requirement, left out: {line.text[:80]!r}"
            bad.append(Notice("not-a-requirement", message, path, line.line))
    if bad and not entries and not itself:
        place = f"{path}:{bad[0].line}"
        raise LockError("no requirement in this file", place, "Is this a requirements file?")
    says_who = any(line.via for line in lines)
    return _lock(entries, [*_option_notices(options, path), *bad], path, says_who, itself)


def _lock(
    entries: list[_Entry], notices: list[Notice], path: str, says_who: bool, itself: Line | None
) -> Lock:
    askers, roots = _askers(entries)
    read = (replace(entry.package, requires=_asks(askers.get(entry.name, {}))) for entry in entries)
    packages, twice = by_key(read, path)
    found = [Root(name, requires=_asks(asked)) for name, asked in sorted(roots.items())]
    if itself:
        found, project = _with_project(found, itself)
        packages[project.key] = project
    asked_for = [target for root in found for ask in root.requires for target in ask.targets]
    members = frozenset(root.key for root in found if root.key)
    if left := unasked(packages, [*asked_for, *members]):
        by_name = {entry.package.key: entry for entry in reversed(entries)}
        found.append(Root(PurePath(path).name, requires=tuple(_ask([by_name[key]]) for key in left)))
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
            *_lock_notices(packages.values(), path, says_who),
        ),
    )


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


def _entry(line: Line, index: Origin) -> _Entry | None:
    editable = _EDITABLE.match(line.text)
    asked = split_place(editable[1]) if editable else split_requirement(line.text) or split_place(line.text)
    if asked is None:
        return None
    origin = origin_of("editable" if editable else place_kind(asked.url), asked.url) if asked.url else index
    pins = [found[1] for clause in asked.specifier.split(",") if (found := _PIN.fullmatch(clause.strip()))]
    package = Package(
        key=Key(asked.name, pins[0] if pins else "", origin_text(origin)),
        origin=origin,
        line=line.line,
        files=Files(n_files=len(line.hashes), n_hashed=len(line.hashes)),
    )
    return _Entry(package, asked, tuple(line.via or ()))


def _askers(entries: list[_Entry]) -> tuple[_Askers, _Askers]:
    """Who asks for what: listed names, and roots. A constraint asks for nothing; nobody asks for itself."""
    names = {entry.name for entry in entries}
    listed: _Askers = {}
    roots: _Askers = {}
    for entry in entries:
        for who in entry.via:
            name = normalise(who.partition("[")[0].strip())
            if _ROOT_ASKER.match(who) or name not in names:
                if not _CONSTRAINT_ASKER.match(who):
                    roots.setdefault(_root_name(who), {}).setdefault(entry.name, []).append(entry)
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
    found = []
    for line in options:
        if include := _INCLUDE.match(line.text):
            message = f"{include[1]} is not read: what it lists is missing here"
            found.append(Notice("include-not-read", message, path, line.line))
        elif _EXTRA_INDEX.match(line.text):
            message = "an extra index is named: the file does not say which package comes from where"
            found.append(Notice("extra-index", message, path, line.line))
    return found


def _lock_notices(packages: Iterable[Package], path: str, says_who: bool) -> list[Notice]:
    found = []
    loose = [package for package in packages if not package.key.version and package.origin.kind in _PINNABLE]
    if loose:
        names = ", ".join(package.key.name for package in loose[:_SHOWN])
        more = f" and {len(loose) - _SHOWN} more" if len(loose) > _SHOWN else ""
        found.append(Notice("not-pinned", f"no exact version: {names}{more}", path, loose[0].line))
    if not says_who:
        message = 'no "# via" comments: who requires what is not in the file, every package counts as direct'
        found.append(Notice("no-edges", message, path))
    return found
