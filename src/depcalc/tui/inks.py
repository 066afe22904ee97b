"""Marks, colours and bars. A colour only repeats what a shape and a word already say."""

import math

from rich.text import Text
from textual.theme import Theme

from depcalc.render.style import ALARMS, DARK, LIGHT, Style
from depcalc.render.text import GLUE, clean, cut, pad

DARK_THEME, LIGHT_THEME = "depcalc-dark", "depcalc-light"


def _cursor(words: str, ground: str, elsewhere: str) -> dict[str, str]:
    """The line under the cursor: a ground on which words and every mark can still be seen."""
    return {
        "block-cursor-foreground": words,
        "block-cursor-background": ground,
        "block-cursor-blurred-foreground": words,
        "block-cursor-blurred-background": elsewhere,
    }


THEMES = (
    Theme(
        DARK_THEME,
        primary="#588FEE",
        secondary="#B18C9A",
        warning="#F0E28E",
        error=f"#{DARK['alarm']}",
        success="#0EF2FE",
        accent="#588FEE",
        foreground="#E4E4E4",
        background="#121212",
        surface="#1E1E1E",
        panel="#272727",
        dark=True,
        variables=_cursor("#E4E4E4", "#333333", "#272727"),
    ),
    Theme(
        LIGHT_THEME,
        primary="#102442",
        secondary="#41756F",
        warning="#A25913",
        error=f"#{LIGHT['alarm']}",
        success="#41756F",
        accent="#102442",
        foreground="#1A1A1A",
        background="#FFFFFF",
        surface="#F7F7F7",
        panel="#EFEFEF",
        dark=False,
        variables=_cursor("#1A1A1A", "#D8D8D8", "#EFEFEF"),
    ),
)


def plain(text: str, style: Style) -> str:
    """Outside text as one harmless line."""
    return clean(text, ascii_only=style.ascii).replace(GLUE, " ")


def ink(verdict: str, style: Style) -> str:
    """The colour of a verdict in Rich's words; dim for what is none."""
    rgb = (LIGHT if style.light else DARK).get(verdict)
    return f"#{rgb}" if rgb else "dim"


def verdict(word: str, style: Style, said: str = "") -> Text:
    """Mark and word; only the mark takes the colour."""
    return Text.assemble((style.mark(word), ink(word, style)), f" {said or word}", no_wrap=True)


def alarmed(text: str, style: Style) -> Text:
    """Red for the words "vulnerable" and "malicious", and for nothing else."""
    said = Text(text, no_wrap=True)
    said.highlight_regex(ALARMS, style=ink("alarm", style))
    return said


def coloured(text: str) -> Text:
    """Text that the renderers made, with their bold and dim; outside text in it holds no escape."""
    return Text.from_ansi(text)


def fitted(text: str, width: int, align: str = "<") -> str:
    """Exactly `width` cells."""
    return pad(cut(text, width), width, align)


def bar(part: float, width: int, style: Style) -> str:
    """A bar of at most `width` cells; something is at least one."""
    n = round(max(0.0, min(1.0, part)) * width)
    return ("#" if style.ascii else "█") * (max(1, n) if part > 0 else 0)


def log_part(usd: float, least: float, most: float) -> float:
    """Where an amount lies between two on a scale of tenfold steps."""
    if usd <= 0 or most <= least:
        return 0.0
    return (math.log10(max(usd, least)) - math.log10(least)) / (math.log10(most) - math.log10(least))


def slider(part: float, width: int, style: Style) -> str:
    """A knob on a line."""
    line, knob, ends = ("-", "o", "||") if style.ascii else ("─", "●", "├┤")
    at = round(max(0.0, min(1.0, part)) * (width - 1))
    return f"{ends[0]}{line * at}{knob}{line * (width - 1 - at)}{ends[1]}"


def bold(text: str) -> Text:
    """A heading; what is appended to it is not bold."""
    return Text.assemble((text, "bold"))
