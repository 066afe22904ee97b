"""The help: keys of the view in front, keys that work everywhere, what marks, columns and flags mean."""

from collections.abc import Iterator, Sequence

from rich.text import Text
from textual.app import App

from depcalc.render.phrases import FLAGS
from depcalc.render.style import MARKS, Style
from depcalc.render.text import pad, wrap
from depcalc.tui.keys import keys_in, keys_of, told
from depcalc.tui.views.base import View

KEY, WORDS = 14, 20  # cells up to what a key does; cells of that where two stand on a line
WIDEST, BOX = 71, 5  # cells of a line at most; cells that the frame takes
MEANINGS = {
    "keep": "carrying it is the best open option",
    "replace": "the standard library, the tree or a successor does it",
    "vendor": "copy the part used, own it",
    "rewrite": "own code for the part used",
    "drop": "nothing uses it",
    "shared": "indirect packages that several rows need",
    "unknown": "too little is known to say",
}
COLUMNS = (
    ("$/yr", "estimated, the lock as it stands, with what leaves with it"),
    ("Advised", "the same under the verdict"),
    ("Crowd", "what everybody together spends a year on searching it"),
    (
        "Need",
        "your own search a year for a rewrite no riskier than keeping it; 0: already there; -: no budget gets there",
    ),
    ("Saves", "$/yr less Advised"),
    ("Lvs", "packages that leave with it"),
    ("5 % - 95 %", "where $/yr lies in 90 % of the worlds; for the row in front, below the list"),
    ("!", "beside a name: vulnerable or malicious, it or what it brings"),
    (
        "+",
        "beside a name: other packages need it, too. It stays when its requirement goes: the list counts it alone,"
        " the graph all that would be gone without it",
    ),
    ("✓", "beside a name: marked for what-if"),
    ("▾ ▴", "beside a head: ordered by it, the largest or the smallest first"),
)
HEADER = "hit: the share of years in which, in the model, the tree is hit through its packages; D says more."


def help_text(view: type[View], app: type[App[None]], hidden: Sequence[str], look: Style, width: int) -> Text:
    """All of it; `hidden` are the columns of the list that found no room."""
    room = min(WIDEST, width * 24 // 25 - BOX)
    marks = [(f"{look.mark(word)} {word}", MEANINGS[word]) for word in MARKS]
    left_out = f"No room here for: {', '.join(hidden)}\n" if hidden else ""
    said = "".join(wrap(line, room, "  ") + "\n" for line in view.notes.splitlines())
    parts = (
        (view.title, _listed(told(keys_in(view)), room) + said),
        ("Everywhere", _listed(told(keys_of(app)), room)),
        ("Marks", "".join(_entry(mark, words, room) for mark, words in marks)),
        ("Header and columns", _columns(look, room) + (wrap(left_out, room, "  ") + "\n" if hidden else "")),
        (
            "Flags",
            "".join(wrap(f"{flag}: {words}", room, "  ", "    ") + "\n" for flag, words in FLAGS.items()),
        ),
    )
    return Text("\n").join(Text.assemble((f"{head}\n", "bold"), said) for head, said in parts)


def _columns(look: Style, room: int) -> str:
    ascii_ = {"✓": "*", "▾ ▴": "* ^"} if look.ascii else {}
    said = "".join(_entry(ascii_.get(name, name), words, room) for name, words in COLUMNS)
    return wrap(HEADER, room, "  ") + "\n" + said


def _listed(keys: Sequence[tuple[str, str]], room: int) -> str:
    """Two to a line where both are short and the window is wide."""
    if room < WIDEST:
        return "".join(_entry(key, words, room) for key, words in keys)
    return "".join(_lines(keys, room))


def _lines(keys: Sequence[tuple[str, str]], room: int) -> Iterator[str]:
    todo = list(keys)
    while todo:
        one = todo.pop(0)
        if _short(one) and todo and _short(todo[0]):
            other = todo.pop(0)
            yield f"  {pad(one[0], KEY - 2)}{pad(one[1], WORDS)}  {pad(other[0], KEY - 2)}{other[1]}\n"
        else:
            yield _entry(*one, room)


def _short(one: tuple[str, str]) -> bool:
    return len(one[0]) < KEY - 2 and len(one[1]) <= WORDS


def _entry(key: str, words: str, room: int) -> str:
    """A key with what it does; a long one stands above it."""
    lead = f"  {pad(key, KEY - 3)} "
    if len(key) > KEY - 3:
        return f"  {key}\n" + wrap(words, room, " " * KEY, " " * KEY) + "\n"
    return wrap(words, room, lead, " " * KEY) + "\n"
