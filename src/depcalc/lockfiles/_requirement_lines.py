"""The lines of a requirements file: continuations joined, options apart, `# via` comments attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NEWLINE = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")
_OPTION = re.compile(r"\s--?[A-Za-z][\w-]*(?:[=\s]|$)")
_HASH = re.compile(r"--hash[=\s]\s*(\S+)")
_VIA = re.compile(r"via(?::|\s+|$)")
_MAX_ASKER = 500


@dataclass(slots=True)
class Line:
    """One requirement or option: its text without comments and per-requirement options, and who asks for it.

    line    1-based line where it starts
    via     what its `# via` comment lists, as written; None where it has none
    path    the file it is in, "" for the file that was asked for
    """

    text: str
    line: int
    hashes: tuple[str, ...] = ()
    via: list[str] | None = field(default=None)
    path: str = ""


def logical_lines(text: str) -> Iterator[Line]:
    """Requirements and options in order, each with the comments that follow it."""
    current: Line | None = None
    in_via = False
    for number, joined in _joined(_NEWLINE.split(text)):
        body, comment = _without_comment(joined)
        if body:
            if current:
                yield current
            current, in_via = _line(body, number), False
        if current and comment is not None:
            in_via = _read_via(current, comment, in_via)
        elif not body:
            in_via = False
    if current:
        yield current


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with `\\` continuations joined; a comment line inside a continuation ends it."""
    parts: list[str] = []
    start = 0
    for number, line in enumerate(lines, 1):
        if parts and line.lstrip().startswith("#"):
            yield start, " ".join(parts)
            parts = []
        if not parts:
            start = number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            parts.append(line[:-1].strip())
            continue
        yield start, " ".join([*parts, line.strip()])
        parts = []
    if parts:
        yield start, " ".join(parts)


def _without_comment(line: str) -> tuple[str, str | None]:
    found = _COMMENT.search(line)
    return (line[: found.start()].strip(), found[1].strip()) if found else (line.strip(), None)


def _line(body: str, number: int) -> Line:
    hashes = tuple(_HASH.findall(body))
    found = None if body.startswith("-") else _OPTION.search(body)
    return Line(body[: found.start()].strip() if found else body, number, hashes)


def _read_via(current: Line, comment: str, in_via: bool) -> bool:
    """Take in one comment after an entry; True while a split `# via` list goes on."""
    if found := _VIA.match(comment):
        current.via = current.via or []
        comment = comment[found.end() :]
    elif not in_via or current.via is None:
        return False
    current.via += [one.strip() for one in comment.split(",") if 0 < len(one.strip()) <= _MAX_ASKER]
    return True
