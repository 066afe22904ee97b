"""What the keys do. The bindings are the one table of it: help, palette and docs are made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

from depcalc.tui.lines import Lines
from depcalc.tui.views.base import Reader, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.dom import DOMNode

WRITTEN = {
    "escape": "esc",
    "left_square_bracket": "[",
    "minus": "-",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "plus": "+",
    "question_mark": "?",
    "right_square_bracket": "]",
    "slash": "/",
}


class Key(NamedTuple):
    """One thing that can be done: `keys` as they are written, `title` in the palette, `words` in the help."""

    keys: tuple[str, ...]
    title: str
    words: str
    action: str


def keys_of(owner: type[DOMNode]) -> Iterator[Key]:
    """What its own bindings do, in their order."""
    for one in owner.BINDINGS:
        assert isinstance(one, Binding)
        keys = tuple(WRITTEN.get(key, key) for key in one.key.split(","))
        yield Key(keys, one.description, one.tooltip or one.description.lower(), one.action)


def keys_in(view: type[View]) -> Iterator[Key]:
    """How one moves about in it, and what else its keys do."""
    yield from keys_of(Reader if view.reads else Lines)
    yield from keys_of(view)


def told(keys: Iterable[Key]) -> list[tuple[str, str]]:
    """(keys, what they do) as the help says it."""
    return [(" ".join(key.keys), key.words) for key in keys]
