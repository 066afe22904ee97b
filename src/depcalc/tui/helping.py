"""The help: keys of the view in front, keys that work everywhere, what marks, columns and flags mean."""

import re
from collections.abc import Sequence

from rich.text import Text

from depcalc.render.phrases import FLAGS
from depcalc.render.style import MARKS, Style
from depcalc.render.text import wrap

KEY = 14  # cells up to what a key does
TWO_ABREAST = 80  # cells of a window in which keys stand two to a line
EVERYWHERE = """\
  1 2 3 4 5     list, graph, what-if, plan, ask
  [ ]           previous, next view   tab     next pane
  w W           write what is chosen, forget it
  e             export this view: JSON, markdown, SVG
  y             copy the line
  o             the package's page; another folder where none is read
  D             what the data does not know
  r             read the project again
  t             light, dark          ctrl+p  all commands
  q ctrl+c      quit
"""
MEANINGS = {
    "keep": "carrying it is the best open option",
    "replace": "the standard library, the tree or a successor does it",
    "vendor": "copy the part used, own it",
    "rewrite": "own code for the part used",
    "drop": "nothing uses it",
    "shared": "indirect packages that several rows need",
    "unknown": "too little is known to say",
}
COLUMNS = """\
  $/yr      estimated, the lock as it stands, with what leaves with it
  Advised   the same under the verdict       Saves   the difference
  Crowd     what everybody together spends a year on searching it
  Need      your own search a year for a rewrite no riskier than keeping
            it; 0: already there; -: no budget gets there
  Lvs       packages that leave with it
  !         beside a name: vulnerable or malicious; ✓: marked
"""


def help_text(title: str, keys: str, hidden: Sequence[str], look: Style, width: int) -> Text:
    """All of it; `hidden` are the columns of the list that found no room."""
    marks = "".join(f"  {look.mark(word)} {word:9} {MEANINGS[word]}\n" for word in MARKS)
    flags = "".join(f"  {flag}: {meaning}\n" for flag, meaning in FLAGS.items())
    left_out = f"  No room here for: {', '.join(hidden)}\n" if hidden else ""
    parts = (
        (title, _fitted(keys, width)),
        ("Everywhere", _fitted(EVERYWHERE, width)),
        ("Marks", marks),
        ("Columns", COLUMNS + left_out),
        ("Flags", flags),
    )
    return Text("\n").join(Text.assemble((f"{head}\n", "bold"), said) for head, said in parts)


def _fitted(keys: str, width: int) -> str:
    """In a narrow window each key has a line of its own."""
    if width >= TWO_ABREAST:
        return keys
    room = max(20, width * 24 // 25 - 5)
    lines: list[str] = []
    for line in keys.splitlines():
        parts = re.split(r"\s{2,}", line.strip())
        if len(parts) == 1:
            lines.append(wrap(parts[0], room, "  "))
        for key, what in zip(parts[::2], parts[1::2], strict=False):
            first, *rest = wrap(what, room - KEY).splitlines()
            lines += [f"  {key:{KEY - 3}} {first}", *(" " * KEY + more for more in rest)]
    return "\n".join([*lines, ""])
