"""`--ascii`: whatever is drawn goes through here last, so that no other letter reaches the terminal."""

from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from depcalc.render.text import ASCII, cells

DRAWN: Mapping[str, str] = {
    **dict.fromkeys("─━═╌┄╴╶▁▂▔▀▄╸╺", "-"),
    **dict.fromkeys("│┃║▏▎▌▐▕┆╎", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝┏┓┗┛┣┫╋", "+"),
    **dict.fromkeys("█▉▊▋▇▆▅▃", "#"),
    **dict.fromkeys("●•○◉", "o"),
    **dict.fromkeys("▲▴△", "^"),
    **dict.fromkeys("▼▾▽", "v"),
    **dict.fromkeys("▶▸→⏵", ">"),
    **dict.fromkeys("◀◂←", "<"),
    "✓": "*", "⏎": "~", "↑": "^", "↓": "v", "\xa0": " ",
}  # fmt: skip
TABLE = {**ASCII, **{ord(one): letter for one, letter in DRAWN.items()}}


def lettered(text: str) -> str:
    """As many cells, in ASCII."""
    made = text.translate(TABLE)
    return made if made.isascii() else "".join(c if c.isascii() else "?" * cells(c) for c in made)


class Letters(LineFilter):
    """The last stop of every line."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Each piece in ASCII, style kept."""
        return [
            Segment(lettered(text), style, control)
            if text and not text.isascii()
            else Segment(text, style, control)
            for text, style, control in segments
        ]
