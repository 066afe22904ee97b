"""How text for people is laid out: width, colour, letters. What it says never depends on this."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from depcalc.render.text import ASCII, GLUE

Colour: TypeAlias = Literal["none", "256", "truecolor"]
Ink: TypeAlias = Callable[[str], str]

MARKS: Mapping[str, tuple[str, str]] = {  # verdict -> shape, ASCII letter
    "keep": ("●", "K"),
    "replace": ("◆", "P"),
    "vendor": ("■", "V"),
    "rewrite": ("▲", "R"),
    "drop": ("✕", "D"),
    "shared": ("·", "-"),
    "unknown": ("?", "?"),
}
DARK: Mapping[str, str] = {
    "keep": "588FEE",
    "replace": "0EF2FE",
    "vendor": "F0E28E",
    "rewrite": "E96B11",
    "drop": "B18C9A",
    "alarm": "FF6B6B",
}
LIGHT: Mapping[str, str] = {
    "keep": "102442",
    "replace": "41756F",
    "vendor": "392200",
    "rewrite": "A25913",
    "drop": "854CCD",
    "alarm": "B3261E",
}
ALARMS = re.compile(r"\b(vulnerable|malicious)\b")
PROSE = 80  # cells to a line of prose when nobody says how wide the paper is
WIDEST_PROSE = 100


@dataclass(frozen=True, slots=True)
class Style:
    """`width` in cells, None for as wide as the answer needs; `light` is the terminal's background. `unit` is
    what effort of search is shown in: "usd", "tokens" or "attempts"; `outlook` asks for the table of years.

    Colour only repeats what a shape and a word already say. Only the mark takes the colour of its verdict,
    so that a wrong guess of the background costs nothing that has to be read.
    """

    width: int | None = None
    colour: Colour = "none"
    light: bool = False
    ascii: bool = False
    quiet: bool = False
    unit: str = "usd"
    outlook: bool = False

    @property
    def prose(self) -> int:
        return min(self.width or PROSE, WIDEST_PROSE)

    def mark(self, verdict: str) -> str:
        shape, letter = MARKS.get(verdict, MARKS["unknown"])
        return letter if self.ascii else shape

    def verdict_ink(self, verdict: str) -> Ink:
        """Colours the first character, where the mark is."""
        return lambda text: self._paint(text[:1], verdict) + text[1:]

    def alarm(self, text: str) -> str:
        """Red for the words "vulnerable" and "malicious", and for nothing else anywhere."""
        return ALARMS.sub(lambda word: self._paint(word[0], "alarm"), text)

    def bold(self, text: str) -> str:
        return self._escape(text, "1")

    def dim(self, text: str) -> str:
        return self._escape(text, "2")

    def finish(self, text: str) -> str:
        """The whole answer: our own signs in ASCII where asked for, one newline at the end."""
        text = text.replace(GLUE, " ").rstrip("\n") + "\n"
        return text.translate(ASCII) if self.ascii else text

    def _paint(self, text: str, name: str) -> str:
        rgb = (LIGHT if self.light else DARK).get(name)
        return self._escape(text, _colour_code(rgb, self.colour)) if rgb else self.dim(text)

    def _escape(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if text.strip() and self.colour != "none" else text


def _colour_code(rgb: str, colour: Colour) -> str:
    red, green, blue = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
    if colour == "truecolor":
        return f"38;2;{red};{green};{blue}"
    return f"38;5;{16 + 36 * _sixth(red) + 6 * _sixth(green) + _sixth(blue)}"


def _sixth(level: int) -> int:
    """The nearest of the six levels of xterm's colour cube: 0, 95, 135, 175, 215, 255."""
    levels = (0, 95, 135, 175, 215, 255)
    return min(range(len(levels)), key=lambda i: abs(levels[i] - level))
