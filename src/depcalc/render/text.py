"""Text that is safe to print and fits: outside text made visible, cells instead of characters.

Names, versions and advisory texts come from strangers. Whatever could move the cursor, turn the direction of
writing, hide or start a new line is shown as an escape like `\\x1b`, and so are the two ways of talking to a
CI runner (`::` and `##[`).
"""

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
GLUE = "\N{NO-BREAK SPACE}"  # never in outside text, `clean` makes it a space
ASCII = str.maketrans({"·": "|", "–": "-", "—": "-", "×": "x", "÷": "/", "→": ">", "…": "~"})  # one cell each
LONGEST = 400  # characters of one piece of outside text


def clean(text: str, *, ascii_only: bool = False, longest: int = LONGEST) -> str:
    """One line of harmless text; escapes count towards `longest`, and a cut ends in an ellipsis."""
    text = text.translate(ASCII) if ascii_only else text
    shown = "".join(_visible(c, ascii_only) for c in text[: longest + 1])
    shown = shown.replace("::", ":\\x3a").replace("##", "#\\x23")
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _visible(character: str, ascii_only: bool) -> str:
    code, category = ord(character), unicodedata.category(character)
    if category == "Zs":
        return " "
    if category not in UNSEEN and not (ascii_only and code > 126):
        return character
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def scrub(value: T, harmless: Callable[[str], str]) -> T:
    """The same record with every text in it, however deep, passed through `harmless`."""
    return _scrub(value, harmless)  # type: ignore[no-any-return]


def _scrub(value: Any, harmless: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _scrub(getattr(value, f.name), harmless) for f in dataclasses.fields(value)}
        return type(value)(**fields)
    if isinstance(value, tuple):
        items = [_scrub(item, harmless) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {_scrub(key, harmless): _scrub(item, harmless) for key, item in value.items()}
    return value


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """At most `width` cells; what is cut ends in an ellipsis."""
    if cells(text) <= width:
        return text
    kept, room = "", width - 1
    for character in text:
        if (room := room - _cell(character)) < 0:
            break
        kept += character
    return kept + "…" if width > 0 else ""


def cut_words(text: str, width: int) -> str:
    """Whole words in at most `width` cells and how many more there are: "one two +3"."""
    words = text.split()
    for kept in range(len(words), 0, -1):
        more = len(words) - kept
        shown = " ".join([*words[:kept], f"+{more}"] if more else words)
        if cells(shown) <= width:
            return shown
    return cut(text, width)


def pad(text: str, width: int, align: str = "<") -> str:
    """Exactly `width` cells, unless the text is wider."""
    space = " " * max(0, width - cells(text))
    return space + text if align == ">" else text + space


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> str:
    """Lines of at most `width` cells; `hanging` indents all but the first, a longer word is broken."""
    rest = indent if hanging is None else hanging
    lines, line = [], indent
    for word in _words(text, max(1, width - max(cells(indent), cells(rest)))):
        started = line.strip() and line not in (indent, rest)
        if started and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line, started = rest, False
        line += f" {word}" if started else word
    return "\n".join([*lines, line]).replace(GLUE, " ")


def glue(text: str) -> str:
    """Words that `wrap` keeps on one line."""
    return text.replace(" ", GLUE)


def _words(text: str, widest: int) -> Iterator[str]:
    for word in filter(None, text.split(" ")):
        while cells(word) > widest:
            head = _head(word, widest)
            yield head
            word = word[len(head) :]  # noqa: PLW2901
        yield word


def _head(word: str, width: int) -> str:
    kept = ""
    for character in word:
        if kept and cells(kept + character) > width:
            break
        kept += character
    return kept
