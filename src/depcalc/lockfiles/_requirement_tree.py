"""A requirements file with what it includes: `-r` in place, `-c` apart, loops and depth bounded."""

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath, PurePosixPath
from posixpath import normpath

from depcalc.lockfiles._files import Opened, OpenFile
from depcalc.lockfiles._mending import without_conflicts
from depcalc.lockfiles._notices import Noted
from depcalc.lockfiles._pep508 import split_requirement
from depcalc.lockfiles._places import split_place
from depcalc.lockfiles._reading import refuse_busy, refuse_too_many
from depcalc.lockfiles._requirement_lines import Line, logical_lines
from depcalc.values.notice import Notice

MAX_DEPTH = 10
_MAX_SOURCES = 50
_INCLUDE = re.compile(r"(-r|-c|--requirement|--constraint)(?:\s*=\s*|\s*)(.+)")


@dataclass(slots=True)
class Tree:
    """Lines of a file and of all it includes, in order; `constraints` only say which version it would be."""

    lines: list[Line] = field(default_factory=list)
    constraints: list[Line] = field(default_factory=list)
    notices: Noted = field(default_factory=Noted)


def read_tree(text: str, path: str, open_file: OpenFile) -> Tree:
    """The file with everything it includes; what cannot be included becomes a notice."""
    tree = Tree()
    _Reader(tree, open_file, path).take(Opened(path, text), tree.lines, (path,))
    return tree


class Sources:
    """The `.in` files behind compiled ones: who asks for a name is who declares it, not who passes it on."""

    def __init__(self, path: str, open_file: OpenFile) -> None:
        self._path, self._open = path, open_file
        self._found: dict[str, tuple[str, frozenset[str] | None]] = {}

    def of(self, file: str) -> tuple[str, frozenset[str] | None]:
        """The file that asks, and the names it declares; the file itself and None where no `.in` file is."""
        if file not in self._found:
            compiled = file.endswith(".txt") and len(self._found) < _MAX_SOURCES
            source = _source_of(file, self._path, self._open) if compiled else None
            names = _declared_names(source, self._open) if source else None
            self._found[file] = (file.removesuffix(".txt") + ".in" if source else file, names)
        return self._found[file]

    def own(self) -> frozenset[str] | None:
        """What the `.in` file beside the file itself declares."""
        return self.of(PurePath(self._path).name)[1]


def _source_of(name: str, including: str, open_file: OpenFile) -> Opened | None:
    """The `.in` file that a compiled file was made from, where the comment says or beside."""
    file = PurePosixPath(name.replace("\\", "/"))
    for place in (file.with_suffix(".in").name, file.with_suffix(".in").as_posix()) if file.name else ():
        if isinstance(opened := open_file(place, including), Opened):
            return opened
    return None


def _declared_names(source: Opened, open_file: OpenFile) -> frozenset[str]:
    """What an `.in` file and its includes ask for; a compiled file stands for the `.in` file beside it."""
    names: set[str] = set()
    todo, seen = [(source, 0)], {source.path}
    while todo:
        file, depth = todo.pop()
        for line in logical_lines(file.text):
            if asked := split_requirement(line.text) or split_place(line.text.removeprefix("-e ")):
                names.add(asked.name)
            found = _INCLUDE.match(line.text)
            if not found or found[1] in ("-c", "--constraint") or depth == MAX_DEPTH:
                continue
            named = found[2].strip()
            inner = _source_of(named, file.path, open_file) if named.endswith(".txt") else None
            opened = inner or open_file(named, file.path)
            if isinstance(opened, Opened) and opened.path not in seen:
                seen.add(opened.path)
                todo.append((opened, depth + 1))
    return frozenset(names)


class _Reader:
    """Follows includes; a file is read once for all of a tree."""

    def __init__(self, tree: Tree, open_file: OpenFile, path: str) -> None:
        self._tree, self._open, self._path = tree, open_file, path
        self._taken: set[str] = {normpath(path)}
        self._lines = 0  # of all files together

    def take(self, file: Opened, into: list[Line], above: tuple[str, ...]) -> None:
        if file.guessed:
            message = "not UTF-8 and no encoding is named: read as Latin-1"
            self._tree.notices.add(Notice("encoding-guessed", message, file.path))
        refuse_busy(file.text, path=file.path)
        text, damage = without_conflicts(file.text, path=file.path)
        for notice in damage:
            self._tree.notices.add(notice)
        for line in logical_lines(text):
            self._lines += 1
            refuse_too_many(self._lines, file.path)
            if file.path != self._path:
                line = replace(line, path=file.path)  # noqa: PLW2901
            if include := _INCLUDE.match(line.text):
                is_constraint = include[1] in ("-c", "--constraint")
                target = self._tree.constraints if is_constraint else into
                self._include(include[2].strip(), line, target, above)
            else:
                into.append(line)

    def _include(self, name: str, line: Line, into: list[Line], above: tuple[str, ...]) -> None:
        opened = self._open(name, above[-1]) if len(above) <= MAX_DEPTH else f"more than {MAX_DEPTH} levels"
        if isinstance(opened, str):
            message = f"{name[:200]} is not read ({opened}): what it lists is missing here"
            self._note("include-not-read", message, line)
        elif normpath(opened.path) in map(normpath, above):
            self._note("include-loop", f"{name[:200]} includes itself: read once", line)
        elif normpath(opened.path) not in self._taken:
            self._taken.add(normpath(opened.path))
            self.take(opened, into, (*above, opened.path))

    def _note(self, code: str, message: str, line: Line) -> None:
        self._tree.notices.add(Notice(code, message, line.path or self._path, line.line))
